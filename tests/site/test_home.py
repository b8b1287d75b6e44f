"""The first page says what waits for whoever looks at it, and nothing of what waits for others."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.site.cast import Cast
from tests.site.linkage.a_run import pairs_of, stored, with_two_lists
from tests.site.publications.folders import a_release
from tests.site.submissions.handing_in import NOW, hand_in, with_keys

from palermo.site.access.actor import keeper
from palermo.site.access.scope import scoped
from palermo.site.accounts.actions import add_account
from palermo.site.jobs.actions import hold
from palermo.site.linkage import actions as linkage
from palermo.site.publications import actions as publications
from palermo.site.submissions.queue.work import perform

pytestmark = pytest.mark.django_db


def home(cast: Cast, role: str, *, other: bool = False) -> str:
    account = (cast.other if other else cast.accounts)[role]
    return cast.client(account).get("/", follow=True).content.decode()


@pytest.fixture(autouse=True)
def keys_are_not_asked_for(settings: pytest.FixtureRequest) -> None:
    settings.PALERMO_DEMO = True  # type: ignore[attr-defined]


def test_an_officer_is_told_of_files_to_mend_and_no_other_role_or_body_is(cast: Cast) -> None:
    with with_keys(cast):
        job = hand_in(cast)
        with scoped(cast.actor("agency_data_officer")):
            perform(hold(job, NOW), clock=lambda: NOW, tell=lambda step: None)
    assert "1 submission waits for mending" in home(cast, "agency_data_officer")
    assert "mending" not in home(cast, "agency_manager") + home(cast, "agency_manager", other=True)


def test_a_release_waits_for_those_who_may_approve_it_and_not_for_its_proposer(cast: Cast) -> None:
    with scoped(cast.actor("statistician")) as statistician:
        publications.propose_release(statistician, a_release(), now=datetime.now(UTC))
    assert "1 release waits for approval" in home(cast, "report_editor")
    assert "approval" not in home(cast, "statistician") + home(cast, "case_worker")


def test_a_manager_is_told_what_the_own_body_owes_and_the_way_leads_there(conference: Cast) -> None:
    page = home(conference, "agency_manager", other=True)
    assert 'href="/conference/owed/?body=police"' in page and "Your body owes" in page
    assert "owes" not in home(conference, "case_worker")


def test_pairs_in_doubt_wait_for_each_operator_until_they_have_answered_and_for_nobody_else(cast: Cast) -> None:
    run = with_two_lists(cast)
    [pair, *_] = pairs_of(cast, stored(cast, run))
    with scoped(keeper()) as who:
        cast.accounts["reviewer"] = add_account(
            who, cast.bodies["office"], name="reviewer", display_name="reviewer", role="linkage_operator"
        )
    line = (
        f'<a class="govuk-link" href="/linkage/{run.pk}/">1 doubtful pair of the run {run.code} waits for your answer'
    )
    assert line in home(cast, "linkage_operator") and line in home(cast, "reviewer")
    for role in ("statistician", "agency_data_officer", "agency_manager", "plan_secretary", "system_admin", "auditor"):
        assert "doubtful" not in home(cast, role)

    def says(role: str, word: str) -> None:
        with scoped(cast.actor(role)) as reviewer:
            linkage.answer(reviewer, pair, word, now=timezone.now())

    says("linkage_operator", "same")
    assert "doubtful" not in home(cast, "linkage_operator") and line in home(cast, "reviewer")
    says("reviewer", "same")
    assert "doubtful" not in home(cast, "reviewer")
    says("reviewer", "different")  # who differs has answered too: a third is asked
    assert "doubtful" not in home(cast, "linkage_operator") + home(cast, "reviewer")


def test_no_pair_of_a_closed_run_waits(cast: Cast) -> None:
    run = with_two_lists(cast)
    stored(cast, run)
    with scoped(cast.actor("linkage_operator")) as operator:
        linkage.close(operator, run, now=timezone.now())
    assert "doubtful" not in home(cast, "linkage_operator")


def test_nothing_is_said_where_nothing_waits(cast: Cast) -> None:
    assert "What waits for you" not in home(cast, "report_editor")


def test_the_first_page_asks_a_bounded_number_of_questions(conference: Cast) -> None:
    client = conference.client(conference.other["agency_manager"])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get("/").status_code == 200
    assert len(asked) <= 60
