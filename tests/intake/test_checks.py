"""Checks across cells: three truth values, exact numbers, days of any precision."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.ground.expression import evaluate, parse
from palermo.intake.checks import bounds, compile_check
from palermo.intake.layout import Column

COLUMNS = {
    **{name: Column(to=name, type="number") for name in "abc"},
    **{name: Column(to=name, type="date") for name in ("start", "end")},
    "status": Column(to="status"),
}


def holds(expr, **cells):
    """What a check says about one row: True, False, or None for not known."""
    columns = []
    for name in COLUMNS:
        series = pl.Series(name, [cells.get(name)], dtype=pl.String)
        columns += bounds(name, series) if COLUMNS[name].type == "date" else [series]
    node = parse(expr, names=COLUMNS, logic=True)
    return pl.DataFrame(columns).select(holds=compile_check(node, COLUMNS)).item()


@pytest.mark.parametrize(
    ("expr", "cells", "said"),
    [
        ("a + b = c", {"a": "0.1", "b": "0.2", "c": "0.3"}, True),
        ("a + b = c", {"a": "0.1", "b": "0.2", "c": "0.300000000001"}, False),
        ("a = b", {"a": "123456789012345678", "b": "123456789012345679"}, False),
        ("a * b = c", {"a": "0.1", "b": "3", "c": "0.3"}, True),
        ("a / b = c", {"a": "1", "b": "3", "c": "0.3333333333"}, True),
        ("a / b = c", {"a": "1", "b": "0", "c": "1"}, None),
        ("a <= b", {"a": "1", "b": None}, None),
        ("a <= b or c > 0", {"a": "1", "b": None, "c": "1"}, True),
        ("a <= b and c > 0", {"a": "1", "b": None, "c": "0"}, False),
        ("not a > 3", {"a": "4"}, False),
        ("-a < b", {"a": "1", "b": "0"}, True),
        ("sum(a, b) = c", {"a": "1", "b": "2", "c": "3"}, True),
        ("sum(a, b) = c", {"a": "1", "b": None, "c": "3"}, None),
        ("max(a, b) >= c", {"a": "1", "b": "5", "c": "5"}, True),
        ("min(a, b) >= c", {"a": "1", "b": "5", "c": "2"}, False),
        ("status = 'open'", {"status": "open"}, True),
        ("status != 'open' or a > 0", {"status": "open", "a": "0"}, False),
        ("start <= end", {"start": "2021-04-09", "end": "2021-04-09"}, True),
        ("start < end", {"start": "2021-04-09", "end": "2021-04-09"}, False),
        ("start <= end", {"start": "2021-04", "end": "2021-04-09"}, None),
        ("start <= end", {"start": "2021-05", "end": "2021-04-09"}, False),
        ("start <= end", {"start": "2021", "end": "2022-01"}, True),
        ("start > end", {"start": "2022", "end": "2021"}, True),
        ("start >= '2000-01-01'", {"start": "1999"}, False),
        ("start = end", {"start": "2021-04-09", "end": "2021-04-09"}, True),
        ("start = end", {"start": "2021", "end": "2021"}, None),
        ("start != end", {"start": "2021", "end": "2022"}, True),
        ("not start <= end", {"start": "2021-05-01", "end": "2021-04-09"}, True),
    ],
)
def test_a_check_says_what_is_certain(expr, cells, said) -> None:
    assert holds(expr, **cells) is said


NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False, allow_infinity=False)


@given(NUMBERS, NUMBERS, NUMBERS, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
def test_sums_are_compared_as_decimals_are(a, b, c, operator) -> None:
    exact = evaluate(parse("a + b - c", names="abc"), {"a": a, "b": b, "c": c})
    expected = {
        "=": exact == 0, "!=": exact != 0, "<": exact < 0, "<=": exact <= 0, ">": exact > 0, ">=": exact >= 0,
    }[operator]  # fmt: skip
    assert holds(f"a + b {operator} c", **{k: format(v, "f") for k, v in (("a", a), ("b", b), ("c", c))}) is expected


def test_a_long_number_falls_back_to_a_tolerance() -> None:
    long = "1" + "0" * 24
    assert holds("a < b", a=long, b=str(Decimal(long) * 2)) is True
    assert holds("a = b", a=long, b=str(Decimal(long) + 1)) is True


def test_a_broken_check_rejects_warns_or_asks(check) -> None:
    layout = {
        "columns": {"a": {"type": "integer"}},
        "checks": [
            {"expr": "a < 10", "code": "our.large"},
            {"expr": "a < 5", "code": "our.unusual", "severity": "warning"},
            {"expr": "a != 7", "code": "our.seven", "severity": "question", "text": "seven", "hint": "Ask Ada."},
        ],
    }
    outcome = check(layout, "a", "1", "6", "7", "12", "x", "")
    assert outcome.accepted["a"].to_list() == ["1", "6", ""]
    assert outcome.pending["palermo_hints"].to_list() == ["Ask Ada."]
    assert outcome.rejected["palermo_codes"].to_list() == ["our.large", "value.type"]
    assert {(f.code, f.count) for f in outcome.findings if f.code == "our.unusual"} == {("our.unusual", 3)}


def test_a_check_whose_column_is_absent_is_told(check) -> None:
    layout = {"columns": {"a": {"type": "number"}, "b": {"type": "number"}}, "checks": [{"expr": "a < b"}]}
    outcome = check(layout, "a", "1")
    assert [finding.column for finding in outcome.findings if finding.code == "intake.check-skipped"] == ["b"]


def test_a_check_may_name_headers(check) -> None:
    layout = {"columns": {"How many": {"to": "n", "type": "number"}}, "checks": [{"expr": "How many > 0"}]}
    assert check(layout, "How many", "0").receipt.rejected == 1


def test_a_birth_after_what_happened_is_out_of_order(check) -> None:
    outcome = check("htcds", "prs_Birthdate|hte_Date", "1990|1989-12-31", "1990|1990-05-01")
    assert outcome.rejected["palermo_codes"].to_list() == ["date.order"]


@pytest.mark.parametrize(
    ("expr", "said"),
    [
        ("min(a," * 30 + "b" + ")" * 30 + " = 1", True),
        ("max(b," * 30 + "a" + ")" * 30 + " = 2", True),
        ("a / (" * 30 + "b" + ")" * 30 + " > 0", True),
        (" and ".join(["a < b"] * 150), True),
        (" or ".join(["a > b"] * 150), False),
    ],
)
def test_deep_and_long_checks_cost_no_more_than_their_length(expr: str, said: bool) -> None:
    assert holds(expr, a="1", b="2") is said


@pytest.mark.parametrize("constant", ["9" * 40, "9" * 19, "0." + "1" * 30])
def test_a_constant_with_no_room_in_the_exact_form_is_compared_in_floating_point(constant: str) -> None:
    assert holds(f"a < {constant}", a="0.1") is True
    assert holds(f"a + {constant} > b", a="1", b="0") is True
