"""The conference, to be read: what it is, its plans, what is reported and reviewed, what is owed."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from palermo import coordination as room
from palermo.site.access.gate import Verb, demand_of
from palermo.site.access.middleware import actor_of
from palermo.site.access.refusals import Hidden
from palermo.site.api.interface import FAULTS, ByToken
from palermo.site.api.told import Debt, Debts, OneMeasure, OnePlan, Overview, PlanLine, Plans
from palermo.site.coordination.actions import own_body
from palermo.site.coordination.current import conference_for
from palermo.site.coordination.models import Measure, Meeting, Plan

router = Router(tags=["conference"])
READ = ByToken("conference.read")
Asked = Annotated[str, Query(max_length=120)]


def conference_of(request: HttpRequest, door: Any = Plan) -> room.Conference:
    """What the token's person may see. Raises Forbidden, and Hidden before one was begun."""
    found = conference_for(actor_of(request), door)
    if found is None:
        raise Hidden("Nothing here.")
    return found


@router.get("/conference", auth=READ, response={200: Overview, **FAULTS})
def overview(request: HttpRequest) -> Overview:
    """What it is called, in which languages it writes."""
    found = conference_for(actor_of(request))
    if found is None:
        return Overview(name={}, languages=[], country="", begun=False)
    return Overview(
        name=dict(found.name), languages=list(found.languages), country=found.country or "", begun=True
    )  # fmt: skip


@router.get("/conference/plans", auth=READ, response={200: Plans, **FAULTS})
def plans(request: HttpRequest) -> Plans:
    """Every plan."""
    demand_of(actor_of(request), Verb.READ, Plan)
    return Plans(items=[PlanLine(**_plan(one)) for one in Plan.objects.all()])


@router.get("/conference/plans/{plan}", auth=READ, response={200: OnePlan, **FAULTS})
def plan(request: HttpRequest, plan: str) -> OnePlan:
    """One plan: its measures, who leads and supports today, where each stands by what was reported."""
    found = conference_of(request)
    row = Plan.objects.filter(code=plan).first()
    if row is None or plan not in found.plans:
        raise Hidden("Nothing here.")
    standing = room.Standing.on(found, today=timezone.localdate()).of(found.plans[plan])
    rows = {one.code: one for one in Measure.objects.filter(plan=row)}
    measures = [_measure(standing, one, rows[one.id]) for one in found.plans[plan].measures]
    return OnePlan(**_plan(row), period=standing.period, measures=measures)


@router.get("/conference/owed", auth=READ, response={200: Debts, **FAULTS})
def owed(request: HttpRequest, body: Asked = "") -> Debts:
    """What a body owes, the own one where none is named; decisions for those who read minutes."""
    found = conference_of(request)
    asked = body or own_body(actor_of(request))
    rows = room.owed(found, today=timezone.localdate(), body=asked) if found.body(asked) else ()
    return Debts(
        items=[
            Debt(body=one.body, kind=one.kind, ref=one.ref, text=dict(one.text), due=str(one.due or ""),
                 overdue=one.overdue)
            for one in rows
        ]
    )  # fmt: skip


def _plan(one: Plan) -> dict[str, Any]:
    return {"code": one.code, "title": one.title, "start": one.start, "end": one.end, "continues": one.continues}


def _measure(standing: room.Standing, one: room.Measure, row: Measure) -> OneMeasure:
    return OneMeasure(
        id=row.pk,
        version=row.version,
        ref=one.ref,
        area=one.area,
        text=dict(one.text),
        due=str(one.due or ""),
        leads=list(standing.leads(one)),
        supports=list(one.bodies("support", standing.today)),
        status=standing.status(one),
        overdue=standing.is_overdue(one),
        disputed=one.ref in standing.disputed,
    )


def row_of(model: Any, **key: object) -> Any:
    """The row of those values. Raises Hidden where there is none."""
    found = model.objects.filter(**key).first()
    if found is None:
        raise Hidden("Nothing here.")
    return found


def minutes(request: HttpRequest) -> room.Conference:
    """The conference, for those who read minutes. Raises Forbidden, Hidden."""
    demand_of(actor_of(request), Verb.READ, Meeting)
    return conference_of(request, Meeting)
