"""One query a table of figures: every cell and every subtotal of an indicator at once, exact to the last digit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

import polars as pl

from palermo.ground.decimals import decimal, text
from palermo.ground.errors import PalermoError
from palermo.ground.finding import Finding
from palermo.ground.query import Query
from palermo.report.forms import fault
from palermo.report.model import Indicator

Key = tuple[str | None, ...]
"""A cell by the value of each dimension; None where it is the subtotal over that dimension."""

_NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
_LONGEST_INTEGER = 18
_MOST_DIGITS = 38


@dataclass(frozen=True, slots=True, kw_only=True)
class Cube:
    """The cells of one indicator as decimal text, or as codes where it is assessed; ``hidden`` ones are empty."""

    indicator: Indicator
    dimensions: tuple[str, ...] = ()
    cells: Mapping[Key, str] = field(default_factory=dict)
    hidden: frozenset[Key] = frozenset()
    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def values_of(self, dimension: str) -> tuple[str, ...]:
        """Every value of a dimension, as declared; else numbers by size, then words by alphabet, ``(all)`` last."""
        at = self.dimensions.index(dimension)
        values = {value for key in self.cells if (value := key[at]) is not None}
        if dimension in self.order:
            return tuple(value for value in self.order[dimension] if value in values)
        return tuple(sorted(values, key=_rank))

    def key(self, cell: Mapping[str, str]) -> Key:
        """The key of ``{DIMENSION: value}``; dimensions not named are summed over."""
        return tuple(cell.get(dimension) for dimension in self.dimensions)

    def cell(self, key: Key) -> dict[str, str]:
        """``{DIMENSION: value}`` of a key, sorted by dimension."""
        named = {name: value for name, value in zip(self.dimensions, key, strict=True) if value is not None}
        return dict(sorted(named.items()))

    @property
    def additive(self) -> bool:
        """It has subtotals."""
        return self.indicator.query["grouping_sets"] == "cube" or any(None in key for key in self.cells)


def cell_id(indicator: str, cell: Mapping[str, str]) -> str:
    """The address of a cell: ``us.ht.offences:DATA_YEAR=2018``; without dimensions the indicator's own id."""
    named = ";".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sorted(cell.items()))
    return f"{indicator}:{named}" if named else indicator


def read_cell_id(id: str) -> tuple[str, Mapping[str, str]]:
    """Indicator and cell of an address."""
    indicator, _, rest = id.partition(":")
    named = (part.partition("=") for part in rest.split(";") if part)
    return indicator, {unquote(name): unquote(value) for name, _, value in named}


def compute_cube(
    indicator: Indicator, frames: Mapping[str, pl.DataFrame], query: Query, findings: list[Finding]
) -> Cube | None:
    """The cube of ``indicator`` over ``frames``, or None with the findings that say why there is none."""
    if not set(indicator.inputs) <= set(frames):  # refused or unreadable data have been named
        return None
    inputs = {name: frames[name] for name in indicator.inputs}
    told = list(_faults_of(indicator, inputs[indicator.query["from"]]))
    if told:
        findings += told
        return None
    try:
        answer = query(cube_sql(indicator, inputs[indicator.query["from"]]), inputs)
    except PalermoError as error:
        findings.append(_blame(indicator, "data.query-fails", error.message, error.hint))
        return None
    return _cube(indicator, answer, findings)


def cube_sql(indicator: Indicator, frame: pl.DataFrame) -> str:
    """The one SELECT of an indicator: grouping sets with all subtotals, or one row a cell where values are given."""
    query = indicator.query
    table = f"({query['sql'].rstrip().rstrip(';')})" if "sql" in query else _name(query["from"])
    where = _conditions(query.get("where", {}))
    source = f"(SELECT * FROM {table}{' WHERE ' + where if where else ''})"  # noqa: S608 names and texts are quoted
    dimensions = [_name(name) for name in query["by"]]
    columns = [f"COALESCE(CAST({name} AS VARCHAR), '') AS {name}" for name in dimensions]
    measured = f"(SELECT {', '.join([*columns, _measured(query, frame)])} FROM {source})"  # noqa: S608
    groups = ", ".join(dimensions)
    if query["grouping_sets"] == "rows":
        grouping = f" GROUP BY {groups}" if groups else " HAVING COUNT(*) > 0"
        flags = ["0"] * len(dimensions)
    else:
        grouping = f" GROUP BY CUBE ({groups})" if groups else ""
        flags = [f"GROUPING({name})" for name in dimensions]
    chosen = [f"{flag} AS g{at}" for at, flag in enumerate(flags)]
    value = f"CAST({_aggregate(query)} AS VARCHAR) AS v, COUNT(*) AS n, MIN(TYPEOF(m)) AS t"
    return f"SELECT {', '.join([*dimensions, *chosen, value])} FROM {measured}{grouping}"  # noqa: S608


def _measured(query: Mapping[str, Any], frame: pl.DataFrame) -> str:
    """The column that is counted or summed, under the name ``m``."""
    if "sum" in query:
        return f"{_cast(str(query['sum']), frame)} AS m"
    if "count_if" in query:
        return f"CASE WHEN {_conditions(query['count_if'])} THEN 1 ELSE 0 END AS m"
    column = query.get("count_distinct") or query.get("value")
    return f"{_name(str(column))} AS m" if column else "1 AS m"


def _aggregate(query: Mapping[str, object]) -> str:
    if "sum" in query or "count_if" in query:
        return "SUM(m)"
    if "count" in query:
        return "COUNT(*)"
    return "COUNT(DISTINCT m)" if "count_distinct" in query else "MIN(m)"


def _cast(column: str, frame: pl.DataFrame) -> str:
    """Whole numbers as integers, others as decimals of the places they are written with: never as floats."""
    written = frame[column]
    places = max(written.str.extract(r"\.([0-9]+)$").str.len_chars().drop_nulls().to_list(), default=0)
    longest = max(written.str.len_chars().to_list(), default=0)
    if places == 0 and longest <= _LONGEST_INTEGER:
        return f"CAST({_name(column)} AS BIGINT)"
    return f"CAST({_name(column)} AS DECIMAL({_MOST_DIGITS}, {places}))"


def _conditions(conditions: Mapping[str, object]) -> str:
    return " AND ".join(_condition(column, value) for column, value in conditions.items())


def _condition(column: str, value: object) -> str:
    name = _name(column)
    if isinstance(value, dict):
        return " AND ".join(
            _bound(name, sign, value[key]) for key, sign in (("from", ">="), ("to", "<=")) if key in value
        )
    if isinstance(value, list):
        return f"{name} IN ({', '.join(map(_text, value))})" if value else "FALSE"
    return f"{name} = {_text(str(value))}"


def _bound(name: str, sign: str, bound: str) -> str:
    """Between numbers the order is that of numbers; between anything else that of the alphabet, as ISO dates need."""
    try:
        decimal(bound)
    except ValueError:
        return f"{name} {sign} {_text(bound)}"
    return f"TRY_CAST({name} AS DECIMAL(38, 6)) {sign} CAST({_text(bound)} AS DECIMAL(38, 6))"


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _faults_of(indicator: Indicator, frame: pl.DataFrame) -> Iterator[Finding]:
    """Columns the query names and the table lacks; cells of a summed column that are no numbers."""
    query = indicator.query
    if "sql" in query:
        return
    measured = [str(query[name]) for name in ("sum", "count_distinct", "value") if name in query]
    for column in dict.fromkeys([*query["by"], *query.get("where", {}), *query.get("count_if", {}), *measured]):
        if column not in frame.columns:
            told = f"data {query['from']} has no column {column}"
            yield _blame(indicator, "data.column-missing", told, f"columns: {', '.join(frame.columns)}")
    if "sum" in query and query["sum"] in frame.columns:
        wrong = int((~frame[query["sum"]].str.contains(_NUMBER)).sum())
        if wrong:
            hint = "an empty cell is no zero: leave such rows out by where, or correct the data"
            told = f"{wrong} cells of {query['sum']} are empty or no number, and cannot be summed"
            yield _blame(indicator, "data.not-a-number", told, hint)


def _cube(indicator: Indicator, answer: pl.DataFrame, findings: list[Finding]) -> Cube | None:
    dimensions = tuple(indicator.query["by"])
    cells: dict[Key, str] = {}
    told: dict[str, str] = {}
    for *left, value, count, kind in answer.rows():
        values, flags = left[: len(dimensions)], left[len(dimensions) :]
        key = tuple(None if flag else value for value, flag in zip(values, flags, strict=True))
        if "value" in indicator.query and count > 1:
            told["figure.cell-repeats"] = "a cell has more than one row: name more dimensions under by, or sum"
        if kind in ("DOUBLE", "FLOAT"):
            told["data.float"] = "the query gives floats, which have lost what was written: CAST them to DECIMAL"
        if not count:
            continue
        if value is None or (written := _written(indicator, value)) is None:
            told["data.not-a-number"] = "a value is empty or no decimal number"
            continue
        cells[key] = written
    if not (cells or told):
        told["figure.no-rows"] = "the query finds no row"
    findings += [_blame(indicator, code, text) for code, text in told.items()]
    ordered = sorted(cells.items(), key=lambda item: tuple((part is None, part or "") for part in item[0]))
    return Cube(indicator=indicator, dimensions=dimensions, cells=dict(ordered))


def _written(indicator: Indicator, value: str) -> str | None:
    """The canonical text of a number; a code as it is, where the definition lists it."""
    if indicator.definition.get("unit") == "code":
        codes = indicator.definition.get("codes")
        return value if value and (not isinstance(codes, list) or value in codes) else None
    try:
        return text(decimal(value))
    except ValueError:
        return None


def _rank(value: str) -> tuple[int, object, str]:
    try:
        return (0, decimal(value), value)
    except ValueError:
        return (2 if value == "(all)" else 1, 0, value)


def _blame(indicator: Indicator, code: str, told: str, hint: str = "") -> Finding:
    return fault(
        code, f"indicator {indicator.id}: {told}", path=indicator.path, line=indicator.line_of("query"), hint=hint
    )
