"""What may be odd about any cell, with a layout or without."""

import pytest


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("=1+1", "cell.formula_like"),
        ("+cmd", "cell.formula_like"),
        ("-2+3", "cell.formula_like"),
        ("@SUM(A1)", "cell.formula_like"),
        ("-", "cell.formula_like"),
        ("  =1", "cell.formula_like"),
        ("-12", None),
        ("+4915112345", None),
        ("-1.5%", None),
        ("+1,200.50", None),
        ("-1e5", None),
        ("#REF!", "formula.error"),
        ("#N/A", "formula.error"),
        ("#DIV/0!", "formula.error"),
        ("#1", None),
        ("N/A", None),
        ("b(6)", "cell.redacted"),
        ("b(7)c", "cell.redacted"),
        ("(b)(6), (b)(7)(C)", "cell.redacted"),
        ("[REDACTED]", "cell.redacted"),
        ("████", "cell.redacted"),
        ("B 6", None),
        ("1.23457E+17", "number.precision"),
        ("123456789012345000", "number.precision"),
        ("123456789012345678", None),
        ("2E05", "number.precision"),
        ("1000000", None),
    ],
)
def test_an_odd_cell_is_seen(check, cell, code) -> None:
    for layout in (None, {"columns": {"a": {}}}):
        outcome = check(layout, "a", [cell])
        said = {finding.code for finding in outcome.findings} - {"layout.unknown", "value.trimmed"}
        assert said == ({code} if code else set())
        assert outcome.receipt.rejected == (code == "formula.error")


def test_an_odd_cell_is_kept_as_written(check) -> None:
    assert check(None, "a", ["=1+1"]).accepted["a"].to_list() == ["=1+1"]
    assert check({"columns": {"a": {}}}, "a", ["=1+1"]).accepted["a"].to_list() == ["=1+1"]


def test_a_blackened_cell_breaks_no_type_and_no_list(check) -> None:
    layout = {"columns": {"n": {"type": "integer"}, "g": {"list": "gender"}, "d": {"date": "iso"}}}
    outcome = check(layout, "n|g|d", "b(6)|b(6)|b(6)")
    assert outcome.accepted.row(0)[:3] == ("b(6)", "b(6)", "b(6)")
    assert {finding.code for finding in outcome.findings} == {"cell.redacted"}


def test_a_number_column_may_be_written_with_a_power_of_ten(check) -> None:
    outcome = check({"columns": {"n": {"type": "number"}}}, "n", "1.5E+10")
    assert outcome.accepted["n"].to_list() == ["15000000000"]
    assert not outcome.findings


def test_without_a_layout_cells_stay_as_they_are(check) -> None:
    outcome = check(None, "a|b", " 007 |NA")
    assert outcome.accepted.row(0) == (" 007 ", "NA", 2)
