"""The acts around courts and borders: a complaint, a proceeding, a return with its follow-ups."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from palermo.ground.errors import Refused
from palermo.ground.finding import Finding, errors
from palermo.register import family, proceedings, repatriation
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand, demand_of
from palermo.site.access.refusals import LostRace
from palermo.site.audit.actions import record
from palermo.site.cases import in_the_room
from palermo.site.cases.actions import Values, changed, once
from palermo.site.cases.models import (
    Case,
    Clock,
    ClockPause,
    Complaint,
    FamilyMember,
    FamilyUnit,
    FollowUp,
    Participation,
    Proceeding,
    ProceedingEvent,
    Repatriation,
    TraffickingEvent,
)


@transaction.atomic
def add_complaint(actor: Actor, case: Case, event: TraffickingEvent, *, made_on: date, made_to: str) -> Complaint:
    """A complaint of an event. Raises Forbidden."""
    demand(actor, Verb.WRITE, case)
    row = Complaint(agency_id=case.agency_id, case=case, event=event, made_on=made_on, made_to=made_to)
    row.save()
    record(actor, "complaint.add", row, fields=["made_on", "made_to"])
    return row


@transaction.atomic
def add_proceeding(actor: Actor, case: Case, told: Values, *, events: Sequence[UUID]) -> Proceeding:
    """A proceeding over events. Raises Forbidden, Refused with every broken link and impossible number."""
    demand(actor, Verb.WRITE, case)
    row = Proceeding(agency_id=case.agency_id, case=case, **told)
    _sound_proceeding(case, row, events)
    row.save()
    _link(case, row, events)
    record(actor, "proceeding.add", row, fields=[name for name, value in told.items() if value not in (None, "", [])])
    return row


@transaction.atomic
def change_proceeding(
    actor: Actor, row: Proceeding, version: int, *, events: Sequence[UUID], **wanted: Any
) -> list[str]:
    """How far a proceeding is. Raises Forbidden, LostRace, Refused with every broken link and impossible number."""
    names = changed(actor, row, version, "proceeding.change", wanted)
    _sound_proceeding(row.case, row, events)
    there = {one.event_id: one for one in ProceedingEvent.objects.filter(proceeding=row)}
    for key, link in there.items():
        if key not in events:
            link.delete()
    _link(row.case, row, [key for key in events if key not in there])
    return names


@transaction.atomic
def plan_return(
    actor: Actor, case: Case, part: Participation, told: Values, *, today: date, months: Sequence[int] = ()
) -> Repatriation:
    """A return, with follow-ups from the day the person left. Raises Forbidden, Refused with what stands against it."""
    demand_of(actor, Verb.WRITE, Repatriation)
    demand(actor, Verb.READ, case)
    row = Repatriation(agency_id=case.agency_id, case=case, participation=part, **told)
    _sound_return(row, str(told.get("received_by") or ""), today, months)
    _sound_family(row)
    row.save()
    _plan_follow_ups(row, months)
    record(actor, "return.plan", row, fields=[name for name, value in told.items() if value])
    return row


@transaction.atomic
def change_return(
    actor: Actor, row: Repatriation, version: int, *, today: date, months: Sequence[int] = (), **wanted: Any
) -> list[str]:
    """How far a return is. Raises Forbidden, LostRace, Refused with what stands against it."""
    names = changed(actor, row, version, "return.change", wanted)
    _sound_return(row, str(wanted.get("received_by") or ""), today, months)
    _sound_family(row)
    if not FollowUp.objects.filter(repatriation=row).exists():
        _plan_follow_ups(row, months)
    return names


@transaction.atomic
def follow_up(actor: Actor, row: FollowUp, version: int, *, result: repatriation.Result, on: date) -> None:
    """What came of one look after the person. Raises Forbidden, LostRace, UsageError before they left."""
    told = in_the_room.going_home(row.repatriation, FollowUp.objects.filter(repatriation=row.repatriation_id))
    repatriation.recorded(told, row.month, result, on)
    changed(actor, row, version, "return.follow-up", {"result": result, "on": on})


def alarms(rows: Sequence[Repatriation], held: Mapping[Clock, Sequence[ClockPause]]) -> tuple[repatriation.Alarm, ...]:
    """An alarm for every forced return inside a recovery period of the same person in the same case."""
    recovery: dict[str, list[Any]] = {}
    for clock, pauses in held.items():
        if clock.code == "recovery_period":
            recovery.setdefault(str(clock.participation_id), []).append(in_the_room.clock(clock, pauses))
    return repatriation.alarms([in_the_room.going_home(row) for row in rows], recovery)


def said_of_return(row: Repatriation, follow_ups: Sequence[FollowUp], *, today: date) -> tuple[Finding, ...]:
    """What is wrong or open in a return as it stands."""
    return repatriation.check(in_the_room.going_home(row, follow_ups), in_the_room.agreed(row), today=today)


def parted(
    row: Repatriation,
    returns: Iterable[Repatriation],
    people: Mapping[UUID, UUID],
    units: Iterable[FamilyUnit],
    members: Iterable[FamilyMember],
) -> tuple[Finding, ...]:
    """Whether a return parts a family: who of it leaves on the same day. ``people``: participation → person.

    Something to be answered for once the person has left; while it is planned the others may still follow.
    """
    reason = in_the_room.WRITTEN if vars(row)["apart_because"] else ""
    days = {one.participation_id: one.left_on or one.planned_on for one in [*returns, row]}
    where = {str(people[part]): str(day) for part, day in days.items() if part in people}
    own, found = people[row.participation_id], list(members)
    for unit in units:
        of = [one for one in found if one.unit_id == unit.pk]
        if len(of) > 1 and own in {one.person_id for one in of}:
            return family.together(in_the_room.unit(unit, of), "returned", where, reason=reason)
    return ()


def _sound_family(row: Repatriation) -> None:
    """Raises Refused where a person has left and a family is parted for no reason on record."""
    if row.left_on is None:
        return
    people = dict(Participation.objects.filter(case=row.case_id).values_list("pk", "person_id"))
    of = FamilyMember.objects.filter(person=people[row.participation_id]).values("unit")
    units, members = FamilyUnit.objects.filter(pk__in=of), FamilyMember.objects.filter(unit__in=of)
    found = errors(parted(row, Repatriation.objects.filter(case=row.case_id), people, units, members))
    if found:
        raise Refused("A family would be parted.", findings=found)


def _sound_proceeding(case: Case, row: Proceeding, events: Sequence[UUID]) -> None:
    there = [in_the_room.event(one) for one in TraffickingEvent.objects.filter(case=case)]
    made = [in_the_room.complaint(one) for one in Complaint.objects.filter(case=case)]
    found = errors(proceedings.check(in_the_room.proceeding(row, [str(key) for key in events]), there, made))
    if found:
        raise Refused("The proceeding cannot be written so.", findings=found)


def _link(case: Case, row: Proceeding, events: Sequence[UUID]) -> None:
    for key in events:
        try:
            once(ProceedingEvent(agency_id=case.agency_id, case=case, proceeding=row, event_id=key))
        except LostRace as lost:
            raise LostRace(str(lost), there={"version": row.version}, sent={"version": row.version}) from lost


def _sound_return(row: Repatriation, received_by: str, today: date, months: Sequence[int]) -> None:
    """Raises Refused with the errors of the room; what it only asks about is shown on the page."""
    planned = repatriation.planned(row.left_on, months or repatriation.MONTHS) if row.left_on else ()
    told = in_the_room.going_home(row, [_follow_up(row, one) for one in planned], received_by=received_by)
    found = errors(repatriation.check(told, in_the_room.agreed(row), today=today))
    if found:
        raise Refused("The return cannot be written so.", findings=found)


def _plan_follow_ups(row: Repatriation, months: Sequence[int]) -> None:
    if row.left_on is None:
        return
    for one in repatriation.planned(row.left_on, months or repatriation.MONTHS):
        _follow_up(row, one).save()


def _follow_up(row: Repatriation, one: repatriation.FollowUp) -> FollowUp:
    return FollowUp(
        agency_id=row.agency_id,
        case_id=row.case_id,
        repatriation=row,
        month=one.month,
        due=one.due,
    )
