"""What the attacker says of a release: counts that follow, counts that are held small, and what else it saw."""

from dataclasses import dataclass

from palermo.disclosure.attacker.facts import Place
from palermo.ground.finding import Finding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A count, a change, a sum or a mean that follows exactly. ``by``: the tables it follows from.

    Of kind ``implied``: a count that no table prints; its place is in none.
    """

    kind: str
    place: Place
    value: float
    by: tuple[str, ...]
    releases: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        found: dict[str, object] = {"kind": self.kind, "table": self.place.table or None, "cell": self.place.cell}
        value = int(self.value) if self.value == int(self.value) else self.value
        found |= {"value": value, "by": list(self.by)}
        return found | ({"releases": list(self.releases)} if self.releases else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """A count, or a change, that is held below the threshold; ``low`` is None where nothing holds it from below.

    Of kind ``implied``: a count that no table prints, held by the tables ``by``.
    """

    kind: str
    place: Place
    low: int | None
    high: int
    releases: tuple[str, ...] = ()
    by: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        found: dict[str, object] = {"kind": self.kind, "table": self.place.table or None, "cell": self.place.cell}
        found |= {"low": self.low, "high": self.high}
        found |= {"by": list(self.by)} if self.by else {}
        return found | ({"releases": list(self.releases)} if self.releases else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """What the attacker found in a release."""

    tables: int
    cells: int
    hidden: int
    recovered: tuple[Recovered, ...]
    pinned: tuple[Pinned, ...]
    other: tuple[Finding, ...]

    @property
    def safe(self) -> bool:
        return not (self.recovered or self.pinned or any(one.severity is Severity.ERROR for one in self.other))

    def to_dict(self) -> dict[str, object]:
        """JSON-ready, every list in a fixed order."""
        return {
            "tables": self.tables,
            "cells": self.cells,
            "hidden": self.hidden,
            "exactly_recovered": [one.to_dict() for one in self.recovered],
            "bounded_below_threshold": [one.to_dict() for one in self.pinned],
            "verdict": "safe" if self.safe else "unsafe",
            "other": [one.to_dict() for one in self.other],
        }
