"""When a rule holds: from and to, as far as each date is known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from palermo.ground.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Validity:
    """The days a rule is in force, both ends included; an absent end is open."""

    start: PartialDate | None = None
    end: PartialDate | None = None

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "Validity":
        """The ``valid_from`` and ``valid_to`` of a definition's row."""
        parts = (row.get(key) for key in ("valid_from", "valid_to"))
        return cls(*(None if part is None else PartialDate.parse(str(part)) for part in parts))

    def covers(self, day: date) -> bool:
        """Whether the rule may hold on ``day``; a bound known to the month holds for all of that month."""
        first = self.start.earliest() if self.start else None
        last = self.end.latest() if self.end else None
        return (first is None or first <= day) and (last is None or day <= last)

    def __str__(self) -> str:
        return f"{self.start or '…'} to {self.end or '…'}" if self.start or self.end else "always"


class Dated(Protocol):
    """Anything that holds for a while."""

    @property
    def validity(self) -> Validity: ...


D = TypeVar("D", bound=Dated)


def in_force(rules: Iterable[D], day: date) -> tuple[D, ...]:
    """Those rules that hold on ``day``, in their order."""
    return tuple(rule for rule in rules if rule.validity.covers(day))
