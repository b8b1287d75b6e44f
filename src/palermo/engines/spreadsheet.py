"""Rejected rows as a workbook: every cell as text, the offending ones marked, the hints as comments."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

_MOST_ROWS = 1_048_576
_MOST_CHARACTERS = 32_767
_COMMENT = 2_000
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001  # a workbook's times have no zone; a fixed one makes equal files equal
_ZIP_EPOCH = (2000, 1, 1, 0, 0, 0)
_MARK = "FFFDE9D9"

Marks = Mapping[tuple[int, int], Sequence[str]]


def write_workbook(
    header: Sequence[Sequence[str]], rows: pl.DataFrame, marks: Marks, *, name: str = "rejected"
) -> bytes:
    """``rows`` under ``header`` on a sheet called ``name``. The same bytes each time.

    ``marks``: hints by row and column of ``rows``, both from 0.

    A cell longer than a spreadsheet can hold is cut there and says so; control characters, which its format cannot
    write, are left out. The CSV beside it has both whole.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    room = _MOST_ROWS - len(header)
    for part in range(max(1, -(-rows.height // room))):
        pen = _Pen(book.create_sheet(name if not part else f"{name} {part + 1}"))
        for line in header:
            pen.write(line, bold=True)
        for number, row in enumerate(rows.slice(part * room, room).iter_rows(), part * room):
            pen.write(row, hints={at: marks[number, at] for at in range(len(row)) if (number, at) in marks})
    book.properties.creator = "palermo"
    book.properties.created = EPOCH
    out = io.BytesIO()
    book.save(out)
    return with_fixed_times(out.getvalue())


class _Pen:
    """Writes a sheet line by line. Text whatever it looks like: ``=1+1`` is no formula here and ``007`` no number."""

    def __init__(self, sheet: Any) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.comments import Comment
        from openpyxl.styles import Font, PatternFill

        self._sheet, self._new, self._comment = sheet, WriteOnlyCell, Comment
        self._bold, self._mark = Font(bold=True), PatternFill("solid", fgColor=_MARK)

    def write(
        self, texts: Iterable[object], *, bold: bool = False, hints: Mapping[int, Sequence[str]] | None = None
    ) -> None:
        cells = [self._cell(text) for text in texts]
        for cell in cells if bold else ():
            cell.font = self._bold
        for at, said in (hints or {}).items():
            cells[at].fill = self._mark
            cells[at].comment = self._comment(_writable("\n".join(said))[:_COMMENT], "palermo", height=90, width=320)
        self._sheet.append(cells)

    def _cell(self, text: object) -> Any:
        cell = self._new(self._sheet, _writable("" if text is None else str(text)))
        cell.data_type = "s"
        cell.number_format = "@"
        return cell


def _writable(text: str) -> str:
    plain = _UNWRITABLE.sub("", text)
    note = " … cut here: see rejected.csv"
    return plain if len(plain) <= _MOST_CHARACTERS else plain[: _MOST_CHARACTERS - len(note)] + note


def with_fixed_times(data: bytes) -> bytes:
    """The same workbook without the clock: openpyxl writes the moment of saving into it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as written, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in sorted(written.namelist()):
            content = written.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(entry, content)
    return out.getvalue()
