"""What is written about a job: claimed, renewed, put off, done. A job whose lease ran out belongs to whoever comes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from palermo.site.access.actor import Actor
from palermo.site.access.bulk import new_ids, promote
from palermo.site.access.refusals import LostRace
from palermo.site.audit.actions import record
from palermo.site.submissions.models import WORKER, Job, RowIssue, Run, SourceRow, Submission
from palermo.site.submissions.vault import OF_SUBMISSIONS, key_of, lock_one

LEASE = timedelta(seconds=90)
"""Longer than any one step of a check takes."""
WAIT = timedelta(seconds=3)
ATTEMPTS = 3
_OPEN = (Job.Stage.QUEUED, Job.Stage.KEYLESS)


def worker() -> Actor:
    """The process that does the jobs: it sees jobs, and no row that a body handed in."""
    return Actor(role=WORKER)


def asker(job: Job) -> Actor:
    """Whoever asked for the job: what it does is done in that person's name."""
    return Actor(
        role="agency_data_officer",
        account=job.account,
        agency=job.agency_id,
        purpose="check of a submission",
        request=job.pk.hex,
    )


@transaction.atomic
def claim(now: datetime, *, lease: timedelta = LEASE) -> Job | None:
    """The next job, held until the lease runs out; None when there is none. For the worker's scope.

    One that killed its worker so many times is given up: the next worker would die of it too.
    """
    due = Q(stage__in=_OPEN, not_before__lte=now) | Q(stage=Job.Stage.RUNNING, leased_until__lt=now)
    job: Job | None = Job.objects.select_for_update(skip_locked=True).filter(due).first()
    if job is None:
        return None
    if job.attempts >= ATTEMPTS:
        _end(job, Job.Stage.FAILED, now, fault="site.job-crashed")
        return None
    return hold(job, now, lease=lease)


def hold(job: Job, now: datetime, *, lease: timedelta = LEASE) -> Job:
    """The job, held by the caller alone."""
    job.stage, job.lease, job.leased_until = Job.Stage.RUNNING, uuid4(), now + lease
    job.attempts += 1
    job.fault = ""
    job.save()
    return job


@transaction.atomic
def renew(job: Job, step: str, now: datetime, *, lease: timedelta = LEASE) -> None:
    """Say how far it is, and hold on to it. Raises NothingWritten where somebody else holds it by now."""
    _held(job).update(step=step, leased_until=now + lease)


@transaction.atomic
def wait_for_key(job: Job, now: datetime) -> None:
    """Put it off until somebody of the body has signed in; this counts as no attempt."""
    _held(job).update(stage=Job.Stage.KEYLESS, lease=None, not_before=now + WAIT, attempts=job.attempts - 1, step="")


@transaction.atomic
def let_go(job: Job, now: datetime, *, fault: str = "") -> None:
    """Back into the queue, since the worker was told to end or the database failed; this counts as no attempt.

    ``fault`` tells what it waits for, where that is known.
    """
    until = now + WAIT if fault else now
    attempts = job.attempts - 1
    _held(job).update(stage=Job.Stage.QUEUED, lease=None, not_before=until, attempts=attempts, step="", fault=fault)


@transaction.atomic
def fail(actor: Actor, job: Job, now: datetime, *, fault: str, told: str = "") -> None:
    """It cannot be done: why, as a code; what the reader of the file said is sealed, since it may name a sheet."""
    if told:
        job.sealed_fault = lock_one(key_of(job.agency_id, OF_SUBMISSIONS, job.submission_id), job, "sealed_fault",
                                    told.encode())  # fmt: skip
    _end(job, Job.Stage.FAILED, now, fault=fault)
    submission = Submission.objects.get(pk=job.submission_id)
    if submission.stage == Submission.Stage.RECEIVED:
        submission.stage = Submission.Stage.UNREADABLE
        submission.save()
    record(actor, "submission.unreadable", submission, fields=["stage"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a check found, ready to be stored: counts, the receipt in the clear, and rows that are sealed already."""

    counts: dict[str, int]
    columns: list[dict[str, Any]]
    receipt: dict[str, Any]
    about: bytes
    format: str
    corrections: int
    rows: Iterable[tuple[bytes, int, str, bytes]]
    issues: Sequence[tuple[int, int | None, str]]


@transaction.atomic
def store(actor: Actor, job: Job, found: Result, now: datetime) -> Run:
    """The result as a run of its own, its rows promoted at once, the job done: all of it or nothing.

    Raises LostRace where the job is no longer ours.
    """
    submission: Submission = Submission.objects.select_for_update().get(pk=job.submission_id)
    if not Job.objects.filter(pk=job.pk, lease=job.lease, stage=Job.Stage.RUNNING).exists():
        raise LostRace("Somebody else holds the job.")
    run = Run(
        agency_id=job.agency_id,
        submission=submission,
        number=submission.current + 1,
        mapping_id=job.mapping_id,
        standard=job.standard,
        today=job.today,
        corrections=found.corrections,
        account=job.account,
        at=now,
        columns=found.columns,
        receipt=found.receipt,
        **found.counts,
    )
    run.sealed = lock_one(key_of(job.agency_id, OF_SUBMISSIONS, submission.pk), run, "sealed", found.about)
    run.save()
    own = {"agency": job.agency_id, "run": run.pk}
    promote(SourceRow, ("id", "row", "state", "sealed"), found.rows, every=own)
    ids = new_ids(len(found.issues))
    issues = ((key, *one) for key, one in zip(ids, found.issues, strict=True))
    promote(RowIssue, ("id", "row", "column", "code"), issues, every=own)
    submission.current, submission.stage, submission.format = run.number, Submission.Stage.CHECKED, found.format
    submission.save()
    _end(job, Job.Stage.DONE, now)
    record(actor, "submission.check", run, fields=["accepted", "pending", "rejected"])
    return run


def _held(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, lease=job.lease, stage=Job.Stage.RUNNING)


def _end(job: Job, stage: str, now: datetime, *, fault: str = "") -> None:
    job.stage, job.fault, job.ended_at, job.lease, job.leased_until, job.step = stage, fault, now, None, None, ""
    job.save()
