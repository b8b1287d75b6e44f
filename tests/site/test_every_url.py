"""Every address, as a stranger, as the other body and in each role: what is answered stands in a table.

An address that is not in the table fails: whoever adds a page says here who sees it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pyrage import x25519
from tests.site.a_conference import TODAY
from tests.site.cast import Cast
from tests.site.keys.keyring import make_keys
from tests.site.linkage import a_run
from tests.site.publications.folders import a_public_report, a_release
from tests.site.submissions.handing_in import hand_in_for_the_police

from palermo.site.access.actor import of
from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Account
from palermo.site.accounts.roles import ROLES
from palermo.site.api import actions as api
from palermo.site.cases import actions as cases
from palermo.site.coordination.mechanism import actions as mechanism
from palermo.site.coordination.models import Assessment, Duties, KeptFile, Membership, YearlyReturn
from palermo.site.emergency import actions as emergency
from palermo.site.linkage.models import EncodedList
from palermo.site.publications import actions as publications
from palermo.site.referrals import actions as referrals
from palermo.site.referrals.consents import actions as consents
from palermo.site.referrals.directory import actions as directory
from palermo.site.referrals.models import ReceivedFile

EVERYBODY = [role for role, _ in ROLES]
KEEPERS = {"system_admin"}
SEE_ACCOUNTS = {"system_admin", "auditor", "agency_manager"}
ASK = {"case_worker", "custody_monitor", "alert_officer"}
SEE_CASES = {"case_worker", "agency_manager", "agency_data_officer", "referral_desk"}
SEE_REFERRALS = {"case_worker", "agency_manager", "agency_data_officer", "referral_desk", "plan_secretary"}
REFER = {"case_worker", "agency_manager", "referral_desk"}
WRITE_CASES = {"case_worker", "agency_manager"}
SEE_SUBMISSIONS = {"agency_manager", "agency_data_officer"}
PUBLISH = {"statistician", "report_editor"}
OPEN_KEYS = {
    "case_worker", "agency_manager", "agency_data_officer", "referral_desk", "custody_monitor", "alert_officer",
    "tip_desk",
}  # fmt: skip
SEE_EMERGENCIES = ASK | {"agency_manager", "auditor"}


@dataclass(frozen=True)
class Page:
    """Who gets 200 (or 302 where the page sends on); all others of those signed in get ``others``."""

    method: str
    seen_by: set[str]
    answer: int = 200
    others: int = 403
    key: str = ""
    stranger: int = 302
    otherwise: tuple[tuple[str, int], ...] = ()
    """Roles that get an answer of their own, which is neither."""


def forbidden(roles: set[str]) -> tuple[tuple[str, int], ...]:
    """They see the thing, and may not do this with it."""
    return tuple((role, 403) for role in sorted(roles))


OPERATOR = {"linkage_operator"}
SEE_LINKAGE = OPERATOR | {"statistician", "agency_data_officer"}
ALL = set(EVERYBODY)
OF_THE_SHELTER = {"case_worker", "agency_manager", "agency_data_officer", "referral_desk", "alert_officer", "tip_desk"}
SEE_PLAN = {"case_worker", "agency_manager", "statistician", "plan_secretary", "report_editor", "auditor"}
SEE_MINUTES = {"agency_manager", "plan_secretary", "report_editor", "auditor"}
SEE_CLAIMS = SEE_PLAN | {"agency_data_officer", "custody_monitor"}
SECRETARY = {"plan_secretary"}
REPORTERS = {"plan_secretary", "agency_manager"}
EDITOR = {"report_editor"}
SEE_RETURNS = {"agency_manager", "agency_data_officer"}
TABLE = {
    "home": Page("get", ALL),
    "leave": Page("get", ALL, answer=302),
    "set_language": Page("post", ALL, answer=302),
    "accounts:sign-in": Page("get", ALL, stranger=200),
    "accounts:code": Page("get", ALL, answer=302),
    "accounts:sign-out": Page("post", ALL, answer=302),
    "accounts:invitation": Page("get", ALL, answer=404, key="void", stranger=404),
    "accounts:own": Page("get", ALL),
    "accounts:password": Page("get", ALL),
    "accounts:factor": Page("get", ALL),
    # No provider is named: none of its addresses is there.
    **{name: Page("get", set(), others=404, stranger=404) for name in ("oidc:begin", "oidc:back", "oidc:refused")},
    "oidc:own": Page("get", set(), others=404),
    "oidc:undo": Page("post", set(), others=404),
    "accounts:list": Page("get", SEE_ACCOUNTS),
    "accounts:add": Page("get", KEEPERS),
    # The worker of the other body is nobody's but the administrator's and, to look at, the auditor's.
    "accounts:change": Page("get", KEEPERS, others=404, key="account", otherwise=(("auditor", 403),)),
    "accounts:invite": Page("post", KEEPERS, others=404, key="account", otherwise=(("auditor", 403),)),
    "accounts:reset-factors": Page("post", KEEPERS, 302, 404, "account", otherwise=(("auditor", 403),)),
    "accounts:agencies": Page("get", SEE_ACCOUNTS),
    "accounts:add-agency": Page("get", KEEPERS),
    "audit:list": Page("get", {"auditor", "agency_manager"}),
    "cases:list": Page("get", SEE_CASES),
    "cases:first": Page("get", WRITE_CASES),
    "cases:purpose": Page("get", SEE_CASES),
    # A case of the police: to the other bodies it is not there, whatever the role.
    "cases:one": Page("get", set(), others=404, key="case"),
    "cases:held": Page("get", set(), others=404, key="case-person"),
    "cases:add": Page("get", set(), others=404, key="case-add"),
    "cases:change": Page("get", set(), others=404, key="case-change"),
    # Asked by a worker of the police; no other account opens anything by it.
    "cases:opened": Page("get", set(), others=404, key="emergency"),
    "cases:import": Page("get", set(), others=404, key="submission"),
    "referrals:list": Page("get", SEE_REFERRALS),
    "referrals:notices": Page("get", SEE_REFERRALS),
    "referrals:office": Page("get", {"plan_secretary"}),
    "referrals:services": Page("get", SEE_REFERRALS),
    "referrals:add-offer": Page("get", REFER),
    # What the police offer everybody may read in the list, and nobody else change.
    "referrals:change-offer": Page("get", set(), key="offer"),
    "referrals:outside": Page("get", REFER),
    "referrals:take-in": Page("get", REFER),
    # A file that came to the police: to the other bodies it is not there, whatever the role.
    **{
        f"referrals:{name}": Page("get", set(), others=404, key="received")
        for name in ("received", "received-contents", "held-received", "answer-received", "case-of-received")
    },
    # A case, a consent and a draft of the police: to the other bodies none of them is there, whatever the role.
    "referrals:case": Page("get", set(), others=404, key="case"),
    "referrals:give": Page("get", set(), others=404, key="participation"),
    **{
        f"referrals:{name}": Page("get", set(), others=404, key="consent")
        for name in ("consent", "narrow", "withdraw", "refer", "refer-outside", "share")
    },
    **{
        f"referrals:{name}": Page("get", set(), others=404, key="referral")
        for name in ("one", "change", "preview", "payload", "answer", "complete", "recall")
    },
    **{
        f"referrals:{name}": Page("get", set(), others=404, key="outside")
        for name in ("preview-outside", "change-outside")
    },
    "referrals:oversight": Page("get", {"custody_monitor"}),
    "referrals:oversight-of-case": Page("get", set(), others=404, key="case"),
    "referrals:end-share": Page("post", set(), others=404, key="referral"),
    "referrals:acknowledge": Page("post", set(), others=404, key="referral"),
    "figures:counts": Page("get", SEE_SUBMISSIONS),
    "figures:take": Page("post", {"agency_data_officer"}),
    "submissions:list": Page("get", SEE_SUBMISSIONS),
    "submissions:hand-in": Page("get", {"agency_data_officer"}),
    "submissions:mappings": Page("get", SEE_SUBMISSIONS),
    # Handed in by the police: to the other bodies it is not there, whatever the role.
    "submissions:one": Page("get", set(), others=404, key="submission"),
    "submissions:progress": Page("get", set(), others=404, key="submission"),
    "submissions:rejects": Page("get", set(), others=404, key="submission"),
    "submissions:rejects-csv": Page("get", set(), others=404, key="submission"),
    "submissions:mend": Page("get", set(), others=404, key="submitted-row"),
    "submissions:again": Page("post", set(), others=404, key="submission"),
    "submissions:mapping": Page("get", set(), others=404, key="submission"),
    "submissions:receipt": Page("get", set(), others=404, key="submitted-row"),
    "submissions:receipt-json": Page("get", set(), others=404, key="submitted-row"),
    "publications:list": Page("get", ALL, stranger=200),
    "publications:register": Page("get", ALL, stranger=200),
    "publications:report": Page("get", PUBLISH, answer=422),  # nothing is released yet
    "publications:propose-release": Page("get", {"statistician"}),
    "publications:propose-edition": Page("get", PUBLISH),
    # Proposals, which nobody sees but those who propose or approve.
    "publications:release": Page("get", PUBLISH, others=404, key="release", stranger=404),
    "publications:table": Page("get", PUBLISH, others=404, key="table", stranger=404),
    "publications:decide-release": Page("post", PUBLISH, 302, 404, "release"),
    "publications:edition": Page("get", PUBLISH, others=404, key="edition", stranger=404),
    "publications:decide-edition": Page("post", PUBLISH, 302, 404, "edition"),
    "publications:export": Page("get", PUBLISH, others=404, key="edition"),
    "publications:pages": Page("get", PUBLISH, others=404, key="edition", stranger=404),
    "tokens:list": Page("get", ALL),
    "tokens:revoke": Page("post", set(), 302, 404, "token"),
    "nowhere": Page("get", ALL, answer=404, key="nowhere", stranger=404),
    "conference:overview": Page("get", SEE_PLAN),
    "conference:begin": Page("get", SECRETARY),
    "conference:bodies": Page("get", SEE_PLAN),
    "conference:add-body": Page("get", SECRETARY),
    "conference:body": Page("get", SEE_PLAN, key="body"),
    "conference:dissolve": Page("get", SECRETARY, key="body"),
    "conference:handovers": Page("get", SEE_PLAN),
    "conference:hand-over": Page("get", SECRETARY),
    "conference:change-handover": Page("get", SECRETARY, key="handover"),
    "conference:definitions": Page("get", SEE_CLAIMS),
    "conference:add-definition": Page("get", EDITOR | SECRETARY),
    # Who is asked for what: the secretariat's own.
    "conference:change-definition": Page("get", SECRETARY, key="definition"),
    "conference:rank": Page("get", EDITOR, key="assessment"),
    "conference:add-seat": Page("get", SECRETARY, key="body"),
    "conference:change-seat": Page("get", SECRETARY, key="seat"),
    "conference:meetings": Page("get", SEE_MINUTES),
    "conference:add-meeting": Page("get", SECRETARY),
    "conference:meeting": Page("get", SEE_MINUTES, key="meeting"),
    "conference:change-meeting": Page("get", SECRETARY, key="meeting"),
    "conference:add-item": Page("get", SECRETARY, key="meeting"),
    "conference:decide": Page("get", SECRETARY, key="meeting"),
    "conference:follow-up": Page("get", SECRETARY, key="meeting"),
    "conference:change-decision": Page("get", SECRETARY, key="decision"),
    "conference:add-plan": Page("get", SECRETARY),
    "conference:plan": Page("get", SEE_PLAN, key="plan"),
    "conference:timeline": Page("get", SEE_PLAN, key="plan"),
    "conference:measure": Page("get", SEE_PLAN, key="measure"),
    "conference:change-measure": Page("get", SECRETARY, key="measure"),
    "conference:report": Page("get", REPORTERS, key="measure"),
    "conference:review": Page("get", {"agency_manager"}, key="measure"),
    "conference:owed": Page("get", SEE_PLAN),
    "conference:duties": Page("get", SEE_CLAIMS),
    "conference:add-sheet": Page("get", EDITOR),
    "conference:sheet": Page("get", SEE_CLAIMS, key="sheet"),
    "conference:judge": Page("get", EDITOR, key="article"),
    "conference:cite": Page("get", EDITOR, key="article"),
    "conference:grid": Page("get", SEE_CLAIMS),
    "conference:add-assessment": Page("get", EDITOR),
    "conference:add-assessor": Page("get", EDITOR),
    "conference:criterion": Page("get", EDITOR, key="criterion"),
    "conference:reply": Page("get", EDITOR, key="assessment"),
    "conference:returns": Page("get", SEE_RETURNS),
    "conference:form": Page("get", SEE_RETURNS, key="period"),
    "conference:completeness": Page("get", SEE_MINUTES),
    # The return is one of the police: nobody of the shelter, the office or the rapporteur finds it.
    "conference:return": Page("get", set(), others=404, key="return"),
    "conference:take-in": Page("get", SECRETARY),
    "conference:give-out": Page("get", SEE_MINUTES),
    "linkage:list": Page("get", SEE_LINKAGE),
    "linkage:open": Page("get", OPERATOR),
    "linkage:run": Page("get", SEE_LINKAGE, key="link-run"),
    "linkage:send": Page("get", {"agency_data_officer"}, key="link-run"),
    "linkage:audit": Page("get", OPERATOR, key="link-run"),
    "linkage:link": Page("post", OPERATOR, 422, key="link-run-bare"),  # no list is in
    "linkage:close": Page("post", OPERATOR, 302, key="link-run-bare"),
    # A list of the police: to the other bodies it is not there. What came of it: there for the office alone.
    "linkage:delete": Page("post", OPERATOR, 302, 404, "encoded"),
    "linkage:pair": Page("get", OPERATOR, others=404, key="doubtful", otherwise=(("statistician", 403),)),
    "linkage:result": Page("get", OPERATOR | {"statistician"}, others=404, key="linking"),
    "keys:state": Page("get", OPEN_KEYS),
    "keys:make": Page("get", {"agency_manager"}),
    "keys:open": Page("get", OPEN_KEYS),
    "keys:close": Page("post", OPEN_KEYS, answer=302),
    "keys:rotate": Page("get", {"agency_manager"}),
    "keys:go-on": Page("post", OPEN_KEYS, answer=302),
    # A key of the police: its own manager alone finds it.
    "keys:retire": Page("post", set(), key="account", otherwise=(("agency_manager", 404),)),
    "keys:retention": Page("get", {"agency_manager", "agency_data_officer"}),
    "keys:schedule": Page("get", {"agency_data_officer"}),
    "keys:erase": Page("post", {"agency_data_officer"}, answer=302),
    "emergency:list": Page("get", SEE_EMERGENCIES),
    "emergency:ask": Page("get", ASK),
    # Asked by the police of the shelter's record: seen by those of the shelter who deal with such, and by the auditor.
    "emergency:one": Page(
        "get",
        SEE_EMERGENCIES - {"custody_monitor"},
        others=404,
        key="emergency",
        otherwise=forbidden(OF_THE_SHELTER - SEE_EMERGENCIES),
    ),  # fmt: skip
    "emergency:approve": Page("post", set(), 302, 404, "emergency", otherwise=forbidden(OF_THE_SHELTER | {"auditor"})),
    "emergency:answer": Page(
        "post",
        {"agency_manager"},
        302,
        404,
        "emergency",
        otherwise=forbidden(OF_THE_SHELTER - {"agency_manager"} | {"auditor"}),
    ),
}


def names(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver) and one.namespace == "api":
            continue  # its routes are walked in tests/site/api
        if isinstance(one, URLResolver):
            yield from names(one.url_patterns, f"{one.namespace}:" if one.namespace else prefix)
        else:
            yield f"{prefix}{one.name}"


def test_every_address_stands_in_the_table_and_the_table_holds_no_other() -> None:
    assert set(names(get_resolver().url_patterns)) == set(TABLE)


@pytest.fixture
def keys(request: pytest.FixtureRequest, conference: Cast) -> dict[str, list[object]]:
    """The keys of what the addresses speak of: all that is a body's own belongs to the police."""
    cast = conference
    asked_for = {TABLE[name].key for name in request.node.callspec.params["group"]}
    with scoped(cast.stranger("case_worker")) as other:
        asked = emergency.ask(
            other, cast.bodies["shelter"], resource="case", reference="X-1", reason="cannot wait until morning",
            now=timezone.now(),
        )  # fmt: skip
    worker = cast.other["case_worker"].pk
    make_keys(cast, other=True)
    submitted = hand_in_for_the_police(cast)
    with scoped(cast.actor("plan_secretary")) as secretary:
        told = {"giver": "harbour", "taker": "police", "on": "2026-01-01", "measures": [], "source": ""}
        act = mechanism.hand_over(secretary, **told, today=TODAY)
    with scoped(cast.stranger("case_worker")):
        counts = dict.fromkeys(("received", "accepted", "rejected", "pending", "missing"), 0)
        handed_in = YearlyReturn(
            agency=cast.bodies["police"], account=worker, body="police", period="2025", at=timezone.now(), sent=True,
            **counts,
        )  # fmt: skip
        handed_in.save()
    return {
        **a_case_of_the_police(cast),
        "": [], "account": [worker], "emergency": [asked.pk], "void": [worker, "no-such-token"],
        "submission": [submitted], "submitted-row": [submitted, 1], "nowhere": ["v1/nowhere"],
        "body": ["police"], "handover": [act.pk], "definition": [KeptFile.objects.get().pk],
        "seat": [Membership.objects.get(body__code="police").pk], "meeting": ["m-2025"], "decision": ["d-2025-1"],
        "plan": ["p1"], "measure": ["p1", "1.1"], "sheet": [Duties.objects.get().pk], "period": ["2025"],
        "article": [Duties.objects.get().pk, "6.3a"], "assessment": [Assessment.objects.get().pk],
        "criterion": [Assessment.objects.get().pk, "1"], "return": [handed_in.pk],
        **(proposals(cast) if asked_for & PROPOSALS else {}),
        **(a_run_of_the_office(cast) if asked_for & OF_RUNS else {}),
    }  # fmt: skip


def a_case_of_the_police(cast: Cast) -> dict[str, list[object]]:
    """Keys of a case that nobody but the police sees."""
    first = cases.First(opened_on=TODAY, source="police", person={}, name={}, contact={})
    with scoped(cast.stranger("case_worker")) as worker:
        case = cases.open_case(worker, first, now=timezone.now())
        part = case.participations.get()
        person = part.person_id
        terms = consents.Terms(
            purpose="shelter", fields=["prs_Gender"], recipients=["shelter"], given_on=TODAY, given_by="self"
        )
        consent = consents.give(worker, part, terms, now=timezone.now())
        draft = referrals.draft(
            worker, consent, cast.bodies["shelter"], referrals.Draft(fields=["prs_Gender"]), now=timezone.now()
        )
        told = {"code": "abroad", "name": "A body abroad", "recipient": str(x25519.Identity.generate().to_public())}
        body = directory.add_outside(worker, **told, now=timezone.now())
        outside = directory.draft_outside(
            worker, consent, body, referrals.Draft(fields=["prs_Gender"]), now=timezone.now()
        )
        offer = directory.offer(worker, directory.Offer(type="legal", as_of=TODAY))
        came = ReceivedFile(
            agency=cast.bodies["police"], file_sha256="0" * 64, confirmed=False, sha256="0" * 64, body="{}",
            account=worker.account, at=timezone.now(),
        )  # fmt: skip
        came.save()
    return {"participation": [part.pk], "consent": [consent.pk], "referral": [draft.pk], "offer": [offer.pk],
            "received": [came.pk], "outside": [outside.pk],
            "case": [case.pk], "case-person": [case.pk, person], "case-add": [case.pk, "note"],
            "case-change": [case.pk, "person", person]}  # fmt: skip


PROPOSALS = {"release", "table", "edition", "token"}
"""Keys of what is made for the pages that speak of it alone: an attack and a lint take their time."""


def proposals(cast: Cast) -> dict[str, list[object]]:
    """Proposals that wait for a decision, and a token of the police."""
    now = timezone.now()
    with scoped(cast.actor("statistician")) as statistician:
        release = publications.propose_release(statistician, a_release(), now=now)
    with scoped(cast.actor("report_editor")) as editor:
        edition = publications.propose_edition(editor, a_public_report(), now=now)
    worker = cast.other["case_worker"]
    with scoped(of(worker)) as other:
        told = {"label": "theirs", "verbs": ["account.read"], "last_day": now.date()}
        token, _ = api.make_token(other, worker, **told, now=now)
    return {
        "release": [release.pk], "table": [release.pk, "t1"], "edition": [edition.pk], "token": [token.pk]
    }  # fmt: skip


OF_RUNS = {"link-run", "link-run-bare", "encoded", "doubtful", "linking"}


def a_run_of_the_office(cast: Cast) -> dict[str, list[object]]:
    """Keys of a run without a list, and of one that was linked, with a list of the police and a pair in doubt."""
    bare = a_run.open_run(cast, code="bare")
    run = a_run.with_two_lists(cast)
    done = a_run.stored(cast, run)
    with scoped(cast.actor("linkage_operator")):
        encoded = EncodedList.objects.get(agency=cast.bodies["police"])
    return {
        "link-run": [run.pk], "link-run-bare": [bare.pk], "encoded": [encoded.pk], "linking": [done.pk],
        "doubtful": [a_run.pairs_of(cast, done)[0].pk],
    }  # fmt: skip


LOOKED_AT = [name for name, page in TABLE.items() if page.method == "get" and name not in ("leave", "accounts:code")]
GROUPS = [LOOKED_AT, *([name] for name in TABLE if name not in LOOKED_AT)]
"""Addresses walked one behind the other; those that are only looked at share their setting, which takes the time."""
groups = pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[0])
everywhere = pytest.mark.parametrize("group", [list(TABLE)], ids=["all"])


@pytest.mark.django_db
@groups
def test_an_address_answers_each_as_the_table_says(group: list[str], cast: Cast, keys: dict[str, list[object]]) -> None:
    clients = {role: cast.client(cast.accounts[role]) for role in EVERYBODY}
    told, wanted = {}, {}
    for name in group:
        page = TABLE[name]
        address = reverse(name, args=keys[page.key])
        for role, client in clients.items():
            told[name, role] = getattr(client, page.method)(address).status_code
            wanted[name, role] = page.answer if role in page.seen_by else dict(page.otherwise).get(role, page.others)
    assert told == wanted


@pytest.mark.django_db
@everywhere
def test_a_stranger_is_sent_to_the_door(group: list[str], cast: Cast, keys: dict[str, list[object]]) -> None:
    for name in group:
        page = TABLE[name]
        answer = getattr(Client(), page.method)(reverse(name, args=keys[page.key]))
        assert answer.status_code == page.stranger
        if name not in ("leave", "set_language", "accounts:code") and answer.status_code == 302:
            assert answer.headers["Location"] == "/sign-in/"


@pytest.mark.django_db
def test_a_page_that_is_none_is_404_and_says_nothing_of_the_address(cast: Cast) -> None:
    answer = cast.client(cast.accounts["case_worker"]).get("/cases/maria-of-the-harbour/")
    assert answer.status_code == 404
    assert b"maria" not in answer.content.replace(b'value="/cases/maria-of-the-harbour/"', b"")


@pytest.mark.django_db
@everywhere
def test_no_page_carries_script_or_style_within_and_none_may_be_kept(group: list[str], conference: Cast) -> None:
    for name in group:
        if TABLE[name].method == "get" and not TABLE[name].key:
            seen_by = sorted(TABLE[name].seen_by or ALL)[0]
            answer = conference.client(conference.accounts[seen_by]).get(reverse(name))
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy and "unsafe" not in policy
            assert answer.headers["Cache-Control"] == "no-store"
            page = answer.content.decode("utf-8", "replace")
            assert " style=" not in page and "<style" not in page and " on" + "click=" not in page
            assert all(" src=" in part[:60] for part in page.split("<script")[1:])


@pytest.mark.django_db
def test_a_stale_form_is_told_that_somebody_was_faster(cast: Cast) -> None:
    admin, account = cast.client(cast.accounts["system_admin"]), cast.accounts["tip_desk"]
    address = reverse("accounts:change", args=[account.pk])
    filled = {"version": 1, "display_name": "Tariq", "role": "tip_desk", "is_active": "on"}
    assert admin.post(address, filled).status_code == 302
    assert admin.post(address, {**filled, "display_name": "Somebody"}).status_code == 409
    with scoped(cast.actor("system_admin")):
        assert Account.objects.get(pk=UUID(str(account.pk))).display_name == "Tariq"
