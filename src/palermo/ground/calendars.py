"""Days of other calendars as Gregorian ones, by whole-number arithmetic over Julian day numbers."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

_EPOCH = 1_721_426  # the Julian day number of 1 January of the year 1
_BUDDHIST = 543


def _hijri(year: int, month: int, day: int) -> int:
    """The tabular calendar: eleven long years in thirty."""
    return day + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30 + 1_948_439


def _persian(year: int, month: int, day: int) -> int:
    """The arithmetic calendar of 2,820 years, which agrees with the astronomical one between 1800 and 2089."""
    cycle, of_cycle = divmod(year - 474, 2820)
    in_cycle = of_cycle + 474
    past = 31 * (month - 1) if month <= 7 else 30 * (month - 1) + 6
    return day + past + (in_cycle * 682 - 110) // 2816 + (in_cycle - 1) * 365 + cycle * 1_029_983 + 1_948_320


def _ethiopian(year: int, month: int, day: int) -> int:
    return 1_723_856 + 365 * year + year // 4 + 30 * (month - 1) + day - 1


_DAYS: Mapping[str, tuple[Callable[[int, int, int], int], int, int]] = MappingProxyType(
    {"hijri": (_hijri, 12, 30), "persian": (_persian, 12, 31), "ethiopian": (_ethiopian, 13, 30)}
)
CALENDARS = ("gregorian", "buddhist", *_DAYS)


def gregorian(year: int, month: int, day: int, calendar: str) -> date:
    """The Gregorian day of a day of ``calendar``. Raises ValueError where there is no such day or no such calendar."""
    if calendar in ("gregorian", "buddhist"):
        return date(year - (_BUDDHIST if calendar == "buddhist" else 0), month, day)
    if calendar not in _DAYS:
        raise ValueError(f"calendars are {', '.join(CALENDARS)}")
    reckon, months, days = _DAYS[calendar]
    if not (1 <= year <= 9000 and 1 <= month <= months and 1 <= day <= days):
        raise ValueError(f"no day of the {calendar} calendar")
    found = reckon(year, month, day)
    following = reckon(year, month + 1, 1) if month < months else reckon(year + 1, 1, 1)
    if found >= following:
        raise ValueError(f"no day of the {calendar} calendar")
    return date.min + timedelta(days=found - _EPOCH)


def gregorian_years(year: int, calendar: str) -> tuple[int, ...]:
    """The Gregorian years that a year of ``calendar`` lies in: one or two. Raises ValueError as ``gregorian``."""
    first = gregorian(year, 1, 1, calendar)
    last = gregorian(year + 1, 1, 1, calendar) - timedelta(days=1)
    return tuple(range(first.year, last.year + 1))
