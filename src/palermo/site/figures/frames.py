"""The cases of one body as the frames of the register: one line of codes a person, who is told by a pseudonym."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """Whom a body counts: participation → pseudonym, and case → pseudonyms of those in it."""

    agency: UUID
    persons: Mapping[str, str]
    victims: Mapping[str, list[str]]

    @classmethod
    def of(cls, agency: UUID) -> "_Body":
        parts = Participation.objects.filter(role=COUNTED, agency_id=agency)
        persons, victims = {}, dict[str, list[str]]()
        for part, case, person in parts.values_list("pk", "case_id", "person_id"):
            persons[str(part)] = _mark(agency, person)
            victims.setdefault(str(case), []).append(persons[str(part)])
        return cls(agency=agency, persons=persons, victims=victims)


def _statuses(body: _Body, today: date) -> "pl.DataFrame":
    rows = StatusDecision.objects.filter(agency_id=body.agency).defer("reasons")
    return figures.statuses(body.persons, map(in_the_room.decision, rows), today)


def _clocks_met(body: _Body, today: date) -> "pl.DataFrame":
    return figures.clocks_met(body.persons, _clocks(body.agency), today)


def _referrals(body: _Body, today: date) -> "pl.DataFrame":
    rows = Referral.objects.filter(agency_id=body.agency).defer("apart_because", "desk", "details")
    return figures.referrals(body.persons, (value for _, value in of_rows(rows)), today)


def _services(body: _Body, today: date) -> "pl.DataFrame":
    rows = Service.objects.filter(agency_id=body.agency).defer("outcome")
    return figures.services(body.persons, map(in_the_room.service, rows), today)


def _proceedings(body: _Body, today: date) -> "pl.DataFrame":
    rows = Proceeding.objects.filter(agency_id=body.agency).defer("court")
    return figures.proceedings(body.victims, (in_the_room.proceeding(one, ()) for one in rows))


def _follow_ups(body: _Body, today: date) -> "pl.DataFrame":
    return figures.follow_ups(body.persons, _returns(body.agency), today)


FRAMES: Mapping[str, Callable[[_Body, date], "pl.DataFrame"]] = {
    "statuses": _statuses,
    "clocks": _clocks_met,
    "referrals": _referrals,
    "services": _services,
    "proceedings": _proceedings,
    "follow_ups": _follow_ups,
}


def frames_of(actor: Actor, today: date, only: Collection[str] = tuple(FRAMES)) -> dict[str, "pl.DataFrame"]:
    """The frames of the register over the body's own people, as of ``today``. Sealed texts are not read."""
    body = _Body.of(body_of(actor))
    return {name: FRAMES[name](body, today) for name in FRAMES if name in only}


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
