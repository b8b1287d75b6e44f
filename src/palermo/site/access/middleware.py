"""Each request in one transaction and one scope: who asks is settled before any page is, and ends with the answer."""

from collections.abc import Callable
from typing import TypeVar
from uuid import uuid4

from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from palermo.site.access.actor import Actor, stranger
from palermo.site.access.refusals import LostRace
from palermo.site.access.scope import scoped

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
_OPEN = "open_to_strangers"


def open_to_strangers(view: View) -> View:
    """Mark a page that needs no sign-in. Every other one sends a stranger to the door."""
    setattr(view, _OPEN, True)
    return view


class ScopeMiddleware:
    """Opens transaction and scope around the view; ATOMIC_REQUESTS adds a savepoint that an error rolls back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            request.user = auth.get_user(request)
            request.actor = _actor(request)  # type: ignore[attr-defined]
            with scoped(actor_of(request)):
                return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """A stranger is sent to sign in, unless the page is open to all."""
        if actor_of(request).signed_in or getattr(view, _OPEN, False):
            return None
        return redirect("accounts:sign-in")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A lost race is told as one."""
        return render(request, "409.html", status=409) if isinstance(exception, LostRace) else None


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _actor(request: HttpRequest) -> Actor:
    user = request.user
    if not user.is_authenticated:
        return stranger()
    return Actor(role=user.role, account=user.pk, agency=user.agency_id, request=uuid4().hex)
