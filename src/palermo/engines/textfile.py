"""A delimited text file as a book of one sheet with one table."""

from palermo.engines.decoding import Decoded
from palermo.engines.delimited import Grid, read_grid
from palermo.engines.records import Record
from palermo.engines.sniffing import Opening, opening
from palermo.ground.finding import Finding, Severity
from palermo.intake.raw import RawNote, RawSheet, RawTable

_NOTICE = 60  # characters; no header of a real file was seen to be longer


def read_sheet(
    decoded: Decoded, *, delimiter: str | None, header_rows: int | None
) -> tuple[RawSheet, str, tuple[Finding, ...]]:
    """The sheet, the delimiter, and what reading brought up."""
    start = opening(decoded.data, delimiter=delimiter, header_rows=header_rows)
    grid = read_grid(decoded.data, start)
    header, notice = _without_notice([record for record in start.header if record.filled])
    findings = (_notice_found(notice, header[0].cells[0] != notice.text),) if notice else ()
    notes = tuple(_notes(start, notice))
    table = _table(start, grid, header, notes)
    return RawSheet(tables=(table,), notes=notes), start.delimiter, findings


def _table(start: Opening, grid: Grid, header: list[Record], notes: tuple[RawNote, ...]) -> RawTable:
    above = sum(1 for record in (*start.before, *start.header) if not record.filled)
    return RawTable(
        cells=grid.cells,
        rows=grid.rows,
        header=tuple((*record.cells, *[""] * (start.width - len(record.cells))) for record in header),
        header_rows=tuple(record.line for record in header),
        title=next((note.text for note in notes if not note.text.lower().startswith("sep=")), None),
        ragged=grid.ragged,
        blank=grid.blank + above,
    )


def _notes(start: Opening, notice: RawNote | None) -> list[RawNote]:
    found = [
        RawNote(row=record.line, column=at, text=cell, kind="title")
        for record in start.before
        for at, cell in enumerate(record.cells, 1)
        if cell.strip()
    ]
    return [*found, notice] if notice else found


def _without_notice(header: list[Record]) -> tuple[list[Record], RawNote | None]:
    """The header with its first name alone where a notice stands before it in the same cell."""
    if not header or not _holds_notice(header[0]):
        return header, None
    first = header[0]
    text, name = _parted(first.cells[0])
    named = Record(first.line, (name or first.cells[0], *first.cells[1:]))
    return [named, *header[1:]], RawNote(row=first.line, column=1, text=text, kind="title")


def _holds_notice(header: Record) -> bool:
    first, *others = header.cells
    long = len(first) > _NOTICE and len(first.split()) > 3
    return long and bool(others) and all(len(cell) <= _NOTICE for cell in others)


def _parted(cell: str) -> tuple[str, str]:
    """A notice and the name behind it, which is one word; no name when the notice fills the cell."""
    name = cell.split()[-1]
    if not name.replace("_", "").isalnum():
        return cell, ""
    return cell.rstrip().removesuffix(name).rstrip(), name


def _notice_found(notice: RawNote, named: bool) -> Finding:
    return Finding(
        code="intake.notice-in-header",
        severity=Severity.INFO if named else Severity.WARNING,
        text="the first header cell begins with a notice; the column is named by its last word"
        if named
        else "the first header cell holds a notice and no name",
        hint="Nothing to do when that name is right." if named else "Put the column's name there and hand it in again.",
        count=1,
        row=notice.row,
    )
