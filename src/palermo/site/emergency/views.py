"""Emergency access: ask, approve, answer; the lists of the asker's body, of the owner and of the auditor."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.site.access.gate import Verb, demand_of, find, may
from palermo.site.access.middleware import actor_of
from palermo.site.accounts.models import Agency
from palermo.site.accounts.names import body_name
from palermo.site.emergency import actions
from palermo.site.emergency.forms import Ask
from palermo.site.emergency.models import EmergencyAccess
from palermo.site.emergency.rights import demand_sight

_HOURS = 48


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Those that one may see."""
    actor = actor_of(request)
    demand_sight(actor)
    shown = {"asked": EmergencyAccess.objects.all()[:100], "asks": may(actor, Verb.ASK, EmergencyAccess)}
    return render(request, "emergency/list.html", shown)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for one."""
    actor = actor_of(request)
    demand_of(actor, Verb.ASK, EmergencyAccess)
    form = Ask(request.POST or None)
    form.fields["owner"].queryset = Agency.objects.exclude(pk__in=[actor.agency])  # type: ignore[attr-defined]
    if form.is_valid():
        told = dict(form.cleaned_data)
        asked = actions.ask(actor, told.pop("owner"), **told, now=timezone.now())
        return redirect("emergency:one", asked.pk)
    return render(request, "emergency/ask.html", {"form": form})


@require_GET
def one(request: HttpRequest, key: UUID) -> HttpResponse:
    """One of them, with what was answered."""
    actor = actor_of(request)
    asked = find(actor, EmergencyAccess, key)
    demand_sight(actor)
    owned = asked.owner_id == actor.agency
    shown = {
        "asked": asked,
        "asker": body_name(asked.agency_id),
        "owner": body_name(asked.owner_id),
        "approvals": asked.approvals.all(),
        "answers": asked.answers.all(),
        "opens": asked.account == actor.account and asked.resource == "case" and asked.approvals.exists(),
        "approves": may(actor, Verb.APPROVE, asked) and not asked.approvals.exists(),
        "answers_it": owned and actor.role == "agency_manager",
    }
    return render(request, "emergency/one.html", shown)


@require_POST
def approve(request: HttpRequest, key: UUID) -> HttpResponse:
    """Open it for two days."""
    actor = actor_of(request)
    actions.approve(actor, find(actor, EmergencyAccess, key), hours=_HOURS, now=timezone.now())
    return redirect("emergency:one", key)


@require_POST
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """The owner has seen it, or ends it."""
    actor = actor_of(request)
    end = request.POST.get("end") == "1"
    actions.answer(actor, find(actor, EmergencyAccess, key), end=end, now=timezone.now())
    return redirect("emergency:one", key)
