"""A plan in a text: headings are areas, numbered paragraphs are measures, "Lead: …" says who; the rest is kept.

Brackets that begin with a known label speak of the measure they stand in: "(lead: police; with: shelters)". So do those
of Chinese plans, where the word stands behind the bodies: 公安部牵头，教育部配合.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from palermo.coordination.plan_pieces import Kind, Piece, Pieces
from palermo.coordination.plan_words import fold, meanings, spellings

_LABELS = ("lead", "support", "start", "due", "indicator", "unit", "baseline", "target")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_BULLET = re.compile(r"[-*+•·–]\s+")
_DOTTED = re.compile(r"(\d{1,3}(?:\.\d{1,3})+(?:\.[a-z])?)[.):：]?\s+(?=\S)(.*)", re.DOTALL)
_SINGLE = re.compile(r"(\d{1,3}|[IVXL]{1,6})[.):：、．]\s*(?=\S)(.*)", re.DOTALL)
_BELOW = re.compile(r"(?:[(（](?P<in>[a-z]|\d{1,2})[)）]\s*|(?P<bare>[a-z])[).]\s+)(?=\S)(?P<words>.*)", re.DOTALL)
_HAN_AREA = re.compile(
    r"(?:[(（][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)\s*(?=\S)(.*)", re.DOTALL
)
_BRACKETS = re.compile(r"\s*[(（]([^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*)[)）]")
_HAN_ROLES = (("lead", re.compile(r"(?:牵头|负责|主办)$")), ("support", re.compile(r"(?:配合|参加|协办)$")))
_TITLE = 200
_WIDE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that belong together, with the number of the first. ``level`` of a heading, 0 for text; ``parted`` from
    what stands above by a blank line."""

    line: int
    text: str
    level: int = 0
    parted: bool = True


def text_pieces(path: str, text: str) -> Pieces:
    """The pieces of a plan written as Markdown or plain text."""
    blocks = list(_blocks(text))
    reader = _Reader(
        above=frozenset(match[1].split(".")[0] for one in blocks if (match := _DOTTED.fullmatch(_bare(one.text)))),
        title=_title(blocks),
    )
    return Pieces(path=path, pieces=tuple(reader.read(blocks)))


def _title(blocks: Sequence[_Block]) -> int:
    """The line of the title: the only heading of the first level, or a first line of its own over no headings."""
    tops = [one for one in blocks if one.level == 1]
    if any(one.level for one in blocks):
        return tops[0].line if len(tops) == 1 and not _SINGLE.fullmatch(_without_word(tops[0].text, "areas")) else 0
    alone = len(blocks) > 1 and blocks[1].parted and len(blocks[0].text) <= _TITLE
    return blocks[0].line if alone and not _begins(blocks[0].text) and blocks[0].text[-1] not in ".。:：" else 0


def _blocks(text: str) -> Iterator[_Block]:
    """Headings, items, labelled lines and paragraphs; a line that begins none of these goes on with the one above."""
    held: _Block | None = None
    parted = True
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        plain = line.strip()
        if not plain:
            parted = True
            continue
        heading = _HEADING.fullmatch(plain)
        if held and not parted and not heading and _goes_on(held, plain):
            held = _Block(held.line, _joined(held.text, plain), 0, held.parted)
            continue
        if held:
            yield held
        held = _Block(number, heading[2] if heading else plain, len(heading[1]) if heading else 0, parted)
        parted = False
    if held:
        yield held


def _goes_on(held: _Block, plain: str) -> bool:
    """A paragraph goes on until something new begins; a labelled line only behind a comma or the like."""
    if held.level or _begins(plain):
        return False
    bare = _bare(held.text)
    labelled = _label_at_start(bare) or _of_plan(held.line, bare) is not None
    return not labelled or bool(re.search(r"(?:[,;，、；]|\band|&)$", held.text))


def _joined(left: str, right: str) -> str:
    return f"{left}{'' if _WIDE.match(left[-1]) and _WIDE.match(right[0]) else ' '}{right}"


def _begins(plain: str) -> bool:
    bare = _bare(plain)
    found = (
        _DOTTED.fullmatch(bare)
        or _SINGLE.fullmatch(bare)
        or _BELOW.fullmatch(bare)
        or _HAN_AREA.fullmatch(bare)
        or _BULLET.match(plain)
    )
    return bool(found or _label_at_start(bare) or plain.startswith("|"))


def _bare(text: str) -> str:
    """Without a bullet, marks of emphasis around its beginning, and words such as "Measure" before a number."""
    plain = _BULLET.sub("", text, count=1) if _BULLET.match(text) else text
    plain = re.sub(r"^(\*\*|__)(.+?)\1\s*", r"\2 ", plain).strip()
    return _without_word(plain, "measures")


def _without_word(plain: str, words: str) -> str:
    folded = plain.casefold()
    for word in spellings("measures" if words == "measures" else "areas"):
        if folded.startswith(f"{word} ") and re.match(r"\d|[ivxl]+\b", folded[len(word) + 1 :]):
            return plain[len(word) + 1 :]
    return plain


@dataclass(frozen=True, slots=True)
class _Reader:
    """``above`` are the numbers that stand before a point somewhere: they are areas wherever they stand alone.

    ``title`` is the line of the title, 0 where there is none.
    """

    above: frozenset[str]
    title: int

    def read(self, blocks: Sequence[_Block]) -> Iterator[Piece]:
        """Block after block; ``number`` is that of the measure that (a) or (1) stands below."""
        measure, number, begun = False, "", False
        for block in blocks:
            found = tuple(self._block(block, number if measure else "", begun))
            for piece in found:
                if piece.kind in ("area", "measure"):
                    measure, begun = piece.kind == "measure", True
                    below = number and piece.number.startswith(f"{number}.") and _BELOW.fullmatch(_bare(block.text))
                    number = "" if not measure else number if below else piece.number
            yield from found

    def _block(self, block: _Block, number: str, begun: bool) -> Iterator[Piece]:
        bare = _bare(block.text)
        if block.line == self.title:
            yield Piece(kind="title", line=block.line, text=block.text)
        elif block.level and not _DOTTED.fullmatch(bare):
            yield self._heading(block)
        elif match := _DOTTED.fullmatch(bare):
            yield from _measure(block.line, match[1], match[2])
        elif area := self._area(block):
            yield area
        elif (match := _BELOW.fullmatch(bare)) and number:
            yield from _measure(block.line, f"{number}.{match['in'] or match['bare']}", match["words"])
        elif (match := _SINGLE.fullmatch(bare)) and match[1].isdecimal():
            yield from _measure(block.line, match[1], match[2])
        else:
            yield from _labelled(block, bare, begun)

    def _heading(self, block: _Block) -> Piece:
        bare = _without_word(block.text, "areas")
        match = _SINGLE.fullmatch(bare)
        if match or re.fullmatch(r"\d{1,3}|[IVXL]+", bare):
            number, words = (match[1], match[2]) if match else (bare, "")
            return Piece(kind="area", line=block.line, text=words.strip(" –—-"), number=number)
        if words := re.fullmatch(r"(\d{1,3})\s*[–—-]?\s+(.*)", bare):
            return Piece(kind="area", line=block.line, text=words[2], number=words[1])
        return Piece(kind="area", line=block.line, text=block.text)

    def _area(self, block: _Block) -> Piece | None:
        """A line that heads an area and is no heading: "Area 1: …", "1. …" over 1.1, "II. …", "一、…"."""
        if han := _HAN_AREA.fullmatch(block.text):
            return Piece(kind="area", line=block.line, text=han[1])
        bare = _without_word(block.text, "areas")
        match = re.fullmatch(r"(\d{1,3}|[IVXL]{1,6})\s*[.):：–—、．-]\s*(?=\S)(.*)", bare, re.DOTALL)
        if match and (bare != block.text or match[1] in self.above or not match[1].isdecimal()):
            return Piece(kind="area", line=block.line, text=match[2], number=match[1])
        return None


def _measure(line: int, number: str, text: str) -> Iterator[Piece]:
    words, said = _taken_out(line, text)
    yield Piece(kind="measure", line=line, text=words, number=number)
    yield from said


def _labelled(block: _Block, bare: str, begun: bool) -> Iterator[Piece]:
    """A block that opens nothing: fields of what is open, of the plan before its first area, or text to keep."""
    label = _label_at_start(bare)
    if label:
        yield from _fields(block.line, bare)
    elif not begun and (found := _of_plan(block.line, bare)):
        yield found
    else:
        words, said = _taken_out(block.line, bare)
        if words:
            yield Piece(kind="kept", line=block.line, text=words)
        yield from said


def _of_plan(line: int, bare: str) -> Piece | None:
    label, colon, text = bare.replace("：", ":").partition(":")
    kind = meanings("plan").get(fold(label))
    return Piece(kind=cast(Kind, kind), line=line, text=text.strip(" *_")) if colon and kind else None


def _taken_out(line: int, text: str) -> tuple[str, tuple[Piece, ...]]:
    """The words of a measure without what its brackets and its labels say, and that."""
    said: list[Piece] = []

    def take(match: re.Match[str]) -> str:
        found = list(_fields(line, match[1])) if _label_at_start(match[1].strip()) else list(_han(line, match[1]))
        said.extend(found)
        return "" if found else match[0]

    words = _BRACKETS.sub(take, text)
    inline = _inline().search(words)
    if inline:
        said += _fields(line, words[inline.start("label") :])
        words = words[: inline.start()] + (inline["mark"] or "").strip(" –—-;；")
    return re.sub(r"\s+([.。,，;；])", r"\1", " ".join(words.split())), tuple(said)


def _fields(line: int, text: str) -> Iterator[Piece]:
    """``Lead: a, b; Support: c`` as pieces; each value ends where the next label begins."""
    plain = re.sub(r"\*\*|__", "", text).strip(" ()（）")
    found = list(_inline().finditer(plain))
    for at, match in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(plain)
        value = plain[match.end() : end].strip(" ;；.。,，|")
        if value:
            yield Piece(kind=cast(Kind, _kind(match["label"])), line=line, text=value)


def _han(line: int, text: str) -> Iterator[Piece]:
    """公安部牵头，教育部、民政部配合: nothing, when one part says neither."""
    found: list[Piece] = []
    for part in re.split(r"[，,；;。]", text):
        plain = part.strip()
        kind, role = next(((kind, role) for kind, role in _HAN_ROLES if role.search(plain)), ("", None))
        if role is None or not role.sub("", plain):
            return
        found.append(Piece(kind=cast(Kind, kind), line=line, text=role.sub("", plain)))
    yield from found


def _kind(label: str) -> str:
    return meanings("columns")[fold(label)]


def _label_at_start(bare: str) -> bool:
    match = _inline().match(re.sub(r"\*\*|__", "", bare))
    return match is not None


@cache
def _inline() -> re.Pattern[str]:
    """A known label with its colon, at the beginning or behind a mark that ends what stood before."""
    labels = sorted((one for one, kind in _as_written() if kind in _LABELS), key=len, reverse=True)
    words = "|".join(r"\s+".join(map(re.escape, one.split())) for one in labels)
    return re.compile(rf"(?:^|(?P<mark>[.。;；,，:：|]\s*|\s[–—-]\s))\s*(?P<label>{words})\s*[:：]\s*", re.IGNORECASE)


def _as_written() -> Iterator[tuple[str, str]]:
    from palermo.standards.loader import load

    for row in load("plan_headings")["columns"]:
        yield from ((str(seen), str(row["code"])) for seen in row["seen"])
