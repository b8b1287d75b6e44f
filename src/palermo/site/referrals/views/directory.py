"""The directory of services, and referrals to bodies outside the system."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from palermo.site.access.gate import Verb, demand, demand_of, find, may
from palermo.site.access.middleware import actor_of
from palermo.site.referrals import bodies, forms, words
from palermo.site.referrals.directory import actions
from palermo.site.referrals.directory.searching import search
from palermo.site.referrals.models import Consent, OutsideBody, OutsideReferral, Referral, ServiceOffer
from palermo.site.referrals.models.columns import OUTSIDE
from palermo.site.referrals.views.page import asked, done


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
            for one in found
        ],
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


@require_http_methods(["GET", "POST"])
def outside(request: HttpRequest) -> HttpResponse:
    """Bodies outside the system, and a further one."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Referral)
    form = forms.AddOutside(request.POST or None)
    if form.is_valid() and done(form, lambda: actions.add_outside(actor, **form.cleaned_data, now=timezone.now())):
        return redirect("referrals:outside")
    shown = {
        "form": form,
        "bodies": OutsideBody.objects.all(),
        "sent": OutsideReferral.objects.prefetch_related("outside")[:100],
    }
    return render(request, "referrals/outside.html", shown)


@require_http_methods(["GET", "POST"])
def refer_outside(request: HttpRequest, key: UUID) -> HttpResponse:
    """A file for a body outside: made, recorded, and handed to whoever asked for it. It is kept nowhere."""
    actor = actor_of(request)
    consent = demand(actor, Verb.READ, find(actor, Consent, key))
    demand_of(actor, Verb.WRITE, OutsideReferral)
    named = {one.code: one for one in OutsideBody.objects.all() if f"{OUTSIDE}{one.code}" in consent.recipients}
    offered = {
        "outside": [(code, one.name) for code, one in named.items()],
        "fields_": [(code, str(words.FIELDS[code])) for code in words.FIELDS if code in consent.fields],
    }
    form = forms.ReferOutside(request.POST or None, initial={"fields_": consent.fields}, choices=offered)
    if form.is_valid():
        told = form.cleaned_data
        made: list[actions.SealedFile] = []
        act = lambda: made.append(  # noqa: E731
            actions.refer_outside(
                actor,
                consent,
                named[told["outside"]],
                fields=told["fields_"],
                details=told["details"],
                now=timezone.now(),
            )  # fmt: skip
        )
        if done(form, act):
            answer = HttpResponse(made[0].content, content_type="application/octet-stream")
            answer.headers["Content-Disposition"] = f'attachment; filename="{made[0].name}"'
            return answer
    return asked(
        request, form, title=_("Refer to a body outside"), button=_("Make the file"), back_to_consent=consent.pk,
        text=_("The file is sealed to the key of that body; nobody else opens it. What it held is recorded, and it "
               "cannot be recalled."),
    )  # fmt: skip


def _consent(request: HttpRequest) -> Consent | None:
    """The consent under which somebody looks for a service, where one is named and may be seen."""
    try:
        key = UUID(request.GET.get("consent", ""))
    except ValueError:
        return None
    found: Consent | None = Consent.objects.filter(pk=key).first()
    return found
