"""From cubes to tables: rows and columns by the values of two dimensions, each cell the id of a figure."""

from collections.abc import Iterator, Mapping

from palermo.ground.finding import Finding
from palermo.report.cube import Cube, Key
from palermo.report.figures import Cells
from palermo.report.folder import REPORT, TableEntry
from palermo.report.forms import fault
from palermo.report.model import Indicator, Table, TableCell

TOTAL = "Total"
_Line = tuple[str, str | None]
"""Label and value of a row or column; the value None is the subtotal."""


def build_tables(
    entries: Mapping[str, TableEntry], cells: Cells, indicators: Mapping[str, Indicator], told: list[Finding]
) -> Mapping[str, Table]:
    """Every table that can be built; one that names what is not there is told."""
    found: dict[str, Table] = {}
    for entry in entries.values():
        if not (entry.indicator and entry.rows):  # the form has said so
            continue
        if entry.indicator not in indicators:
            text = f"there is no indicator {entry.indicator}"
            told.append(fault("report.unknown-id", f"table {entry.id}: {text}", path=REPORT, line=entry.line))
        elif (cube := cells.cubes.get(entry.indicator)) is not None:
            faults = list(_faults(entry, cube))
            told += faults
            found |= {} if faults else {entry.id: _table(entry, cube, cells)}
    return found


def _faults(entry: TableEntry, cube: Cube) -> Iterator[Finding]:
    named = [name for name in (entry.rows, entry.columns, *entry.where) if name]
    lacking = [name for name in named if name not in cube.dimensions]
    if lacking or len(set(named)) < len(named):
        text = f"{', '.join(lacking) or entry.rows} is no dimension of {entry.indicator}, or named twice"
        hint = f"dimensions: {', '.join(cube.dimensions) or 'none'}"
        yield fault("report.unknown-id", f"table {entry.id}: {text}", path=REPORT, line=entry.line, hint=hint)
        return
    free = [name for name in cube.dimensions if name not in named]
    if free and not cube.additive:
        text = f"given values have no subtotals over {', '.join(free)}"
        yield fault(
            "figure.no-cell", f"table {entry.id}: {text}", path=REPORT, line=entry.line, hint="hold it by where"
        )


def _table(entry: TableEntry, cube: Cube, cells: Cells) -> Table:
    """The cells of the cube at the table's place; a row or column that has none there is left out."""
    across = [
        (label, over)
        for label, over in _across(entry, cube)
        if any(_cell(entry, cube, cells, down, over).figure for _, down in _down(entry, cube))
    ]
    body = (
        (label, tuple(_cell(entry, cube, cells, down, over) for _, over in across))
        for label, down in _down(entry, cube)
    )
    rows = tuple((label, line) for label, line in body if any(cell.figure for cell in line))
    return Table(
        id=entry.id,
        caption=entry.caption,
        corner=next(iter(entry.corner.values()), _heading(entry.rows)),
        columns=tuple(label for label, _ in across),
        rows=rows,
        notes=entry.notes,
        indicator=entry.indicator,
    )


def _across(entry: TableEntry, cube: Cube) -> tuple[_Line, ...]:
    if entry.columns is None:
        return ((next(iter(cube.indicator.name.values()), cube.indicator.id), None),)
    return _lines(entry, cube, entry.columns)


def _down(entry: TableEntry, cube: Cube) -> tuple[_Line, ...]:
    return _lines(entry, cube, entry.rows)


def _lines(entry: TableEntry, cube: Cube, dimension: str) -> tuple[_Line, ...]:
    """The values of a dimension, and the total where the cube has one."""
    values: tuple[_Line, ...] = tuple((entry.labels.get(value, value), value) for value in cube.values_of(dimension))
    return (*values, (TOTAL, None)) if cube.additive and entry.totals else values


def _cell(entry: TableEntry, cube: Cube, cells: Cells, down: str | None, over: str | None) -> TableCell:
    place = {**entry.where, entry.rows: down, **({entry.columns: over} if entry.columns else {})}
    key: Key = tuple(place.get(name) for name in cube.dimensions)
    return TableCell(figure=cells.id_of(entry.indicator, key)) if key in cube.cells else TableCell()


def _heading(dimension: str) -> str:
    """``DATA_YEAR`` as a heading: ``Data year``."""
    return dimension.replace("_", " ").strip().capitalize()
