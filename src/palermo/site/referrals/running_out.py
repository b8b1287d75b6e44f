"""What nobody has to click: consents and referrals whose last day has passed, body by body, by the worker."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from palermo.ground.errors import Refused
from palermo.site.access.actor import Actor
from palermo.site.access.refusals import LostRace
from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Agency
from palermo.site.jobs.leased import WORKER
from palermo.site.referrals import actions
from palermo.site.referrals.consents import actions as consents
from palermo.site.referrals.models import Consent, Referral
from palermo.site.referrals.rooms import latest, of_rows


def run_out(now: datetime) -> int:
    """Do what follows from every last day that has passed: how many consents and referrals it was.

    One that somebody moves in the same moment is looked at again the next time.
    """
    done = 0
    for body in Agency.objects.values_list("pk", flat=True):
        actor = Actor(role=WORKER, agency=body, purpose="the last day has passed")
        with scoped(actor):
            consented, sent = _consents(now), _referrals(body, now)
        for consent in consented:
            done += _did(actor, lambda who, one=consent: consents.run_out(who, one, now=now))  # type: ignore[misc]
        for row in sent:
            done += _did(actor, lambda who, one=row: actions.run_out(who, one, now=now))  # type: ignore[misc]
    return done


def _did(actor: Actor, act: Callable[[Actor], object]) -> bool:
    try:
        with scoped(actor):
            act(actor)
    except (LostRace, Refused):  # answered, or recalled, meanwhile
        return False
    return True


def _consents(now: datetime) -> list[Consent]:
    ended = Consent.objects.filter(run_out_at=None, withdrawn_on=None, expires_on__lt=timezone.localdate(now))
    versions = Consent.objects.filter(consent__in=ended.values("consent"))
    return [one for one in latest(versions) if one.run_out_at is None and _ended(one, now)]


def _ended(one: Consent, now: datetime) -> bool:
    return one.withdrawn_on is None and one.expires_on is not None and one.expires_on < timezone.localdate(now)


def _referrals(body: UUID, now: datetime) -> list[Referral]:
    """Those of the body itself: the sender's end lets them run out."""
    late = Referral.objects.filter(agency_id=body, expires_on__lt=timezone.localdate(now), receiver__isnull=False)
    answered = Q(moves__state__in=("accepted", "refused", "completed", "recalled", "expired"))
    return [row for row, value in of_rows(late.exclude(answered)) if value.is_open]
