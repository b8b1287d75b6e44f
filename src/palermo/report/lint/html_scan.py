"""The lint of a built page: what the browser shows, outside the elements that are bound to a figure.

Bound, with all they hold: ``<data>``; ``<time datetime>``; elements with ``data-figure``, ``data-lit``, ``data-claim``,
``data-scale`` (axis ticks), ``data-label`` (a category of the data) or ``data-ordinal`` (Table 1). Templates write
these; an author cannot, for raw HTML is off.
"""

import html
from collections.abc import Iterator
from html.parser import HTMLParser

from palermo.ground.finding import Finding
from palermo.report.lint.checks import unbound
from palermo.report.lint.numbers import find_occurrences
from palermo.report.lint.prose import BOUND, Lines, Piece, Prose, gathered, spread
from palermo.report.lint.words import Lexicon, lexicon

_BINDING = frozenset({"data-figure", "data-lit", "data-claim", "data-scale", "data-ordinal", "data-label"})
_SCALE_CLASSES = frozenset({"data-scale", "role-axis-label"})
_SPOKEN = frozenset({"alt", "title", "aria-label", "aria-description", "aria-roledescription", "label", "placeholder"})
_SILENT = frozenset({"script", "style", "template"})
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_INLINE = frozenset(
    ["a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s"]
    + ["samp", "small", "span", "strong", "sub", "sup", "time", "tspan", "u", "var", "wbr"]
)
_CODE = frozenset({"code", "kbd", "samp", "pre"})
_META = frozenset({"description", "title", "og:title", "og:description", "twitter:title", "twitter:description"})


def lint_html(page: bytes, *, path: str, language: str = "en") -> tuple[Finding, ...]:
    """Every unbound number a reader of ``page`` sees or hears: text, title, captions, alt text, labels, SVG text."""
    source = page.decode("utf-8")
    scan = _Scan(source)
    scan.feed(source)
    scan.close()
    words, lines = lexicon(language), Lines.of(source)
    return tuple(finding for prose in scan.finished() for finding in _findings(prose, words, lines, path))


def _findings(prose: Prose, words: Lexicon, lines: Lines, path: str) -> Iterator[Finding]:
    for number in find_occurrences(prose, words):
        line, position = lines.place(prose.offsets[number.start])
        yield unbound(number, path=path, line=line, position=position)


class _Scan(HTMLParser):
    """Gathers the text between two block boundaries as one prose, with offsets into the page."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self._lines = Lines.of(source)
        self._open: list[tuple[str, bool]] = []
        self._pieces: list[Piece] = []
        self._code: list[tuple[int, int]] = []
        self._found: list[Prose] = []

    def finished(self) -> tuple[Prose, ...]:
        self._flush()
        return tuple(self._found)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._boundary(tag)
        named = {name: value or "" for name, value in attrs}
        bound = self._bound or _binds(tag, named)
        if bound and not self._bound and tag not in _SILENT:
            self._pieces.append((BOUND, self._offset()))
        if not bound and "role-axis" not in named.get("class", "").split():
            self._read_attributes(tag, named)
        if tag not in _VOID:
            self._open.append((tag, bound))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        self._boundary(tag)
        depth = max((at for at, (name, _) in enumerate(self._open) if name == tag), default=None)
        if depth is not None:
            del self._open[depth:]

    def handle_data(self, data: str) -> None:
        if not self._bound:
            at = self._offset()
            self._pieces += spread(data, at)
            if any(tag in _CODE for tag, _ in self._open):
                self._code.append((at, at + len(data)))

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name};")

    @property
    def _bound(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def _reference(self, written: str) -> None:
        if not self._bound:
            self._pieces += [(character, self._offset()) for character in html.unescape(written)]

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines.starts[line - 1] + column

    def _boundary(self, tag: str) -> None:
        if tag not in _INLINE:
            self._flush()

    def _flush(self) -> None:
        if self._pieces:
            self._found.append(gathered(self._pieces, code=self._code))
            self._pieces, self._code = [], []

    def _read_attributes(self, tag: str, named: dict[str, str]) -> None:
        described = tag == "meta" and (named.get("name") or named.get("property")) in _META
        values = [value for name, value in named.items() if name in _SPOKEN or (described and name == "content")]
        at = self._offset()
        self._found += [gathered((character, at) for character in value) for value in values if value]


def _binds(tag: str, named: dict[str, str]) -> bool:
    if tag == "data" or tag in _SILENT or (tag == "time" and "datetime" in named):
        return True
    return bool(_BINDING & named.keys()) or bool(_SCALE_CLASSES & set(named.get("class", "").split()))
