"""Each request of a member keeps the body's keys open; the end of a session lets go of them; what is closed is said."""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from palermo.site.access.middleware import actor_of, by_token
from palermo.site.keys.holding import holder
from palermo.site.keys.refusals import Erased, KeyAbsent, NoKeys
from palermo.site.keys.rights import opens

SESSION = "keys"
"""In the session: by what name the holder knows it. Not the session's own key, which opens more."""


class KeysMiddleware:
    """Stands within the scope of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = actor_of(request)
        if actor.agency is None or not opens(actor) or by_token(request):  # a program keeps nobody's keys open
            return self.get_response(request)
        session, body = session_name(request), actor.agency
        holder().present(agency=body, session=session, seconds=settings.SESSION_COOKIE_AGE)
        response = self.get_response(request)
        if request.session.get(SESSION) != session:  # signed out, or left
            holder().leave(agency=body, session=session)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What cannot be read now, or not any more, is told, with the way to the page of keys."""
        if not isinstance(exception, (KeyAbsent, NoKeys, Erased)):
            return None
        told = {"closed": isinstance(exception, KeyAbsent), "missing": isinstance(exception, NoKeys)}
        return render(request, "keys/closed.html", told, status=409)


def session_name(request: HttpRequest) -> str:
    """The name of this session towards the holder; made at its first use."""
    if SESSION not in request.session:
        request.session[SESSION] = secrets.token_hex(16)
    name: str = request.session[SESSION]
    return name
