"""Duties and assessments: who says what of which state, citing what. Nothing is computed from it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from palermo.site.access.gate import Verb, demand_of
from palermo.site.access.middleware import actor_of
from palermo.site.api.interface import FAULTS, ByToken
from palermo.site.api.routes.conference import READ, row_of
from palermo.site.api.routes.mechanism import ADDED, CHANGED
from palermo.site.api.told import (
    AssessmentHead,
    Assessments,
    OneAssessment,
    OneCriterion,
    OneJudgement,
    OneReply,
    OneSheet,
    SheetHead,
    SheetLine,
    Sheets,
)
from palermo.site.api.writing import Key
from palermo.site.api.writing_rows import changed, write
from palermo.site.api.written import AddAssessment, AddAssessor, AddReply, AddSheet, Assess, Cite, GiveRank, Judge
from palermo.site.coordination.models import Assessment, Duties, DutyLine
from palermo.site.coordination.sheets import actions

router = Router(tags=["sheets"])
WRITE = ByToken("sheets.write")


@router.get("/conference/duties", auth=READ, response={200: Sheets, **FAULTS})
def duties(request: HttpRequest) -> Sheets:
    """The sheets there are."""
    demand_of(actor_of(request), Verb.READ, Duties)
    return Sheets(items=[SheetHead(**_head(one)) for one in Duties.objects.all()])


@router.post("/conference/duties", auth=WRITE, response=ADDED)
def add_sheet(request: HttpRequest, key: Key, told: AddSheet) -> Any:
    """An empty sheet of a state's duties."""
    return write(request, key, told, lambda actor, sent, today: actions.add_sheet(actor, **sent, today=today))


@router.get("/conference/duties/{uuid:sheet}", auth=READ, response={200: OneSheet, **FAULTS})
def sheet(request: HttpRequest, sheet: UUID) -> OneSheet:
    """One sheet, line by line."""
    row = _of(request, Duties, sheet)
    return OneSheet(**_head(row), lines=[_line(one) for one in row.lines.prefetch_related("judgements")])


@router.post("/conference/duties/{uuid:sheet}/{article}/judgements", auth=WRITE, response=ADDED)
def judge(request: HttpRequest, sheet: UUID, article: str, key: Key, told: Judge) -> Any:
    """What somebody says of an obligation, citing what. ``version`` null: they had said nothing."""
    row = _of(request, Duties, sheet)
    act = lambda actor, sent, today: actions.judge(actor, row, article=article, **sent, today=today)  # noqa: E731
    return write(request, key, told, act)


@router.post("/conference/duties/{uuid:sheet}/{article}/evidence", auth=WRITE, response=CHANGED)
def cite(request: HttpRequest, sheet: UUID, article: str, key: Key, told: Cite) -> Any:
    """The evidence of an obligation."""
    row = _of(request, Duties, sheet)
    act = lambda actor, sent, today: actions.cite(actor, row, article=article, **sent, today=today)  # noqa: E731
    return write(request, key, told, act, status=200)


@router.post("/conference/assessors", auth=WRITE, response=ADDED)
def add_assessor(request: HttpRequest, key: Key, told: AddAssessor) -> Any:
    """Somebody who assesses states."""
    return write(request, key, told, lambda actor, sent, today: actions.add_assessor(actor, **sent, today=today))


@router.get("/conference/assessments", auth=READ, response={200: Assessments, **FAULTS})
def assessments(request: HttpRequest) -> Assessments:
    """Who assessed which state in which round; ``rank`` as the assessor gave it."""
    demand_of(actor_of(request), Verb.READ, Assessment)
    return Assessments(items=[AssessmentHead(**_assessed(one)) for one in Assessment.objects.all()])


@router.post("/conference/assessments", auth=WRITE, response=ADDED)
def add_assessment(request: HttpRequest, key: Key, told: AddAssessment) -> Any:
    """An empty sheet of an assessor on a state in a round."""
    return write(request, key, told, lambda actor, sent, today: actions.add_assessment(actor, **sent, today=today))


@router.get("/conference/assessments/{uuid:assessment}", auth=READ, response={200: OneAssessment, **FAULTS})
def assessment(request: HttpRequest, assessment: UUID) -> OneAssessment:
    """What one assessor says, criterion by criterion, and the replies."""
    row = _of(request, Assessment, assessment)
    criteria = [
        OneCriterion(id=one.pk, version=one.version, criterion=one.criterion, judgement=one.judgement, text=one.text,
                     documents=one.documents, figures=one.figures)
        for one in row.entries.all()
    ]  # fmt: skip
    replies = [
        OneReply(by=one.by, criterion=one.criterion, text=one.text, document=one.document, on=one.on)
        for one in row.replies.all()
    ]
    return OneAssessment(**_assessed(row), criteria=criteria, replies=replies)


@router.post("/conference/assessments/{uuid:assessment}/rank", auth=WRITE, response=CHANGED)
def rank(request: HttpRequest, assessment: UUID, key: Key, told: GiveRank) -> Any:
    """The rank as the assessor gave it; empty where it gives none."""
    row = _of(request, Assessment, assessment)
    act = lambda actor, sent, today: changed(row, lambda: actions.rank(actor, row, **sent, today=today))  # noqa: E731
    return write(request, key, told, act, status=200)


@router.post("/conference/assessments/{uuid:assessment}/criteria/{criterion}", auth=WRITE, response=ADDED)
def assess(request: HttpRequest, assessment: UUID, criterion: str, key: Key, told: Assess) -> Any:
    """What the assessor says of a criterion, and the evidence it names."""
    row = _of(request, Assessment, assessment)
    act = lambda actor, sent, today: actions.assess(actor, row, criterion=criterion, **sent, today=today)  # noqa: E731
    return write(request, key, told, act)


@router.post("/conference/assessments/{uuid:assessment}/replies", auth=WRITE, response=ADDED)
def reply(request: HttpRequest, assessment: UUID, key: Key, told: AddReply) -> Any:
    """What the assessed government answers."""
    row = _of(request, Assessment, assessment)
    return write(request, key, told, lambda actor, sent, today: actions.reply(actor, row, **sent, today=today))


def _of(request: HttpRequest, model: Any, key: UUID) -> Any:
    demand_of(actor_of(request), Verb.READ, model)
    return row_of(model, pk=key)


def _head(one: Duties) -> dict[str, Any]:
    return {"id": one.pk, "instrument": one.instrument, "state": one.state, "period": one.period}


def _line(one: DutyLine) -> SheetLine:
    judged = [
        OneJudgement(id=told.pk, version=told.version, whose=told.whose, by=told.by, judgement=told.judgement,
                     text=told.text, document=told.document, on=told.on)
        for told in one.judgements.all()
    ]  # fmt: skip
    return SheetLine(
        id=one.pk, version=one.version, article=one.article, documents=one.documents, figures=one.figures,
        judgements=judged,
    )  # fmt: skip


def _assessed(one: Assessment) -> dict[str, Any]:
    names = ("version", "assessor", "framework", "state", "round", "on", "document", "rank")
    return {"id": one.pk, **{name: getattr(one, name) for name in names}}
