"""Checks across the cells of a row: trees of the house's one grammar, compiled to Polars with three truth values.

An empty cell is not known, and neither is the day of ``2021``: a check is broken only where it is false whatever
the missing part may be. Numbers are compared exactly, up to 18 digits before and 12 after the point; a product or a
quotient, and longer numbers, in floating point with a tolerance of one in 10⁹.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

import polars as pl

from palermo.ground.dates import PartialDate
from palermo.ground.expression import Name, Node, Number, Operation, Text
from palermo.intake.dates import earliest, latest
from palermo.intake.layout import Column

Kind = Literal["number", "date", "text", "truth"]

_EXACT = pl.Decimal(38, 12)
_FITS = r"^-?\d{1,18}(\.\d{1,12})?$"
_NEAR = 1e-9
_WHOLE = len("2021-04-09")
_ORDERS = ("<", "<=", ">", ">=")
_JOINING = ("and", "or")


def type_fault(node: Node, columns: Mapping[str, Column]) -> str:
    """Why the tree makes no sense over these columns; empty when it does."""
    try:
        kind = _kind(node, columns)
    except ValueError as error:
        return str(error)
    return "" if kind == "truth" else "a check says what must hold, as in `in <= out`"


def compile_check(node: Node, columns: Mapping[str, Column]) -> pl.Expr:
    """True where the check holds, false where it cannot, null where nobody knows.

    The frame it runs on has the named columns as text, null when empty; a date column as its two ``bounds`` instead.
    """
    return _Compiler(columns).truth(node)


def bounds(name: str, days: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The first and the last day that each ISO text may mean, under the names that a compiled check looks for."""
    if (days.str.len_bytes() == _WHOLE).all():
        return days.alias(_first(name)), days.alias(_last(name))
    day = pl.col("day")
    found = days.alias("day").to_frame().select(earliest(day).alias(_first(name)), latest(day).alias(_last(name)))
    return found.to_series(0), found.to_series(1)


def _first(name: str) -> str:
    return f"{name}\0first"


def _last(name: str) -> str:
    return f"{name}\0last"


def _kind(node: Node, columns: Mapping[str, Column]) -> Kind:
    if isinstance(node, Number):
        return "number"
    if isinstance(node, Text):
        return "text"
    if isinstance(node, Name):
        return _column_kind(columns[node.name])
    kinds = [_kind(part, columns) for part in node.operands]
    if node.operator in (*_JOINING, "not"):
        return _all_of("truth", kinds, f"{node.operator!r} stands between comparisons")
    if node.operator in ("=", "!=", *_ORDERS):
        return _comparison_kind(node, kinds, columns)
    return _all_of("number", kinds, "arithmetic needs numbers: give the columns `type: number`")


def _column_kind(column: Column) -> Kind:
    if column.type in ("integer", "number"):
        return "number"
    return "date" if column.type == "date" else "text"


def _all_of(kind: Kind, kinds: list[Kind], otherwise: str) -> Kind:
    if any(one != kind for one in kinds):
        raise ValueError(otherwise)
    return kind


def _comparison_kind(node: Operation, kinds: list[Kind], columns: Mapping[str, Column]) -> Kind:
    if set(kinds) == {"date", "text"}:
        for part in node.operands:
            if not isinstance(part, Text) and _kind(part, columns) == "text":
                raise ValueError("a date is compared with a text: give the column `type: date`")
            if isinstance(part, Text):
                PartialDate.parse(part.value)
    elif len(set(kinds)) > 1:
        raise ValueError(f"a {kinds[0]} is compared with a {kinds[1]}: give the columns their type")
    elif kinds[0] == "truth" or (kinds[0] == "text" and node.operator in _ORDERS):
        raise ValueError("texts are equal or not, they have no order")
    return "truth"


class _Compiler:
    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._columns = columns

    def truth(self, node: Node) -> pl.Expr:
        if not isinstance(node, Operation):
            raise ValueError("a check is a comparison")
        if node.operator == "not":
            return ~self.truth(node.operands[0])
        if node.operator in _JOINING:
            joined = pl.all_horizontal if node.operator == "and" else pl.any_horizontal
            return joined([self.truth(part) for part in _chained(node, node.operator)])
        return self._comparison(node)

    def _comparison(self, node: Operation) -> pl.Expr:
        kinds = {_kind(part, self._columns) for part in node.operands}
        if "date" in kinds:
            return _compare_dates(node.operator, *(self._date(part) for part in node.operands))
        if kinds == {"text"}:
            left, right = (self._text(part) for part in node.operands)
            return left == right if node.operator == "=" else left != right
        return self._compare_numbers(node)

    def _compare_numbers(self, node: Operation) -> pl.Expr:
        left, right = node.operands
        near = _compare_near(node.operator, self._number(left, exact=False), self._number(right, exact=False))
        if any(operator in ("*", "/") for operator in _operators(node)):
            return near
        sides = (self._number(left, exact=True), self._number(right, exact=True))
        return pl.coalesce(_compare(node.operator, *sides), near)

    def _date(self, node: Node) -> "_Days":
        if isinstance(node, Text):
            return _Days(earliest(pl.lit(node.value)), latest(pl.lit(node.value)))
        name = _name_of(node)
        return _Days(pl.col(_first(name)), pl.col(_last(name)))

    def _text(self, node: Node) -> pl.Expr:
        return pl.lit(node.value) if isinstance(node, Text) else pl.col(_name_of(node))

    def _number(self, node: Node, *, exact: bool) -> pl.Expr:
        if isinstance(node, Number):
            return _constant(node.value, exact=exact)
        if isinstance(node, Name):
            return _number_cell(node.name, exact=exact)
        operation = _operation(node)
        parts = [self._number(part, exact=exact) for part in operation.operands]
        return _arithmetic(operation.operator, parts)


def _constant(value: Decimal, *, exact: bool) -> pl.Expr:
    """Null where the exact form has no room for it: then the comparison in floating point decides."""
    if not exact:
        return pl.lit(float(value))
    return pl.lit(value if re.match(_FITS, format(value, "f")) else None, dtype=_EXACT)


def _number_cell(name: str, *, exact: bool) -> pl.Expr:
    cell = pl.col(name)
    if not exact:
        return cell.cast(pl.Float64, strict=False)
    return pl.when(cell.str.contains(_FITS)).then(cell).cast(_EXACT, strict=False)


def _arithmetic(operator: str, parts: list[pl.Expr]) -> pl.Expr:
    """Each part is named once in the result: twice at every level would be a million times at the twentieth.

    A sum or an extreme is known when all its parts are; Polars would leave the unknown ones out.
    """
    if operator == "neg":
        return -parts[0]
    if operator == "/":
        return parts[0] / parts[1].replace(0, None)
    if operator in ("min", "max"):
        ordered = pl.concat_list(parts).list.sort(descending=operator == "max", nulls_last=False)
        return ordered.list.first()
    if operator == "sum":
        return pl.sum_horizontal(parts, ignore_nulls=False)
    left, right = parts
    return {"+": left + right, "-": left - right, "*": left * right}[operator]


def _compare(operator: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    return {
        "=": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[operator]


def _compare_near(operator: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Floating point: what differs by less than the tolerance is equal."""
    room = (left.abs() + right.abs() + 1) * _NEAR
    equal = (left - right).abs() <= room
    return {
        "=": equal,
        "!=": ~equal,
        "<": (left < right) & ~equal,
        "<=": (left < right) | equal,
        ">": (left > right) & ~equal,
        ">=": (left > right) | equal,
    }[operator]


class _Days(NamedTuple):
    """The first and the last day that a date may mean."""

    first: pl.Expr
    last: pl.Expr


def _compare_dates(operator: str, left: _Days, right: _Days) -> pl.Expr:
    if operator in (">", "<="):
        upto = _certain(left.last <= right.first, left.first > right.last)
        return upto if operator == "<=" else ~upto
    if operator in ("<", ">="):
        before = _certain(left.last < right.first, left.first >= right.last)
        return before if operator == "<" else ~before
    apart = (left.first > right.last) | (left.last < right.first)
    same = _certain((left.first == right.last) & (left.last == right.first), apart)
    return same if operator == "=" else ~same


def _certain(yes: pl.Expr, no: pl.Expr) -> pl.Expr:
    return pl.when(yes).then(True).when(no).then(False)


def _chained(node: Node, operator: str) -> list[Node]:
    """The parts that one operator joins, from left to right: a chain makes a wide expression, not a deep one."""
    parts: list[Node] = []
    while isinstance(node, Operation) and node.operator == operator:
        node, last = node.operands
        parts.append(last)
    return [node, *reversed(parts)]


def _operators(node: Node) -> Iterator[str]:
    if isinstance(node, Operation):
        yield node.operator
        for part in node.operands:
            yield from _operators(part)


def _operation(node: Node) -> Operation:
    if not isinstance(node, Operation):
        raise ValueError("a number is expected here")
    return node


def _name_of(node: Node) -> str:
    if not isinstance(node, Name):
        raise ValueError("a column is expected here")
    return node.name
