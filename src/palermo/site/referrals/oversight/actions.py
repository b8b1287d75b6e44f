"""The acts on a share with a monitor: begun, kept as the case stands, ended. May, change, audit, in one transaction."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from palermo import register
from palermo.ground.errors import Refused
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand, demand_of, person
from palermo.site.access.refusals import LostRace
from palermo.site.access.rows import ScopedQuerySet
from palermo.site.accounts.models import Agency
from palermo.site.audit.actions import record
from palermo.site.referrals.holding import held_consent
from palermo.site.referrals.models import Consent, MonitorShare, MonitorShareEnd, SharedFact
from palermo.site.referrals.oversight.facts import FIELDS, facts_of
from palermo.site.referrals.references import new_reference
from palermo.site.referrals.rooms import consent_of

PURPOSE = "oversight"
"""The purpose that a consent names for this and nothing else."""


@transaction.atomic
def begin(actor: Actor, consent: Consent, monitor: Agency, *, now: datetime) -> MonitorShare:
    """Show a monitor from now on what the person agreed to. Raises Refused with all that the consent lacks,
    Forbidden, LostRace where it is shown already or the consent was changed."""
    demand_of(actor, Verb.WRITE, MonitorShare)
    last = held_consent(demand(actor, Verb.READ, consent))
    fields = [one for one in FIELDS if one in last.fields]
    lacks = register.consent.covers(consent_of(last), PURPOSE, monitor.code, fields or FIELDS, localdate(now)).findings
    if lacks:
        raise Refused("The consent does not allow it.", findings=lacks)
    if MonitorShare.objects.filter(participation=last.participation_id, monitor=monitor, ends=None).exists():
        raise LostRace("It is shared with this monitor already.")
    row = MonitorShare(
        agency_id=last.agency_id,
        monitor=monitor,
        reference=new_reference(),
        participation_id=last.participation_id,
        consent=last,
        fields=fields,
        account=person(actor),
        begun_at=now,
    )
    row.save()
    _show(row, now)
    record(actor, "oversight.begin", row, fields=fields)
    return row


@transaction.atomic
def end(actor: Actor, share: MonitorShare, *, now: datetime) -> None:
    """End a share at once. Raises Forbidden, and LostRace where it has ended."""
    demand(actor, Verb.WRITE, share)
    _end(actor, share, "ended", now)


@transaction.atomic
def end_under(actor: Actor, consent: register.Consent, *, now: datetime) -> None:
    """End every share that the consent, as it stands now, does not cover any more."""
    today = localdate(now)
    for share in _open().filter(consent__consent=UUID(consent.id)).prefetch_related("monitor"):
        if not register.consent.covers(consent, PURPOSE, share.monitor.code, share.fields, today).ok:
            ended = (
                "withdrawal" if consent.is_withdrawn(today) else "expiry" if consent.is_expired(today) else "narrowing"
            )
            _end(actor, share, ended, now)


@transaction.atomic
def keep_as_it_stands(participation: UUID, *, now: datetime) -> None:
    """What monitors see of a person follows what was decided or planned in the case just now."""
    for share in _open().filter(participation=participation):
        _hide(share)
        _show(share, now)


def _open() -> ScopedQuerySet[MonitorShare]:
    rows: ScopedQuerySet[MonitorShare] = MonitorShare.objects.filter(ends=None)
    return rows


def _end(actor: Actor, share: MonitorShare, cause: str, now: datetime) -> None:
    row = MonitorShareEnd(
        agency_id=share.agency_id,
        monitor_id=share.monitor_id,
        share=share,
        cause=cause,
        account=actor.account,
        ended_at=now,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise LostRace("The share has ended meanwhile.") from error
    _hide(share)
    record(actor, "oversight.end", share, fields=["cause"])


def _show(share: MonitorShare, now: datetime) -> None:
    for one in facts_of(share, localdate(now)):
        one.save()


def _hide(share: MonitorShare) -> None:
    shown = SharedFact.objects.filter(share=share)
    if shown.exists():
        shown.delete()
