"""Derived figures: formulas over figures and claims, each computed after its operands; ranges travel by corners."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from typing import Any

from palermo.evidence import Evidence
from palermo.ground.dates import Period
from palermo.ground.decimals import decimal, rounded, text
from palermo.ground.expression import BadExpression, Node, Operation, evaluate, names_in, parse
from palermo.ground.figure import CONFIDENTIAL, Figure, Origin
from palermo.ground.finding import Finding
from palermo.report.figures import CODE_VERSION
from palermo.report.forms import fault
from palermo.report.model import Indicator

Resolve = Callable[[str], Figure | None]

_FUNCTIONS = ("sum", "min", "max")
_WORDS = re.compile(r"[^\s(),]+")
_HAS_LETTER = re.compile(r"[^\W\d_]")
_MOST_RANGES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A derived figure before its value: how it is made, where that is written, and what it says of itself."""

    id: str
    formula: str
    path: str
    line: int
    places: int | None = None
    said: Mapping[str, Any]


def formulas(indicators: Mapping[str, Indicator], bundle: Evidence) -> Mapping[str, Formula]:
    """Every formula of the indicators, and those of the evidence whose operands lie outside it."""
    found = {
        id: Formula(
            id=id,
            formula=str(spec.get("formula") or ""),
            path=indicator.path,
            line=int(spec.get("line", 1)),
            places=int(spec["places"]) if str(spec.get("places", "")).isdecimal() else None,
            said={k: v for k, v in spec.items() if k not in ("formula", "places", "line", "tolerance")},
        )
        for indicator in indicators.values()
        for id, spec in indicator.derived.items()
    }
    for figure in bundle.figures.values():
        if figure.origin is Origin.DERIVED and figure.value is None and figure.low is None:
            at = bundle.records[figure.id]
            found[figure.id] = Formula(
                id=figure.id, formula=figure.formula or "", path=at.path, line=at.line, places=figure.places,
                said={"figure": figure},
            )  # fmt: skip
    return found


def derive_all(wanted: Mapping[str, Formula], resolve: Resolve, told: list[Finding]) -> dict[str, Figure]:
    """The figure of each formula that can be computed; every one that cannot is told, and why."""
    done: dict[str, Figure] = {}
    trees = {id: tree for id, formula in wanted.items() if (tree := _tree(formula, wanted, resolve, told)) is not None}
    waiting = dict(trees)
    while ready := [id for id, tree in waiting.items() if not set(names_in(tree)) & set(waiting)]:
        for id in ready:
            tree = waiting.pop(id)
            operands = [done.get(name) or (None if name in wanted else resolve(name)) for name in names_in(tree)]
            made = _derived(wanted[id], tree, operands, told)
            if made is not None:
                done[id] = made
    for id in waiting:
        chain = " → ".join(_cycle(id, waiting))
        told.append(_blame(wanted[id], "figure.cycle", f"its operands lead back to itself: {chain}"))
    return done


def _tree(formula: Formula, wanted: Mapping[str, Formula], resolve: Resolve, told: list[Finding]) -> Node | None:
    words = dict.fromkeys(_WORDS.findall(formula.formula))
    known = [word for word in words if word in wanted or (_HAS_LETTER.search(word) and resolve(word) is not None)]
    strange = [word for word in words if word not in known and word not in _FUNCTIONS and _HAS_LETTER.search(word)]
    if strange:
        hint = "ids stand between blanks; check the spelling, or define it"
        told.extend(
            _blame(formula, "figure.operand-missing", f"{word} is no figure and no claim with a value", hint)
            for word in strange
        )
        return None
    try:
        return parse(formula.formula, names=known)
    except BadExpression as error:
        told.append(_blame(formula, "figure.formula", str(error)))
        return None


def _cycle(start: str, waiting: Mapping[str, Node]) -> Iterator[str]:
    """The way from ``start`` along operands still waiting, until one comes again."""
    seen: list[str] = []
    id = start
    while id not in seen:
        seen.append(id)
        id = next(name for name in names_in(waiting[id]) if name in waiting)
    yield from (*seen, id)


def _derived(formula: Formula, tree: Node, operands: Sequence[Figure | None], told: list[Finding]) -> Figure | None:
    held = [one for one in operands if one is not None]
    if any(one.hidden for one in held):
        places = formula.places if formula.places is not None else 0
        return _figure(formula, held, places, None, None, None)
    ranges = {one.id: _values(one) for one in held}
    without = [name for name in names_in(tree) if not ranges.get(name)]
    if without:
        told.append(_blame(formula, "figure.operand-missing", f"{', '.join(without)} has no number"))
        return None
    try:
        places = formula.places if formula.places is not None else max((one.places for one in held), default=0)
        value, low, high = travel(tree, ranges, places)
    except (BadExpression, ZeroDivisionError) as error:
        code = "figure.zero-division" if isinstance(error, ZeroDivisionError) else "figure.formula"
        told.append(_blame(formula, code, str(error) or "division by zero"))
        return None
    return _figure(formula, held, places, value, low, high)


def _values(figure: Figure) -> tuple[Decimal, ...]:
    """The value and the corners of a figure: one number, or value, low and high; none where it has no number."""
    try:
        found = [decimal(part) for part in (figure.value, figure.low, figure.high) if part is not None]
    except ValueError:  # an assessed value is a code
        return ()
    if figure.value is None and len(found) < 2:
        return ()
    return tuple(found) if figure.value is not None else (found[0], found[0], found[1])


def travel(
    tree: Node, ranges: Mapping[str, Sequence[Decimal]], places: int
) -> tuple[str | None, str | None, str | None]:
    """Value, low and high of a formula: the value from the values, the bounds from every corner of the ranges.

    An operand is (value,) or (value, low, high); where value and low of an operand are the same number it may be a
    range without a value of its own, and then the result has none either. Raises ZeroDivisionError also where a
    divisor may be zero somewhere between its corners.
    """
    corners = {name: tuple(dict.fromkeys(values[1:] or values)) for name, values in ranges.items()}
    open_ended = sum(len(corner) > 1 for corner in corners.values())
    if open_ended > _MOST_RANGES:
        raise BadExpression(f"more than {_MOST_RANGES} operands are ranges")
    found = [dict(zip(corners, corner, strict=True)) for corner in product(*corners.values())]
    _check_divisors(tree, found)
    ends = [rounded(evaluate(tree, corner), places) for corner in found]
    middle = rounded(evaluate(tree, {name: values[0] for name, values in ranges.items()}), places)
    if not open_ended:
        return text(middle), None, None
    return text(middle), text(min(ends)), text(max(ends))


def _check_divisors(tree: Node, corners: Sequence[Mapping[str, Decimal]]) -> None:
    if not isinstance(tree, Operation):
        return
    for operand in tree.operands:
        _check_divisors(operand, corners)
    if tree.operator == "/":
        divisors = [evaluate(tree.operands[1], corner) for corner in corners]
        if min(divisors) <= 0 <= max(divisors):
            raise ZeroDivisionError("division by zero, or by a range that holds zero")


def _figure(
    formula: Formula, operands: Sequence[Figure], places: int, value: str | None, low: str | None, high: str | None
) -> Figure:
    """What the formula says of itself; where it is silent, what all operands agree on. What rests on a hidden cell is
    hidden as well, whatever the formula makes of it."""
    ranged = low is not None and any(one.value is None for one in operands)
    numbers: dict[str, Any] = {"value": None if ranged else value, "low": low, "high": high, "places": places}
    numbers["conf_status"] = CONFIDENTIAL if any(one.hidden for one in operands) else None
    names = tuple(dict.fromkeys(one.id for one in operands))
    written = formula.said.get("figure")
    if isinstance(written, Figure):
        comparator = "range" if ranged else written.comparator
        sdc_applied = written.sdc_applied or _rules(operands)
        numbers["conf_status"] = numbers["conf_status"] or written.conf_status
        return replace(written, **numbers, comparator=comparator, sdc_applied=sdc_applied, code_version=CODE_VERSION)
    said = dict(formula.said)
    period = said.pop("period", None)
    shared = {
        name: said.pop(name, None) or _agreed(operands, name)
        for name in ("unit", "counting_unit", "concept", "population", "stock_flow", "area")
    }
    return Figure(
        id=formula.id,
        origin=Origin.DERIVED,
        **{**numbers, **shared, "unit": shared["unit"] or "count"},
        comparator=said.get("comparator") or ("range" if ranged else "="),
        period=Period.from_dict(period) if period else _agreed(operands, "period"),
        sdc_applied=_rules(operands),
        code_version=CODE_VERSION,
        operands=names,
        formula=formula.formula,
        note=said.get("note"),
    )


def _agreed(operands: Sequence[Figure], name: str) -> Any:
    found = [getattr(one, name) for one in operands]
    return found[0] if found and all(one == found[0] for one in found) else None


def _rules(operands: Sequence[Figure]) -> str | None:
    """The disclosure rule of a derived figure: that of its operands, all of them named where they differ."""
    rules = [one.sdc_applied for one in operands]
    return " + ".join(sorted({rule for rule in rules if rule})) if rules and all(rules) else None


def _blame(formula: Formula, code: str, told: str, hint: str = "") -> Finding:
    return fault(code, f"figure {formula.id}: {told}", path=formula.path, line=formula.line, hint=hint)
