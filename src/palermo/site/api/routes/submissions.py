"""Submissions of one's own body: hand in, look where it is, what did not pass and why, mend, the receipt.

No cell of a file is answered: row and column say where in the file that the sender holds.
"""

from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from palermo.ground.errors import UsageError
from palermo.site.access.gate import Verb, demand, demand_of, find
from palermo.site.access.middleware import actor_of
from palermo.site.access.refusals import Hidden
from palermo.site.api.cursors import page
from palermo.site.api.interface import FAULTS, ByToken
from palermo.site.api.told import (
    Issue,
    Mended,
    OneRun,
    OneSubmission,
    Receipt,
    RejectedRow,
    Rejects,
    Submissions,
)
from palermo.site.api.writing import Key, digest, once
from palermo.site.api.written import Again, Mend
from palermo.site.audit.reading import open_record
from palermo.site.jobs.actions import hold
from palermo.site.submissions import actions
from palermo.site.submissions.mapping_page import has_file, latest_job
from palermo.site.submissions.models import Job, Mapping, RowIssue, Run, SourceRow, State, Submission
from palermo.site.submissions.queue.work import perform
from palermo.site.submissions.sayings import reason
from palermo.site.submissions.vault import unlock_one
from palermo.site.uploads import TOO_LARGE

router = Router(tags=["submissions"])
READ, WRITE = ByToken("submissions.read"), ByToken("submissions.write")
PURPOSE = "mending what was rejected"
Limit = Annotated[int, Query(ge=1, le=100)]
Number = Annotated[int, Query(ge=0, le=2_000_000_000)]


@router.get("/submissions", auth=READ, response={200: Submissions, **FAULTS})
def submissions(request: HttpRequest, after: str = "", limit: Limit = 50) -> Submissions:
    """What the body has handed in."""
    demand_of(actor_of(request), Verb.READ, Submission)
    rows, following = page(Submission.objects.all(), after=after, limit=limit, by="received_at")
    return Submissions(items=[_shown(one) for one in rows], next=following)


@router.post("/submissions", auth=WRITE, response={201: OneSubmission, **FAULTS})
def hand_in(
    request: HttpRequest,
    key: Key,
    packed: Annotated[UploadedFile, File(description="The file as it is: CSV, XLSX, JSON or JSON Lines")],
    standard: Annotated[str, Form(pattern="^(htcds|ctdc)?$")] = "",
    mapping: Annotated[UUID | None, Form()] = None,
    sheet: Annotated[str, Form(max_length=80)] = "",
) -> Any:
    """Hand a file in. It is sealed as it arrives; a small one is checked at once where the body's key is open."""
    actor, now = actor_of(request), timezone.now()
    demand_of(actor, Verb.WRITE, Submission)
    if getattr(request, TOO_LARGE, False):
        raise UsageError(f"The file is larger than {settings.UPLOAD_LIMIT >> 20} MB.", hint="Hand it in in parts.")
    data, name = packed.read(), packed.name or "file"
    told = sha256(data).hexdigest()

    def act() -> OneSubmission:
        own = find(actor, Mapping, mapping) if mapping else None
        reading = actions.Reading(
            today=timezone.localdate(), mapping=own, standard="" if own else standard, sheet=sheet
        )
        job = actions.receive(actor, data, name, sha256=told, reading=reading, now=now)
        _at_once(job, len(data))
        return _shown(find(actor, Submission, job.submission_id))

    asked = digest(data) + "\0".join((standard, str(mapping), sheet, name)).encode()
    return once(request, key, act, asked=asked)


@router.get("/submissions/{uuid:submission}", auth=READ, response={200: OneSubmission, **FAULTS})
def one(request: HttpRequest, submission: UUID) -> OneSubmission:
    """One file: where its check is, and the counts of every check it had."""
    return _shown(_read(request, submission))


@router.get("/submissions/{uuid:submission}/rejects", auth=READ, response={200: Rejects, **FAULTS})
def rejects(request: HttpRequest, submission: UUID, after: Number = 0, limit: Limit = 50) -> Rejects:
    """Rows that did not pass in the check that counts, by their reasons. Written down as read."""
    seen = _read(request, submission)
    run = open_record(actor_of(request), Run, _run(seen, seen.current).pk, purpose=PURPOSE)
    states = (State.REJECTED, State.PENDING)
    rows = list(SourceRow.objects.filter(run=run, state__in=states, row__gt=after).order_by("row")[: limit + 1])
    held = rows[:limit]
    issues: dict[int, list[RowIssue]] = {}
    for issue in RowIssue.objects.filter(run=run, row__in=[row.row for row in held]):
        issues.setdefault(issue.row, []).append(issue)
    items = [
        RejectedRow(row=row.row, state=row.state, issues=[_issue(run, one) for one in issues.get(row.row, [])])
        for row in held
    ]
    return Rejects(run=run.number, items=items, next=held[-1].row if len(rows) > limit else 0)


@router.post("/submissions/{uuid:submission}/rows/{int:row}", auth=WRITE, response={201: Mended, **FAULTS})
def mend(request: HttpRequest, submission: UUID, row: int, key: Key, told: Mend) -> Any:
    """Keep cells of a row as mended, beside what came. Refused (409) where it was checked again since ``seen``."""
    actor = actor_of(request)
    seen = demand(actor, Verb.WRITE, _read(request, submission))

    def act() -> Mended:
        run = _run(seen, seen.current)
        places = {one["at"] for one in run.columns if one["how"] != "ignored"}
        cells = {int(at): text for at, text in told.cells.items()}
        if not set(cells) <= places or not SourceRow.objects.filter(run=run, row=row).exists():
            raise Hidden("Nothing here.")
        actions.mend(actor, seen, row, cells, seen=told.seen, now=timezone.now())
        return Mended(row=row, columns=sorted(cells), seen=run.number)

    return once(request, key, act, asked=told.model_dump_json().encode())


@router.post("/submissions/{uuid:submission}/again", auth=WRITE, response={200: OneSubmission, **FAULTS})
def again(request: HttpRequest, submission: UUID, key: Key, told: Again) -> Any:
    """Check it again with what was mended. Refused (409) where it was checked again since ``seen``."""
    actor = actor_of(request)
    seen = demand(actor, Verb.WRITE, _read(request, submission))
    if not has_file(seen):
        raise Hidden("Nothing here.")

    def act() -> OneSubmission:
        before = latest_job(seen)
        sheet = unlock_one(before, "sealed_sheet").decode() if before.sealed_sheet else ""
        reading = actions.Reading(
            today=timezone.localdate(), mapping=before.mapping, standard=before.standard, sheet=sheet
        )
        job = actions.hand_in_again(actor, seen, reading=reading, seen=told.seen, now=timezone.now())
        _at_once(job, seen.size)
        return _shown(find(actor, Submission, seen.pk))

    return once(request, key, act, status=200, asked=told.model_dump_json().encode())


@router.get(
    "/submissions/{uuid:submission}/checks/{int:number}/receipt", auth=READ, response={200: Receipt, **FAULTS}
)  # fmt: skip
def receipt(request: HttpRequest, submission: UUID, number: int) -> Receipt:
    """The receipt of one check."""
    seen = _read(request, submission)
    run = _run(seen, number)
    return Receipt(submission=seen.pk, run=run.number, erased=run.erased, receipt=run.receipt)


def _read(request: HttpRequest, key: UUID) -> Submission:
    actor = actor_of(request)
    return demand(actor, Verb.READ, find(actor, Submission, key))


def _run(submission: Submission, number: int) -> Run:
    found: Run | None = Run.objects.filter(submission=submission, number=number).first() if number < 2**31 else None
    if found is None:
        raise Hidden("Nothing here.")
    return found


def _at_once(job: Job, size: int) -> None:
    if size <= settings.CHECKED_AT_ONCE:
        perform(hold(job, timezone.now()), clock=timezone.now, tell=lambda step: None)


def _shown(one: Submission) -> OneSubmission:
    job = Job.objects.filter(submission=one).order_by("-asked_at").first()
    return OneSubmission(
        id=one.pk,
        received_at=one.received_at,
        sha256=one.sha256,
        size=one.size,
        stage=one.stage,
        current=one.current,
        check=job.stage if job else "",
        fault=job.fault if job else "",
        runs=[_told(run) for run in Run.objects.filter(submission=one)],
    )


def _told(run: Run) -> OneRun:
    return OneRun(
        number=run.number,
        at=run.at,
        today=run.today,
        mapping=f"{run.mapping.name}, {run.mapping.version}" if run.mapping else "",
        standard=run.standard,
        corrections=run.corrections,
        received=run.received,
        accepted=run.accepted,
        rejected=run.rejected,
        pending=run.pending,
        erased=run.erased,
    )


def _issue(run: Run, issue: RowIssue) -> Issue:
    text, hint = reason(issue.code, run.receipt["findings"])
    header = next((one["seen"] or one["means"] for one in run.columns if one["at"] == issue.column), "")
    return Issue(code=issue.code, column=issue.column, header=str(header or ""), text=str(text), hint=str(hint))
