"""The acts of emergency access: asked, approved, answered. Each is a row the owner sees at once, and an audit event."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from palermo.ground.errors import UsageError
from palermo.site.access.actor import Actor, Opened
from palermo.site.access.gate import Verb, demand, demand_of, person
from palermo.site.access.refusals import Forbidden, Hidden
from palermo.site.accounts.models import Agency
from palermo.site.audit.actions import record
from palermo.site.emergency.models import LONGEST, EmergencyAccess, EmergencyAnswer, EmergencyApproval

SHORTEST_REASON = 20
"""Characters; what is shorter is no reason."""


@transaction.atomic
def ask(actor: Actor, owner: Agency, *, resource: str, reference: str, reason: str, now: datetime) -> EmergencyAccess:
    """Ask to read one record of ``owner``. Raises Forbidden, or UsageError where the reason is too short."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise UsageError("The reason is too short.", hint=f"Say in at least {SHORTEST_REASON} letters why.")
    demand_of(actor, Verb.ASK, EmergencyAccess)
    if actor.agency is None or owner.pk == actor.agency:
        raise Forbidden("Emergency access is to another body's record.")
    asked = EmergencyAccess(
        agency_id=actor.agency,
        owner=owner,
        account=person(actor),
        role=actor.role,
        resource=resource,
        reference=reference,
        reason=reason.strip(),
        asked_at=now,
    )
    asked.save()
    said = {"reason": asked.reason, "reference": asked.reference}
    record(actor, "emergency.ask", asked, fields=list(said), after=said)
    return asked


@transaction.atomic
def approve(actor: Actor, asked: EmergencyAccess, *, hours: int, now: datetime) -> EmergencyApproval:
    """Open it for some hours. Raises Forbidden for whoever asked it, and UsageError past two days."""
    demand(actor, Verb.APPROVE, asked)
    if actor.account == asked.account:
        raise Forbidden("A second person approves.")
    if not timedelta() < timedelta(hours=hours) <= LONGEST:
        raise UsageError("Emergency access lasts from one to 48 hours.", hint="Ask again when it has ended.")
    opened = EmergencyApproval(
        agency_id=asked.agency_id,
        owner_id=asked.owner_id,
        access=asked,
        account=person(actor),
        opens_at=now,
        closes_at=now + timedelta(hours=hours),
    )
    opened.save()
    record(actor, "emergency.approve", asked, fields=["closes_at"])
    return opened


@transaction.atomic
def answer(actor: Actor, asked: EmergencyAccess, *, end: bool, now: datetime) -> EmergencyAnswer:
    """The owner has seen it, or ends it at once. Raises Forbidden for all but a manager of the owner."""
    if actor.agency != asked.owner_id or actor.role != "agency_manager":
        raise Forbidden("The owner of the record answers.")
    told = EmergencyAnswer(
        agency_id=asked.owner_id, asker_id=asked.agency_id, access=asked, account=person(actor), ended=end, at=now
    )
    told.save()
    record(actor, "emergency.end" if end else "emergency.seen", asked)
    return told


def opens(actor: Actor, *, owner: Agency, resource: str, reference: str, now: datetime) -> bool:
    """Whether ``actor`` may read the coded facts of that record now: approved, not run out, not ended by the owner."""
    if actor.account is None or actor.agency is None:
        return False
    asked = EmergencyAccess.objects.filter(
        agency_id=actor.agency, account=actor.account, owner=owner, resource=resource, reference=reference
    )
    return bool(_now_open(asked, now).exists())


def _now_open(asked: Any, now: datetime) -> Any:
    """Those of them that were approved, have not run out and were not ended."""
    current = asked.filter(approvals__opens_at__lte=now, approvals__closes_at__gt=now)
    return current.exclude(answers__ended=True)


def opened(actor: Actor, asked: EmergencyAccess, *, now: datetime) -> Actor:
    """``actor`` with the record that the access opens now, to be scoped with; the database looks it up once more.

    Raises Hidden where it opens nothing: not approved, run out, ended by the owner, or another's.
    """
    own = EmergencyAccess.objects.filter(pk=asked.pk, agency_id=actor.agency, account=actor.account, resource="case")
    if not _now_open(own, now).exists():
        raise Hidden("Nothing here.")
    return replace(actor, opened=Opened(access=asked.pk, owner=asked.owner_id, reference=asked.reference))
