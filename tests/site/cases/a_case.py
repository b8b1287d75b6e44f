"""A case of the shelter: a person with a name, and a row of everything that can be recorded of it."""

from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Model
from tests.site.cast import Cast
from tests.site.keys.keyring import opened

from palermo.site.access.scope import scoped
from palermo.site.cases.models import (
    Case,
    Clock,
    ClockPause,
    Complaint,
    FamilyMember,
    FamilyUnit,
    FollowUp,
    IndicatorObservation,
    Note,
    Participation,
    PersonName,
    PersonRecord,
    Proceeding,
    ProceedingEvent,
    Repatriation,
    RiskAssessment,
    SafeContact,
    Service,
    StatusDecision,
    SupportPlan,
    TraffickingEvent,
)

DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def stored(model: type[Model], **values: Any) -> Any:
    """A row as written, past all acts."""
    row = model(**values)
    row.save()
    return row


def a_row_of_each(cast: Cast, reference: str = "2026-AAAA-AAAA") -> dict[type[Model], Any]:
    """A row of every model of cases, of the shelter. The shelter has keys."""
    worker = cast.accounts["case_worker"]
    own, by = {"agency": worker.agency}, {"agency": worker.agency, "account": worker.pk}
    with opened(cast), scoped(cast.actor("case_worker")):
        case = stored(Case, **by, reference=reference, opened_on=DAY, made_at=NOW)
        person = stored(PersonRecord, **own, reference=f"P-{reference}", sex="Feminine", born="1999", made_at=NOW)
        names = stored(PersonName, **own, person=person, kind="birth", given="Amina", family="Haddad")
        contact = stored(SafeContact, **by, person=person, channels=["phone"])
        unit = stored(FamilyUnit, **own, reference=f"F-{reference}", guardian=person)
        member = stored(FamilyMember, **own, unit=unit, person=person, relation="mother")
        part = stored(Participation, **own, case=case, person=person, role="victim")
        of = {**own, "case": case, "participation": part}
        event = stored(TraffickingEvent, **of, acts=["recruitment"], place="the house by the river")
        complaint = stored(Complaint, **own, case=case, event=event, made_on=DAY)
        proceeding = stored(Proceeding, **own, case=case, kind="criminal", stage="trial", on=DAY, complaint=complaint)
        told = stored(Repatriation, **of, kind="assisted", planned_on=DAY)
        plan = stored(SupportPlan, **of, type="Shelter", objectives="a safe place")
        clock = stored(Clock, **of, code="rg_decision", rulebook="uk", rule_version="uk.rg_decision/first", started=DAY)
        rows = [
            case, person, names, contact, unit, member, part, event, complaint, proceeding, told, plan, clock,
            stored(ProceedingEvent, **own, case=case, proceeding=proceeding, event=event),
            stored(FollowUp, **own, case=case, repatriation=told, month=1, due=DAY),
            stored(Service, **of, plan=plan, type="Shelter", requested=DAY),
            stored(ClockPause, **own, case=case, clock=clock, start=DAY),
            stored(IndicatorObservation, **of, account=worker.pk, indicator="A1", on=DAY),
            stored(Note, **by, case=case, text="she called again", at=NOW),
            stored(RiskAssessment, **of, account=worker.pk, level="individual", on=DAY, answers="{}"),
            stored(
                StatusDecision, **of, account=worker.pk, value="presumed", stage="first", decided_by="shelter",
                decided_on=DAY, recorded_at=NOW, reasons="as she told it",
            ),
        ]  # fmt: skip
        return {type(row): type(row).objects.get(pk=row.pk) for row in rows}  # as read: their texts are closed
