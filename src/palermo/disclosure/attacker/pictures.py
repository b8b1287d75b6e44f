"""Pictures as pieces: the texts that stand in their bytes and are drawn nowhere."""

import struct
import zlib
from collections.abc import Iterator

from palermo.disclosure.attacker.pieces import LONGEST_TEXT, Piece, Unread

_PNG = b"\x89PNG\r\n\x1a\n"
_TEXTS = {b"tEXt", b"zTXt", b"iTXt"}
_KNOWN = {b"Software"}


def png_pieces(file: str, data: bytes) -> Iterator[Piece]:
    """Text and EXIF chunks of a PNG, and what follows its end. Raises Unread on one that is cut off."""
    if not data.startswith(_PNG):
        raise Unread("it is no PNG")
    at = len(_PNG)
    while at + 12 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + size]
        if len(body) != size:
            break
        at += 12 + size
        if kind in _TEXTS:
            key, _, rest = body.partition(b"\0")
            if key not in _KNOWN:
                yield Piece(file, f"chunk {kind.decode()}", "a text in the picture's bytes", _png_text(kind, rest))
        elif kind == b"eXIf":
            yield Piece(file, "chunk eXIf", "EXIF data", _printable(body))
        elif kind == b"IEND":
            if data[at:].strip(b"\0"):
                yield Piece(file, "after its end", "bytes after the picture's end", _printable(data[at:]))
            return
    raise Unread("it is cut off")


def _png_text(kind: bytes, rest: bytes) -> str:
    if kind == b"tEXt":
        return rest[:LONGEST_TEXT].decode("latin-1")
    packed = rest[1:] if kind == b"zTXt" else rest[2:].split(b"\0", 2)[-1]
    if kind == b"iTXt" and rest[:1] != b"\x01":
        return packed[:LONGEST_TEXT].decode("utf-8", "replace")
    try:
        return zlib.decompressobj().decompress(packed, LONGEST_TEXT).decode("utf-8", "replace")
    except zlib.error as error:
        raise Unread("a text in it is damaged") from error


def jpeg_pieces(file: str, data: bytes) -> Iterator[Piece]:
    """EXIF, XMP and comments of a JPEG, and what follows its end. Raises Unread on what is none."""
    if not data.startswith(b"\xff\xd8"):
        raise Unread("it is no JPEG")
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        mark, size = data[at + 1], struct.unpack_from(">H", data, at + 2)[0]
        body = data[at + 4 : at + 2 + size]
        if mark in (0xE1, 0xED):
            yield Piece(file, "application segment", "EXIF data", _printable(body))
        elif mark == 0xFE:
            yield Piece(file, "comment", "a text in the picture's bytes", _printable(body))
        at += 2 + max(size, 2)
    end = data.rfind(b"\xff\xd9")
    if end < 0:
        raise Unread("it is cut off")
    if data[end + 2 :].strip(b"\0"):
        yield Piece(file, "after its end", "bytes after the picture's end", _printable(data[end + 2 :]))


def _printable(data: bytes) -> str:
    return "".join(chr(one) if 32 <= one < 127 else " " for one in data[:LONGEST_TEXT])
