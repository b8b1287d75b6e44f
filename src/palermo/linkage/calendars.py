"""Days of other calendars as Gregorian ones, under the names that a list's calendar goes by."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from palermo.ground.reckoning import Calendar, day_of, is_day

_NAMED: Mapping[str, Calendar] = MappingProxyType(
    {
        "gregorian": "gregorian",
        "buddhist": "buddhist",
        "hijri": "hijri",
        "persian": "solar_hijri",
        "ethiopian": "ethiopian",
    }
)
CALENDARS = tuple(_NAMED)
_UNIX = date(1970, 1, 1)


def gregorian(year: int, month: int, day: int, calendar: str) -> date:
    """The Gregorian day of a day of ``calendar``. Raises ValueError where there is no such day or no such calendar."""
    if calendar not in _NAMED:
        raise ValueError(f"calendars are {', '.join(CALENDARS)}")
    named = _NAMED[calendar]
    if not 1 <= year <= 9000 or not is_day(named, year, month, day):
        raise ValueError(f"no day of the {calendar} calendar")
    try:
        return _UNIX + timedelta(days=day_of(named, year, month, day))
    except OverflowError as error:
        raise ValueError(f"no day of the {calendar} calendar that ours has a year for") from error


def gregorian_years(year: int, calendar: str) -> tuple[int, ...]:
    """The Gregorian years that a year of ``calendar`` lies in: one or two. Raises ValueError as ``gregorian``."""
    first = gregorian(year, 1, 1, calendar)
    last = gregorian(year + 1, 1, 1, calendar) - timedelta(days=1)
    return tuple(range(first.year, last.year + 1))
