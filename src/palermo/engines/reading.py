"""Any file an agency hands in, as a RawBook: which format it is, decided by its bytes, and who reads it."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from palermo.engines.decoding import decode
from palermo.engines.jsonfile import read_json
from palermo.engines.textfile import read_sheet
from palermo.ground.errors import UnreadableInput, UsageError
from palermo.intake.layout import Layout
from palermo.intake.raw import Format, RawBook

_ZIP = b"PK\x03\x04"
_OTHERS = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-zip archive",
    b"Rar!": "a RAR archive",
    b"SQLite format 3": "a database",
    b"PAR1": "a Parquet file",
    b"{\\rtf": "an RTF document",
}
_NOTHING = b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"
_ALLOWED = "Hand in CSV, XLSX, JSON or JSON Lines."


def read_raw(
    path: Path,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_rows: int | None = None,
) -> RawBook:
    """The file at ``path``, every cell as text. Raises UnreadableInput when it cannot be read as what it is."""
    return read_raw_bytes(
        read_bytes(path), path.name, sheet=sheet, encoding=encoding, delimiter=delimiter, header_rows=header_rows
    )


def read_bytes(path: Path) -> bytes:
    """The bytes of a file the user named. Raises UnreadableInput when there is none."""
    try:
        return Path(path).read_bytes()
    except FileNotFoundError as error:
        raise UnreadableInput(f"There is no file {path}.", hint="Check the name and the folder.") from error
    except IsADirectoryError as error:
        raise UnreadableInput(f"{path} is a folder, not a file.", hint="Name one file in it.") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadableInput(f"{path} cannot be opened: {reason}.", hint="Check the rights on it.") from error


def read_text(path: Path) -> str:
    """The text of a file the user named, in whatever encoding it is. Raises UnreadableInput when it is no text."""
    data = read_bytes(path)
    _format(data, path.name)  # names what is no text by its first bytes
    return decode(data).data.decode()


def read_raw_bytes(
    data: bytes,
    name: str,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_rows: int | None = None,
) -> RawBook:
    """``data``, handed in under the file name ``name``, as ``read_raw`` reads a file."""
    if header_rows is not None and not 0 <= header_rows <= 20:
        raise UsageError(f"{header_rows} header rows are asked for.", hint="Allowed are 0 to 20.")
    with ThreadPoolExecutor(1) as pool:
        digest = pool.submit(hashlib.sha256, data)  # meanwhile, on another core
        book = _read(data, name, sheet, encoding, delimiter, header_rows)
        return replace(book, sha256=digest.result().hexdigest())


def read_as(data: bytes, name: str, layout: Layout | None, *, sheet: str | None = None) -> RawBook:
    """``data`` read with the encoding, the delimiter and the header that ``layout`` states, where it states any."""
    return read_raw_bytes(
        data,
        name,
        sheet=sheet,
        encoding=layout.encoding if layout else None,
        delimiter=layout.delimiter if layout else None,
        header_rows=layout.header_rows if layout else None,
    )


def _read(
    data: bytes, name: str, sheet: str | None, encoding: str | None, delimiter: str | None, header_rows: int | None
) -> RawBook:
    form = _format(data, name)
    empty = RawBook(path_name=name, sha256="", bytes=len(data), format=form, sheets=())
    if form == "xlsx":
        from palermo.engines.workbook import read_workbook  # its libraries are heavy, and most files are text

        sheets, names = read_workbook(data, name, sheet=sheet, header_rows=header_rows)
        told = tuple(finding for one in sheets for finding in one.findings)
        return replace(empty, sheets=sheets, sheet_names=names, findings=told)
    if sheet is not None:
        raise UnreadableInput(f"{name} has no sheets, and the sheet {sheet!r} is asked for.", hint="Leave it out.")
    decoded = decode(data, encoding)
    read = replace(empty, encoding=decoded.encoding, findings=decoded.findings)
    if form == "csv":
        one, found, findings = read_sheet(decoded, delimiter=delimiter, header_rows=header_rows)
        return replace(read, sheets=(one,), delimiter=found, findings=(*decoded.findings, *findings))
    return replace(read, sheets=(read_json(decoded.data, name, lines=form == "jsonl"),))


def _format(data: bytes, name: str) -> Format:
    if not data[:4096].strip(_NOTHING) and not data.strip(_NOTHING):  # a copy of a large file is spared
        raise UnreadableInput(f"{name} is empty.", hint="Export it again and look whether it holds rows.")
    for magic, what in _OTHERS.items():
        if data.startswith(magic):
            raise UnreadableInput(f"{name} is {what}.", hint=_ALLOWED)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _old_office(data, name)
    ending = Path(name).suffix.lower()
    if data.startswith(_ZIP) or ending in (".xlsx", ".xlsm"):
        return "xlsx"
    if ending in (".jsonl", ".ndjson"):
        return "jsonl"
    return "json" if ending == ".json" else "csv"


def _old_office(data: bytes, name: str) -> UnreadableInput:
    """An OLE2 container is an encrypted workbook, or one of Excel before 2007."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return UnreadableInput(
            f"{name} is a workbook locked with a password.",
            hint="Open it in Excel, remove the password (File, Info, Protect Workbook) and save it again.",
        )
    return UnreadableInput(
        f"{name} is a file of Office 97 to 2003, which is not read.", hint="Open it and save it as .xlsx or .csv."
    )
