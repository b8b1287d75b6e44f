"""A draft, and its preview: every byte that would go, before it goes."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palermo import register
from palermo.ground.errors import Refused
from palermo.ground.finding import Finding
from palermo.register.payload import ReferralPayload as Frozen
from palermo.site.access.gate import Verb, demand, demand_of, find
from palermo.site.access.middleware import actor_of
from palermo.site.accounts.models import Agency
from palermo.site.audit.reading import open_record
from palermo.site.cases.models import Case, SafeContact
from palermo.site.referrals import actions, bodies, forms, words
from palermo.site.referrals.calendar import rulebook, working_days
from palermo.site.referrals.freezing import frozen, preview_mark
from palermo.site.referrals.kept_together import Together
from palermo.site.referrals.models import Consent, OutsideReferral, Referral, ServiceOffer
from palermo.site.referrals.read_payload import read_body
from palermo.site.referrals.rooms import codes, of_rows
from palermo.site.referrals.sayings import told, why
from palermo.site.referrals.views.page import PURPOSE, asked, done


@require_http_methods(["GET", "POST"])
def refer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin a referral under a consent."""
    actor = actor_of(request)
    consent = demand(actor, Verb.READ, find(actor, Consent, key))
    demand_of(actor, Verb.WRITE, Referral)
    offer = _offer(request.GET.get("offer", ""))
    started = {
        "fields_": consent.fields,
        "addressee": Agency.objects.get(pk=offer.agency_id).code if offer else None,
    }
    form = forms.Write(request.POST or None, initial=started, choices=_offered(consent))
    if form.is_valid():
        addressee = Agency.objects.get(code=form.cleaned_data["addressee"])
        made: list[Referral] = []
        written = actions.Draft(**form.draft())
        if done(form, lambda: made.append(actions.draft(actor, consent, addressee, written, now=timezone.now()))):
            return redirect("referrals:preview", made[0].pk)
    return asked(
        request, form, title=_("Refer to a body"), button=_("Go on to the preview"), back_to_consent=consent.pk,
        directory=consent.purpose,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a draft."""
    actor = actor_of(request)
    row = demand(actor, Verb.WRITE, find(actor, Referral, key))
    if row.receiver_id or row.agency_id != actor.agency:
        return redirect("referrals:one", row.pk)
    open_record(actor, Case, row.case_id, purpose=PURPOSE)
    consent = _consent(row)
    started = {
        "version": row.version, "addressee": codes()[row.addressee_id], "fields_": row.fields, "urgent": row.urgent,
        "expires_on": row.expires_on, "details": row.details, "desk": row.desk, "apart_because": row.apart_because,
    }  # fmt: skip
    form = forms.Write(request.POST or None, initial=started, choices=_offered(consent))
    form.fields["addressee"].disabled = True
    if form.is_valid():
        written, version = actions.Draft(**form.draft()), form.cleaned_data["version"] or 0
        if done(form, lambda: actions.change(actor, row, written, version=version)):
            return redirect("referrals:preview", row.pk)
    return asked(request, form, title=_("Change the draft"), button=_("Go on to the preview"), back_to=row.pk)


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, key: UUID) -> HttpResponse:
    """Every byte that would go, what speaks against it, and how the person may be reached; then it is sent."""
    actor, now = actor_of(request), timezone.now()
    row = demand(actor, Verb.WRITE, find(actor, Referral, key))
    if row.receiver_id or row.agency_id != actor.agency:
        return redirect("referrals:one", row.pk)
    form = forms.Send(request.POST or None)
    if form.is_valid() and done(form, lambda: actions.send(actor, row, seen=form.cleaned_data["seen"], now=now)):
        return redirect("referrals:one", row.pk)
    open_record(actor, Case, row.case_id, purpose=PURPOSE)
    shown = {
        "form": form,
        "to": bodies.called()[row.addressee.code],
        "due": register.referral.due_day(_value(row), timezone.localdate(now), rulebook(), working_days()).due,
        **previewed(row, now),
    }
    return render(request, "referrals/preview.html", shown)


def previewed(row: Referral | OutsideReferral, now: datetime) -> dict[str, object]:
    """What the page shows of a draft, whoever it is for: bytes with their mark, what speaks against, the contact."""
    made, against = _against(row, now)
    contact = SafeContact.objects.filter(person__participations=row.participation_id).first()
    return {
        "mark": preview_mark(row, made) if made else "",
        "row": row,
        "purpose": words.PURPOSES[row.purpose],
        "bytes": made.preview().split("\n") if made else [],
        "read": read_body(made.body.decode()) if made else [],
        "sealed": [words.FIELDS[code] for code in words.FIELDS if made and made.names and code in _secret(made)],
        "against": against,
        "warnings": told(made.findings) if made else [],
        "contact": contact,
        "contact_told": told(_contact(contact)),
    }


def _against(row: Referral | OutsideReferral, now: datetime) -> tuple[Frozen | None, list[str]]:
    """The payload as it would go, and everything that speaks against it."""
    today = timezone.localdate(now)
    together = Together.of(row)
    apart = told(together.findings(row.apart_because or "")) if together else []
    stale = _newest(row)
    behind = [stale] if stale else []
    try:
        return frozen(row, today=today), [*behind, *apart]
    except Refused as error:
        return None, [*behind, *why(error), *apart]


def _newest(row: Referral | OutsideReferral) -> str:
    """That the consent has a later version, where it has one."""
    own = _consent(row)
    newest = Consent.objects.filter(consent=own.consent).order_by("-version").first()
    if newest is None or newest.pk == own.pk:
        return ""
    return told([register.sayings.tell("register.referral-consent")])[0]


def _consent(row: Referral | OutsideReferral) -> Consent:
    found: Consent = Consent.objects.get(pk=row.consent_id)
    return found


def _offered(consent: Consent) -> dict[str, list[tuple[str, str]]]:
    names, opens = bodies.called(), bodies.with_keys()
    return {
        "addressee": [(code, names[code]) for code in consent.recipients if code in opens],
        "fields_": [(code, str(words.FIELDS[code])) for code in words.FIELDS if code in consent.fields],
    }


def _value(row: Referral) -> register.Referral:
    return of_rows([row])[0][1]


def _secret(made: Frozen) -> list[str]:
    held = made.says().get("sealed_fields")
    return list(held) if isinstance(held, list) else []


def _contact(contact: SafeContact | None) -> tuple[Finding, ...]:
    """What is shown before anything is sent about a person."""
    if contact is None:
        return register.contact.before_contact(None, "", timezone.now())
    value = register.SafeContact(person_record=str(contact.person_id), do_not_contact=contact.do_not_contact)
    return register.contact.before_contact(value, "", timezone.now()) if contact.do_not_contact else ()


def _offer(told: str) -> ServiceOffer | None:
    """The offer of that key; None where there is none."""
    try:
        return ServiceOffer.objects.filter(pk=UUID(told)).first()
    except ValueError:
        return None
