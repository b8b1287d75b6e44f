"""The audit, for auditors: what was done, never what stands in a row."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from palermo.site.access.gate import Verb, demand_of
from palermo.site.access.middleware import actor_of
from palermo.site.access.refusals import Forbidden
from palermo.site.accounts.models import Agency
from palermo.site.api.answers import Event, Events
from palermo.site.api.cursors import page
from palermo.site.api.interface import FAULTS, ByToken
from palermo.site.audit.models import AuditEvent

router = Router(tags=["audit"])


@router.get("/audit", auth=ByToken("events.read"), response={200: Events, **FAULTS})
def events(request: HttpRequest, after: str = "", limit: Annotated[int, Query(ge=1, le=100)] = 50) -> Events:
    """Events, newest first."""
    actor = actor_of(request)
    demand_of(actor, Verb.READ, AuditEvent)
    if actor.role != "auditor":  # a manager reads those of the own body on the pages
        raise Forbidden("Not allowed.")
    rows, following = page(AuditEvent.objects.all(), after=after, limit=limit, by="at")
    bodies = dict(Agency.objects.values_list("pk", "code"))
    return Events(items=[_event(one, bodies.get(one.agency_id)) for one in rows], next=following)


def _event(one: AuditEvent, body: str | None) -> Event:
    return Event(
        at=one.at, account=one.actor, role=one.role, body=body, verb=one.verb, kind=one.kind, key=one.key,
        fields=one.fields,
    )  # fmt: skip
