"""Number words and quantity words, from the list of a language. The lists are data; this only reads them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from palermo.ground.decimals import decimal
from palermo.standards import loader

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordSpan:
    """A number or a quantity in words. ``value`` is known for plain words only ("twelve", not "double")."""

    start: int
    end: int
    value: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The number words of one language, ready to be looked for.

    ``joiner`` is what may stand between two parts of one number ("and", a hyphen, "out of").
    """

    numbers: tuple[re.Pattern[str], ...]
    not_numbers: re.Pattern[str]
    quantities: re.Pattern[str]
    not_quantities: re.Pattern[str]
    joiner: re.Pattern[str]
    values: Mapping[str, Decimal]

    def find_numbers(self, text: str) -> Iterator[WordSpan]:
        """Every part of a number written as a word; a match inside an exception of the list is none."""
        excepted = [match.span() for match in self.not_numbers.finditer(text)]
        for pattern in self.numbers:
            for match in pattern.finditer(text):
                start, end = match.span(1 if pattern.groups else 0)
                if not _within((start, end), excepted):
                    value = self.values.get(text[start:end].lower())
                    yield WordSpan(start=start, end=end, value=value)

    def excepts(self, text: str, span: Span) -> bool:
        """The list says that what stands there is no number, whatever reads it as one (四川, 第三)."""
        return _within(span, [match.span() for match in self.not_numbers.finditer(text)])

    def find_quantities(self, text: str) -> Iterator[WordSpan]:
        """Every word that speaks of a quantity and gives none."""
        excepted = [match.span() for match in self.not_quantities.finditer(text)]
        for match in self.quantities.finditer(text):
            if not _within(match.span(), excepted):
                yield WordSpan(start=match.start(), end=match.end())


def languages() -> tuple[str, ...]:
    """The languages that have a list of number words."""
    return tuple(name.removeprefix(_PREFIX) for name in loader.names() if name.startswith(_PREFIX))


@cache
def lexicon(language: str) -> Lexicon:
    """The list of ``language``; for a language without a list one that knows no word, so that digits are still read."""
    if language not in languages():
        return _WORDLESS
    rows = loader.load(f"{_PREFIX}{language}")
    groups = {name: tuple(_spellings(group)) for name, group in rows["groups"].items()}
    whole = rows.get("words_stand") != "together"
    return Lexicon(
        numbers=tuple(_pattern([row], groups, whole) for row in rows["numbers"]),
        not_numbers=_pattern(rows["not_numbers"], groups, whole),
        quantities=_pattern(rows["quantities"], groups, whole),
        not_quantities=_pattern(rows["not_quantities"], groups, whole),
        joiner=re.compile(rows["joiner"], re.IGNORECASE),
        values={
            word.lower(): decimal(str(value))
            for group in rows["groups"].values()
            for word, value in group.get("values", {}).items()
        },
    )


_NEVER = re.compile(r"(?!)")
_WORDLESS = Lexicon(
    numbers=(),
    not_numbers=_NEVER,
    quantities=_NEVER,
    not_quantities=_NEVER,
    joiner=re.compile(r"\s+"),
    values={},
)
_PREFIX = "lint_words_"
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def _spellings(group: Mapping[str, Any]) -> Iterator[str]:
    yield from group.get("values", {})
    yield from group.get("words", ())


def _pattern(rows: Any, groups: Mapping[str, tuple[str, ...]], whole_words: bool) -> re.Pattern[str]:
    """One pattern for all rows. Part of a word is no number, where the language puts blanks between words."""
    if not rows:
        return _NEVER
    either = "|".join(_expanded(row["match"], groups) for row in rows)
    before, after = (r"(?<![^\W\d])", r"(?![^\W\d])") if whole_words else ("", "")
    return re.compile(f"{before}(?:{either}){after}", re.IGNORECASE)


def _expanded(written: str, groups: Mapping[str, tuple[str, ...]]) -> str:
    return _PLACEHOLDER.sub(lambda name: _either(groups[name[1]]), written)


def _either(words: tuple[str, ...]) -> str:
    """The longest first, so that ``seventeen`` is not read as ``seven``; a blank stands for any blank."""
    spellings = (word.replace(" ", r"\s+") for word in sorted(words, key=len, reverse=True))
    return f"(?:{'|'.join(spellings)})"


def _within(span: Span, others: list[Span]) -> bool:
    return any(first <= span[0] and span[1] <= last for first, last in others)
