"""Accepted rows of a file become cases: each once, names sealed, one audit event with the root over all of them."""

import pytest
from django.utils import timezone
from tests.site.cast import Cast
from tests.site.keys.keyring import make_keys, opened
from tests.site.submissions.handing_in import DAY, NOW, hand_in

from palermo.ground.errors import UsageError
from palermo.site.access.refusals import Forbidden, LostRace
from palermo.site.access.scope import scoped
from palermo.site.audit.models import AuditEvent
from palermo.site.cases.finding_cases import by_text
from palermo.site.cases.importing import actions
from palermo.site.cases.importing.work import import_once, perform
from palermo.site.cases.models import Case, CaseImport, Participation, PersonName, PersonRecord
from palermo.site.jobs.actions import claim, hold, worker
from palermo.site.submissions.actions import Reading, hand_in_again, mend
from palermo.site.submissions.models import Submission
from palermo.site.submissions.queue.work import perform as check

pytestmark = pytest.mark.django_db
FILE = (
    b"prs_FirstName,prs_SecondName,prs_Gender,prs_Birthdate,prs_Citizenship,cas_IncomingReferralDate\n"
    b"Amina,Haddad,Feminine,1999-05-01,MD;RO,2026-02-10\n"
    b"Nadia,,Femenine,2001-02-03,MA,2026-02-11\n"
    b",,Masculine,2002-10-04,,\n"
)
"""Of three rows one has a gender that is none, one has no name and no day."""


@pytest.fixture
def submission(cast: Cast) -> Submission:
    """The file, checked; the shelter has keys."""
    make_keys(cast)
    job = hand_in(cast, FILE)
    checked(cast, job)
    with scoped(cast.actor("agency_manager")):
        return Submission.objects.get(pk=job.submission_id)


def checked(cast: Cast, job: object) -> None:
    with opened(cast), scoped(cast.actor("agency_data_officer")):
        check(hold(job, NOW), clock=lambda: NOW, tell=lambda step: None)  # type: ignore[arg-type]


def ask(cast: Cast, submission: Submission) -> CaseImport:
    with scoped(cast.actor("agency_manager")) as manager:
        return actions.ask(manager, submission, now=timezone.now())


def test_each_accepted_row_is_one_case_with_its_person_and_a_sealed_name(cast: Cast, submission: Submission) -> None:
    asked = ask(cast, submission)
    with opened(cast):
        assert import_once() and not import_once()
        with scoped(cast.actor("agency_manager")) as manager:
            told = [(one.source_row, str(one.opened_on), one.source) for one in Case.objects.order_by("source_row")]
            assert told == [(2, "2026-02-10", "submission"), (4, str(DAY), "submission")]
            people = PersonRecord.objects.order_by("born").values_list("sex", "born", "nationality")
            assert list(people) == [("Feminine", "1999-05-01", "MD"), ("Masculine", "2002-10-04", "")]
            [name] = PersonName.objects.all()
            assert (name.given, name.family, name.full) == ("Amina", "Haddad", "Amina Haddad")
            assert set(Participation.objects.values_list("role", "status")) == {("victim", "")}
            [line] = by_text(manager, "haddad").lines
            assert line.case.source_row == 2
            done = CaseImport.objects.get(pk=asked.pk)
            assert (done.stage, done.made, done.before) == ("done", 2, 0)
            event = AuditEvent.objects.get(verb="case.take-in")
            assert event.rows == 2 and event.after_digest is not None
            assert "Amina" not in str(vars(event))


def test_asked_again_no_row_becomes_two_cases_and_a_mended_row_becomes_its_first(
    cast: Cast, submission: Submission
) -> None:
    ask(cast, submission)
    with opened(cast):
        import_once()
    with opened(cast), scoped(cast.actor("agency_data_officer")) as officer:
        fresh = Submission.objects.get(pk=submission.pk)
        mend(officer, fresh, 3, {2: "Feminine"}, seen=1, now=NOW)
        job = hand_in_again(officer, fresh, reading=Reading(today=DAY, standard="htcds"), seen=1, now=NOW)
    checked(cast, job)
    with scoped(cast.actor("agency_manager")):
        fresh = Submission.objects.get(pk=submission.pk)
    asked = ask(cast, fresh)
    with opened(cast):
        import_once()
    with scoped(cast.actor("agency_manager")):
        assert sorted(Case.objects.values_list("source_row", flat=True)) == [2, 3, 4]
        done = CaseImport.objects.get(pk=asked.pk)
        assert (done.made, done.before) == (1, 2)


def test_without_a_key_it_waits_and_counts_as_no_attempt(cast: Cast, submission: Submission) -> None:
    asked = ask(cast, submission)
    assert import_once()
    with scoped(cast.actor("agency_manager")):
        waiting = CaseImport.objects.get(pk=asked.pk)
        assert (waiting.stage, waiting.attempts) == ("keyless", 0) and not Case.objects.exists()


def test_who_was_given_up_by_the_queue_stores_nothing(cast: Cast, submission: Submission) -> None:
    ask(cast, submission)
    with scoped(worker()):
        first = claim(CaseImport, timezone.now())
        assert first is not None and claim(CaseImport, timezone.now()) is None
        second = claim(CaseImport, timezone.now() + 2 * CaseImport.LEASE)
        assert second is not None
    with opened(cast):
        with pytest.raises(LostRace):
            perform(first)
        perform(second)
    with scoped(cast.actor("agency_manager")):
        assert Case.objects.count() == 2


def test_the_queue_shows_its_worker_no_case(cast: Cast, submission: Submission) -> None:
    ask(cast, submission)
    with opened(cast):
        import_once()
    with scoped(worker()):
        assert CaseImport.objects.exists() and not Case.objects.exists() and not PersonName.objects.exists()


def test_only_whoever_writes_cases_and_reads_the_file_asks_and_only_for_accepted_rows(
    cast: Cast, submission: Submission
) -> None:
    for role in ("agency_data_officer", "case_worker"):
        with scoped(cast.actor(role)) as actor, pytest.raises(Forbidden):
            actions.ask(actor, submission, now=timezone.now())
    empty = hand_in(cast, b"prs_FirstName,prs_Gender\nA,none such\n")
    checked(cast, empty)
    with scoped(cast.actor("agency_manager")) as manager, pytest.raises(UsageError, match="No row"):
        actions.ask(manager, Submission.objects.get(pk=empty.submission_id), now=timezone.now())


def test_the_page_of_a_file_leads_to_its_cases(cast: Cast, submission: Submission) -> None:
    manager = cast.client(cast.accounts["agency_manager"])
    address = f"/cases/import/{submission.pk}/"
    assert address in manager.get(f"/submissions/{submission.pk}/").content.decode()
    assert manager.post(address).status_code == 302
    assert "waiting for its turn" in manager.get(address).content.decode()
    assert manager.post(address).status_code == 409
