"""What can be added to a case and changed in it: for each kind its form, what the form starts from, and the act."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from palermo.ground.errors import UsageError
from palermo.register.contact import Hours
from palermo.site.access.actor import Actor
from palermo.site.accounts.models import Agency
from palermo.site.cases import actions, forms, words
from palermo.site.cases.courts import actions as courts
from palermo.site.cases.decisions import actions as deciding
from palermo.site.cases.forms import QUESTIONS
from palermo.site.cases.help import actions as helping
from palermo.site.cases.models import (
    Case,
    Clock,
    FollowUp,
    Participation,
    PersonRecord,
    Proceeding,
    Repatriation,
    Service,
    StatusDecision,
    SupportPlan,
    TraffickingEvent,
)
from palermo.site.cases.whole import Whole, find_part, row_of
from palermo.site.forms import PageForm
from palermo.standards import ilo

Told = dict[str, Any]
Offered = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adding:
    """Something new in a case."""

    title: Any
    form: type[PageForm]
    act: Callable[[Actor, Whole, Told, datetime], object]
    model: type[Model] = Case
    """Whose right to write is asked."""
    offers: Callable[[Whole], Offered] = lambda whole: {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changing:
    """A row of a case changed. ``start``: what stands in the form, with the version that was read."""

    title: Any
    form: type[PageForm]
    rows: Callable[[Whole], Iterable[Any]]
    act: Callable[[Actor, Whole, Any, int, Told, datetime], object]
    start: Callable[[Whole, Any], Told]
    model: type[Model] = Case
    offers: Callable[[Whole], Offered] = lambda whole: {}


def parts_of(whole: Whole) -> list[tuple[str, str]]:
    """Who is in the case."""
    return [(str(part.pk), f"{whole.label(part)} ({words.word(words.ROLES, part.role)})") for part in whole.parts]


def bodies() -> dict[str, str]:
    """Bodies of the site by code, as the reader calls them."""
    today, language = timezone.localdate(), get_language() or "en"
    return {one.code: one.name_on(today, language) for one in Agency.objects.prefetch_related("names").order_by("code")}


def monitors() -> list[tuple[str, str]]:
    """Bodies that a row may be shared with."""
    today, language = timezone.localdate(), get_language() or "en"
    return [
        (str(one.pk), one.name_on(today, language)) for one in Agency.objects.prefetch_related("names").order_by("code")
    ]


def taken(told: Told, *names: str) -> list[Any]:
    """The values of those names, taken out of what was told."""
    return [told.pop(name) for name in names]


def _part(whole: Whole, told: Told) -> Participation:
    found = find_part(whole, told.pop("who"))
    if found is None:
        raise UsageError("The person is not in the case.", hint="Choose one who is.")
    return found


def _who(whole: Whole) -> Offered:
    return {"who": parts_of(whole)}


def _values(row: Any, form: type[PageForm], *but: str) -> Told:
    """What stands in a row, by the fields of its form."""
    names = [name for name in form.base_fields if name not in but]
    return {name: getattr(row, name) for name in names if hasattr(row, name)}


def _empty_to_none(told: Told, *names: str) -> Told:
    return {**told, **{name: told[name] or None for name in names}}


def _monitor(told: Told) -> Told:
    key = told.pop("monitor", "")
    return {**told, "monitor_id": UUID(key) if key else None}


def _yes(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)


def _said(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


# People


def _change_person(actor: Actor, whole: Whole, row: PersonRecord, version: int, told: Told, now: datetime) -> None:
    actions.change_person(actor, whole.case, row, version, **told)


def _change_disability(actor: Actor, whole: Whole, row: PersonRecord, version: int, told: Told, now: datetime) -> None:
    answers = {name: value for name, value in told.items() if value}
    actions.change_person(actor, whole.case, row, version, disability=answers)


def _add_name(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    part = _part(whole, told)
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


def _set_contact(actor: Actor, whole: Whole, row: PersonRecord, version: int, told: Told, now: datetime) -> None:
    hours = hours_of(told)
    wanted = _empty_to_none({**told, "hours": hours}, "address")
    there = whole.contacts.get(row.pk)
    actions.set_contact(actor, whole.case, row, version if there is not None or version else None, **wanted)


def _contact_start(whole: Whole, row: PersonRecord) -> Told:
    there = whole.contacts.get(row.pk)
    if there is None:
        return {}
    hours = there.hours[0] if there.hours else {"days": [], "start": "", "end": ""}
    told = {name: getattr(there, name) for name in ("channels", "do_not_contact", "address", "asked_on", "version")}
    return {**told, "days": " ".join(map(str, hours["days"])), "start": hours["start"], "end": hours["end"]}


def _add_family(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
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
        f"of-{key}": forms.choice(labels[key], words.RELATIONS, gettext_lazy("How related; empty: no member."))
        for key in persons
    }
    made: type[PageForm] = type("FamilyOfCase", (forms.FamilyForm,), fields)
    return made


# Events, signs


def _event_told(told: Told) -> Told:
    return _empty_to_none(told, "place")


def _add_event(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    part = _part(whole, told)
    told.pop("version", None)
    actions.add_event(actor, whole.case, part, _event_told(told))


def _change_event(actor: Actor, whole: Whole, row: TraffickingEvent, version: int, told: Told, now: datetime) -> None:
    part = _part(whole, told)
    actions.change_event(actor, whole.case, row, version, **_event_told(told), participation=part)


def _signs_start(whole: Whole, row: Participation) -> Told:
    seen = {one.indicator for one in whole.signs if one.participation_id == row.pk}
    named = ilo.indicators(child=whole.child(row))
    return {f"d{number}": [one.code for one in named if one.dimension == number and one.code in seen]
            for number in words.DIMENSIONS}  # fmt: skip


def _screen(actor: Actor, whole: Whole, row: Participation, version: int, told: Told, now: datetime) -> None:
    seen = [code for number in words.DIMENSIONS for code in told[f"d{number}"]]
    actions.screen(actor, whole.case, row, seen, on=told["on"])


def signs_of(child: bool | None) -> Offered:
    """The signs of each dimension for an age; those of adults where it is not known."""
    named = ilo.indicators(child=bool(child))
    return {
        f"d{number}": [(one.code, one.label) for one in named if one.dimension == number] for number in words.DIMENSIONS
    }


# Decisions and clocks


def _decide(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    part = _part(whole, told)
    told.pop("version", None)
    key = told.pop("supersedes")
    given = _monitor({**told, "supersedes_id": UUID(key) if key else None})
    deciding.decide(actor, whole.case, part, given, now=now)


def _status_offers(whole: Whole) -> Offered:
    earlier = [(str(one.pk), f"{words.word(words.STATUSES, one.value)}, {one.decided_on}") for one in whole.decisions]
    return {**_who(whole), "supersedes": earlier, "monitor": monitors(), "decided_by": list(bodies().items())}


def _start_clock(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    part = _part(whole, told)
    deciding.start_clock(actor, whole.case, part, told)


def _pause(actor: Actor, whole: Whole, row: Clock, version: int, told: Told, now: datetime) -> None:
    deciding.pause_clock(actor, row, version, on=told["on"])


def _restart(actor: Actor, whole: Whole, row: Clock, version: int, told: Told, now: datetime) -> None:
    deciding.restart_clock(actor, row, version, on=told["on"])


def _stop(actor: Actor, whole: Whole, row: Clock, version: int, told: Told, now: datetime) -> None:
    deciding.stop_clock(actor, row, version, on=told["on"])


def _on_clock(whole: Whole, row: Clock) -> Told:
    return {"version": row.version}


# Help


def _service_told(told: Told) -> Told:
    key = told.pop("plan")
    return _empty_to_none({**told, "plan_id": UUID(key) if key else None}, "outcome")


def _add_service(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    part = _part(whole, told)
    told.pop("version", None)
    helping.add_service(actor, whole.case, part, _service_told(told))


def _change_service(actor: Actor, whole: Whole, row: Service, version: int, told: Told, now: datetime) -> None:
    part = _part(whole, told)
    helping.change_service(actor, row, version, **_service_told(told), participation=part)


def _service_start(whole: Whole, row: Service) -> Told:
    told = _values(row, forms.ServiceForm, "who", "plan")
    return {**told, "who": str(row.participation_id), "plan": str(row.plan_id or "")}


def _service_offers(whole: Whole) -> Offered:
    plans = [(str(one.pk), words.word(words.SUPPORT, one.type)) for one in whole.plans]
    return {**_who(whole), "provider": list(bodies().items()), "plan": plans}


def _add_plan(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    part = _part(whole, told)
    told.pop("version", None)
    helping.add_plan(actor, whole.case, part, _empty_to_none(told, "objectives", "action_plan"))


def _change_plan(actor: Actor, whole: Whole, row: SupportPlan, version: int, told: Told, now: datetime) -> None:
    part = _part(whole, told)
    wanted = _empty_to_none(told, "objectives", "action_plan")
    helping.change_plan(actor, row, version, **wanted, participation=part)


def _of_row(form: type[PageForm]) -> Callable[[Whole, Any], Told]:
    def start(whole: Whole, row: Any) -> Told:
        return {**_values(row, form, "who"), "who": str(row.participation_id)}

    return start


def _assess(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    part = _part(whole, told)
    answers = {name: told[name] for name in QUESTIONS}
    helping.assess_risk(actor, whole.case, part, level=told["level"], on=told["on"], answers=answers)


# Courts and returns


def _event_choices(whole: Whole) -> list[tuple[str, str]]:
    return [
        (str(one.pk), f"{_('Event')} {at}: {', '.join(words.word(words.ACTS, act) for act in one.acts)}")
        for at, one in enumerate(whole.events, start=1)
    ]


def _complain(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    event = row_of(whole.events, told["event"])
    courts.add_complaint(actor, whole.case, event, made_on=told["made_on"], made_to=told["made_to"])


def _proceeding_told(told: Told) -> tuple[Told, list[UUID]]:
    events, complaint = taken(told, "events", "complaint")
    told["compensation_paid"] = _yes(told["compensation_paid"])
    told["victim_punished"] = _yes(told["victim_punished"])
    wanted = _empty_to_none(told, "court", "compensation_awarded")
    return {**wanted, "complaint_id": UUID(complaint) if complaint else None}, [UUID(key) for key in events]


def _add_proceeding(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    told.pop("version", None)
    wanted, events = _proceeding_told(told)
    courts.add_proceeding(actor, whole.case, wanted, events=events)


def _change_proceeding(actor: Actor, whole: Whole, row: Proceeding, version: int, told: Told, now: datetime) -> None:
    wanted, events = _proceeding_told(told)
    courts.change_proceeding(actor, row, version, events=events, **wanted)


def _proceeding_start(whole: Whole, row: Proceeding) -> Told:
    told = _values(row, forms.ProceedingForm, "events", "complaint", "sentences")
    sentences = " ".join(f"{one['months']}{'s' if one['suspended'] else ''}" for one in row.sentences)
    return {
        **told,
        "sentences": sentences,
        "events": [str(key) for key in whole.proceeding_events.get(row.pk, [])],
        "complaint": str(row.complaint_id or ""),
        "compensation_paid": _said(row.compensation_paid),
        "victim_punished": _said(row.victim_punished),
    }


def _proceeding_offers(whole: Whole) -> Offered:
    made = [(str(one.pk), f"{one.made_on}") for one in whole.complaints]
    return {"events": _event_choices(whole), "complaint": made}


def _return_told(told: Told) -> tuple[Told, list[int]]:
    [months] = taken(told, "months")
    return _monitor(_empty_to_none(told, "received_by")), months


def _plan_return(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    part = _part(whole, told)
    told.pop("version", None)
    wanted, months = _return_told(told)
    courts.plan_return(actor, whole.case, part, wanted, today=now.date(), months=months)


def _change_return(actor: Actor, whole: Whole, row: Repatriation, version: int, told: Told, now: datetime) -> None:
    part = _part(whole, told)
    wanted, months = _return_told(told)
    courts.change_return(actor, row, version, today=now.date(), months=months, **wanted, participation=part)


def _return_start(whole: Whole, row: Repatriation) -> Told:
    told = _values(row, forms.ReturnForm, "who", "monitor", "months")
    return {**told, "who": str(row.participation_id), "monitor": str(row.monitor_id or "")}


def _follow_up(actor: Actor, whole: Whole, row: FollowUp, version: int, told: Told, now: datetime) -> None:
    courts.follow_up(actor, row, version, result=told["result"], on=told["on"])


# The case itself


def _change_case(actor: Actor, whole: Whole, row: Case, version: int, told: Told, now: datetime) -> None:
    actions.change_case(actor, row, version, **told)


def _close(actor: Actor, whole: Whole, row: Case, version: int, told: Told, now: datetime) -> None:
    actions.close_case(actor, row, version, on=told["on"], reason=told["reason"])


def _reopen(actor: Actor, whole: Whole, row: Case, version: int, told: Told, now: datetime) -> None:
    actions.reopen_case(actor, row, version)


def _add_person(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    actions.add_person(actor, whole.case, told, now=now)


def _add_note(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    actions.add_note(actor, whole.case, told["text"], now=now)


def _of_form(form: type[PageForm]) -> Callable[[Whole, Any], Told]:
    return lambda whole, row: _values(row, form)


def _people(whole: Whole) -> Iterable[PersonRecord]:
    return whole.persons.values()


def _itself(whole: Whole) -> Iterable[Case]:
    return [whole.case]


ADDING: Mapping[str, Adding] = {
    "person": Adding(title=gettext_lazy("Add a person"), form=forms.AddPersonForm, act=_add_person),
    "name": Adding(title=gettext_lazy("Add a name"), form=forms.NameForm, act=_add_name, offers=_who),
    "family": Adding(title=gettext_lazy("Add a family"), form=forms.FamilyForm, act=_add_family),
    "event": Adding(title=gettext_lazy("Add an event"), form=forms.EventForm, act=_add_event, offers=_who),
    "status": Adding(
        title=gettext_lazy("Record a decision"), form=forms.StatusForm, act=_decide, model=StatusDecision,
        offers=_status_offers,
    ),
    "clock": Adding(title=gettext_lazy("Start a clock"), form=forms.ClockForm, act=_start_clock, offers=_who),
    "risk": Adding(title=gettext_lazy("Assess risks"), form=forms.RiskForm, act=_assess, offers=_who),
    "plan": Adding(title=gettext_lazy("Add a support plan"), form=forms.PlanForm, act=_add_plan, offers=_who),
    "service": Adding(
        title=gettext_lazy("Add a service"), form=forms.ServiceForm, act=_add_service, offers=_service_offers
    ),
    "note": Adding(title=gettext_lazy("Add a note"), form=forms.NoteForm, act=_add_note),
    "complaint": Adding(
        title=gettext_lazy("Add a complaint"), form=forms.ComplaintForm, act=_complain,
        offers=lambda whole: {"event": _event_choices(whole), "made_to": list(bodies().items())},
    ),
    "proceeding": Adding(
        title=gettext_lazy("Add a proceeding"), form=forms.ProceedingForm, act=_add_proceeding,
        offers=_proceeding_offers,
    ),
    "return": Adding(
        title=gettext_lazy("Plan a return"), form=forms.ReturnForm, act=_plan_return, model=Repatriation,
        offers=lambda whole: {**_who(whole), "monitor": monitors()},
    ),
}  # fmt: skip
CHANGING: Mapping[str, Changing] = {
    "case": Changing(
        title=gettext_lazy("Change the case"), form=forms.CaseForm, rows=_itself, act=_change_case,
        start=_of_form(forms.CaseForm),
    ),
    "close": Changing(
        title=gettext_lazy("Close the case"), form=forms.CloseForm, rows=_itself, act=_close,
        start=_of_form(forms.ReopenForm),
    ),
    "reopen": Changing(
        title=gettext_lazy("Open the case again"), form=forms.ReopenForm, rows=_itself, act=_reopen,
        start=_of_form(forms.ReopenForm),
    ),
    "person": Changing(
        title=gettext_lazy("Change the person"), form=forms.PersonForm, rows=_people, act=_change_person,
        start=_of_form(forms.PersonForm),
    ),
    "disability": Changing(
        title=gettext_lazy("Disability"), form=forms.DisabilityForm, rows=_people, act=_change_disability,
        start=lambda whole, row: {**row.disability, "version": row.version},
    ),
    "contact": Changing(
        title=gettext_lazy("Safe contact"), form=forms.ContactForm, rows=_people, act=_set_contact,
        start=_contact_start,
    ),
    "event": Changing(
        title=gettext_lazy("Change the event"), form=forms.EventForm, rows=lambda whole: whole.events,
        act=_change_event, start=_of_row(forms.EventForm), offers=_who,
    ),
    "signs": Changing(
        title=gettext_lazy("Signs seen"), form=forms.SignsForm, rows=lambda whole: whole.parts, act=_screen,
        start=_signs_start,
    ),
    "pause": Changing(
        title=gettext_lazy("Pause the clock"), form=forms.OnDayForm, rows=lambda whole: whole.clocks, act=_pause,
        start=_on_clock,
    ),
    "restart": Changing(
        title=gettext_lazy("Run the clock again"), form=forms.OnDayForm, rows=lambda whole: whole.clocks,
        act=_restart, start=_on_clock,
    ),
    "stop": Changing(
        title=gettext_lazy("Stop the clock"), form=forms.OnDayForm, rows=lambda whole: whole.clocks, act=_stop,
        start=_on_clock,
    ),
    "plan": Changing(
        title=gettext_lazy("Change the support plan"), form=forms.PlanForm, rows=lambda whole: whole.plans,
        act=_change_plan, start=_of_row(forms.PlanForm), offers=_who,
    ),
    "service": Changing(
        title=gettext_lazy("Change the service"), form=forms.ServiceForm, rows=lambda whole: whole.services,
        act=_change_service, start=_service_start, offers=_service_offers,
    ),
    "proceeding": Changing(
        title=gettext_lazy("Change the proceeding"), form=forms.ProceedingForm, rows=lambda whole: whole.proceedings,
        act=_change_proceeding, start=_proceeding_start, offers=_proceeding_offers,
    ),
    "return": Changing(
        title=gettext_lazy("Change the return"), form=forms.ReturnForm, rows=lambda whole: whole.returns,
        act=_change_return, start=_return_start, model=Repatriation,
        offers=lambda whole: {**_who(whole), "monitor": monitors()},
    ),
    "follow-up": Changing(
        title=gettext_lazy("A look after the person"), form=forms.FollowUpForm, rows=lambda whole: whole.follow_ups,
        act=_follow_up, start=lambda whole, row: {"version": row.version}, model=Repatriation,
    ),
}  # fmt: skip


def form_of(kind: Adding | Changing, whole: Whole) -> type[django_forms.Form]:
    """The form of a kind; that of a family depends on who is in the case."""
    return family_form(whole) if kind.form is forms.FamilyForm else kind.form
