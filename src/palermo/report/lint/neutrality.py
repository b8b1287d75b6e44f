"""One rule for every country: what the narrator may not say in the narrator's own voice."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel import Locale

from palermo.report.lint.numbers import Occurrence
from palermo.report.lint.prose import Prose
from palermo.report.lint.registered import ClaimMark
from palermo.standards import loader

_SENTENCE = re.compile(r"[^.!?|。！？]+(?:[.!?](?!\s|$)[^.!?|。！？]*)*[.!?|。！？]?", re.DOTALL)
_PLAIN = 100  # a value up to here is in too many sentences to be known for a claim's without its source


@dataclass(frozen=True, slots=True, kw_only=True)
class Trespass:
    """A place where the narrator takes a side: the code of the rule, where, and why."""

    code: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    code: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    reason: str

    def find(self, text: str) -> Iterator[Trespass]:
        spared = [match.span() for match in self.unless.finditer(text)] if self.unless else []
        for match in self.pattern.finditer(text):
            if not any(first < match.end() and match.start() < last for first, last in spared):
                yield Trespass(code=self.code, start=match.start(), end=match.end(), reason=self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Yardstick:
    """What a rating looks like, and what it must have beside it."""

    ratings: re.Pattern[str]
    countries: re.Pattern[str]
    frameworks: re.Pattern[str]
    assessors: re.Pattern[str]


def has_list(language: str) -> bool:
    """There is a list of words for ``language``."""
    return f"neutrality_{language}" in loader.names()


def find_trespasses(prose: Prose, language: str, *, period_given: bool, named: str = "") -> Iterator[Trespass]:
    """Every verdict word, loaded verb and bare rating of ``prose``; none in a quoted passage.

    ``period_given`` says that the block holds a literal date; ``named`` is the text of its literal titles and names.
    """
    if prose.quoted or not has_list(language):
        return
    for rule in _rules(language):
        yield from rule.find(prose.text)
    yield from _bare_ratings(prose.text, language, period_given=period_given, named=named)


def find_asserted(
    prose: Prose, numbers: Iterable[Occurrence], claims: Iterable[ClaimMark]
) -> Iterator[tuple[Occurrence, ClaimMark]]:
    """Numbers that are a claim's own: its value, and for a small value its source in the same sentence too."""
    marks = tuple(claims)
    for number in numbers:
        sentence = _sentence_around(prose.text, number.start).casefold()
        for mark in marks:
            same = mark.values & number.values
            if same and (max(same) > _PLAIN or any(_names(source, sentence) for source in mark.sources)):
                yield number, mark


def _names(source: str, sentence: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(source.casefold())}(?!\w)", sentence) is not None


def _sentence_around(text: str, at: int) -> str:
    return next((match[0] for match in _SENTENCE.finditer(text) if match.start() <= at < match.end()), text)


def _bare_ratings(text: str, language: str, *, period_given: bool, named: str) -> Iterator[Trespass]:
    yardstick = _yardstick(language)
    beside = f"{text} {named}"
    given = period_given and yardstick.frameworks.search(beside) and yardstick.assessors.search(beside)
    for sentence in () if given else _SENTENCE.finditer(text):
        rating = yardstick.ratings.search(sentence[0])
        if rating and yardstick.countries.search(sentence[0]):
            start = sentence.start() + rating.start()
            yield Trespass(
                code="lint.rating-without-framework",
                start=start,
                end=start + len(rating[0]),
                reason="a country's rating is printed with its assessor, framework and period in the same paragraph",
            )


@cache
def _rules(language: str) -> tuple[_Rule, ...]:
    lists = loader.load(f"neutrality_{language}")
    codes = {"verdicts": "lint.verdict-word", "saying": "lint.loaded-verb"}
    return tuple(_rule(code, row) for name, code in codes.items() for row in lists[name])


def _rule(code: str, row: Mapping[str, Any]) -> _Rule:
    unless = _whole(row["unless"]) if row.get("unless") else None
    return _Rule(code=code, pattern=_whole(row["match"]), unless=unless, reason=row["reason"])


def _whole(pattern: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_])(?:{pattern})(?![^\W\d_])", flags)


@cache
def _yardstick(language: str) -> _Yardstick:
    lists = loader.load(f"neutrality_{language}")
    countries = {name for code, name in Locale(language).territories.items() if code.isalpha() and code != "ZZ"}
    countries |= {row["name"] for row in lists["also_countries"]}
    countries |= {name[0].upper() + name[1:] for name in countries}
    return _Yardstick(
        ratings=_whole("|".join(row["match"] for row in lists["ratings"]), 0),
        countries=_whole("|".join(map(re.escape, sorted(countries))), 0),
        frameworks=_either(lists["frameworks"]),
        assessors=_either(lists["assessors"]),
    )


def _either(rows: Iterable[Mapping[str, Any]]) -> re.Pattern[str]:
    return _whole("|".join(re.escape(row["name"]) for row in rows))
