"""What is written of a check: that it failed and why, or all that it found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from palermo.site.access.actor import Actor
from palermo.site.access.bulk import new_ids, promote
from palermo.site.audit.actions import record
from palermo.site.jobs import actions as jobs
from palermo.site.submissions.models import Job, RowIssue, Run, SourceRow, Submission
from palermo.site.submissions.vault import OF_SUBMISSIONS, key_of, lock_one


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
def fail(actor: Actor, job: Job, now: datetime, *, fault: str, told: str = "") -> None:
    """It cannot be done: why, as a code; what the reader of the file said is sealed, since it may name a sheet."""
    if told:
        job.sealed_fault = lock_one(key_of(job.agency_id, OF_SUBMISSIONS, job.submission_id), job, "sealed_fault",
                                    told.encode())  # fmt: skip
    jobs.fail(job, now, fault=fault)
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
    jobs.demand_held(job)
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
    jobs.done(job, now)
    record(actor, "submission.check", run, fields=["accepted", "pending", "rejected"])
    return run
