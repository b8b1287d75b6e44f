"""The numbers of a prose: digits of every script and number words, those that belong together as one."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from palermo.ground.numerals import find_numbers
from palermo.report.lint.prose import Prose
from palermo.report.lint.registered import find_names
from palermo.report.lint.words import Lexicon

_SPAN_SIGNS = re.compile(r"[/:.\-–—‑×~]|\s?[%‰٪％]")
_TIMES = re.compile(r"(?<!\w)[xX](\d+)(?!\w)")
_CHUNK = re.compile(r"[\w./\-\[\]]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A number as it is printed. ``values`` is all it may mean; ``digits`` says that it holds at least one digit."""

    start: int
    end: int
    text: str
    digits: bool
    values: frozenset[Decimal]


def find_occurrences(prose: Prose, lexicon: Lexicon) -> tuple[Occurrence, ...]:
    """Every number of ``prose`` that is no registered name and no part of an identifier in code, in order."""
    names = find_names(prose.text)
    parts = [part for part in _parts(prose.text, lexicon) if not _overlaps(part, names)]
    joined = (_joined(prose.text, group) for group in _groups(prose.text, sorted(parts, key=_order), lexicon))
    return tuple(number for number in joined if not _identifier(prose, number))


def find_quantities(prose: Prose, lexicon: Lexicon, numbers: Iterable[Occurrence]) -> tuple[tuple[int, int], ...]:
    """Where a quantity is spoken of without a number beside it."""
    taken = [(number.start, number.end) for number in numbers]
    spans = ((word.start, word.end) for word in lexicon.find_quantities(prose.text))
    return tuple(span for span in spans if not any(first < span[1] and span[0] < last for first, last in taken))


def _order(part: Occurrence) -> tuple[int, int]:
    return part.start, -part.end


def _parts(text: str, lexicon: Lexicon) -> Iterator[Occurrence]:
    for span in find_numbers(text):
        if not any(map(str.isdecimal, span.text)) and lexicon.excepts(text, (span.start, span.end)):
            continue
        values = frozenset((span.value, *span.others))
        yield Occurrence(start=span.start, end=span.end, text=span.text, digits=True, values=values)
    for word in lexicon.find_numbers(text):
        values = frozenset() if word.value is None else frozenset({word.value})
        part = text[word.start : word.end]
        yield Occurrence(start=word.start, end=word.end, text=part, digits=False, values=values)
    for glued in _TIMES.finditer(text):
        value = frozenset({Decimal(glued[1])})
        yield Occurrence(start=glued.start(1), end=glued.end(1), text=glued[1], digits=True, values=value)
    yield from _number_signs(text)


def _number_signs(text: str) -> Iterator[Occurrence]:
    """Signs that are a number each: circled, bracketed and superscript digits, Roman numeral signs.

    A superscript right after a letter is a unit or a note mark ("m²"), not a count.
    """
    for at, character in enumerate(text):
        if character.isascii() or unicodedata.category(character) not in ("No", "Nl"):
            continue
        raised = unicodedata.decomposition(character).startswith("<super>")
        if not (raised and at and text[at - 1].isalpha()):
            value = Decimal(str(unicodedata.numeric(character)))
            yield Occurrence(start=at, end=at + 1, text=character, digits=True, values=frozenset({value}))


def _groups(text: str, parts: list[Occurrence], lexicon: Lexicon) -> Iterator[list[Occurrence]]:
    """Parts that overlap, or are held together by a joiner ("half a million", "2013–2020"), one list a number."""
    group: list[Occurrence] = []
    end = 0
    for part in parts:
        gap = text[end : part.start]
        if group and not (part.start <= end or _SPAN_SIGNS.fullmatch(gap) or lexicon.joiner.fullmatch(gap)):
            yield group
            group = []
        group.append(part)
        end = max(end, part.end) if len(group) > 1 else part.end
    if group:
        yield group


def _joined(text: str, group: list[Occurrence]) -> Occurrence:
    start, end = group[0].start, max(part.end for part in group)
    values = frozenset().union(*(part.values for part in group)) | _composed(group)
    return Occurrence(
        start=start, end=end, text=text[start:end], digits=any(part.digits for part in group), values=values
    )


def _composed(group: list[Occurrence]) -> frozenset[Decimal]:
    """What the parts mean as one number: ``two hundred and six`` is 206, ``half a million`` 500,000."""
    if any(later.start < earlier.end for earlier, later in pairwise(group)) or not all(p.values for p in group):
        return frozenset()
    total, section = Decimal(0), Decimal(0)
    for value in (max(part.values) for part in group):
        if value < 100 and value != 12:
            section += value
        else:
            section = (section or 1) * value
        if value >= 1000:
            total, section = total + section, Decimal(0)
    return frozenset({total + section})


def _overlaps(part: Occurrence, spans: Iterable[tuple[int, int]]) -> bool:
    return any(part.start < last and first < part.end for first, last in spans)


def _identifier(prose: Prose, number: Occurrence) -> bool:
    """In code, a number inside a longer word that has a letter is part of a name: ``fbi-2019.csv``."""
    if not prose.in_code(number.start, number.end):
        return False
    chunks = (match for match in _CHUNK.finditer(prose.text) if match.start() <= number.start < match.end())
    outside = "".join(
        prose.text[chunk.start() : number.start] + prose.text[min(number.end, chunk.end()) : chunk.end()]
        for chunk in chunks
    )
    return any(character.isalpha() for character in outside)
