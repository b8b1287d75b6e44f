"""The time a questionnaire asks about, and whether a figure speaks of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from palermo.coordination.progress import PERIODS, is_period, span
from palermo.ground.dates import PartialDate, Period
from palermo.ground.forms import Form

ALLOWED = f"{PERIODS.removeprefix('write ')}, or 2023-2024 for several years"


@dataclass(frozen=True, slots=True)
class AskedPeriod:
    """A period as written, with its first and last day."""

    written: str
    first: date
    last: date

    @classmethod
    def parse(cls, written: str) -> "AskedPeriod | None":
        """A year, month, quarter or half, or two years with a hyphen; None of anything else."""
        plain = written.strip()
        if is_period(plain):
            days = span(plain)
            return cls(plain, *days) if days else None
        left, _, right = plain.partition("-")
        years = len(left) == len(right) == 4 and is_period(left) and is_period(right) and left <= right
        return cls(plain, date(int(left), 1, 1), date(int(right), 12, 31)) if years else None

    def years(self) -> "Iterator[AskedPeriod]":
        """Its calendar years, one by one; itself where it is no more than one."""
        if self.first.year == self.last.year:
            yield self
            return
        for year in range(self.first.year, self.last.year + 1):
            yield AskedPeriod(str(year), date(year, 1, 1), date(year, 12, 31))

    def is_that_of(self, period: Period) -> bool:
        """Whether a figure's period has the same first and last day; a figure as of a day, whether the day lies in."""
        if period.on is not None:
            first, last = period.on.earliest(), period.on.latest()
            return bool(first and last and self.first <= first and last <= self.last)
        first, last = _earliest(period.start), _latest(period.end)
        return (first, last) == (self.first, self.last)


def read_asked(form: Form) -> AskedPeriod | None:
    """The field ``period`` of a questionnaire or a question; None where it has none."""
    written = form.text("period")
    if written is None:
        return None
    found = AskedPeriod.parse(written)
    if found is None:
        form.blame("period", f"period is {written!r}", ALLOWED)
    return found


def period_of(figure: Any) -> Period | None:
    """The period of a row of figures.json; None where it states no day."""
    written = figure.get("period")
    if not isinstance(written, dict):
        return None
    period = Period.from_dict(dict(written))
    return period if period.on or period.start or period.end else None


def _earliest(day: PartialDate | None) -> date | None:
    return day.earliest() if day else None


def _latest(day: PartialDate | None) -> date | None:
    return day.latest() if day else None
