"""Cases as frames that tables are made of: a row says one thing of one person, in codes; the person is the unit.

Every frame has the column ``person`` and no other name of anybody or of a record. A person in several rows with
different codes is for the tables to count once, as their catalogue says (``several``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from palermo.ground.errors import UsageError
from palermo.register import status
from palermo.register.clocks import Clock
from palermo.register.proceedings import Proceeding
from palermo.register.referral import Referral
from palermo.register.repatriation import Repatriation
from palermo.register.services import Service
from palermo.register.status import StatusDecision

if TYPE_CHECKING:
    import polars as pl

NOBODY_DECIDED = "none"
UNKNOWN = "unknown"
FRAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "statuses": ("person", "trafficking_status", "stage", "decided_by", "year"),
        "clocks": ("person", "clock", "kind", "rule_version", "year", "met"),
        "referrals": ("person", "sender", "receiver", "purpose", "year", "state", "in_time", "overdue"),
        "services": ("person", "type", "provider", "year", "state"),
        "proceedings": ("person", "kind", "stage", "year", "convicted", "compensated", "punished", "officials"),
        "follow_ups": ("person", "kind", "year", "month", "result"),
    }
)
"""Frame → its columns, all of text."""

_Cells = tuple[str, ...]


def statuses(
    persons: Mapping[str, str], decisions: Iterable[StatusDecision], day: date, *, known: date | None = None
) -> "pl.DataFrame":
    """The status of everybody as of ``day``, as known on ``known``; ``none`` of whom nothing had been decided.

    ``persons``: participation → person, those to be counted; decisions of others are left out.
    """
    held: dict[str, list[StatusDecision]] = {one: [] for one in persons}
    for decision in decisions:
        if decision.participation in held:
            held[decision.participation].append(decision)
    return _frame("statuses", (_status(persons[one], made, day, known) for one, made in held.items()))


def clocks_met(
    persons: Mapping[str, str], stopped: Iterable[tuple[str, Clock, date | None]], today: date
) -> "pl.DataFrame":
    """Each clock, and whether it was met: yes, no, or running while that can still change.

    ``stopped``: participation, clock, and the day on which what it waits for was done; None: not yet. A minimum is
    met by what was done after it had passed, a target or limit by what was done by its last day; ``open`` clocks have
    nothing to meet.
    """
    rows = ((persons[who], clock, end) for who, clock, end in stopped if who in persons)
    return _frame(
        "clocks",
        (
            (who, clock.code, clock.kind, clock.rule_version, str(clock.started.year), _met(clock, end, today))
            for who, clock, end in rows
        ),
    )


def referrals(persons: Mapping[str, str], made: Iterable[Referral], today: date) -> "pl.DataFrame":
    """Each referral that was sent: its state, whether it was answered in time, whether it is overdue."""
    rows = (
        (persons[one.participation], one, sent) for one in made if one.participation in persons for sent in _sent(one)
    )
    return _frame(
        "referrals",
        (
            (
                who,
                one.sender,
                one.receiver,
                one.purpose,
                str(sent.year),
                one.state,
                _said(one.was_answered_in_time(today), "not_yet" if one.is_open else "not_applicable"),
                _said(one.is_overdue(today)),
            )
            for who, one, sent in rows
        ),
    )


def services(persons: Mapping[str, str], given: Iterable[Service], today: date) -> "pl.DataFrame":
    """Each service asked for by the day, and where it stands."""
    return _frame(
        "services",
        (
            (persons[one.participation], one.type, one.provider or UNKNOWN, str(one.requested.year), one.state(today))
            for one in given
            if one.participation in persons and one.requested <= today
        ),
    )


def proceedings(victims: Mapping[str, Sequence[str]], held: Iterable[Proceeding]) -> "pl.DataFrame":
    """Each proceeding beside each victim of its case. ``victims``: case → its persons.

    ``convicted`` and ``officials`` say whether anybody was; what is not known is ``unknown``, never no.
    """
    rows = ((who, one) for one in held for who in victims.get(one.case, ()))
    return _frame(
        "proceedings",
        (
            (
                who,
                one.kind,
                one.stage,
                str(one.on.year),
                _said(None if one.convicted is None else one.convicted > 0),
                _said(one.compensation_paid),
                _said(one.victim_punished_for_forced_act),
                _said(None if one.officials_involved is None else one.officials_involved > 0),
            )
            for who, one in rows
        ),
    )


def follow_ups(persons: Mapping[str, str], returns: Iterable[Repatriation], today: date) -> "pl.DataFrame":
    """Each follow-up that fell due by the day. ``unreachable`` is a result; ``not_recorded`` stays in as well."""
    return _frame(
        "follow_ups",
        (
            (
                persons[one.participation],
                one.kind,
                str(one.left_on.year),
                str(follow.month),
                follow.result or "not_recorded",
            )
            for one in returns
            if one.participation in persons and one.left_on is not None
            for follow in one.follow_ups
            if follow.due <= today
        ),
    )


def count_persons(frame: "pl.DataFrame", *by: str) -> "pl.DataFrame":
    """How many persons each combination of ``by`` has, each counted once in it. For an agency's own eyes, unprotected.

    A person with two codes stands in two rows, so that the counts may add up to more than there are persons.
    """
    import polars as pl

    unknown = [name for name in by if name not in frame.columns or name == "person"]
    if unknown:
        raise UsageError(
            f"The frame has no column {', '.join(unknown)} to count by.", hint=f"It has {', '.join(frame.columns)}."
        )
    counted = pl.col("person").n_unique().cast(pl.Int64).alias("persons")
    return frame.group_by(*by).agg(counted).sort(*by) if by else frame.select(counted)


def _status(who: str, made: list[StatusDecision], day: date, known: date | None) -> _Cells:
    held = status.as_of(made, day, known=known)
    if held is None:
        return who, NOBODY_DECIDED, NOBODY_DECIDED, NOBODY_DECIDED, NOBODY_DECIDED
    return who, held.value, held.stage, held.decided_by, str(held.decided_on.year)


def _met(clock: Clock, end: date | None, today: date) -> str:
    if clock.kind == "open":
        return "not_applicable"
    done = end is not None and end <= today
    if clock.is_late(today, stopped=end if done else None):
        return "no"
    if not done:
        return "running"
    return "no" if end is not None and clock.too_early(end) else "yes"


def _sent(one: Referral) -> Iterator[date]:
    moved = one.at("sent")
    if moved is not None:
        yield moved.date()


def _said(answer: bool | None, otherwise: str = UNKNOWN) -> str:
    return otherwise if answer is None else "yes" if answer else "no"


def _frame(name: str, rows: Iterable[_Cells]) -> "pl.DataFrame":
    """The rows in order, so that the same records give the same frame whatever their order."""
    import polars as pl

    return pl.DataFrame(sorted(rows), schema=dict.fromkeys(FRAMES[name], pl.String), orient="row")
