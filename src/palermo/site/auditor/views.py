"""The auditor's page: what was done, newest first; a manager sees the acts of the own body."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from palermo.site.access.gate import Verb, demand_of
from palermo.site.access.middleware import actor_of
from palermo.site.accounts.models import Account, Agency
from palermo.site.audit.models import AuditEvent
from palermo.site.auditor.forms import Search

PAGE = 50


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Fifty events, and the way to those before them."""
    demand_of(actor_of(request), Verb.READ, AuditEvent)
    form = Search(request.GET)
    found = list(_searched(form.cleaned_data)[: PAGE + 1]) if form.is_valid() else []
    events, older = found[:PAGE], ""
    if len(found) > PAGE:
        asked = request.GET.copy()
        asked["before"] = str(events[-1].seq)
        older = asked.urlencode()
    status = 200 if form.is_valid() else 400
    return render(request, "audit/list.html", {"form": form, "rows": _rows(events), "older": older}, status=status)


def _searched(asked: dict[str, Any]) -> "QuerySet[AuditEvent]":
    found: QuerySet[AuditEvent] = AuditEvent.objects.order_by("-seq")
    if asked["verb"]:
        found = found.filter(verb__startswith=asked["verb"])
    if asked["body"]:
        found = found.filter(agency_id=asked["body"].pk)
    if asked["day"]:
        start = datetime.combine(asked["day"], time(), UTC)
        found = found.filter(at__gte=start, at__lt=start + timedelta(days=1))
    return found.filter(seq__lt=asked["before"]) if asked["before"] else found


def _rows(events: list[AuditEvent]) -> list[dict[str, object]]:
    """Events with the names of bodies and the sign-in names of those who acted, as far as one may see them."""
    bodies = Agency.objects.prefetch_related("names").in_bulk({event.agency_id for event in events if event.agency_id})
    people = Account.objects.in_bulk({event.actor for event in events if event.actor})
    today, language = timezone.localdate(), get_language() or "en"
    return [
        {
            "event": event,
            "body": bodies[event.agency_id].name_on(today, language) if event.agency_id else "",
            "person": people[event.actor].login if event.actor in people else "",
            "mark": bytes(event.hash).hex()[:12],
        }
        for event in events
    ]
