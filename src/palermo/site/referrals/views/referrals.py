"""Referrals: both lists, the page both sides see, and the moves."""

from collections.abc import Callable
from uuid import UUID

from django import forms as plain
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from palermo import register
from palermo.site.access.gate import Verb, demand, demand_of, find, may
from palermo.site.access.middleware import actor_of
from palermo.site.audit.reading import open_record
from palermo.site.keys.refusals import KeyAbsent
from palermo.site.referrals import actions, bodies, forms, words
from palermo.site.referrals.models import Notice, ReceivedFile, Referral, ReferralMove, ReferralPayload
from palermo.site.referrals.rooms import codes, of_rows
from palermo.site.referrals.views.notices import standing
from palermo.site.referrals.views.page import PURPOSE, asked, cut, done, lines, window


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What came in and what went out, with what is due and overdue."""
    actor, today = actor_of(request), timezone.localdate()
    demand_of(actor, Verb.READ, Referral)
    own = actor.agency
    came = Referral.objects.filter(receiver_id=own)[window(request, "in")]
    went = Referral.objects.filter(agency_id=own)[window(request, "out")]
    files = ReceivedFile.objects.all()[window(request, "files")]
    shown = {
        "inbox": cut(request, "in", lines(came, today)),
        "outbox": cut(request, "out", lines(went, today)),
        "received": cut(request, "files", [(one, words.ANSWERS[one.answer]) for one in files]),
        "names": bodies.called(),
        "writes": may(actor, Verb.WRITE, Referral),
    }
    return render(request, "referrals/list.html", shown)


@require_GET
def one(request: HttpRequest, key: UUID) -> HttpResponse:
    """A referral as both sides see it: the moves with their reasons, what is due, and what follows a withdrawal."""
    actor, today = actor_of(request), timezone.localdate()
    row = open_record(actor, Referral, key, purpose=PURPOSE)
    moves = list(ReferralMove.objects.filter(referral=row))
    sends = actor.agency == row.agency_id
    [(_row, value)] = of_rows([row])
    known = codes()
    by = register.referral.actor_of(value, agency=known[actor.agency] if actor.agency else "", role=actor.role)
    writes = may(actor, Verb.WRITE, row)
    payload = ReferralPayload.objects.filter(referral=row).first()
    shown = {
        "row": row,
        "value": value,
        "state": words.STATES[value.state],
        "names": bodies.called(),
        "purpose": words.PURPOSES[row.purpose],
        "fields": [words.FIELDS[code] for code in words.FIELDS if code in row.fields],
        "moves": [(one, words.STATES[one.state], words.ACTORS[one.by], _reason(one, sends)) for one in moves],
        "overdue": value.is_overdue(today),
        "in_time": value.was_answered_in_time(today),
        "sends": sends,
        "open_to": register.referral.open_to(value.state, by) if writes else (),
        "seen": len(moves),
        "payload": payload,
        "reads": payload is not None and payload.closed_at is None and may(actor, Verb.READ, payload),
        "notices": standing(Notice.objects.filter(referral=row), known, today),
        "acknowledges": writes and not sends,
    }
    return render(request, "referrals/one.html", shown)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take it, or not, with the reason."""
    return _moved(request, key, forms.Answer, "", title=_("Answer the referral"), button=_("Send the answer"))


@require_http_methods(["GET", "POST"])
def complete(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what came of it."""
    return _moved(request, key, forms.Complete, "completed", title=_("Complete the referral"), button=_("Complete it"))


@require_http_methods(["GET", "POST"])
def recall(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take it back."""
    return _moved(request, key, forms.Because, "recalled", title=_("Recall the referral"), button=_("Recall it"))


def _moved(
    request: HttpRequest, key: UUID, kind: type[plain.Form], to: str, *, title: str, button: str
) -> HttpResponse:
    actor = actor_of(request)
    row = demand(actor, Verb.WRITE, find(actor, Referral, key))
    form = kind(request.POST or None, initial={"seen": ReferralMove.objects.filter(referral=row).count()})
    if form.is_valid():
        given = form.cleaned_data
        act: Callable[[], object] = lambda: actions.move(  # noqa: E731
            actor, row, given.get("to") or to, reason=given["reason"], seen=given["seen"], now=timezone.now()
        )
        if done(form, act):
            return redirect("referrals:one", row.pk)
    return asked(request, form, title=title, button=button, back_to=row.pk)


def _reason(move: ReferralMove, sends: bool) -> object:
    """Why, for the eyes of one side; empty while its key is not open."""
    if move.cause:
        return words.CAUSES[move.cause]
    try:
        return (move.to_sender if sends else move.to_receiver) or ""
    except KeyAbsent:
        return _("sealed: open the keys to read it")
