"""National referral mechanisms: clocks and thresholds, each with the days it is in force."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, TypeVar

from palermo.ground.errors import UsageError
from palermo.standards.loader import load, names
from palermo.standards.validity import Validity, in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """A clock as the rulebook sets it for a while. ``days`` None: no length of its own, see ``not_before``."""

    rulebook: str
    code: str
    label: str
    starts: str
    kind: Literal["target", "limit", "minimum"]
    days: int | None = None
    unit: Literal["calendar_days", "working_days"] | None = None
    not_before: str | None = None
    validity: Validity = Validity()

    @property
    def version(self) -> str:
        """The name a decision stores: rulebook, clock, and the day the rule came into force."""
        return f"{self.rulebook}.{self.code}/{self.validity.start or 'first'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """How sure a decision has to be, for a while."""

    rulebook: str
    code: str
    label: str
    validity: Validity = Validity()

    @property
    def version(self) -> str:
        """The name a decision stores."""
        return f"{self.rulebook}.{self.code}/{self.validity.start or 'first'}"


R = TypeVar("R", ClockRule, Threshold)


@cache
def clocks(rulebook: str = "uk") -> tuple[ClockRule, ...]:
    """Every clock of ``rulebook`` in all its versions. Raises UsageError on a rulebook we do not have."""
    return tuple(
        ClockRule(rulebook=rulebook, validity=Validity.read(row), **_bare(row)) for row in _rows(rulebook, "clocks")
    )


@cache
def thresholds(rulebook: str = "uk") -> tuple[Threshold, ...]:
    """Every threshold of ``rulebook`` in all its versions."""
    rows = _rows(rulebook, "thresholds")
    return tuple(Threshold(rulebook=rulebook, validity=Validity.read(row), **_bare(row)) for row in rows)


def clock(code: str, *, on: date, rulebook: str = "uk") -> ClockRule:
    """The clock ``code`` as in force on the day it starts. Raises UsageError when none is."""
    return _one(clocks(rulebook), code, on)


def threshold(code: str, *, on: date, rulebook: str = "uk") -> Threshold:
    """The threshold ``code`` as in force on ``on``. Raises UsageError when none is."""
    return _one(thresholds(rulebook), code, on)


def _one(rules: tuple[R, ...], code: str, on: date) -> R:
    for rule in in_force(rules, on):
        if rule.code == code:
            return rule
    known = ", ".join(dict.fromkeys(rule.code for rule in rules))
    raise UsageError(f"No rule {code!r} is in force on {on}.", hint=f"The rulebook has {known}.")


def _rows(rulebook: str, part: str) -> tuple[dict[str, object], ...]:
    if f"nrm_{rulebook}" not in names() or part not in load(f"nrm_{rulebook}"):
        raise UsageError(f"The rulebook {rulebook!r} has no {part}.", hint="There is one for the United Kingdom: uk.")
    rows: tuple[dict[str, object], ...] = load(f"nrm_{rulebook}")[part]
    return rows


def _bare(row: dict[str, object]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in ("valid_from", "valid_to")}
