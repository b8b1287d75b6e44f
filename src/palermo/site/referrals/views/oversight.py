"""Sharing with a monitor of custody: what of a case is shared, begun and ended; and what the monitor sees."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.site.access.gate import Verb, demand, demand_of, find, may
from palermo.site.access.middleware import actor_of
from palermo.site.access.refusals import Forbidden
from palermo.site.accounts.models import Agency
from palermo.site.audit.actions import record
from palermo.site.audit.reading import open_record
from palermo.site.cases import words as of_cases
from palermo.site.cases.models import Case
from palermo.site.referrals import bodies, forms, words
from palermo.site.referrals.models import Consent, MonitorShare, SharedFact
from palermo.site.referrals.oversight import actions
from palermo.site.referrals.oversight.facts import RETURN
from palermo.site.referrals.rooms import consent_of, latest
from palermo.site.referrals.views.page import PURPOSE, asked, cut, done, window

MONITOR = "custody_monitor"


@require_GET
def of_case(request: HttpRequest, key: UUID) -> HttpResponse:
    """What of a case monitors see and saw, and the consents under which it could be shared."""
    actor, today = actor_of(request), timezone.localdate()
    case = open_record(actor, Case, key, purpose=PURPOSE)
    rows = MonitorShare.objects.filter(participation__case=case)
    given = latest(Consent.objects.filter(participation__case=case, purpose=actions.PURPOSE))
    shown = {
        "case": case,
        "shares": [_share(one) for one in rows.prefetch_related("ends", "facts")],
        "consents": [one for one in given if not consent_of(one).ended_on(today)],
        "names": bodies.called(),
        "writes": may(actor, Verb.WRITE, MonitorShare),
    }
    return render(request, "referrals/oversight.html", shown)


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, key: UUID) -> HttpResponse:
    """Share status and return with a monitor that the consent names."""
    actor = actor_of(request)
    consent = demand(actor, Verb.READ, find(actor, Consent, key))
    demand_of(actor, Verb.WRITE, MonitorShare)
    names = bodies.called()
    offered = {"monitor": [(code, names[code]) for code in consent.recipients if code in names]}
    form = forms.Share(request.POST or None, choices=offered)
    if form.is_valid():
        monitor = Agency.objects.get(code=form.cleaned_data["monitor"])
        if done(form, lambda: actions.begin(actor, consent, monitor, now=timezone.now())):
            return redirect("referrals:oversight-of-case", consent.participation.case_id)
    return asked(
        request, form, title=_("Share with a monitor"), button=_("Share it"), back_to_consent=consent.pk,
        text=_("The monitor sees the status in force and the return, in codes, as the case stands. No name, no text. "
               "It ends at once when you end it or the consent ends."),
    )  # fmt: skip


@require_POST
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """End a share at once."""
    actor = actor_of(request)
    share = find(actor, MonitorShare, key)
    actions.end(actor, share, now=timezone.now())
    return redirect("referrals:oversight-of-case", share.participation.case_id)


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What is shared with the monitor's body, in codes: no name, no case."""
    actor = actor_of(request)
    if actor.role != MONITOR:
        raise Forbidden("The list of a monitor.")
    rows = MonitorShare.objects.filter(monitor_id=actor.agency, ends=None).prefetch_related("ends", "facts")
    rows = rows.order_by("-begun_at", "-id")
    record(actor, "oversight.list", SharedFact, fields=["stage", "value"])
    shares, following = cut(request, "after", [_share(one) for one in rows[window(request, "after")]])
    shown = {"shares": shares, "following": following, "names": bodies.called()}
    return render(request, "referrals/monitor.html", shown)


def _share(row: MonitorShare) -> dict[str, object]:
    """A share as a page shows it."""
    ended = next(iter(row.ends.all()), None)
    return {
        "row": row,
        "fields": [words.FIELDS[one] for one in row.fields],
        "ended": ended,
        "cause": words.CAUSES[ended.cause] if ended else "",
        "facts": [_fact(one) for one in row.facts.all()],
    }


def _fact(row: SharedFact) -> tuple[object, str, str, object]:
    returns = row.what == RETURN
    value = of_cases.word(of_cases.RETURNS if returns else of_cases.STATUSES, row.value)
    stage = of_cases.word(words.RETURN_STAGES if returns else of_cases.STAGES, row.stage)
    return words.FIELDS[row.what], value, stage, row.on
