"""Definitions that are kept as they were written: own treaties, own yardsticks, ranks over the years, who is asked."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from palermo import coordination as room
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand_of, find, may
from palermo.site.access.middleware import actor_of
from palermo.site.access.refusals import Forbidden
from palermo.site.coordination import forms, words
from palermo.site.coordination.kept import actions
from palermo.site.coordination.models import Duties, KeptFile
from palermo.site.coordination.models.progress import SECRETARY
from palermo.site.coordination.views.page import changed, conference_of, done


def _writes(actor: Actor, path: str) -> bool:
    """Who is asked for what is the secretariat's; all else theirs who write duties."""
    return actor.role == SECRETARY if path.startswith("returns") else may(actor, Verb.WRITE, Duties)


@require_GET
def definitions(request: HttpRequest) -> HttpResponse:
    """The files there are."""
    actor = actor_of(request)
    demand_of(actor, Verb.READ, Duties)
    rows = [(one, words.KEPT.get(one.path.split("/")[0]), _writes(actor, one.path)) for one in KeptFile.objects.all()]
    adds = any(_writes(actor, place) for place in words.KEPT)
    return render(request, "coordination/definitions.html", {"rows": rows, "adds": adds})


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A further one."""
    actor = actor_of(request)
    offered = [(place, str(label)) for place, label in words.KEPT.items() if _writes(actor, place)]
    if not offered:
        raise Forbidden("Not allowed.")
    conference_of(request, KeptFile)
    form = forms.KeptFileForm(request.POST or None, choices={"path": offered})
    if form.is_valid():
        path = _path(form.cleaned_data["path"], form.cleaned_data["name"])
        data = _written(form.cleaned_data["text"])
        if done(form, lambda: actions.keep(actor, path, data, version=None, today=timezone.localdate())):
            return redirect("conference:definitions")
    return render(request, "coordination/definition.html", {"form": form, "path": ""})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write one anew, as a whole."""
    actor = actor_of(request)
    row = find(actor, KeptFile, key)
    if not _writes(actor, row.path):
        raise Forbidden("Not allowed.")
    conference_of(request, KeptFile)
    place = row.path.split("/")[0]
    started = {"version": row.version, "path": place, "text": row.text}
    form = forms.KeptFileForm(
        request.POST or None, initial=started, choices={"path": [(place, str(words.KEPT.get(place, place)))]}
    )
    del form.fields["name"]
    if form.is_valid():
        version, data = form.cleaned_data["version"], _written(form.cleaned_data["text"])
        act = lambda: actions.keep(actor, row.path, data, version=version, today=timezone.localdate())  # noqa: E731
        raced = changed(request, form, act, now=lambda: started)
        if raced or form.is_valid():
            return raced or redirect("conference:definitions")
    return render(request, "coordination/definition.html", {"form": form, "path": row.path})


def _path(place: str, name: str) -> str:
    return room.ASK_FILE if place == "returns" else f"{place}/{name}.yml"


def _written(text: str) -> bytes:
    """As a file has it: a browser sends lines that end in two signs."""
    return (text.replace("\r\n", "\n").rstrip("\n") + "\n").encode()
