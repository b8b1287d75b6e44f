"""What a body sends: checked against its run, sealed, seen by nobody else, and deleted with a receipt."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.site.cast import Cast
from tests.site.linkage.a_run import CODE, a_list, facts_of, officer, open_run, send, with_two_lists

from palermo.ground.errors import PalermoError, Protected, UnreadableInput, UsageError
from palermo.site.access.refusals import Forbidden, Hidden, LostRace
from palermo.site.access.scope import scoped
from palermo.site.audit.models import AuditEvent
from palermo.site.linkage import actions
from palermo.site.linkage.linking.work import clear_expired
from palermo.site.linkage.models import EncodedFile, EncodedList, LinkageRun
from palermo.site.linkage.sealing import unseal

pytestmark = pytest.mark.django_db
OTHER_SECRET = bytes(range(90, 154))


def codes(error: PalermoError) -> list[str]:
    return [one.code for one in error.findings]


def test_a_list_is_kept_sealed_and_its_body_gets_a_receipt(cast: Cast) -> None:
    run = open_run(cast)
    sent = send(cast, run, "shelter", a_list(1), facts=facts_of(1))
    with scoped(officer(cast)):
        assert (sent.number, sent.records, sent.with_facts, sent.deleted_at) == (1, 477, True, None)
        assert sent.expires_on == timezone.localdate() + timedelta(days=30)  # the list's own day comes before the run's
        for file, data in zip(sent.files.order_by("kind"), (a_list(1), facts_of(1)), strict=True):
            assert data[:40] not in bytes(file.sealed)
            assert unseal(file) == data


def test_a_sealed_file_that_was_moved_to_another_row_is_not_opened(cast: Cast) -> None:
    run = open_run(cast)
    sent = send(cast, run, "shelter", a_list(1), facts=facts_of(1))
    with scoped(officer(cast)):
        one, two = sent.files.all()
        one.sealed = two.sealed
        with pytest.raises(UnreadableInput):
            unseal(one)


def test_each_list_that_is_none_of_the_run_is_refused_with_its_reason(cast: Cast) -> None:
    run = open_run(cast)
    send(cast, run, "police", a_list(2))
    refused = {
        a_list(1, run="2025-q4"): (UnreadableInput, ["linkage.encodings-differ"]),
        a_list(1, secret=OTHER_SECRET): (UnreadableInput, ["linkage.encodings-differ"]),
        a_list(1, records=49): (Protected, ["linkage.list-too-small"]),
        a_list(1)[:-40]: (UnreadableInput, []),
        b"name,born\nAmina,1999\n": (UnreadableInput, []),
    }
    for data, (kind, told) in refused.items():
        with pytest.raises(kind) as error:
            send(cast, run, "shelter", data)
        assert codes(error.value) == told
        assert "Amina" not in str(error.value)
    with scoped(officer(cast)):
        assert not EncodedList.objects.exists()


def test_a_list_without_a_legal_basis_is_refused(cast: Cast) -> None:
    run = open_run(cast)
    with scoped(officer(cast)) as sender, pytest.raises(Protected) as error:
        actions.hand_in(sender, run, actions.Sent(encodings=a_list(1), basis=" \t"), now=timezone.now())
    assert codes(error.value) == ["linkage.no-basis"]


def test_an_expired_list_is_refused(cast: Cast) -> None:
    run = open_run(cast)
    later = timezone.now() + timedelta(days=31)
    with scoped(officer(cast)) as sender, pytest.raises(Protected) as error:
        actions.hand_in(sender, run, actions.Sent(encodings=a_list(1), basis="Act 1"), now=later)
    assert codes(error.value) == ["linkage.encodings-expired"]


def test_whoever_links_hands_in_no_list_and_a_worker_of_cases_neither(cast: Cast) -> None:
    run = open_run(cast)
    for role in ("linkage_operator", "case_worker", "agency_manager", "statistician"):
        with scoped(cast.actor(role)) as actor, pytest.raises(Forbidden):
            actions.hand_in(actor, run, actions.Sent(encodings=a_list(1), basis="Act 1"), now=timezone.now())


def test_a_run_takes_one_list_of_a_body_at_a_time_and_three_in_all(cast: Cast) -> None:
    """Again and again with chosen records, a run would answer who is on the other lists."""
    run = open_run(cast)
    for _ in range(actions.MOST_LISTS):
        sent = send(cast, run, "shelter", a_list(1))
        with pytest.raises(UsageError):
            send(cast, run, "shelter", a_list(1))
        with scoped(officer(cast)) as sender:
            actions.delete_list(sender, sent, now=timezone.now())
    with pytest.raises(UsageError):
        send(cast, run, "shelter", a_list(1))


def test_a_body_takes_part_in_so_many_runs_a_year(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_RUNS", 1)
    send(cast, open_run(cast), "shelter", a_list(1))
    second = open_run(cast, code="2026-q2")
    with pytest.raises(UsageError):
        send(cast, second, "shelter", a_list(1, run="2026-q2"))
    send(cast, second, "police", a_list(2, run="2026-q2"))


def test_a_run_id_is_used_once_and_its_last_day_lies_within_a_year(cast: Cast) -> None:
    open_run(cast)
    for other in ({}, {"code": "new", "expires_on": timezone.localdate()},
                  {"code": "new", "expires_on": timezone.localdate() + timedelta(days=400)}):  # fmt: skip
        with pytest.raises(UsageError):
            open_run(cast, **other)


def test_coded_facts_that_are_none_stop_the_list_and_name_no_cell(cast: Cast) -> None:
    run = open_run(cast)
    facts = b"record_id,sex,birth_year\nr1-1,Feminine,Zephyrine\nnobody,Feminine,1999\n"
    with pytest.raises(UnreadableInput) as error:
        send(cast, run, "shelter", a_list(1), facts=facts)
    assert codes(error.value) == ["linkage.fact-of-nobody", "linkage.fact-not-a-code"]
    assert "Zephyrine" not in f"{error.value} {error.value.findings}"


def test_a_body_sees_its_own_list_alone_and_the_operator_all(cast: Cast) -> None:
    with_two_lists(cast)
    for actor, seen in ((officer(cast), 1), (officer(cast, "police"), 1), (cast.actor("linkage_operator"), 2),
                        (cast.actor("statistician"), 0), (officer(cast, "rapporteur"), 0)):  # fmt: skip
        with scoped(actor):
            assert (EncodedList.objects.count(), EncodedFile.objects.count()) == (seen, 2 * seen)


@pytest.mark.parametrize(("role", "why"), [("agency_data_officer", "body"), ("linkage_operator", "operator")])
def test_a_deleted_list_leaves_its_receipt_and_an_act_in_the_audit(cast: Cast, role: str, why: str) -> None:
    run = open_run(cast)
    sent = send(cast, run, "shelter", a_list(1))
    with scoped(cast.actor(role)) as actor:
        actions.delete_list(actor, sent, now=timezone.now())
        with pytest.raises(LostRace):
            actions.delete_list(actor, sent, now=timezone.now())
    with scoped(officer(cast)):
        kept = EncodedList.objects.get()
        assert not EncodedFile.objects.exists()
        assert (kept.sha256, kept.records, kept.deleted_why) == (sent.sha256, 477, why) and kept.deleted_at
    with scoped(cast.actor("auditor")):
        assert list(AuditEvent.objects.filter(kind="linkage.encodedlist").values_list("verb", "role")) == [
            ("encodings.receive", "agency_data_officer"),
            ("encodings.delete", role),
        ]
    assert LinkageRun.objects.get().passport == {}  # of the next list the run learns its secret anew
    send(cast, run, "police", a_list(2, secret=OTHER_SECRET))


def test_another_body_deletes_nothing(cast: Cast) -> None:
    sent = send(cast, open_run(cast), "shelter", a_list(1))
    with scoped(officer(cast, "police")) as other, pytest.raises(Hidden):
        actions.delete_list(other, sent, now=timezone.now())
    with scoped(cast.actor("agency_manager")) as manager, pytest.raises(Forbidden):
        actions.delete_list(manager, sent, now=timezone.now())


def test_what_has_expired_the_worker_deletes(cast: Cast) -> None:
    run = with_two_lists(cast)
    assert clear_expired(timezone.now()) == 0
    assert clear_expired(timezone.now() + timedelta(days=30)) == 0  # on the last day it is still there
    assert clear_expired(timezone.now() + timedelta(days=31)) == 2
    with scoped(cast.actor("linkage_operator")):
        assert {one.deleted_why for one in EncodedList.objects.all()} == {"expired"}
        assert not EncodedFile.objects.exists()
    assert clear_expired(timezone.now() + timedelta(days=61)) == 1
    assert LinkageRun.objects.get(pk=run.pk, code=CODE).stage == LinkageRun.Stage.CLOSED
    assert clear_expired(timezone.now() + timedelta(days=61)) == 0
    with scoped(cast.actor("auditor")):
        done = AuditEvent.objects.filter(role="job_worker").values_list("verb", flat=True)
        assert sorted(done) == ["encodings.delete", "encodings.delete", "link-run.expire"]
