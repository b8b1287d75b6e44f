"""Birth dates as a list writes them: in parts, in the calendar of the list, or as an age on a day."""

import re
from dataclasses import dataclass
from datetime import date

from palermo.linkage.calendars import gregorian, gregorian_years

_EARLIEST = 1900
_ISO = re.compile(r"(?P<Y>\d{4})(?:-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2}))?)?")
_DEFAULTS = ((1, 1), (7, 1))
"""Month and day that forms put where only the year is known."""
_BUDDHIST, _SOLAR = range(2400, 2601), range(1300, 1451)


@dataclass(frozen=True, slots=True)
class Born:
    """What is known of a birth date. Two years where an age or a year of another calendar leaves both open.

    ``fault`` says why nothing was understood: ``unreadable`` or ``implausible``; ``hint`` what it may have been.
    """

    years: tuple[int, ...] = ()
    month: int | None = None
    day: int | None = None
    fault: str = ""
    hint: str = ""

    def __str__(self) -> str:
        """ISO, as far as it is known; empty where it is not, or where two years are open."""
        parts = (f"{self.years[0]:04d}" if len(self.years) == 1 else "", self.month, self.day)
        return "-".join(f"{part:02d}" if isinstance(part, int) else part for part in parts if part)


UNKNOWN = Born()


def pattern_of(written: str) -> re.Pattern[str]:
    """The pattern of a format such as ``%d/%m/%Y``; the ISO partial date where it is empty."""
    if not written:
        return _ISO
    digits = {"%Y": r"(?P<Y>\d{4})", "%m": r"(?P<m>\d{1,2})", "%d": r"(?P<d>\d{1,2})"}
    if re.search(r"%[Ymd]%[Ymd]", written):  # without signs between, each part has its full width
        digits |= {"%m": r"(?P<m>\d{2})", "%d": r"(?P<d>\d{2})"}
    return re.compile("".join(digits.get(part, re.escape(part)) for part in re.split(r"(%[Ymd])", written) if part))


def born(text: str, pattern: re.Pattern[str], calendar: str, today: date) -> Born:
    """The birth date written as ``text``. What no calendar has is unknown, and ``fault`` says so."""
    match = pattern.fullmatch(text)
    if match is None:
        return Born(fault="unreadable")
    held = match.groupdict()
    year, month, day = (int(held.get(code) or 0) for code in "Ymd")
    try:
        read = _read(year, month, day, calendar)
    except (ValueError, OverflowError):
        return _implausible(year) if not _EARLIEST <= year <= today.year else Born(fault="unreadable")
    years = tuple(one for one in read.years if _EARLIEST <= one <= today.year)
    if not years or (read.day and date(years[0], read.month or 1, read.day) > today):
        return _implausible(year)
    return Born(years, read.month, read.day)


def _read(year: int, month: int, day: int, calendar: str) -> Born:
    if month and day:
        on = gregorian(year, month, day, calendar)
        if (month, day) in _DEFAULTS:  # of the calendar it was written in
            return Born(gregorian_years(year, calendar))
        return Born((on.year,), on.month, on.day)
    if month and calendar in ("gregorian", "buddhist"):
        first = gregorian(year, month, 1, calendar)
        return Born((first.year,), first.month)
    return Born(gregorian_years(year, calendar))


def _implausible(year: int) -> Born:
    hint = "buddhist" if year in _BUDDHIST else "hijri or persian" if year in _SOLAR else ""
    return Born(fault="implausible", hint=hint)


def born_of_age(age: str, on: str, today: date) -> Born:
    """Both years of birth that an age on a day leaves open."""
    match = _ISO.fullmatch(on)
    if match is None or not (age.isascii() and age.isdigit() and int(age) <= 120):
        return Born(fault="unreadable")
    last = int(match["Y"]) - int(age)
    if not _EARLIEST < last <= today.year:
        return _implausible(last)
    return Born((last - 1, last))
