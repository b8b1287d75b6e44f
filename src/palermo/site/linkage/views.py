"""The pages of linkage: runs, one run, a list to send, an audit to record, a doubtful pair."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.ground.errors import PalermoError
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand, demand_of, find
from palermo.site.access.middleware import actor_of
from palermo.site.access.refusals import Forbidden
from palermo.site.accounts.models import Agency
from palermo.site.audit.actions import record
from palermo.site.linkage import actions, words
from palermo.site.linkage.forms import Answer, OpenRun, RecordAudit, SendList, Uploaded
from palermo.site.linkage.linking.results import coarse
from palermo.site.linkage.models import DoubtfulPair, EncodedList, LinkageRun, Linking, SchemeAudit
from palermo.site.linkage.reading import Desk, decided, demand_desk, desk, next_of, own_answer, queue_of, run_of
from palermo.site.uploads import TOO_LARGE

PAIRS_SHOWN = 50


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The runs, the newest first, and what one's body has sent."""
    actor = actor_of(request)
    at = demand_desk(actor)
    own = {one.run_id: one for one in EncodedList.objects.filter(agency_id=actor.agency)} if at.sends else {}
    shown = [(run, own.get(run.pk)) for run in LinkageRun.objects.all()[:500]]
    return render(request, "linkage/list.html", {"shown": shown, "at": at})


@require_http_methods(["GET", "POST"])
def open_run(request: HttpRequest) -> HttpResponse:
    """Open a run."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, LinkageRun)
    form, error = OpenRun(request.POST or None), None
    if form.is_valid():
        try:
            made = actions.open_run(actor, actions.Terms(**form.cleaned_data), now=timezone.now())
            return redirect("linkage:run", made.pk)
        except PalermoError as caught:
            error = caught
    return render(request, "linkage/open.html", {"form": form, "error": error})


@require_GET
def one(request: HttpRequest, key: UUID) -> HttpResponse:
    """A run: its terms to everybody who takes part; to a body its lists; to the operator what is in and came of it."""
    actor = actor_of(request)
    at = demand_desk(actor)
    return render(request, "linkage/run.html", _shown(actor, at, run_of(key)))


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send an encoded list. One that is refused is written down too."""
    actor, run = actor_of(request), run_of(key)
    if not desk(actor).sends:
        raise Forbidden("Not allowed.")
    form, error = _uploaded(request, SendList), None
    if form.is_valid():
        facts = form.cleaned_data["facts"]
        told = actions.Sent(
            encodings=form.cleaned_data["file"].read(),
            basis=form.cleaned_data["basis"],
            facts=facts.read() if facts else None,
        )
        try:
            actions.hand_in(actor, run, told, now=timezone.now())
            return redirect("linkage:run", key)
        except PalermoError as caught:
            error = caught
            record(actor, "encodings.refuse", run)
    return render(request, "linkage/send.html", {"form": form, "run": run, "error": error})


@require_http_methods(["GET", "POST"])
def audit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record a passed audit of the run's scheme."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, SchemeAudit)
    run = run_of(key)
    form, error = _uploaded(request, RecordAudit), None
    if form.is_valid():
        try:
            actions.record_audit(actor, run, form.cleaned_data["file"].read(), now=timezone.now())
            return redirect("linkage:run", key)
        except PalermoError as caught:
            error = caught
    return render(request, "linkage/audit.html", {"form": form, "run": run, "error": error})


@require_POST
def link(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask the worker to link the lists."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Linking)
    run = run_of(key)
    return _done(request, run, lambda: actions.ask(actor, run, now=timezone.now()))


@require_POST
def close(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close the run: its lists are deleted."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, LinkageRun)
    run = run_of(key)
    return _done(request, run, lambda: actions.close(actor, run, now=timezone.now()))


@require_POST
def delete(request: HttpRequest, key: UUID) -> HttpResponse:
    """Delete a list; its receipt stays."""
    actor = actor_of(request)
    sent = find(actor, EncodedList, key)
    return _done(request, sent.run, lambda: actions.delete_list(actor, sent, now=timezone.now()))


@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, key: UUID) -> HttpResponse:
    """A doubtful pair: how its facts agree, and what one has said of it. After an answer the next one."""
    actor = actor_of(request)
    found = demand(actor, Verb.WRITE, find(actor, DoubtfulPair, key))
    form = Answer(request.POST or None)
    if form.is_valid():
        try:
            actions.answer(actor, found, form.cleaned_data["answer"], now=timezone.now())
        except PalermoError as error:
            return render(request, "linkage/refused.html", {"error": error, "run": found.linking.run}, status=422)
        following = next_of(found.linking, actor)
        return redirect("linkage:pair", following.pk) if following else redirect("linkage:run", found.linking.run_id)
    said = list(found.answers.all())
    shown = {
        "pair": found,
        "run": found.linking.run,
        "agreement": words.agreement(found.agreement),
        "own": own_answer(said, actor),
        "decided": decided(said),
        "reviewers": len({one.account for one in said}),
    }
    return render(request, "linkage/pair.html", shown)


@require_GET
def result(request: HttpRequest, key: UUID) -> HttpResponse:
    """The files for `palermo estimate`. Written down as taken out."""
    actor = actor_of(request)
    found = find(actor, Linking, key)
    try:
        data = actions.take_out(actor, found)
    except PalermoError as error:
        return render(request, "linkage/refused.html", {"error": error, "run": found.run}, status=422)
    name = f"{found.run.code}-{found.number}.zip"
    return HttpResponse(
        data, content_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _done(request: HttpRequest, run: LinkageRun, act: Callable[[], object]) -> HttpResponse:
    """Back to the run; or what stands in the way."""
    try:
        act()
    except PalermoError as error:
        return render(request, "linkage/refused.html", {"error": error, "run": run}, status=422)
    return redirect("linkage:run", run.pk)


def _uploaded(request: HttpRequest, form: type[Uploaded]) -> Any:
    told = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    made = form(*told)
    made.too_large = getattr(request, TOO_LARGE, False)  # known once the body was read
    return made


def _shown(actor: Actor, at: Desk, run: LinkageRun) -> dict[str, Any]:
    told: dict[str, Any] = {"run": run, "at": at, "today": timezone.localdate()}
    if at.sends:
        own = list(EncodedList.objects.filter(run=run, agency_id=actor.agency))
        told |= {"own": own, "may_send": run.stage == LinkageRun.Stage.COLLECTING and not _live(own)}
    if at.links:
        told |= _lists_of(run)
    if at.reads:
        told |= _results_of(run, actor, at)
    return told


def _lists_of(run: LinkageRun) -> dict[str, Any]:
    sent = list(EncodedList.objects.filter(run=run))
    names = dict(Agency.objects.filter(pk__in=[one.agency_id for one in sent]).values_list("pk", "code"))
    audits = list(SchemeAudit.objects.filter(run=run))
    live, largest = _live(sent), max((one.records for one in sent), default=0)
    return {
        "lists": [(names[one.agency_id], coarse(one.records), one) for one in sent],
        "audits": audits,
        "larger": bool(audits) and largest > max(one.largest for one in audits),
        "links_now": len(live) > 1 and bool(audits) and run.stage != LinkageRun.Stage.CLOSED,
    }


def _results_of(run: LinkageRun, actor: Actor, at: Desk) -> dict[str, Any]:
    linkings = list(Linking.objects.filter(run=run).defer("sealed"))
    kept = set(Linking.objects.filter(run=run, sealed__isnull=False).values_list("pk", flat=True))
    done = next((one for one in linkings if one.stage == Linking.Stage.DONE), None)
    newest = linkings[0] if linkings else None
    queue = queue_of(done, actor) if done and at.links else []
    return {
        "newest": newest,
        "waits": newest is not None and newest.stage in (Linking.Stage.QUEUED, Linking.Stage.RUNNING),
        "fault": words.FAULTS.get(newest.fault, words.OTHER_FAULT) if newest and newest.fault else "",
        "done": done,
        "said": [words.FINDINGS[code] for code in done.outcome["findings"] if code in words.FINDINGS] if done else [],
        "taken": done is not None and done.pk in kept,
        "queue": queue[:PAIRS_SHOWN],
        "open": sum(one.decided is None for one in queue),
    }


def _live(sent: list[EncodedList]) -> list[EncodedList]:
    return [one for one in sent if one.deleted_at is None]
