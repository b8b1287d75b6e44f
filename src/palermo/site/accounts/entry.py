"""The way in: name and password, then the code of a device; invitations; the way out."""

import time
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.password_validation import password_validators_help_texts
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.site.access.actor import of, returning, stranger
from palermo.site.access.middleware import FACTOR_MISSING, open_before_factor, open_to_strangers
from palermo.site.access.scope import scoped
from palermo.site.accounts import actions
from palermo.site.accounts.forms import Code, NewPassword, SignIn
from palermo.site.accounts.models import Account
from palermo.site.audit.actions import record
from palermo.site.demo_people import DEMO_PASSWORD, demo_logins

BACKEND = "palermo.site.accounts.backend.ByLogin"
_PENDING = "pending_account"
_PENDING_UNTIL = "pending_until"
_PENDING_WAY = "pending_way"
_PATIENCE = timedelta(minutes=5)
OUT = "provider_out"
"""In the session of whoever came by a provider that can be signed out of: the address for that."""
LEAVE_TO = "https://www.wikipedia.org/"
"""Somewhere nobody asks about."""


@open_to_strangers
@sensitive_post_parameters("password")
@sensitive_variables("form", "account")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password. One sentence for every failure: it must not tell which names there are."""
    form = SignIn(request.POST or None)
    if form.is_valid():
        account = auth.authenticate(request, **form.cleaned_data)
        if isinstance(account, Account):
            return passed(request, account)
        form.add_error(None, _("Name and password do not fit each other, or the account is closed."))
    shown = {"demo_accounts": demo_logins(), "demo_password": DEMO_PASSWORD} if settings.PALERMO_DEMO else {}
    return render(request, "accounts/sign_in.html", {"form": form, "provider": settings.SIGN_IN_PROVIDER, **shown})


def passed(request: HttpRequest, account: Account, *, way: str = "sign-in") -> HttpResponse:
    """Behind the first step, whichever it was: on to the code of the device. ``way`` is what the audit calls it."""
    with scoped(of(account)):
        factor = actions.factor_of(account)
    if factor is None:
        _enter(request, account, way)
        request.session[FACTOR_MISSING] = not settings.PALERMO_DEMO
        return redirect("home")
    request.session.cycle_key()
    request.session[_PENDING] = str(account.pk)
    request.session[_PENDING_UNTIL] = time.time() + _PATIENCE.total_seconds()
    request.session[_PENDING_WAY] = way
    return redirect("accounts:code")


@open_to_strangers
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The second step, for whoever passed the first within five minutes."""
    account = _pending(request)
    if account is None:
        return redirect("accounts:sign-in")
    form = Code(request.POST or None)
    if form.is_valid():
        if _code_fits(account, form.cleaned_data["code"]):
            _enter(request, account, request.session.get(_PENDING_WAY, "sign-in"))
            return redirect("home")
        form.add_error("code", _("This code is wrong, used or too old, or there were too many wrong ones."))
    return render(request, "accounts/code.html", {"form": form})


def _pending(request: HttpRequest) -> Account | None:
    key = request.session.get(_PENDING)
    if key is None or time.time() > request.session[_PENDING_UNTIL]:
        return None
    with scoped(returning(UUID(key))):
        account = Account.objects.filter(pk=key).first()
    return account if account and account.open_on(timezone.localdate()) else None


def _code_fits(account: Account, written: str) -> bool:
    actor, now = of(account), timezone.now()
    with scoped(actor):
        factor = actions.factor_of(account)
        if factor is None or actions.locked(factor, now=now):
            return False
        if actions.take_code(actor, factor, written, now=now.timestamp()):
            return True
        if actions.take_recovery_code(actor, account, written, now=now):
            return True
        actions.note_failure(actor, factor, now=now)
    return False


def _enter(request: HttpRequest, account: Account, way: str) -> None:
    auth.login(request, account, backend=BACKEND)
    for name in (_PENDING, _PENDING_UNTIL, _PENDING_WAY):
        request.session.pop(name, None)
    actor = of(account, request=request.actor.request)  # type: ignore[attr-defined]
    with scoped(actor):
        record(actor, way, account)


@open_before_factor
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; whoever came by a provider that can be signed out of is shown the way there.

    A link, and no redirect: the policy of the pages lets no form lead elsewhere.
    """
    actor, out = request.actor, request.session.get(OUT, "")  # type: ignore[attr-defined]
    record(actor, "sign-out", Account)
    auth.logout(request)
    if not out:
        return redirect("accounts:sign-in")
    request.actor = stranger()  # type: ignore[attr-defined]  # the page is for nobody by now
    values = {"out": out, "provider": settings.SIGN_IN_PROVIDER}
    return render(request, "accounts/signed_out.html", values)


@open_to_strangers
@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """Away at once: the session ends, and the next page is one that nobody asks about."""
    request.session.flush()
    return redirect(LEAVE_TO)


@open_to_strangers
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, key: UUID, token: str) -> HttpResponse:
    """Whoever holds the address sets the first password. It dies with that, and after a week."""
    with scoped(returning(key)):
        account = Account.objects.filter(pk=key).first()
    if account is None or not account.is_active or not default_token_generator.check_token(account, token):
        return render(request, "accounts/invitation_void.html", status=404)
    form = NewPassword(request.POST or None)
    if form.is_valid():
        actor = of(account)
        try:
            with scoped(actor):
                actions.set_password(actor, account, form.cleaned_data["password"])
            return redirect("accounts:sign-in")
        except ValidationError as error:
            form.add_error("password", error)
    return render(request, "accounts/password.html", {"form": form, "rules": password_validators_help_texts()})
