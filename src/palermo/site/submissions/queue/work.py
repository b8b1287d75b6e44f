"""Doing one job: what it needs is read, the file is checked as `palermo check` would, and the result is stored."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from palermo import engines, intake
from palermo.ground.errors import PalermoError
from palermo.site.access.scope import scoped
from palermo.site.jobs import actions as jobs
from palermo.site.jobs.working import do_next
from palermo.site.keys.models import RecordKey
from palermo.site.keys.sealing import Erased, KeyAbsent
from palermo.site.submissions.models import Correction, Job, Mapping, SubmittedFile
from palermo.site.submissions.queue import actions
from palermo.site.submissions.queue.sealing_rows import issues_of, row_texts, sealed_rows
from palermo.site.submissions.vault import OF_SUBMISSIONS, as_bytes, definition_of, key_of, unlock, unlock_one

ABOUT_SHEETS = ("sheet.several", "table.several")
Clock = Callable[[], datetime]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Task:
    """A job with everything it needs, opened. It has no repr: a trace would print the file."""

    job: Job
    key: RecordKey
    data: bytes
    name: str
    sheet: str | None
    layout: intake.Layout | None
    mended: dict[tuple[int, int], str]
    corrections: int


def check_once(*, lease: timedelta | None = None) -> bool:
    """Do the next check; whether there was one."""

    def check(job: Job) -> None:
        def tell(step: str) -> None:
            with scoped(jobs.worker()):
                jobs.renew(job, timezone.now(), lease=lease, step=step)

        perform(job, clock=timezone.now, tell=tell)

    return do_next(Job, check, lease=lease)


def perform(job: Job, *, clock: Clock, tell: Tell) -> None:
    """Do a job that is held. ``tell`` is told each step before it begins. Nothing is stored twice, whoever dies."""
    actor = actions.asker(job)
    try:
        tell(Job.Step.READING)
        with scoped(actor):
            task = opened(job)
        found = checked(task, tell)
        tell(Job.Step.STORING)
        with scoped(actor):
            actions.store(actor, job, found, clock())
    except KeyAbsent:
        with scoped(actor):
            jobs.wait_for_key(job, clock())
    except Erased:
        with scoped(actor):
            actions.fail(actor, job, clock(), fault="site.submission-erased")
    except PalermoError as error:
        with scoped(actor):
            actions.fail(actor, job, clock(), fault="site.submission-unreadable", told=str(error))


def opened(job: Job) -> Task:
    """What the job needs, read in the scope of its asker. Raises KeyAbsent, Erased."""
    file = SubmittedFile.objects.get(submission_id=job.submission_id)
    made = list(Correction.objects.filter(submission_id=job.submission_id).order_by("number"))
    cells = [cell.decode() for cell in unlock(made)]
    return Task(
        job=job,
        key=key_of(job.agency_id, OF_SUBMISSIONS, job.submission_id),
        data=unlock_one(file),
        name=f"the file{_ending(unlock_one(job.submission, 'sealed_name').decode())}",
        sheet=unlock_one(job, "sealed_sheet").decode() if job.sealed_sheet else None,
        layout=layout_of(job.mapping, job.standard),
        mended={(one.row, one.column): cell for one, cell in zip(made, cells, strict=True)},
        corrections=made[-1].number if made else 0,
    )


def layout_of(mapping: Mapping | None, standard: str) -> intake.Layout | None:
    """What the columns mean: by a mapping, by a standard, or as the header says."""
    if mapping is not None:
        return intake.load_layout(definition_of(mapping), name=mapping.name)
    return intake.builtin_layout("htcds" if standard == "htcds" else "ctdc") if standard else None


def checked(task: Task, tell: Tell) -> actions.Result:
    """The check itself. Raises UnreadableInput where the file cannot be read as what it is."""
    book = intake.unguarded(engines.read_as(task.data, task.name, task.layout, sheet=task.sheet))
    tell(Job.Step.CHECKING)
    outcome, receipt = intake.check_book(book, task.layout, today=task.job.today, mended=task.mended)
    told = receipt.to_dict()
    tell(Job.Step.SEALING)
    return actions.Result(
        counts={name: getattr(receipt, name) for name in ("received", "accepted", "rejected", "pending")},
        columns=[{"at": place.at, **place.to_dict()} for place in receipt.columns],
        receipt=in_the_clear(told),
        about=as_bytes({"sheets": list(book.sheet_names), "sheet": receipt.sheet, "tables": told["tables"]}),
        format=book.format,
        corrections=task.corrections,
        rows=sealed_rows(task.key, row_texts(book, outcome)),
        issues=issues_of(outcome, receipt),
    )


def in_the_clear(receipt: dict[str, Any]) -> dict[str, Any]:
    """The receipt without names and titles of sheets: somebody may have named one after a person."""
    tables = [{**table, "sheet": None, "title": None} for table in receipt["tables"]]
    findings = [
        {**one, **({"hint": ""} if one["code"] in ABOUT_SHEETS else {})}
        for one in ({key: value for key, value in finding.items() if key != "table"} for finding in receipt["findings"])
    ]
    told: dict[str, Any] = json.loads(json.dumps({**receipt, "sheet": None, "tables": tables, "findings": findings}))
    return told


def _ending(name: str) -> str:
    """The ending of a file's name, which says its format where its bytes do not."""
    known = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".json", ".jsonl", ".ndjson")
    return next((ending for ending in known if name.lower().endswith(ending)), ".csv")
