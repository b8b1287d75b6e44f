"""A data officer of the shelter, whose body has keys that are open, and files with planted mistakes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Model
from tests.site.cast import Cast
from tests.site.keys.keyring import make_keys, opened

from palermo.site.access.scope import scoped
from palermo.site.jobs.actions import hold
from palermo.site.submissions import actions
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
from palermo.site.submissions.queue.work import perform

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
READING = actions.Reading(today=DAY, standard="htcds")
CASES = (
    b"prs_FirstName,prs_Gender,prs_Birthdate,prs_Citizenship\n"
    b"Amina,Feminine,1999-05-01,MA\n"
    b"Nadia,Femenine,2001-02-03,MA\n"
    b"Omar,Masculine,2031-01-01,MA\n"
    b"Zainab,Feminine,2002-10,MA\n"
)
"""Of four rows one has a gender that is none, one a birth in the future."""


def hand_in(cast: Cast, data: bytes = CASES, name: str = "cases.csv", reading: actions.Reading = READING) -> Job:
    """The job of a file that the officer of the shelter hands in."""
    with scoped(cast.actor("agency_data_officer")) as officer:
        return actions.receive(
            officer, data, name, sha256=sha256(data).hexdigest(), reading=reading, now=NOW
        )  # fmt: skip


def hand_in_for_the_police(cast: Cast) -> UUID:
    """The key of a submission of the other body."""
    police = replace(cast.stranger("case_worker"), role="agency_data_officer")
    with scoped(police):
        job = actions.receive(police, CASES, "x.csv", sha256="0" * 64, reading=READING, now=NOW)
    return UUID(str(job.submission_id))


@contextmanager
def with_keys(cast: Cast) -> Iterator[None]:
    """Within, the shelter has keys and somebody of it is signed in with them."""
    make_keys(cast)
    with opened(cast):
        yield


def a_row_of_each(cast: Cast) -> dict[type[Model], Any]:
    """A row of every model of submissions, of the shelter, made by the acts themselves. The shelter has keys."""
    job = hand_in(cast)
    with opened(cast), scoped(cast.actor("agency_data_officer")) as officer:
        perform(hold(job, NOW), clock=lambda: NOW, tell=lambda step: None)
        submission = Submission.objects.get(pk=job.submission_id)
        actions.mend(officer, submission, 3, {1: "Feminine"}, seen=1, now=NOW)
        actions.save_mapping(officer, "ours", {"target": "htcds"}, based_on=0, today=DAY, now=NOW)
        models = (Mapping, Submission, SubmittedFile, Run, SourceRow, RowIssue, Correction, Job)
        return {model: model.objects.all()[0] for model in models}
