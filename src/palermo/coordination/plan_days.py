"""Deadlines and amounts as plans write them; what leaves a doubt is not read."""

import re
from collections.abc import Callable

from palermo.coordination.plan_words import fold, meanings, spellings
from palermo.ground.dates import PartialDate
from palermo.ground.decimals import text as decimal_text
from palermo.ground.numerals import find_numbers

Days = tuple[PartialDate | None, PartialDate]
"""The first day, where one is said, and the last."""

_DASH = r"\s*(?:-|–|—|to|until|à|hasta|至|到)\s*"
_YEARS = re.compile(rf"((?:19|20)\d\d)年?{_DASH}((?:19|20)\d\d)年?")
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ]00:00(?::00)?)?")
_NAMED = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th|er)?\.?\s+(?:de\s+)?)?([^\W\d]+)\.?\s*(?:de\s+)?,?\s*(\d{4})")
_NAMED_FIRST = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_MARKED = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})")
_MONTH = re.compile(r"(\d{1,2})[./](\d{4})")
_QUARTER = re.compile(r"(?:Q([1-4])[\s/,-]*(\d{4})|(\d{4})[\s/,-]*Q([1-4]))", re.IGNORECASE)
_HAN = re.compile(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?(?:底|末)?")
_AMOUNT_REST = 40


def read_days(written: str) -> Days | None:
    """What a deadline says: its last day, and its first where it is a range of years. None when it leaves a doubt.

    A quarter ends with its last month. ``03/04/2027`` may be two days and is not read; with points the day comes first.
    """
    plain = " ".join(written.split()).strip(" .")
    if years := _YEARS.fullmatch(plain):
        first, last = PartialDate(int(years[1])), PartialDate(int(years[2]))
        return (first, last) if years[1] <= years[2] else None
    day = read_day(plain)
    return (None, day) if day else None


def years_in(text: str) -> Days | None:
    """The one range of years that stands in a text, such as a title; None when there is none, or more than one."""
    found = {(one[1], one[2]) for one in _YEARS.finditer(text) if one[1] <= one[2]}
    if len(found) != 1:
        return None
    first, last = found.pop()
    return PartialDate(int(first)), PartialDate(int(last))


def read_day(written: str) -> PartialDate | None:
    """The day, month or year that ``written`` names; None when it leaves a doubt."""
    plain = _without_by(" ".join(written.split()).strip(" ."))
    for read in _READERS:
        try:
            found = read(plain)
        except ValueError:  # the thirtieth of February
            return None
        if found is not None:
            return found
    return None


def read_start(written: str) -> PartialDate | None:
    """As ``read_day``; a quarter begins with its first month, a range of years with its first year."""
    days = read_days(written)
    if days is None:
        return None
    first, last = days
    quarter = _QUARTER.fullmatch(_without_by(" ".join(written.split()).strip(" .")))
    return first or (PartialDate(last.year, (last.month or 3) - 2) if quarter else last)


def read_amount(written: str) -> tuple[str, str | None] | None:
    """The decimal text of a baseline or target and the unit written beside it; None when it leaves a doubt.

    ``1,200`` is read as twelve hundred, as grouped digits are; ``1.200`` may be two numbers and is not read.
    """
    numbers = list(find_numbers(written))
    if len(numbers) != 1:
        return None
    one = numbers[0]
    grouped = bool(re.fullmatch(r"-?\d{1,3}(?:,\d{3})+", one.text))
    plain = bool(re.fullmatch(r"-?\d+\.\d+", one.text))
    if one.others and not grouped and not (plain and one.text.lstrip("-").startswith("0.")):
        return None
    rest = f"{written[: one.start].strip()} {written[one.end :].strip()}".strip()
    if len(rest) > _AMOUNT_REST or re.search(r"[<>≤≥±~]|\b(?:at least|more|less|up to|about)\b", rest):
        return None
    return decimal_text(one.value), "percent" if rest in ("%", "per cent", "percent") else rest or None


def _without_by(plain: str) -> str:
    folded = plain.casefold()
    for word in spellings("by"):
        if folded.startswith(f"{word} "):
            return plain[len(word) + 1 :].strip()
    return plain


def _iso(plain: str) -> PartialDate | None:
    match = _ISO.fullmatch(plain)
    return PartialDate(*(int(part) if part else None for part in match.groups())) if match else None


def _quarter(plain: str) -> PartialDate | None:
    match = _QUARTER.fullmatch(plain)
    if match is None:
        return None
    quarter, year = (match[1], match[2]) if match[1] else (match[4], match[3])
    return PartialDate(int(year), int(quarter) * 3)


def _named(plain: str) -> PartialDate | None:
    match, first = _NAMED.fullmatch(plain), _NAMED_FIRST.fullmatch(plain)
    day, name, year = match.groups() if match else (first[2], first[1], first[3]) if first else (None, "", "")
    month = meanings("months").get(fold(name or ""))
    return PartialDate(int(year), int(month), int(day) if day else None) if month and year else None


def _marked(plain: str) -> PartialDate | None:
    match = _MARKED.fullmatch(plain)
    if match is None:
        return None
    left, right, year = int(match[1]), int(match[3]), int(match[4])
    if match[2] == "." or left > 12 or left == right:
        return PartialDate(year, right, left)
    return PartialDate(year, left, right) if right > 12 else None


def _month(plain: str) -> PartialDate | None:
    match = _MONTH.fullmatch(plain)
    return PartialDate(int(match[2]), int(match[1])) if match else None


def _han(plain: str) -> PartialDate | None:
    match = _HAN.fullmatch(plain)
    return PartialDate(*(int(part) if part else None for part in match.groups())) if match else None


_READERS: tuple[Callable[[str], PartialDate | None], ...] = (_iso, _quarter, _marked, _month, _named, _han)
