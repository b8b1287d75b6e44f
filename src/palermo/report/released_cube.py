"""The cube of a released table: its cells as published, totals and hidden ones included, nothing added up."""

from collections.abc import Iterator, Mapping
from typing import Any

from palermo.ground.decimals import decimal, text
from palermo.ground.finding import Finding
from palermo.report.cube import Cube, Key
from palermo.report.forms import fault
from palermo.report.model import Indicator
from palermo.report.releases import Released

_TOTAL = "_T"
_HIDDEN = "hidden"
_HINT = "value: value, by: [every dimension of the table], and where for those held at one code"


def released_cube(indicator: Indicator, tables: Mapping[str, Released], told: list[Finding]) -> Cube | None:
    """The cells of the released table that ``indicator`` reads; None, and why, where it asks for anything else.

    Totals are those that were published: adding up cells of which some are hidden gives no number of anything.
    """
    faults = list(_faults(indicator, tables))
    told += faults
    if faults:
        return None
    one = tables[indicator.query["from"]]
    dimensions: tuple[str, ...] = tuple(indicator.query["by"])
    cells: dict[Key, str] = {}
    hidden: set[Key] = set()
    for line in one.folder.rows(one.table):
        codes = dict(zip(one.table.by, line, strict=False))
        if not _fits(codes, indicator.query.get("where", {})):
            continue
        key = tuple(None if codes[name] == _TOTAL else codes[name] for name in dimensions)
        if key in cells:
            told.append(_blame(indicator, "figure.cell-repeats", "a cell stands twice in the table"))
            return None
        cells[key] = "" if line[-1] == _HIDDEN else text(decimal(line[-2]))
        hidden |= {key} if line[-1] == _HIDDEN else set()
    if not cells:
        told.append(_blame(indicator, "figure.no-rows", "the query finds no row"))
    order = {name: _order(one, name) for name in dimensions}
    return Cube(indicator=indicator, dimensions=dimensions, cells=cells, hidden=frozenset(hidden), order=order)


def _faults(indicator: Indicator, tables: Mapping[str, Released]) -> Iterator[Finding]:
    query = indicator.query
    if len(indicator.inputs) > 1 or "sql" in query or query["from"] not in tables:
        named = ", ".join(name for name in indicator.inputs if name in tables)
        told = f"a query that reads the released table {named} reads nothing else, and no sql"
        yield _blame(indicator, "data.release-query", told, _HINT)
        return
    table = tables[query["from"]].table
    if query.get("value") != "value":
        yield _blame(indicator, "data.release-query", "a released table gives its cells as they stand", _HINT)
    where: Mapping[str, Any] = query.get("where", {})
    if any(isinstance(value, dict) for value in where.values()):
        yield _blame(indicator, "data.release-query", "codes of a released table are named, not given from and to")
    unknown = [name for name in (*query["by"], *where) if name not in table.by]
    if unknown:
        told = f"the table {table.id} has no dimension {', '.join(unknown)}"
        yield _blame(indicator, "data.column-missing", told, f"dimensions: {', '.join(table.by)}")
    open_ = [name for name in table.by if name not in query["by"] and not isinstance(where.get(name), str)]
    if open_:
        yield _blame(indicator, "data.release-query", f"{', '.join(open_)} is left open", _HINT)
    if (table.measure == "percent") != (indicator.definition.get("unit") == "percent"):
        told = f"the table {table.id} has the measure {table.measure}, and the unit is another"
        yield _blame(indicator, "data.release-query", told, "unit: percent for a table of shares, and for no other")


def _fits(codes: Mapping[str, str], where: Mapping[str, Any]) -> bool:
    return all(
        codes[name] in value if isinstance(value, list) else codes[name] == value for name, value in where.items()
    )


def _order(one: Released, name: str) -> tuple[str, ...]:
    """The codes of a dimension as the manifest declares them; those it does not, as the table has them."""
    declared = one.folder.manifest.get("dimensions")
    part = declared.get(name) if isinstance(declared, dict) else None
    codes: list[str] = []
    if isinstance(part, dict):
        codes += [str(code) for code in part.get("codes") or ()]
        codes += [str(part["missing"])] if part.get("missing") else []
        codes += [str(code) for kind in ("hierarchy", "groupings") for code in part.get(kind) or {}]
    at = one.table.by.index(name)
    codes += [line[at] for line in one.folder.rows(one.table)]
    return tuple(code for code in dict.fromkeys(codes) if code != _TOTAL)


def _blame(indicator: Indicator, code: str, told: str, hint: str = "") -> Finding:
    text = f"indicator {indicator.id}: {told}"
    return fault(code, text, path=indicator.path, line=indicator.line_of("query"), hint=hint)
