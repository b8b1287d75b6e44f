"""Writes report-like pages and plants unbound numbers in them, the same for the same seed, and knows where each stands.

Used by the benchmark of the lint and by its tests. A page has about 400 words: headings, paragraphs, lists, a table,
a quotation, links, code. Sentences and writings are data (planted_text.yml) in parts; all but the first ("shown") were
written apart from the word lists they measure.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

WORDS_A_PAGE = 400
_SLOT = re.compile(r"\[([a-z_A-Z]+)\]")
_SMALL = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen".split()
    + ["eighteen", "nineteen"]
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One planted number: the offsets in the text, and the writing it was made from."""

    start: int
    end: int
    writing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedText:
    """A text of ``pages`` pages with the numbers planted in it."""

    text: str
    pages: float
    planted: tuple[Planted, ...]


def write(seed: int, *, part: str, pages: int, planted: int) -> PlantedText:
    """``pages`` pages with ``planted`` numbers, sentences and writings of ``part``."""
    writer = _Writer(random.Random(seed), yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8")), part)
    return writer.write(pages, planted)


class _Writer:
    def __init__(self, chance: random.Random, data: Mapping[str, Any], part: str) -> None:
        self._chance = chance
        self._data = data
        self._sentences = data[part]
        self._writings = [(kind, writing) for kind, rows in data["writings"][part].items() for writing in rows]
        self._text = ""
        self._planted: list[Planted] = []
        self._due: list[tuple[str, str]] = []

    def write(self, pages: int, planted: int) -> PlantedText:
        rounds = planted // len(self._writings) + 1
        self._due = (self._writings * rounds)[:planted]
        self._chance.shuffle(self._due)
        share = -(-planted // pages)
        for page in range(pages):
            self._page(page, min(share, len(self._due)))
        return PlantedText(text=self._text, pages=pages, planted=tuple(self._planted))

    def _page(self, page: int, planted: int) -> None:
        begun, left = len(self._text), planted
        self._add(f"{'#' * (1 + bool(page))} {self._heading()}\n\n")
        while left or len(self._text[begun:].split()) < WORDS_A_PAGE:
            left -= self._block(left)

    def _block(self, left: int) -> int:
        """One block of the page; the numbers planted in it."""
        shape = self._chance.choice(
            ("paragraph", "paragraph", "paragraph", "bullets", "ordered", "quote", "table", "link")
        )
        before = len(self._planted)
        getattr(self, f"_{shape}")(left)
        self._add("\n")
        return len(self._planted) - before

    def _paragraph(self, left: int) -> None:
        for at in range(self._chance.randint(3, 5)):
            self._sentence(plant=left > 0 and at == 1)
            self._add("\n" if self._chance.random() < 0.3 else " ")
        self._add("\n")

    def _bullets(self, left: int) -> None:
        self._items(left, lambda at: "- ")

    def _ordered(self, left: int) -> None:
        self._items(left, lambda at: f"{at + 1}. ")

    def _items(self, left: int, marker: Any) -> None:
        for at in range(3):
            self._add(marker(at))
            self._sentence(plant=left > 0 and at == 2, one_line=True)
            self._add("\n")

    def _quote(self, left: int) -> None:
        self._add("> ")
        self._sentence(plant=left > 0, one_line=True)
        self._add("\n")

    def _table(self, left: int) -> None:
        self._add("| body | note |\n|---|---|\n| ")
        self._sentence(plant=False, one_line=True)
        self._add(" | ")
        self._sentence(plant=left > 0, one_line=True, cell=True)
        self._add(" |\n")

    def _link(self, left: int) -> None:
        self._add(
            f"See [the return of {self._slot('agency')}](https://example.org/2019/{self._chance.randint(10, 99)}) and "
        )
        self._add("`fbi-2019.csv`. ")
        self._sentence(plant=left > 0)
        self._add("\n")

    def _sentence(self, *, plant: bool, one_line: bool = False, cell: bool = False) -> None:
        if not plant:
            self._add(self._filled(self._chance.choice(self._sentences)))
            return
        kind, writing = self._due.pop()
        carrier = self._filled(self._chance.choice(self._data["carriers"][kind]))
        number = self._filled(writing)
        if one_line:
            number = number.replace("\n", " ")
        if carrier.startswith("<N>"):
            number = number[0].upper() + number[1:]
        before, after = carrier.split("<N>")
        self._add(before)
        self._planted.append(Planted(start=len(self._text), end=len(self._text) + len(number), writing=writing))
        self._add(number + after)

    def _heading(self) -> str:
        return f"What {self._slot('agency')} did in {self._slot('place')}"

    def _add(self, text: str) -> None:
        self._text += text

    def _filled(self, written: str) -> str:
        filled = _SLOT.sub(lambda match: self._slot(match[1]), written)
        return filled[0].upper() + filled[1:] if written[0] == "[" and filled[0].isalpha() else filled

    def _slot(self, name: str) -> str:
        if name in self._data["slots"]:
            return str(self._chance.choice(self._data["slots"][name]))
        return str(getattr(self, f"_{name}_number")())

    def _int_number(self) -> str:
        return str(self._chance.choice((self._chance.randint(2, 99), self._chance.randint(100, 99999))))

    def _grouped_number(self) -> str:
        return f"{self._chance.randint(1000, 9_999_999):,}"

    def _blanked_number(self) -> str:
        return self._grouped_number().replace(",", "\u00a0")

    def _narrow_number(self) -> str:
        return self._grouped_number().replace(",", "\u202f")

    def _apostrophe_number(self) -> str:
        return self._grouped_number().replace(",", "’")

    def _dotted_number(self) -> str:
        return self._grouped_number().replace(",", ".")

    def _decimal_number(self) -> str:
        return f"{self._chance.randint(1, 90)}.{self._chance.randint(1, 9)}"

    def _percent_number(self) -> str:
        return f"{self._decimal_number()} per cent"

    def _range_number(self) -> str:
        low = self._chance.randint(2, 900)
        return f"{low}–{low + self._chance.randint(1, 99)}"

    def _words_number(self) -> str:
        return _spelled(self._chance.choice((self._chance.randint(2, 99), self._chance.randint(100, 9999))))

    def _Words_number(self) -> str:
        return self._words_number().capitalize()

    def _million_words_number(self) -> str:
        return f"{_spelled(self._chance.randint(2, 90))} million"

    def _digits(self, zero: str) -> str:
        return "".join(chr(ord(zero) + int(digit)) for digit in str(self._chance.randint(10, 99999)))

    def _arabic_number(self) -> str:
        return self._digits("٠")

    def _persian_number(self) -> str:
        return self._digits("۰")

    def _wide_number(self) -> str:
        return self._digits("０")

    def _bengali_number(self) -> str:
        return self._digits("০")

    def _devanagari_number(self) -> str:
        return self._digits("०")

    def _han_number(self) -> str:
        return (
            f"{self._chance.choice('二三四五六七八九')}{self._chance.choice('十百千')}{self._chance.choice('二三四五')}"
        )

    def _han_formal_number(self) -> str:
        return f"{self._chance.choice('贰叁肆伍')}佰"


def _spelled(value: int) -> str:
    return " ".join(_spelled_parts(value))


def _spelled_parts(value: int) -> Iterator[str]:
    if value >= 1000:
        yield f"{_spelled(value // 1000)} thousand"
        value %= 1000
    if value >= 100:
        yield f"{_spelled(value // 100)} hundred{' and' if value % 100 else ''}"
        value %= 100
    if value >= 20:
        yield _TENS[value // 10 - 2] + (f"-{_unit(value % 10)}" if value % 10 else "")
    elif value:
        yield _unit(value)


def _unit(value: int) -> str:
    return "one" if value == 1 else _SMALL[value - 2]
