"""Working days: the weekend and the holidays of one area, for the years in which they are known."""

from dataclasses import dataclass
from datetime import date, timedelta

from palermo.ground.errors import UsageError

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The working days of an area: those neither in ``weekend`` (days of the ISO week, 1 to 7) nor ``holidays``.

    ``first`` and ``last`` bound the days whose holidays are known. A day outside them is refused: to take it for a
    working day would be a guess.
    """

    area: str
    holidays: frozenset[date]
    first: date
    last: date
    weekend: frozenset[int] = frozenset({6, 7})

    def __post_init__(self) -> None:
        if not self.weekend <= frozenset(range(1, 8)) or len(self.weekend) == 7:
            raise UsageError("A weekend is some days of the week, by number from 1 to 7, and not all of them.")

    def is_working(self, day: date) -> bool:
        """Whether offices work on the day. Raises UsageError when the holidays of its year are not known."""
        if not self.first <= day <= self.last:
            raise UsageError(
                f"The holidays of {self.area} are known from {self.first} to {self.last}, not on {day}.",
                hint="Add the year to the holidays of the area.",
            )
        return day.isoweekday() not in self.weekend and day not in self.holidays

    def between(self, start: date, end: date) -> int:
        """How many working days lie after ``start`` up to and including ``end``."""
        return sum(self.is_working(start + n * DAY) for n in range(1, (end - start).days + 1))
