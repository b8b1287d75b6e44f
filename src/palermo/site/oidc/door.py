"""What is asked of the provider, before the request has a transaction: nobody waits for it with the database held."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from palermo.site.configuration import Provider
from palermo.site.oidc.refusals import NotLetIn, Reason

if TYPE_CHECKING:
    from palermo.site.oidc.protocol import Description

_OUTCOME = "provider_outcome"
FLOW = "provider_flow"
"""In the session: what was begun, for one return and a few minutes."""
PATIENCE = 600  # seconds in which one signs in over there


@dataclass(frozen=True, slots=True, repr=False)
class Proved:
    """Somebody whom the provider has proved: its word for them, and which account bound itself, if one did.

    ``out``: the address that ends their session over there, which says nothing of them.
    """

    subject: str
    binds: str = ""
    out: str = ""


class ProviderDoor:
    """Asks the provider for the two addresses that need it, and puts what came of it on the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        provider: Provider | None = settings.SIGN_IN_PROVIDER
        if provider is not None and request.method == "GET":
            for name, ask in (("oidc:begin", _begun), ("oidc:back", _returned)):
                if request.path_info == reverse(name):
                    setattr(request, _OUTCOME, _outcome(ask, request, provider))
        return self.get_response(request)


def begun(request: HttpRequest) -> "Description":
    """The description of the provider, for whoever goes there. Raises NotLetIn."""
    from palermo.site.oidc.protocol import Description  # the extra, which is there where a provider is named

    found = getattr(request, _OUTCOME)
    if isinstance(found, Description):
        return found
    raise found


def returned(request: HttpRequest) -> Proved:
    """Whom the provider has proved. Raises NotLetIn."""
    found = getattr(request, _OUTCOME)
    if isinstance(found, Proved):
        return found
    raise found


def way_back(request: HttpRequest) -> str:
    """The one address that the provider sends back to, as it is registered there."""
    return request.build_absolute_uri(reverse("oidc:back"))


def _outcome(
    ask: "Callable[[HttpRequest, Provider], Description | Proved]", request: HttpRequest, provider: Provider
) -> object:
    try:
        return ask(request, provider)
    except NotLetIn as refused:
        return refused


def _begun(request: HttpRequest, provider: Provider) -> "Description":
    from palermo.site.oidc.provider import described

    return described(provider)


def _returned(request: HttpRequest, provider: Provider) -> Proved:
    from palermo.site.oidc.protocol import Secrets
    from palermo.site.oidc.provider import proved

    flow = request.session.pop(FLOW, None)  # good for one return, whatever comes of it
    state = request.GET.get("state", "")
    if flow is None or time.time() > flow["until"] or not _same(state, flow["state"]):
        raise NotLetIn(Reason.STALE)
    if not _same(request.GET.get("iss", provider.issuer), provider.issuer):  # RFC 9207
        raise NotLetIn(Reason.DOUBTFUL)
    code = request.GET.get("code", "")
    if "error" in request.GET or not code:
        raise NotLetIn(Reason.DENIED)
    secrets = Secrets(flow["state"], flow["nonce"], flow["verifier"])
    subject, out = proved(provider, code, secrets, back=flow["back"])
    return Proved(subject, flow["binds"], out)


def _same(one: str, other: str) -> bool:
    return compare_digest(one.encode(), other.encode())
