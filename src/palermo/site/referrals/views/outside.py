"""Bodies outside the system: which there are, and what is referred to them, with the same preview as inside."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palermo.site.access.gate import Verb, demand, demand_of, find
from palermo.site.access.middleware import actor_of
from palermo.site.audit.reading import open_record
from palermo.site.cases.models import Case
from palermo.site.referrals import forms, words
from palermo.site.referrals.actions import Draft
from palermo.site.referrals.directory import actions
from palermo.site.referrals.models import Consent, OutsideBody, OutsideReferral, Referral
from palermo.site.referrals.models.columns import OUTSIDE
from palermo.site.referrals.views.page import PURPOSE, asked, cut, done, window
from palermo.site.referrals.views.sending import previewed


@require_http_methods(["GET", "POST"])
def bodies(request: HttpRequest) -> HttpResponse:
    """Bodies outside the system, and a further one."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Referral)
    form = forms.AddOutside(request.POST or None)
    if form.is_valid() and done(form, lambda: actions.add_outside(actor, **form.cleaned_data, now=timezone.now())):
        return redirect("referrals:outside")
    shown = {
        "form": form,
        "bodies": OutsideBody.objects.all(),
        "sent": cut(
            request, "after", list(OutsideReferral.objects.prefetch_related("outside")[window(request, "after")])
        ),
    }
    return render(request, "referrals/outside.html", shown)


@require_http_methods(["GET", "POST"])
def refer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin a referral to a body outside under a consent."""
    actor = actor_of(request)
    consent = demand(actor, Verb.READ, find(actor, Consent, key))
    demand_of(actor, Verb.WRITE, OutsideReferral)
    named = {one.code: one for one in OutsideBody.objects.all() if f"{OUTSIDE}{one.code}" in consent.recipients}
    form = forms.WriteOutside(
        request.POST or None, initial={"fields_": consent.fields}, choices=_offered(consent, list(named.values()))
    )
    if form.is_valid():
        made: list[OutsideReferral] = []
        body, told = named[form.cleaned_data["addressee"]], Draft(**form.draft())
        if done(form, lambda: made.append(actions.draft_outside(actor, consent, body, told, now=timezone.now()))):
            return redirect("referrals:preview-outside", made[0].pk)
    return asked(
        request, form, title=_("Refer to a body outside"), button=_("Go on to the preview"), back_to_consent=consent.pk,
        text=_("The file is sealed to the key of that body; nobody else opens it. What it held is recorded, and it "
               "cannot be recalled."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a draft."""
    actor = actor_of(request)
    row = demand(actor, Verb.WRITE, find(actor, OutsideReferral, key))
    if row.at:
        return redirect("referrals:consent", row.consent_id)
    open_record(actor, Case, row.case_id, purpose=PURPOSE)
    started = {
        "version": row.version, "addressee": row.outside.code, "fields_": row.fields, "details": row.details,
        "desk": row.desk, "apart_because": row.apart_because,
    }  # fmt: skip
    form = forms.WriteOutside(request.POST or None, initial=started, choices=_offered(row.consent, [row.outside]))
    form.fields["addressee"].disabled = True
    if form.is_valid():
        told, version = Draft(**form.draft()), form.cleaned_data["version"] or 0
        if done(form, lambda: actions.change_outside(actor, row, told, version=version)):
            return redirect("referrals:preview-outside", row.pk)
    return asked(
        request, form, title=_("Change the draft"), button=_("Go on to the preview"), back_to_consent=row.consent_id
    )


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, key: UUID) -> HttpResponse:
    """Every byte that would go; then the file is made, handed to whoever asked for it, and kept nowhere."""
    actor, now = actor_of(request), timezone.now()
    row = demand(actor, Verb.WRITE, find(actor, OutsideReferral, key))
    if row.at:
        return redirect("referrals:consent", row.consent_id)
    form = forms.Send(request.POST or None)
    if form.is_valid():
        made: list[actions.SealedFile] = []
        if done(form, lambda: made.append(actions.refer_outside(actor, row, seen=form.cleaned_data["seen"], now=now))):
            answer = HttpResponse(made[0].content, content_type="application/octet-stream")
            answer.headers["Content-Disposition"] = f'attachment; filename="{made[0].name}"'
            return answer
    open_record(actor, Case, row.case_id, purpose=PURPOSE)
    shown = {"form": form, "to": row.outside.name, "outside": True, **previewed(row, now)}
    return render(request, "referrals/preview.html", shown)


def _offered(consent: Consent, named: list[OutsideBody]) -> dict[str, list[tuple[str, str]]]:
    return {
        "addressee": [(one.code, one.name) for one in named],
        "fields_": [(code, str(words.FIELDS[code])) for code in words.FIELDS if code in consent.fields],
    }
