"""Dates of another calendar, to ISO text of ours. What a layout does not say is not guessed: calendar and order both.

A month or a year of another calendar lies in two of ours, so that only whole days are read; but the Buddhist year is
ours with another number.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

import polars as pl

from palermo.ground.reckoning import Calendar, day_of, is_day

_START = date(1970, 1, 1)
_YMD = r"^(?<y>[0-9]{4})[-/.](?<m>[0-9]{1,2})[-/.](?<d>[0-9]{1,2})$"
_COMPACT = r"^(?<y>[0-9]{4})(?<m>[0-9]{2})(?<d>[0-9]{2})$"
_FORMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "iso": (r"^(?<y>[0-9]{4})(-(?<m>[0-9]{2})(-(?<d>[0-9]{2}))?)?$",),
        "ymd": (_YMD, _COMPACT),
        "dmy": (r"^(?<d>[0-9]{1,2})[-/.](?<m>[0-9]{1,2})[-/.](?<y>[0-9]{4})$",),
        "mdy": (r"^(?<m>[0-9]{1,2})[-/.](?<d>[0-9]{1,2})[-/.](?<y>[0-9]{4})$",),
    }
)
FORMATS = tuple(_FORMS)
"""The formats in which dates of another calendar are read."""
FIRST, LAST = 1850, 2199
"""The years of ours that a day of another calendar may fall in: beyond them somebody wrote another calendar."""

_Parts = tuple[str | None, str | None, str | None]


def in_calendar(cells: pl.Series, calendar: Calendar, formats: Sequence[str]) -> pl.Series:
    """For each cell its date as ISO text of ours, null where it is none in any of ``formats``."""
    found = pl.Series([None] * len(cells), dtype=pl.String)
    for pattern in (one for name in formats for one in _FORMS[name]):
        groups = cells.str.extract_groups(pattern).struct.unnest().select("y", "m", "d").rows()
        read = pl.Series([_ours(calendar, parts) for parts in groups], dtype=pl.String)
        found = found.fill_null(read)
    return found


def _ours(calendar: Calendar, parts: _Parts) -> str | None:
    year, month, day = (int(part) if part else None for part in parts)
    if year is None:
        return None
    if month is None or day is None:
        return _partly(calendar, year, month)
    if not _exists(calendar, year, month, day):
        return None
    number = day_of(calendar, year, month, day)
    return _within((_START + timedelta(days=number)).isoformat()) if abs(number) < 200_000 else None


def _exists(calendar: Calendar, year: int, month: int, day: int) -> bool:
    """A hijri month may have 30 days by sighting where the tables give it 29."""
    by_sighting = calendar == "hijri" and 1 <= month <= 12 and day == 30
    return by_sighting or is_day(calendar, year, month, day)


def _partly(calendar: Calendar, year: int, month: int | None) -> str | None:
    """A Buddhist year, or a month of it."""
    if calendar != "buddhist" or not is_day(calendar, year, month or 1, 1) or year < 1000:
        return None
    ours = (_START + timedelta(days=day_of(calendar, year, month or 1, 1))).isoformat()
    return _within(ours[:4] if month is None else ours[:7])


def _within(written: str) -> str | None:
    return written if FIRST <= int(written[:4]) <= LAST else None
