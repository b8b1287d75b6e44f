"""Meetings: the agenda with what is overdue at its head, decisions with owner and due day, what became of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from palermo import coordination as room
from palermo.coordination.place import said
from palermo.site.access.gate import Verb, demand_of, may
from palermo.site.access.middleware import actor_of
from palermo.site.coordination import actions, forms
from palermo.site.coordination.models import Decision, Meeting
from palermo.site.coordination.views.page import (
    changed,
    conference_of,
    done,
    in_words,
    reworded,
    row_of,
)


@require_GET
def meetings(request: HttpRequest) -> HttpResponse:
    """What heads the next agenda, and the meetings, the latest first."""
    actor, today = actor_of(request), timezone.localdate()
    demand_of(actor, Verb.READ, Meeting)
    found = conference_of(request)
    standing = room.Standing.on(found, today=today)
    waiting = standing.open_decisions()
    shown = {
        "conference": found,
        "meetings": list(reversed(found.meetings)),
        "heads": room.agenda(found, today=today),
        "open": [(one, standing.owners(one), standing.is_past(one.due)) for one in waiting],
        "overdue": sum(standing.is_past(one.due) for one in waiting),
        "writes": may(actor, Verb.WRITE, Meeting),
    }
    return render(request, "coordination/meetings.html", shown)


@require_GET
def meeting(request: HttpRequest, code: str) -> HttpResponse:
    """One meeting: agenda, decisions as they stand today, what it recorded of earlier ones."""
    actor, today = actor_of(request), timezone.localdate()
    demand_of(actor, Verb.READ, Meeting)
    row, found = row_of(request, Meeting, code=code), conference_of(request)
    one = next(one for one in found.meetings if one.id == code)
    standing = room.Standing.on(found, today=today)
    now = {decision.id: decision for decision in found.decisions()}
    decisions = [now[decision.id] for decision in one.decisions]
    shown = {
        "conference": found,
        "row": row,
        "one": one,
        "heads": room.agenda(found, today=today) if one.begins() >= today else (),
        "decisions": [(each, each.status == "open" and standing.is_past(each.due)) for each in decisions],
        "writes": may(actor, Verb.WRITE, Meeting),
    }
    return render(request, "coordination/meeting.html", shown)


@require_http_methods(["GET", "POST"])
def add_meeting(request: HttpRequest) -> HttpResponse:
    """A further meeting."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Meeting)
    form = forms.MeetingForm(request.POST or None, choices={"attended": body_choices(conference_of(request))})
    if form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        made: list[Meeting] = []
        if done(form, lambda: made.append(actions.add_meeting(actor, **told, today=timezone.localdate()))):
            return redirect("conference:meeting", made[0].code)
    return render(request, "coordination/add_meeting.html", {"form": form})


@require_http_methods(["GET", "POST"])
def change_meeting(request: HttpRequest, code: str) -> HttpResponse:
    """Change what is written of a meeting."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Meeting)
    row = row_of(request, Meeting, code=code)
    started = {name: getattr(row, name) for name in ("version", "on", "level", "document", "attended")}
    offered = {"attended": body_choices(conference_of(request))}
    form = forms.MeetingForm(request.POST or None, initial=started, choices=offered)
    if form.is_valid():
        act = lambda: actions.change_meeting(actor, row, **form.cleaned_data, today=timezone.localdate())  # noqa: E731
        raced = changed(request, form, act, now=lambda: started)
        if raced or form.is_valid():
            return raced or redirect("conference:meeting", code)
    return render(request, "coordination/change_meeting.html", {"form": form, "code": code})


@require_http_methods(["GET", "POST"])
def add_item(request: HttpRequest, code: str) -> HttpResponse:
    """Something the meeting is to speak of."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Meeting)
    row, found = row_of(request, Meeting, code=code), conference_of(request)
    offered = {"decision": decision_choices(found), "measure": measure_choices(found)}
    form = forms.Item(request.POST or None, choices=offered)
    if form.is_valid():
        told = {**form.cleaned_data, "text": in_words(form.cleaned_data["text"])}
        if done(form, lambda: actions.add_item(actor, row, **told, today=timezone.localdate())):
            return redirect("conference:meeting", code)
    return render(request, "coordination/add_item.html", {"form": form, "code": code})


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Write a decision into the minutes."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Meeting)
    row, found = row_of(request, Meeting, code=code), conference_of(request)
    form = _decision_form(request, found, None)
    if form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        told["text"] = in_words(told["text"])
        if done(form, lambda: actions.decide(actor, row, **told, today=timezone.localdate())):
            return redirect("conference:meeting", code)
    return render(request, "coordination/decide.html", {"form": form, "code": code})


@require_http_methods(["GET", "POST"])
def change_decision(request: HttpRequest, code: str) -> HttpResponse:
    """Correct a decision."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Meeting)
    row, found = row_of(request, Decision, code=code), conference_of(request)
    started = {name: getattr(row, name) for name in ("version", "due", "measure", "owners")}
    started["text"] = said(row.text, get_language() or "en")
    form = _decision_form(request, found, started)
    if form.is_valid():
        told = {**form.cleaned_data, "text": reworded(row.text, form.cleaned_data["text"])}
        act = lambda: actions.change_decision(actor, row, **told, today=timezone.localdate())  # noqa: E731
        raced = changed(request, form, act, now=lambda: started)
        if raced or form.is_valid():
            return raced or redirect("conference:meeting", row.meeting.code)
    return render(request, "coordination/decide.html", {"form": form, "code": row.meeting.code, "decision": code})


@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, code: str) -> HttpResponse:
    """What a meeting records of an earlier decision."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Meeting)
    row, found = row_of(request, Meeting, code=code), conference_of(request)
    offered = dict.fromkeys(("decision", "superseded_by"), decision_choices(found))
    form = forms.FollowUpForm(request.POST or None, choices=offered)
    if form.is_valid():
        if done(form, lambda: actions.follow_up(actor, row, **form.cleaned_data, today=timezone.localdate())):
            return redirect("conference:meeting", code)
    return render(request, "coordination/follow_up.html", {"form": form, "code": code})


def _decision_form(request: HttpRequest, found: room.Conference, started: dict[str, object] | None) -> forms.Decide:
    offered = {"owners": body_choices(found), "measure": measure_choices(found)}
    return forms.Decide(request.POST or None, initial=started, choices=offered)


def body_choices(found: room.Conference) -> list[tuple[str, str]]:
    """Bodies that stand today, by their names."""
    today, language = timezone.localdate(), get_language() or "en"
    return [(one.id, one.name(today, language)) for one in found.bodies if one.stands_on(today)]


def decision_choices(found: room.Conference) -> list[tuple[str, str]]:
    """Every decision, the latest first."""
    language = get_language() or "en"
    made = [(one.id, f"{one.id}: {said(one.text, language)[:80]}") for one in found.decisions()]
    return made[::-1]


def measure_choices(found: room.Conference) -> list[tuple[str, str]]:
    """The measures of every plan that no other has followed."""
    language, followed = get_language() or "en", {plan.continues for plan in found.plans.values()}
    return [
        (ref, f"{ref}: {said(one.text, language)[:80]}")
        for ref, one in found.measures.items()
        if one.plan not in followed
    ]
