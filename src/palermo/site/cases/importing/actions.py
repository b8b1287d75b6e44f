"""What is written when rows become cases: asked for, claimed by a worker, stored set by set in one transaction."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from palermo.ground.errors import UsageError
from palermo.site.access.actor import Actor
from palermo.site.access.bulk import promote
from palermo.site.access.gate import Verb, demand, demand_of, person
from palermo.site.access.refusals import LostRace
from palermo.site.audit.actions import record, record_batch
from palermo.site.cases.importing.rows import NAME_COLUMNS, Tables, names_of
from palermo.site.cases.models import Case, CaseImport, Participation, PersonName, PersonRecord
from palermo.site.submissions.models import Run, Submission
from palermo.site.submissions.queue.actions import ATTEMPTS, WAIT

LEASE = timedelta(minutes=10)
"""Longer than a hundred thousand rows take."""
_OPEN = (CaseImport.Stage.QUEUED, CaseImport.Stage.KEYLESS)


@transaction.atomic
def ask(actor: Actor, submission: Submission, *, now: datetime) -> CaseImport:
    """Ask that the accepted rows of the last check become cases. Raises Forbidden, UsageError, LostRace."""
    demand_of(actor, Verb.WRITE, Case)
    demand(actor, Verb.READ, submission)
    run = Run.objects.filter(submission=submission, number=submission.current).first()
    if run is None or not run.accepted:
        raise UsageError("No row of the file was accepted.", hint="Mend its rows and check it again.")
    waiting = CaseImport.objects.filter(submission=submission, stage__in=(*_OPEN, CaseImport.Stage.RUNNING))
    if waiting.exists():
        raise LostRace("Cases of this file are being made.")
    asked = CaseImport(
        agency_id=submission.agency_id, account=person(actor), submission=submission, run=run, asked_at=now,
        not_before=now,
    )  # fmt: skip
    asked.save()
    record(actor, "case.ask-import", submission)
    return asked


@transaction.atomic
def claim(now: datetime) -> CaseImport | None:
    """The next one, held until its lease runs out; None when there is none. For the worker's scope."""
    due = Q(stage__in=_OPEN, not_before__lte=now) | Q(stage=CaseImport.Stage.RUNNING, leased_until__lt=now)
    asked: CaseImport | None = CaseImport.objects.select_for_update(skip_locked=True).filter(due).first()
    if asked is None:
        return None
    if asked.attempts >= ATTEMPTS:
        _end(asked, CaseImport.Stage.FAILED, now, fault="site.job-crashed")
        return None
    asked.stage, asked.lease, asked.leased_until = CaseImport.Stage.RUNNING, uuid4(), now + LEASE
    asked.attempts += 1
    asked.save()
    return asked


@transaction.atomic
def wait_for_key(asked: CaseImport, now: datetime) -> None:
    """Put it off until somebody of the body has signed in; this counts as no attempt."""
    held = CaseImport.objects.filter(pk=asked.pk, lease=asked.lease, stage=CaseImport.Stage.RUNNING)
    told: dict[str, Any] = {"lease": None, "not_before": now + WAIT, "attempts": asked.attempts - 1}
    held.update(stage=CaseImport.Stage.KEYLESS, **told)


@transaction.atomic
def fail(asked: CaseImport, now: datetime, *, fault: str) -> None:
    """It cannot be done: why, as a code."""
    _end(asked, CaseImport.Stage.FAILED, now, fault=fault)


def rows_before(submission: UUID) -> set[int]:
    """Rows of the file that are cases already."""
    found = Case.objects.filter(submission_id=submission).values_list("source_row", flat=True)
    return {row for row in found if row is not None}


@transaction.atomic
def store(actor: Actor, asked: CaseImport, found: Tables, *, before: int, now: datetime) -> int:
    """The cases, people and names, each table by one INSERT ... SELECT; one audit event with the root over them.

    Raises LostRace where somebody else holds it by now, KeyAbsent where the names cannot be indexed.
    """
    demand_of(actor, Verb.WRITE, Case)
    held = CaseImport.objects.select_for_update().filter(pk=asked.pk, lease=asked.lease)
    if not held.filter(stage=CaseImport.Stage.RUNNING).exists():
        raise LostRace("Somebody else holds it.")
    own: dict[str, object] = {"agency": asked.agency_id}
    blank = dict.fromkeys(("national",), "")
    promote(
        Case, ("id", "reference", "opened_on", "source_row"), found.cases,
        every={**own, "source": "submission", "submission": asked.submission_id, "account": asked.account,
               "made_at": now, "version": 1},
    )  # fmt: skip
    promote(
        PersonRecord, ("id", "reference", "sex", "born", "nationality", "language"), found.persons,
        every={**own, **blank, "disability": {}, "made_at": now, "version": 1},
    )  # fmt: skip
    promote(Participation, ("id", "case", "person"), found.parts,
            every={**own, "role": "victim", "staff_of": "", "status": ""})  # fmt: skip
    promote(
        PersonName, NAME_COLUMNS, names_of(asked.agency_id, found.named), every={**own, "kind": "used", "script": ""}
    )
    asked.made, asked.before = len(found.cases), before
    _end(asked, CaseImport.Stage.DONE, now)
    hashed = (key + str(row).encode() for key, _, _, row in found.cases)
    record_batch(actor, "case.take-in", asked, hashed, fields=["cases", "names", "participations", "persons"])
    return len(found.cases)


def _end(asked: CaseImport, stage: str, now: datetime, *, fault: str = "") -> None:
    asked.stage, asked.fault, asked.ended_at, asked.lease, asked.leased_until = stage, fault, now, None, None
    asked.save()
