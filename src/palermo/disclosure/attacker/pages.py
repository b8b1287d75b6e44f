"""Web pages and drawings as pieces: what is drawn, and what only stands in the source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from palermo.disclosure.attacker.pieces import LONGEST_TEXT, MOST_ROWS, Piece, Row, Unread

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])|font-size\s*:\s*0(?![.\d])", re.IGNORECASE
)
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def page_pieces(file: str, data: bytes) -> Iterator[Piece]:
    """A page of HTML."""
    reader = _Page(file)
    reader.feed(_decoded(data))
    reader.close()
    yield from reader.pieces
    yield Piece(file, "page", "", " ".join(reader.open_text)[:LONGEST_TEXT], tuple(reader.rows[:MOST_ROWS]))


def _decoded(data: bytes) -> str:
    return data.decode("utf-8-sig", "replace")


@dataclass(slots=True)
class _Held:
    tag: str
    hidden: str


class _Page(HTMLParser):
    def __init__(self, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self.file = file
        self.pieces: list[Piece] = []
        self.open_text: list[str] = []
        self.rows: list[Row] = []
        self.stack: list[_Held] = []
        self.cell: list[str] | None = None
        self.row: list[str] | None = None

    def tell(self, where: str, hidden: str, text: str) -> None:
        if text.strip():
            self.pieces.append(Piece(self.file, f"line {self.getpos()[0]}, {where}", hidden, text[:LONGEST_TEXT]))

    @property
    def hidden(self) -> str:
        return next((one.hidden for one in self.stack if one.hidden), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        data = [f"{name} {value}" for name, value in held.items() if name.startswith("data-")]
        if data:
            self.tell(tag, "data-* attributes", " ".join(data))
        for name in ("title", "alt", "aria-label"):
            if held.get(name):
                self.tell(tag, "a tooltip", held[name])
        if tag == "meta" and held.get("name", "").lower() not in ("viewport", "description", ""):
            self.tell("meta", "metadata", f"{held['name']} {held.get('content', '')}")
        if tag == "input" and held.get("type", "").lower() == "hidden":
            self.tell("input", "a hidden element", held.get("value", ""))
        if tag not in _VOID:
            self.stack.append(_Held(tag, _why_hidden(tag, held)))
        if tag == "tr":
            self.row = []
        elif tag in ("td", "th"):
            self.cell = []

    def handle_endtag(self, tag: str) -> None:
        if not any(one.tag == tag for one in self.stack):
            return
        while self.stack.pop().tag != tag:
            pass
        if tag in ("td", "th") and self.cell is not None and self.row is not None:
            self.row.append(" ".join(self.cell).strip())
            self.cell = None
        elif tag == "tr" and self.row is not None:
            self.rows.append(tuple(self.row))
            self.row = None

    def handle_data(self, data: str) -> None:
        if any(one.tag == "style" for one in self.stack):
            return
        if why := self.hidden:
            self.tell(self.stack[-1].tag, why, data)
        else:
            self.open_text.append(data)
        if self.cell is not None:
            self.cell.append(data.strip())

    def handle_comment(self, data: str) -> None:
        self.tell("comment", "comments", data)


def _why_hidden(tag: str, held: dict[str, str]) -> str:
    if tag == "script":
        return "a script"
    if tag in ("template", "noscript"):
        return "a hidden element"
    return "a hidden element" if "hidden" in held or _UNSEEN.search(held.get("style", "")) else ""


# ── drawings ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def drawing_pieces(file: str, data: bytes) -> Iterator[Piece]:
    """An SVG. Raises Unread where it is no plain XML."""
    source = _decoded(data)
    try:
        root = fromstring(re.sub(r"<!DOCTYPE[^>\[]*>", "", source, count=1), forbid_dtd=True)
    except (DefusedXmlException, ParseError, RecursionError, ValueError, LookupError) as error:
        raise Unread("it is no plain XML") from error
    for match in _COMMENT.finditer(source):
        yield Piece(file, "comment", "comments", match[1][:LONGEST_TEXT])
    drawing = _Drawing(file, _box(root))
    drawing.walk(root)
    yield from drawing.pieces
    yield Piece(file, "drawing", "", " ".join(drawing.open_text)[:LONGEST_TEXT])


def _box(root: "Element") -> tuple[float, float, float, float] | None:
    numbers = [float(one) for one in _NUMBER.findall(root.get("viewBox", ""))]
    if len(numbers) != 4:
        numbers = [
            0.0,
            0.0,
            *(float(one) for name in ("width", "height") for one in _NUMBER.findall(root.get(name, ""))[:1]),
        ]
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 4 else None


@dataclass(slots=True)
class _Drawing:
    file: str
    box: tuple[float, float, float, float] | None
    pieces: list[Piece] = field(default_factory=list)
    open_text: list[str] = field(default_factory=list)

    def walk(self, root: "Element") -> None:
        waiting = [(root, "", 0.0, 0.0)]
        while waiting:
            one, why, x, y = waiting.pop()
            dx, dy = _moved(one)
            why = why or self._why(one, x + dx, y + dy)
            self._element(one, why)
            waiting += [(child, why, x + dx, y + dy) for child in reversed(list(one))]

    def tell(self, where: str, hidden: str, text: str) -> None:
        if text.strip():
            self.pieces.append(Piece(self.file, where, hidden, text[:LONGEST_TEXT]))

    def _element(self, one: "Element", why: str) -> None:
        tag = _local(str(one.tag))
        text = " ".join(part for part in (one.text, *(child.tail for child in one)) if part)
        for name, value in one.attrib.items():
            plain = _local(name)
            if plain.startswith("data-"):
                self.tell(f"{tag} {plain}", "data-* attributes", f"{plain} {value}")
            elif plain in ("aria-label", "title"):
                self.tell(f"{tag} {plain}", "a tooltip", value)
            elif plain == "href" and value.startswith("data:"):
                self.tell(tag, "an embedded file", value[:200])
        if tag in ("title", "desc"):
            self.tell(tag, "a tooltip", text)
        elif tag == "metadata":
            self.tell(tag, "metadata", " ".join(one.itertext()))
        elif tag == "script":
            self.tell(tag, "a script", text)
        elif why:
            self.tell(tag, why, text)
        elif tag != "style":
            self.open_text.append(text)

    def _why(self, one: "Element", x: float, y: float) -> str:
        style = one.get("style", "")
        off = one.get("display") == "none" or one.get("visibility") == "hidden" or one.get("opacity") == "0"
        if (
            off
            or _UNSEEN.search(style)
            or (_local(str(one.tag)) == "text" and one.get("fill") in ("none", "transparent"))
        ):
            return "a hidden element"
        if _local(str(one.tag)) == "text" and self.box is not None:
            left, top, wide, high = self.box
            x, y = x + _first(one.get("x")), y + _first(one.get("y"))
            if not (left <= x <= left + wide and top <= y <= top + high):
                return "text outside the picture"
        return ""


def _local(name: str) -> str:
    return name.rsplit("}", 1)[-1]


def _first(text: str | None) -> float:
    found = _NUMBER.findall(text or "")
    return float(found[0]) if found else 0.0


def _moved(one: "Element") -> tuple[float, float]:
    """How far an element is shifted, by ``translate`` alone; other transforms are taken as none."""
    found = re.search(r"translate\(\s*(-?[\d.]+)(?:[\s,]+(-?[\d.]+))?", one.get("transform", ""))
    return (float(found[1]), float(found[2] or 0)) if found else (0.0, 0.0)
