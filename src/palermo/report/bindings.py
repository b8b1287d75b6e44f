"""What a built page prints as a figure: every bound element with its id, its value and the text a reader sees."""

from dataclasses import dataclass, replace
from html.parser import HTMLParser

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One printed figure of a page. ``value`` is None where the element holds the text alone (labels in a chart)."""

    figure: str
    claim: bool
    value: str | None
    form: str
    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The bound elements of a page, its anchors, its words without markup, and the lines of unbound data elements."""

    bound: tuple[Bound, ...]
    anchors: frozenset[str]
    words: str
    unbound: tuple[int, ...]


def read_page(content: bytes) -> Page:
    """The bindings of an HTML or SVG file."""
    scan = _Scan()
    scan.feed(content.decode("utf-8", "replace"))
    scan.close()
    return Page(
        bound=tuple(scan.found),
        anchors=frozenset(scan.anchors),
        words=" ".join("".join(scan.words).split()),
        unbound=tuple(scan.unbound),
    )


class _Scan(HTMLParser):
    """Follows the tags and keeps the text within each bound element."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Bound] = []
        self.anchors: set[str] = set()
        self.words: list[str] = []
        self.unbound: list[int] = []
        self._open: list[tuple[str, Bound | None, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.anchors |= {named["id"]} if "id" in named else set()
        if tag in _VOID:
            return
        self._open.append((tag, self._bound(tag, named), []))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not any(name == tag for name, _, _ in self._open):
            return
        while self._open:
            name, bound, text = self._open.pop()
            if bound is not None:
                self.found.append(replace(bound, text="".join(text)))
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        for _, bound, text in self._open:
            if bound is not None:
                text.append(data)

    def _bound(self, tag: str, named: dict[str, str]) -> Bound | None:
        line = self.getpos()[0]
        id = named.get("data-figure") or (named.get("data-claim") if tag == "data" else None)
        if not id:
            self.unbound += [line] if tag == "data" else []
            return None
        return Bound(
            figure=id,
            claim="data-figure" not in named,
            value=named.get("value", "") if tag == "data" else None,
            form=named.get("data-form", ""),
            text="",
            line=line,
        )
