"""What a file holds before anybody says what it means: books of sheets, sheets of tables, every cell as text."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

import polars as pl

from palermo.ground.finding import Finding

Format = Literal["csv", "xlsx", "json", "jsonl"]
NoteKind = Literal["title", "note", "prose"]

RAGGED: dict[str, pl.DataType | type[pl.DataType]] = {"row": pl.UInt32, "found": pl.UInt32, "extra": pl.List(pl.String)}


def no_ragged() -> pl.DataFrame:
    """The frame of ragged lines when there is none."""
    return pl.DataFrame(schema=RAGGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawNote:
    """A filled cell outside every table: a title, a note or a line of prose, with its place (``B7``, or ``A`` + line).

    ``row`` and ``column`` count from 1.
    """

    row: int
    column: int
    text: str
    kind: NoteKind = "note"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # frames have no single truth value to compare by
class RawTable:
    """One table as it stands in the file.

    ``cells``: columns ``c0``, ``c1``, … of String, never null; an empty cell is an empty text.
    ``rows``: for each row of ``cells`` its line in the file or its row on the sheet, counted from 1 (UInt32).
    ``columns``: for each column of ``cells`` its column on the sheet, counted from 1; empty for text files.
    ``header``: one tuple of texts for each header row, merged cells filled to the right and down; ``header_rows``
    are their numbers. No header row at all gives two empty tuples.
    ``ragged``: columns ``row``, ``found`` (cells on that line), ``extra`` (the surplus cells). The cells that such a
    line lacks are empty in ``cells``; the surplus stands in ``extra`` alone.
    ``blank``: lines without any filled cell; they are not rows. ``totals``: rows that look like totals of the rows
    above, marked and otherwise left as any row. ``hidden_rows``: rows of this table hidden on the sheet.
    ``range`` is written as in a spreadsheet (``A11:AA213``) and spans header and rows; None for text files.
    """

    cells: pl.DataFrame
    rows: pl.Series
    columns: tuple[int, ...] = ()
    header: tuple[tuple[str, ...], ...] = ()
    header_rows: tuple[int, ...] = ()
    title: str | None = None
    sheet: str | None = None
    range: str | None = None
    ragged: pl.DataFrame = field(default_factory=no_ragged)
    blank: int = 0
    totals: tuple[int, ...] = ()
    hidden_rows: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        return self.cells.width

    @property
    def height(self) -> int:
        """Rows received: blank lines are not counted, ragged lines are."""
        return self.cells.height

    def names(self) -> tuple[str, ...]:
        """The text over each column: its header cells from top to bottom, joined by `` / ``, repeats left out."""
        return tuple(" / ".join(self._labels(at)) for at in range(self.width))

    def _labels(self, at: int) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row[at].strip() for row in self.header if at < len(row) and row[at].strip()))


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSheet:
    """One sheet of a workbook, or the whole of a text file (then ``name`` is empty).

    ``notes`` holds every filled cell that stands in no table; ``prose`` is true when no table was found at all.
    ``formulas``: row and column, from 1, of each cell whose value is the saved result of a formula.
    """

    name: str = ""
    tables: tuple[RawTable, ...] = ()
    notes: tuple[RawNote, ...] = ()
    prose: bool = False
    hidden_rows: tuple[int, ...] = ()
    visible: bool = True
    formulas: tuple[tuple[int, int], ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawBook:
    """A file read whole: its hash and size in bytes, how it was decoded, its sheets, and what reading it brought up.

    ``sheet_names`` lists all sheets of the workbook, ``sheets`` those that were read.
    """

    path_name: str
    sha256: str
    bytes: int
    format: Format
    sheets: tuple[RawSheet, ...]
    encoding: str | None = None
    delimiter: str | None = None
    sheet_names: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    def tables(self) -> Iterator[RawTable]:
        """All tables, sheet after sheet."""
        for sheet in self.sheets:
            yield from sheet.tables


def with_header_rows(table: RawTable, count: int) -> RawTable:
    """The same table with its first ``count`` rows as header rows: rows move in or out of the header, none is lost.

    Raises ValueError when the table has fewer rows than that.
    """
    known = len(table.header_rows)
    if not 0 <= count <= known + table.height:
        raise ValueError(f"the table has {known + table.height} rows with its header, not {count}")
    if count <= known:
        return _with_shorter_header(table, count)
    moved = count - known
    first = table.cells.head(moved).rows()
    numbers = tuple(table.rows.head(moved).to_list())
    return replace(
        table,
        header=(*table.header, *first),
        header_rows=(*table.header_rows, *numbers),
        cells=table.cells.slice(moved),
        rows=table.rows.slice(moved),
        ragged=table.ragged.filter(~pl.col("row").is_in(list(numbers))),
        totals=tuple(row for row in table.totals if row not in numbers),
    )


def _with_shorter_header(table: RawTable, count: int) -> RawTable:
    gone = table.header[count:]
    width = table.width
    back = pl.DataFrame(
        [(*row, *[""] * (width - len(row)))[:width] for row in gone],
        schema=dict.fromkeys(table.cells.columns, pl.String),
        orient="row",
    )
    numbers = pl.Series(table.rows.name, table.header_rows[count:], dtype=table.rows.dtype)
    return replace(
        table,
        header=table.header[:count],
        header_rows=table.header_rows[:count],
        cells=pl.concat([back, table.cells]),
        rows=pl.concat([numbers, table.rows]),
    )
