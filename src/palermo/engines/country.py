"""A made-up country on disk: rows appended file by file, in the forms in which bodies send them."""

import codecs
import tempfile
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

import polars as pl

from palermo.engines.folder import new_folder, read_folder
from palermo.simulation import Rows, WholeFile

_ZIP_EPOCH = (2000, 1, 1, 0, 0, 0)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_BOOK = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="INVENTED" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def write_country(path: Path, parts: Iterable[Rows | WholeFile]) -> None:
    """``path`` holds the country, or does not exist: it is made beside and renamed when whole.

    Raises UsageError where ``path`` is a file or a folder that is not empty, or where there is no room left.
    """
    with new_folder(path) as made:
        pens: dict[str, _Pen] = {}
        for part in parts:
            if isinstance(part, WholeFile):
                _place(made, part.file).write_bytes(part.data)
                continue
            if not part.cells.height and part.format in ("json", "jsonl"):
                continue  # without a row such a file holds nothing, and nobody sends it
            if part.file not in pens:
                pens[part.file] = _PENS[part.format](_place(made, part.file), part)
            pens[part.file].write(part)
        for pen in pens.values():
            pen.close()


def country_files(parts: Iterable[Rows | WholeFile], *, patterns: Iterable[str]) -> dict[str, bytes]:
    """The files of a country whose name fits a pattern, as ``write_country`` writes them."""
    with tempfile.TemporaryDirectory() as made:
        write_country(Path(made) / "country", parts)
        return read_folder(Path(made) / "country", patterns=patterns)


def _place(folder: Path, name: str) -> Path:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    return folder / name


class _Pen(ABC):
    """Writes one file, part by part. Files are opened for each part: a country has more than may stand open."""

    def __init__(self, file: Path, first: Rows) -> None:
        self.file = file
        with file.open("wb") as out:
            self.begin(out, first)

    def begin(self, out: BinaryIO, first: Rows) -> None:
        """What stands before the rows; in most kinds of file nothing."""
        return

    def write(self, rows: Rows) -> None:
        with self.file.open("ab") as out:
            self.append(out, rows)

    @abstractmethod
    def append(self, out: BinaryIO, rows: Rows) -> None:
        """Write these rows behind those that stand."""

    def close(self) -> None:
        """What stands behind the rows; in most kinds of file nothing."""
        return


def _header_rows(first: Rows) -> tuple[tuple[str, ...], ...]:
    return (first.header, first.labels) if first.labels else (first.header,)


class _Csv(_Pen):
    def begin(self, out: BinaryIO, first: Rows) -> None:
        if first.encoding in ("utf-16", "utf-8-sig"):
            out.write(codecs.BOM_UTF16_LE if first.encoding == "utf-16" else codecs.BOM_UTF8)
        out.write(_encoded((_line(row, first.delimiter) for row in _header_rows(first)), first.encoding))

    def append(self, out: BinaryIO, rows: Rows) -> None:
        lines = _lines(rows.cells, rows.delimiter)
        for at in rows.ragged:
            lines[at] += f"{rows.delimiter}?"
        out.write(_encoded(lines, rows.encoding))


_FEW = 300  # rows under which a loop is quicker than a query


def _lines(cells: pl.DataFrame, delimiter: str) -> list[str]:
    """Each row as a line; quotes only where a cell needs them."""
    if cells.height < _FEW:
        return [_line(row, delimiter) for row in cells.rows()]
    special = f'[{delimiter}"\r\n]'
    found = cells.select(pl.all().str.contains(special).any()).row(0)
    quoted = [name for name, any_special in zip(cells.columns, found, strict=True) if any_special]
    cells = cells.with_columns(
        pl.when(pl.col(name).str.contains(special))
        .then(pl.concat_str(pl.lit('"'), pl.col(name).str.replace_all('"', '""'), pl.lit('"')))
        .otherwise(pl.col(name))
        .alias(name)
        for name in quoted
    )
    return cells.select(pl.concat_str(pl.all(), separator=delimiter)).to_series().to_list()


def _line(row: Sequence[str], delimiter: str) -> str:
    text = delimiter.join(row)
    if '"' not in text and "\n" not in text and "\r" not in text and text.count(delimiter) == len(row) - 1:
        return text
    special = {delimiter, '"', "\r", "\n"}
    return delimiter.join('"' + cell.replace('"', '""') + '"' if special & set(cell) else cell for cell in row)


def _encoded(lines: Iterable[str], encoding: str) -> bytes:
    plain = {"utf-16": "utf-16-le", "utf-8-sig": "utf-8"}.get(encoding, encoding)
    return "".join(f"{line}\n" for line in lines).encode(plain)


class _JsonLines(_Pen):
    def append(self, out: BinaryIO, rows: Rows) -> None:
        out.write(_objects(rows))


class _Json(_Pen):
    """A list of objects: what parts two of them is written before each but the first."""

    _written = False

    def begin(self, out: BinaryIO, first: Rows) -> None:
        out.write(b"[\n")

    def append(self, out: BinaryIO, rows: Rows) -> None:
        objects = _objects(rows).rstrip(b"\n").replace(b"\n", b",\n")
        if objects:
            out.write((b",\n" if self._written else b"") + objects)
            self._written = True

    def close(self) -> None:
        with self.file.open("ab") as out:
            out.write(b"\n]\n")


def _objects(rows: Rows) -> bytes:
    return rows.cells.rename(dict(zip(rows.cells.columns, rows.header, strict=True))).write_ndjson().encode()


class _Workbook(_Pen):
    """A workbook of one sheet, every cell text. It is stored, not packed: packers differ from machine to machine."""

    def __init__(self, file: Path, first: Rows) -> None:
        self.whole = file
        super().__init__(file.with_suffix(".sheet"), first)

    def begin(self, out: BinaryIO, first: Rows) -> None:
        header = pl.DataFrame(
            list(_header_rows(first)), orient="row", schema=[f"c{at}" for at in range(len(first.header))]
        )
        out.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode() + _sheet_rows(header))

    def append(self, out: BinaryIO, rows: Rows) -> None:
        out.write(_sheet_rows(rows.cells))

    def close(self) -> None:
        with self.file.open("ab") as out:
            out.write(b"</sheetData></worksheet>")
        with zipfile.ZipFile(self.whole, "w", zipfile.ZIP_STORED) as book:
            for name, text in _BOOK.items():
                book.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), text)
            entry = zipfile.ZipInfo("xl/worksheets/sheet1.xml", _ZIP_EPOCH)
            with self.file.open("rb") as sheet, book.open(entry, "w", force_zip64=False) as place:
                while block := sheet.read(1 << 20):
                    place.write(block)
        self.file.unlink()


def _sheet_rows(cells: pl.DataFrame) -> bytes:
    escaped = pl.all().str.replace_all("&", "&amp;", literal=True).str.replace_all("<", "&lt;", literal=True)
    cell = cells.select(escaped).select(
        pl.concat_str(
            pl.lit('<c t="inlineStr"><is><t xml:space="preserve">'), pl.col(name), pl.lit("</t></is></c>")
        ).alias(name)
        for name in cells.columns
    )
    rows = cell.select(pl.concat_str(pl.lit("<row>"), *cell.columns, pl.lit("</row>"))).to_series()
    return "".join(rows).encode()


_PENS: dict[str, type[_Pen]] = {"csv": _Csv, "jsonl": _JsonLines, "json": _Json, "xlsx": _Workbook}
