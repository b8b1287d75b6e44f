"""What bodies report, and what independent readers say beside it."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from palermo.site.access.gate import Verb, demand_of
from palermo.site.access.middleware import actor_of
from palermo.site.api.cursors import by_key
from palermo.site.api.interface import FAULTS, ByToken
from palermo.site.api.routes.conference import READ, Asked
from palermo.site.api.told import OneEntry, OneReview, Progress, Reviews
from palermo.site.api.writing import Key
from palermo.site.api.writing_rows import write
from palermo.site.api.written import Report, WriteReview, Written
from palermo.site.coordination import actions
from palermo.site.coordination.models import ProgressEntry, Review

router = Router(tags=["conference"])
WRITE = ByToken("progress.write")
Limit = Annotated[int, Query(ge=1, le=100)]


@router.get("/conference/progress", auth=READ, response={200: Progress, **FAULTS})
def progress(request: HttpRequest, measure: Asked = "", after: str = "", limit: Limit = 50) -> Progress:
    """What bodies report, of one measure where it is named."""
    rows, following = _page(request, ProgressEntry, measure, after, limit)
    return Progress(items=[_entry(one) for one in rows], next=following)


@router.post("/conference/progress", auth=WRITE, response={201: Written, **FAULTS})
def report(request: HttpRequest, key: Key, told: Report) -> Any:
    """What a body reports of a measure, in its own name."""
    return write(request, key, told, lambda actor, sent, today: actions.report(actor, **sent, today=today))


@router.get("/conference/reviews", auth=READ, response={200: Reviews, **FAULTS})
def reviews(request: HttpRequest, measure: Asked = "", after: str = "", limit: Limit = 50) -> Reviews:
    """What readers say, of one measure where it is named."""
    rows, following = _page(request, Review, measure, after, limit)
    return Reviews(items=[_review(one) for one in rows], next=following)


@router.post("/conference/reviews", auth=WRITE, response={201: Written, **FAULTS})
def review(request: HttpRequest, key: Key, told: WriteReview) -> Any:
    """What an independent reader says of a measure, in its own name. No body can change it."""
    return write(request, key, told, lambda actor, sent, today: actions.review(actor, **sent, today=today))


def _page(request: HttpRequest, model: Any, measure: str, after: str, limit: int) -> tuple[list[Any], str]:
    demand_of(actor_of(request), Verb.READ, model)
    found = model.objects.filter(measure=measure) if measure else model.objects.all()
    return by_key(found, after=after, limit=limit)


def _entry(one: ProgressEntry) -> OneEntry:
    return OneEntry(
        id=one.pk, version=one.version, body=one.body, measure=one.measure, period=one.period, status=one.status,
        values={name: str(value) for name, value in one.values.items()}, evidence=one.evidence, note=one.note,
        reply=one.reply, on=one.on,
    )  # fmt: skip


def _review(one: Review) -> OneReview:
    return OneReview(
        id=one.pk, version=one.version, reviewer=one.reviewer, measure=one.measure, period=one.period,
        verdict=one.verdict, status=one.status, text=one.text, evidence=one.evidence, on=one.on,
    )  # fmt: skip
