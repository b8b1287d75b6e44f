"""Each request in one transaction and one scope: who asks is settled before any page is, and ends with the answer."""

from collections.abc import Callable
from typing import TypeVar
from uuid import uuid4

from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from palermo.site.access.actor import Actor, of, stranger
from palermo.site.access.refusals import LostRace
from palermo.site.access.scope import scoped

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
_OPEN = "open_to_strangers"
_BEFORE_FACTOR = "open_before_factor"
_DEADLOCK = "40P01"
FACTOR_MISSING = "factor_missing"
"""In the session of somebody who has no second factor yet and can do nothing else until there is one."""


def open_to_strangers(view: View) -> View:
    """Mark a page that needs no sign-in. Every other one sends a stranger to the door."""
    setattr(view, _OPEN, True)
    return view


def open_before_factor(view: View) -> View:
    """Mark a page that one may use before the second factor is set up."""
    setattr(view, _BEFORE_FACTOR, True)
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
                response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """A stranger is sent to sign in, unless the page is open to all."""
        if getattr(view, _OPEN, False):
            return None
        if not actor_of(request).signed_in:
            return redirect("accounts:sign-in")
        if request.session.get(FACTOR_MISSING) and not getattr(view, _BEFORE_FACTOR, False):
            return redirect("accounts:factor")
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A lost race is told as one, also where the database ended it: two that wait for each other are one."""
        lost = isinstance(exception, LostRace) or getattr(exception.__cause__, "sqlstate", None) == _DEADLOCK
        return render(request, "409.html", status=409) if lost else None


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _actor(request: HttpRequest) -> Actor:
    user = request.user
    return of(user, request=uuid4().hex) if user.is_authenticated else stranger()
