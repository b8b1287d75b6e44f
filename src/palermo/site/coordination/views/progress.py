"""What a body reports of a measure, what an independent reader says beside it, and what each body still owes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from palermo import coordination as room
from palermo.coordination.place import said
from palermo.site.access.gate import Verb, demand_of, may
from palermo.site.access.middleware import actor_of
from palermo.site.access.refusals import Forbidden
from palermo.site.coordination import actions, forms
from palermo.site.coordination.models import Meeting, ProgressEntry, Review
from palermo.site.coordination.models.progress import SECRETARY
from palermo.site.coordination.views.page import changed, conference_of, in_words, reworded
from palermo.site.coordination.views.plans import measure_of


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """A body reports; what it reported of the period before is there to be changed."""
    actor, found, today = actor_of(request), conference_of(request), timezone.localdate()
    demand_of(actor, Verb.WRITE, ProgressEntry)
    one, own = measure_of(found, plan, code), actions.own_body(actor)
    assigned = dict.fromkeys((*one.bodies("lead"), *one.bodies("support")))
    speaks_for = [id for id in assigned if id == own] if actor.role != SECRETARY else list(assigned)
    speaks_for = speaks_for or [own]
    period = request.GET.get("period") or room.Standing.on(found, today=today).period
    asked = request.GET.get("body") or speaks_for[0]
    before = _before(ProgressEntry, agency_id=actor.agency, body=asked, measure=one.ref, period=period)
    started: dict[str, Any] = {"period": period, "body": asked, **_started(before, ("status", "evidence"))}
    started |= {name: said(getattr(before, name), _language()) for name in ("note", "reply")} if before else {}
    told_of = before.values if before else dict.fromkeys((one.id for one in one.indicators), "")
    started["values"] = "\n".join(f"{name}: {value}" for name, value in told_of.items())
    language = _language()
    choices = [(id, found.name_of(id, today, language)) for id in speaks_for]
    form = forms.Report(request.POST or None, initial=started, choices={"body": choices})
    if form.is_valid():
        told = dict(form.cleaned_data)
        key = {"body": told["body"], "measure": one.ref, "period": told["period"]}
        there = _before(ProgressEntry, agency_id=actor.agency, **key)
        for name in ("note", "reply"):
            told[name] = reworded(getattr(there, name), told[name]) if there else in_words(told[name])
        act = lambda: actions.report(actor, **told, measure=one.ref, today=today)  # noqa: E731
        raced = changed(request, form, act, now=lambda: _now(there, ("note", "reply")))
        if raced or form.is_valid():
            return raced or redirect("conference:measure", plan, code)
    return render(request, "coordination/report.html", {"form": form, "conference": found, "one": one, "plan": plan})


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """An independent reader says what it sees, in its own name."""
    actor, found, today = actor_of(request), conference_of(request), timezone.localdate()
    demand_of(actor, Verb.WRITE, Review)
    if actor.role == SECRETARY:
        raise Forbidden("A reader writes a review, in its own name.")
    one, own = measure_of(found, plan, code), actions.own_body(actor)
    period = request.GET.get("period") or room.Standing.on(found, today=today).period
    before = _before(Review, agency_id=actor.agency, reviewer=own, measure=one.ref, period=period)
    started: dict[str, Any] = {"period": period, **_started(before, ("verdict", "status", "evidence"))}
    started |= {"text": said(before.text, _language())} if before else {}
    form = forms.ReviewForm(request.POST or None, initial=started)
    if form.is_valid():
        told = dict(form.cleaned_data)
        there = _before(Review, agency_id=actor.agency, reviewer=own, measure=one.ref, period=told["period"])
        told["text"] = reworded(there.text, told["text"]) if there else in_words(told["text"])
        act = lambda: actions.review(actor, **told, measure=one.ref, today=today)  # noqa: E731
        raced = changed(request, form, act, now=lambda: _now(there, ("text",)))
        if raced or form.is_valid():
            return raced or redirect("conference:measure", plan, code)
    return render(request, "coordination/review.html", {"form": form, "conference": found, "one": one, "plan": plan})


@require_GET
def owed(request: HttpRequest) -> HttpResponse:
    """What is owed by all bodies, or by the one asked for, and by when."""
    actor, found, today = actor_of(request), conference_of(request), timezone.localdate()
    own = actions.own_body(actor)
    asked = request.GET.get("body", "")
    rows = room.owed(found, today=today, body=asked or None)
    shown = {
        "conference": found,
        "rows": rows,
        "asked": asked if found.body(asked) else "",
        "own": own if found.body(own) else "",
        "all": sorted((one.name(today, _language()), one.id) for one in found.bodies if one.stands_on(today)),
        "sees_meetings": may(actor, Verb.READ, Meeting),
    }
    return render(request, "coordination/owed.html", shown)


def _language() -> str:
    return get_language() or "en"


def _before(model: Any, **key: object) -> Any:
    return model.objects.filter(**key).first()


def _started(before: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """What a form begins with: what was said before, or nothing."""
    if before is None:
        return {}
    kept = {name: getattr(before, name) for name in names}
    return {**kept, "version": before.version, "evidence": " ".join(before.evidence)}


def _now(there: Any, texts: tuple[str, ...]) -> dict[str, Any]:
    if there is None:
        return {}
    plain = {name: getattr(there, name, None) for name in ("body", "period", "status", "verdict", "values", "evidence")}
    return {**plain, **{name: said(getattr(there, name), _language()) for name in texts}}
