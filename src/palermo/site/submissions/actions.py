"""What people do with files: hand in, mend, map, hand in again. May, change, audit, in one transaction."""

import unicodedata
from collections.abc import Callable
from collections.abc import Mapping as Mapped
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from palermo import intake
from palermo.ground.errors import UsageError
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand, demand_of, person
from palermo.site.access.refusals import Forbidden, LostRace
from palermo.site.accounts.models import Agency
from palermo.site.audit.actions import record
from palermo.site.keys.actions import make_record_key
from palermo.site.keys.models import RecordKey
from palermo.site.submissions.models import (
    Correction,
    Job,
    Mapping,
    RowIssue,
    Run,
    SourceRow,
    Submission,
    SubmittedFile,
)
from palermo.site.submissions.vault import OF_MAPPINGS, OF_SUBMISSIONS, as_bytes, key_of, lock, lock_one

LONGEST_NAME = 120
_WAITING = (Job.Stage.QUEUED, Job.Stage.KEYLESS, Job.Stage.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file is to be read: by a mapping, by a standard, or as its header says; which sheet; on which day."""

    today: date
    mapping: Mapping | None = None
    standard: str = ""
    sheet: str = ""


@transaction.atomic
def receive(actor: Actor, data: bytes, name: str, *, sha256: str, reading: Reading, now: datetime) -> Job:
    """Keep the bytes, sealed, and ask for their check. Needs no open key. Raises Forbidden, NoKeys, UsageError."""
    demand_of(actor, Verb.WRITE, Submission)
    if not data:
        raise UsageError("The file is empty.", hint="Export it again and look whether it holds rows.")
    agency = _body(actor)
    submission = Submission(
        agency=agency, account=person(actor), received_at=now, sha256=sha256, size=len(data)
    )  # fmt: skip
    key = make_record_key(actor, agency, kind=OF_SUBMISSIONS, thing=submission.pk, made_on=reading.today)
    submission.sealed_name = lock_one(key, submission, "sealed_name", plain_name(name).encode())
    submission.save()
    file = SubmittedFile(agency=agency, submission=submission)
    file.sealed = lock_one(key, file, "sealed", data)
    file.save()
    record(actor, "submission.receive", submission, fields=["sha256", "size"])
    return _asked(actor, submission, key, reading, now)


@transaction.atomic
def hand_in_again(actor: Actor, submission: Submission, *, reading: Reading, seen: int, now: datetime) -> Job:
    """Ask for another check, with what was mended and mapped since. The old result stays. Raises LostRace.

    ``seen``: the number of the run that was looked at.
    """
    demand(actor, Verb.WRITE, submission)
    _still(submission, seen)
    if Job.objects.filter(submission=submission, stage__in=_WAITING).exists():
        raise LostRace("A check of this file is under way.")
    record(actor, "submission.hand-in-again", submission)
    return _asked(actor, submission, key_of(submission.agency_id, OF_SUBMISSIONS, submission.pk), reading, now)


@transaction.atomic
def mend(
    actor: Actor, submission: Submission, row: int, cells: Mapped[int, str], *, seen: int, now: datetime
) -> list[Correction]:
    """Keep cells of a row as somebody mended them, beside those that came. Raises LostRace."""
    demand(actor, Verb.WRITE, submission)
    _still(submission, seen)
    key = key_of(submission.agency_id, OF_SUBMISSIONS, submission.pk)
    last = Correction.objects.filter(submission=submission).order_by("-number").first()
    made = [
        Correction(
            agency_id=submission.agency_id,
            submission=submission,
            number=(last.number if last else 0) + at,
            row=row,
            column=column,
            account=person(actor),
            at=now,
        )
        for at, column in enumerate(cells, start=1)
    ]
    texts = [cells[one.column].encode() for one in made]
    for one, sealed in zip(
        made, lock(key, Correction, "sealed", zip((one.pk for one in made), texts, strict=True)), strict=True
    ):
        one.sealed = sealed
        _once(one)
    record(actor, "submission.mend", submission, fields=[f"row {row}"])
    return made


@transaction.atomic
def take_out(actor: Actor, run: Run, written: Callable[[Run], bytes]) -> bytes:
    """Rows of a run as a file that leaves the site, and that they left. Raises KeyAbsent, Erased."""
    demand(actor, Verb.READ, run)
    data = written(run)
    record(actor, "submission.take-out", run)
    return data


@transaction.atomic
def save_mapping(
    actor: Actor, name: str, definition: dict[str, Any], *, based_on: int, today: date, now: datetime
) -> Mapping:
    """A new version of a mapping of the actor's body. Raises BadDefinition, or LostRace for one made of an old one."""
    demand_of(actor, Verb.WRITE, Mapping)
    agency = _body(actor)
    newest = Mapping.objects.filter(agency=agency, name=name).order_by("-version").first()
    if (newest.version if newest else 0) != based_on:
        raise LostRace("Somebody has made a newer version.")
    told = {**definition, "name": name, "version": str(based_on + 1)}
    intake.load_layout(told)
    made = Mapping(
        agency=agency, name=name, version=based_on + 1, valid_from=today, account=person(actor), made_at=now
    )  # fmt: skip
    key = make_record_key(actor, agency, kind=OF_MAPPINGS, thing=made.pk, made_on=today)
    made.sealed = lock_one(key, made, "sealed", as_bytes(told))
    _once(made)
    record(actor, "mapping.save", made, fields=["definition", "version"])
    return made


@transaction.atomic
def count_erased(actor: Actor, submission: Submission) -> None:
    """After its key was destroyed: its rows are taken away and counted as erased; receipts and other counts stay."""
    demand(actor, Verb.WRITE, submission)
    runs = list(Run.objects.filter(submission=submission))
    for model, rows in (
        (SourceRow, SourceRow.objects.filter(run__in=runs)),
        (RowIssue, RowIssue.objects.filter(run__in=runs)),
        (Correction, Correction.objects.filter(submission=submission)),
        (SubmittedFile, SubmittedFile.objects.filter(submission=submission)),
    ):
        if model.objects.filter(pk__in=rows.values("pk")[:1]).exists():
            rows.delete()
    for run in runs:
        run.accepted = run.rejected = run.pending = 0
        run.erased = run.received
        run.save()
    submission.stage = Submission.Stage.ERASED
    submission.save()
    record(actor, "submission.erase", submission, fields=["stage"])


def plain_name(name: str) -> str:
    """The name of a file without folders, signs nobody sees and signs that turn the direction of writing."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip(" .")
    stem, dot, ending = shown.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"[-LONGEST_NAME:] if shown else "file"


def _body(actor: Actor) -> Agency:
    """The body of whoever acts. Raises Forbidden for one who has none."""
    if actor.agency is None:
        raise Forbidden("Files are handed in for a body.")
    return Agency.objects.get(pk=actor.agency)


def _asked(actor: Actor, submission: Submission, key: RecordKey, reading: Reading, now: datetime) -> Job:
    job = Job(
        agency_id=submission.agency_id,
        account=person(actor),
        submission=submission,
        mapping=reading.mapping,
        standard=reading.standard,
        today=reading.today,
        asked_at=now,
        not_before=now,
    )
    if reading.sheet:
        job.sealed_sheet = lock_one(key, job, "sealed_sheet", reading.sheet.encode())
    job.save()
    return job


def _still(submission: Submission, seen: int) -> None:
    if submission.current != seen:
        now = {"run": submission.current, "stage": submission.stage}
        raise LostRace("The file was checked again since.", there=now, sent={"run": seen})


def _once(row: Correction | Mapping) -> None:
    """Two who write the same number at once: the second one lost the race."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise LostRace("Somebody was faster.") from error
