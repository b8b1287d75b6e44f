"""The list and the page of a case ask the same few questions however much is recorded; the list goes on by place."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.site.cases.a_case import DAY, NOW, a_row_of_each, stored
from tests.site.cast import Cast
from tests.site.keys.keyring import make_keys, opened

from palermo.site.access.scope import scoped
from palermo.site.cases import finding_cases
from palermo.site.cases.finding_cases import SIZE, _written, names_of, page_of
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


@pytest.mark.engines("sqlite")
def test_no_list_reads_all_cases_or_all_names_of_the_body_on_sqlite_which_keeps_no_statistics(cast: Cast) -> None:
    make_keys(cast)
    with opened(cast), scoped(cast.actor("case_worker")) as worker:
        [made] = many(cast, 1)
        place = _written(made)
        asked: list[tuple[dict[str, str], str, str]] = [
            ({}, "", "case_list (agency_id=?)"),
            ({}, place, "case_list (agency_id=? AND opened_on<?)"),
            ({"state": "open"}, place, "case_list_open (agency_id=? AND opened_on<?)"),
            ({"state": "closed"}, place, "case_list_closed (agency_id=? AND opened_on<?)"),
            ({"source": "school"}, place, "case_list_source (agency_id=? AND source=? AND opened_on<?)"),
            ({"source": "school", "state": "open"}, "", "case_list_source (agency_id=? AND source=?)"),
        ]
        for told, after, way in asked:
            [step] = plan(lambda told=told, after=after: page_of(told, after=after), "cases_case")  # type: ignore[misc]
            assert step == f"SEARCH cases_case USING INDEX {way}"
        [step] = plan(lambda: names_of([made.pk, worker.account or made.pk]), "cases_personname")
        assert step == "SEARCH cases_personname USING INDEX name_of_person (agency_id=? AND person_id=?)"


def plan(ask: Callable[[], object], table: str) -> list[str]:
    """The steps by which SQLite answers what is asked of a table."""
    told = list[tuple[str, Any]]()

    def write(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT") and f' FROM "{table}"' in sql:
            told.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(write):
        ask()
    [(sql, params)] = told
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return [row[3] for row in cursor.fetchall()]


@pytest.mark.parametrize("few", [0, 100])
def test_a_status_is_found_whether_few_have_it_or_many(cast: Cast, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(finding_cases, "FEW", few)
    make_keys(cast)
    with opened(cast), scoped(cast.actor("case_worker")):
        made = many(cast, 6)
        Participation.objects.filter(case__in=made[::2]).update(status="withdrawn")
        page = page_of({"status": "withdrawn", "state": "open"}, after="")
        assert [line.case.reference for line in page.lines] == [
            one.reference for one in sorted(made[::2], key=lambda one: (one.opened_on, one.pk), reverse=True)
        ]
        assert not page_of({"status": "declined"}, after="").lines


def test_a_narrow_status_is_read_by_its_own_rows(cast: Cast) -> None:
    make_keys(cast)
    with opened(cast), scoped(cast.actor("case_worker")):
        made = many(cast, 3)
        Participation.objects.filter(case=made[0]).update(status="withdrawn")
        with CaptureQueriesContext(connection) as seen:
            page_of({"status": "withdrawn"}, after="")
    assert not any("EXISTS" in one["sql"] for one in seen.captured_queries)
