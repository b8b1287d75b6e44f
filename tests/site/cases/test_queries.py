"""The list and the page of a case ask the same few questions however much is recorded; the list goes on by place."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.site.cases.a_case import DAY, NOW, a_row_of_each, stored
from tests.site.cast import Cast
from tests.site.keys.keyring import make_keys, opened

from palermo.site.access.scope import scoped
from palermo.site.cases.finding_cases import SIZE
from palermo.site.cases.models import Case, Note, Participation, PersonName, PersonRecord, Service

pytestmark = pytest.mark.django_db
LIST, PAGE = 12, 30
FRAME = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config")


def counted(client: Client, address: str) -> int:
    """Statements that ask or write; the frame of a transaction and of a scope is the same for every page."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return sum(not one["sql"].startswith(FRAME) for one in seen.captured_queries)


def many(cast: Cast, count: int) -> list[Case]:
    """Cases of the shelter, each with a person who has a name."""
    agency, account = cast.bodies["shelter"], cast.accounts["case_worker"].pk
    made = []
    for at in range(count):
        opened_on = DAY - timedelta(days=at // 3)
        case = stored(Case, agency=agency, reference=f"R-{at}", opened_on=opened_on, account=account, made_at=NOW)
        who = stored(PersonRecord, agency=agency, reference=f"P-{at}", made_at=NOW)
        stored(Participation, agency=agency, case=case, person=who, role="victim")
        stored(PersonName, agency=agency, person=who, kind="used", given=f"N{at}", full=f"N{at}")
        made.append(case)
    return made


def test_the_list_and_the_page_of_a_case_ask_a_fixed_number_of_questions(cast: Cast) -> None:
    make_keys(cast)
    case = a_row_of_each(cast)[Case]
    worker = cast.client(cast.accounts["case_worker"])
    worker.post("/cases/purpose/", {"purpose": "support"})
    with opened(cast):
        worker.get(f"/cases/{case.pk}/")
        before = counted(worker, "/cases/"), counted(worker, f"/cases/{case.pk}/")
        assert before[0] <= LIST and before[1] <= PAGE, before
        with scoped(cast.actor("case_worker")):
            many(cast, 5)
            part, own = case.participations.first(), {"agency_id": case.agency_id, "case": case}
            for _ in range(4):
                stored(Note, **own, text="again", account=part.pk, at=NOW)
                stored(Service, **own, participation=part, type="Health", requested=DAY)
        assert (counted(worker, "/cases/"), counted(worker, f"/cases/{case.pk}/")) == before


def test_the_list_goes_on_from_the_last_row_and_shows_every_case_once(cast: Cast) -> None:
    make_keys(cast)
    worker = cast.client(cast.accounts["case_worker"])
    with opened(cast), scoped(cast.actor("case_worker")):
        made = {case.reference for case in many(cast, SIZE + 7)}
    address, seen = "/cases/", list[str]()
    while address:
        page = worker.get(address).context["page"]
        seen += [line.case.reference for line in page.lines]
        address = f"/cases/?after={page.following}" if page.following else ""
    assert len(seen) == len(made) and set(seen) == made
    assert len(worker.get("/cases/?after=nonsense").context["page"].lines) == SIZE  # no place of ours: from the first
