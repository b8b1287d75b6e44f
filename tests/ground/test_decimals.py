"""A stored value is exact, and halves go away from zero."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.ground.decimals import decimal, rounded, text


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        ("2.625", 2, "2.63"),
        ("-2.625", 2, "-2.63"),
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("2.5", 0, "3"),
        ("1250", -2, "1300"),
    ],
)
def test_halves_are_rounded_away_from_zero(value: str, places: int, printed: str) -> None:
    assert text(rounded(Decimal(value), places)) == printed


@pytest.mark.parametrize("bad", ["", "abc", "NaN", "Infinity", "1,000"])
def test_what_is_no_number_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="number"):
        decimal(bad)


def test_a_float_is_refused_because_it_has_lost_what_was_written() -> None:
    with pytest.raises(ValueError, match="float"):
        decimal(0.1)  # type: ignore[arg-type]


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30, places=6))
def test_the_canonical_text_reads_back_to_the_same_value(value: Decimal) -> None:
    written = text(value)
    assert decimal(written) == value
    assert "E" not in written and written != "-0"


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12), st.integers(0, 6))
def test_rounding_moves_a_value_by_at_most_half_a_place(value: Decimal, places: int) -> None:
    assert abs(rounded(value, places) - value) <= Decimal(5).scaleb(-places - 1)


def test_a_long_value_keeps_many_places() -> None:
    assert rounded(Decimal("9" * 40), 20) == Decimal("9" * 40)
