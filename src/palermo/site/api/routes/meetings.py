"""Meetings and decisions, read and written; and measures of the plans, which meetings change."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from palermo import coordination as room
from palermo.site.access.gate import Verb, demand_of
from palermo.site.access.middleware import actor_of
from palermo.site.api.interface import FAULTS
from palermo.site.api.routes.conference import READ, minutes, row_of
from palermo.site.api.routes.mechanism import ADDED, CHANGED, WRITE
from palermo.site.api.told import Decisions, Followed, Item, MeetingLine, Meetings, OneDecision, OneMeeting
from palermo.site.api.writing import Key
from palermo.site.api.writing_rows import changed, write
from palermo.site.api.written import (
    AddDecision,
    AddFollowUp,
    AddItem,
    AddMeeting,
    ChangeDecision,
    ChangeMeasure,
    ChangeMeeting,
)
from palermo.site.coordination import actions
from palermo.site.coordination.models import Decision, Measure, Meeting

router = Router(tags=["conference"])


@router.get("/conference/meetings", auth=READ, response={200: Meetings, **FAULTS})
def meetings(request: HttpRequest) -> Meetings:
    """Meetings, held and to come."""
    minutes(request)
    return Meetings(items=[MeetingLine(**_line(one)) for one in Meeting.objects.all()])


@router.post("/conference/meetings", auth=WRITE, response=ADDED)
def add_meeting(request: HttpRequest, key: Key, told: AddMeeting) -> Any:
    """A further meeting, called by its day."""
    return write(request, key, told, lambda actor, sent, today: actions.add_meeting(actor, **sent, today=today))


@router.get("/conference/meetings/{code}", auth=READ, response={200: OneMeeting, **FAULTS})
def meeting(request: HttpRequest, code: str) -> OneMeeting:
    """One meeting: agenda, decisions as they stand today, what it recorded of earlier ones."""
    found, row = minutes(request), row_of(Meeting, code=code)
    return OneMeeting(
        **_line(row),
        agenda=[Item(text=one.text, decision=one.decision, measure=one.measure) for one in row.agenda.all()],
        decisions=_decisions(found, row.decisions.all()),
        follow_ups=[
            Followed(decision=one.decision, status=one.status, evidence=one.evidence, superseded_by=one.superseded_by)
            for one in row.follow_ups.all()
        ],
    )


@router.post("/conference/meetings/{code}", auth=WRITE, response=CHANGED)
def change_meeting(request: HttpRequest, code: str, key: Key, told: ChangeMeeting) -> Any:
    """Change what is written of a meeting."""
    row = _of(request, Meeting, code=code)
    act = lambda actor, sent, today: changed(row, lambda: actions.change_meeting(actor, row, **sent, today=today))  # noqa: E731
    return write(request, key, told, act, status=200)


@router.post("/conference/meetings/{code}/agenda", auth=WRITE, response=ADDED)
def add_item(request: HttpRequest, code: str, key: Key, told: AddItem) -> Any:
    """Something the meeting is to speak of."""
    row = _of(request, Meeting, code=code)
    return write(request, key, told, lambda actor, sent, today: actions.add_item(actor, row, **sent, today=today))


@router.post("/conference/meetings/{code}/decisions", auth=WRITE, response=ADDED)
def decide(request: HttpRequest, code: str, key: Key, told: AddDecision) -> Any:
    """A decision in the minutes."""
    row = _of(request, Meeting, code=code)
    return write(request, key, told, lambda actor, sent, today: actions.decide(actor, row, **sent, today=today))


@router.post("/conference/meetings/{code}/follow-ups", auth=WRITE, response=ADDED)
def follow_up(request: HttpRequest, code: str, key: Key, told: AddFollowUp) -> Any:
    """What the meeting records of an earlier decision."""
    row = _of(request, Meeting, code=code)
    return write(request, key, told, lambda actor, sent, today: actions.follow_up(actor, row, **sent, today=today))


@router.get("/conference/decisions", auth=READ, response={200: Decisions, **FAULTS})
def decisions(request: HttpRequest, overdue: bool = False) -> Decisions:
    """Every decision as it stands today; ``overdue``: those alone that are open and past their day."""
    found = _decisions(minutes(request), Decision.objects.order_by("meeting__on", "position"))
    return Decisions(items=[one for one in found if one.overdue or not overdue])


@router.post("/conference/decisions/{code}", auth=WRITE, response=CHANGED)
def change_decision(request: HttpRequest, code: str, key: Key, told: ChangeDecision) -> Any:
    """Correct a decision. What became of it is a follow-up of a later meeting."""
    row = _of(request, Decision, code=code)
    act = lambda actor, sent, today: changed(row, lambda: actions.change_decision(actor, row, **sent, today=today))  # noqa: E731
    return write(request, key, told, act, status=200)


@router.post("/conference/plans/{plan}/measures/{code}", auth=WRITE, response=CHANGED)
def change_measure(request: HttpRequest, plan: str, code: str, key: Key, told: ChangeMeasure) -> Any:
    """Change a measure and who is assigned to it."""
    row = _of(request, Measure, plan__code=plan, code=code)
    act = lambda actor, sent, today: changed(row, lambda: actions.change_measure(actor, row, **sent, today=today))  # noqa: E731
    return write(request, key, told, act, status=200)


def _of(request: HttpRequest, model: Any, **key: object) -> Any:
    demand_of(actor_of(request), Verb.READ, model)
    return row_of(model, **key)


def _line(one: Meeting) -> dict[str, Any]:
    return {
        "id": one.pk,
        "version": one.version,
        "code": one.code,
        "on": one.on,
        "level": one.level,
        "attended": one.attended,
        "document": one.document,
    }


def _decisions(found: room.Conference, rows: Any) -> list[OneDecision]:
    standing = room.Standing.on(found, today=timezone.localdate())
    now = {one.id: one for one in found.decisions()}
    told = []
    for row in rows:
        status = now[row.code].status
        told.append(
            OneDecision(
                id=row.pk,
                version=row.version,
                code=row.code,
                meeting=now[row.code].meeting,
                text=row.text,
                owners=row.owners,
                due=row.due,
                measure=row.measure,
                status=status,
                overdue=status == "open" and standing.is_past(now[row.code].due),
            )
        )
    return told
