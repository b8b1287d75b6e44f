"""A questionnaire is filled with what a report has, as it has it; what it has not is listed with the reason."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo import standards
from palermo.coordination import Answer, Answers, AskedPeriod, answer, read_questionnaire, with_figures
from palermo.coordination.answers import ANSWERED, REASONS
from palermo.ground.dates import Period
from palermo.ground.errors import BadDefinition, UsageError

ASKED = """format: palermo.questionnaire/1
id: small
title: {en: "A small questionnaire"}
source: made up
period: 2024
sections:
  - id: victims
    title: {en: "Victims"}
    questions:
      - {id: total, text: {en: "All victims"}, unit: [person, victim], figure: victims.2024}
      - {id: women, text: {en: "Women"}, unit: person}
  - id: justice
    title: {en: "Justice"}
    questions:
      - {id: cases, text: {en: "Cases"}, figure: [cases.2024, cases.2023]}
"""
SHIPPED = [name for name in standards.names() if name.startswith("questionnaires/")]


def figure(id: str, **fields: Any) -> dict[str, Any]:
    """A row of figures.json: 40 persons in 2024 unless told otherwise."""
    period = {"start": "2024-01-01", "end": "2024-12-31", "kind": "calendar"}
    row = {"id": id, "code": "K7Q2XM", "origin": "computed", "value": "40", "unit": "count", "period": period}
    return {**row, "counting_unit": "person", "comparator": "=", "sdc_applied": "none-invented", **fields}


def filled(text: str, *rows: dict[str, Any], protected: tuple[str, ...] = ()) -> Answers:
    return answer(read_questionnaire("q.yml", text.encode()), {row["id"]: row for row in rows}, protected=protected)


def first(text: str, *rows: dict[str, Any], protected: tuple[str, ...] = ()) -> Answer:
    return filled(text, *rows, protected=protected).lines[0]


def test_a_figure_of_the_period_answers_with_value_unit_period_and_id() -> None:
    line = first(ASKED, figure("victims.2024"))
    assert (line.status, line.value, line.unit, line.figure) == (ANSWERED, "40", "person", "victims.2024")
    assert (line.period, line.code) == ("2024-01-01 to 2024-12-31, calendar", "K7Q2XM")


def test_what_is_missing_is_counted_by_its_reason() -> None:
    found = filled(ASKED, figure("victims.2024"), figure("cases.2023", period={"start": "2023", "end": "2023"}))
    assert found.answered() == 1
    assert found.missing() == {"no_figure_named": 1, "not_in_report": 1, "other_period": 1}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"period": None}, "period_not_stated"),
        ({"period": {"kind": "unstated", "words": "lately"}}, "period_not_stated"),
        ({"period": {"start": "2023-01-01", "end": "2024-12-31", "kind": "calendar"}}, "other_period"),
        ({"period": {"start": "2024-01", "end": "2024-06"}}, "other_period"),
        ({"counting_unit": "case"}, "other_unit"),
        ({"unit": "percent"}, "other_unit"),
        ({"value": None, "conf_status": "C"}, "protected"),
        ({"value": None}, "no_value"),
    ],
)
def test_a_figure_that_speaks_of_something_else_or_of_nothing_answers_nothing(
    fields: dict[str, Any], reason: str
) -> None:
    line = first(ASKED, figure("victims.2024", **fields))
    assert (line.reason, line.value, line.low, line.high) == (reason, "", "", "")


def test_a_hidden_cell_is_printed_as_hidden_even_where_a_value_slipped_in() -> None:
    line = first(ASKED, figure("victims.2024", conf_status="C"))
    assert (line.printed(), line.value, line.reason) == ("··", "", "protected")


def test_a_figure_of_protected_data_is_named_and_not_shown() -> None:
    line = first(ASKED, protected=("victims.2024",))
    assert (line.reason, line.printed()) == ("protected", "··")
    line = first(ASKED, figure("victims.2024"), protected=("victims.2024",))
    assert (line.reason, line.value) == ("protected", "")


def test_a_range_stays_a_range_and_a_bound_a_bound() -> None:
    ranged = first(ASKED, figure("victims.2024", value=None, low="50", high="70", comparator="range"))
    bound = first(ASKED, figure("victims.2024", value="500", comparator=">"))
    assert (ranged.value, ranged.low, ranged.high, ranged.printed()) == ("", "50", "70", "50–70")
    assert bound.printed() == "> 500"


def test_zero_is_an_answer() -> None:
    line = first(ASKED, figure("victims.2024", value="0"))
    assert (line.status, line.value) == (ANSWERED, "0")


def test_what_another_says_is_answered_with_its_name() -> None:
    line = first(ASKED, figure("victims.2024", origin="assessed", assessor="Office of returns"))
    assert (line.origin, line.said_by) == ("assessed", "Office of returns")


def test_a_figure_as_of_a_day_answers_for_the_period_of_that_day() -> None:
    assert first(ASKED, figure("victims.2024", period={"on": "2024-12-31"})).status == ANSWERED
    assert first(ASKED, figure("victims.2024", period={"on": "2025-01-01"})).reason == "other_period"


YEARLY = ASKED.replace("period: 2024", "period: 2023-2024\nevery: year")


def test_each_year_is_asked_for_itself_where_the_questionnaire_says_so() -> None:
    found = filled(YEARLY, figure("victims.2024"), figure("cases.2024"), figure("cases.2023", period={"year": "2023"}))
    assert [(one.question, one.asked, one.status, one.reason) for one in found.lines] == [
        ("total", "2024", ANSWERED, ""),
        ("total", "2023", "missing", "no_figure_for_period"),
        ("women", "2023", "missing", "no_figure_named"),
        ("women", "2024", "missing", "no_figure_named"),
        ("cases", "2023", ANSWERED, ""),
        ("cases", "2024", ANSWERED, ""),
    ]


def test_without_every_year_two_years_are_one_period() -> None:
    both = {"start": "2023-01-01", "end": "2024-12-31", "kind": "calendar"}
    text = ASKED.replace("period: 2024", "period: 2023-2024")
    assert first(text, figure("victims.2024", period=both)).status == ANSWERED
    assert first(text, figure("victims.2024")).reason == "other_period"


def test_a_questionnaire_without_a_period_asks_for_one() -> None:
    with pytest.raises(UsageError, match="ask of no period"):
        filled(ASKED.replace("period: 2024\n", ""))


def test_a_map_puts_its_figures_in_place_of_those_written() -> None:
    asked = read_questionnaire("q.yml", ASKED.encode())
    written = "format: palermo.answers/1\nquestionnaire: small\nperiod: 2023\nfigures: {women: w, cases: [a, b]}\n"
    mapped = with_figures(asked, "map.yml", written.encode())
    assert {one.id: one.figures for one in mapped.questions} == {
        "total": ("victims.2024",),
        "women": ("w",),
        "cases": ("a", "b"),
    }
    assert mapped.period == AskedPeriod.parse("2023")
    assert mapped.figures() == ("victims.2024", "w", "a", "b")


def test_a_map_of_another_questionnaire_or_of_an_unknown_question_is_refused_by_line() -> None:
    asked = read_questionnaire("q.yml", ASKED.encode())
    written = "format: palermo.answers/1\nquestionnaire: other\nfigures:\n  women: w\n  nobody: x\n"
    with pytest.raises(BadDefinition) as refused:
        with_figures(asked, "map.yml", written.encode())
    assert {(one.code, one.line) for one in refused.value.findings} == {
        ("coordination.bad-value", 2),
        ("answer.question-unknown", 5),
    }


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("palermo.questionnaire/1", "palermo.questionnaire/9", "coordination.format"),
        ("id: women", "id: total", "coordination.duplicate-id"),
        ("id: small", "id: s mall", "coordination.bad-value"),
        ("source: made up\n", "", "coordination.missing-field"),
        ("period: 2024", "period: last year", "coordination.bad-value"),
        ("unit: person}", "units: person}", "coordination.unknown-field"),
        ('text: {en: "Women"}, ', "", "coordination.bad-value"),
    ],
)
def test_what_breaks_the_format_is_named(old: str, new: str, code: str) -> None:
    assert old in ASKED
    with pytest.raises(BadDefinition) as refused:
        read_questionnaire("q.yml", ASKED.replace(old, new, 1).encode())
    assert code in {one.code for one in refused.value.findings}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_questionnaire_names_its_source_says_unchecked_and_names_no_figure(name: str) -> None:
    found = read_questionnaire(name, standards.text_of(name))
    assert f"questionnaires/{found.id}" == name
    assert found.source
    assert found.basis == "unchecked"
    assert found.figures() == ()
    assert all(one.units and one.text for one in found.questions)
    assert {one.section for one in found.questions} == set(found.sections)


def test_three_questionnaires_ship() -> None:
    assert SHIPPED == ["questionnaires/coe", "questionnaires/eu", "questionnaires/un"]


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("2024", ("2024-01-01", "2024-12-31")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2024-Q2", ("2024-04-01", "2024-06-30")),
        ("2024-H2", ("2024-07-01", "2024-12-31")),
        ("2023-2024", ("2023-01-01", "2024-12-31")),
    ],
)
def test_a_period_has_a_first_and_a_last_day(written: str, days: tuple[str, str]) -> None:
    found = AskedPeriod.parse(written)
    assert found is not None
    assert (str(found.first), str(found.last)) == days
    assert found.is_that_of(Period.from_dict({"start": days[0], "end": days[1]}))


@pytest.mark.parametrize("written", ["", "last year", "2024-2023", "24", "2024-13", "2024-1", "-", "2024-"])
def test_what_is_no_period_is_none(written: str) -> None:
    assert AskedPeriod.parse(written) is None


VALUES = st.one_of(st.none(), st.integers(0, 10**6).map(str))
ROWS = st.fixed_dictionaries(
    {
        "value": VALUES,
        "low": VALUES,
        "high": VALUES,
        "conf_status": st.sampled_from([None, "C"]),
        "counting_unit": st.sampled_from(["person", "case"]),
        "period": st.sampled_from([None, {"year": "2024"}, {"year": "2023"}, {"on": "2024-06-30"}]),
    }
)


@given(ROWS, st.booleans())
def test_every_value_shown_is_one_of_the_figure_and_every_blank_has_a_reason(row: dict[str, Any], kept: bool) -> None:
    line = first(ASKED, figure("victims.2024", **row), protected=("victims.2024",) if kept else ())
    for name in ("value", "low", "high"):
        assert getattr(line, name) in ("", row[name])
    shown = bool(line.value or line.low or line.high)
    assert shown == (line.status == ANSWERED)
    assert shown != (line.reason in REASONS)
    assert not (shown and (kept or row["conf_status"] == "C" or row["counting_unit"] == "case"))
