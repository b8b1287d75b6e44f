"""Plans: measures in the order of the text, their parts, who leads and supports, how they are counted."""

from collections.abc import Callable
from datetime import date

import pytest

from palermo.coordination import Conference, choose_plan
from palermo.ground.errors import UsageError

Load = Callable[[], Conference]
Change = Callable[[str, str, str], None]
Errors = Callable[[], list[str]]
At = Callable[[str, str], str]


def test_measures_stand_in_the_order_of_the_text_each_before_its_parts(load: Load) -> None:
    assert [(one.ref, one.depth, one.area) for one in load().plans["p3"].measures] == [
        ("p3/1.1", 0, "1"),
        ("p3/1.1.a", 1, "1"),
        ("p3/1.1.b", 1, "1"),
        ("p3/1.2", 0, "1"),
        ("p3/2.1", 0, "2"),
    ]


def test_plans_stand_in_the_order_of_their_first_days(load: Load, change: Change) -> None:
    change("plans/p2.yml", "start: 2013-01-01, end: 2020-12-31", "start: 2031-01-01, end: 2040-12-31")
    assert list(load().plans) == ["p3", "p2"]


def test_a_part_that_names_no_lead_has_those_of_its_measure_but_not_its_helpers(load: Load) -> None:
    part = load().measures["p3/1.1.a"]
    assert (part.bodies("lead"), part.bodies("support")) == (("police",), ())


def test_a_part_may_have_a_lead_of_its_own(load: Load) -> None:
    assert load().measures["p3/1.1.b"].bodies("lead") == ("shelters",)


def test_several_bodies_may_lead_and_a_lead_may_be_dated(load: Load, change: Change) -> None:
    dated = "lead: [police, {body: shelters, from: 2023-01-01}]"
    change("plans/p3.yml", "lead: [police, shelters]", dated)
    measure = load().measures["p3/1.2"]
    assert measure.bodies("lead", date(2022, 12, 31)) == ("police",)
    assert measure.bodies("lead", date(2023, 1, 1)) == ("police", "shelters")
    assert measure.bodies("lead") == ("police", "shelters")


def test_one_lead_needs_no_brackets(load: Load, change: Change) -> None:
    change("plans/p3.yml", "lead: [health]", "lead: health")
    assert load().measures["p3/2.1"].bodies("lead") == ("health",)


def test_a_measure_number_stays_the_text_that_was_written(load: Load, change: Change) -> None:
    change("plans/p3.yml", 'id: "2.1"', "id: 2.10")
    assert "p3/2.10" in load().measures


def test_zero_is_a_value_and_an_absent_target_is_none(load: Load, change: Change) -> None:
    change("plans/p3.yml", "baseline: 0, target: 500, direction: up", "baseline: 0, unit: person")
    change("plans/p3.yml", "unit: person, baseline: 0, unit: person", "baseline: 0, unit: person")
    (indicator,) = load().measures["p3/1.1"].indicators
    assert (indicator.baseline, indicator.target, indicator.direction) == ("0", None, "up")


@pytest.mark.parametrize(("old", "new"), [
    ("direction: up", "direction: sideways"),
    ("target: 500", "target: 1e9"),
    ("target: 500", 'target: "five hundred"'),
    ("due: 2025-12-31", "due: soon"),
    ("change: changed", "change: forgotten"),
    ("support: [shelters]", "support: [[shelters]]"),
])  # fmt: skip
def test_a_bad_value_is_told_at_its_line(change: Change, errors: Errors, at: At, old: str, new: str) -> None:
    change("plans/p3.yml", old, new)
    assert errors() == [f"coordination.bad-value {at('plans/p3.yml', new)}"]


def test_a_plan_without_period_or_with_an_impossible_one_is_told(change: Change, errors: Errors) -> None:
    change("plans/p3.yml", "period: {start: 2021-01-01, end: 2030-12-31}", "period: {start: 2021, end: 2019}")
    assert "coordination.bad-value plans/p3.yml:4" in errors()
    change("plans/p3.yml", "period: {start: 2021, end: 2019}\n", "")
    assert "coordination.missing-field plans/p3.yml:1" in errors()


def nested(deep: int) -> str:
    """A measure with parts below it, the last with all that a measure may hold."""
    last = 'lead: [{body: police, from: 2021-01-01}], indicators: [{id: n, text: {en: "Number"}}]'
    inner = f"sub: [{nested(deep - 1)}]" if deep else last
    return f'{{id: n{deep}, text: {{en: "Part"}}, {inner}}}'


def test_a_measure_four_deep_may_hold_all_that_a_measure_may_hold(change: Change, load: Load, errors: Errors) -> None:
    change("plans/p3.yml", 'text: {en: "Hold the course"}', f'text: {{en: "Hold"}}, sub: [{nested(1)}]')
    assert errors() == []
    deepest = load().measures["p3/n0"]
    assert (deepest.depth, deepest.indicators[0].text) == (3, {"en": "Number"})


def test_measures_deeper_than_four_are_not_read(change: Change, errors: Errors, load: Load) -> None:
    change("plans/p3.yml", 'text: {en: "Hold the course"}', f'text: {{en: "Hold"}}, sub: [{nested(2)}]')
    assert [one.split()[0] for one in errors()] == ["coordination.bad-value"]
    assert max(one.depth for one in load().measures.values()) == 3


def test_the_plan_in_force_is_chosen_though_a_later_one_has_run_out(load: Load, change: Change) -> None:
    change("plans/p2.yml", "start: 2013-01-01, end: 2020-12-31", "start: 2022-01-01, end: 2023-12-31")
    assert choose_plan(load(), None, date(2026, 2, 28)).id == "p3"
    assert choose_plan(load(), None, date(2023, 2, 28)).id == "p2"


def test_the_last_plan_is_chosen_where_none_is_in_force(load: Load) -> None:
    assert choose_plan(load(), None, date(2035, 1, 1)).id == "p3"


@pytest.mark.parametrize(("id", "day"), [("p9", date(2026, 1, 1)), (None, date(2001, 1, 1))])
def test_a_plan_that_is_not_there_is_refused_with_those_that_are(load: Load, id: str | None, day: date) -> None:
    with pytest.raises(UsageError) as refused:
        choose_plan(load(), id, day)
    assert "p2, p3" in (refused.value.hint or "")
