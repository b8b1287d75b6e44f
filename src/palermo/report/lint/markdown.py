"""From an author's Markdown to the prose it prints: markup gone, lines and columns kept.

The blocks (lists, quotes, tables, code) are those the page writer sees: the same parser decides. Inside a block, signs
that print nothing are taken out, so that ``2**,**084`` reads as it will be printed.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from palermo.report.lint.prose import BOUND, Lines, Piece, Prose, gathered, spread
from palermo.report.tags import find_tags

_INLINE = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<code>(?P<ticks>`+)(?!`)(?P<inner>.+?)(?<!`)(?P=ticks)(?!`))"
    r"|\](?P<target>\(\s*(?:<[^>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?P<title>\s+(?:\"[^\"]*\"|'[^']*'))?\s*\))"
    r"|\](?P<reference>\[(?P<label>[^\[\]]*)\])"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<emphasis>\*+|~~|(?<![^\W_])_+|_+(?![^\W_])|!?\[|\])",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Lines ``first`` to ``last`` (from 0, the end not counted) that print text."""

    first: int
    last: int
    quoted: bool
    code: bool


def read_blocks(source: str) -> tuple[Prose, ...]:
    """The prose of each block that prints text, in order. Link targets and list markers in sequence are left out."""
    env: dict[str, Any] = {}
    tokens = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).parse(source, env)
    lines = Lines.of(source)
    read = _Source(text=source, hidden=_hidden(source, tokens, lines), references=frozenset(env.get("references", {})))
    ends = (*lines.starts[:-1], len(source))
    blocks = dict.fromkeys(_blocks(tokens))
    return tuple(read.prose(lines.starts[block.first], ends[block.last], block) for block in blocks)


def _blocks(tokens: list[Token]) -> Iterator[_Block]:
    quotes = 0
    for token in tokens:
        quotes += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.map and token.type in ("inline", "fence", "code_block"):
            fence = token.type == "fence"
            first, last = token.map[0] + fence, max(token.map[1] - fence, token.map[0] + fence)
            yield _Block(first=first, last=last, quoted=quotes > 0, code=token.type != "inline")


def _hidden(source: str, tokens: list[Token], lines: Lines) -> Mapping[int, tuple[int, str]]:
    """What prints otherwise than written: by start, the end, and the text that stands for it."""
    found = {tag.start: (tag.end, BOUND) for tag in find_tags(source)}
    for start, end in _list_markers(source, tokens, lines):
        found[start] = (end, BOUND)
    return found


def _list_markers(source: str, tokens: list[Token], lines: Lines) -> Iterator[tuple[int, int]]:
    """Markers that count on from 0 or 1. Any other number before a point is somebody's number, not an ordinal."""
    due: list[int | None] = []
    for token in tokens:
        if token.type == "ordered_list_open":
            due.append(None)
        elif token.type == "ordered_list_close":
            due.pop()
        elif token.type == "list_item_open" and token.info and token.map:
            number, start = int(token.info), lines.starts[token.map[0]]
            marker = re.compile(rf"(?<!\w){token.info}[.)](?=\s|$)").search(source, start)
            in_sequence = number in (0, 1) if due[-1] is None else number in (0, 1, due[-1], due[-1] + 1)
            due[-1] = number
            if marker and in_sequence:
                yield marker.span()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """The text as written, what prints otherwise (``hidden``), and the link labels that are defined."""

    text: str
    hidden: Mapping[int, tuple[int, str]]
    references: frozenset[str]

    def prose(self, start: int, end: int, block: _Block) -> Prose:
        if block.code:
            return gathered(self._shown(start, end), quoted=block.quoted, code=[(start, end)])
        code: list[tuple[int, int]] = []
        pieces = list(self._inline(start, end, code))
        return gathered(pieces, quoted=block.quoted, code=code)

    def _shown(self, start: int, end: int) -> Iterator[Piece]:
        at = start
        while at < end:
            stop, instead = self.hidden.get(at, (at + 1, self.text[at]))
            yield from ((character, at) for character in instead)
            at = stop

    def _inline(self, start: int, end: int, code: list[tuple[int, int]]) -> Iterator[Piece]:
        """The text without its inline markup; the spans of code are added to ``code``."""
        at = start
        while at < end:
            markup = None if at in self.hidden else _INLINE.match(self.text, at, end)
            if markup is None:
                stop = self.hidden[at][0] if at in self.hidden else at + 1
                yield from self._shown(at, stop)
            else:
                stop = markup.end()
                if markup["code"]:
                    code.append(markup.span("inner"))
                yield from self._printed(markup)
            at = stop

    def _title(self, start: int, end: int) -> Iterator[Piece]:
        """A link's title without its quotes, apart from the words before and after."""
        yield from ((" " if character in "\"'" else character, at) for character, at in self._shown(start, end))

    def _printed(self, markup: re.Match[str]) -> Iterator[Piece]:
        """What a piece of inline markup leaves on the page."""
        if markup["escape"]:
            yield from spread(markup["escape"][1:], markup.start() + 1)
        elif markup["code"]:
            yield from self._shown(*markup.span("inner"))
        elif markup["title"]:
            yield from self._title(*markup.span("title"))
        elif markup["reference"]:
            if markup["label"] and normalizeReference(markup["label"]) not in self.references:
                yield from spread(markup["reference"], markup.start("reference"))
        elif markup["entity"]:
            yield from ((character, markup.start()) for character in html.unescape(markup["entity"]))
