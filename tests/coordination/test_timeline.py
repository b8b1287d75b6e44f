"""Measures through the years: when, where they stand, and what the next plan made of them."""

from collections.abc import Callable
from datetime import date

from palermo.coordination import Conference, Line, thread, timeline

Load = Callable[[], Conference]
Change = Callable[[str, str, str], None]
TODAY = date(2026, 2, 28)


def lines(conference: Conference, today: date = TODAY) -> dict[str, Line]:
    return {one.measure.ref: one for one in timeline(conference, today=today)}


def test_every_measure_of_every_plan_begun_has_a_line_in_order(load: Load) -> None:
    assert list(lines(load())) == ["p2/1.1", "p2/1.2", "p3/1.1", "p3/1.1.a", "p3/1.1.b", "p3/1.2", "p3/2.1"]
    assert list(lines(load(), date(2020, 6, 1))) == ["p2/1.1", "p2/1.2"]


def test_a_measure_was_changed_carried_or_dropped_by_the_next_plan(load: Load, change: Change) -> None:
    found = lines(load())
    assert (found["p2/1.1"].fate, found["p2/1.1"].continued_by) == ("changed", ("p3/1.1",))
    assert (found["p2/1.2"].fate, found["p2/1.2"].continued_by) == ("dropped", ())
    assert found["p3/1.1"].fate == "running"
    change("plans/p3.yml", "change: changed", "change: carried")
    assert lines(load())["p2/1.1"].fate == "carried"


def test_before_the_next_plan_begins_a_measure_runs(load: Load) -> None:
    found = lines(load(), date(2020, 6, 1))
    assert (found["p2/1.1"].fate, found["p2/1.2"].fate) == ("running", "running")
    assert found["p2/1.1"].continued_by == ()


def test_a_part_goes_on_with_its_measure_unless_taken_up_by_itself(load: Load, change: Change) -> None:
    part = 'due: 2018-12-31, sub: [{id: 1.1.x, text: {en: "Rooms"}}, {id: 1.1.y, text: {en: "Teachers"}}]}'
    change("plans/p2.yml", "due: 2018-12-31}", part)
    change("plans/p3.yml", 'text: {en: "Hold the course"}', 'text: {en: "Hold the course"}, continues: p2/1.1.y')
    found = lines(load())
    assert (found["p2/1.1.x"].fate, found["p2/1.1.x"].continued_by) == ("changed", ("p3/1.1",))
    assert (found["p2/1.1.y"].fate, found["p2/1.1.y"].continued_by) == ("carried", ("p3/1.1.b",))


def test_a_measure_may_be_split_by_the_next_plan(load: Load, change: Change) -> None:
    change("plans/p3.yml", "lead: [police, shelters]", "lead: [police, shelters], continues: p2/1.1")
    assert lines(load())["p2/1.1"].continued_by == ("p3/1.1", "p3/1.2")


def test_a_line_ends_when_due_or_with_its_plan(load: Load) -> None:
    found = lines(load())
    assert (str(found["p3/1.1"].start), str(found["p3/1.1"].end)) == ("2021-01-01", "2025-12-31")
    assert str(found["p3/1.2"].end) == "2030-12-31"


def test_a_thread_leads_from_the_first_plan_to_the_last(load: Load) -> None:
    assert thread(load(), "p3/1.1") == ("p2/1.1", "p3/1.1")
    assert thread(load(), "p3/1.2") == ("p3/1.2",)
    assert thread(load(), "p9/1") == ()


def test_a_thread_in_a_circle_ends(load: Load, change: Change) -> None:
    change("plans/p2.yml", "due: 2018-12-31", "due: 2018-12-31, continues: p3/1.1")
    assert thread(load(), "p3/1.1") == ("p2/1.1", "p3/1.1")
