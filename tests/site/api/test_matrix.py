"""Every route by every role, of the body whose row it is and of another one: cell by cell what permissions.yml says.

The routes are called behind the door of the API, which looks up tokens; the door itself is tested in test_tokens.py.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone
from tests.site.a_conference import TODAY
from tests.site.api.doors import DOORS, Door
from tests.site.api.test_routes import routes
from tests.site.cases.a_case import stored
from tests.site.cast import Cast
from tests.site.keys.keyring import PASSPHRASE, make_keys, opened
from tests.site.publications.folders import a_public_report, a_release, release_files
from tests.site.submissions.handing_in import CASES, READING

from palermo.engines import pack_folder
from palermo.site.access.actor import Actor, keeper, of, stranger
from palermo.site.access.scope import scoped
from palermo.site.accounts.actions import add_account
from palermo.site.accounts.models import Account
from palermo.site.api.actions import make_token
from palermo.site.api.models import Token
from palermo.site.api.verbs import NAMES
from palermo.site.cases.models import Case, Participation, PersonRecord
from palermo.site.coordination import actions as conference_acts
from palermo.site.coordination.models import Assessment, Duties, Membership, YearlyReturn
from palermo.site.coordination.returns import actions as returns
from palermo.site.emergency import actions as emergency
from palermo.site.jobs.actions import hold
from palermo.site.keys import actions as keys_acts
from palermo.site.publications import actions as publications
from palermo.site.referrals.models import Consent, Notice, Referral, ReferralMove
from palermo.site.submissions import actions as submissions
from palermo.site.submissions.queue.work import perform
from palermo.standards.permissions import RELATIONS, letters, right, roles

BODIES = {"own": "police", "referred": "rapporteur", "other": "shelter"}
"""Everything is the police's; the rapporteur is asked for emergency access, and the shelter has to do with nothing."""
SIGNED_IN = [role for role in roles() if role != "public"]
Cells = dict[tuple[str, str, str], object]


def alike(route: str) -> str:
    """A route whatever its parameters are called: the table calls them by what they name."""
    return re.sub(r"\{[\w:]+\}", "{}", route.replace("/api/v1", ""))


def test_every_route_stands_in_the_table_and_the_table_holds_no_other() -> None:
    there = {alike(f"{method} {path}"): bool(one.auth_callbacks) for method, path, one in routes()}
    assert there == {alike(route): door.token for route, door in DOORS.items()}


def allowed(door: Door, role: str, stands: str) -> bool:
    """Whether a cell of the matrix, and what the route leaves of it, lets this one through."""
    if not door.resource:
        return True
    over = (stands,) if door.row and not door.seen else RELATIONS
    held = right(door.resource, role)
    return role not in door.but and any(held.allows(letter, one) for letter in door.letters for one in over)


def wanted(door: Door, role: str, stands: str) -> int:
    """The status that the matrix and the table give."""
    held = right(door.resource, role) if door.resource else None
    hidden = role in door.unseen or (held and not any(held.allows(one, stands) for one in letters()))
    if door.row and stands == "other" and hidden:
        return 404
    if not allowed(door, role, stands):
        sees = held and any(held.allows(one, stands) for one in "WA")
        return 403 if sees and door.shut == 404 else door.shut
    return door.past if door.only and stands not in door.only else door.ok


@pytest.fixture
def people(conference: Cast) -> dict[tuple[str, str], Account]:
    """Every role in each of the three bodies."""
    with scoped(keeper()) as actor:
        return {
            (role, stands): add_account(
                actor, conference.bodies[body], name=f"m-{role.replace('_', '-')}", display_name=role, role=role
            )
            for role in SIGNED_IN
            for stands, body in BODIES.items()
        }


@pytest.fixture
def keys(conference: Cast, people: dict[tuple[str, str], Account]) -> Iterator[dict[str, object]]:
    """What the addresses speak of, and the files that are sent: all of it the police's."""
    cast, now = conference, timezone.now()
    make_keys(cast)
    make_keys(cast, other=True)
    with scoped(of(people["agency_manager", "referred"])) as manager:
        keys_acts.make_keys(manager, cast.bodies["rapporteur"], passphrase=PASSPHRASE, now=now)
    with opened(cast), opened(cast, other=True):
        yield {
            "access": asked_for(cast, people["case_worker", "own"], now),
            "submission": submitted(people["agency_data_officer", "own"], now),
            **proposed(cast, now),
            **of_the_conference(cast),
            **a_referral(cast, people["case_worker", "own"], now),
            **a_return(cast, people["agency_data_officer", "own"], now),
            "row": 3, "number": 1, "table": "t1", "body": "harbour", "meeting": "m-2025", "decision": "d-2025-1",
            "plan": "p1", "measure": "1.2", "article": "6.3a", "criterion": "1", "cases": ("cases.csv", CASES),
        }  # fmt: skip


def asked_for(cast: Cast, worker: Account, now: Any) -> object:
    with scoped(of(worker)) as actor:
        told = {"resource": "case", "reference": "X-1", "reason": "cannot wait until the morning"}
        return emergency.ask(actor, cast.bodies["rapporteur"], **told, now=now).pk


def a_referral(cast: Cast, worker: Account, now: Any) -> dict[str, object]:
    """Of a person in a case of the police, opened by the rapporteur, and a notice of it."""
    own, by = {"agency": worker.agency}, {"agency": worker.agency, "account": worker.pk}
    both = {**own, "receiver": cast.bodies["rapporteur"]}
    with scoped(of(worker)):
        case = stored(Case, **by, reference="C-1", opened_on=TODAY, made_at=now)
        person = stored(PersonRecord, **own, reference="P-1", made_at=now)
        part = stored(Participation, **own, case=case, person=person, role="victim")
        agreed = {"purpose": "shelter", "fields": ["prs_Birthdate", "prs_Gender"], "recipients": ["rapporteur"]}
        consent = stored(
            Consent, **by, **agreed, consent=uuid4(), participation=part, given_on=TODAY, given_by="self", made_at=now
        )
        row = stored(
            Referral, **by, receiver=both["receiver"], addressee=both["receiver"], reference="R-1", case=case,
            participation=part, consent=consent, purpose="shelter", fields=["prs_Gender"], due=TODAY, made_at=now,
        )  # fmt: skip
        for seq, (state, side) in enumerate((("sent", "sender"), ("received", "receiver")), 1):
            with (
                scoped(of(worker))
                if side == "sender"
                else scoped(Actor(role="case_worker", agency=both["receiver"].pk))
            ):
                stored(ReferralMove, **both, referral=row, seq=seq, state=state, by=side, at=now)
        notice = stored(Notice, **both, referral=row, kind="narrowing", sent=TODAY, due=TODAY, at=now)
    return {
        "case": case.pk, "participation": part.pk, "consent": consent.pk, "referral": row.pk, "notice": notice.pk
    }  # fmt: skip


def submitted(officer: Account, now: Any) -> object:
    with scoped(of(officer)) as actor:
        job = submissions.receive(actor, CASES, "x.csv", sha256="0" * 64, reading=READING, now=now)
        perform(hold(job, now), clock=lambda: now, tell=lambda step: None)
        return job.submission_id


def proposed(cast: Cast, now: Any) -> dict[str, object]:
    """Proposals of people of the office, so that whoever decides is a second person."""
    with scoped(cast.actor("statistician")) as statistician:
        release = publications.propose_release(statistician, a_release(), now=now)
    with scoped(cast.actor("report_editor")) as editor:
        edition = publications.propose_edition(editor, a_public_report(), now=now)
    packed = {
        "a release": ("folder.zip", pack_folder(release_files("returns-2025"))),
        "an edition": ("folder.zip", pack_folder(a_public_report())),
    }
    return {"release": release.pk, "edition": edition.pk, **packed}


def of_the_conference(cast: Cast) -> dict[str, object]:
    with scoped(cast.actor("plan_secretary")) as secretary:
        seat = Membership.objects.get(body__code="harbour")
        told = {"role": "member", "start": "2020-01-01", "end": "2025-12-31", "held_by": ""}
        conference_acts.change_seat(secretary, seat, version=1, **told, today=TODAY)
        return {"seat": seat.pk, "sheet": Duties.objects.get().pk, "assessment": Assessment.objects.get().pk}


def a_return(cast: Cast, officer: Account, now: Any) -> dict[str, object]:
    """One that was handed in for 2024, and the form for 2025."""
    client = cast.client(officer)
    forms = {year: client.get(f"/conference/returns/form/{year}/").content for year in (2024, 2025)}
    with scoped(of(officer)) as actor:
        returns.hand_in(actor, "police-2024.xlsx", forms[2024], today=TODAY, now=now)
        return {"handed_in": YearlyReturn.objects.get().pk, "return": ("police-2025.xlsx", forms[2025])}


def answered(route: str, door: Door, carrier: Account | None, token: Token | None, keys: dict[str, Any]) -> Any:
    """The answer of the route to a request as the door of the API lets it in; whatever was written is undone."""
    method, path = route.split(" ", 1)
    address = "/api/v1" + re.sub(r"\{(\w+)\}", lambda found: str(keys[found[1]]), path)
    headers = {"Idempotency-Key": "a-key-0000", **({"Authorization": "Bearer as looked up"} if token else {})}
    told: dict[str, Any] = {"headers": headers}
    if door.file:
        name, data = keys[door.file]
        told["data"] = {**door.sent, "packed": SimpleUploadedFile(name, data)}
    elif method == "GET":
        told["data"] = door.sent
    else:
        told |= {"data": json.dumps(door.sent), "content_type": "application/json"}
    request: Any = getattr(RequestFactory(), method.lower())(address, **told)
    request.actor, request.token = of(carrier, request="r") if carrier else stranger(), token
    view, _, words = resolve(address)
    with scoped(request.actor), transaction.atomic():
        answer = view(request, **words)
        transaction.set_rollback(True)
    return answer


@pytest.fixture
def tokens(people: dict[tuple[str, str], Account]) -> dict[tuple[str, str], Token]:
    """A token of each, good for everything."""
    made = {}
    for one, account in people.items():
        with scoped(of(account)) as actor:
            now = timezone.now()
            told = {"label": "a program", "verbs": NAMES, "last_day": now.date()}
            made[one], _ = make_token(actor, account, **told, now=now)
    return made


@pytest.mark.django_db
@pytest.mark.engines("postgres")  # under all three locks; those of SQLite are tried in tests/site/access
def test_a_route_answers_each_role_of_each_body_as_the_matrix_says(
    people: dict[tuple[str, str], Account], tokens: dict[tuple[str, str], Token], keys: dict[str, Any]
) -> None:
    told: Cells = {}
    due: Cells = {}
    for route, door in DOORS.items():
        for role, stands in [(role, stands) for role in SIGNED_IN for stands in door.stands]:
            cell = (route, role, stands)
            answer = answered(route, door, people[role, stands], tokens[role, stands], keys)
            told[cell], due[cell] = answer.status_code, wanted(door, role, stands)
            if door.counted and told[cell] == 200:
                sees = stands == "own" or right(door.resource, role).allows("R", stands)
                told[cell], due[cell] = len(json.loads(answer.content)["items"]), door.counted if sees else 0
        nobody = (route, "public", "")
        told[nobody] = answered(route, door, None, None, keys).status_code
        due[nobody] = 401 if door.token else door.ok
    assert {cell: (told[cell], due[cell]) for cell in told if told[cell] != due[cell]} == {}
    assert {role for (_, role, _), status in told.items() if status in (200, 201)} == set(roles())
