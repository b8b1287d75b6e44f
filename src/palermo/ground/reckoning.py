"""Days of other calendars, as numbers since 1 January 1970 and back: whole numbers alone, one or an array of them.

The hijri calendar is the tabular one, as offices reckon it; where the month begins with a sighting of the moon, a day
may lie one beside it. The solar hijri calendar goes by its cycle of 33 years, which holds for the years 1178 to 1501.
Arithmetic after Reingold and Dershowitz, *Calendrical Calculations*.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Calendar = Literal["gregorian", "buddhist", "hijri", "solar_hijri", "ethiopian"]
CALENDARS: Mapping[Calendar, str] = MappingProxyType(
    {
        "gregorian": "ours",
        "buddhist": "the years of Thailand since 1941, 543 ahead",
        "hijri": "the tabular calendar of Islam",
        "solar_hijri": "the calendar of Iran and Afghanistan",
        "ethiopian": "the calendar of Ethiopia and Eritrea, of 13 months",
    }
)
"""Name of a calendar: what it is."""

N = TypeVar("N", int, "NDArray[np.int64]")
_UNIX = 719_163  # days from the first day of the year 1, counted as 1, to 1 January 1970
_JULIAN = 2_440_588  # the Julian day number of 1 January 1970
_HIJRI, _SOLAR, _ETHIOPIAN = 227_015 - _UNIX, 226_895 - _UNIX, 2_796 - _UNIX
_BUDDHIST_YEARS = 543


class _Day(Protocol):
    def __call__(self, year: N, month: N, day: N) -> N: ...


class _Parts(Protocol):
    def __call__(self, number: N) -> tuple[N, N, N]: ...


def day_of(calendar: Calendar, year: N, month: N, day: N) -> N:
    """The number of this day. What no calendar has (a month 14, a day 31 of a short month) gives some other day."""
    return _DAYS[calendar](year, month, day)


def parts_of(calendar: Calendar, number: N) -> tuple[N, N, N]:
    """Year, month and day of a day's number."""
    return _PARTS[calendar](number)


def is_day(calendar: Calendar, year: int, month: int, day: int) -> bool:
    """Whether the calendar has this day."""
    return parts_of(calendar, day_of(calendar, year, month, day)) == (year, month, day)


def _gregorian(year: N, month: N, day: N) -> N:
    since_march = (month + 9) // 12  # January and February are the last months of the year before
    years: N = year + 4_799 + since_march
    months: N = month + 9 - 12 * since_march
    leaps: N = years // 4 - years // 100 + years // 400
    return day + (months * 153 + 2) // 5 + years * 365 + leaps - (32_045 + _JULIAN)


def _gregorian_parts(number: N) -> tuple[N, N, N]:
    julian = number + _JULIAN
    shifted = julian + 1_401 + (4 * julian + 274_277) // 146_097 * 3 // 4 - 38
    quarters = 4 * shifted + 3
    rest = 5 * (quarters % 1_461 // 4) + 2
    month = (rest // 153 + 2) % 12 + 1
    return quarters // 1_461 - 4_715 - (month + 9) // 12, month, rest % 153 // 5 + 1


def _buddhist(year: N, month: N, day: N) -> N:
    return _gregorian(year - _BUDDHIST_YEARS, month, day)


def _buddhist_parts(number: N) -> tuple[N, N, N]:
    year, month, day = _gregorian_parts(number)
    return year + _BUDDHIST_YEARS, month, day


def _hijri(year: N, month: N, day: N) -> N:
    return _HIJRI - 1 + 354 * (year - 1) + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2 + day


def _hijri_parts(number: N) -> tuple[N, N, N]:
    year = (30 * (number - _HIJRI) + 10_646) // 10_631
    month = (11 * (number - _hijri(year, year * 0 + 1, year * 0 + 1)) + 330) // 325
    return year, month, number - _hijri(year, month, year * 0 + 1) + 1


def _solar(year: N, month: N, day: N) -> N:
    """Six months of 31 days, then of 30."""
    months = 31 * (month - 1) - month // 8 * (month - 7)
    return _SOLAR - 1 + 365 * (year - 1) + (8 * year + 21) // 33 + months + day


def _solar_parts(number: N) -> tuple[N, N, N]:
    year = 1 + (33 * (number - _SOLAR) + 3) // 12_053
    of_year = number - _solar(year, year * 0 + 1, year * 0 + 1)
    late = of_year // 186
    month = 1 + (1 - late) * (of_year // 31) + late * ((of_year - 6) // 30)
    return year, month, number - _solar(year, month, year * 0 + 1) + 1


def _ethiopian(year: N, month: N, day: N) -> N:
    return _ETHIOPIAN + 365 * (year - 1) + year // 4 + 30 * (month - 1) + day - 1


def _ethiopian_parts(number: N) -> tuple[N, N, N]:
    year = (4 * (number - _ETHIOPIAN) + 1_463) // 1_461
    of_year = number - _ethiopian(year, year * 0 + 1, year * 0 + 1)
    return year, of_year // 30 + 1, of_year % 30 + 1


_DAYS: Mapping[Calendar, _Day] = MappingProxyType(
    {"gregorian": _gregorian, "buddhist": _buddhist, "hijri": _hijri, "solar_hijri": _solar, "ethiopian": _ethiopian}
)
_PARTS: Mapping[Calendar, _Parts] = MappingProxyType(
    {
        "gregorian": _gregorian_parts,
        "buddhist": _buddhist_parts,
        "hijri": _hijri_parts,
        "solar_hijri": _solar_parts,
        "ethiopian": _ethiopian_parts,
    }
)
