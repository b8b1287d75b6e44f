"""What is written when rows become cases: asked for, then stored set by set in one transaction."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from palermo.ground.errors import UsageError
from palermo.site.access.actor import Actor
from palermo.site.access.bulk import promote
from palermo.site.access.gate import Verb, demand, demand_of, person
from palermo.site.access.refusals import LostRace
from palermo.site.audit.actions import record, record_batch
from palermo.site.cases.importing.rows import NAME_COLUMNS, Tables, names_of
from palermo.site.cases.models import Case, CaseImport, Participation, PersonName, PersonRecord
from palermo.site.jobs import actions as jobs
from palermo.site.submissions.models import Run, Submission


@transaction.atomic
def ask(actor: Actor, submission: Submission, *, now: datetime) -> CaseImport:
    """Ask that the accepted rows of the last check become cases. Raises Forbidden, UsageError, LostRace."""
    demand_of(actor, Verb.WRITE, Case)
    demand(actor, Verb.READ, submission)
    run = Run.objects.filter(submission=submission, number=submission.current).first()
    if run is None or not run.accepted:
        raise UsageError("No row of the file was accepted.", hint="Mend its rows and check it again.")
    if CaseImport.objects.filter(submission=submission, ended_at=None).exists():
        raise LostRace("Cases of this file are being made.")
    asked = CaseImport(
        agency_id=submission.agency_id, account=person(actor), submission=submission, run=run, asked_at=now,
        not_before=now,
    )  # fmt: skip
    asked.save()
    record(actor, "case.ask-import", submission)
    return asked


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
    jobs.demand_held(asked)
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
    jobs.done(asked, now)
    hashed = (key + str(row).encode() for key, _, _, row in found.cases)
    record_batch(actor, "case.take-in", asked, hashed, fields=["cases", "names", "participations", "persons"])
    return len(found.cases)
