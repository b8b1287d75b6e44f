"""The directory of services, and referrals to bodies outside the system."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from palermo import register
from palermo.site.access.gate import Verb, demand, demand_of, find, may
from palermo.site.access.middleware import actor_of
from palermo.site.referrals import bodies, forms, words
from palermo.site.referrals.directory import actions
from palermo.site.referrals.directory.searching import search
from palermo.site.referrals.models import Consent, ServiceOffer
from palermo.site.referrals.views.page import asked, done

SIZE = 50


@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """Who helps, where, with how many free places as of when."""
    actor = actor_of(request)
    demand_of(actor, Verb.READ, ServiceOffer)
    form = forms.Search(request.GET)
    told = form.cleaned_data if form.is_valid() else {}
    languages = [told["language"]] if told.get("language") else []
    found = search(
        today=timezone.localdate(), type=told.get("type", ""), area=told.get("area", ""), languages=languages,
        for_whom=told.get("for_whom", ""), places=told.get("places") or 1,
    )  # fmt: skip
    page, following = _page(found, request.GET.get("after", ""))
    asked_for = request.GET.copy()
    asked_for.pop("after", None)
    consent = _consent(request)
    names = bodies.called()
    own = {str(one.pk) for one in ServiceOffer.objects.all() if one.agency_id == actor.agency}
    shown = {
        "form": form,
        "found": [
            {
                "offer": one.offer,
                "days_old": one.days_old,
                "body": names.get(one.offer.agency, one.offer.agency),
                "type": words.PURPOSES.get(one.offer.type, one.offer.type),
                "for_whom": [words.FOR_WHOM.get(code, code) for code in sorted(one.offer.for_whom)],
                "own": one.offer.id in own,
                "refers": consent is not None and one.offer.agency in consent.recipients,
            }
            for one in page
        ],
        "following": following,
        "asked_for": asked_for.urlencode(),
        "consent": consent,
        "writes": may(actor, Verb.WRITE, ServiceOffer),
    }
    return render(request, "referrals/services.html", shown)


@require_http_methods(["GET", "POST"])
def add_offer(request: HttpRequest) -> HttpResponse:
    """A further service of one's own body."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, ServiceOffer)
    form = forms.Offer(request.POST or None, initial={"as_of": timezone.localdate()})
    if form.is_valid() and done(form, lambda: actions.offer(actor, actions.Offer(**form.offer()))):
        return redirect("referrals:services")
    return asked(request, form, title=_("Offer a service"), button=_("Offer it"), back_to_services=True)


@require_http_methods(["GET", "POST"])
def change_offer(request: HttpRequest, key: UUID) -> HttpResponse:
    """What it offers now."""
    actor = actor_of(request)
    row = demand(actor, Verb.WRITE, find(actor, ServiceOffer, key))
    names = ("version", "type", "area", "for_whom", "places", "free", "as_of", "ended_on")
    started = {**{name: getattr(row, name) for name in names}, "languages": " ".join(row.languages)}
    form = forms.Offer(request.POST or None, initial=started)
    if form.is_valid():
        told = form.cleaned_data
        offer, version = actions.Offer(**form.offer()), told["version"] or 0
        act = lambda: actions.change_offer(actor, row, offer, version=version, ended_on=told["ended_on"])  # noqa: E731
        if done(form, act):
            return redirect("referrals:services")
    return asked(request, form, title=_("Change the offer"), button=_("Change it"), back_to_services=True)


def _page(found: tuple[register.Found, ...], after: str) -> tuple[tuple[register.Found, ...], str]:
    """The next offers behind ``after``, and behind which the next page begins; one that is gone begins anew."""
    keys = [one.offer.id for one in found]
    start = keys.index(after) + 1 if after in keys else 0
    page = found[start : start + SIZE]
    return page, page[-1].offer.id if start + SIZE < len(found) else ""


def _consent(request: HttpRequest) -> Consent | None:
    """The consent under which somebody looks for a service, where one is named and may be seen."""
    try:
        key = UUID(request.GET.get("consent", ""))
    except ValueError:
        return None
    found: Consent | None = Consent.objects.filter(pk=key).first()
    return found
