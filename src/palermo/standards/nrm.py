"""National referral mechanisms: clocks and thresholds, each with the days it is in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, TypeVar, get_args

from palermo.ground.errors import BadDefinition, UsageError
from palermo.standards.loader import load, names
from palermo.standards.validity import Validity, in_force

Kind = Literal["target", "limit", "minimum", "open"]
_UNITS = ("calendar_days", "working_days")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """A clock as the rulebook sets it for a while. ``days`` None: no length of its own, see ``not_before``.

    A ``target`` may pass, a ``limit`` may not, a ``minimum`` must have passed first; ``open`` is none of them.
    ``least_days`` gives a target or a limit a minimum beside it, in the same unit.
    """

    rulebook: str
    code: str
    label: str
    starts: str
    kind: Kind
    days: int | None = None
    least_days: int | None = None
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """The clocks and thresholds of one mechanism in all their versions."""

    name: str
    label: str
    source: str
    clocks: tuple[ClockRule, ...]
    thresholds: tuple[Threshold, ...] = ()

    def clock(self, code: str, on: date) -> ClockRule:
        """The clock ``code`` as in force on the day it starts. Raises UsageError when none is."""
        return _one(self.clocks, code, on)

    def threshold(self, code: str, on: date) -> Threshold:
        """The threshold ``code`` as in force on ``on``. Raises UsageError when none is."""
        return _one(self.thresholds, code, on)


R = TypeVar("R", ClockRule, Threshold)


@cache
def rulebook(name: str = "uk") -> Rulebook:
    """The rulebook ``name`` of ours. Raises UsageError on one that we do not have, or that sets no clocks."""
    if f"nrm_{name}" not in names() or "clocks" not in load(f"nrm_{name}"):
        raise UsageError(f"The rulebook {name!r} has no clocks.", hint="There are uk (United Kingdom) and house.")
    return read_rulebook(load(f"nrm_{name}"), name=name)


def read_rulebook(written: Mapping[str, Any], *, name: str) -> Rulebook:
    """A rulebook of one's own, in the form of ours. Raises BadDefinition with the first clock that makes no sense."""
    clocks = tuple(
        ClockRule(rulebook=name, validity=Validity.read(row), **_bare(row)) for row in written.get("clocks", ())
    )
    for rule in clocks:
        _check(rule, {one.code for one in clocks})
    rows = written.get("thresholds", ())
    return Rulebook(
        name=name,
        label=str(written["label"]),
        source=str(written["source"]),
        clocks=clocks,
        thresholds=tuple(Threshold(rulebook=name, validity=Validity.read(row), **_bare(row)) for row in rows),
    )


def _check(rule: ClockRule, known: set[str]) -> None:
    counts = rule.days is not None
    wrong = (
        (rule.kind not in get_args(Kind), f"kind is one of {', '.join(get_args(Kind))}"),
        (counts != (rule.unit in _UNITS), f"days go with a unit, one of {', '.join(_UNITS)}"),
        (counts and (rule.days or 0) < 1, "days are 1 or more"),
        (rule.kind in ("target", "limit") and not counts, f"a {rule.kind} has days"),
        (rule.kind == "minimum" and counts == bool(rule.not_before), "a minimum has days or not_before"),
        (rule.kind == "open" and (counts or bool(rule.not_before)), "an open clock has no days"),
        (rule.not_before is not None and rule.not_before not in known - {rule.code}, "not_before names another clock"),
        (
            rule.least_days is not None and not (counts and 1 <= rule.least_days <= (rule.days or 0)),
            "least_days are at most days",
        ),
    )
    said = "; ".join(text for holds, text in wrong if holds)
    if said:
        raise BadDefinition(f"The clock {rule.code!r} of the rulebook {rule.rulebook!r} makes no sense.", hint=said)


def clocks(name: str = "uk") -> tuple[ClockRule, ...]:
    """Every clock of the rulebook in all its versions. Raises UsageError on a rulebook we do not have."""
    return rulebook(name).clocks


def thresholds(name: str = "uk") -> tuple[Threshold, ...]:
    """Every threshold of the rulebook in all its versions."""
    return rulebook(name).thresholds


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


def _bare(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in ("valid_from", "valid_to")}
