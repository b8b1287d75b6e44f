"""Formulas: computed exactly, ranges by their corners, and each that cannot be computed named with the reason."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo import report
from palermo.ground.errors import Refused
from palermo.ground.expression import parse
from palermo.report import Ports
from palermo.report.derived import travel

Files = dict[str, bytes]
Replace = Callable[[str, str, str], Files]
NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=2, allow_nan=False, allow_infinity=False)


def faults(files: Files, ports: Ports) -> dict[str, str]:
    with pytest.raises(Refused) as refusal:
        report.build(files, ports=ports)
    return {one.code: one.text for one in refusal.value.findings}


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_formula_is_the_arithmetic_it_says(a: Decimal, b: Decimal, c: Decimal) -> None:
    tree = parse("( a - b ) * c + sum( a , b ) - max( a , c )", names=("a", "b", "c"))
    value, low, high = travel(tree, {"a": (a,), "b": (b,), "c": (c,)}, 8)
    assert (Decimal(value or ""), low, high) == ((a - b) * c + a + b - max(a, c), None, None)


@given(st.lists(NUMBERS, min_size=4, max_size=4))
def test_a_range_travels_by_its_corners(ends: list[Decimal]) -> None:
    a, b = sorted(ends[:2]), sorted(ends[2:])
    tree = parse("a - b", names=("a", "b"))
    _, low, high = travel(tree, {"a": (a[0], *a), "b": (b[0], *b)}, 2)
    if a[0] != a[1] or b[0] != b[1]:
        assert (Decimal(low or "x"), Decimal(high or "x")) == (a[0] - b[1], a[1] - b[0])
    else:
        assert (low, high) == (None, None)


@given(NUMBERS, NUMBERS, st.floats(min_value=0, max_value=1))
def test_every_value_between_the_ends_lands_between_the_results(one: Decimal, other: Decimal, share: float) -> None:
    low, high = sorted((one, other))
    inside = low + (high - low) * Decimal(str(round(share, 6)))
    tree = parse("3 * a - 2", names=("a",))
    value, bottom, top = travel(tree, {"a": (inside, low, high)}, 20)
    assert Decimal(bottom or value or "") <= Decimal(value or "") <= Decimal(top or value or "")


def test_a_divisor_that_may_be_zero_is_refused() -> None:
    tree = parse("a / b", names=("a", "b"))
    with pytest.raises(ZeroDivisionError):
        travel(tree, {"a": (Decimal(1),), "b": (Decimal(-1), Decimal(-1), Decimal(1))}, 2)


def test_halves_are_rounded_away_from_zero() -> None:
    tree = parse("a / b", names=("a", "b"))
    assert travel(tree, {"a": (Decimal(21),), "b": (Decimal(8),)}, 2)[0] == "2.63"
    assert travel(tree, {"a": (Decimal(-21),), "b": (Decimal(8),)}, 2)[0] == "-2.63"


@pytest.mark.parametrize(
    ("formula", "code", "words"),
    [
        ("xx.cases.2024 - xx.rise", "figure.cycle", "xx.rise → xx.rise"),
        ("xx.ratio + xx.gone", "figure.operand-missing", "xx.gone is no figure"),
        ("xx.cases.2024 / ( xx.cases.2023 - xx.cases.2023 )", "figure.zero-division", "division by zero"),
        ("xx.cases.2024 -", "figure.formula", "expected"),
        ("xx.cases.2024 xx.cases.2023", "figure.formula", "expected"),
        ("__import__('os')", "figure.operand-missing", "__import__"),
        ("xx.claim.reply + 1", "figure.operand-missing", "xx.claim.reply"),
        ("xx.cases:YEAR=1999 + 1", "figure.operand-missing", "xx.cases:YEAR=1999"),
        ("xx.status:BODY=hotline;YEAR=2024 + 1", "figure.operand-missing", "has no number"),
    ],
)
def test_a_formula_that_cannot_be_computed_says_why(
    replace_in: Replace, ports: Ports, formula: str, code: str, words: str
) -> None:
    files = replace_in("indicators/cases.yml", "xx.cases.2024 - xx.cases.2023", formula)
    found = faults(files, ports)
    assert words in found[code]


def test_a_longer_cycle_is_told_as_a_way(replace_in: Replace, ports: Ports) -> None:
    replace_in("indicators/cases.yml", "xx.cases.2024 - xx.cases.2023", "xx.ratio + 1")
    files = replace_in("indicators/cases.yml", "xx.cases.2024 / xx.cases.2023", "xx.rise * 2")
    assert "xx.ratio → xx.rise → xx.ratio" in faults(files, ports)["figure.cycle"]


def test_what_rests_on_a_broken_formula_is_named_too(replace_in: Replace, ports: Ports) -> None:
    replace_in("indicators/cases.yml", "xx.cases.2024 - xx.cases.2023", "xx.ratio / 0")
    files = replace_in("indicators/cases.yml", "derived:\n", 'derived:\n  xx.more: {formula: "xx.rise + 1"}\n')
    with pytest.raises(Refused) as refusal:
        report.build(files, ports=ports)
    told = [one.text for one in refusal.value.findings if one.code.startswith("figure.")]
    assert any("figure xx.rise: division by zero" in text for text in told)
    assert any("figure xx.more: xx.rise" in text for text in told)


def test_one_id_is_not_the_beginning_of_another(replace_in: Replace, ports: Ports) -> None:
    replace_in("indicators/cases.yml", "derived:\n", 'derived:\n  xx.rise.twice: {formula: "xx.rise * 2"}\n')
    files = replace_in(
        "indicators/cases.yml", "derived:\n", 'derived:\n  xx.all: {formula: "xx.rise.twice - xx.rise"}\n'
    )
    assert b'"id": "xx.all", ' in report.build(files, ports=ports).files["figures.json"]
