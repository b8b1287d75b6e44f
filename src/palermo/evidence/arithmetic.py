"""Derived figures: formulas over figures and over what claims state. Ranges travel by their corner values."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import product

from palermo.evidence.model import Claim, Stated
from palermo.ground.decimals import decimal, rounded, text
from palermo.ground.expression import BadExpression, Node, evaluate, names_in, parse
from palermo.ground.figure import Figure, Origin

Bounds = tuple[Decimal, Decimal]
_MOST_RANGES = 10


def bounds(of: Figure | Stated) -> Bounds | None:
    """Lowest and highest value it may have: twice the value, or its range. None where it has neither."""
    try:
        if of.value is not None:
            return decimal(of.value), decimal(of.value)
        if of.low is not None and of.high is not None:
            return decimal(of.low), decimal(of.high)
    except ValueError:  # an assessed value is a code, not a number
        return None
    return None


def formula(figure: Figure) -> Node:
    """The tree of a derived figure's formula over its operands. Raises BadExpression."""
    node = parse(figure.formula or "", names=figure.operands)
    unused = set(figure.operands) - set(names_in(node))
    if unused:
        raise BadExpression(f"operands the formula does not use: {', '.join(sorted(unused))}")
    return node


def derive(figure: Figure, values: Mapping[str, Bounds]) -> Figure:
    """``figure`` with its value computed and rounded at its places, or low and high where an operand is a range.

    Raises BadExpression, ZeroDivisionError, and KeyError where an operand has no value.
    """
    node = formula(figure)
    corners = [sorted(set(values[name])) for name in figure.operands]
    if sum(len(corner) > 1 for corner in corners) > _MOST_RANGES:
        raise BadExpression(f"more than {_MOST_RANGES} operands are ranges")
    found = [
        rounded(evaluate(node, dict(zip(figure.operands, corner, strict=True))), figure.places)
        for corner in product(*corners)
    ]
    low, high = text(min(found)), text(max(found))
    if low == high:
        return replace(figure, value=low)
    return replace(figure, value=None, low=low, high=high, comparator="range")


def derive_all(figures: Mapping[str, Figure], claims: Mapping[str, Claim]) -> dict[str, Figure | str]:
    """Each derived figure whose operands all lie here: computed, or the words that say why it cannot be."""
    values = {id: found for id, claim in claims.items() if (found := bounds(claim.stated))}
    values |= {id: found for id, one in figures.items() if one.origin is not Origin.DERIVED and (found := bounds(one))}
    waiting = {id: one for id, one in figures.items() if one.origin is Origin.DERIVED}
    done: dict[str, Figure | str] = {}
    while ready := [id for id, one in waiting.items() if set(one.operands) <= set(values)]:
        for id in ready:
            done[id] = _derived(waiting.pop(id), values)
            made = done[id]
            if isinstance(made, Figure) and (found := bounds(made)):
                values[id] = found
    return done


def _derived(figure: Figure, values: Mapping[str, Bounds]) -> Figure | str:
    try:
        return derive(figure, values)
    except (BadExpression, ZeroDivisionError) as error:
        return str(error)
