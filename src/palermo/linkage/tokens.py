"""What of a cell goes into a filter: tokens with a weight. A weight is a share of the field's insertions.

The weights are those that lost least after diffusion on name and birth date alone, see ``docs/why/linkage.md``: whole
parts and sounds count little, since one wrong letter loses all of them; consonants count as much as letters, since one
name in two scripts may have little else in common.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from palermo.linkage.dates import Born
from palermo.linkage.normalise import is_missing, name_parts, plain, skeleton, sound, spelling

Tokens = tuple[tuple[str, int], ...]
"""Token and weight, in a fixed order, each token once."""


def tokens_of_name(text: str) -> Tokens:
    """Bigrams, consonants, sound and whole parts, of each part of the name, in no order."""
    return as_one([tokens_of_part(part) for part in name_parts(text)])


def tokens_of_part(part: str) -> Tokens:
    """The tokens of one romanised part of a name."""
    found = {f"b:{gram}": 4 for gram in _grams(f"_{spelling(part)}_")}
    bones = skeleton(part)
    if len(bones) > 1:
        found |= {f"k:{gram}": 4 for gram in _grams(f"_{bones}_")}
    return tuple(sorted((found | {f"s:{sound(part)}": 1, f"p:{part}": 1}).items()))


def as_one(parts: Sequence[Tokens]) -> Tokens:
    """The tokens of several parts, each once: a token weighs the same in every part."""
    return parts[0] if len(parts) == 1 else tuple(sorted(set().union(*parts)))


def tokens_of_date(born: Born) -> Tokens:
    """Year, its decade and last digit, month and day apart; day and month the other way round with less weight."""
    return as_one([_of_years(born.years), _of_day(born.month, born.day)])


@cache
def _of_years(years: tuple[int, ...]) -> Tokens:
    found: dict[str, int] = {}
    for year in years:
        found |= dict.fromkeys((f"y:{year}", f"h:{year // 10}", f"l:{year % 10}:{year // 100}"), 4 // len(years))
    return tuple(found.items())


@cache
def _of_day(month: int | None, day: int | None) -> Tokens:
    found: dict[str, int] = {}
    if month:
        found[f"m:{month}"] = 6
    if day:
        found[f"d:{day}"] = 6
        found.setdefault(f"m:{day}", 1)
        found.setdefault(f"d:{month}", 1)
    return tuple(found.items())


def tokens_of_code(text: str) -> Tokens:
    """The code itself: equal or not."""
    code = plain(text)
    return ((f"c:{code}", 1),) if code and not is_missing(text) else ()


def tokens_of_number(text: str) -> Tokens:
    """Neighbouring digits with their place, so that one wrong digit costs two tokens."""
    digits = plain(text)
    return tuple((f"n{at}:{gram}", 1) for at, gram in enumerate(_grams(f"_{digits}_"))) if digits else ()


def tokens_of_text(text: str) -> Tokens:
    """Bigrams of the words, in no order."""
    return tuple(sorted({(f"b:{gram}", 1) for part in name_parts(text) for gram in _grams(f"_{part}_")}))


def _grams(text: str) -> Iterable[str]:
    return (text[at : at + 2] for at in range(len(text) - 1))
