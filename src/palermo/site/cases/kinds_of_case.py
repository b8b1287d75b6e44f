"""From the forms of people, events, signs, decisions and clocks to their acts."""

from collections.abc import Callable, Iterable
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from palermo.ground.errors import UsageError
from palermo.register.contact import Hours
from palermo.site.access.actor import Actor
from palermo.site.cases import actions, forms, words
from palermo.site.cases.decisions import actions as deciding
from palermo.site.cases.fields import choice
from palermo.site.cases.kinds import (
    Offered,
    Told,
    bodies,
    empty_to_none,
    part_named,
    taken,
    values_of,
    who_of,
)
from palermo.site.cases.models import (
    Case,
    Clock,
    Participation,
    PersonRecord,
    TraffickingEvent,
)
from palermo.site.cases.signs import named
from palermo.site.cases.whole import Whole
from palermo.site.forms import PageForm
from palermo.standards import ilo

# People


def change_person(actor: Actor, whole: Whole, row: PersonRecord, version: int, told: Told, now: datetime) -> None:
    actions.change_person(actor, whole.case, row, version, **told)


def change_disability(actor: Actor, whole: Whole, row: PersonRecord, version: int, told: Told, now: datetime) -> None:
    answers = {name: value for name, value in told.items() if value}
    actions.change_person(actor, whole.case, row, version, disability=answers)


def add_name(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    part = part_named(whole, told)
    told.pop("version", None)
    actions.add_name(actor, whole.case, whole.persons[part.person_id], told)


def hours_of(told: Told) -> list[dict[str, Any]]:
    """The safe hours as they are stored. Raises UsageError where days and times make none."""
    days, start, end = taken(told, "days", "start", "end")
    if not (days or start or end):
        return []
    try:
        numbers = sorted({int(part) for part in days.replace(",", " ").split()} or range(1, 8))
        first, last = time.fromisoformat(start or "00:00"), time.fromisoformat(end or "23:59")
    except ValueError as error:
        raise UsageError("The safe hours cannot be read.", hint="Write days as 1 2 3, times as 09:00.") from error
    Hours(frozenset(numbers), first, last)
    return [{"days": numbers, "start": f"{first:%H:%M}", "end": f"{last:%H:%M}"}]


def set_contact(actor: Actor, whole: Whole, row: PersonRecord, version: int, told: Told, now: datetime) -> None:
    hours = hours_of(told)
    wanted = empty_to_none({**told, "hours": hours}, "address")
    there = whole.contacts.get(row.pk)
    actions.set_contact(actor, whole.case, row, version if there is not None or version else None, **wanted)


def contact_start(whole: Whole, row: PersonRecord) -> Told:
    there = whole.contacts.get(row.pk)
    if there is None:
        return {}
    hours = there.hours[0] if there.hours else {"days": [], "start": "", "end": ""}
    told = {name: getattr(there, name) for name in ("channels", "do_not_contact", "address", "asked_on", "version")}
    return {**told, "days": " ".join(map(str, hours["days"])), "start": hours["start"], "end": hours["end"]}


def add_family(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    members = {}
    guardian = None
    for part in whole.parts:
        relation = told.pop(f"of-{part.person_id}", "")
        if relation:
            members[part.person_id] = relation
        if relation == "guardian":
            guardian = part.person_id
    actions.add_family(actor, whole.case, {**told, "members": members, "guardian": guardian})


def family_form(whole: Whole) -> type[PageForm]:
    """The form of a family with one choice for each person of the case."""
    persons = dict.fromkeys(part.person_id for part in whole.parts)
    labels = {part.person_id: whole.label(part) for part in whole.parts}
    fields: Told = {
        f"of-{key}": choice(labels[key], words.RELATIONS, gettext_lazy("How related; empty: no member."))
        for key in persons
    }
    made: type[PageForm] = type("FamilyOfCase", (forms.FamilyForm,), fields)
    return made


# Events, signs


def event_told(told: Told) -> Told:
    return empty_to_none(told, "place")


def add_event(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    part = part_named(whole, told)
    told.pop("version", None)
    actions.add_event(actor, whole.case, part, event_told(told))


def change_event(actor: Actor, whole: Whole, row: TraffickingEvent, version: int, told: Told, now: datetime) -> None:
    part = part_named(whole, told)
    actions.change_event(actor, whole.case, row, version, **event_told(told), participation=part)


def signs_start(whole: Whole, row: Participation) -> Told:
    seen = {one.indicator for one in whole.signs if one.participation_id == row.pk}
    listed = ilo.indicators(child=whole.child(row))
    return {f"d{number}": [one.code for one in listed if one.dimension == number and one.code in seen]
            for number in words.DIMENSIONS}  # fmt: skip


def screen(actor: Actor, whole: Whole, row: Participation, version: int, told: Told, now: datetime) -> None:
    seen = [code for number in words.DIMENSIONS for code in told[f"d{number}"]]
    actions.screen(actor, whole.case, row, seen, on=told["on"])


def signs_of(child: bool | None) -> Offered:
    """The signs of each dimension for an age; those of adults where it is not known."""
    listed, said = ilo.indicators(child=bool(child)), named(child=bool(child))
    return {
        f"d{number}": [(one.code, said[one.code]) for one in listed if one.dimension == number]
        for number in words.DIMENSIONS
    }


# Decisions and clocks


def decide(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    part = part_named(whole, told)
    told.pop("version", None)
    key = told.pop("supersedes")
    given = {**told, "supersedes_id": UUID(key) if key else None}
    deciding.decide(actor, whole.case, part, given, now=now)


def status_offers(whole: Whole) -> Offered:
    earlier = [(str(one.pk), f"{words.word(words.STATUSES, one.value)}, {one.decided_on}") for one in whole.decisions]
    return {**who_of(whole), "supersedes": earlier, "decided_by": list(bodies().items())}


def start_clock(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    part = part_named(whole, told)
    deciding.start_clock(actor, whole.case, part, told)


def pause(actor: Actor, whole: Whole, row: Clock, version: int, told: Told, now: datetime) -> None:
    deciding.pause_clock(actor, row, version, on=told["on"])


def restart(actor: Actor, whole: Whole, row: Clock, version: int, told: Told, now: datetime) -> None:
    deciding.restart_clock(actor, row, version, on=told["on"])


def stop(actor: Actor, whole: Whole, row: Clock, version: int, told: Told, now: datetime) -> None:
    deciding.stop_clock(actor, row, version, on=told["on"])


def on_clock(whole: Whole, row: Clock) -> Told:
    return {"version": row.version}


# The case itself


def change_case(actor: Actor, whole: Whole, row: Case, version: int, told: Told, now: datetime) -> None:
    actions.change_case(actor, row, version, **told)


def close(actor: Actor, whole: Whole, row: Case, version: int, told: Told, now: datetime) -> None:
    actions.close_case(actor, row, version, on=told["on"], reason=told["reason"])


def reopen(actor: Actor, whole: Whole, row: Case, version: int, told: Told, now: datetime) -> None:
    actions.reopen_case(actor, row, version)


def add_person(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    actions.add_person(actor, whole.case, told, now=now)


def add_note(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    actions.add_note(actor, whole.case, told["text"], now=now)


def from_form(form: type[PageForm]) -> Callable[[Whole, Any], Told]:
    return lambda whole, row: values_of(row, form)


def people(whole: Whole) -> Iterable[PersonRecord]:
    return whole.persons.values()


def itself(whole: Whole) -> Iterable[Case]:
    return [whole.case]
