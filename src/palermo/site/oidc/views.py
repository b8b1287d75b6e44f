"""To the provider and back; one's own binding. No page keeps an address that holds what the provider sent."""

import time
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.site.access.middleware import actor_of, open_to_strangers
from palermo.site.accounts.entry import OUT, passed
from palermo.site.accounts.views import own_account
from palermo.site.configuration import Provider
from palermo.site.oidc import actions, door
from palermo.site.oidc.forms import Bind
from palermo.site.oidc.refusals import TEXTS, NotLetIn, Reason

WAY = "sign-in-by-provider"
"""What the audit calls it."""
_BINDS, _BINDS_UNTIL = "provider_binds", "provider_binds_until"
_REFUSED = "provider_refused"
_TO_BIND = 300  # seconds between the password and the way to the provider

View = Callable[[HttpRequest], HttpResponse]


def _provider() -> Provider:
    """The provider. Raises Http404 where none is named."""
    provider: Provider | None = settings.SIGN_IN_PROVIDER
    if provider is None:
        raise Http404
    return provider


def _told(view: View) -> View:
    """Whatever ends an attempt is told on a page whose address holds nothing of it."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except NotLetIn as ended:
            request.session[_REFUSED] = ended.reason.value
            return redirect("oidc:refused")

    return answer


@open_to_strangers
@require_GET
@_told
@sensitive_variables()
def begin(request: HttpRequest) -> HttpResponse:
    """To the provider: a stranger to sign in, somebody signed in only to bind, and only after the password."""
    provider, binds = _provider(), request.session.pop(_BINDS, "")
    in_time = time.time() <= request.session.pop(_BINDS_UNTIL, 0)
    actor = actor_of(request)
    if actor.signed_in and not (binds == str(actor.account) and in_time):
        return redirect("home")
    there = door.begun(request)
    from palermo.site.oidc import protocol  # the extra, which is there where a provider is named

    secrets, back = protocol.new_secrets(), door.way_back(request)
    request.session[door.FLOW] = {
        "state": secrets.state,
        "nonce": secrets.nonce,
        "verifier": secrets.verifier,
        "back": back,
        "binds": binds if actor.signed_in else "",
        "until": time.time() + door.PATIENCE,
    }
    return redirect(protocol.address_to_go(there, provider, secrets, back=back))


@open_to_strangers
@require_GET
@_told
@sensitive_variables()
def back(request: HttpRequest) -> HttpResponse:
    """From the provider: bind the account, or open the bound one up to the code of its device."""
    provider = _provider()
    proved = door.returned(request)
    if not proved.binds:
        answer = passed(request, actions.account_of(provider.issuer, proved.subject), way=WAY)
        if proved.out:
            request.session[OUT] = proved.out
        return answer
    actor = actor_of(request)
    if str(actor.account) != proved.binds:  # signed out meanwhile, or as somebody else
        raise NotLetIn(Reason.STALE)
    actions.bind(actor, own_account(request), issuer=provider.issuer, subject=proved.subject)
    return redirect("oidc:own")


@open_to_strangers
@require_GET
def refused(request: HttpRequest) -> HttpResponse:
    """Why it came to nothing, once; afterwards the way in."""
    _provider()
    reason = request.session.pop(_REFUSED, "")
    if not reason:
        return redirect("home")
    return render(request, "oidc/refused.html", {"told": TEXTS[Reason(reason)]})


@sensitive_post_parameters("password")
@sensitive_variables("form")
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Whether one's account is bound; binding it takes the password, then the provider."""
    provider, account = _provider(), own_account(request)
    form = Bind(request.POST or None)
    values = {"provider": provider, "bound": actions.binding_of(account) is not None, "form": form, "go": False}
    if form.is_valid():
        if account.check_password(form.cleaned_data["password"]):
            request.session[_BINDS] = str(account.pk)
            request.session[_BINDS_UNTIL] = time.time() + _TO_BIND
            # A link, and no redirect: the policy of the pages lets no form lead elsewhere.
            values["go"] = True
        else:
            form.add_error("password", _("This is not your password."))
    return render(request, "oidc/own.html", values)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Undo the binding."""
    _provider()
    actions.unbind(actor_of(request), own_account(request))
    return redirect("oidc:own")
