"""The interface: a token at each route, and every error told as findings."""

from typing import Any, ClassVar

from django.db import DatabaseError, IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from palermo.ground.errors import PalermoError
from palermo.ground.finding import Finding, Severity
from palermo.site.access.refusals import Forbidden, LostRace, race_lost
from palermo.site.api.answers import Faults, Race
from palermo.site.api.models import Token
from palermo.site.keys.refusals import Erased, KeyAbsent, NoKeys

VERSION = "1"
Raised = Exception | type[Exception]
FAULTS: dict[Any, Any] = {frozenset({400, 401, 403, 404, 422}): Faults, 409: Race}
"""What every route may answer beside what it is there for."""
OPEN_FAULTS: dict[Any, Any] = {frozenset({400, 404, 422}): Faults}


class ByToken(HttpBearer):
    """A token that is good for ``verb``. The door has looked it up; here it is only asked what it opens."""

    verbs: ClassVar[set[str]] = set()

    def __init__(self, verb: str) -> None:
        super().__init__()
        self.verb = verb

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The token; None where it is none. Raises Forbidden where it is good for other verbs only."""
        held: Token | None = request.token  # type: ignore[attr-defined]
        if held is not None and self.verb not in held.verbs:
            raise Forbidden("The token is not good for this.")
        return held


api = NinjaAPI(
    title="Palermo",
    version=VERSION,
    description="The acts of the site for programs. Bearer tokens only; errors are findings.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)


def told(status: int, *findings: Finding, **more: object) -> HttpResponse:
    """An answer of findings. What the view did until then is undone."""
    if transaction.get_connection().in_atomic_block:
        transaction.set_rollback(True)
    kind = Race if status == 409 else Faults
    told = {"findings": [one.to_dict() for one in findings], **more}
    body = kind.model_validate(told).model_dump_json(exclude_none=True)
    return HttpResponse(body, status=status, content_type="application/json; charset=utf-8")


def _fault(code: str, text: str, hint: str = "", path: str | None = None) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, text=text, hint=hint, path=path)


def no_token(request: HttpRequest, error: Raised) -> HttpResponse:
    """401: nobody is known by this."""
    hint = "Authorization: Bearer TOKEN. Tokens are made on the page of one's own account."
    answer = told(401, _fault("api.no-token", "There is no token that is good today.", hint))
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def forbidden(request: HttpRequest, error: Raised) -> HttpResponse:
    """403: seen, and not allowed."""
    return told(403, _fault("api.forbidden", "The role or the token does not allow this."))


def hidden(request: HttpRequest, error: Raised) -> HttpResponse:
    """404: not there, or not for the one who asks."""
    return told(404, _fault("api.hidden", "There is nothing here."))


def lost(request: HttpRequest, error: Raised) -> HttpResponse:
    """409: somebody was faster. What stands there now and what was sent, where one row is spoken of."""
    both = {"there": error.there, "sent": error.sent} if isinstance(error, LostRace) and error.there else {}
    return told(
        409, _fault("api.lost-race", "It was changed since it was read.", "Read it again, then decide."), **both
    )


def lost_at_the_end(request: HttpRequest) -> HttpResponse:
    """The same, shown by the commit alone."""
    return lost(request, LostRace("Two requests waited for each other."))


def given_up(request: HttpRequest, error: Raised) -> HttpResponse:
    """409 where the database gave one of two up that waited for each other; any other fault of it is ours."""
    if isinstance(error, DatabaseError) and race_lost(error):
        return lost(request, error)
    raise error


def invalid(request: HttpRequest, error: Raised) -> HttpResponse:
    """422: a field is not what is allowed. What stood in it is not repeated."""
    faults = error.errors if isinstance(error, ValidationError) else []
    made = [
        _fault("api.invalid", f"A field is not what is allowed: {one.get('type', 'unknown')}.",
               "See openapi.json.", ".".join(str(part)[:60] for part in one.get("loc", ())))
        for one in faults
    ]  # fmt: skip
    return told(422, *made)


def unreadable(request: HttpRequest, error: Raised) -> HttpResponse:
    """400: no request of this interface."""
    return told(400, _fault("api.unreadable", "The request cannot be read.", "See openapi.json."))


def refused(request: HttpRequest, error: Raised) -> HttpResponse:
    """422: understood, and refused for the reasons named."""
    if not isinstance(error, PalermoError):
        return told(422)
    return told(422, _fault("api.refused", error.message, error.hint), *error.findings)


def sealed(request: HttpRequest, error: Raised) -> HttpResponse:
    """409: the keys of the body do not allow it now. Keys are made and opened on the pages, by a person."""
    code, text, hint = _SEALED[error if isinstance(error, type) else type(error)]
    return told(409, _fault(code, text, hint))


_SEALED: dict[type[Exception], tuple[str, str, str]] = {
    KeyAbsent: (
        "api.key-absent",
        "Nobody of the body is signed in with its key.",
        "Sign in on the pages, open the key.",
    ),
    NoKeys: (
        "api.no-keys",
        "The body has no keys: nothing can be sealed for it.",
        "Its manager makes them on the pages.",
    ),
    Erased: ("api.erased", "The time of the record is over; it was erased.", "Receipts and counts stay."),
}

for kind, teller in (
    (AuthenticationError, no_token),
    (Forbidden, forbidden),
    (Http404, hidden),
    (LostRace, lost),
    (IntegrityError, lost),
    (DatabaseError, given_up),
    (ValidationError, invalid),
    (HttpError, unreadable),
    (PalermoError, refused),
    (KeyAbsent, sealed),
    (NoKeys, sealed),
    (Erased, sealed),
):
    api.add_exception_handler(kind, teller)
