"""Bodies of the conference: seats, handovers, and what became of them."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from palermo.site.access.gate import Verb, demand_of
from palermo.site.access.middleware import actor_of
from palermo.site.api.interface import FAULTS, ByToken
from palermo.site.api.routes.conference import READ, row_of
from palermo.site.api.told import ConferenceBodies, Handovers, OneBody, OneHandover, OneSeat
from palermo.site.api.writing import Key
from palermo.site.api.writing_rows import changed, write
from palermo.site.api.written import AddBody, AddSeat, ChangeSeat, Dissolve, HandOver, Written
from palermo.site.coordination import actions
from palermo.site.coordination.mechanism import actions as mechanism
from palermo.site.coordination.models import Body, Handover, Membership

router = Router(tags=["conference"])
WRITE = ByToken("conference.write")
ADDED: dict[Any, Any] = {201: Written, **FAULTS}
CHANGED: dict[Any, Any] = {200: Written, **FAULTS}


@router.get("/conference/bodies", auth=READ, response={200: ConferenceBodies, **FAULTS})
def bodies(request: HttpRequest) -> ConferenceBodies:
    """Bodies with their dated names and seats."""
    demand_of(actor_of(request), Verb.READ, Body)
    return ConferenceBodies(items=[_body(one) for one in Body.objects.prefetch_related("seats")])


@router.post("/conference/bodies", auth=WRITE, response=ADDED)
def add_body(request: HttpRequest, key: Key, told: AddBody) -> Any:
    """A body with its seat."""
    return write(request, key, told, lambda actor, sent, today: actions.add_body(actor, **sent, today=today))


@router.post("/conference/bodies/{code}/dissolve", auth=WRITE, response=CHANGED)
def dissolve(request: HttpRequest, code: str, key: Key, told: Dissolve) -> Any:
    """A body is no more. What it owed passes to nobody by this; an empty day takes it back."""
    body = _of(request, Body, code=code)
    act = lambda actor, sent, today: changed(body, lambda: mechanism.dissolve(actor, body, **sent, today=today))  # noqa: E731
    return write(request, key, told, act, status=200)


@router.post("/conference/bodies/{code}/seats", auth=WRITE, response=ADDED)
def add_seat(request: HttpRequest, code: str, key: Key, told: AddSeat) -> Any:
    """A further seat of a body."""
    body = _of(request, Body, code=code)
    return write(request, key, told, lambda actor, sent, today: actions.add_seat(actor, body, **sent, today=today))


@router.post("/conference/seats/{uuid:seat}", auth=WRITE, response=CHANGED)
def change_seat(request: HttpRequest, seat: UUID, key: Key, told: ChangeSeat) -> Any:
    """Change a seat, or write its last day."""
    row = _of(request, Membership, pk=seat)
    act = lambda actor, sent, today: changed(row, lambda: actions.change_seat(actor, row, **sent, today=today))  # noqa: E731
    return write(request, key, told, act, status=200)


@router.get("/conference/handovers", auth=READ, response={200: Handovers, **FAULTS})
def handovers(request: HttpRequest) -> Handovers:
    """What passed from one body to another by a recorded act."""
    demand_of(actor_of(request), Verb.READ, Handover)
    found = Handover.objects.all()
    return Handovers(
        items=[
            OneHandover(id=one.pk, version=one.version, giver=one.giver, taker=one.taker, on=one.on,
                        measures=one.measures, source=one.source)
            for one in found
        ]
    )  # fmt: skip


@router.post("/conference/handovers", auth=WRITE, response=ADDED)
def hand_over(request: HttpRequest, key: Key, told: HandOver) -> Any:
    """A body takes over what another owed: all of it, or the measures named."""
    return write(request, key, told, lambda actor, sent, today: mechanism.hand_over(actor, **sent, today=today))


def _of(request: HttpRequest, model: Any, **key: object) -> Any:
    demand_of(actor_of(request), Verb.READ, model)
    return row_of(model, **key)


def _body(one: Body) -> OneBody:
    seats = [
        OneSeat(id=seat.pk, version=seat.version, role=seat.role, start=seat.start, end=seat.end, held_by=seat.held_by)
        for seat in one.seats.all()
    ]
    return OneBody(
        id=one.pk,
        version=one.version,
        code=one.code,
        kind=one.kind,
        names=one.names,
        dissolved=one.dissolved,
        successors=one.successors,
        seats=seats,
    )
