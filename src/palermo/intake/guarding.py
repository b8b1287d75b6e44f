"""Rows that go out to be mended in a spreadsheet and come back: no cell runs there as a formula, none comes back other.

A tab stands before each cell that would be taken for a formula, and the column ``palermo_tab`` tells where. When the
file comes back the tabs it tells of are taken off again; whoever wrote a cell anew has none there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from palermo.ground.spreadsheets import as_text
from palermo.intake.raw import RawBook, RawTable

TAB = "palermo_tab"
"""The places, from 1, of the row's cells that have a tab before them; joined by blanks."""


def guarded(cells: Sequence[str]) -> tuple[list[str], str]:
    """The cells as no spreadsheet runs them, and what stands in ``palermo_tab``."""
    safe = [as_text(cell) for cell in cells]
    places = [str(at) for at, (cell, kept) in enumerate(zip(cells, safe, strict=True), start=1) if cell != kept]
    return safe, " ".join(places)


def unguarded(book: RawBook) -> RawBook:
    """The book without the tabs that its own ``palermo_tab`` tells of; any other book as it is."""
    if not any(TAB in table.names() for table in book.tables()):
        return book
    sheets = [replace(sheet, tables=tuple(_unguarded(table) for table in sheet.tables)) for sheet in book.sheets]
    return replace(book, sheets=tuple(sheets))


def _unguarded(table: RawTable) -> RawTable:
    if TAB not in table.names():
        return table
    told = table.cells[f"c{table.names().index(TAB)}"]
    tabbed: dict[int, list[int]] = {}
    for row, places in enumerate(told):
        for place in {word for word in places.split() if word.isascii() and word.isdigit() and len(word) < 6}:
            tabbed.setdefault(int(place) - 1, []).append(row)
    columns = [_taken_off(table.cells[f"c{at}"], tabbed.get(at, [])) for at in range(table.width)]
    return replace(table, cells=pl.DataFrame(columns))


def _taken_off(column: pl.Series, rows: Sequence[int]) -> pl.Series:
    kept = {row: column[row].removeprefix("\t") for row in rows}
    return _with(column, kept) if kept else column


def _with(column: pl.Series, cells: Mapping[int, str]) -> pl.Series:
    return column.clone().scatter(list(cells), list(cells.values()))
