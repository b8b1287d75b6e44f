"""One grammar for formulas and checks, and nothing that could run as code."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.ground.expression import BadExpression, Name, Operation, evaluate, names_in, parse

VALUES = {"us.ht.offences.2019": Decimal(2084), "us.ht.offences.2018": Decimal(1457), "a": Decimal(21), "b": Decimal(8)}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("us.ht.offences.2019 - us.ht.offences.2018", "627"),
        ("a / b", "2.625"),
        ("-a + b * 2", "-5"),
        ("(a + b) * 2", "58"),
        ("a - b - 3", "10"),
        ("sum(a, b, 1) / max(a, b)", "1.4285714285714285714285714285714285714285714285714"),
        ("min(a, b)", "8"),
        ("a-b", "13"),
    ],
)
def test_a_formula_has_the_value_a_hand_would_give(formula: str, value: str) -> None:
    assert evaluate(parse(formula, names=VALUES), VALUES) == Decimal(value)


def test_the_longest_id_wins() -> None:
    names = {"us.rise": Decimal(1), "us.rise.same-states": Decimal(2)}
    assert parse("us.rise.same-states", names=names) == Name("us.rise.same-states")


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "a +",
        "a b",
        "unknown + 1",
        "(a",
        "a)",
        "us.ht.offences",
        "__import__('os')",
        "a ** b",
        "1e9",
        "sum()",
        "a = b",
    ],
)
def test_what_is_no_formula_is_refused_with_its_place(bad: str) -> None:
    with pytest.raises(BadExpression, match="character"):
        parse(bad, names=VALUES)


def test_nesting_without_end_is_refused_before_it_hurts() -> None:
    for bomb in ("(" * 500 + "a" + ")" * 500, "-" * 500 + "a"):
        with pytest.raises(BadExpression, match="deep"):
            parse(bomb, names=VALUES)


@pytest.mark.parametrize(
    ("bomb", "said"),
    [
        ("+".join(["a"] * 500), "200 operations in a chain"),
        ("(" * 30 + "a" + " + a)" * 30 + " + a" * 190, "200 operations in a chain"),
        ("+".join(["a"] * 50_000), "more than 2000"),
        ("a * " + "9" * 100_000, "40 digits"),
        ("a * 0." + "9" * 100_000, "40 digits"),
    ],
)
def test_what_nobody_writes_is_refused_before_it_hurts(bomb: str, said: str) -> None:
    with pytest.raises(BadExpression, match=said):
        parse(bomb, names=VALUES)


def test_a_long_sum_is_no_bomb() -> None:
    assert evaluate(parse("+".join(["a"] * 190), names=VALUES), VALUES) == 190 * 21
    assert evaluate(parse(f"sum({', '.join(['a'] * 900)})", names=VALUES), VALUES) == 900 * 21


def test_an_expression_is_read_fast_however_many_names_there_are() -> None:
    names = [f"column_{number}" for number in range(20_000)]
    tree = parse(f"sum({', '.join(names[-900:])})", names=names)
    assert names_in(tree) == tuple(names[-900:])


def test_division_by_zero_is_an_error_and_not_a_number() -> None:
    for formula in ("a / 0", "0 / 0"):
        with pytest.raises(ZeroDivisionError):
            evaluate(parse(formula, names=VALUES), VALUES)


def test_a_check_may_compare_and_combine() -> None:
    node = parse("date_in <= date_out or not state = 'closed'", names={"date_in", "date_out", "state"}, logic=True)
    assert isinstance(node, Operation) and node.operator == "or"
    assert names_in(node) == ("date_in", "date_out", "state")


def test_a_column_with_blanks_is_written_in_quotes() -> None:
    assert names_in(parse('"Book In" <= "Book Out"', names={"Book In", "Book Out"}, logic=True)) == (
        "Book In",
        "Book Out",
    )


@given(
    st.lists(st.integers(-999, 999), min_size=2, max_size=6), st.lists(st.sampled_from("+-*"), min_size=5, max_size=5)
)
def test_precedence_is_that_of_arithmetic(numbers: list[int], signs: list[str]) -> None:
    written = [f"({n})" if n < 0 else str(n) for n in numbers]
    formula = written[0] + "".join(f" {s} {n}" for s, n in zip(signs, written[1:], strict=False))
    assert evaluate(parse(formula, names=()), {}) == eval(formula)  # noqa: S307 - Python itself is the twin here
