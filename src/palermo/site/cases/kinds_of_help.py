"""From the forms of help, courts and returns to their acts."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from palermo.site.access.actor import Actor
from palermo.site.cases import forms, words
from palermo.site.cases.courts import actions as courts
from palermo.site.cases.forms import QUESTIONS
from palermo.site.cases.help import actions as helping
from palermo.site.cases.kinds import (
    Offered,
    Told,
    as_said,
    bodies,
    empty_to_none,
    part_named,
    taken,
    values_of,
    who_of,
    yes_or_no,
)
from palermo.site.cases.models import (
    FollowUp,
    Proceeding,
    Repatriation,
    Service,
    SupportPlan,
)
from palermo.site.cases.whole import Whole, row_of
from palermo.site.forms import PageForm

# Help


def service_told(told: Told) -> Told:
    key = told.pop("plan")
    return empty_to_none({**told, "plan_id": UUID(key) if key else None}, "outcome")


def add_service(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    part = part_named(whole, told)
    told.pop("version", None)
    helping.add_service(actor, whole.case, part, service_told(told))


def change_service(actor: Actor, whole: Whole, row: Service, version: int, told: Told, now: datetime) -> None:
    part = part_named(whole, told)
    helping.change_service(actor, row, version, **service_told(told), participation=part)


def service_start(whole: Whole, row: Service) -> Told:
    told = values_of(row, forms.ServiceForm, "who", "plan")
    return {**told, "who": str(row.participation_id), "plan": str(row.plan_id or "")}


def service_offers(whole: Whole) -> Offered:
    plans = [(str(one.pk), words.word(words.SUPPORT, one.type)) for one in whole.plans]
    return {**who_of(whole), "provider": list(bodies().items()), "plan": plans}


def add_plan(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    part = part_named(whole, told)
    told.pop("version", None)
    helping.add_plan(actor, whole.case, part, empty_to_none(told, "objectives", "action_plan"))


def change_plan(actor: Actor, whole: Whole, row: SupportPlan, version: int, told: Told, now: datetime) -> None:
    part = part_named(whole, told)
    wanted = empty_to_none(told, "objectives", "action_plan")
    helping.change_plan(actor, row, version, **wanted, participation=part)


def from_row(form: type[PageForm]) -> Callable[[Whole, Any], Told]:
    def start(whole: Whole, row: Any) -> Told:
        return {**values_of(row, form, "who"), "who": str(row.participation_id)}

    return start


def assess(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    part = part_named(whole, told)
    answers = {name: told[name] for name in QUESTIONS}
    helping.assess_risk(actor, whole.case, part, level=told["level"], on=told["on"], answers=answers)


# Courts and returns


def event_choices(whole: Whole) -> list[tuple[str, str]]:
    return [
        (str(one.pk), f"{_('Event')} {at}: {', '.join(words.word(words.ACTS, act) for act in one.acts)}")
        for at, one in enumerate(whole.events, start=1)
    ]


def complain(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    event = row_of(whole.events, told["event"])
    courts.add_complaint(actor, whole.case, event, made_on=told["made_on"], made_to=told["made_to"])


def proceeding_told(told: Told) -> tuple[Told, list[UUID]]:
    events, complaint = taken(told, "events", "complaint")
    told["compensation_paid"] = yes_or_no(told["compensation_paid"])
    told["victim_punished"] = yes_or_no(told["victim_punished"])
    wanted = empty_to_none(told, "court", "compensation_awarded")
    return {**wanted, "complaint_id": UUID(complaint) if complaint else None}, [UUID(key) for key in events]


def add_proceeding(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    told.pop("version", None)
    wanted, events = proceeding_told(told)
    courts.add_proceeding(actor, whole.case, wanted, events=events)


def change_proceeding(actor: Actor, whole: Whole, row: Proceeding, version: int, told: Told, now: datetime) -> None:
    wanted, events = proceeding_told(told)
    courts.change_proceeding(actor, row, version, events=events, **wanted)


def proceeding_start(whole: Whole, row: Proceeding) -> Told:
    told = values_of(row, forms.ProceedingForm, "events", "complaint", "sentences")
    sentences = " ".join(f"{one['months']}{'s' if one['suspended'] else ''}" for one in row.sentences)
    return {
        **told,
        "sentences": sentences,
        "events": [str(key) for key in whole.proceeding_events.get(row.pk, [])],
        "complaint": str(row.complaint_id or ""),
        "compensation_paid": as_said(row.compensation_paid),
        "victim_punished": as_said(row.victim_punished),
    }


def proceeding_offers(whole: Whole) -> Offered:
    made = [(str(one.pk), f"{one.made_on}") for one in whole.complaints]
    return {"events": event_choices(whole), "complaint": made}


def return_told(told: Told) -> tuple[Told, list[int]]:
    [months] = taken(told, "months")
    return empty_to_none(told, "received_by", "apart_because"), months


def plan_return(actor: Actor, whole: Whole, told: Told, now: datetime) -> None:
    part = part_named(whole, told)
    told.pop("version", None)
    wanted, months = return_told(told)
    courts.plan_return(actor, whole.case, part, wanted, today=localdate(now), months=months)


def change_return(actor: Actor, whole: Whole, row: Repatriation, version: int, told: Told, now: datetime) -> None:
    part = part_named(whole, told)
    wanted, months = return_told(told)
    courts.change_return(actor, row, version, today=localdate(now), months=months, **wanted, participation=part)


def return_start(whole: Whole, row: Repatriation) -> Told:
    told = values_of(row, forms.ReturnForm, "who", "months")
    return {**told, "who": str(row.participation_id)}


def follow_up(actor: Actor, whole: Whole, row: FollowUp, version: int, told: Told, now: datetime) -> None:
    courts.follow_up(actor, row, version, result=told["result"], on=told["on"])
