"""The auditor looks for acts by verb, body and day; a manager sees those of the own body; nobody else sees the page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.site.cast import Cast

from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Account
from palermo.site.audit.actions import record

pytestmark = pytest.mark.django_db


def acts(cast: Cast, count: int) -> None:
    for number in range(count):
        for actor in (cast.actor("case_worker"), cast.stranger("case_worker")):
            with scoped(actor):
                record(actor, f"try.{number}", Account)


def seen(cast: Cast, role: str, query: str = "") -> str:
    answer = cast.client(cast.accounts[role]).get(f"/audit/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_auditor_finds_acts_by_verb_body_and_day(cast: Cast) -> None:
    acts(cast, 3)
    page = seen(cast, "auditor", "?verb=try")
    assert page.count("<td") == 6 * 9 and "case-worker@police" in page and "case-worker@shelter" in page
    page = seen(cast, "auditor", f"?verb=try.1&body={cast.bodies['police'].pk}")
    assert page.count("<td") == 9 and "case-worker@police" in page
    assert "try.0" not in seen(cast, "auditor", "?day=2000-01-01")


def test_a_manager_sees_the_acts_of_the_own_body_alone(cast: Cast) -> None:
    acts(cast, 1)
    page = seen(cast, "agency_manager", "?verb=try")
    assert page.count("<td") == 9 and "@police" not in page


def test_fifty_to_a_page_and_every_event_on_one_of_them(cast: Cast) -> None:
    acts(cast, 60)
    first = seen(cast, "auditor", "?verb=try")
    assert first.count("<tr") == 51 and "before=" in first
    found, query = 0, "?verb=try"
    for _ in range(3):
        page = seen(cast, "auditor", query)
        found += page.count("<tr") - 1
        query = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&") if 'rel="next"' in page else ""
    assert (found, query) == (120, "")


def test_the_page_asks_the_database_as_often_for_many_as_for_few(cast: Cast) -> None:
    browser, counts = cast.client(cast.accounts["auditor"]), []
    for more in (1, 20):
        acts(cast, more)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get("/audit/?verb=try")
        counts.append(len(asked))
    assert counts[0] == counts[1] and counts[0] <= 24


@pytest.mark.parametrize("query", ["?day=yesterday", "?body=nobody", "?before=0"])
def test_what_cannot_be_looked_for_is_told(cast: Cast, query: str) -> None:
    answer = cast.client(cast.accounts["auditor"]).get(f"/audit/{query}")
    assert answer.status_code == 400 and "There is a problem" in answer.content.decode()
