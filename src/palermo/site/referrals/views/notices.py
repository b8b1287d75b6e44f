"""Notices: what a body is told of referrals it holds, and whether it has read it; the office's list of due days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from palermo.register.referral import UNANSWERED
from palermo.site.access.gate import Verb, demand_of, find, may
from palermo.site.access.middleware import actor_of
from palermo.site.access.refusals import Forbidden
from palermo.site.referrals import actions, bodies, words
from palermo.site.referrals.models import DueDay, Notice, Referral
from palermo.site.referrals.rooms import Codes, codes, notice_of
from palermo.site.referrals.views.page import cut, window


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A notice: why, and where it stands."""

    row: Notice
    kind: object
    standing: object
    code: str


def standing(rows: Iterable[Notice], known: Codes, today: date) -> list[Standing]:
    """Each notice with where it stands."""
    found = []
    for one in rows.prefetch_related("seen"):  # type: ignore[attr-defined]
        code = notice_of(one, next(iter(one.seen.all()), None), known).standing(today)
        found.append(Standing(row=one, kind=words.CAUSES[one.kind], standing=words.STANDINGS[code], code=code))
    return found


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Those to one's own body, and those it has sent."""
    actor, today = actor_of(request), timezone.localdate()
    demand_of(actor, Verb.READ, Referral)
    known = codes()
    rows = Notice.objects.prefetch_related("referral")
    shown = {
        "told": cut(
            request, "in", standing(rows.filter(receiver_id=actor.agency)[window(request, "in")], known, today)
        ),
        "sent": cut(
            request, "out", standing(rows.filter(agency_id=actor.agency)[window(request, "out")], known, today)
        ),
        "names": bodies.called(),
        "writes": may(actor, Verb.WRITE, Referral),
    }
    return render(request, "referrals/notices.html", shown)


@require_POST
def acknowledge(request: HttpRequest, key: UUID) -> HttpResponse:
    """One has read it."""
    actor = actor_of(request)
    actions.acknowledge(actor, find(actor, Notice, key), now=timezone.now())
    return redirect("referrals:notices")


@require_GET
def office(request: HttpRequest) -> HttpResponse:
    """What is due between bodies, for the coordination office: no person, no case."""
    actor, today = actor_of(request), timezone.localdate()
    if actor.role != "plan_secretary":
        raise Forbidden("The list of the coordination office.")
    moved = DueDay.objects.filter(agency=OuterRef("agency"), reference=OuterRef("reference"), seq__gt=OuterRef("seq"))
    waiting = DueDay.objects.filter(~Exists(moved), state__in=UNANSWERED).order_by("due", "reference", "id")
    rows = [(row, words.STATES[row.state], row.due is not None and row.due < today)
            for row in waiting[window(request, "after")]]  # fmt: skip
    shown = {
        "rows": cut(request, "after", rows),
        "overdue": waiting.filter(due__lt=today).count(),
        "names": bodies.called(),
    }
    return render(request, "referrals/office.html", shown)
