"""A workbook's outer shell: is it a whole zip archive, of a size that can be held, and a workbook at all?"""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from palermo.ground.errors import UnreadableInput

_CHUNK = 1 << 20
_SHEETS = "xl/worksheets/"
_DAMAGED = "Open it in Excel and save it again, or ask for the file once more."
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, OverflowError,
    RuntimeError,  # what zipfile raises for a password, and for a compression that it does not know
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far an archive may unpack: bytes and parts in all; above ``suspect`` bytes, so many times its own size."""

    total: int
    parts: int
    suspect: int
    ratio: int


_READ = Bounds(total=1 << 29, parts=5_000, suspect=64 << 20, ratio=150)


def open_archive(data: bytes, name: str) -> zipfile.ZipFile:
    """The archive, after its parts were unpacked once, in pieces, and found as large as they say."""
    archive = _opened(data, name, _READ)
    for part in archive.infolist():
        if not part.filename.startswith(_SHEETS):  # each sheet is unpacked by ``read_part`` before anybody else may
            for _ in _pieces(archive, part, name):
                pass
    return archive


def unpack(data: bytes, name: str, bounds: Bounds) -> dict[str, bytes]:
    """Every part of a workbook by its name. Raises UnreadableInput as ``open_archive`` does."""
    archive = _opened(data, name, bounds)
    return {part.filename: b"".join(_pieces(archive, part, name)) for part in archive.infolist()}


def _opened(data: bytes, name: str, bounds: Bounds) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise UnreadableInput(
            f"{name} is no whole workbook: it is cut off or of another format.", hint=_DAMAGED
        ) from error
    _within_bounds(archive, len(data), name, bounds)
    _is_workbook(archive, name)
    return archive


def _within_bounds(archive: zipfile.ZipFile, packed: int, name: str, bounds: Bounds) -> None:
    """Declared sizes are checked before a byte is unpacked; that they are true is checked while unpacking."""
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    swollen = total > bounds.suspect and total > bounds.ratio * packed
    if len(parts) > bounds.parts or total > bounds.total or swollen:
        raise UnreadableInput(
            f"{name} would unpack from {packed} to {total} bytes in {len(parts)} parts, which no real workbook does.",
            hint=f"Allowed are {bounds.total} bytes and {bounds.ratio} times the file; save large tables as CSV.",
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


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """A part in pieces; at its end it was as large as it says, and its check sum right."""
    left = part.file_size
    with _told_of_damage(name), archive.open(part) as stream:
        while piece := stream.read(_CHUNK):
            left -= len(piece)
            yield piece
        if left:
            raise zipfile.BadZipFile("the part is not as large as it says")


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
    except _BROKEN as error:
        raise UnreadableInput(f"{name} is damaged: one of its parts cannot be unpacked.", hint=_DAMAGED) from error
