"""Decimal values: stored as text, computed exactly, rounded half away from zero."""

from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, localcontext

PRECISION = 50


def decimal(text: str | int | Decimal) -> Decimal:
    """The decimal a stored value means. Raises ValueError on anything that is not a finite number.

    Floats are refused on purpose: a float has already lost the value that was written.
    """
    if isinstance(text, float):
        raise ValueError("a float is not a stored value; give its decimal text")
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"not a decimal number: {text!r}") from error
    if not value.is_finite():
        raise ValueError(f"not a finite number: {text!r}")
    return value


def text(value: Decimal) -> str:
    """The canonical text of a decimal: no exponent, no trailing zeros, no minus zero."""
    if not value:
        return "0"
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def rounded(value: Decimal, places: int) -> Decimal:
    """``value`` at ``places`` decimals, halves away from zero: 2.625 at two places is 2.63, -0.5 at none is -1."""
    needed = value.adjusted() + places + 2  # a long number with many places has more digits than a calculation
    with localcontext(Context(prec=max(PRECISION, needed))):
        return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
