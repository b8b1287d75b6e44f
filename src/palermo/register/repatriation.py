"""Repatriation: a person returns or is removed; who asked about it, and how they fared afterwards."""

import calendar
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, get_args

from palermo.ground.errors import UsageError
from palermo.ground.finding import Finding
from palermo.register.clocks import Clock
from palermo.register.consent import Consent
from palermo.register.sayings import tell

Kind = Literal["voluntary", "assisted", "forced"]
Result = Literal["done", "unreachable", "refused", "retrafficking_indicators"]
RESULTS: tuple[Result, ...] = get_args(Result)
MONTHS = (1, 3, 6, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A look after a person some months later: due on a day, and what came of it."""

    month: int
    due: date
    result: Result | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAssessment:
    """What somebody asked about the risks of a person, at one level, and the answers as they were written down."""

    participation: str
    level: Literal["individual", "household", "community"]
    assessed_by: str
    on: date
    answers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repatriation:
    """A return (voluntary or assisted) or removal (forced) of one person; not the yearly return of a body."""

    id: str
    participation: str
    kind: Kind
    planned_on: date | None = None
    left_on: date | None = None
    risk_assessed_on: date | None = None
    received_by: str = ""
    consent: str | None = None
    follow_ups: tuple[FollowUp, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something a person has to look at and close with a reason. It names a reference, and decides nothing."""

    kind: Literal["removal_in_recovery"]
    participation: str
    ref: str
    on: date
    protected_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpShare:
    """How the follow-ups of one month that fell due came out. ``due`` is what every share is a share of."""

    month: int
    due: int
    results: Mapping[Result, int]

    @property
    def not_yet(self) -> int:
        """Those that fell due and of which nothing is recorded."""
        return self.due - sum(self.results.values())


def planned(left_on: date, months: Sequence[int] = MONTHS) -> tuple[FollowUp, ...]:
    """The follow-ups after a return, each on the same day of a later month, or on its last. ``months`` rise from 1."""
    if not months or list(months) != sorted({*months}) or months[0] < 1:
        raise UsageError("Follow-ups need months from 1 on, each once, in order.", hint="Write 1, 3, 6, 12.")
    return tuple(FollowUp(month=month, due=_months_later(left_on, month)) for month in months)


def recorded(one: Repatriation, month: int, result: Result, on: date) -> Repatriation:
    """The return with the result of one follow-up. Raises UsageError where there is none, or before the person left."""
    found = [follow.month for follow in one.follow_ups]
    if month not in found or result not in RESULTS or one.left_on is None or on < one.left_on:
        raise UsageError(
            f"There is no follow-up of month {month} to record {result!r} for on {on}.",
            hint=f"Months: {', '.join(map(str, found)) or 'none'}; results: {', '.join(RESULTS)}.",
        )
    marked = (replace(f, result=result, on=on) if f.month == month else f for f in one.follow_ups)
    return replace(one, follow_ups=tuple(marked))


def shares(repatriations: Iterable[Repatriation], *, today: date) -> tuple[FollowUpShare, ...]:
    """By month, the follow-ups due by the day and their results. Nobody leaves the denominator by being unreachable.

    A follow-up made before its day counts once it is due, so that early results do not stand over a smaller base.
    """
    due = [follow for one in repatriations for follow in one.follow_ups if follow.due <= today]
    return tuple(
        FollowUpShare(
            month=month,
            due=sum(follow.month == month for follow in due),
            results=Counter(f.result for f in due if f.month == month and f.result is not None and _by(f, today)),
        )
        for month in sorted({follow.month for follow in due})
    )


def check(one: Repatriation, consent: Consent | None, *, today: date) -> tuple[Finding, ...]:
    """What is wrong or open in a return as it stands: consent, risk, who receives, follow-ups."""
    return tuple(_faults(one, consent, today))


def alarms(repatriations: Iterable[Repatriation], recovery: Mapping[str, Iterable[Clock]]) -> tuple[Alarm, ...]:
    """An alarm for every forced return, planned or done, on a day that a recovery period protects.

    ``recovery``: participation → its recovery clocks. A period paused without an end protects until it is known.
    """
    return tuple(alarm for one in repatriations for alarm in _alarms(one, recovery.get(one.participation, ())))


def _alarms(one: Repatriation, recovery: Iterable[Clock]) -> Iterator[Alarm]:
    day = one.left_on or one.planned_on
    if one.kind != "forced" or day is None:
        return
    held = [clock for clock in recovery if clock.protects(day)]
    if held:
        ends = [clock.protected_to for clock in held]
        yield Alarm(
            kind="removal_in_recovery",
            participation=one.participation,
            ref=one.id,
            on=day,
            protected_to=None if None in ends else max(end for end in ends if end),
        )


def _faults(one: Repatriation, consent: Consent | None, today: date) -> Iterator[Finding]:
    day = one.left_on or one.planned_on or today
    if one.kind != "forced" and not _consents(one, consent, day):
        yield tell("register.return-consent", column="consent")
    if one.risk_assessed_on is None or one.risk_assessed_on > day:
        yield tell("register.return-risk", column="risk_assessed_on")
    if one.left_on is not None and not one.received_by.strip():
        yield tell("register.return-receiver", column="received_by")
    if one.left_on is not None and not one.follow_ups:
        yield tell("register.return-follow-up", column="follow_ups")
    late = sum(follow.result is None and follow.due < today for follow in one.follow_ups)
    if late:
        yield tell("register.return-follow-up-late", count=late)


def _consents(one: Repatriation, consent: Consent | None, day: date) -> bool:
    if consent is None or (consent.id, consent.participation) != (one.consent, one.participation):
        return False
    return consent.given_on is not None and consent.given_on <= day and not consent.ended_on(day)


def _by(follow: FollowUp, today: date) -> bool:
    return follow.on is None or follow.on <= today


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
