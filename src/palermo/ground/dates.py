"""Dates as people know them: to the day, to the month, to the year, or not at all; and periods between them."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_ISO = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


class Precision(StrEnum):
    """How far a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date with its precision. All parts None is *unknown*; a day needs a month, a month needs a year."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if (self.day and not self.month) or (self.month and not self.year):
            raise ValueError("a day needs its month and a month its year")
        if self.year is not None:
            date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, written: str) -> "PartialDate":
        """Read ``2021-04-09``, ``2021-04``, ``2021`` or an empty text (unknown). Raises ValueError on the rest."""
        if not written.strip():
            return cls()
        match = _ISO.match(written.strip())
        if match is None:
            raise ValueError("a date is written YYYY-MM-DD, YYYY-MM or YYYY")
        year, month, day = (int(part) if part else None for part in match.groups())
        return cls(year, month, day)

    @property
    def precision(self) -> Precision:
        if self.day:
            return Precision.DAY
        if self.month:
            return Precision.MONTH
        return Precision.YEAR if self.year else Precision.UNKNOWN

    def earliest(self) -> date | None:
        """The first day it may mean; None when unknown."""
        return date(self.year, self.month or 1, self.day or 1) if self.year else None

    def latest(self) -> date | None:
        """The last day it may mean; None when unknown."""
        if self.year is None:
            return None
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = (f"{self.year:04d}" if self.year else "", *(f"{p:02d}" for p in (self.month, self.day) if p))
        return "-".join(part for part in parts if part)


class PeriodKind(StrEnum):
    """What sort of period a figure speaks of."""

    CALENDAR = "calendar"
    FISCAL = "fiscal"
    AS_OF = "as_of"
    CUMULATIVE = "cumulative"
    PER_YEAR = "per_year"
    UNSTATED = "unstated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The time a figure speaks of: ``start`` and ``end`` or one day ``on``, its kind, and the words as said."""

    start: PartialDate | None = None
    end: PartialDate | None = None
    on: PartialDate | None = None
    kind: PeriodKind = PeriodKind.UNKNOWN
    words: str = ""

    @classmethod
    def from_dict(cls, written: dict[str, object]) -> "Period":
        """Read the mapping of the report format: start and end, or year, or on; kind; words."""
        unknown = set(written) - {"start", "end", "year", "on", "kind", "words"}
        if unknown:
            raise ValueError(f"a period has no field {', '.join(sorted(unknown))}")
        year = written.get("year")
        start, end = written.get("start", year), written.get("end", year)
        parts = {
            name: PartialDate.parse(str(value)) if value is not None else None
            for name, value in (("start", start), ("end", end), ("on", written.get("on")))
        }
        return cls(**parts, kind=PeriodKind(str(written.get("kind", "unknown"))), words=str(written.get("words", "")))

    def to_dict(self) -> dict[str, str]:
        named = {"start": self.start, "end": self.end, "on": self.on}
        dates = {name: str(value) for name, value in named.items() if value is not None}
        return {**dates, "kind": str(self.kind), **({"words": self.words} if self.words else {})}

    def __str__(self) -> str:
        span = (
            str(self.on) if self.on else f"{self.start or '…'} to {self.end or '…'}" if self.start or self.end else ""
        )
        if self.start is not None and self.start == self.end:
            span = str(self.start)
        return ", ".join(part for part in (span, self.kind.value.replace("_", " "), self.words) if part)
