"""The text of a document's bytes, where it can be had without guessing: plain text, CSV, JSON, YAML, HTML."""

import codecs
from html.parser import HTMLParser

_TEXTS = ("text/", "application/json", "application/xml", "application/yaml", "application/x-yaml")
_SKIPPED = frozenset({"script", "style", "template", "noscript", "head"})
_BLOCKS = frozenset(
    "address article aside blockquote br caption dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def extract_text(data: bytes, media_type: str) -> str | None:
    """The text with one kind of line end, or None for a format that is not text (PDF, pictures, workbooks)."""
    kind = media_type.partition(";")[0].strip().casefold()
    if not kind.startswith(_TEXTS):
        return None
    text = _decoded(data)
    if text is None:
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _html_text(text) if kind == "text/html" else text


def media_type_of(name: str, data: bytes) -> str:
    """The media type by the first bytes, then by the ending of the name."""
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    start = data[:512].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "text/html"
    ending = name.rpartition(".")[2].casefold()
    if ending in _BY_ENDING:
        return _BY_ENDING[ending]
    return "text/plain" if _decoded(data) is not None and b"\x00" not in data[:4096] else "application/octet-stream"


_BY_ENDING = {
    "csv": "text/csv",
    "htm": "text/html",
    "html": "text/html",
    "json": "application/json",
    "md": "text/markdown",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
    "yaml": "application/yaml",
    "yml": "application/yaml",
}


def _decoded(data: bytes) -> str | None:
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _html_text(source: str) -> str:
    reader = _Words()
    reader.feed(source)
    reader.close()
    lines = ("".join(reader.parts)).split("\n")
    kept = [" ".join(line.split()) for line in lines]
    return "\n".join(line for line in kept if line) + "\n"


class _Words(HTMLParser):
    """Gathers what a reader sees: each block on a line of its own, scripts and styles left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _SKIPPED
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in _SKIPPED))
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data.replace("\n", " "))
