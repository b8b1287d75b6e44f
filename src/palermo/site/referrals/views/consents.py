"""Consents: of a case, given, looked at, narrowed, withdrawn with all that follows."""

from datetime import timedelta
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from palermo import register
from palermo.site.access.gate import Verb, demand, demand_of, find, may
from palermo.site.access.middleware import actor_of
from palermo.site.audit.reading import open_record
from palermo.site.cases.models import Case, Participation, PersonRecord
from palermo.site.referrals import bodies, forms, words
from palermo.site.referrals.consents import actions
from palermo.site.referrals.consents.following import went_outside
from palermo.site.referrals.models import Consent, OutsideReferral, Referral
from palermo.site.referrals.rooms import consent_of, latest
from palermo.site.referrals.views.page import PURPOSE, asked, done, lines

SOON = timedelta(days=30)


@require_GET
def of_case(request: HttpRequest, key: UUID) -> HttpResponse:
    """What the people of a case have agreed to, and where they were referred."""
    actor, today = actor_of(request), timezone.localdate()
    case = open_record(actor, Case, key, purpose=PURPOSE)
    names = bodies.called() | bodies.outside()
    people = dict(PersonRecord.objects.filter(participations__case=case).values_list("pk", "reference"))
    held = latest(Consent.objects.filter(participation__case=case))
    shown = {
        "case": case,
        "people": [
            (
                part,
                people[part.person_id],
                [_line(one, names, today) for one in held if one.participation_id == part.pk],
            )
            for part in Participation.objects.filter(case=case)
        ],
        "referrals": lines(Referral.objects.filter(case=case), today),
        "outside": OutsideReferral.objects.filter(case=case).prefetch_related("outside"),
        "names": names,
        "writes": may(actor, Verb.WRITE, Consent),
    }
    return render(request, "referrals/case.html", shown)


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record what a person agrees to."""
    actor = actor_of(request)
    part = demand(actor, Verb.READ, find(actor, Participation, key))
    demand_of(actor, Verb.WRITE, Consent)
    started = {"given_on": timezone.localdate(), "given_by": "self"}
    offered = {"recipients": bodies.recipients(actor.agency)}
    form = forms.Give(request.POST or None, initial=started, choices=offered)
    if form.is_valid():
        made: list[Consent] = []
        terms = actions.Terms(**form.terms())
        if done(form, lambda: made.append(actions.give(actor, part, terms, now=timezone.now()))):
            return redirect("referrals:consent", made[0].pk)
    return asked(request, form, title=_("Consent"), button=_("Record it"), back_to_case=part.case_id)


@require_GET
def one(request: HttpRequest, key: UUID) -> HttpResponse:
    """A consent with its versions, what was sent under it, and what cannot be taken back once it has ended."""
    actor, now = actor_of(request), timezone.now()
    consent = open_record(actor, Consent, key, purpose=PURPOSE)
    versions = list(Consent.objects.filter(consent=consent.consent).order_by("-version"))
    consent = versions[0]
    names, ended = bodies.called() | bodies.outside(), consent_of(consent).ended_on(timezone.localdate(now))
    plan = actions.would_follow(consent, now=now) if ended else None
    shown = {
        "consent": _line(consent, names, timezone.localdate(now)),
        "versions": [_line(one, names, timezone.localdate(now)) for one in versions[1:]],
        "referrals": lines(Referral.objects.filter(consent__consent=consent.consent), timezone.localdate(now)),
        "outside": OutsideReferral.objects.filter(consent__consent=consent.consent).prefetch_related("outside"),
        "cannot": _cannot(plan, consent) if ended else [],
        "ended": ended,
        "names": names,
        "writes": may(actor, Verb.WRITE, consent) and not ended,
        "refers": may(actor, Verb.WRITE, Referral) and not ended,
        "has_outside": any(one.startswith("outside:") for one in consent.recipients),
    }
    return render(request, "referrals/consent.html", shown)


@require_http_methods(["GET", "POST"])
def narrow(request: HttpRequest, key: UUID) -> HttpResponse:
    """A version that says less."""
    actor = actor_of(request)
    consent = demand(actor, Verb.WRITE, find(actor, Consent, key))
    names = bodies.called() | bodies.outside()
    offered = {
        "recipients": [(code, bodies.named(names, code)) for code in consent.recipients],
        "fields_": [(code, str(words.FIELDS[code])) for code in words.FIELDS if code in consent.fields],
    }
    started = {"recipients": consent.recipients, "fields_": consent.fields, "expires_on": consent.expires_on}
    form = forms.Narrow(request.POST or None, initial=started, choices=offered)
    if form.is_valid():
        told = form.cleaned_data
        made: list[Consent] = []
        act = lambda: made.append(  # noqa: E731
            actions.narrow(
                actor,
                consent,
                fields=told["fields_"],
                recipients=told["recipients"],
                expires_on=told["expires_on"],
                now=timezone.now(),
            )  # fmt: skip
        )
        if done(form, act):
            return redirect("referrals:consent", made[0].pk)
    return asked(
        request, form, title=_("Narrow the consent"), button=_("Narrow it"), back_to_consent=consent.pk,
        text=_("What the new version no longer covers is recalled at once."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """What would follow; and, once it is confirmed, all of it."""
    actor, now = actor_of(request), timezone.now()
    consent = demand(actor, Verb.WRITE, find(actor, Consent, key))
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_valid() and done(form, lambda: actions.withdraw(actor, consent, now=now)):
        return redirect("referrals:consent", consent.pk)
    names = bodies.called() | bodies.outside()
    plan = actions.would_follow(consent, now=now)
    moved = {one.referral for one in plan.moves} if plan else set()
    under = lines(Referral.objects.filter(consent__consent=consent.consent), timezone.localdate(now))
    shown = {
        "form": form,
        "consent": _line(consent, names, timezone.localdate(now)),
        "closes": [one for one in under if one.value.id in moved],
        "told": sorted({names.get(one.receiver, one.receiver) for one in plan.notices} if plan else ()),
        "cannot": _cannot(plan, consent),
        "names": names,
    }
    return render(request, "referrals/withdraw.html", shown)


def _line(row: Consent, names: dict[str, str], today: object) -> dict[str, object]:
    """A version of a consent as a page shows it."""
    value = consent_of(row)
    return {
        "row": row,
        "purpose": words.PURPOSES[row.purpose],
        "fields": [words.FIELDS[code] for code in words.FIELDS if code in row.fields],
        "recipients": [bodies.named(names, code) for code in row.recipients],
        "given_by": words.GIVERS[row.given_by or "law"],
        "withdrawn": value.is_withdrawn(today),  # type: ignore[arg-type]
        "expired": value.is_expired(today),  # type: ignore[arg-type]
        "soon": row.expires_on is not None and row.expires_on - SOON <= today,  # type: ignore[operator]
    }


def _cannot(plan: register.WithdrawalPlan | None, consent: Consent) -> list[tuple[object, register.Unrecallable]]:
    """What cannot be recalled, in words."""
    found = [(words.UNRECALLABLE[one.kind], one) for one in (plan.cannot_recall if plan else ())]
    return [*found, *((words.UNRECALLABLE["file"], one) for one in went_outside(consent))]
