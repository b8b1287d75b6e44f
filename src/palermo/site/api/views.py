"""The page of one's own tokens; and the answer to an address of the API that is none."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from palermo.ground.errors import UsageError
from palermo.site.access.gate import find
from palermo.site.access.middleware import actor_of, open_to_strangers
from palermo.site.access.refusals import Hidden
from palermo.site.accounts.views import own_account
from palermo.site.api import actions, interface
from palermo.site.api.forms import MakeToken
from palermo.site.api.models import Token


@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens, and a new one, whose text is shown this once."""
    actor, account, now = actor_of(request), own_account(request), timezone.now()
    form, text = MakeToken(request.POST or None), ""
    if form.is_valid():
        try:
            _token, text = actions.make_token(actor, account, **form.cleaned_data, now=now)
            form = MakeToken()
        except UsageError:
            form.add_error("last_day", _("A token ends within a year from today."))
    rows = [(one, one.good_on(timezone.localdate(now))) for one in Token.objects.filter(account=account)]
    return render(request, "api/tokens.html", {"form": form, "text": text, "tokens": rows})


@require_POST
def revoke(request: HttpRequest, key: UUID) -> HttpResponse:
    """Make one void."""
    actor = actor_of(request)
    actions.revoke_token(actor, find(actor, Token, key), now=timezone.now())
    return redirect("tokens:list")


@csrf_exempt
@open_to_strangers
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """No address of the API."""
    return interface.hidden(request, Hidden("Nothing here."))
