"""The first page after the door."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from palermo.site.access.middleware import actor_of
from palermo.site.accounts import actions
from palermo.site.accounts.names import body_name
from palermo.site.accounts.views import own_account
from palermo.site.emergency.models import EmergencyAccess
from palermo.site.keys.ring import keys_closed
from palermo.site.referrals.work import work_of
from palermo.site.waiting import waiting_for

_ASKED = "asked_for_key"


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Who one is, what is new, and for whoever works on cases: what is due and what waits."""
    actor, account = actor_of(request), own_account(request)
    closed = keys_closed(actor)
    if closed and not settings.PALERMO_DEMO and not request.session.get(_ASKED):
        request.session[_ASKED] = True  # the step after signing in, asked once
        return redirect("keys:open")
    told = EmergencyAccess.objects.filter(owner_id=actor.agency, answers__isnull=True)
    values = {
        "body": body_name(account.agency_id),
        "protected_by_factor": actions.factor_of(account) is not None,
        "keys_closed": closed,
        "work": work_of(actor, timezone.localdate()),
        "waiting": waiting_for(actor, today=timezone.localdate()),
        "told": told.count() if actor.role == "agency_manager" else 0,
    }
    return render(request, "home.html", values)
