"""Clocks: when an answer or a decision is due, or may first be made, under the rule in force on the day they start."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from palermo.ground.calendar import DAY, WorkingDays
from palermo.ground.errors import UsageError
from palermo.standards.nrm import ClockRule, Kind, Rulebook, Threshold


@dataclass(frozen=True, slots=True, order=True)
class Pause:
    """Days on which a clock stands still: ``start`` is the first, ``end`` the day it runs again; None: not yet."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise UsageError(f"A pause from {self.start} ends on {self.end}.", hint="Its end is the first later day.")

    def holds(self, day: date) -> bool:
        """Whether the clock stands still on the day."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A clock as it stands.

    ``due`` is the last day of a target or a limit, ``earliest`` the first day on which what it waits for may be done:
    the day after its minimum has passed. ``rule_version`` is stored and never changes. ``waiting``: a pause without
    an end lies in the period, so that the ends it still has to reach are not known.
    """

    code: str
    kind: Kind
    started: date
    rule_version: str
    due: date | None = None
    earliest: date | None = None
    pauses: tuple[Pause, ...] = ()
    waiting: bool = False

    @property
    def protected_to(self) -> date | None:
        """The last day of the minimum; a recovery period protects through it."""
        return self.earliest - DAY if self.earliest else None

    def too_early(self, day: date) -> bool:
        """Whether the minimum has not passed on the day; a clock that has none is never too early."""
        if self.earliest is not None:
            return day < self.earliest
        return self.kind == "minimum" and self.waiting

    def protects(self, day: date) -> bool:
        """Whether the day lies in the minimum, from the start on; a pause lengthens it and leaves no gap."""
        return self.started <= day and self.too_early(day)

    def is_late(self, today: date, *, stopped: date | None = None) -> bool:
        """Whether it was stopped after its due day, or runs on ``today`` after it."""
        return self.due is not None and (stopped or today) > self.due


def due(kind: str, start: date, rulebook: Rulebook, calendar: WorkingDays, pauses: Iterable[Pause] = ()) -> Clock:
    """The clock ``kind`` started on ``start``, by the version of its rule in force on that day.

    Day 1 is the day after the start, the period ends at the close of its last day, and a day in a pause does not
    count. Raises UsageError where no such rule is in force, where pauses overlap, and where the holidays of a day
    that has to be counted are not known.
    """
    return _counted(rulebook.clock(kind, start), start, rulebook, calendar, in_order(pauses))


def recounted(clock: Clock, rulebook: Rulebook, calendar: WorkingDays, pauses: Iterable[Pause]) -> Clock:
    """The clock with other pauses, by the version of the rule it was started under, whatever is in force now.

    Raises UsageError where the rulebook no longer has that version.
    """
    for rule in rulebook.clocks:
        if rule.version == clock.rule_version:
            return _counted(rule, clock.started, rulebook, calendar, in_order(pauses))
    raise UsageError(
        f"The rulebook {rulebook.name!r} has no version {clock.rule_version!r}.", hint="Keep every version of a rule."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVersion:
    """A rule as it stood: what a clock or a decision stores by its ``version``."""

    rule: str
    version: str
    label: str
    source: str
    valid_from: date | None
    valid_to: date | None
    parameters: Mapping[str, str]


def rule_versions(rulebook: Rulebook) -> tuple[RuleVersion, ...]:
    """Every version of every clock and threshold of the rulebook, to be kept beside what was decided under it."""
    rules: tuple[ClockRule | Threshold, ...] = (*rulebook.clocks, *rulebook.thresholds)
    return tuple(_version(rule, rulebook) for rule in rules)


def _version(rule: ClockRule | Threshold, rulebook: Rulebook) -> RuleVersion:
    start, end = rule.validity.start, rule.validity.end
    names = ("kind", "days", "least_days", "unit", "starts", "not_before")
    values = {name: getattr(rule, name) for name in names} if isinstance(rule, ClockRule) else {}
    return RuleVersion(
        rule=rule.code,
        version=rule.version,
        label=rule.label,
        source=rulebook.source,
        valid_from=start.earliest() if start else None,
        valid_to=end.latest() if end else None,
        parameters={name: str(value) for name, value in values.items() if value is not None},
    )


def _counted(
    rule: ClockRule, start: date, rulebook: Rulebook, calendar: WorkingDays, stops: tuple[Pause, ...]
) -> Clock:
    measured = rulebook.clock(rule.not_before, start) if rule.not_before else rule
    last = _end(measured, measured.days, start, calendar, stops)
    least = last if rule.kind == "minimum" else _end(measured, rule.least_days, start, calendar, stops)
    return Clock(
        code=rule.code,
        kind=rule.kind,
        started=start,
        rule_version=rule.version,
        due=last if rule.kind in ("target", "limit") else None,
        earliest=least + DAY if least else None,
        pauses=stops,
        waiting=measured.days is not None and last is None,
    )


def paused(clock: Clock, on: date) -> tuple[Pause, ...]:
    """The pauses of a clock that is stopped on the day; count it again with them. Raises UsageError if it stands."""
    if any(pause.end is None for pause in clock.pauses):
        raise UsageError("The clock is paused already.", hint="Restart it first.")
    return in_order((*clock.pauses, Pause(on)))


def restarted(clock: Clock, on: date) -> tuple[Pause, ...]:
    """The pauses of a clock that runs again from the day. Raises UsageError on a clock that is not paused."""
    if not any(pause.end is None for pause in clock.pauses):
        raise UsageError("The clock is not paused.", hint="Pause it first.")
    return tuple(replace(pause, end=on) if pause.end is None else pause for pause in clock.pauses)


def in_order(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """The pauses by their start. Raises UsageError when two overlap."""
    stops = tuple(sorted(pauses, key=lambda pause: pause.start))
    for one, later in zip(stops, stops[1:], strict=False):
        if one.holds(later.start):
            raise UsageError(
                f"The pauses from {one.start} and {later.start} overlap.", hint="End the first before the second."
            )
    return stops


def _end(
    rule: ClockRule, days: int | None, start: date, calendar: WorkingDays, stops: tuple[Pause, ...]
) -> date | None:
    """The last of ``days`` that count; None of a rule without a length, and where an open pause lies before it."""
    if days is None:
        return None
    day, left = start, days
    while left:
        day += DAY
        held = next((pause for pause in stops if pause.holds(day)), None)
        if held is not None:
            if held.end is None:
                return None
            day = held.end - DAY
        elif rule.unit == "calendar_days" or calendar.is_working(day):
            left -= 1
    return day
