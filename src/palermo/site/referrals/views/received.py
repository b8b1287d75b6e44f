"""Referrals that came as files from bodies outside: taken in, looked at, answered, made a case of."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from palermo.site.access.gate import Verb, demand, demand_of, find, may
from palermo.site.access.middleware import actor_of
from palermo.site.audit.reading import open_record
from palermo.site.cases.forms import FirstContact
from palermo.site.cases.models import Case
from palermo.site.keys.refusals import KeyAbsent
from palermo.site.referrals import forms, words
from palermo.site.referrals.held import of_files
from palermo.site.referrals.models import ReceivedFile, ReferralPayload
from palermo.site.referrals.taking_in import actions
from palermo.site.referrals.views.opening import payload_shown
from palermo.site.referrals.views.page import PURPOSE, asked, done
from palermo.site.uploads import TOO_LARGE

PREFILLED = {
    "given": "given", "family": "family", "sex": "prs_Gender", "born": "prs_Birthdate",
    "nationality": "prs_Citizenship", "language": "prs_PrimaryLanguage", "address": "contact_address",
    "note": "cas_OutgoingReferralDetails",
}  # fmt: skip
"""Field of a first contact → field of the file it is taken from, where that was sent."""


@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Take in a file that a body outside has sent."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, ReceivedFile)
    posted = request.method == "POST"
    form = forms.TakeIn(request.POST if posted else None, request.FILES if posted else None)
    if getattr(request, TOO_LARGE, False):  # known once the body was read; nothing of the file was kept
        form.errors.pop("file", None)
        form.add_error("file", _(actions.TOO_LARGE))
    made: list[ReceivedFile] = []
    if form.is_valid():
        told = form.cleaned_data
        act = lambda: made.append(  # noqa: E731
            actions.take_in(actor, told["file"].read(), told_sha256=told["told_sha256"], now=timezone.now())
        )
        if done(form, act):
            return redirect("referrals:received", made[0].pk)
    return asked(
        request, form, title=_("Take in a file"), button=_("Take it in"), back_to_list=True,
        text=_("The public key to which a sender seals it stands on the page of keys. What it holds is sealed anew "
               "for your body; the file is not kept."),
    )  # fmt: skip


@require_GET
def one(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who sent it, as the file says, what for, and what was answered."""
    actor = actor_of(request)
    row = open_record(actor, ReceivedFile, key, purpose=PURPOSE)
    shown = {
        "row": row,
        "state": words.ANSWERS[row.answer],
        "fields": [words.FIELDS.get(code, code) for code in row.fields],
        "reason": _reason(row),
        "reads": may(actor, Verb.READ, ReferralPayload),
        "answers": may(actor, Verb.WRITE, row) and not row.answer and not row.is_erased,
        "opens": may(actor, Verb.WRITE, Case)
        and row.answer == "accepted"
        and row.case_id is None
        and not row.is_erased,
    }
    return render(request, "referrals/received.html", shown)


@require_GET
def contents(request: HttpRequest, key: UUID) -> HttpResponse:
    """What the file held. Each look is written down."""
    actor = actor_of(request)
    row = actions.read_file(actor, find(actor, ReceivedFile, key))
    return render(request, "referrals/payload.html", payload_shown(row, row.body or "", row.names or "", row.sha256))


@require_GET
def held(request: HttpRequest, key: UUID) -> HttpResponse:
    """What the file says of a person, to be printed and handed over: for who asks and has no case here."""
    actor = actor_of(request)
    find(actor, ReceivedFile, key)  # where it is not there for somebody, nothing else is said of it
    demand_of(actor, Verb.READ, ReferralPayload)
    row = open_record(actor, ReceivedFile, key, purpose="request")
    shown = {"row": row, "section": of_files(actor, [row]), "day": timezone.localdate()}
    return render(request, "referrals/held.html", shown)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take it, or not, with the reason."""
    actor = actor_of(request)
    row = demand(actor, Verb.WRITE, find(actor, ReceivedFile, key))
    form = forms.AnswerReceived(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        act = lambda: actions.answer(actor, row, told["to"], reason=told["reason"], now=timezone.now())  # noqa: E731
        if done(form, act):
            return redirect("referrals:received", row.pk)
    return asked(
        request, form, title=_("Answer the referral"), button=_("Record the answer"), back_to_received=row.pk,
        text=_("The sender learns nothing from this site: tell them by your own means."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def open_case(request: HttpRequest, key: UUID) -> HttpResponse:
    """A first contact, begun with what the file says of the person."""
    actor = actor_of(request)
    row = find(actor, ReceivedFile, key)
    demand_of(actor, Verb.WRITE, Case)
    form = FirstContact(request.POST or None, initial=None if request.POST else _begun(actions.read_file(actor, row)))
    made: list[Case] = []
    if form.is_valid() and done(
        form, lambda: made.append(actions.open_case(actor, row, form.first(), now=timezone.now()))
    ):
        return redirect("cases:one", made[0].pk)
    return asked(
        request, form, title=_("Open a case"), button=_("Open the case"), back_to_received=row.pk,
        text=_("What the file says stands in the form already. Ask the person before you keep it."),
    )  # fmt: skip


def _begun(row: ReceivedFile) -> dict[str, object]:
    """What a first contact begins with."""
    parts = [json.loads(part)["fields"] for part in (row.body, row.names) if part]
    told = {code: value for part in parts for code, value in part.items()}
    return {"opened_on": timezone.localdate(), **{name: told[code] for name, code in PREFILLED.items() if code in told}}


def _reason(row: ReceivedFile) -> object:
    """Why; a word in its place while the key is not open."""
    try:
        return row.reason or ""
    except KeyAbsent:
        return _("sealed: open the keys to read it")
