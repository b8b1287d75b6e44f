"""A case as its page shows it: sections of entries, each a few facts, without a score anywhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from palermo.register import elements, screening, status
from palermo.site.cases import in_the_room, words
from palermo.site.cases.models import Participation
from palermo.site.cases.sayings import saying
from palermo.site.cases.signs import named
from palermo.site.cases.whole import Whole
from palermo.site.cases.words import word
from palermo.standards import code_list, country_name

CLOSED = gettext_lazy("closed: open the keys of the body to read it")
Fact = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row: what it is, its facts, and what may be done with it (kind of change, key, label)."""

    title: str
    facts: tuple[Fact, ...] = ()
    changes: tuple[tuple[str, UUID, str], ...] = ()
    warning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Entries under one heading. ``adds``: what may be added (kind, label). ``remarks`` stand above the entries."""

    id: str
    title: str
    entries: tuple[Entry, ...] = ()
    adds: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()


def facts(*told: tuple[object, object]) -> tuple[Fact, ...]:
    """Those of which something is recorded."""
    return tuple((str(label), str(value)) for label, value in told if value not in (None, "", [], ()))


def sealed(whole: Whole, row: Any, field: str) -> object:
    """A sealed text; where the keys are closed, that it is."""
    if whole.opened:
        return getattr(row, field)
    return CLOSED if row.__dict__.get(field) is not None else ""


def listed(listed_words: words.Words, codes: Iterable[str]) -> str:
    """Codes in words."""
    return ", ".join(word(listed_words, code) for code in codes)


def country(code: str) -> str:
    """A country in the reader's language."""
    return country_name(code, get_language() or "en") if code in code_list("iso3166_alpha2") else code


def of_body(bodies: dict[str, str], code: str) -> str:
    """What a body is called; its code where it is none of ours."""
    return bodies.get(code, code)


def people(whole: Whole) -> Section:
    """Who takes part, by name where it can be read."""
    return Section(
        id="people",
        title=_("People"),
        entries=tuple(_person(whole, part) for part in whole.parts),
        adds=(("person", _("Add a person")), ("name", _("Add a name"))),
    )


def _person(whole: Whole, part: Participation) -> Entry:
    who = whole.persons[part.person_id]
    names = [
        (word(words.NAME_KINDS, one.kind), one.full if whole.opened else CLOSED)
        for one in whole.names
        if one.person_id == who.pk
    ]
    contact = whole.contacts.get(who.pk)
    young = {True: _("child"), False: _("adult"), None: _("not known whether a child")}[whole.child(part)]
    missing = part.role == "victim" and contact is None
    return Entry(
        title=whole.label(part),
        facts=facts(
            (_("Role"), word(words.ROLES, part.role)),
            (_("Staff of"), part.staff_of),
            (_("Reference"), who.reference),
            *names,
            (_("Sex"), word(words.SEX, who.sex)),
            (_("Born"), who.born),
            (_("Age"), f"{who.age} ({who.age_on})" if who.age is not None else ""),
            (_("When the case was opened"), young),
            (_("Nationality"), country(who.nationality)),
            (_("National or foreign"), word(words.NATIONAL, who.national)),
            (_("Language"), who.language),
            *_disability(who.disability),
            *_contact(whole, contact),
        ),
        changes=(
            ("person", who.pk, _("Change")),
            ("contact", who.pk, _("Safe contact")),
            ("disability", who.pk, _("Disability")),
        ),
        warning=_("Nobody asked how the person may be reached. Ask first.") if missing else "",
    )


def _disability(told: dict[str, str]) -> list[Fact]:
    return [(word(words.DOMAINS, code), word(words.DIFFICULTY, answer)) for code, answer in told.items() if answer]


def _contact(whole: Whole, contact: Any) -> tuple[Fact, ...]:
    if contact is None:
        return ()
    hours = "; ".join(f"{' '.join(map(str, one['days']))}: {one['start']}–{one['end']}" for one in contact.hours)
    return facts(
        (_("Do not contact"), _("yes") if contact.do_not_contact else ""),
        (_("Safe ways to reach the person"), listed(words.CHANNELS, contact.channels)),
        (_("Safe days and hours"), hours),
        (_("Number or address"), sealed(whole, contact, "address")),
        (_("Asked on"), contact.asked_on),
    )


def families(whole: Whole) -> Section:
    """Those to be kept together."""
    names = {part.person_id: whole.label(part) for part in whole.parts}
    entries = []
    for unit in whole.families:
        told = [one for one in whole.members if one.unit_id == unit.pk]
        members = [
            f"{names.get(one.person_id, _('a person of another case'))}: {word(words.RELATIONS, one.relation)}"
            for one in told
        ]
        entries.append(
            Entry(
                title=unit.reference,
                facts=facts(
                    (_("Members"), "; ".join(members)),
                    (_("Guardian"), names.get(unit.guardian_id, "") if unit.guardian_id else ""),
                    (_("Keep together"), _("yes") if unit.keep_together else _("no")),
                    (_("Why not together"), sealed(whole, unit, "why_not")),
                ),
            )
        )
    adds = (("family", _("Add a family")),) if len(whole.parts) > 1 else ()
    return Section(id="families", title=_("Families"), entries=tuple(entries), adds=adds)


def events(whole: Whole, bodies: dict[str, str]) -> Section:
    """What happened, and which elements are recorded of each person. A record, never a verdict."""
    complaints: dict[UUID, list[str]] = {}
    for made in whole.complaints:
        complaints.setdefault(made.event_id, []).append(f"{made.made_on} {of_body(bodies, made.made_to)}".strip())
    entries = tuple(
        Entry(
            title=f"{_('Event')} {at}",
            facts=facts(
                (_("Who"), whole.labels()[one.participation_id]),
                (_("Acts"), listed(words.ACTS, one.acts)),
                (_("Means used"), listed(words.MEANS, one.means)),
                (_("Purposes"), listed(words.PURPOSES, one.purposes)),
                (_("Place"), sealed(whole, one, "place")),
                (_("Country"), country(one.country)),
                (_("The place was one"), word(words.PLACES, one.place_role)),
                (_("Facility"), one.facility),
                (_("Staff of"), one.staff_of),
                (_("From"), one.started),
                (_("To"), one.ended),
                (_("Complaints"), "; ".join(complaints.get(one.pk, []))),
            ),
            changes=(("event", one.pk, _("Change")),),
        )
        for at, one in enumerate(whole.events, start=1)
    )
    adds = (("event", _("Add an event")), *((("complaint", _("Add a complaint")),) if entries else ()))
    return Section(id="events", title=_("What happened"), entries=entries, adds=adds, remarks=_elements(whole))


def _elements(whole: Whole) -> tuple[str, ...]:
    told = []
    for part in whole.parts:
        own = [in_the_room.event(one) for one in whole.events if one.participation_id == part.pk]
        if not own:
            continue
        found = elements.recorded(own, child=whole.child(part))
        missing = listed(words.ELEMENTS, found.missing)
        said = _("elements recorded") if found.complete else _("elements not recorded: %s") % missing
        told.append(f"{whole.label(part)}: {said}")
        told += [saying(one) for one in found.findings if one.code != "register.elements-missing"]
    return tuple(told)


def signs(whole: Whole) -> Section:
    """The screening sheet. An aid to whoever screens; it decides nothing."""
    entries, remarks = [], [_("The sheet is an aid and decides nothing.")]
    for part in whole.parts:
        seen = [in_the_room.observation(one) for one in whole.signs if one.participation_id == part.pk]
        if part.role != "victim":
            continue
        acts = any(one.acts for one in whole.events if one.participation_id == part.pk)
        sheet = screening.sheet(seen, child=whole.child(part), act_recorded=acts)
        entries.append(
            Entry(
                title=whole.label(part),
                facts=facts(
                    *(
                        (words.DIMENSIONS[one.number], _sign_line(one, named()))
                        for one in sheet.dimensions
                        if any(one.seen.values())
                    )
                ),
                changes=(("signs", part.pk, _("Signs seen")),),
            )
        )
        remarks += [saying(one) for one in sheet.findings] if seen else []
    return Section(id="signs", title=_("Signs"), entries=tuple(entries), remarks=tuple(dict.fromkeys(remarks)))


def _sign_line(one: screening.Dimension, said: dict[str, str]) -> str:
    seen = ", ".join(said.get(code, code) for codes in one.seen.values() for code in codes)
    return f"{seen} ({_('positive by the rule of the sheet')})" if one.positive else seen


def decisions(whole: Whole, bodies: dict[str, str]) -> Section:
    """Every decision, the newest last, and the one in force by the decisions as known now."""
    told: list[Entry] = []
    remarks = []
    for part in whole.parts:
        rows = [one for one in whole.decisions if one.participation_id == part.pk]
        if not rows:
            continue
        known = [in_the_room.decision(one) for one in rows]
        order = [one.id for one in status.history(known)]
        void = {one.supersedes for one in known if one.corrects}
        if order:
            last = next(one for one in known if one.id == order[-1])
            remarks.append(f"{whole.label(part)}: {word(words.STATUSES, last.value)} ({last.decided_on})")
        rows.sort(key=lambda row: (row.decided_on, row.recorded_at))
        told += [_decision(whole, row, bodies, void=str(row.pk) in void) for row in rows]
    return Section(
        id="status", title=_("Status"), entries=tuple(told), adds=(("status", _("Record a decision")),),
        remarks=tuple(remarks),
    )  # fmt: skip


def _decision(whole: Whole, row: Any, bodies: dict[str, str], *, void: bool) -> Entry:
    return Entry(
        title=f"{word(words.STATUSES, row.value)}, {row.decided_on}",
        facts=facts(
            (_("Who"), whole.labels()[row.participation_id]),
            (_("Stage"), word(words.STAGES, row.stage)),
            (_("Decided by"), of_body(bodies, row.decided_by)),
            (_("Recorded"), f"{timezone.localtime(row.recorded_at):%Y-%m-%d %H:%M}"),
            (_("Rule"), row.rule_version),
            (_("Reasons"), sealed(whole, row, "reasons")),
            (_("In place of an earlier one"), _("yes") if row.supersedes_id else ""),
        ),
        warning=_("Recorded in error: it held on no day.") if void else "",
    )


def clocks(whole: Whole, today: date) -> Section:
    """What is due, and since when it stands still."""
    entries = []
    for one in whole.clocks:
        pauses = whole.pauses.get(one.pk, [])
        held = in_the_room.clock(one, pauses)
        standing = any(pause.end is None for pause in pauses)
        late = held.is_late(today, stopped=one.stopped)
        changes = (
            ("stop", one.pk, _("Stop")),
            ("restart", one.pk, _("Run again")) if standing else ("pause", one.pk, _("Pause")),
        )
        entries.append(
            Entry(
                title=word(words.CLOCKS, one.code),
                facts=facts(
                    (_("Who"), whole.labels()[one.participation_id]),
                    (_("Started"), one.started),
                    (_("Due"), one.due),
                    (_("Not before"), one.earliest),
                    (_("Stopped"), one.stopped),
                    (_("Kind"), word(words.CLOCK_KINDS, one.kind)),
                    (_("Rule"), one.rule_version),
                    (_("Stood still"), "; ".join(f"{p.start}–{p.end or '…'}" for p in pauses)),
                ),
                changes=() if one.stopped else changes,
                warning=_("overdue") if late else "",
            )
        )
    return Section(id="clocks", title=_("Clocks"), entries=tuple(entries), adds=(("clock", _("Start a clock")),))


def coded(whole: Whole, today: date) -> tuple[Section, ...]:
    """Coded facts alone: what an emergency access opens to another body."""
    return (people(whole), events(whole, {}), signs(whole), decisions(whole, {}), clocks(whole, today))
