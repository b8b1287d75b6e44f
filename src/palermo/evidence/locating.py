"""Passages that hold a value, however it is written; and whether a passage stands where it is said to stand."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from palermo.evidence.arithmetic import bounds
from palermo.evidence.model import Passage, Stated
from palermo.ground.decimals import decimal
from palermo.ground.numerals import find_numbers

_LONGEST = 300
_AROUND = 40
_SENTENCE_END = re.compile(r"(?<=[.!?。！？؟])\s+|(?<=[。！？])|\n")
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "bn": 10**9, "mn": 10**6}
_SMALL = {
    **{word: Decimal(value) for value, word in enumerate(_ONES)},
    **{word: Decimal(10 * (value + 2)) for value, word in enumerate(_TENS)},
}
_ALONE = {
    "twice": Decimal(2), "double": Decimal(2), "doubled": Decimal(2), "thrice": Decimal(3), "triple": Decimal(3),
    "dozen": Decimal(12), "half": Decimal("0.5"), "quarter": Decimal("0.25"),
}  # fmt: skip
_WORDS = "|".join(sorted([*_SMALL, *_SCALES, *_ALONE, "hundred"], key=len, reverse=True))
_RUN = re.compile(
    rf"\b(?:(?:half\s+an?|a)\s+)?(?:{_WORDS})s?\b(?:(?:[\s-]+|\s+and\s+(?:an?\s+)?)(?:{_WORDS})\b)*", re.IGNORECASE
)
_SCALE_AFTER = re.compile(rf"\s*-?\s*({'|'.join(_SCALES)})s?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int


def locate(text: str, value: str | Decimal | Stated, *, snapshot: str = "") -> tuple[Passage, ...]:
    """Every passage of ``text`` that holds the value, one a sentence, in order: ``exact`` is that sentence.

    Reads digits and separators of many countries, Chinese numerals, ``8.8 thousand`` and English number words.
    """
    wanted = _wanted(value)
    hits = sorted({(hit.start, hit.end) for hit in _hits(text, wanted)}) if wanted else []
    found = (_passage_at(text, start, end, snapshot) for start, end in _outermost(hits))
    return tuple(dict.fromkeys(found))


def find_exact(text: str, exact: str, *, snapshot: str = "") -> tuple[Passage, ...]:
    """Every place where ``exact`` stands in ``text``, blanks and line ends counting as one blank."""
    words = [re.escape(word) for word in exact.split()]
    if not words:
        return ()
    return tuple(
        _passage(text, match.start(), match.end(), snapshot) for match in re.finditer(r"\s+".join(words), text)
    )


def stands(text: str, passage: Passage) -> bool:
    """The passage begins in its line of ``text``; without ``exact`` its column, length and hash decide."""
    line = _line(text, passage.line)
    if line is None:
        return False
    if passage.exact is not None:
        return any(found.line == passage.line for found in find_exact(text, passage.exact)) if passage.line else True
    if passage.sha256 is None:
        return bool(line.strip())
    if passage.column is None or passage.length is None:
        return _sha256(line.strip()) == passage.sha256
    return _sha256(line[passage.column - 1 : passage.column - 1 + passage.length]) == passage.sha256


def holds_value(passage: Passage, stated: Stated) -> bool:
    """The words of the passage hold the value stated, in whatever writing."""
    return passage.exact is not None and bool(locate(passage.exact, stated))


def _wanted(value: str | Decimal | Stated) -> frozenset[Decimal]:
    if isinstance(value, Stated):
        found = bounds(value)
        parts = [decimal(part) for part in (value.numerator, value.denominator) if part is not None]
        return frozenset(found or parts)
    return frozenset((decimal(value),))


def _hits(text: str, wanted: frozenset[Decimal]) -> Iterator[_Hit]:
    for span in find_numbers(text):
        after = _SCALE_AFTER.match(text, span.end)
        if after:
            scale = _SCALES[after[1].casefold()]
            if any(reading * scale in wanted for reading in (span.value, *span.others)):
                yield _Hit(span.start, after.end())
        elif any(span.may_mean(value) for value in wanted):
            yield _Hit(span.start, span.end)
    for match in _RUN.finditer(text):
        if _words_value(match[0]) in wanted:
            yield _Hit(match.start(), match.end())


def _words_value(run: str) -> Decimal | None:
    """``half a million``, ``two thousand and eighty-four``, ``a dozen``; None where only a scale stands."""
    words = [word for word in re.split(r"[\s-]+", run.casefold()) if word not in ("a", "an", "and")]
    words = [word if word in _SMALL or word in _SCALES or word in _ALONE else word.removesuffix("s") for word in words]
    total, section, begun = Decimal(0), Decimal(0), False
    for word in words:
        if word in _SCALES:
            total, section = total + (section if begun else Decimal(1)) * _SCALES[word], Decimal(0)
        elif word == "hundred":
            section = (section or Decimal(1)) * 100
        elif word == "dozen" and begun:
            section *= 12
        else:
            section += _SMALL.get(word, _ALONE.get(word, Decimal(0)))
        begun = True
    return total + section if begun else None


def _outermost(hits: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in hits:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _passage_at(text: str, start: int, end: int, snapshot: str) -> Passage:
    """The sentence around a hit, cut to the longest passage allowed with the hit in it."""
    begin = max(0, start - _LONGEST)
    before = [begin + match.end() for match in _SENTENCE_END.finditer(text[begin:start])]
    after = _SENTENCE_END.search(text, end, end + _LONGEST)
    first, last = max(begin, end - _LONGEST, *before), after.start() if after else end + _LONGEST
    last = min(last, first + _LONGEST, len(text))
    sentence = text[first:last]
    return _passage(
        text, first + len(sentence) - len(sentence.lstrip()), last - len(sentence) + len(sentence.rstrip()), snapshot
    )


def _passage(text: str, start: int, end: int, snapshot: str) -> Passage:
    exact = text[start:end]
    return Passage(
        snapshot=snapshot,
        line=text.count("\n", 0, start) + 1,
        column=start - (text.rfind("\n", 0, start) + 1) + 1,
        length=len(exact),
        exact=exact,
        sha256=_sha256(exact),
        prefix=text[max(0, start - _AROUND) : start] or None,
        suffix=text[end : end + _AROUND] or None,
    )


def _line(text: str, number: int | None) -> str | None:
    """The line, the text whole where no line is named, None where the text has no such line."""
    if number is None:
        return text
    lines = text.split("\n")
    return lines[number - 1].rstrip("\r") if 1 <= number <= len(lines) else None


def _sha256(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
