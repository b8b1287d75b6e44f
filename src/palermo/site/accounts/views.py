"""One's own account; accounts and bodies, for those who keep them."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.ground.errors import UsageError
from palermo.site.access.gate import Verb, demand, demand_of, find, may
from palermo.site.access.middleware import FACTOR_MISSING, actor_of, open_before_factor
from palermo.site.access.refusals import LostRace
from palermo.site.accounts import actions, factors
from palermo.site.accounts.forms import AddAccount, AddAgency, ChangeAccount, ChangePassword, Code
from palermo.site.accounts.models import Account, Agency
from palermo.site.accounts.names import body_name
from palermo.site.audit.reading import open_record
from palermo.site.stale import both


@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """One's own account."""
    account = own_account(request)
    shown = {"account": account, "body": body_name(account.agency_id), "provider": settings.SIGN_IN_PROVIDER}
    return render(request, "accounts/own.html", shown)


@sensitive_post_parameters("old", "password", "again")
@sensitive_variables("form")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password, knowing the old one."""
    account, form = own_account(request), ChangePassword(request.POST or None)
    if form.is_valid():
        if not account.check_password(form.cleaned_data["old"]):
            form.add_error("old", _("This is not the password until now."))
        else:
            try:
                actions.set_password(actor_of(request), account, form.cleaned_data["password"])
                update_session_auth_hash(request, account)
                return redirect("accounts:own")
            except ValidationError as error:
                form.add_error("password", error)
    return render(request, "accounts/password.html", {"form": form, "rules": password_validators_help_texts()})


@open_before_factor
@require_http_methods(["GET", "POST"])
def factor(request: HttpRequest) -> HttpResponse:
    """Set up a device: the secret, then a code of it; then the recovery codes, once."""
    actor, account = actor_of(request), own_account(request)
    begun, form = actions.start_factor(actor, account), Code(request.POST or None)
    if form.is_valid():
        codes = actions.confirm_factor(actor, begun, form.cleaned_data["code"], now=timezone.now().timestamp())
        if codes is not None:
            request.session.pop(FACTOR_MISSING, None)
            return render(request, "accounts/codes.html", {"codes": codes})
        form.add_error("code", _("This is not the code that belongs to the secret now."))
    secret = actions.secret_of(begun)
    shown = {"secret": factors.written(secret), "address": factors.address(secret, account.login)}
    return render(request, "accounts/factor.html", {"form": form, **shown})


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Accounts that one may see: all for the administrator and the auditor, one's own body's for its manager."""
    actor = actor_of(request)
    demand_of(actor, Verb.READ, Account)
    shown = {"accounts": Account.objects.all(), "writes": may(actor, Verb.WRITE, Account)}
    return render(request, "accounts/list.html", shown)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new account."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Account)
    form = AddAccount(request.POST or None)
    form.fields["agency"].queryset = Agency.objects.all()  # type: ignore[attr-defined]
    if form.is_valid():
        told = dict(form.cleaned_data)
        try:
            account = actions.add_account(actor, told.pop("agency"), **told)
            return redirect("accounts:change", account.pk)
        except UsageError as error:
            form.add_error(None, _(error.message))
    return render(request, "accounts/add.html", {"form": form})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """One account: name, role, open or closed."""
    actor = actor_of(request)
    account = demand(actor, Verb.WRITE, open_record(actor, Account, key, purpose="keeping accounts"))
    started = {name: getattr(account, name) for name in ("version", "display_name", "role", "is_active")}
    form = ChangeAccount(request.POST or None, initial=started)
    if form.is_valid():
        try:
            actions.change_account(actor, account, **form.cleaned_data)
        except LostRace as lost:
            return both(request, form, lost.there)
        return redirect("accounts:change", account.pk)
    return render(request, "accounts/change.html", {"form": form, "account": account})


@require_POST
def invite(request: HttpRequest, key: UUID) -> HttpResponse:
    """The address by which its person sets a password; shown once, to be handed over."""
    actor = actor_of(request)
    account = actions.invite(actor, find(actor, Account, key))
    token = default_token_generator.make_token(account)
    address = request.build_absolute_uri(reverse("accounts:invitation", args=[account.pk, token]))
    started = {name: getattr(account, name) for name in ("version", "display_name", "role", "is_active")}
    shown = {"form": ChangeAccount(initial=started), "account": account, "invitation": address}
    return render(request, "accounts/change.html", shown)


@require_POST
def reset_factors(request: HttpRequest, key: UUID) -> HttpResponse:
    """Make a lost device void."""
    actor = actor_of(request)
    actions.reset_factors(actor, find(actor, Account, key), now=timezone.now())
    return redirect("accounts:change", key)


@require_GET
def agencies(request: HttpRequest) -> HttpResponse:
    """The bodies, by today's names."""
    actor, today = actor_of(request), timezone.localdate()
    demand_of(actor, Verb.READ, Agency)
    found = Agency.objects.prefetch_related("names")
    if actor.role == "agency_manager" and actor.agency:
        found = found.filter(pk=actor.agency)
    rows = [(one, one.name_on(today, get_language() or "en")) for one in found]
    return render(request, "accounts/agencies.html", {"agencies": rows, "writes": may(actor, Verb.WRITE, Agency)})


@require_http_methods(["GET", "POST"])
def add_agency(request: HttpRequest) -> HttpResponse:
    """A new body."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Agency)
    form = AddAgency(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        names = {"en": told["name_en"], "ar": told["name_ar"]}
        try:
            actions.add_agency(
                actor, code=told["code"], kind=told["kind"], names={key: name for key, name in names.items() if name}
            )
            return redirect("accounts:agencies")
        except ValidationError as error:
            form.add_error(None, error.messages)
    return render(request, "accounts/add_agency.html", {"form": form})


def own_account(request: HttpRequest) -> Account:
    """The account of whoever looks at a page that is not open to strangers."""
    account = request.user
    if not isinstance(account, Account):
        raise TypeError("this page is not open to strangers")
    return account
