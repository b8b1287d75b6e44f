"""The first page of the conference; its bodies and who has a seat."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from palermo import coordination as room
from palermo.site.access.gate import Verb, find, may
from palermo.site.access.middleware import actor_of
from palermo.site.coordination import actions, forms
from palermo.site.coordination.current import conference_for
from palermo.site.coordination.models import Body, Conference, Duties, Meeting, Membership
from palermo.site.coordination.models.progress import SECRETARY
from palermo.site.coordination.views.page import changed, conference_of, done, in_words, row_of


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Where the plans stand, and the way to everything else."""
    actor, today = actor_of(request), timezone.localdate()
    found = conference_for(actor)
    keeps = actor.role == SECRETARY
    if found is None:
        return render(request, "coordination/none.html", {"keeps": keeps})
    begun = [plan for plan in found.plans.values() if plan.first_day() <= today]
    shown = {
        "conference": found,
        "plans": [(plan, room.rollup(found, today=today, plan=plan.id)) for plan in reversed(begun)],
        "to_come": [plan for plan in found.plans.values() if plan not in begun],
        "keeps": keeps,
        "sees_meetings": may(actor, Verb.READ, Meeting),
        "sees_sheets": may(actor, Verb.READ, Duties),
    }
    return render(request, "coordination/overview.html", shown)


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """A conference without a body."""
    actor = actor_of(request)
    actions.secretariat(actor, Conference)
    form = forms.Begin(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        country = told["country"].upper()
        name = in_words(told["name"])
        if done(form, lambda: actions.begin(actor, name=name, country=country, today=timezone.localdate())):
            return redirect("conference:overview")
    return render(request, "coordination/begin.html", {"form": form})


@require_GET
def bodies(request: HttpRequest) -> HttpResponse:
    """Who has a seat today; then the others, and those that are no more."""
    found, today = conference_of(request), timezone.localdate()
    seated = [(one, seat) for one in found.bodies if (seat := one.seat(today))]
    others = [one for one in found.bodies if not one.seat(today)]
    members = len(found.members(today))
    shown = {"conference": found, "seated": seated, "others": others, "members": members}
    return render(request, "coordination/bodies.html", {**shown, "keeps": actor_of(request).role == SECRETARY})


@require_GET
def body(request: HttpRequest, code: str) -> HttpResponse:
    """One body: what it was called, its seats, what became of it."""
    found, row = conference_of(request), row_of(request, Body, code=code)
    keeps = actor_of(request).role == SECRETARY
    shown = {
        "conference": found,
        "one": found.body(code),
        "row": row,
        "seats": row.seats.all(),
        "keeps": keeps,
        "given": [one for one in found.handovers if one.giver == code],
        "taken": [one for one in found.handovers if one.taker == code],
    }
    return render(request, "coordination/body.html", shown)


@require_http_methods(["GET", "POST"])
def add_body(request: HttpRequest) -> HttpResponse:
    """A further body, with its seat."""
    actor = actor_of(request)
    actions.secretariat(actor, Body)
    form = forms.AddBody(request.POST or None)
    if form.is_valid():
        told = {**form.cleaned_data, "name": in_words(form.cleaned_data["name"])}
        if done(form, lambda: actions.add_body(actor, **told, today=timezone.localdate())):
            return redirect("conference:body", told["code"])
    return render(request, "coordination/add_body.html", {"form": form})


@require_http_methods(["GET", "POST"])
def add_seat(request: HttpRequest, code: str) -> HttpResponse:
    """A further seat of a body."""
    actor = actor_of(request)
    actions.secretariat(actor, Membership)
    row = row_of(request, Body, code=code)
    form = forms.Seat(request.POST or None, initial={"role": "member"})
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("role", "start", "held_by")}
        if done(form, lambda: actions.add_seat(actor, row, **told, today=timezone.localdate())):
            return redirect("conference:body", code)
    return render(request, "coordination/seat.html", {"form": form, "name": _name(request, code)})


@require_http_methods(["GET", "POST"])
def change_seat(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a seat, or write its last day."""
    actor = actor_of(request)
    actions.secretariat(actor, Membership)
    row = find(actor, Membership, key)
    started = {name: getattr(row, name) for name in ("version", "role", "start", "end", "held_by")}
    form = forms.Seat(request.POST or None, initial=started)
    code = row.body.code
    if form.is_valid():
        act = lambda: actions.change_seat(actor, row, **form.cleaned_data, today=timezone.localdate())  # noqa: E731
        raced = changed(request, form, act, now=lambda: started)
        if raced or form.is_valid():
            return raced or redirect("conference:body", code)
    return render(request, "coordination/seat.html", {"form": form, "name": _name(request, code)})


def _name(request: HttpRequest, code: str) -> str:
    return conference_of(request).name_of(code, timezone.localdate(), get_language() or "en")
