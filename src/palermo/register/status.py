"""Status as a history: decisions that are never changed, asked about as of a day, as known on a day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal, get_args

from palermo.ground.errors import UsageError
from palermo.ground.finding import Finding
from palermo.register.sayings import tell
from palermo.standards.nrm import Rulebook

Value = Literal["presumed", "identified", "not_a_victim", "declined", "withdrawn"]
VALUES: tuple[Value, ...] = get_args(Value)
PROTECTED: tuple[Value, ...] = ("presumed", "identified")
"""The values under which a person is protected: what an alarm asks about."""
HTCDS: Mapping[Value, str] = MappingProxyType(
    {
        "presumed": "PossibleVictimOfTrafficking",
        "identified": "ActualVictimOfTrafficking",
        "not_a_victim": "NotAVictimOfTrafficking",
    }
)
"""Our value: the code of HTCDS. Declined and withdrawn have none, and are never folded into *not a victim*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusDecision:
    """One decision of one participation, as it was made.

    ``supersedes`` names an earlier one: reconsidered, it held until this was decided; with ``corrects`` it was
    recorded in error and held on no day. ``recorded_at`` knows its time zone. ``threshold`` is the code of the
    rulebook the decision was held to, ``rule_version`` the version in force on ``decided_on``.
    """

    id: str
    participation: str
    value: Value
    stage: str
    decided_by: str
    decided_on: date
    recorded_at: datetime
    rule_version: str = ""
    threshold: str = ""
    reasons: str = ""
    supersedes: str | None = None
    corrects: bool = False

    def __post_init__(self) -> None:
        if self.recorded_at.tzinfo is None:
            raise UsageError("A decision was recorded at a time without a zone.", hint="Give the time with its offset.")


def known_on(decisions: Iterable[StatusDecision], day: date) -> tuple[StatusDecision, ...]:
    """Those recorded by the end of the day, in the zone of each record."""
    return tuple(one for one in decisions if one.recorded_at.date() <= day)


def history(decisions: Iterable[StatusDecision], *, known: date | None = None) -> tuple[StatusDecision, ...]:
    """The decisions that held at some time, as known on the day, by the day each was decided.

    What was corrected is left out. Of two decided on one day the later recorded comes last, and what supersedes
    another comes after it.
    """
    seen = tuple(decisions) if known is None else known_on(decisions, known)
    void = {one.supersedes for one in seen if one.corrects}
    depth = _depths(seen)
    order = sorted(seen, key=lambda one: (one.decided_on, depth[one.id], one.recorded_at, one.id))
    return tuple(one for one in order if one.id not in void)


def as_of(decisions: Iterable[StatusDecision], day: date, *, known: date | None = None) -> StatusDecision | None:
    """The decision in force at the end of ``day``, as known at the end of ``known``; None: none had been made.

    Raises UsageError when decisions of several participations are given: a status is one person's in one case.
    """
    given = tuple(decisions)
    if len({one.participation for one in given}) > 1:
        raise UsageError("The decisions are of several participations.", hint="Ask for the status of one at a time.")
    held = [one for one in history(given, known=known) if one.decided_on <= day]
    return held[-1] if held else None


def check(
    new: StatusDecision, recorded: Iterable[StatusDecision], rulebook: Rulebook | None = None
) -> tuple[Finding, ...]:
    """Every reason why a decision cannot be recorded beside the others; empty when it can.

    With a rulebook, the version stored with a threshold must be the one in force on the day of the decision.
    """
    return tuple(_faults(new, tuple(recorded), rulebook))


def to_htcds(value: Value) -> tuple[str, tuple[Finding, ...]]:
    """The code HTCDS has for a status; empty, with a finding, where it has none. Raises UsageError on no status."""
    if value not in VALUES:
        raise UsageError(f"{value!r} is no status.", hint=f"There are {', '.join(VALUES)}.")
    code = HTCDS.get(value, "")
    return code, () if code else (tell("register.status-no-htcds", value),)


def from_htcds(code: str) -> Value:
    """Our value of a code of HTCDS. Raises UsageError on any other."""
    for value, theirs in HTCDS.items():
        if theirs == code:
            return value
    raise UsageError("The code is no trafficking status of HTCDS.", hint=f"It has {', '.join(HTCDS.values())}.")


def _faults(new: StatusDecision, recorded: tuple[StatusDecision, ...], rulebook: Rulebook | None) -> Iterator[Finding]:
    if new.value not in VALUES:
        yield tell("register.status-value", f"allowed are {', '.join(VALUES)}", column="value")
    if new.decided_on > new.recorded_at.date():
        yield tell("register.status-future", column="decided_on")
    if not new.reasons.strip():
        yield tell("register.status-reasons", column="reasons")
    if any(one.id == new.id for one in recorded):
        yield tell("register.status-second", column="id")
    if rulebook is not None and new.threshold:
        wanted = rulebook.threshold(new.threshold, new.decided_on).version
        if new.rule_version != wanted:
            yield tell("register.status-rule", f"it is {wanted}", column="rule_version")
    yield from _superseding(new, recorded)


def _superseding(new: StatusDecision, recorded: tuple[StatusDecision, ...]) -> Iterator[Finding]:
    if new.supersedes is None:
        if new.corrects:
            yield tell("register.status-supersedes", column="supersedes")
        return
    if not any(one.id == new.supersedes and one.participation == new.participation for one in recorded):
        yield tell("register.status-supersedes", column="supersedes")
    if any(one.supersedes == new.supersedes for one in recorded):
        yield tell("register.status-superseded", column="supersedes")


def _depths(decisions: tuple[StatusDecision, ...]) -> dict[str, int]:
    """How many others each one stands on, by its chain of ``supersedes``; a broken or circular chain ends there."""
    above = {one.id: one.supersedes for one in decisions}
    found: dict[str, int] = {}
    for one in decisions:
        passed, at = {one.id}, above[one.id]
        while at in above and at not in passed:
            passed.add(at)
            at = above[at]
        found[one.id] = len(passed) - 1
    return found
