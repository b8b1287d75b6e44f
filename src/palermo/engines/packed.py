"""A folder in one file: a zip archive unpacked within bounds, its names held inside; and the folder packed again."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from palermo.ground.errors import UnreadableInput

LARGEST = 64 << 20
"""Bytes that a packed folder may unpack to."""
_MOST = 2_000
_LONGEST_NAME = 200
_CHUNK = 1 << 16
_LEFT_OUT = ("__MACOSX/", "Thumbs.db")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, OverflowError, RuntimeError)
_AGAIN = "Pack the folder again, without a password, and take that."
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows: the same folder gives the same bytes


def unpack_folder(data: bytes, name: str, *, largest: int = LARGEST) -> dict[str, bytes]:
    """The files of a zip archive by relative path; a folder that holds all of them is left out of the paths.

    Raises UnreadableInput where it is no whole archive, swells past ``largest`` bytes, or holds a name that leads
    elsewhere, a link, a password, or two files of one name.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir() and _wanted(part.filename)]
            _check(parts, name, largest)
            found = {part.filename: b"".join(_pieces(archive, part)) for part in parts}
    except _BROKEN as error:
        raise UnreadableInput(f"{name} is no whole zip archive.", hint=_AGAIN) from error
    return _without_common_folder(found)


def pack_folder(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of ``files``; the same files give the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            part = zipfile.ZipInfo(path, _FIRST_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            archive.writestr(part, content)
    return held.getvalue()


def _wanted(name: str) -> bool:
    return not name.startswith(_LEFT_OUT) and not PurePosixPath(name).name.startswith(".")


def _check(parts: list[zipfile.ZipInfo], name: str, largest: int) -> None:
    """Declared sizes are checked before a byte is unpacked; that they are true is checked while unpacking."""
    if len(parts) > _MOST or sum(part.file_size for part in parts) > largest:
        raise UnreadableInput(
            f"{name} would unpack to more than {largest} bytes or {_MOST} files.", hint="Take a smaller folder."
        )
    if any(_leads_elsewhere(part.filename) or stat.S_ISLNK(part.external_attr >> 16) for part in parts):
        raise UnreadableInput(
            f"{name} holds a link, or a file whose name leads out of the folder.",
            hint="Names are relative, written with / and at most 200 characters long.",
        )
    if len({part.filename.casefold() for part in parts}) < len(parts):
        raise UnreadableInput(f"{name} holds two files of one name.", hint=_AGAIN)
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableInput(f"{name} is locked with a password.", hint=_AGAIN)


def _leads_elsewhere(name: str) -> bool:
    parts = name.split("/")
    strange = any(char in name for char in "\\\0:") or not name.isprintable()
    return strange or len(name) > _LONGEST_NAME or any(part in ("", ".", "..") for part in parts)


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    left = part.file_size
    with archive.open(part) as stream:
        while piece := stream.read(_CHUNK):
            left -= len(piece)
            if left < 0:
                break
            yield piece
    if left:
        raise zipfile.BadZipFile("a part is not as large as it says")


def _without_common_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    heads = {path.split("/")[0] for path in files}
    if len(heads) != 1 or not all("/" in path for path in files):
        return files
    return {path.split("/", 1)[1]: content for path, content in files.items()}
