"""Rows as the room of the register knows them: what it is asked about."""

from collections.abc import Iterable
from datetime import date

from django.utils.timezone import localtime

from palermo.ground.calendar import WorkingDays
from palermo.ground.dates import PartialDate
from palermo.register import (
    clocks,
    closing,
    elements,
    family,
    proceedings,
    repatriation,
    screening,
    services,
    status,
)
from palermo.register.consent import Consent
from palermo.site.cases import models
from palermo.standards import holidays, nrm

WRITTEN = "…"
"""Stands for reasons that were written and lie sealed."""
_ANY_DAY = WorkingDays("no area", frozenset(), date.max, date.max)
"""For rules that count every day: whoever asks it for a working day is told to name an area."""


def decision(row: models.StatusDecision, *, reasons: str = WRITTEN) -> status.StatusDecision:
    """A decision without its reasons, unless these are given."""
    return status.StatusDecision(
        id=str(row.pk),
        participation=str(row.participation_id),
        value=row.value,
        stage=row.stage,
        decided_by=row.decided_by,
        decided_on=row.decided_on,
        recorded_at=localtime(row.recorded_at),
        rule_version=row.rule_version,
        threshold=row.threshold,
        reasons=reasons,
        supersedes=str(row.supersedes_id) if row.supersedes_id else None,
        corrects=row.corrects,
    )


def event(row: models.TraffickingEvent, complaint: str | None = None) -> elements.TraffickingEvent:
    """What happened, without the place as somebody wrote it."""
    return elements.TraffickingEvent(
        id=str(row.pk),
        participation=str(row.participation_id),
        acts=tuple(row.acts),
        means=tuple(row.means),
        purposes=tuple(row.purposes),
        place_role=row.place_role,
        facility=row.facility or None,
        staff_of=row.staff_of or None,
        start=PartialDate.parse(row.started),
        end=PartialDate.parse(row.ended),
        complaint=complaint,
    )


def observation(row: models.IndicatorObservation) -> screening.IndicatorObservation:
    """A sign that was seen."""
    return screening.IndicatorObservation(
        participation=str(row.participation_id), indicator=row.indicator, observed_by=str(row.account), on=row.on
    )


def calendar_of(area: str) -> WorkingDays:
    """The working days of an area; where none is named only rules that count every day can be counted."""
    return holidays.working_days(area) if area else _ANY_DAY


def clock(row: models.Clock, pauses: Iterable[models.ClockPause]) -> clocks.Clock:
    """A clock as it was last counted."""
    return clocks.Clock(
        code=row.code,
        kind=row.kind,
        started=row.started,
        rule_version=row.rule_version,
        due=row.due,
        earliest=row.earliest,
        pauses=tuple(clocks.Pause(one.start, one.end) for one in pauses),
        waiting=row.waiting,
    )


def rulebook(name: str) -> nrm.Rulebook | None:
    """The rulebook of that name; None where a decision rests on none."""
    return nrm.rulebook(name) if name else None


def service(row: models.Service, *, outcome: str = WRITTEN) -> services.Service:
    """A service; its outcome as given, since what is written lies sealed."""
    return services.Service(
        id=str(row.pk),
        participation=str(row.participation_id),
        type=row.type,
        requested=row.requested,
        provider=row.provider,
        support_plan=str(row.plan_id) if row.plan_id else None,
        started=row.started,
        ended=row.ended,
        outcome=outcome,
    )


def plan(row: models.SupportPlan) -> services.SupportPlan:
    """A support plan by its days."""
    return services.SupportPlan(
        id=str(row.pk),
        participation=str(row.participation_id),
        type=row.type,
        planned_end=row.planned_end,
        actual_end=row.actual_end,
    )


def case(row: models.Case, body: str) -> closing.Case:
    """A case of the body of that code."""
    return closing.Case(agency=body, local_id=row.reference, opened_on=row.opened_on, closed_on=row.closed_on)


def complaint(row: models.Complaint) -> proceedings.Complaint:
    """A complaint."""
    return proceedings.Complaint(id=str(row.pk), event=str(row.event_id), made_on=row.made_on, made_to=row.made_to)


def proceeding(row: models.Proceeding, events: Iterable[str]) -> proceedings.Proceeding:
    """A proceeding over events, by their keys."""
    return proceedings.Proceeding(
        id=str(row.pk),
        case=str(row.case_id),
        kind=row.kind,
        stage=row.stage,
        on=row.on,
        events=tuple(events),
        complaint=str(row.complaint_id) if row.complaint_id else None,
        offence=row.offence,
        suspects=row.suspects,
        charged=row.charged,
        convicted=row.convicted,
        sentences=tuple(proceedings.Sentence(**one) for one in row.sentences),
        officials_involved=row.officials_involved,
        victim_punished_for_forced_act=row.victim_punished,
    )


def going_home(
    row: models.Repatriation, follow_ups: Iterable[models.FollowUp] = (), *, received_by: str = WRITTEN
) -> repatriation.Repatriation:
    """A return; who receives the person as given, since what is written lies sealed."""
    return repatriation.Repatriation(
        id=str(row.pk),
        participation=str(row.participation_id),
        kind=row.kind,
        planned_on=row.planned_on,
        left_on=row.left_on,
        risk_assessed_on=row.risk_assessed_on,
        received_by=received_by,
        consent=_agreement(row),
        follow_ups=tuple(
            repatriation.FollowUp(month=one.month, due=one.due, result=one.result or None, on=one.on)
            for one in follow_ups
        ),
    )


def unit(row: models.FamilyUnit, members: Iterable[models.FamilyMember]) -> family.FamilyUnit:
    """A family as the rules know it. A guardian who was taken out of it is none of it."""
    relations = {str(one.person_id): one.relation for one in members}
    guardian = str(row.guardian_id) if str(row.guardian_id) in relations else None
    return family.FamilyUnit(
        id=str(row.pk),
        agency=str(row.agency_id),
        members=relations,
        guardian=guardian,
        keep_together=row.keep_together,
    )


def agreed(row: models.Repatriation) -> Consent | None:
    """The person's consent to the return, where a day was written down on which it was given."""
    if row.consented_on is None:
        return None
    return Consent(
        id=_agreement(row),
        participation=str(row.participation_id),
        purpose="return",
        fields=frozenset(),
        recipients=frozenset(),
        given_on=row.consented_on,
        given_by="self",
    )


def _agreement(row: models.Repatriation) -> str:
    return str(row.consent or row.pk)


def is_child(person: models.PersonRecord, on: date) -> bool | None:
    """Whether the person was under age on the day, by the birth date or by an age that was told; None: not known."""
    by_birth = elements.is_child(PartialDate.parse(person.born), on)
    if by_birth is not None or person.age is None or person.age_on is None:
        return by_birth
    # Whoever was A years old on a day was born in the year before the birthday that day stands on or after.
    last = person.age_on.year - person.age
    born = {elements.is_child(PartialDate(year), on) for year in (last - 1, last)}
    return born.pop() if len(born) == 1 else None
