"""The acts of help: a risk assessment, a support plan, a service."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from palermo.ground.errors import Refused, UsageError
from palermo.ground.finding import errors
from palermo.register import services
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand, person
from palermo.site.audit.actions import record
from palermo.site.cases import in_the_room
from palermo.site.cases.actions import Values, changed
from palermo.site.cases.models import Case, Participation, RiskAssessment, Service, SupportPlan


@transaction.atomic
def assess_risk(
    actor: Actor, case: Case, part: Participation, *, level: str, on: date, answers: Mapping[str, str]
) -> RiskAssessment:
    """Questions and answers as they were written. No score. Raises Forbidden, UsageError without an answer."""
    demand(actor, Verb.WRITE, case)
    told = {question: text.strip() for question, text in answers.items() if text.strip()}
    if not told:
        raise UsageError("There is no answer.", hint="Write at least one.")
    row = RiskAssessment(
        agency_id=case.agency_id,
        case=case,
        participation=part,
        level=level,
        on=on,
        account=person(actor),
        answers=json.dumps(told, ensure_ascii=False),
    )
    row.save()
    record(actor, "risk.assess", row, fields=["answers", "level", "on"])
    return row


@transaction.atomic
def add_plan(actor: Actor, case: Case, part: Participation, told: Values) -> SupportPlan:
    """What was agreed with a person. Raises Forbidden."""
    demand(actor, Verb.WRITE, case)
    row = SupportPlan(agency_id=case.agency_id, case=case, participation=part, **told)
    row.save()
    record(actor, "plan.add", row, fields=[name for name, value in told.items() if value])
    return row


@transaction.atomic
def change_plan(actor: Actor, row: SupportPlan, version: int, **wanted: Any) -> list[str]:
    """Change or end a plan. Raises Forbidden, LostRace."""
    return changed(actor, row, version, "plan.change", wanted)


@transaction.atomic
def add_service(actor: Actor, case: Case, part: Participation, told: Values) -> Service:
    """A service from need to delivery. Raises Forbidden, Refused with what makes no sense in it."""
    demand(actor, Verb.WRITE, case)
    row = Service(agency_id=case.agency_id, case=case, participation=part, **told)
    _sound(row, str(told.get("outcome") or ""))
    row.save()
    record(actor, "service.add", row, fields=[name for name, value in told.items() if value])
    return row


@transaction.atomic
def change_service(actor: Actor, row: Service, version: int, **wanted: Any) -> list[str]:
    """Say how far a service is. Raises Forbidden, LostRace, Refused with what makes no sense in it."""
    names = changed(actor, row, version, "service.change", wanted)
    _sound(row, str(wanted.get("outcome") or ""))
    return names


def _sound(row: Service, outcome: str) -> None:
    plan = in_the_room.plan(row.plan) if row.plan is not None else None
    found = errors(services.check_service(in_the_room.service(row, outcome=outcome), plan))
    if found:
        raise Refused("The service cannot be written so.", findings=found)
