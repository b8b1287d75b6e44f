"""When a consent is withdrawn, narrowed or runs out: what closes, who is told, and what cannot be taken back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from palermo.ground.calendar import WorkingDays
from palermo.ground.errors import Refused, UsageError
from palermo.register import referral
from palermo.register.consent import Consent, covers
from palermo.register.notices import Kind, Notice, is_held, notice
from palermo.register.referral import Move, Needs, Referral
from palermo.register.sayings import tell
from palermo.standards.nrm import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A service that came of a referral and was accepted, begun or ended."""

    referral: str
    body: str
    type: str
    on: date
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A figure that went out while the record could be counted in it, by the figure's id."""

    figure: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrecallable:
    """One thing that cannot be taken back: who has it, since when."""

    kind: Literal["payload_opened", "service", "figure"]
    ref: str
    who: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalPlan:
    """All that is done in one transaction, and the list the person is shown."""

    consent: Consent
    cause: Kind
    moves: tuple[Move, ...]
    referrals: tuple[Referral, ...]
    notices: tuple[Notice, ...]
    cannot_recall: tuple[Unrecallable, ...]

    @property
    def closed_payloads(self) -> tuple[str, ...]:
        """The referrals whose payload the receiver can no longer open."""
        return tuple(one.id for one in self.referrals if one.moves and not one.payload_is_readable)


def plan(
    consent: Consent,
    referrals: Iterable[Referral],
    *,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingDays,
    services: Iterable[Delivered] = (),
    figures: Iterable[Published] = (),
) -> WithdrawalPlan:
    """What follows from the consent as it now stands, over every referral made under any version of it.

    A withdrawal recalls all that is open, a narrower version what it no longer covers, and the end of its time lets
    what is sent or received expire. Every holder is told. Raises Refused where the consent still covers everything,
    and UsageError where a referral is of another consent.
    """
    today, given = at.date(), tuple(referrals)
    if any((one.consent, one.participation) != (consent.id, consent.participation) for one in given):
        raise UsageError("A referral was made under another consent.", hint="Give the referrals of this one alone.")
    cause = _cause(consent, given, today)
    touched = [one for one in given if not _still_covered(consent, one, today)]
    made = [move for one in touched if (move := _closing(one, consent, cause, at)) is not None]
    moved = {move.referral: move for move in made}
    return WithdrawalPlan(
        consent=consent,
        cause=cause,
        moves=tuple(made),
        referrals=tuple(referral.after(one, moved[one.id]) if one.id in moved else one for one in given),
        notices=tuple(notice(one, cause, today, rulebook, calendar) for one in touched if is_held(one)),
        cannot_recall=tuple(_unrecallable(consent, touched, services, figures, today)),
    )


def _cause(consent: Consent, given: tuple[Referral, ...], today: date) -> Kind:
    if consent.is_withdrawn(today):
        return "withdrawal"
    if consent.is_expired(today):
        return "expiry"
    if any(not _still_covered(consent, one, today) for one in given if one.is_open):
        return "narrowing"
    raise Refused("The consent still covers every referral.", findings=(tell("register.referral-not-withdrawn"),))


def _still_covered(consent: Consent, one: Referral, today: date) -> bool:
    return covers(consent, one.purpose, one.receiver, one.fields, today).ok


def _closing(one: Referral, consent: Consent, cause: Kind, at: datetime) -> Move | None:
    """The move that closes an open referral; None where nothing is to be closed."""
    to: referral.State = "expired" if cause == "expiry" else "recalled"
    if to not in referral.open_to(one.state, "system"):
        return None
    return referral.move(one, to, "system", at=at, needs=Needs(consent=consent, reason=cause))[0]


def _unrecallable(
    consent: Consent,
    touched: Iterable[Referral],
    services: Iterable[Delivered],
    figures: Iterable[Published],
    today: date,
) -> Iterator[Unrecallable]:
    ids: set[str] = set()
    for one in touched:
        ids.add(one.id)
        opened = one.at("received")
        if opened is not None:
            yield Unrecallable(kind="payload_opened", ref=one.id, who=one.receiver, on=opened.date())
    for service in services:
        if service.referral in ids:
            yield Unrecallable(kind="service", ref=service.type, who=service.body, on=service.on)
    for figure in figures:
        if (consent.given_on or date.min) <= figure.on <= today:
            yield Unrecallable(kind="figure", ref=figure.figure, who="", on=figure.on)
