"""PDF files: what their pages show, and what stands in them that nobody sees."""

import io
import logging
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from palermo.disclosure import Contents, Piece

# What the reader has to say of a broken file is told as a finding.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
_LARGEST = 64 << 20
_MOST_PAGES = 1_000
_LONGEST = 1_000_000
_MACHINE = ("/Producer", "/Creator", "/CreationDate", "/ModDate", "/Trapped", "/PTEX.Fullbanner")
_BROKEN = (
    PyPdfError, ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError,
    ValueError, struct.error, zlib.error,
)  # fmt: skip  # what the reader raises on a file that breaks its format


def pdf_contents(path: str, data: bytes) -> Contents:
    """The pieces of a PDF; what could not be read to its end says so in ``trouble``."""
    if len(data) > _LARGEST:
        return Contents(trouble="it is larger than can be searched")
    found: list[Piece] = []
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return Contents(trouble="it is locked with a password")
        if len(reader.pages) > _MOST_PAGES:
            return Contents(trouble=f"it has more than {_MOST_PAGES} pages")
        found.extend(_pieces(path, reader))
        attached = {
            f"attachment {at} {name}": data
            for name, versions in reader.attachments.items()
            for at, data in enumerate(versions, start=1)
        }
    except _BROKEN:
        return Contents(pieces=tuple(found), trouble="it is damaged, or of a kind that cannot be read")
    return Contents(parts=attached, pieces=tuple(found))


def _pieces(path: str, reader: PdfReader) -> Iterator[Piece]:
    yield from _properties(path, reader)
    root = reader.root_object
    layers = _resolved(_resolved(root.get("/OCProperties", {})).get("/D", {}))
    off = [_resolved(one) for one in _resolved(layers.get("/OFF", []))]
    if off or layers.get("/BaseState") == "/OFF":
        yield Piece(path, "layers", "hidden layers", " ".join(str(one.get("/Name", "")) for one in off))
    action = _resolved(root.get("/OpenAction"))
    runs = isinstance(action, dict) and action.get("/S") == "/JavaScript"
    if runs or "/JavaScript" in _resolved(root.get("/Names", {})) or "/AA" in root:
        yield Piece(path, "document", "a script")
    if fields := reader.get_fields():
        values = " ".join(f"{name} {field.get('/V', '')}" for name, field in fields.items())
        yield Piece(path, "form", "fields of a form", values[:_LONGEST])
    for number, page in enumerate(reader.pages, start=1):
        yield from _page(path, number, page)


def _properties(path: str, reader: PdfReader) -> Iterator[Piece]:
    held = {name: str(value) for name, value in (reader.metadata or {}).items() if name not in _MACHINE and value}
    if held:
        names = ", ".join(sorted(name.lstrip("/") for name in held))
        yield Piece(path, f"information ({names})", "properties of the document", " ".join(held.values())[:_LONGEST])
    packet = _resolved(reader.root_object.get("/Metadata"))
    if packet is not None:
        text = packet.get_data()[:_LONGEST].decode("utf-8", "replace")
        yield Piece(path, "XMP packet", "metadata", text)


def _page(path: str, number: int, page: PageObject) -> Iterator[Piece]:
    left, bottom, right, top = (float(one) for one in page.cropbox)
    outside: list[str] = []

    def look(text: str, _matrix: Any, placed: Any, _font: Any, _size: Any) -> None:
        x, y = float(placed[4]), float(placed[5])
        if text.strip() and not (left - 1 <= x <= right + 1 and bottom - 1 <= y <= top + 1):
            outside.append(text)

    where = f"page {number}"
    yield Piece(path, where, "", page.extract_text(visitor_text=look)[:_LONGEST])
    if outside:
        yield Piece(path, where, "text outside the page", " ".join(outside)[:_LONGEST])
    content = page.get_contents()
    if content is not None and any(
        operator == b"Tr" and operands and int(operands[0]) in (3, 7) for operands, operator in content.operations
    ):
        yield Piece(path, where, "invisible text")
    for one in _resolved(page.get("/Annots")) or ():
        note = _resolved(one)
        text = str(note.get("/Contents") or note.get("/TU") or "")
        if text.strip() or note.get("/Subtype") == "/FileAttachment":
            yield Piece(path, where, "comments", text[:_LONGEST])


def _resolved(value: Any) -> Any:
    """What a reference points to."""
    return value.get_object() if hasattr(value, "get_object") else value
