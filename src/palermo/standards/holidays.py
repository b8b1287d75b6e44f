"""Holidays as data, one set an area, and the calendar of working days made of them."""

from datetime import date
from functools import cache

from palermo.ground.calendar import WorkingDays
from palermo.ground.errors import UsageError
from palermo.standards.loader import load, names

_FOLDER = "holidays/"


@cache
def areas() -> tuple[str, ...]:
    """The codes of the areas whose holidays we have."""
    return tuple(name.removeprefix(_FOLDER) for name in names() if name.startswith(_FOLDER))


@cache
def working_days(area: str) -> WorkingDays:
    """The calendar of ``area`` over whole years. Raises UsageError on an area whose holidays we do not have."""
    if area not in areas():
        raise UsageError(f"There are no holidays of {area!r}.", hint=f"There are those of {', '.join(areas())}.")
    written = load(f"{_FOLDER}{area}")
    years = written["days"]
    return WorkingDays(
        area=written["area"],
        holidays=frozenset(day for days in years.values() for day in days),
        first=date(min(years), 1, 1),
        last=date(max(years), 12, 31),
        weekend=frozenset(written["weekend"]),
    )
