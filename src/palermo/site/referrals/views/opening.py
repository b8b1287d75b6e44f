"""What was sent: opened by the receiver, which is the receipt; the sender sees the copy that was kept."""

import json
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from palermo.site.access.gate import Verb, demand, find
from palermo.site.access.middleware import actor_of
from palermo.site.access.refusals import Hidden
from palermo.site.audit.reading import open_record
from palermo.site.cases.models import Case
from palermo.site.referrals import actions, bodies, words
from palermo.site.referrals.models import ReceivedFile, Referral, ReferralPayload
from palermo.site.referrals.read_payload import read_body
from palermo.site.referrals.rooms import of_rows
from palermo.site.referrals.views.page import PURPOSE, done


@require_http_methods(["GET", "POST"])
def payload(request: HttpRequest, key: UUID) -> HttpResponse:
    """What was sent. The receiver opens it, and that is the receipt; the sender sees the copy that was kept."""
    actor, now = actor_of(request), timezone.now()
    row = demand(actor, Verb.READ, find(actor, Referral, key))
    held = ReferralPayload.objects.filter(referral=row).first()
    if held is None:
        raise Hidden("Nothing here.")
    if actor.agency == row.agency_id:
        open_record(actor, Case, row.case_id, purpose=PURPOSE)
        return render(request, "referrals/payload.html", payload_shown(row, held.sent_body or "", "", held.sha256))
    demand(actor, Verb.READ, held)
    form = forms.Form(request.POST if request.method == "POST" else None)
    state = of_rows([row])[0][1].state
    if state == "sent" and not form.is_valid():
        return render(request, "referrals/open.html", {"row": row, "names": bodies.called()})
    found: list[actions.OpenedPayload] = []
    if not done(form, lambda: found.append(actions.open_payload(actor, row, now=now))):
        return render(request, "referrals/open.html", {"row": row, "names": bodies.called(), "form": form})
    return render(request, "referrals/payload.html", payload_shown(row, found[0].body, found[0].names, found[0].sha256))


def payload_shown(row: Referral | ReceivedFile, body: str, names: str, sha256: str) -> dict[str, object]:
    """What the page of a payload shows."""
    return {
        "row": row,
        "names_of_bodies": bodies.called(),
        "read": read_body(body),
        "names": [(words.FIELDS.get(code, code), value) for code, value in _named(names)],
        "body": body,
        "sha256": sha256,
    }


def _named(names: str) -> list[tuple[str, str]]:
    """The sealed part as it was built: names by field."""
    return sorted(json.loads(names)["fields"].items()) if names else []
