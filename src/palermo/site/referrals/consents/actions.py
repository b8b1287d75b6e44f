"""The acts on consent: given, narrowed, withdrawn, run out. May, change, audit, in one transaction."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate, localtime

from palermo import register
from palermo.ground.errors import Refused, UsageError
from palermo.register.withdrawal import WithdrawalPlan, plan
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand, person
from palermo.site.access.refusals import LostRace
from palermo.site.audit.actions import record
from palermo.site.cases.models import Participation
from palermo.site.referrals.calendar import rulebook, working_days
from palermo.site.referrals.consents.following import delivered, published
from palermo.site.referrals.holding import held_consent
from palermo.site.referrals.models import Consent, Referral
from palermo.site.referrals.moves.actions import close, notify, tell, write
from palermo.site.referrals.oversight.actions import end_under
from palermo.site.referrals.rooms import consent_of, of_rows
from palermo.site.referrals.words import FIELDS, PURPOSES

T = TypeVar("T")
TRIES = 3
"""A withdrawal is not lost because somebody answers a referral in the same moment: it looks again and goes on."""

_ANSWERED = ("accepted", "refused", "completed", "recalled", "expired")
_ENDED = ("refused", "completed")
"""They stay so when the consent is withdrawn; what was sealed for the receiver is destroyed all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a consent says."""

    purpose: str
    fields: Collection[str]
    recipients: Collection[str]
    given_on: date | None = None
    given_by: str = ""
    expires_on: date | None = None
    basis_if_none: str = ""


@transaction.atomic
def give(actor: Actor, participation: Participation, terms: Terms, *, now: datetime) -> Consent:
    """Record what a person agreed to, or the law in its place. Raises Forbidden, UsageError where it says nothing."""
    _sensible(terms, localdate(now))
    row = Consent(
        agency_id=participation.agency_id,
        consent=uuid4(),
        participation=participation,
        purpose=terms.purpose,
        fields=sorted(terms.fields),
        recipients=sorted(terms.recipients),
        given_on=terms.given_on,
        given_by=terms.given_by,
        expires_on=terms.expires_on,
        basis_if_none=terms.basis_if_none.strip(),
        account=person(actor),
        made_at=now,
    )
    demand(actor, Verb.WRITE, row)
    consent_of(row)  # the room refuses a giver without a day, and a law beside a consent
    row.save()
    record(actor, "consent.give", row, fields=_NAMED, after=_digested(row))
    return row


@transaction.atomic
def narrow(
    actor: Actor,
    consent: Consent,
    *,
    fields: Collection[str],
    recipients: Collection[str],
    expires_on: date | None,
    now: datetime,
) -> Consent:
    """The next version, which says less; what it no longer covers is recalled. Raises Refused, Forbidden, LostRace."""
    demand(actor, Verb.WRITE, consent)
    last = held_consent(consent)
    told = register.consent.narrowed(
        consent_of(last), fields=fields, recipients=recipients, expires_on=expires_on or last.expires_on
    )
    row = Consent(
        agency_id=last.agency_id,
        consent=last.consent,
        version=told.version,
        participation_id=last.participation_id,
        purpose=last.purpose,
        fields=sorted(told.fields),
        recipients=sorted(told.recipients),
        given_on=last.given_on,
        given_by=last.given_by,
        expires_on=told.expires_on,
        basis_if_none=last.basis_if_none,
        account=person(actor),
        made_at=now,
    )
    row.save()
    last.run_out_at = now  # nothing follows from it any more
    last.save()
    _end_earlier(row)
    made = _retried(lambda: _follow(actor, row, told, now))
    record(actor, "consent.narrow", row, fields=["expires_on", "fields", "recipients"], after=_digested(row))
    end_under(actor, told, now=now)
    _told(actor, made)
    return row


@transaction.atomic
def withdraw(actor: Actor, consent: Consent, *, now: datetime) -> WithdrawalPlan | None:
    """End a consent today, and do all that follows in the same transaction. None where nothing was sent under it.

    Raises Refused on what was never given or was withdrawn before, Forbidden, LostRace where it was narrowed meanwhile.
    """
    demand(actor, Verb.WRITE, consent)
    last = held_consent(consent)
    told = register.consent.withdrawn(consent_of(last), localdate(now))
    last.withdrawn_on, last.run_out_at = told.withdrawn_on, now
    last.save()
    made = _retried(lambda: _follow(actor, last, told, now))
    record(actor, "consent.withdraw", last, fields=["withdrawn_on"])
    end_under(actor, told, now=now)
    _told(actor, made)
    return made[0] if made else None


@transaction.atomic
def run_out(actor: Actor, consent: Consent, *, now: datetime) -> WithdrawalPlan | None:
    """What follows from a consent whose last day has passed; done once, by the worker, in the scope of its body."""
    last = held_consent(consent)
    last.run_out_at = now
    last.save()
    made = _retried(lambda: _follow(actor, last, consent_of(last), now))
    record(actor, "consent.run-out", last, fields=["run_out_at"])
    end_under(actor, consent_of(last), now=now)
    _told(actor, made)
    return made[0] if made else None


def would_follow(consent: Consent, *, now: datetime) -> WithdrawalPlan | None:
    """What a withdrawal would do now, or what it has done: nothing is written. None where nothing was ever sent."""
    value = consent_of(consent)
    if value.given_on is not None and value.withdrawn_on is None and value.given_on <= localdate(now):
        value = register.consent.withdrawn(value, localdate(now))
    return _planned(value, [one for _, one in _under(consent)], now)


def _end_earlier(row: Consent) -> None:
    """The last day of a narrower version is that of what was sent and not answered: no receiver sees a consent."""
    if row.expires_on is None:
        return
    sent = Referral.objects.filter(consent__consent=row.consent, receiver__isnull=False)
    later = sent.filter(Q(expires_on=None) | Q(expires_on__gt=row.expires_on)).exclude(moves__state__in=_ANSWERED)
    keys = list(later.values_list("pk", flat=True))
    if keys:
        Referral.objects.filter(pk__in=keys).update(expires_on=row.expires_on)


def _under(consent: Consent) -> list[tuple[Referral, register.Referral]]:
    """Every referral under any version of a consent."""
    rows = Referral.objects.filter(consent__consent=consent.consent).order_by("pk")
    return of_rows(rows, with_consent=True)


def _planned(value: register.Consent, referrals: list[register.Referral], now: datetime) -> WithdrawalPlan | None:
    if not referrals:
        return None
    told = {"services": delivered(referrals), "figures": published(value.given_on, localdate(now))}
    try:
        return plan(value, referrals, at=localtime(now), rulebook=rulebook(), calendar=working_days(), **told)  # type: ignore[arg-type]
    except Refused:  # a narrower version that covers all there is
        return None


_Followed = tuple[WithdrawalPlan, list[tuple[Referral, register.Move]]]


def _follow(actor: Actor, row: Consent, value: register.Consent, now: datetime) -> _Followed | None:
    """The moves and the notices; the audit is told afterwards, since its chain lets in one at a time."""
    under = {str(one.pk): (one, told) for one, told in _under(row)}
    made = _planned(value, [told for _, told in under.values()], now)
    if made is None:
        return None
    moves = [(under[move.referral][0], move) for move in made.moves]
    for one, move in moves:
        write(actor, one, move, cause=made.cause)
    if made.cause == "withdrawal":
        for one, told in under.values():
            if told.state in _ENDED:
                close(one, now)
    notify(((under[notice.referral][0], notice) for notice in made.notices), now)
    return made, moves


def _retried(act: Callable[[], T]) -> T:
    for _ in range(TRIES - 1):
        try:
            with transaction.atomic():
                return act()
        except LostRace:
            continue
    return act()


def _told(actor: Actor, made: _Followed | None) -> None:
    for row, move in made[1] if made else ():
        tell(actor, row, move)


_NAMED = ["basis_if_none", "expires_on", "fields", "given_by", "given_on", "purpose", "recipients"]


def _digested(row: Consent) -> dict[str, object]:
    """What somebody may have to show later: it goes into the audit as a digest alone."""
    return {
        "purpose": row.purpose,
        "fields": row.fields,
        "recipients": row.recipients,
        "given_on": str(row.given_on),
        "expires_on": str(row.expires_on),
    }


def _sensible(terms: Terms, today: date) -> None:
    """Raises UsageError, or Refused, for a consent to nothing, to nobody, or of a day to come."""
    _known(terms.fields, FIELDS, "fields")
    _known([terms.purpose], PURPOSES, "purposes")
    if not terms.fields or not terms.recipients:
        raise UsageError("The consent names no field or no recipient.", hint="Choose what goes to whom.")
    if terms.given_on is not None and terms.given_on > today:
        raise Refused("The consent lies ahead.", findings=(register.sayings.tell("register.consent-later"),))
    if terms.given_on is None and not terms.basis_if_none.strip():
        raise Refused("There is no consent.", findings=(register.sayings.tell("register.consent-none"),))
    if terms.expires_on is not None and terms.expires_on < (terms.given_on or today):
        raise Refused("The consent has no days.", findings=(register.sayings.tell("register.consent-expired"),))


def _known(codes: Iterable[str], all_codes: Collection[str], what: str) -> None:
    unknown = sorted(set(codes) - set(all_codes))
    if unknown:
        raise UsageError(f"Among the {what} are codes that are none.", hint=f"There are: {', '.join(all_codes)}.")
