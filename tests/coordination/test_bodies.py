"""Bodies: what they were called on a day, where they sat, when they stood, who took over from them."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.coordination import Conference, Standing
from palermo.coordination.bodies import share_a_day
from palermo.coordination.succession import answered, answering
from palermo.ground.dates import PartialDate
from palermo.standards.validity import Validity

Load = Callable[[], Conference]
Change = Callable[[str, str, str], None]


def test_a_body_has_the_name_of_the_day(load: Load) -> None:
    named = load().name_of
    assert named("police", date(2019, 12, 31)) == "Ministry of Public Security"
    assert named("police", date(2020, 1, 1)) == "Ministry of the Interior"
    assert named("police", date(2020, 1, 1), "fr") == "Ministère de l'intérieur"


def test_a_name_that_has_no_words_in_a_language_is_told_in_another(load: Load) -> None:
    assert load().name_of("shelters", date(2026, 1, 1), "fr") == "Shelter network"


def test_an_unknown_body_is_called_by_its_id(load: Load) -> None:
    assert load().name_of("navy", date(2026, 1, 1)) == "navy"


def test_names_of_two_languages_may_be_dated_each_for_itself(load: Load, change: Change) -> None:
    change("conference.yml", 'names: [{en: "Shelter network"}]', 'names: [{en: "Shelter network"}, {fr: "Réseau"}]')
    assert load().name_of("shelters", date(2026, 1, 1), "en") == "Shelter network"
    assert load().name_of("shelters", date(2026, 1, 1), "fr") == "Réseau"


def test_between_two_names_the_earlier_one_lasts_however_they_are_ordered(load: Load, change: Change) -> None:
    names = 'names: [{en: "Later", from: 2020-01-01}, {en: "Earlier", to: 2015-12-31}]'
    change("conference.yml", 'names: [{en: "Shelter network"}]', names)
    assert load().name_of("shelters", date(2017, 1, 1)) == "Earlier"


def test_before_all_its_names_a_body_has_the_earliest(load: Load, change: Change) -> None:
    names = 'names: [{en: "Second", from: 2020-01-01}, {en: "First", from: 2015-01-01, to: 2019-12-31}]'
    change("conference.yml", 'names: [{en: "Shelter network"}]', names)
    assert load().name_of("shelters", date(2012, 1, 1)) == "First"


def test_a_slip_in_a_name_is_no_language(change: Change, errors: Callable[[], list[str]]) -> None:
    change("conference.yml", 'names: [{en: "Shelter network"}]', 'names: [{en: "Shelter network", form: 2012-01-01}]')
    assert errors() == ["coordination.unknown-field conference.yml:19"]


def test_a_body_stands_until_the_day_it_is_dissolved(load: Load) -> None:
    health = load().body("health")
    assert health is not None
    assert health.stands_on(date(2023, 3, 16))
    assert not health.stands_on(date(2023, 3, 17))


def test_a_body_dissolved_in_a_year_counts_to_its_end(load: Load, change: Change) -> None:
    change("conference.yml", "dissolved: 2023-03-17", "dissolved: 2023")
    health = load().body("health")
    assert health is not None
    assert health.stands_on(date(2023, 12, 30))
    assert not health.stands_on(date(2023, 12, 31))


def test_observers_and_dissolved_bodies_are_no_members(load: Load) -> None:
    assert [body.id for body in load().members(date(2023, 3, 16))] == ["police", "health", "shelters"]
    assert [body.id for body in load().members(date(2023, 3, 17))] == ["police", "wellbeing", "shelters"]


@pytest.mark.parametrize(("day", "who"), [("2023-03-16", "health"), ("2023-05-02", "wellbeing")])
def test_what_a_body_owed_passes_on_the_day_of_the_act(load: Load, day: str, who: str) -> None:
    found = load()
    assert answering(found, "health", date.fromisoformat(day), found.measures["p3/2.1"]) == (who,)


def test_between_the_end_of_a_body_and_the_act_nobody_answers(load: Load) -> None:
    found = load()
    assert answering(found, "health", date(2023, 4, 1), found.measures["p3/2.1"]) == ()


def test_an_act_about_one_measure_hands_over_no_other_and_no_decision(load: Load) -> None:
    found = load()
    assert answering(found, "health", date(2026, 1, 1), found.measures["p3/1.1"]) == ()
    assert answering(found, "health", date(2026, 1, 1)) == ()


def test_a_successor_without_an_act_owes_nothing(load: Load, change: Change) -> None:
    change(
        "conference.yml", '{from: health, to: wellbeing, on: 2023-05-02, measures: [p3/2.1], source: "Order 12"}', ""
    )
    change("conference.yml", "handovers:\n  - ", "handovers: []")
    found = load()
    assert answering(found, "health", date(2026, 1, 1), found.measures["p3/2.1"]) == ()
    assert Standing.on(found, today=date(2026, 2, 28)).leads(found.measures["p3/2.1"]) == ()


def test_who_takes_over_a_measure_takes_over_its_parts(load: Load, change: Change) -> None:
    part = 'due: 2027-12-31, sub: [{id: 2.1.a, text: {en: "Rent a house"}}]}'
    change("plans/p3.yml", "lead: [health], due: 2027-12-31}", f"lead: [health], {part}")
    found = load()
    assert Standing.on(found, today=date(2026, 2, 28)).leads(found.measures["p3/2.1.a"]) == ("wellbeing",)


def test_acts_follow_one_another(load: Load, change: Change) -> None:
    change(
        "conference.yml", "  - {id: wellbeing, kind: ministry,", "  - {id: wellbeing, kind: ministry, dissolved: 2025,"
    )
    act = 'source: "Order 12"}\n  - {from: wellbeing, to: police, on: 2026-01-10}\n'
    change("conference.yml", 'source: "Order 12"}\n', act)
    found = load()
    measure, today = found.measures["p3/2.1"], date(2026, 2, 28)
    assert answering(found, "health", today, measure) == ("police",)
    assert answered(found, "health", today, measure) == ("health", "wellbeing", "police")


def test_acts_that_lead_in_a_circle_end(load: Load, change: Change) -> None:
    change(
        "conference.yml", "  - {id: wellbeing, kind: ministry,", "  - {id: wellbeing, kind: ministry, dissolved: 2025,"
    )
    change("conference.yml", 'source: "Order 12"}\n', 'source: "Order 12"}\n  - {from: wellbeing, to: health}\n')
    found = load()
    assert answering(found, "health", date(2026, 2, 28), found.measures["p3/2.1"]) == ()


def test_a_body_that_still_stands_hands_nothing_over(change: Change, codes: Callable[[], set[str]]) -> None:
    change("conference.yml", 'source: "Order 12"}\n', 'source: "Order 12"}\n  - {from: police, to: wellbeing}\n')
    assert "coordination.giver-stands" in codes()


def test_a_body_without_kind_or_name_is_told_with_its_line(
    change: Change, errors: Callable[[], list[str]], at: Callable[[str, str], str]
) -> None:
    change("conference.yml", '{id: shelters, kind: ngo, names: [{en: "Shelter network"}],', "{id: shelters,")
    assert errors() == [f"coordination.missing-field {at('conference.yml', 'id: shelters')}"] * 2


days = st.dates(date(2010, 1, 1), date(2012, 12, 31))
spans = st.tuples(days, days).map(sorted)


@given(left=spans, right=spans)
def test_spans_share_a_day_exactly_where_one_day_lies_in_both(left: list[date], right: list[date]) -> None:
    made = [Validity(*(PartialDate(day.year, day.month, day.day) for day in span)) for span in (left, right)]
    assert share_a_day(*made) == (max(left[0], right[0]) <= min(left[1], right[1]))
    assert share_a_day(*made) == share_a_day(*reversed(made))


def test_years_that_meet_are_not_called_an_overlap() -> None:
    assert not share_a_day(Validity(None, PartialDate(2018)), Validity(PartialDate(2018), None))
