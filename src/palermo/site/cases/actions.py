"""The acts on a case, its people and what happened: may, change, audit, in one transaction. No value goes into the
audit, only the names of fields."""

import os
from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.utils.timezone import localdate

from palermo.ground.errors import Refused, UsageError
from palermo.ground.finding import Finding, errors
from palermo.register import closing, elements, family
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand, demand_of, person
from palermo.site.access.refusals import Forbidden, LostRace, NothingWritten
from palermo.site.accounts.models import Agency
from palermo.site.audit.actions import record
from palermo.site.cases import in_the_room
from palermo.site.cases.models import (
    Case,
    FamilyMember,
    FamilyUnit,
    IndicatorObservation,
    Note,
    Participation,
    PersonName,
    PersonRecord,
    SafeContact,
    Service,
    SupportPlan,
    TraffickingEvent,
)
from palermo.site.cases.referred import referrals_of

M = TypeVar("M", bound=Model)
Values = Mapping[str, Any]
_LETTERS = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")
"""From the letters of base 32 to those that do not look like another."""
NAME_PARTS = ("given", "family")


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """What a first contact tells: of the case, of the person, a name, how to reach them, and a note. All but the day
    and the way it came may be empty."""

    opened_on: date
    source: str
    person: Values
    name: Values
    contact: Values
    note: str = ""


def new_reference(year: int) -> str:
    """A reference that tells the year and nothing else."""
    return f"{year}-{drawn_codes(1)[0]}"


def drawn_codes(count: int) -> list[str]:
    """Codes of eight letters, drawn at random, each once."""
    while True:
        letters = b32encode(os.urandom(5 * count)).translate(_LETTERS).decode()
        found = [f"{letters[at : at + 4]}-{letters[at + 4 : at + 8]}" for at in range(0, 8 * count, 8)]
        if len(set(found)) == count:
            return found


@transaction.atomic
def open_case(actor: Actor, first: First, *, now: datetime) -> Case:
    """A case with its first person. Raises Forbidden, UsageError for a day to come, KeyAbsent where a name is told."""
    demand_of(actor, Verb.WRITE, Case)
    agency = own_body(actor)
    if first.opened_on > localdate(now):
        raise UsageError("The case is opened on a day to come.", hint="Write the day of the first contact.")
    case = Case(
        agency_id=agency,
        reference=new_reference(first.opened_on.year),
        opened_on=first.opened_on,
        source=first.source,
        account=person(actor),
        made_at=now,
    )
    case.save()
    who = _new_person(agency, first.person, now)
    Participation(agency_id=agency, case=case, person=who, role="victim").save()
    if any(first.name.values()):
        _new_name(agency, who, {"kind": "used", **first.name})
    if any(first.contact.values()):
        SafeContact(
            agency_id=agency, person=who, account=person(actor), asked_on=first.opened_on, **first.contact
        ).save()
    if first.note.strip():
        Note(agency_id=agency, case=case, text=first.note.strip(), account=person(actor), at=now).save()
    told = [name for part in (first.person, first.name, first.contact) for name, value in part.items() if value]
    record(actor, "case.open", case, fields=["opened_on", "source", *told, *(["note"] if first.note else [])])
    return case


@transaction.atomic
def change_case(actor: Actor, case: Case, version: int, **wanted: Any) -> list[str]:
    """Change what stands of a case. Raises Forbidden, LostRace."""
    return changed(actor, case, version, "case.change", wanted)


@transaction.atomic
def change_person(actor: Actor, case: Case, who: PersonRecord, version: int, **wanted: Any) -> list[str]:
    """Change what stands of a person. Raises Forbidden, LostRace."""
    return changed(actor, who, version, "person.change", wanted)


@transaction.atomic
def add_person(actor: Actor, case: Case, told: Values, *, now: datetime) -> Participation:
    """Another person in the case, in a role, with a name where one is told. Raises Forbidden, KeyAbsent."""
    demand(actor, Verb.WRITE, case)
    given = dict(told)
    role, staff_of = given.pop("role"), given.pop("staff_of", "")
    name = {part: given.pop(part, "") for part in NAME_PARTS}
    who = _new_person(case.agency_id, given, now)
    part = Participation(agency_id=case.agency_id, case=case, person=who, role=role, staff_of=staff_of)
    part.save()
    if any(name.values()):
        _new_name(case.agency_id, who, {"kind": "used", **name})
    fields = ["role", *(key for key, value in {**given, **name, "staff_of": staff_of}.items() if value)]
    record(actor, "person.add", part, fields=fields)
    return part


@transaction.atomic
def add_name(actor: Actor, case: Case, who: PersonRecord, told: Values) -> PersonName:
    """Another name of a person. Raises Forbidden, KeyAbsent, UsageError where there is none."""
    demand(actor, Verb.WRITE, case)
    name = _new_name(case.agency_id, who, told)
    record(actor, "name.add", name, fields=[key for key, value in told.items() if value])
    return name


@transaction.atomic
def set_contact(actor: Actor, case: Case, who: PersonRecord, version: int | None, **wanted: Any) -> SafeContact:
    """How a person may be reached: what they said now, in place of what stood there. Raises Forbidden, LostRace."""
    demand(actor, Verb.WRITE, case)
    there: SafeContact | None = SafeContact.objects.filter(person=who).first()
    if there is None:
        there = SafeContact(agency_id=case.agency_id, person=who, account=person(actor), **wanted)
        once(there)
        record(actor, "contact.set", there, fields=list(wanted))
        return there
    if version is None:
        raise LostRace("Somebody was faster.", there={**_as_it_is(there, wanted)}, sent=dict(wanted))
    changed(actor, there, version, "contact.set", {**wanted, "account": person(actor)})
    return there


@transaction.atomic
def add_family(actor: Actor, case: Case, told: Values) -> FamilyUnit:
    """People of the case as a family. ``members``: person → relation. Raises Forbidden, UsageError below two."""
    demand(actor, Verb.WRITE, case)
    members: Mapping[UUID, str] = told["members"]
    guardian: UUID | None = told.get("guardian")
    unit = FamilyUnit(
        agency_id=case.agency_id,
        reference=f"F-{new_reference(case.opened_on.year)}",
        guardian_id=guardian,
        keep_together=told["keep_together"],
        why_not=told.get("why_not") or None,
    )
    family.FamilyUnit(
        id=str(unit.pk),
        agency=str(case.agency_id),
        members={str(key): relation for key, relation in members.items()},
        guardian=str(guardian) if guardian else None,
        keep_together=unit.keep_together,
    )
    _of_the_case(case, members)
    unit.save()
    for key, relation in members.items():
        FamilyMember(agency_id=case.agency_id, unit=unit, person_id=key, relation=relation).save()
    record(actor, "family.add", unit, fields=["guardian", "keep_together", "members"])
    return unit


@transaction.atomic
def add_event(actor: Actor, case: Case, part: Participation, told: Values) -> TraffickingEvent:
    """Something that happened. Raises Forbidden, UsageError on a code that article 3 does not name."""
    demand(actor, Verb.WRITE, case)
    event = TraffickingEvent(agency_id=case.agency_id, case=case, participation=part, **told)
    _sound(event)
    event.save()
    record(actor, "event.add", event, fields=[key for key, value in told.items() if value])
    return event


@transaction.atomic
def change_event(actor: Actor, case: Case, event: TraffickingEvent, version: int, **wanted: Any) -> list[str]:
    """Change what is written of an event. Raises Forbidden, UsageError, LostRace."""
    names = changed(actor, event, version, "event.change", wanted)
    _sound(event)
    return names


@transaction.atomic
def screen(actor: Actor, case: Case, part: Participation, seen: Sequence[str], *, on: date) -> list[str]:
    """The signs seen of a person from now on: those new are added, those no longer ticked are taken away."""
    demand(actor, Verb.WRITE, case)
    before = {one.indicator: one for one in IndicatorObservation.objects.filter(participation=part)}
    told = {"agency_id": case.agency_id, "case": case, "participation": part, "account": person(actor), "on": on}
    for code in dict.fromkeys(seen):
        if code not in before:
            once(IndicatorObservation(**told, indicator=code))
    for code, row in before.items():
        if code not in seen:
            row.delete()
    differs = sorted(set(seen) ^ set(before))
    record(actor, "signs.record", part, fields=["indicators"] if differs else [])
    return differs


@transaction.atomic
def add_note(actor: Actor, case: Case, text: str, *, now: datetime) -> Note:
    """A note, which nobody changes. Raises Forbidden, UsageError where it is empty."""
    demand(actor, Verb.WRITE, case)
    if not text.strip():
        raise UsageError("The note is empty.", hint="Write it, or leave it.")
    note = Note(agency_id=case.agency_id, case=case, text=text.strip(), account=person(actor), at=now)
    note.save()
    record(actor, "note.add", note, fields=["text"])
    return note


def against_closing(case: Case, *, on: date, reason: str) -> tuple[Finding, ...]:
    """What stands against closing the case on the day; errors forbid it."""
    body = Agency.objects.filter(pk=case.agency_id).values_list("code", flat=True)[0]
    return closing.check(
        in_the_room.case(case, body),
        on=on,
        reason=reason,
        referrals=referrals_of(case),
        services=[in_the_room.service(one) for one in Service.objects.filter(case=case)],
        plans=[in_the_room.plan(one) for one in SupportPlan.objects.filter(case=case)],
    )


@transaction.atomic
def close_case(actor: Actor, case: Case, version: int, *, on: date, reason: str) -> None:
    """Close it. Raises Forbidden, LostRace, and Refused with all that stands against it."""
    demand(actor, Verb.WRITE, case)
    list(Case.objects.select_for_update().filter(pk=case.pk))  # no referral leaves between the look and the closing
    found = errors(against_closing(case, on=on, reason=reason))
    if found:
        raise Refused("The case cannot be closed.", findings=found)
    changed(actor, case, version, "case.close", {"closed_on": on, "closing_reason": reason.strip()})


@transaction.atomic
def reopen_case(actor: Actor, case: Case, version: int) -> None:
    """Open it again; that it was closed stays in the audit. Raises Forbidden, UsageError, LostRace."""
    demand(actor, Verb.WRITE, case)
    if case.closed_on is None:
        raise UsageError("The case is open.", hint="Look at it again.")
    changed(actor, case, version, "case.reopen", {"closed_on": None, "closing_reason": None})


def changed(actor: Actor, row: Any, version: int, verb: str, wanted: Values) -> list[str]:
    """Change the row that was read at ``version``, and say so: the names of what differs. Raises LostRace."""
    demand(actor, Verb.WRITE, row)
    model = type(row)
    try:
        model.objects.filter(pk=row.pk, version=version).update(version=F("version") + 1)
    except NothingWritten as error:
        there = model.objects.filter(pk=row.pk).first()
        now = _as_it_is(there, wanted) if there else {"version": None}
        raise LostRace("It was changed meanwhile.", there=now, sent={"version": version, **wanted}) from error
    row.refresh_from_db()
    differs = [name for name, value in wanted.items() if (getattr(row, name) or None) != (value or None)]
    for name in differs:
        setattr(row, name, wanted[name])
    if differs:
        row.save(update_fields=differs)
    record(actor, verb, row, fields=differs)
    return differs


def once(row: Model) -> None:
    """Two who write the same at once: the second one lost the race."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise LostRace("Somebody was faster.") from error


def own_body(actor: Actor) -> UUID:
    """The body of whoever acts. Raises Forbidden for one who has none."""
    if actor.agency is None:
        raise Forbidden("A person of a body does this.")
    return actor.agency


def _new_person(agency: UUID, told: Values, now: datetime) -> PersonRecord:
    who = PersonRecord(agency_id=agency, reference=f"P-{new_reference(now.year)}", made_at=now, **told)
    who.save()
    return who


def _new_name(agency: UUID, who: PersonRecord, told: Values) -> PersonName:
    parts = {part: str(told.get(part) or "").strip() for part in NAME_PARTS}
    if not any(parts.values()):
        raise UsageError("There is no name.", hint="Write a given name or a family name.")
    full = " ".join(value for value in parts.values() if value)
    given = {part: value or None for part, value in parts.items()}
    name = PersonName(agency_id=agency, person=who, kind=told.get("kind") or "used", full=full, **given)
    name.save()
    return name


def _as_it_is(there: Any, wanted: Values) -> dict[str, Any]:
    return {"version": there.version, **{name: getattr(there, name) for name in wanted}}


def _sound(event: TraffickingEvent) -> None:
    """Raises UsageError on a code of another list, and on an end before the start."""
    told = in_the_room.event(event)
    elements.recorded([told], child=None)
    first, last = told.start.earliest(), told.end.latest()
    if first and last and last < first:
        raise UsageError("It ended before it began.", hint="Correct one of the two days.")


def _of_the_case(case: Case, people: Mapping[UUID, str]) -> None:
    there = set(Participation.objects.filter(case=case).values_list("person_id", flat=True))
    if not set(people) <= there:
        raise UsageError("A member is not in the case.", hint="Add the person to the case first.")
