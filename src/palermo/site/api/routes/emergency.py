"""Emergency access: the same acts as the pages."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from palermo.site.access.gate import find
from palermo.site.access.middleware import actor_of
from palermo.site.access.refusals import Hidden
from palermo.site.accounts.models import Agency
from palermo.site.api.answers import AnswerEmergency, ApproveEmergency, AskEmergency, Emergencies, Emergency
from palermo.site.api.cursors import page
from palermo.site.api.interface import FAULTS, ByToken
from palermo.site.api.writing import Key, once
from palermo.site.emergency import actions
from palermo.site.emergency.models import EmergencyAccess
from palermo.site.emergency.rights import demand_sight

router = Router(tags=["emergency"])


@router.get("/emergency", auth=ByToken("emergency.read"), response={200: Emergencies, **FAULTS})
def accesses(request: HttpRequest, after: str = "", limit: Annotated[int, Query(ge=1, le=100)] = 50) -> Emergencies:
    """Those that one may see, newest first."""
    actor = actor_of(request)
    demand_sight(actor)
    rows, following = page(EmergencyAccess.objects.all(), after=after, limit=limit, by="asked_at")
    return Emergencies(items=[_shown(one) for one in rows], next=following)


@router.post("/emergency", auth=ByToken("emergency.ask"), response={201: Emergency, **FAULTS})
def ask(request: HttpRequest, key: Key, asked: AskEmergency) -> Any:
    """Ask for coded facts of one record of another body."""
    actor, now = actor_of(request), timezone.now()

    def act() -> Emergency:
        owner = Agency.objects.filter(code=asked.owner).first()
        if owner is None:
            raise Hidden("Nothing here.")
        told = {"resource": asked.resource, "reference": asked.reference, "reason": asked.reason}
        return _shown(actions.ask(actor, owner, **told, now=now))

    return once(request, key, act, asked=asked.model_dump_json().encode())


@router.get("/emergency/{uuid:access}", auth=ByToken("emergency.read"), response={200: Emergency, **FAULTS})
def one(request: HttpRequest, access: UUID) -> Emergency:
    """One of them."""
    actor = actor_of(request)
    asked = find(actor, EmergencyAccess, access)
    demand_sight(actor)
    return _shown(asked)


@router.post("/emergency/{uuid:access}/approve", auth=ByToken("emergency.decide"), response={200: Emergency, **FAULTS})
def approve(request: HttpRequest, access: UUID, key: Key, told: ApproveEmergency) -> Any:
    """Open it for some hours."""
    actor = actor_of(request)
    asked = find(actor, EmergencyAccess, access)

    def act() -> Emergency:
        actions.approve(actor, asked, hours=told.hours, now=timezone.now())
        return _shown(asked)

    return once(request, key, act, status=200, asked=told.model_dump_json().encode())


@router.post("/emergency/{uuid:access}/answer", auth=ByToken("emergency.decide"), response={200: Emergency, **FAULTS})
def answer(request: HttpRequest, access: UUID, key: Key, told: AnswerEmergency) -> Any:
    """The owner has seen it, or ends it."""
    actor = actor_of(request)
    asked = find(actor, EmergencyAccess, access)

    def act() -> Emergency:
        actions.answer(actor, asked, end=told.end, now=timezone.now())
        return _shown(asked)

    return once(request, key, act, status=200, asked=told.model_dump_json().encode())


def _shown(asked: EmergencyAccess) -> Emergency:
    approval = asked.approvals.first()
    return Emergency(
        id=asked.pk,
        asked_by=Agency.objects.get(pk=asked.agency_id).code,
        owner=Agency.objects.get(pk=asked.owner_id).code,
        resource=asked.resource,
        reference=asked.reference,
        reason=asked.reason,
        asked_at=asked.asked_at,
        open_until=approval.closes_at if approval else None,
        ended=asked.answers.filter(ended=True).exists(),
    )
