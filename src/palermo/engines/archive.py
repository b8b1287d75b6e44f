"""A workbook's outer shell: is it a whole zip archive, of a size that can be held, and a workbook at all?"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from palermo.ground.errors import UnreadableInput

_LARGEST_TOTAL = 1 << 29
_SUSPECT = 64 << 20
_LARGEST_RATIO = 150
_MOST_ENTRIES = 5_000
_CHUNK = 1 << 20
_SHEETS = "xl/worksheets/"
_DAMAGED = "Open it in Excel and save it again, or ask for the file once more."


def open_archive(data: bytes, name: str) -> zipfile.ZipFile:
    """The archive, after its parts were unpacked once, in pieces, and found as large as they say."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
        raise UnreadableInput(
            f"{name} is no whole workbook: it is cut off or of another format.", hint=_DAMAGED
        ) from error
    _within_bounds(archive, len(data), name)
    _is_workbook(archive, name)
    _unpack_once(archive, name)
    return archive


def _within_bounds(archive: zipfile.ZipFile, packed: int, name: str) -> None:
    """Declared sizes are checked before a byte is unpacked; that they are true is checked while unpacking."""
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    if len(parts) > _MOST_ENTRIES or total > _LARGEST_TOTAL or (total > _SUSPECT and total > _LARGEST_RATIO * packed):
        raise UnreadableInput(
            f"{name} would unpack from {packed} to {total} bytes in {len(parts)} parts, which no real workbook does.",
            hint=f"Allowed are {_LARGEST_TOTAL} bytes and {_LARGEST_RATIO} times the file; save large tables as CSV.",
        )


def _is_workbook(archive: zipfile.ZipFile, name: str) -> None:
    names = set(archive.namelist())
    if len({part.casefold() for part in archive.namelist()}) < len(archive.infolist()):
        raise UnreadableInput(f"{name} holds two parts of one name.", hint=_DAMAGED)
    if any(part.flag_bits & 1 for part in archive.infolist()):
        raise UnreadableInput(f"{name} is locked with a password.", hint="Save it without a password.")
    if "xl/workbook.bin" in names:
        raise UnreadableInput(f"{name} is a binary workbook (.xlsb).", hint="Save it as .xlsx or .csv.")
    if "[Content_Types].xml" not in names or not any(part.startswith("xl/") for part in names):
        what = "an OpenDocument file" if "mimetype" in names else "an archive without a workbook in it"
        raise UnreadableInput(f"{name} is {what}.", hint="Save it as .xlsx or .csv.")


def _unpack_once(archive: zipfile.ZipFile, name: str) -> None:
    """Sheets are left out: each is unpacked by ``read_part`` before anybody else may."""
    for part in archive.infolist():
        if part.filename.startswith(_SHEETS):
            continue
        with _told_of_damage(name), archive.open(part) as stream:
            while stream.read(_CHUNK):
                pass


def read_part(archive: zipfile.ZipFile, data: bytes, part: str, name: str) -> bytes:
    """The bytes of one part of the archive ``data``, as many as it says it has.

    The check sum is left to the reader of the workbook, which computes it anyway.
    """
    with _told_of_damage(name):
        info = archive.getinfo(part)
        if info.compress_type != zipfile.ZIP_DEFLATED:
            return archive.read(info)
        lengths = struct.unpack_from("<HH", data, info.header_offset + 26)
        start = info.header_offset + 30 + sum(lengths)
        packed = memoryview(data)[start : start + info.compress_size]
        unpacked = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, info.file_size + 1)
        if len(unpacked) != info.file_size:
            raise zipfile.BadZipFile("the part is not as large as it says")
        return unpacked


@contextmanager
def _told_of_damage(name: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise UnreadableInput(f"{name} is damaged: one of its parts cannot be unpacked.", hint=_DAMAGED) from error
