"""Each request in one transaction and one scope: who asks is settled before any page is, and ends with the answer."""

from collections.abc import Callable
from typing import TypeVar
from uuid import uuid4

from django.contrib import auth
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from palermo.ground.errors import Differs
from palermo.site.access.actor import Actor, of, stranger
from palermo.site.access.refusals import race_lost, race_lost_at_the_end
from palermo.site.access.scope import scoped
from palermo.site.database import no_room

Answer = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])
_OPEN = "open_to_strangers"
_BEFORE_FACTOR = "open_before_factor"
_BEARER = "bearer"
_LOST = "lost"
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
        try:
            response = self._answer(request)
        except DatabaseError as error:  # raised by the commit: what a view raises is an answer by now
            if not race_lost_at_the_end(error):
                raise
            response = _lost(request)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            request.user = auth.get_user(request)
            request.actor = _actor(request)  # type: ignore[attr-defined]
            with scoped(actor_of(request)):
                return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """A stranger is sent to sign in, unless the page is open to all. The API answers for itself."""
        if getattr(view, _OPEN, False) or by_token(request):
            return None
        if not actor_of(request).signed_in:
            return redirect("accounts:sign-in")
        if request.session.get(FACTOR_MISSING) and not getattr(view, _BEFORE_FACTOR, False):
            return redirect("accounts:factor")
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A lost race is told as one; a ledger that does not hold, as something to be put right first.

        So is a disk without room.
        """
        if isinstance(exception, Differs):
            return render(request, "503.html", status=503)
        if no_room(exception):
            return _told_without_room()
        return _lost(request) if race_lost(exception) else None


def _told_without_room() -> HttpResponse:
    """A page that asks nothing of the database. SQLite has undone the whole transaction by itself."""
    if connection.vendor == "sqlite":
        transaction.set_rollback(True)
    return HttpResponse(render_to_string("507.html"), status=507)


def name_bearer(request: HttpRequest, actor: Actor | None, *, lost: Answer) -> None:
    """Say that the request came to the API, and who carries its token; None for a stranger.

    ``lost``: how the API tells a lost race that only the commit has shown.
    """
    setattr(request, _BEARER, actor)
    setattr(request, _LOST, lost)


def by_token(request: HttpRequest) -> bool:
    """Whether a program asks, which has no session."""
    return hasattr(request, _BEARER)


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _lost(request: HttpRequest) -> HttpResponse:
    told: Answer | None = getattr(request, _LOST, None)
    return told(request) if told else render(request, "409.html", status=409)


def _actor(request: HttpRequest) -> Actor:
    if by_token(request):
        carrier: Actor | None = getattr(request, _BEARER)
        return carrier or stranger()
    user = request.user
    return of(user, request=uuid4().hex) if user.is_authenticated else stranger()
