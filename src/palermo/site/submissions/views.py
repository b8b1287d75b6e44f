"""The pages of submissions: list, hand in, one file with its checks, rejects, a row to mend, mapping, receipt."""

import json
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.ground.errors import BadDefinition, UsageError
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand, demand_of, find, may
from palermo.site.access.middleware import actor_of
from palermo.site.access.refusals import Hidden
from palermo.site.audit.reading import open_record
from palermo.site.jobs.actions import hold
from palermo.site.keys.sealing import Erased, KeyAbsent
from palermo.site.submissions import actions
from palermo.site.submissions.forms import TARGETS, TYPE_NAMES, HandIn, MendRow
from palermo.site.submissions.mapping_page import drawn_up, has_file, latest_job, lines_of
from palermo.site.submissions.models import Correction, Job, Mapping, Run, SourceRow, Submission
from palermo.site.submissions.queue.work import perform
from palermo.site.submissions.rejects import as_csv, fields_of, is_ragged, of_the_whole_row, rows_of, why_not
from palermo.site.submissions.sayings import FAULTS, by_code
from palermo.site.submissions.vault import unlock, unlock_one
from palermo.site.uploads import TOO_LARGE

PAGE = 50
PURPOSE = "mending what was rejected"


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What the body has handed in, the newest first."""
    actor = actor_of(request)
    demand_of(actor, Verb.READ, Submission)
    page = Paginator(Submission.objects.all(), PAGE).get_page(request.GET.get("page"))
    runs = {(one.submission_id, one.number): one for one in Run.objects.filter(submission__in=[s.pk for s in page])}
    names = _names(list(page))
    shown = [(one, runs.get((one.pk, one.current)), names.get(one.pk, "")) for one in page]
    return render(
        request, "submissions/list.html", {"shown": shown, "page": page, "writes": may(actor, Verb.WRITE, Submission)}
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest) -> HttpResponse:
    """Hand in a file."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Submission)
    told = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    too_large = getattr(request, TOO_LARGE, False)  # known once the body was read
    form = HandIn.of(newest_mappings(), *told, too_large=too_large)
    if form.is_valid():
        data = form.cleaned_data["file"].read()
        reading = reading_of(actor, form.cleaned_data["reading"], form.cleaned_data["sheet"])
        job = actions.receive(
            actor,
            data,
            form.cleaned_data["file"].name,
            sha256=sha256(data).hexdigest(),
            reading=reading,
            now=timezone.now(),
        )
        _at_once(job, len(data))
        return redirect("submissions:one", job.submission_id)
    return render(request, "submissions/hand_in.html", {"form": form})


@require_GET
def one(request: HttpRequest, key: UUID) -> HttpResponse:
    """One file: where its check is, and every check it had."""
    actor = actor_of(request)
    return render(request, "submissions/one.html", _shown(actor, _readable(actor, key)))


@require_GET
def progress(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where the check is, for a page that asks again by itself; once it is done that page is loaded anew."""
    actor = actor_of(request)
    shown = _shown(actor, _readable(actor, key))
    answer = render(request, "submissions/progress.html", shown)
    if request.headers.get("HX-Request") and not shown["waits"]:
        answer.headers["HX-Refresh"] = "true"
    return answer


@require_GET
def rejects(request: HttpRequest, key: UUID) -> HttpResponse:
    """Rows that did not pass, each with its reasons and the cells as they came. Written down as read."""
    actor = actor_of(request)
    submission = _readable(actor, key)
    run = open_record(actor, Run, _current(submission).pk, purpose=PURPOSE)
    page = Paginator(rows_of(run), PAGE).get_page(request.GET.get("page"))
    values = {**_shown(actor, submission), "told": why_not(submission, run, list(page)), "page": page, "run": run}
    return render(request, "submissions/rejects.html", values)


@require_GET
def rejects_csv(request: HttpRequest, key: UUID) -> HttpResponse:
    """The same rows as a file, to be mended in a spreadsheet and handed in again. Written down as taken out."""
    actor = actor_of(request)
    submission = _readable(actor, key)
    run = open_record(actor, Run, _current(submission).pk, purpose=PURPOSE)
    data = actions.take_out(actor, run, as_csv)
    answer = HttpResponse(data, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="rows-{submission.sha256[:8]}-{run.number}.csv"'
    return answer


@require_http_methods(["GET", "POST"])
def mend(request: HttpRequest, key: UUID, row: int) -> HttpResponse:
    """One row, cell by cell; what came stands beside what was mended."""
    actor = actor_of(request)
    submission = demand(actor, Verb.WRITE, _readable(actor, key))
    run = _current(submission)
    found = SourceRow.objects.filter(run=run, row=row).first()
    if found is None:
        raise Hidden("Nothing here.")
    source = open_record(actor, SourceRow, found.pk, purpose=PURPOSE)
    form = MendRow.of(fields_of(submission, run, source), request.POST or None, run.number)
    if form.is_valid():
        changed = form.changed(every=is_ragged(run, row))
        if changed:
            actions.mend(actor, submission, row, changed, seen=form.cleaned_data["seen"], now=timezone.now())
        return redirect("submissions:rejects", key)
    whole, surplus = of_the_whole_row(run, source)
    values = {"form": form, "row": source, "submission": submission, "whole": whole, "surplus": surplus}
    return render(request, "submissions/mend.html", values)


@require_POST
def again(request: HttpRequest, key: UUID) -> HttpResponse:
    """Check it again, with what was mended; or by another sheet."""
    actor = actor_of(request)
    submission = find(actor, Submission, key)
    before = latest_job(submission) if has_file(submission) else None
    sheet = request.POST.get("sheet", "")
    if before is not None and not sheet and before.sealed_sheet:
        sheet = unlock_one(before, "sealed_sheet").decode()
    reading = actions.Reading(
        today=timezone.localdate(),
        mapping=before.mapping if before else None,
        standard=before.standard if before else "",
        sheet=sheet,
    )
    job = actions.hand_in_again(actor, submission, reading=reading, seen=_seen(request), now=timezone.now())
    _at_once(job, submission.size)
    return redirect("submissions:one", key)


@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, key: UUID) -> HttpResponse:
    """What each column and code means, how far that goes; saved as a new version, under which the file is checked."""
    actor = actor_of(request)
    submission = demand(actor, Verb.WRITE, _readable(actor, key))
    if not has_file(submission):
        raise Hidden("Nothing here.")
    job = latest_job(submission)
    definition, lines = lines_of(job)
    name = job.mapping.name if job.mapping else ""
    faults: list[str] = []
    if request.method == "POST":
        name = name or request.POST.get("name", "").strip()[:80]
        told = drawn_up(definition, lines, request.POST.dict())
        try:
            return _saved(request, submission, name, told, job)
        except BadDefinition as error:
            faults = [f"{finding.text} {finding.hint}" for finding in error.findings] or [str(error)]
        except UsageError as error:
            faults = [str(error)]
        definition = told
    base = job.mapping.version if job.mapping else 0
    values = {"lines": lines, "name": name, "fixed": bool(job.mapping), "base": base, "faults": faults}
    filled = sum(line.filled for line in lines)
    values |= {"filled": filled, "read": filled - sum(line.unread for line in lines)}
    values |= {"submission": submission, "types": TYPE_NAMES, "targets": TARGETS, "target": definition["target"]}
    return render(request, "submissions/mapping.html", values)


@require_GET
def mappings(request: HttpRequest) -> HttpResponse:
    """Every version of the body's mappings."""
    demand_of(actor_of(request), Verb.READ, Mapping)
    return render(request, "submissions/mappings.html", {"mappings": Mapping.objects.all()[:500]})


@require_GET
def receipt(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """The receipt of one check."""
    submission, run = _receipt(actor_of(request), key, number)
    findings = by_code(run.receipt["findings"])
    return render(
        request, "submissions/receipt.html", {"submission": submission, "run": run, "findings": findings}
    )  # fmt: skip


@require_GET
def receipt_json(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """The receipt as `palermo check` writes it, with what the site adds."""
    submission, run = _receipt(actor_of(request), key, number)
    by = {"name": run.mapping.name, "version": run.mapping.version} if run.mapping else None
    told = {**run.receipt, "erased": run.erased, "submission": str(submission.pk), "run": run.number, "mapping": by}
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer.headers["Content-Disposition"] = f'attachment; filename="receipt-{submission.sha256[:8]}-{number}.json"'
    return answer


def newest_mappings() -> list[Mapping]:
    """The newest version of each mapping of the body."""
    found: dict[str, Mapping] = {}
    for one in Mapping.objects.all():
        found.setdefault(one.name, one)
    return list(found.values())


def reading_of(actor: Actor, told: str, sheet: str) -> actions.Reading:
    """How a file is to be read, as the form says it."""
    today = timezone.localdate()
    if told in ("", "htcds", "ctdc"):
        return actions.Reading(today=today, standard=told, sheet=sheet)
    return actions.Reading(today=today, mapping=find(actor, Mapping, UUID(told)), sheet=sheet)


def _saved(request: HttpRequest, submission: Submission, name: str, told: dict[str, Any], job: Job) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    if not name:
        raise UsageError(_("The mapping needs a name."))
    base, today = _number(request, "base"), timezone.localdate()
    made = actions.save_mapping(actor, name, told, based_on=base, today=today, now=now)
    sheet = unlock_one(job, "sealed_sheet").decode() if job.sealed_sheet else ""
    reading = actions.Reading(today=today, mapping=made, sheet=sheet)
    new = actions.hand_in_again(actor, submission, reading=reading, seen=submission.current, now=now)
    _at_once(new, submission.size)
    return redirect("submissions:one", submission.pk)


def _at_once(job: Job, size: int) -> None:
    """A small file is checked while its sender waits."""
    if size <= settings.CHECKED_AT_ONCE:
        perform(hold(job, timezone.now()), clock=timezone.now, tell=lambda step: None)


def _readable(actor: Actor, key: UUID) -> Submission:
    return demand(actor, Verb.READ, find(actor, Submission, key))


def _current(submission: Submission) -> Run:
    run: Run | None = Run.objects.filter(submission=submission, number=submission.current).first()
    if run is None:
        raise Hidden("Nothing here.")
    return run


def _receipt(actor: Actor, key: UUID, number: int) -> tuple[Submission, Run]:
    submission = _readable(actor, key)
    run = Run.objects.filter(submission=submission, number=number).first()
    if run is None:
        raise Hidden("Nothing here.")
    return submission, run


def _shown(actor: Actor, submission: Submission) -> dict[str, Any]:
    runs = list(Run.objects.filter(submission=submission))
    job = latest_job(submission)
    current = next((run for run in runs if run.number == submission.current), None)
    codes = {one["code"] for one in current.receipt["findings"]} if current else set()
    made = Correction.objects.filter(submission=submission, number__gt=current.corrections) if current else None
    return {
        "submission": submission,
        "name": _read(submission, "sealed_name"),
        "runs": runs,
        "current": current,
        "job": job,
        "waits": job.stage in (Job.Stage.QUEUED, Job.Stage.KEYLESS, Job.Stage.RUNNING),
        "fault": FAULTS.get(job.fault, "") if job.stage in (Job.Stage.FAILED, Job.Stage.QUEUED) else "",
        "fault_told": _read(job, "sealed_fault") if job.sealed_fault else "",
        "mended": made.count() if made is not None else 0,
        "sheets": json.loads(_read(current, "sealed") or "{}").get("sheets", []) if "sheet.several" in codes else [],
        "writes": may(actor, Verb.WRITE, submission) and has_file(submission),
    }


def _names(submissions: list[Submission]) -> dict[UUID, str]:
    """The names of files, as far as they are there and the key is open."""
    kept = [one for one in submissions if one.stage != Submission.Stage.ERASED]
    try:
        return {one.pk: name.decode() for one, name in zip(kept, unlock(kept, "sealed_name"), strict=True)}
    except (KeyAbsent, Erased):
        return {}


def _read(row: Any, column: str) -> str:
    """What stands sealed there; nothing while the key is absent or once it is destroyed: the page stands without."""
    try:
        return unlock_one(row, column).decode()
    except (KeyAbsent, Erased):
        return ""


def _seen(request: HttpRequest) -> int:
    return _number(request, "seen")


def _number(request: HttpRequest, name: str) -> int:
    told = request.POST.get(name, "")
    return int(told) if told.isdecimal() and len(told) < 10 else 0
