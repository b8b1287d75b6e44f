"""Faults in what a report defines are told with the line they stand in; none of them ends the program."""

from collections.abc import Callable

import pytest

from palermo import report
from palermo.ground.errors import Refused
from palermo.ground.finding import Finding
from palermo.report import Ports

Files = dict[str, bytes]
Replace = Callable[[str, str, str], Files]
CASES = "indicators/cases.yml"


def told(files: Files, ports: Ports) -> list[Finding]:
    with pytest.raises(Refused) as refusal:
        report.build(files, ports=ports)
    return [one for one in refusal.value.findings if one.severity == "error"]


def line_of(files: Files, path: str, words: str) -> int:
    return next(at for at, line in enumerate(files[path].decode().splitlines(), start=1) if words in line)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("area: XX}", "area: [XX]}", "report.bad-value"),
        ("counting_unit: case", "counting_unit: {en: case}", "report.bad-value"),
        ("stock_flow: flow", "stock_flow: brook", "report.bad-value"),
        ("period_kind: calendar", "period_kind: lunar", "report.bad-value"),
        ("area: XX}", "area: XX, places: 1.5}", "report.bad-value"),
        ("area: XX}", "area: XX, places: 99999999999}", "report.bad-value"),
        ("area: XX}", "area: XX, colour: red}", "report.unknown-field"),
        ("places: 2, unit: ratio", "places: 99999999999, unit: ratio", "report.bad-value"),
        ("places: 2, unit: ratio", "places: 2, unit: [ratio]", "report.bad-value"),
        ("places: 2, unit: ratio", 'places: 2, unit: ratio, comparator: "=="', "report.bad-value"),
        ("xx.cases.2024 - xx.cases.2023", "xx.cases.2024 - xx.cases.2032", "figure.operand-missing"),
        ("xx.cases.2024 - xx.cases.2023", "xx.cases.2024 - (", "figure.formula"),
        ('xx.cases.2023: {YEAR: "2023"}', 'xx.cases.2023: {YEAR: "2032"}', "figure.no-cell"),
        ("sum: CASES", "sum: PEOPLE", "data.column-missing"),
        ("sdc_applied: none-invented", "sdc_applied: by feeling", "figure.sdc"),
        ("figures:\n", "breaks: [{date: last year, reason: moved}]\nfigures:\n", "report.bad-value"),
        ("figures:\n", 'breaks: [{date: "2024-01-01"}]\nfigures:\n', "report.missing-field"),
        (
            "figures:\n",
            'breaks: [{date: "2024-01-01", reason: moved, comparable: a bit}]\nfigures:\n',
            "report.bad-value",
        ),
    ],
)
def test_a_fault_of_an_indicator_stands_in_its_line(
    replace_in: Replace, ports: Ports, old: str, new: str, code: str
) -> None:
    files = replace_in(CASES, old, new)
    found = [(one.code, one.path, one.line) for one in told(files, ports)]
    assert (code, CASES, line_of(files, CASES, new.splitlines()[0])) in found


def test_a_missing_rule_is_told_once_and_not_for_each_cell(replace_in: Replace, ports: Ports) -> None:
    found = told(replace_in(CASES, "sdc_applied: none-invented\n", ""), ports)
    assert [one.code for one in found if one.path == CASES] == ["figure.sdc"]


def test_a_name_taken_twice_leads_to_both_places(replace_in: Replace, ports: Ports) -> None:
    files = replace_in("indicators/days.yml", "query:", "figures: {xx.rise: {}}\nquery:")
    found = next(one for one in told(files, ports) if one.code == "report.duplicate-id")
    assert (found.path, found.line) == ("indicators/days.yml", line_of(files, "indicators/days.yml", "xx.rise"))
    assert f"{CASES}:{line_of(files, CASES, 'xx.rise')}" in found.text


def test_a_table_without_rows_is_told_and_not_built(replace_in: Replace, ports: Ports) -> None:
    files = replace_in("report.yml", "indicator: xx.cases, rows: YEAR, ", "indicator: xx.cases, ")
    found = [(one.code, one.line) for one in told(files, ports)]
    assert ("report.missing-field", line_of(files, "report.yml", "t.years: {")) in found


def test_more_places_than_can_be_kept_are_refused_in_the_evidence_too(replace_in: Replace, ports: Ports) -> None:
    files = replace_in("evidence/press.yml", "rounded: 2", "rounded: 99999999999")
    found = [(one.code, one.path, one.line) for one in told(files, ports)]
    assert ("evidence.bad-value", "evidence/press.yml", line_of(files, "evidence/press.yml", "rounded")) in found
