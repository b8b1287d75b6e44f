"""What each body owes on a day, what comes first, and what nobody answers for."""

from collections.abc import Callable
from datetime import date

from palermo.coordination import Conference, Owed, owed, rollup

Files = dict[str, str]
Load = Callable[[], Conference]
Change = Callable[[str, str, str], None]
TODAY = date(2026, 2, 28)


def told(rows: tuple[Owed, ...]) -> list[tuple[str, str, bool]]:
    return [(one.kind, one.ref, one.overdue) for one in rows]


def test_a_body_owes_its_measures_its_reports_and_its_decisions_what_is_late_first(load: Load) -> None:
    assert told(owed(load(), today=TODAY, body="police")) == [
        ("measure", "p3/1.1.a", True),
        ("measure", "p3/1.1", True),
        ("decision", "d-1", True),
        ("report", "p3/1.1.a", True),
    ]


def test_each_thing_leads_to_its_line(load: Load) -> None:
    assert [str(one.at) for one in owed(load(), today=TODAY, body="police")][:2] == [
        "plans/p3.yml:19",
        "plans/p3.yml:10",
    ]


def test_what_is_done_is_not_owed_but_the_report_of_a_silent_lead_is(load: Load) -> None:
    assert [one.kind for one in owed(load(), today=TODAY, body="shelters") if one.ref == "p3/1.2"] == ["report"]
    assert [one.kind for one in owed(load(), today=TODAY, body="police") if one.ref == "p3/1.2"] == []


def test_what_a_dissolved_body_owed_is_owed_by_whom_the_act_names(load: Load) -> None:
    assert owed(load(), today=TODAY, body="health") == ()
    assert ("measure", "p3/2.1", False) in told(owed(load(), today=TODAY, body="wellbeing"))


def test_without_an_act_the_successor_owes_nothing_and_nobody_answers(load: Load, change: Change) -> None:
    change("conference.yml", "measures: [p3/2.1]", "measures: [p3/1.1]")
    assert "p3/2.1" not in {one.ref for one in owed(load(), today=TODAY, body="wellbeing")}
    assert ("measure", "p3/2.1", False) in told(owed(load(), today=TODAY, body=""))


def test_an_ownerless_decision_is_nobodys_and_comes_before_all_bodies(load: Load) -> None:
    first = owed(load(), today=TODAY)[0]
    assert (first.body, first.ref) == ("", "d-3")


def test_of_a_plan_that_another_follows_nothing_is_owed(load: Load) -> None:
    assert {one.ref.partition("/")[0] for one in owed(load(), today=TODAY) if one.kind != "decision"} == {"p3"}


def test_of_a_plan_that_ran_out_with_none_after_it_everything_is_still_owed(load: Load, change: Change) -> None:
    change("plans/p3.yml", "continues: p2\n", "")
    late = {one.ref for one in owed(load(), today=TODAY) if one.kind == "measure" and one.overdue}
    assert late == {"p2/1.1", "p2/1.2", "p3/1.1", "p3/1.1.a"}


def test_before_a_plan_begins_nothing_of_it_is_owed(load: Load) -> None:
    assert [one.ref for one in owed(load(), today=date(2012, 6, 1))] == []


def test_what_is_overdue_is_what_the_status_calls_overdue(load: Load) -> None:
    late = {one.ref for one in owed(load(), today=TODAY) if one.kind == "measure" and one.overdue}
    assert late == set(rollup(load(), today=TODAY).overdue)


def test_the_rows_of_one_body_are_those_it_has_among_all(load: Load) -> None:
    found = load()
    every = owed(found, today=TODAY)
    alone = [one for body in ("", *(body.id for body in found.bodies)) for one in owed(found, today=TODAY, body=body)]
    assert list(every) == alone
