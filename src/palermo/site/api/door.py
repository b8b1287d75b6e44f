"""The door of the API: no cookie comes in, and whoever asks is known by a token or not at all.

It stands before the session, so that a browser signed in to the pages is a stranger here, whatever it sends along.
"""

from collections.abc import Callable
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from palermo.site.access.middleware import name_bearer
from palermo.site.api import actions, interface

PREFIX = "/api/"
_SCHEME = "bearer "


class ApiDoor:
    """Takes the cookies off a request to the API, and looks up its token."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.COOKIES = {}
        request.META.pop("HTTP_COOKIE", None)
        with transaction.atomic():
            found = actions.bearer(_token(request), today=timezone.localdate(), request=uuid4().hex)
        actor, token = found or (None, None)
        name_bearer(request, actor, lost=interface.lost_at_the_end)
        request.token = token  # type: ignore[attr-defined]
        return self.get_response(request)


def _token(request: HttpRequest) -> str:
    """The token of the header; empty where there is none. Never from an address, which logs keep."""
    header = str(request.META.get("HTTP_AUTHORIZATION", ""))
    return header[len(_SCHEME) :].strip() if header.lower().startswith(_SCHEME) else ""
