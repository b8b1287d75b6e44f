"""The custody model: measures with their population, bands, and thresholds with their days."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from palermo.standards.loader import load
from palermo.standards.validity import Validity


@dataclass(frozen=True, slots=True)
class Measure:
    """A way to say how long or how many. ``population`` None: whoever uses it must state one."""

    code: str
    label: str
    population: str | None
    formula: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A length worth a line in a report, in days or in hours."""

    code: str
    text: str
    days: int | None = None
    hours: int | None = None
    basis: Literal["checked", "unchecked"] = "unchecked"
    validity: Validity = Validity()


@cache
def measures() -> tuple[Measure, ...]:
    """The measures of length and number."""
    return tuple(Measure(**row) for row in load("custody")["measures"])


@cache
def thresholds() -> tuple[Threshold, ...]:
    """The default thresholds, in all their versions."""
    rows = load("custody")["thresholds"]
    return tuple(
        Threshold(
            code=row["code"],
            text=row["text"],
            days=row.get("days"),
            hours=row.get("hours"),
            basis=row["basis"],
            validity=Validity.read(row),
        )
        for row in rows
    )


def bands(which: Literal["ours", "source"] = "ours") -> tuple[str, ...]:
    """The bands of length in days, from short to long."""
    named: tuple[str, ...] = load("custody")["bands"][which]
    return named
