"""The cases of one body as the frames of the register: one line of codes a person, who is told by a pseudonym."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.crypto import salted_hmac

from palermo.register import clocks, figures, repatriation
from palermo.site.access.actor import Actor
from palermo.site.access.refusals import Forbidden
from palermo.site.cases import in_the_room
from palermo.site.cases.models import (
    Clock,
    ClockPause,
    FollowUp,
    Participation,
    Proceeding,
    Repatriation,
    Service,
    StatusDecision,
)
from palermo.site.referrals.models import Referral
from palermo.site.referrals.rooms import of_rows

if TYPE_CHECKING:
    import polars as pl

COUNTED = "victim"
"""The role of those who are counted."""
MARK = 20
"""Letters of a pseudonym: 80 bits, so that no two of a body's people share one."""


def frames_of(actor: Actor, today: date) -> dict[str, "pl.DataFrame"]:
    """Each frame of the register over the body's own people, as of ``today``. Sealed texts are not read."""
    agency = body_of(actor)
    own = {"agency_id": agency}
    parts = list(Participation.objects.filter(role=COUNTED, **own).values_list("pk", "case_id", "person_id"))
    persons = {str(part): _mark(agency, person) for part, _, person in parts}
    victims: dict[str, list[str]] = {}
    for _, case, person in parts:
        victims.setdefault(str(case), []).append(_mark(agency, person))
    decisions = StatusDecision.objects.filter(**own).defer("reasons")
    services = Service.objects.filter(**own).defer("outcome")
    sent = of_rows(Referral.objects.filter(**own).defer("apart_because", "desk", "details"))
    held = Proceeding.objects.filter(**own).defer("court")
    return {
        "statuses": figures.statuses(persons, map(in_the_room.decision, decisions), today),
        "clocks": figures.clocks_met(persons, _clocks(agency), today),
        "referrals": figures.referrals(persons, (value for _, value in sent), today),
        "services": figures.services(persons, map(in_the_room.service, services), today),
        "proceedings": figures.proceedings(victims, (in_the_room.proceeding(one, ()) for one in held)),
        "follow_ups": figures.follow_ups(persons, _returns(agency), today),
    }


def body_of(actor: Actor) -> UUID:
    """The body whose figures they are. Raises Forbidden for whoever acts for none."""
    if actor.agency is None:
        raise Forbidden("Figures are of a body.")
    return actor.agency


def _clocks(agency: UUID) -> Iterator[tuple[str, clocks.Clock, date | None]]:
    pauses: dict[UUID, list[ClockPause]] = {}
    for pause in ClockPause.objects.filter(agency_id=agency):
        pauses.setdefault(pause.clock_id, []).append(pause)
    for row in Clock.objects.filter(agency_id=agency):
        yield str(row.participation_id), in_the_room.clock(row, pauses.get(row.pk, ())), row.stopped


def _returns(agency: UUID) -> Iterator[repatriation.Repatriation]:
    follow_ups: dict[UUID, list[FollowUp]] = {}
    for one in FollowUp.objects.filter(agency_id=agency):
        follow_ups.setdefault(one.repatriation_id, []).append(one)
    for row in Repatriation.objects.filter(agency_id=agency).defer("received_by"):
        yield in_the_room.going_home(row, follow_ups.get(row.pk, ()))


def _mark(agency: UUID, person: UUID) -> str:
    """A person's pseudonym: the same in every frame and every year, and nobody's without the secret of the site."""
    return salted_hmac(f"palermo.figures.{agency}", str(person), algorithm="sha256").hexdigest()[:MARK]
