"""XLSX workbooks: values as they are stored, formulas by the result saved with them, every table of every sheet."""

import gc
import io
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import python_calamine
from defusedxml.common import DefusedXmlException

from palermo.engines.archive import open_archive, read_part
from palermo.engines.sheetxml import (
    cells_and_area,
    error_cells,
    formula_cells,
    hidden_rows,
    plain_xml,
    sheet_parts,
)
from palermo.ground.errors import UnreadableInput
from palermo.intake.grid import Area, Cell, SheetGrid
from palermo.intake.raw import RawSheet, with_header_rows
from palermo.intake.tables import find_tables

_LARGEST_GRID = 10_000_000  # cells: the reader lays out a sheet as a full rectangle


def read_workbook(
    data: bytes, name: str, *, sheet: str | None, header_rows: int | None
) -> tuple[tuple[RawSheet, ...], tuple[str, ...]]:
    """The sheets asked for (all, when none is named), and the names of all sheets."""
    with _collector_at_rest():
        grids, names = _read_grids(data, name, sheet)
        return tuple(_read(grid, header_rows, name) for grid in grids), names


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """A list a row, made all at once and none of it garbage: the collector would go through them again and again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _read_grids(data: bytes, name: str, sheet: str | None) -> tuple[list[SheetGrid], tuple[str, ...]]:
    archive = open_archive(data, name)
    try:
        parts = sheet_parts(archive)
        with python_calamine.load_workbook(io.BytesIO(data)) as book:
            names = tuple(
                one.name for one in book.sheets_metadata if one.typ == python_calamine.SheetTypeEnum.WorkSheet
            )
            wanted = names if sheet is None else (_named(sheet, names, name),)
            return [_grid(book, one, read_part(archive, data, parts[one], name), name) for one in wanted], names
    except python_calamine.PasswordError as error:
        raise UnreadableInput(f"{name} is locked with a password.", hint="Save it without a password.") from error
    except (python_calamine.CalamineError, DefusedXmlException, KeyError, SyntaxError) as error:
        raise UnreadableInput(
            f"{name} is damaged: its parts do not fit together.", hint="Open it in Excel and save it again."
        ) from error


def _named(sheet: str, names: Sequence[str], name: str) -> str:
    if sheet in names:
        return sheet
    near = [one for one in names if one.strip().casefold() == sheet.strip().casefold()]
    meant = f"Did you mean {', '.join(map(repr, near))}? " if near else ""
    raise UnreadableInput(
        f"{name} has no sheet {sheet!r}.", hint=f"{meant}Its sheets are {', '.join(map(repr, names))}."
    )


def _grid(book: python_calamine.CalamineWorkbook, sheet: str, part: bytes, name: str) -> SheetGrid:
    """The sheet's values and, searched for meanwhile on another core, what only its XML tells."""
    xml = plain_xml(part)
    _refuse_strewn(xml, sheet, name)
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(book.get_sheet_by_name, sheet)
        hidden, errors, formulas = hidden_rows(xml), error_cells(xml), formula_cells(xml)
        held = reading.result()
    return SheetGrid(
        name=sheet,
        cells=_with_errors(held.to_python(skip_empty_area=False), errors),
        merged=tuple(Area(*first, *last) for first, last in held.merged_cell_ranges or ()),
        hidden_rows=hidden,
        visible=_is_visible(book, sheet),
        formulas=formulas,
    )


def _refuse_strewn(xml: bytes, sheet: str, name: str) -> None:
    """A cell in the last corner makes the reader lay out 17 billion."""
    cells, area = cells_and_area(xml)
    if area > max(_LARGEST_GRID, 4 * cells):
        raise UnreadableInput(
            f"{name}, sheet {sheet!r}: {cells} cells are strewn over an area of {area}.",
            hint="Delete the stray cells far below or to the right, or save the table as CSV.",
        )


def _is_visible(book: python_calamine.CalamineWorkbook, sheet: str) -> bool:
    states = {one.name: one.visible for one in book.sheets_metadata}
    return states[sheet] == python_calamine.SheetVisibleEnum.Visible


def _with_errors(rows: list[list[Cell]], errors: Mapping[tuple[int, int], str]) -> list[list[Cell]]:
    """The reader leaves error cells empty; they come back as the text Excel shows. A last row of errors is added."""
    width = max(len(rows[0]) if rows else 0, 1 + max((column for _, column in errors), default=-1))
    height = max(len(rows), 1 + max((row for row, _ in errors), default=-1))
    if rows and len(rows[0]) == width and len(rows) == height and not errors:
        return rows
    full = [row + [""] * (width - len(row)) for row in rows]
    full += [[""] * width for _ in range(height - len(rows))]
    for (row, column), text in errors.items():
        full[row][column] = text
    return full


def _read(grid: SheetGrid, header_rows: int | None, name: str) -> RawSheet:
    sheet = find_tables(grid)
    if header_rows is None:
        return sheet
    try:
        tables = tuple(with_header_rows(table, header_rows) for table in sheet.tables)
    except ValueError as error:
        raise UnreadableInput(
            f"{name}, sheet {grid.name!r}: {header_rows} header rows are asked for, and {error}.",
            hint="Leave the number out to have the header found.",
        ) from error
    return replace(sheet, tables=tables)
