"""The queue: each job done once, whoever dies; a job that needs the key waits for it; nothing lies in the clear."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from tests.site.cast import Cast
from tests.site.keys.keyring import make_keys, opened
from tests.site.submissions.handing_in import CASES, hand_in, with_keys

from palermo.site.access.refusals import LostRace
from palermo.site.access.scope import scoped
from palermo.site.audit.models import AuditEvent
from palermo.site.jobs.actions import ATTEMPTS, claim, worker
from palermo.site.submissions.models import Job, RowIssue, Run, SourceRow, State, Submission, SubmittedFile
from palermo.site.submissions.queue import actions
from palermo.site.submissions.queue.work import check_once, checked
from palermo.site.submissions.queue.work import opened as opened_task
from palermo.site.submissions.vault import unlock

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(cast: Cast) -> Iterator[None]:
    with with_keys(cast):
        yield


def claimed(lease: timedelta = Job.LEASE, at: timedelta = timedelta()) -> Job | None:
    with scoped(worker()):
        return claim(Job, timezone.now() + at, lease=lease)


def test_a_file_is_checked_by_the_worker_and_no_row_is_lost(cast: Cast, keys: None) -> None:
    hand_in(cast)
    assert check_once()
    with scoped(cast.actor("agency_data_officer")):
        [run] = Run.objects.all()
        assert (run.received, run.accepted, run.rejected, run.pending, run.erased) == (4, 2, 2, 0, 0)
        rows = list(SourceRow.objects.filter(run=run))
        assert [(row.row, row.state) for row in rows] == [
            (2, State.ACCEPTED),
            (3, State.REJECTED),
            (4, State.REJECTED),
            (5, State.ACCEPTED),
        ]
        texts = [json.loads(text) for text in unlock(rows)]
        assert texts[1]["cells"] == {"c0": "Nadia", "c1": "Femenine", "c2": "2001-02-03", "c3": "MA"}
        assert texts[0]["values"][0]["prs_Gender"] == "Feminine" and texts[1]["values"] == []
        issues = RowIssue.objects.values_list("row", "column", "code")
        assert list(issues) == [(3, 1, "value.not_in_list"), (4, 2, "date.future")]
    assert not check_once()


def test_no_cell_no_name_of_the_file_and_no_byte_lies_in_the_clear(cast: Cast, keys: None) -> None:
    hand_in(cast, name="Amina at the harbour.csv")
    assert check_once()
    with scoped(cast.actor("agency_data_officer")):
        found = b""
        for model in (Submission, SubmittedFile, Run, SourceRow, RowIssue, Job, AuditEvent):
            for row in model.objects.values_list():
                found += b"".join(
                    bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in row
                )
    assert not [name for name in (b"Amina", b"Nadia", b"Omar", b"2031", b"Femenine", b"harbour") if name in found]


def test_a_job_that_needs_the_key_waits_until_somebody_has_signed_in_with_it(cast: Cast) -> None:
    make_keys(cast)
    job = hand_in(cast)
    for _ in range(ATTEMPTS + 2):
        with scoped(cast.actor("agency_data_officer")):
            Job.objects.update(not_before=timezone.now())
        assert check_once()
    with scoped(cast.actor("agency_data_officer")):
        assert Job.objects.get(pk=job.pk).stage == Job.Stage.KEYLESS
        Job.objects.update(not_before=timezone.now())
    with opened(cast):
        assert check_once()
    with scoped(cast.actor("agency_data_officer")):
        assert Job.objects.get(pk=job.pk).stage == Job.Stage.DONE


def test_a_job_is_held_by_one_and_free_again_when_its_holder_died(cast: Cast, keys: None) -> None:
    hand_in(cast)
    first = claimed()
    assert first is not None and claimed() is None
    second = claimed(at=Job.LEASE + timedelta(seconds=1))
    assert second is not None and second.pk == first.pk and second.lease != first.lease
    with scoped(actions.asker(second)) as officer:
        late, found = first, checked(opened_task(first), lambda step: None)
        with pytest.raises(LostRace):
            actions.store(officer, late, found, timezone.now())
        assert not Run.objects.exists() and not SourceRow.objects.exists()


def test_a_job_that_kills_every_worker_is_given_up_and_says_so(cast: Cast, keys: None) -> None:
    hand_in(cast)
    for _ in range(ATTEMPTS):
        assert claimed(lease=timedelta(seconds=-1)) is not None
    assert claimed() is None
    with scoped(cast.actor("agency_data_officer")):
        [job] = Job.objects.all()
        assert (job.stage, job.fault) == (Job.Stage.FAILED, "site.job-crashed")


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 ...", b"\x89PNG....", b"PK\x03\x04 no archive", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old"]
)
def test_a_file_of_another_kind_is_kept_and_told_to_be_unreadable(cast: Cast, keys: None, data: bytes) -> None:
    job = hand_in(cast, data, "cases.xlsx")
    assert check_once()
    with scoped(cast.actor("agency_data_officer")):
        submission = Submission.objects.get(pk=job.submission_id)
        assert (submission.stage, submission.current) == ("unreadable", 0)
        assert unlock(list(SubmittedFile.objects.all())) == [data]
        assert Job.objects.get(pk=job.pk).fault == "site.submission-unreadable"


def test_the_worker_sees_jobs_and_nothing_that_was_handed_in(cast: Cast, keys: None) -> None:
    hand_in(cast)
    assert check_once()
    hand_in(cast)
    with scoped(worker()):
        assert Job.objects.count() == 2
        for model in (Submission, SubmittedFile, Run, SourceRow, RowIssue):
            assert not model.objects.exists()
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")  # noqa: S608
                assert connection.vendor == "sqlite" or cursor.fetchone() == (0,)


def test_the_database_itself_holds_the_equation(cast: Cast, keys: None) -> None:
    from django.db import IntegrityError, transaction

    hand_in(cast)
    assert check_once()
    with scoped(cast.actor("agency_data_officer")), pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.update(accepted=3)


def test_each_file_is_the_same_to_the_site_as_to_the_command_line(cast: Cast, keys: None) -> None:
    from datetime import date

    from palermo import engines, intake

    hand_in(cast)
    assert check_once()
    layout = intake.builtin_layout("htcds")
    _, told = intake.check_book(engines.read_as(CASES, "cases.csv", layout), layout, today=date(2026, 3, 2))
    with scoped(cast.actor("agency_data_officer")):
        assert Run.objects.get().receipt == json.loads(json.dumps(told.to_dict()))
