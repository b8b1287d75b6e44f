"""Whether the numbers of a return contradict each other, as far as they are given."""

from collections.abc import Mapping
from decimal import Decimal

from palermo.standards.returns import Cell, Total


def breach(total: Total, numbers: Mapping[Cell, Decimal]) -> str:
    """How a total and its parts contradict each other, as far as they are given; empty where they do not."""
    whole = numbers.get(total.total)
    given = [numbers[cell] for cell in total.parts if cell in numbers]
    if whole is None or not given:
        return ""
    complete, together = len(given) == len(total.parts), sum(given)
    if max(given) > whole:
        return "a part is more than the total"
    if total.rule == "add" and together > whole:
        return "the parts make up more than the total"
    if total.rule != "within" and complete and together < whole:
        return "the parts make up less than the total"
    return ""
