"""A plan in a table: which column is which, and each row as pieces. Cells that are merged or repeated say it once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from palermo.coordination.place import Place
from palermo.coordination.plan_pieces import Kind, Piece, Pieces, kept
from palermo.coordination.plan_words import FIELDS, field_of
from palermo.ground.errors import UsageError
from palermo.ground.finding import Finding

_BEHIND = ("lead", "support", "start", "due", "indicator", "unit", "baseline", "target")
_REPEATED = ("lead", "support", "start", "due")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTable:
    """A table as it stands in a file: its headings, and its rows with their lines. ``above``: text around it."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    above: tuple[tuple[int, str], ...] = ()
    name: str = ""


def table_pieces(path: str, tables: Sequence[PlanTable], columns: Mapping[str, str] | None = None) -> Pieces:
    """The pieces of ``tables`` that have a column of measures. ``columns``: heading → field, where a person says so.

    Raises UsageError where no table has a column of measures, or ``columns`` names what is not there.
    """
    _known(tables, columns or {})
    pieces: list[Piece] = []
    told: list[Finding] = []
    read = 0
    for table in tables:
        fields = [_field(heading, columns or {}) for heading in table.headings]
        pieces += _around(table, titled=any(one.kind == "title" for one in pieces))
        if "text" not in fields and not ({"number", "area"} <= set(fields)):
            pieces += _kept_whole(table)
            told += _left(path, table)
            continue
        read += 1
        told += _columns_kept(path, table, fields)
        pieces += _rows(table, fields)
    if not read:
        seen = "; ".join(", ".join(one for one in table.headings if one) for table in tables)
        raise UsageError(
            f"No column of measures was found. Headings: {seen or 'none'}.",
            hint="Name it: --columns 'HEADING=text'.",
        )
    return Pieces(path=path, pieces=tuple(pieces), told=tuple(told))


def _around(table: PlanTable, *, titled: bool) -> Iterator[Piece]:
    """Cells outside the table: the first above it is the title of the plan, the others are kept."""
    first = table.rows[0][0] if table.rows else 0
    for line, text in table.above:
        title, titled = not titled and line < first, titled or line < first
        yield Piece(kind="title" if title else "kept", line=line, text=text)


def _known(tables: Iterable[PlanTable], columns: Mapping[str, str]) -> None:
    headings = {heading.strip() for table in tables for heading in table.headings}
    for heading, field in columns.items():
        if field not in (*FIELDS, "note"):
            raise UsageError(f"--columns: there is no field {field!r}.", hint=f"Fields: {', '.join(FIELDS)}, note.")
        if heading.strip() not in headings:
            raise UsageError(f"--columns: there is no heading {heading!r}.", hint=f"There are {', '.join(headings)}.")


def _field(heading: str, columns: Mapping[str, str]) -> str | None:
    told = {name.strip(): field for name, field in columns.items()}
    return told.get(heading.strip()) or field_of(heading) or field_of(heading.rpartition("/")[2])


def _rows(table: PlanTable, fields: Sequence[str | None]) -> Iterator[Piece]:
    """Each row: its area where that is a new one, its measure where that is a new one, and all the rest."""
    numbers = {_cells(row, fields).get("number", "") for _, row in table.rows}
    area, last = "", ("", "")
    said: dict[str, str] = {}
    for line, row in table.rows:
        cells = _cells(row, fields)
        number, text = cells.get("number", "").rstrip(".) "), cells.get("text", "")
        if "area" in cells and cells["area"] != area:
            area = cells["area"]
            yield _area(line, area)
        if _heads_an_area(number, cells, numbers):
            area = text
            yield Piece(kind="area", line=line, text=text, number=number)
        elif (text or number) and (number, text) != last:
            last, said = (number, text), {}
            yield Piece(kind="measure", line=line, text=text, number=number)
        yield from _behind(line, cells, said)
        yield from _unplaced(line, row, table.headings, fields)


def _cells(row: Sequence[str], fields: Sequence[str | None]) -> Mapping[str, str]:
    """Field → text; the cells of several columns of one field on lines of their own."""
    found: dict[str, str] = {}
    for field, cell in zip(fields, row, strict=False):
        if field and field != "note" and cell.strip():
            found[field] = f"{found[field]}\n{cell.strip()}" if field in found else cell.strip()
    return found


def _area(line: int, written: str) -> Piece:
    number, _, words = written.partition(" ")
    bare = number.rstrip(".):")
    if words and bare.isdecimal():
        return Piece(kind="area", line=line, text=words.strip(" .:–—-"), number=bare)
    return Piece(kind="area", line=line, text=written)


def _heads_an_area(number: str, cells: Mapping[str, str], numbers: Iterable[str]) -> bool:
    """Whether a row with a number and words alone stands over rows whose numbers begin with its own."""
    alone = not {*_BEHIND, "area"} & set(cells)
    return bool(number) and "." not in number and alone and any(one.startswith(f"{number}.") for one in numbers)


def _behind(line: int, cells: Mapping[str, str], said: dict[str, str]) -> Iterator[Piece]:
    """The fields behind a measure. A body or a day said again on the next row of one measure is said once."""
    for field in _BEHIND:
        text = cells.get(field, "")
        if text and not (field in _REPEATED and said.get(field) == text):
            yield Piece(kind=cast(Kind, field), line=line, text=text)
        if text:
            said[field] = text


def _unplaced(line: int, row: Sequence[str], headings: Sequence[str], fields: Sequence[str | None]) -> Iterator[Piece]:
    padded = (*fields, *[None] * (len(row) - len(fields)))
    for at, (field, cell) in enumerate(zip(padded, row, strict=False)):
        if field in (None, "note") and cell.strip():
            label = headings[at].strip() if at < len(headings) else ""
            yield Piece(kind="kept", line=line, text=cell.strip(), label=label)


def _kept_whole(table: PlanTable) -> Iterator[Piece]:
    for line, row in table.rows:
        words = "; ".join(cell.strip() for cell in row if cell.strip())
        yield Piece(kind="kept", line=line, text=words, label=table.name)


def _left(path: str, table: PlanTable) -> Iterator[Finding]:
    first = table.rows[0][0] if table.rows else 1
    text = f"a table without a column of measures ({', '.join(one for one in table.headings if one)})"
    yield kept(path, first, "import.table-kept", text, "its rows stand in notes; name its columns by --columns")


def _columns_kept(path: str, table: PlanTable, fields: Sequence[str | None]) -> Iterator[Finding]:
    first = Place(path, table.rows[0][0] if table.rows else 1)
    for heading, field in zip(table.headings, fields, strict=True):
        if field is None and heading.strip():
            text = f"the column {heading.strip()!r} has no field of its own; it stands in the notes"
            yield kept(first.path, first.line, "import.column-kept", text, f"or say --columns '{heading.strip()}=lead'")
