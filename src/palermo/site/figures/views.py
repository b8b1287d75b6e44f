"""The page of a body's figures, and the folder its tables are made of."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from palermo.register import figures
from palermo.site.access.gate import Verb, demand_of, may
from palermo.site.access.middleware import actor_of
from palermo.site.audit.actions import record
from palermo.site.cases.models import Case
from palermo.site.figures import actions, words
from palermo.site.figures.catalogues import TABLES
from palermo.site.figures.frames import frames_of
from palermo.site.submissions.models import Submission

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A table of counts in the reader's words."""

    id: str
    title: object
    columns: list[object]
    rows: list[tuple[list[object], int]]


@require_GET
def counts(request: HttpRequest) -> HttpResponse:
    """What the cases of the body amount to today, one frame a page, unprotected: for its own people."""
    actor = actor_of(request)
    demand_of(actor, Verb.READ, Case)
    demand_of(actor, Verb.READ, Submission)
    today = timezone.localdate()
    told = request.GET.get("frame", "")
    name = told if told in TABLES else next(iter(TABLES))
    frame = frames_of(actor, today, only=(name,))[name]
    record(actor, "figures.count", Case, fields=[name])
    shown = {
        "shown": [_counted(name, by, frame) for by in TABLES[name]],
        "frames": [(one, words.FRAMES[one], one == name) for one in TABLES],
        "today": today,
        "takes": may(actor, Verb.WRITE, Submission),
    }
    return render(request, "figures/counts.html", shown)


def _counted(name: str, by: tuple[str, ...], frame: "pl.DataFrame") -> Counted:
    rows = figures.count_persons(frame, *by).rows()
    return Counted(
        id=f"{name}-{'-'.join(by)}".replace("_", "-"),
        title=words.FRAMES[name],
        columns=[words.COLUMNS[column] for column in by],
        rows=[([words.said(column, code) for column, code in zip(by, row, strict=False)], row[-1]) for row in rows],
    )


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """The frames with their catalogues, for ``palermo tables``."""
    today = timezone.localdate()
    packed = actions.take(actor_of(request), today)
    answer = HttpResponse(packed, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="figures-{today.isoformat()}.zip"'
    return answer
