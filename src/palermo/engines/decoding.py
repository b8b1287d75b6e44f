"""From the bytes of a text file to UTF-8 without a byte-order mark, with a finding wherever that took a decision."""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass

from palermo.ground.errors import UnreadableInput
from palermo.ground.finding import Finding, Severity

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark its own begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Decoded:
    """``data`` is valid UTF-8 with LF or CRLF line ends; ``encoding`` is what the file was written in."""

    data: bytes
    encoding: str
    findings: tuple[Finding, ...] = ()


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """The text of ``data`` as UTF-8. Raises UnreadableInput when it cannot be in ``encoding``, or is no text at all."""
    decoded = _as_told(data, encoding) if encoding else _as_found(data)
    if b"\x00" in decoded.data[: 1 << 16]:
        raise UnreadableInput("The file holds binary data, not text.", hint="Hand in a CSV, JSON or XLSX file.")
    if b"\n" not in decoded.data and b"\r" in decoded.data:
        return Decoded(decoded.data.replace(b"\r", b"\n"), decoded.encoding, decoded.findings)
    return decoded


def _as_told(data: bytes, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        if name in ("utf-8", "utf-8-sig") and _is_utf8(data):
            return Decoded(data.removeprefix(codecs.BOM_UTF8), "utf-8")
        return Decoded(data.decode(name).removeprefix("\ufeff").encode(), name)
    except LookupError as error:  # base64 and the like are codecs, and no encodings of text
        raise UnreadableInput(f"No encoding is called {encoding!r}.", hint="utf-8, utf-16 and cp1252 are.") from error
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        raise UnreadableInput(
            f"The file is not written in {encoding}: byte {at + 1} cannot be read.",
            hint="Leave the encoding out to have it found, or name another.",
        ) from error


def _as_found(data: bytes) -> Decoded:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], name)
    if guessed := _unmarked_utf16(data):
        return _marked(data, guessed)
    return Decoded(data, "utf-8") if _is_utf8(data) else _without_unicode(data)


def _marked(data: bytes, name: str) -> Decoded:
    if name == "utf-8-sig":
        return Decoded(data, name) if _is_utf8(data) else _without_unicode(data)
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            f"The file begins as {name.upper()} and breaks off or is damaged at byte {error.start + 1}.",
            hint="Export it again, best as UTF-8.",
        ) from error
    return Decoded(text.encode(), name, (_said(f"the file is written in {name.upper()}"),))


def _unmarked_utf16(data: bytes) -> str | None:
    head = data[:2000]
    nulls_at = [head[start::2].count(0) for start in (0, 1)]
    if len(head) < 4 or len(data) % 2 or max(nulls_at) * 2 < len(head) * 0.7 or min(nulls_at):
        return None
    return "utf-16-le" if nulls_at[1] else "utf-16-be"


def _is_utf8(data: bytes) -> bool:
    """Checked in chunks, so that a large file is not held a second time."""
    if data.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _without_unicode(data: bytes) -> Decoded:
    """Windows-1252, or UTF-8 on some lines and Windows-1252 on others: each line is read as what it is."""
    lines = data.split(b"\n")
    foreign = [number for number, line in enumerate(lines, 1) if not _is_utf8(line)]
    accented = sum(not line.isascii() for line in lines)
    for number in foreign:
        lines[number - 1] = _from_cp1252(lines[number - 1]).encode()
    mixed = len(foreign) < accented
    name = "mixed utf-8 and cp1252" if mixed else "cp1252"
    return Decoded(b"\n".join(lines), name, tuple(_told(foreign, mixed)))


def _told(foreign: list[int], mixed: bool) -> Iterable[Finding]:
    if mixed:
        yield _said(
            f"the file mixes encodings: {len(foreign)} lines are Windows-1252, the others UTF-8", row=foreign[0]
        )
    else:
        yield _said("the file is not UTF-8; it was read as Windows-1252", row=foreign[0])


def _from_cp1252(line: bytes) -> str:
    """Five bytes mean nothing in Windows-1252; they are kept as the control characters Latin-1 has there."""
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(bytes([b]).decode("latin-1" if b in b"\x81\x8d\x8f\x90\x9d" else "cp1252") for b in line)


def _said(text: str, *, row: int | None = None) -> Finding:
    return Finding(
        code="file.encoding",
        severity=Severity.INFO,
        text=text,
        hint="Look at names with accents in the result; best export the file as UTF-8.",
        count=1,
        row=row,
    )
