"""The rules of the instruments as truth tables. None of them says that somebody is a victim."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.ground.errors import UsageError
from palermo.standards import cap, custody, ilo, load, nrm, palermo, tvpa

Codes = tuple[str, ...]
ACT, MEANS, PURPOSE = ("recruitment",), ("fraud",), ("servitude",)


@pytest.mark.parametrize(
    ("acts", "means", "purposes", "adult", "child"),
    [
        (ACT, MEANS, PURPOSE, (), ()),
        (ACT, (), PURPOSE, ("means",), ()),
        (ACT, MEANS, (), ("purpose",), ("purpose",)),
        (ACT, (), (), ("means", "purpose"), ("purpose",)),
        ((), MEANS, PURPOSE, ("act",), ("act",)),
        ((), (), PURPOSE, ("act", "means"), ("act",)),
        ((), MEANS, (), ("act", "purpose"), ("act", "purpose")),
        ((), (), (), ("act", "means", "purpose"), ("act", "purpose")),
    ],
)
def test_the_elements_recorded_for_an_adult_and_for_a_child(
    acts: Codes, means: Codes, purposes: Codes, adult: Codes, child: Codes
) -> None:
    assert palermo.elements_recorded(acts, means, purposes, child=False) == palermo.Elements(not adult, adult)
    assert palermo.elements_recorded(acts, means, purposes, child=True) == palermo.Elements(not child, child)


def test_article_3_names_5_acts_9_means_and_7_purposes() -> None:
    assert [len(palermo.elements(kind)) for kind in ("acts", "means", "purposes")] == [5, 9, 7]


@pytest.mark.parametrize("acts", [["kidnapping"], "recruitment", ["fraud"]])
def test_an_element_that_article_3_does_not_name_is_refused(acts: list[str]) -> None:
    with pytest.raises(UsageError, match="does not name"):
        palermo.elements_recorded(acts, [], [], child=False)


@pytest.mark.parametrize(
    ("means", "child", "irrelevant"), [((), False, False), (MEANS, False, True), ((), True, True), (MEANS, True, True)]
)
def test_consent_counts_only_for_an_adult_without_any_means(means: Codes, child: bool, irrelevant: bool) -> None:
    assert palermo.consent_is_irrelevant(means, child=child) is irrelevant


def test_34_obligations_by_strength() -> None:
    by_strength: dict[str, list[str]] = {}
    for one in palermo.obligations():
        by_strength.setdefault(one.strength, []).append(one.article)
    assert len(palermo.obligations()) == 34
    assert len(by_strength.pop("shall")) == 18
    assert by_strength == {
        "shall_as_possible": ["6.1", "8.1", "8.2", "8.3", "8.4", "11.1"],
        "consider": ["6.3a", "6.3b", "6.3c", "6.3d", "7.1", "7.2", "11.5", "11.6"],
        "endeavour": ["6.5", "9.2"],
    }


def test_67_indicators_for_adults_and_65_for_children() -> None:
    assert len(ilo.indicators()) == len(ilo.indicators(child=False)) == 67
    assert len(ilo.indicators(child=True)) == 65
    per_dimension = [sum(one.dimension == number for one in ilo.indicators()) for number in ilo.dimensions()]
    assert per_dimension == [10, 10, 16, 9, 15, 7]
    assert len(ilo.forced_labour()) == 11


def test_indicators_point_to_the_eleven_signs_of_forced_labour() -> None:
    named = {number for one in ilo.indicators() for number in one.forced_labour}
    assert named == set(ilo.forced_labour())


@pytest.mark.parametrize(
    ("weights", "positive"),
    [
        ("SS", True),
        ("SM", True),
        ("SW", True),
        ("S", False),
        ("MMM", True),
        ("MM", False),
        ("MMW", True),
        ("MWW", False),
        ("MW", False),
        ("WWW", False),
        ("", False),
    ],
)
def test_when_a_dimension_is_positive(weights: str, positive: bool) -> None:
    assert ilo.dimension_positive(weights) is positive


@given(st.lists(st.sampled_from("SMW")), st.sampled_from("SMW"))
def test_one_more_sign_never_takes_a_dimension_back(weights: list[str], more: str) -> None:
    assert ilo.dimension_positive([*weights, more]) >= ilo.dimension_positive(weights)


def test_a_foreign_weight_is_refused() -> None:
    with pytest.raises(UsageError, match="weight"):
        ilo.dimension_positive(["strong"])


@pytest.mark.parametrize(
    ("positive", "met"),
    [
        ({1, 4, 5}, True),
        ({2, 4, 5}, True),
        ({3, 4, 5}, True),
        ({6, 4, 5}, True),
        ({4, 5}, False),
        ({1, 4}, False),
        ({1, 5}, False),
        ({1, 2, 3, 6}, False),
        (set(), False),
    ],
)
def test_the_combination_rule_for_adults(positive: set[int], met: bool) -> None:
    assert ilo.case_rule_met(positive, child=False) is met


@pytest.mark.parametrize(
    ("positive", "act", "met"), [({4}, True, True), ({4}, False, False), ({1, 2, 5}, True, False), (set(), True, False)]
)
def test_the_combination_rule_for_children(positive: set[int], act: bool, met: bool) -> None:
    assert ilo.case_rule_met(positive, child=True, act_recorded=act) is met


def test_a_dimension_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="1 to 6"):
        ilo.case_rule_met({7}, child=False)


def test_the_same_signs_weigh_differently_for_a_child() -> None:
    threats_and_debt = ["D2.02", "D2.04"]  # medium each for adults, strong for children
    assert ilo.positive_dimensions(threats_and_debt, child=False) == ()
    assert ilo.positive_dimensions(threats_and_debt, child=True) == (2,)


def test_a_sign_seen_twice_counts_once() -> None:
    assert ilo.positive_dimensions(["D1.01", "D1.01"], child=False) == ()


def test_a_sign_outside_the_childrens_list_is_refused() -> None:
    assert ilo.positive_dimensions(["D4.08"], child=False) == ()
    with pytest.raises(UsageError, match="not in this list"):
        ilo.positive_dimensions(["D4.08"], child=True)


@pytest.mark.parametrize(
    ("day", "days", "words"),
    [
        (date(2022, 12, 12), 45, "Suspects but cannot prove"),
        (date(2022, 12, 13), 30, "Suspects but cannot prove"),
        (date(2023, 1, 29), 30, "Suspects but cannot prove"),
        (date(2023, 1, 30), 30, "Reasonable to believe on objective factors"),
    ],
)
def test_clock_and_threshold_of_the_day_a_decision_was_made(day: date, days: int, words: str) -> None:
    recovery = nrm.clock("recovery_period", on=day)
    assert (recovery.days, recovery.kind, recovery.unit) == (days, "minimum", "calendar_days")
    assert nrm.threshold("reasonable_grounds", on=day).label == words


def test_versions_of_a_rule_have_names_of_their_own() -> None:
    versions = [clock.version for clock in nrm.clocks()] + [one.version for one in nrm.thresholds()]
    assert len(set(versions)) == len(versions)
    assert nrm.clock("recovery_period", on=date(2022, 12, 13)).version == "uk.recovery_period/2022-12-13"


def test_on_every_day_exactly_one_version_of_a_clock_holds() -> None:
    for day in (date(1999, 1, 1), date(2022, 12, 12), date(2022, 12, 13), date(2040, 1, 1)):
        codes = [rule.code for rule in nrm.clocks() if rule.validity.covers(day)]
        assert sorted(codes) == ["cg_decision", "recovery_period", "rg_decision"]


def test_five_working_days_are_a_target_and_the_last_decision_has_none() -> None:
    first, last = (nrm.clock(code, on=date(2024, 1, 1)) for code in ("rg_decision", "cg_decision"))
    assert (first.days, first.unit, first.kind) == (5, "working_days", "target")
    assert (last.days, last.not_before) == (None, "recovery_period")


@pytest.mark.parametrize(("code", "book"), [("lunch", "uk"), ("rg_decision", "osce"), ("rg_decision", "mars")])
def test_a_clock_nobody_set_is_refused(code: str, book: str) -> None:
    with pytest.raises(UsageError):
        nrm.clock(code, on=date(2024, 1, 1), rulebook=book)


def test_the_worksheet_has_4_standards_12_criteria_and_its_tiers() -> None:
    assert [one.number for one in tvpa.standards()] == [1, 2, 3, 4]
    assert [one.number for one in tvpa.criteria()] == list(range(1, 13))
    assert [tier.code for tier in tvpa.tiers()] == ["1", "2", "2WL", "3", "special"]


@pytest.mark.parametrize(("report", "years"), [(2009, 2), (2018, 2), (2019, 1), (2026, 1)])
def test_how_long_a_downgrade_may_be_waived(report: int, years: int) -> None:
    assert tvpa.max_waiver_years(report) == years


def test_before_2009_there_was_nothing_to_waive() -> None:
    with pytest.raises(UsageError, match="2008"):
        tvpa.max_waiver_years(2008)


def test_cap_has_54_elements_in_the_order_of_the_schema() -> None:
    assert len(cap.elements()) == 54
    info = [one.element for one in cap.elements("info")]
    assert info.index("certainty") < info.index("audience") < info.index("eventCode") < info.index("effective")
    assert [one.element for one in cap.elements("alert") if one.min] == [
        "identifier", "sender", "sent", "status", "msgType", "scope",
    ]  # fmt: skip


def test_none_is_a_word_of_cap_and_stays_one() -> None:
    response = next(one for one in cap.elements("info") if one.element == "responseType")
    assert response.codes[-1] == "None"


def test_a_child_alert_uses_words_that_cap_knows() -> None:
    allowed = {one.element: one.codes for one in cap.elements()}
    profile = load("child_alert")["cap"]
    for element in ("category", "urgency", "severity", "certainty"):
        assert set(profile[element]) <= set(allowed[element])
    assert set(profile["life"]) <= set(allowed["msgType"])


def test_recovered_never_counts_the_dead() -> None:
    outcomes = {row["code"]: row for row in load("child_alert")["outcomes"]}
    assert not outcomes["found_dead"]["recovered"] and outcomes["found_dead"]["counted"]
    assert [code for code, row in outcomes.items() if not row["counted"]] == ["unfounded", "hoax"]


def test_seven_times_are_recorded_and_intervals_run_between_them() -> None:
    times = load("child_alert")["times"]
    assert len(times) == 7
    for interval in load("child_alert")["intervals"]:
        assert times.index(interval["from"]) < times.index(interval["to"])


def test_six_custody_measures_state_their_population_or_ask_for_it() -> None:
    measures = {one.code: one.population for one in custody.measures()}
    assert set(measures) == {"alos", "iclos", "adp_midnight", "pop_24h", "flow_in", "over_n"}
    assert [code for code, population in measures.items() if population is None] == ["over_n"]


def test_our_bands_add_up_to_those_of_the_source() -> None:
    def edges(names: tuple[str, ...]) -> set[int]:
        return {int(name.split("-")[1]) for name in names if "-" in name}

    assert len(custody.bands()) == 9
    assert edges(custody.bands("source")) <= edges(custody.bands())
    assert custody.bands()[-1] == ">730"


def test_the_hold_room_limit_changed_in_a_month_whose_day_is_unknown() -> None:
    def hours(day: date) -> list[int | None]:
        return [one.hours for one in custody.thresholds() if one.code == "hold_room" and one.validity.covers(day)]

    assert [hours(date(2025, month, 15)) for month in (5, 6, 7)] == [[12], [12, 72], [72]]


def test_a_hundred_days_are_a_line_in_a_report_and_no_law() -> None:
    line = next(one for one in custody.thresholds() if one.code == "long_stay")
    assert line.days == 100 and line.basis == "unchecked" and "no legal source" in line.text


def test_the_custody_model_is_whole() -> None:
    model = load("custody")
    assert len(model["checks"]) == 11
    assert len(set(model["release_columns"])) == 53
    assert len(load("custody_register")["fields"]) == 13


def test_codes_of_ic_tip_stay_empty_until_they_were_seen() -> None:
    assert {row["ictip_code"] for row in load("ictip")["dimensions"]} == {None}
