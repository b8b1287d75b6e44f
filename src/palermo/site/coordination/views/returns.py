"""Yearly returns: a body's own forms and what became of them; for the office, who sent one and who is silent."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from palermo import engines
from palermo.ground.dates import PartialDate
from palermo.site.access.gate import Verb, demand_of, may
from palermo.site.access.middleware import actor_of
from palermo.site.access.refusals import Hidden
from palermo.site.audit.reading import open_record
from palermo.site.coordination import forms
from palermo.site.coordination.actions import own_body
from palermo.site.coordination.models import ReturnReceipt, YearlyReturn
from palermo.site.coordination.returns import actions
from palermo.site.coordination.returns.asked import asked, forms_of
from palermo.site.coordination.returns.cells import opened
from palermo.site.coordination.views.page import done
from palermo.standards.returns import Cell, label

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One return that a body is asked for, and what has come of it; ``told`` None: the body is silent."""

    body: str
    period: str
    due: PartialDate | None
    overdue: bool
    ended: bool
    told: ReturnReceipt | None


def wanted(body: str | None = None) -> list[Wanted]:
    """Every return asked for of periods that have begun, the latest first; of one body where it is named."""
    found, today = asked(), timezone.localdate()
    if found is None:
        return []
    conference, ask = found
    told = {(one.body, one.period): one for one in ReturnReceipt.objects.all()}
    made = [
        Wanted(
            body=one.body,
            period=one.period,
            due=one.due,
            overdue=one.overdue(today) and key not in told,
            ended=one.ended(today),
            told=told.get(key),
        )
        for key, one in ask.expected(conference).items()
        if body in (None, one.body)
    ]
    return sorted(made, key=lambda one: (one.period, one.body), reverse=True)


@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """The forms of the own body; and the way to hand one in."""
    actor = actor_of(request)
    demand_of(actor, Verb.READ, YearlyReturn)
    form = forms.Filled(request.POST or None, request.FILES or None)
    if request.method == "POST":
        demand_of(actor, Verb.WRITE, YearlyReturn)
    if form.is_valid():
        file, made = form.cleaned_data["file"], list[YearlyReturn]()
        today, now = timezone.localdate(), timezone.now()
        if done(form, lambda: made.append(actions.hand_in(actor, file.name, file.read(), today=today, now=now))):
            return redirect("conference:return", made[0].pk)
    shown = {
        "form": form,
        "wanted": wanted(own_body(actor)),
        "handed_in": YearlyReturn.objects.all()[:50],
        "writes": may(actor, Verb.WRITE, YearlyReturn),
    }
    return render(request, "coordination/returns.html", shown)


@require_GET
def template(request: HttpRequest, period: str) -> HttpResponse:
    """The empty form of the own body for a period."""
    actor = actor_of(request)
    demand_of(actor, Verb.READ, YearlyReturn)
    form = forms_of(own_body(actor), today=timezone.localdate()).get(period)
    if form is None:
        raise Hidden("Nothing here.")
    answer = HttpResponse(engines.return_book(form), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{form.name}.xlsx"'
    return answer


@require_GET
def one(request: HttpRequest, key: UUID) -> HttpResponse:
    """One return: its receipt, what is wrong by row, and what it says."""
    made = open_record(actor_of(request), YearlyReturn, key, purpose="looking at a return of the own body")
    rows = list(made.lines.all())
    came = opened(rows)
    lines = [(line, label(Cell(*line.cell)), (came or {}).get(line.row)) for line in rows]
    return render(request, "coordination/return.html", {"made": made, "lines": lines, "closed": came is None})


@require_GET
def completeness(request: HttpRequest) -> HttpResponse:
    """Who was asked, who sent, how much of it was answered; a silent body is called silent."""
    actor = actor_of(request)
    demand_of(actor, Verb.READ, ReturnReceipt)
    found = asked()
    rows = wanted()
    shown = {
        "conference": found[0] if found else None,
        "rows": rows,
        "silent": sum(one.told is None and one.ended for one in rows),
    }
    return render(request, "coordination/completeness.html", shown)
