"""The first page after the door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from palermo.site.access.middleware import actor_of
from palermo.site.accounts import actions
from palermo.site.accounts.names import body_name
from palermo.site.accounts.views import own_account
from palermo.site.emergency.models import EmergencyAccess


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Who one is, and what is new."""
    actor, account = actor_of(request), own_account(request)
    told = EmergencyAccess.objects.filter(owner_id=actor.agency, answers__isnull=True)
    values = {
        "body": body_name(account.agency_id),
        "protected_by_factor": actions.factor_of(account) is not None,
        "told": told.count() if actor.role == "agency_manager" else 0,
    }
    return render(request, "home.html", values)
