"""What is written about a job of any kind: claimed, renewed, put off, let go, ended."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from palermo.site.access.actor import Actor
from palermo.site.access.refusals import LostRace
from palermo.site.jobs.leased import DONE, FAILED, KEYLESS, QUEUED, RUNNING, WORKER, LeasedJob

J = TypeVar("J", bound=LeasedJob)
WAIT = timedelta(seconds=3)
ATTEMPTS = 3
CRASHED = "site.job-crashed"


def worker() -> Actor:
    """The process that does the jobs: it sees jobs, and no row that a body handed in."""
    return Actor(role=WORKER)


@transaction.atomic
def fail(job: LeasedJob, now: datetime, *, fault: str) -> None:
    """It cannot be done: why, as a code."""
    _end(job, FAILED, now, fault=fault)


@transaction.atomic
def claim(
    kind: type[J], now: datetime, *, lease: timedelta | None = None, given_up: Callable[..., None] = fail
) -> J | None:
    """The next job of a kind, held until the lease runs out; None when there is none. For the worker's scope.

    One that killed its worker so many times is given up: the next worker would die of it too.
    """
    due = Q(stage__in=(QUEUED, KEYLESS), not_before__lte=now) | Q(stage=RUNNING, leased_until__lt=now)
    waiting = kind.objects.select_for_update(skip_locked=True).filter(due)
    job: J | None = waiting.order_by("asked_at").first()
    if job is None:
        return None
    if job.attempts >= ATTEMPTS:
        given_up(job, now, fault=CRASHED)
        return None
    return hold(job, now, lease=lease)


def hold(job: J, now: datetime, *, lease: timedelta | None = None) -> J:
    """The job, held by the caller alone."""
    job.stage, job.lease, job.leased_until, job.fault = RUNNING, uuid4(), now + (lease or job.LEASE), ""
    job.attempts += 1
    job.save()
    return job


@transaction.atomic
def renew(job: LeasedJob, now: datetime, *, lease: timedelta | None = None, **told: object) -> None:
    """Hold on to it, and write what is told. Raises NothingWritten where somebody else holds it by now."""
    _held(job).update(leased_until=now + (lease or job.LEASE), **told)


@transaction.atomic
def wait_for_key(job: LeasedJob, now: datetime) -> None:
    """Put it off until somebody of the body has signed in; this counts as no attempt."""
    _put_back(job, KEYLESS, until=now + WAIT)


@transaction.atomic
def let_go(job: LeasedJob, now: datetime, *, fault: str = "") -> None:
    """Back into the queue, since the worker was told to end or the database failed; this counts as no attempt.

    ``fault`` tells what it waits for, where that is known.
    """
    _put_back(job, QUEUED, until=now + WAIT if fault else now, fault=fault)


def demand_held(job: LeasedJob) -> None:
    """Within a transaction: it is the caller's, until that ends. Raises LostRace where it is no longer."""
    if not _held(job).select_for_update().exists():
        raise LostRace("Somebody else holds the job.")


def done(job: LeasedJob, now: datetime) -> None:
    """Within the transaction that stores what came of it."""
    _end(job, DONE, now)


def _held(job: LeasedJob) -> Any:
    return type(job).objects.filter(pk=job.pk, lease=job.lease, stage=RUNNING)


def _put_back(job: LeasedJob, stage: str, *, until: datetime, **told: object) -> None:
    _held(job).update(stage=stage, lease=None, not_before=until, attempts=job.attempts - 1, **job.AT_REST, **told)


def _end(job: LeasedJob, stage: str, now: datetime, *, fault: str = "") -> None:
    job.stage, job.fault, job.ended_at, job.lease, job.leased_until = stage, fault, now, None, None
    for name, value in job.AT_REST.items():
        setattr(job, name, value)
    job.save()
