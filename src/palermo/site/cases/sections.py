"""A case as its page shows it: sections of entries, each a few facts, without a score anywhere."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from palermo.register import elements, screening, status
from palermo.site.cases import in_the_room, words
from palermo.site.cases.courts.actions import alarms, said_of_return
from palermo.site.cases.forms import RiskForm
from palermo.site.cases.models import Participation
from palermo.site.cases.sayings import saying
from palermo.site.cases.whole import Whole
from palermo.site.cases.words import word
from palermo.standards import code_list, country_name, ilo

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
        named = {one.code: one.label for one in ilo.indicators()}
        entries.append(
            Entry(
                title=whole.label(part),
                facts=facts(
                    *(
                        (words.DIMENSIONS[one.number], _sign_line(one, named))
                        for one in sheet.dimensions
                        if any(one.seen.values())
                    )
                ),
                changes=(("signs", part.pk, _("Signs seen")),),
            )
        )
        remarks += [saying(one) for one in sheet.findings] if seen else []
    return Section(id="signs", title=_("Signs"), entries=tuple(entries), remarks=tuple(dict.fromkeys(remarks)))


def _sign_line(one: screening.Dimension, named: dict[str, str]) -> str:
    seen = ", ".join(named.get(code, code) for codes in one.seen.values() for code in codes)
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
            (_("Recorded"), f"{row.recorded_at:%Y-%m-%d %H:%M}"),
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


def risks(whole: Whole) -> Section:
    """What was asked, and the answers as written."""
    entries = tuple(
        Entry(
            title=f"{word(words.LEVELS, one.level)}, {one.on}",
            facts=facts((_("Who"), whole.labels()[one.participation_id]), *_answers(whole, one)),
        )
        for one in whole.risks
    )
    return Section(id="risks", title=_("Risks"), entries=entries, adds=(("risk", _("Assess risks")),))


def _answers(whole: Whole, one: Any) -> Sequence[tuple[object, object]]:
    if not whole.opened:
        return [(_("Answers"), CLOSED)]
    told: dict[str, str] = json.loads(one.answers)
    return [(RiskForm.base_fields[name].label, value) for name, value in told.items() if name in RiskForm.base_fields]


def help_given(whole: Whole, bodies: dict[str, str], today: date) -> Section:
    """Plans and services, from need to end."""
    plans = [
        Entry(
            title=f"{_('Plan')}: {word(words.SUPPORT, one.type)}",
            facts=facts(
                (_("Who"), whole.labels()[one.participation_id]),
                (_("Objectives"), sealed(whole, one, "objectives")),
                (_("Steps"), sealed(whole, one, "action_plan")),
                (_("Planned end"), one.planned_end),
                (_("Ended on"), one.actual_end),
            ),
            changes=(("plan", one.pk, _("Change")),),
            warning=_("overdue") if in_the_room.plan(one).is_overdue(today) else "",
        )
        for one in whole.plans
    ]
    given = [
        Entry(
            title=word(words.SUPPORT, one.type),
            facts=facts(
                (_("Who"), whole.labels()[one.participation_id]),
                (_("State"), word(words.SERVICE_STATES, in_the_room.service(one).state(today))),
                (_("Provided by"), of_body(bodies, one.provider)),
                (_("Asked for on"), one.requested),
                (_("Started on"), one.started),
                (_("Ended on"), one.ended),
                (_("Outcome"), sealed(whole, one, "outcome")),
            ),
            changes=(("service", one.pk, _("Change")),),
        )
        for one in whole.services
    ]
    adds = (("plan", _("Add a support plan")), ("service", _("Add a service")))
    return Section(id="help", title=_("Help"), entries=(*plans, *given), adds=adds)


def notes(whole: Whole) -> Section:
    """What was written down, the newest first."""
    entries = tuple(
        Entry(title=f"{one.at:%Y-%m-%d %H:%M}", facts=facts((_("Note"), sealed(whole, one, "text"))))
        for one in whole.notes
    )
    return Section(id="notes", title=_("Notes"), entries=entries, adds=(("note", _("Add a note")),))


def proceedings(whole: Whole) -> Section:
    """What courts made of it, as of a day."""
    order = {one.pk: at for at, one in enumerate(whole.events, start=1)}
    entries = tuple(
        Entry(
            title=f"{word(words.PROCEEDINGS, one.kind)}, {word(words.COURT_STAGES, one.stage)}",
            facts=facts(
                (_("As of"), one.on),
                (_("Events"), ", ".join(str(order[k]) for k in whole.proceeding_events.get(one.pk, []) if k in order)),
                (_("Offence"), one.offence),
                (_("Court"), sealed(whole, one, "court")),
                (_("Suspects"), one.suspects),
                (_("Charged"), one.charged),
                (_("Convicted"), one.convicted),
                (_("Sentences in months"), ", ".join(_months(told) for told in one.sentences)),
                (_("Officials involved"), one.officials_involved),
                (_("Compensation awarded"), sealed(whole, one, "compensation_awarded")),
                (_("Compensation paid"), _yes_no(one.compensation_paid)),
                (_("A victim was punished"), _yes_no(one.victim_punished)),
            ),
            changes=(("proceeding", one.pk, _("Change")),),
            warning=_("A victim was punished for an act they were forced to do.") if one.victim_punished else "",
        )
        for one in whole.proceedings
    )
    return Section(
        id="proceedings", title=_("Proceedings"), entries=entries, adds=(("proceeding", _("Add a proceeding")),)
    )  # fmt: skip


def _months(told: dict[str, Any]) -> str:
    return f"{told['months']} ({_('suspended')})" if told["suspended"] else str(told["months"])


def _yes_no(told: bool | None) -> str:
    return "" if told is None else _("yes") if told else _("no")


def returns(whole: Whole, today: date) -> Section:
    """Returns with what is open in them, and every look after the person."""
    entries = []
    alarmed = {one.ref: one for one in alarms(whole.returns, {c: whole.pauses.get(c.pk, []) for c in whole.clocks})}
    for one in whole.returns:
        looks = [row for row in whole.follow_ups if row.repatriation_id == one.pk]
        alarm = alarmed.get(str(one.pk))
        said = [saying(found) for found in said_of_return(one, looks, today=today)]
        if alarm is not None:
            said.insert(0, _("A forced return inside the recovery period: look at it now."))
        entries.append(
            Entry(
                title=word(words.RETURNS, one.kind),
                facts=facts(
                    (_("Who"), whole.labels()[one.participation_id]),
                    (_("Planned for"), one.planned_on),
                    (_("The person agreed on"), one.consented_on),
                    (_("Risk assessed on"), one.risk_assessed_on),
                    (_("Left on"), one.left_on),
                    (_("Received by"), sealed(whole, one, "received_by")),
                    *(
                        (_("After %d months") % row.month, f"{row.due}: {word(words.RESULTS, row.result) or '–'}")
                        for row in looks
                    ),
                ),
                changes=(
                    ("return", one.pk, _("Change")),
                    *(("follow-up", row.pk, _("After %d months") % row.month) for row in looks if not row.result),
                ),
                warning=" ".join(said),
            )
        )
    return Section(id="returns", title=_("Return"), entries=tuple(entries), adds=(("return", _("Plan a return")),))


def coded(whole: Whole, today: date) -> tuple[Section, ...]:
    """Coded facts alone: what an emergency access opens to another body."""
    return (people(whole), events(whole, {}), signs(whole), decisions(whole, {}), clocks(whole, today))


def every(whole: Whole, bodies: dict[str, str], today: date) -> tuple[Section, ...]:
    """All of a case."""
    return (
        people(whole), families(whole), decisions(whole, bodies), clocks(whole, today), events(whole, bodies),
        signs(whole), risks(whole), help_given(whole, bodies, today), notes(whole), proceedings(whole),
        returns(whole, today),
    )  # fmt: skip
