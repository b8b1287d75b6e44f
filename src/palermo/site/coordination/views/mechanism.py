"""What becomes of bodies: dissolved, with what it became; and what passed to another by a recorded act."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from palermo import coordination as room
from palermo.site.access.gate import Verb, demand_of, find
from palermo.site.access.middleware import actor_of
from palermo.site.coordination import actions as acts
from palermo.site.coordination import forms
from palermo.site.coordination.mechanism import actions
from palermo.site.coordination.models import Body, Handover
from palermo.site.coordination.models.progress import SECRETARY
from palermo.site.coordination.views.meetings import measure_choices
from palermo.site.coordination.views.page import changed, conference_of, done, row_of


@require_http_methods(["GET", "POST"])
def dissolve(request: HttpRequest, code: str) -> HttpResponse:
    """A body is no more, and what it became."""
    actor = actor_of(request)
    acts.secretariat(actor, Body)
    row, found = row_of(request, Body, code=code), conference_of(request)
    became = row.successors
    started = {
        "version": row.version,
        "dissolved": row.dissolved,
        "successors": [one["body"] for one in became],
        "how": became[0]["how"] if became else "merged",
    }
    offered = {"successors": [one for one in _bodies(found) if one[0] != code]}
    form = forms.Dissolve(request.POST or None, initial=started, choices=offered)
    if form.is_valid():
        act = lambda: actions.dissolve(actor, row, **form.cleaned_data, today=timezone.localdate())  # noqa: E731
        raced = changed(request, form, act, now=lambda: started)
        if raced or form.is_valid():
            return raced or redirect("conference:body", code)
    return render(request, "coordination/dissolve.html", {"form": form, "conference": found, "code": code})


@require_GET
def handovers(request: HttpRequest) -> HttpResponse:
    """Every recorded act by which a body takes over what another owed."""
    demand_of(actor_of(request), Verb.READ, Handover)
    keeps = actor_of(request).role == SECRETARY
    shown = {"conference": conference_of(request), "rows": Handover.objects.all(), "keeps": keeps}
    return render(request, "coordination/handovers.html", shown)


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest) -> HttpResponse:
    """A further act."""
    actor = actor_of(request)
    acts.secretariat(actor, Handover)
    form = forms.HandoverForm(request.POST or None, choices=_offered(request))
    if form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        if done(form, lambda: actions.hand_over(actor, **told, today=timezone.localdate())):
            return redirect("conference:handovers")
    return render(request, "coordination/handover.html", {"form": form})


@require_http_methods(["GET", "POST"])
def change_handover(request: HttpRequest, key: UUID) -> HttpResponse:
    """Correct what was written of one."""
    actor = actor_of(request)
    acts.secretariat(actor, Handover)
    row = find(actor, Handover, key)
    names = ("version", "giver", "taker", "on", "measures", "source")
    started = {name: getattr(row, name) for name in names}
    form = forms.HandoverForm(request.POST or None, initial=started, choices=_offered(request))
    if form.is_valid():
        act = lambda: actions.change_handover(actor, row, **form.cleaned_data, today=timezone.localdate())  # noqa: E731
        raced = changed(request, form, act, now=lambda: started)
        if raced or form.is_valid():
            return raced or redirect("conference:handovers")
    return render(request, "coordination/handover.html", {"form": form})


def _bodies(found: room.Conference) -> list[tuple[str, str]]:
    """Every body, those that are no more too: it is they who hand over."""
    today, language = timezone.localdate(), get_language() or "en"
    return [(one.id, one.name(today, language)) for one in found.bodies]


def _offered(request: HttpRequest) -> dict[str, list[tuple[str, str]]]:
    found = conference_of(request)
    bodies = _bodies(found)
    return {"giver": bodies, "taker": bodies, "measures": measure_choices(found)}
