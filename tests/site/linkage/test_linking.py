"""The linking as a job: what it needs, what is kept of it, what reviewers change; and nothing joins with a case."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from django.db import connection
from django.utils import timezone
from linkage_cast import country
from tests.site.cast import Cast
from tests.site.linkage.a_run import (
    MISTAKES,
    PEOPLE,
    SEED,
    SHARES,
    STOOD,
    a_list,
    an_audit,
    clusters_in,
    linked,
    officer,
    open_run,
    pairs_of,
    people,
    reviewer,
    send,
    stored,
    with_two_lists,
)
from typer.testing import CliRunner

from palermo import engines
from palermo.cli.estimate import app as estimate
from palermo.ground.errors import Protected, UnreadableInput, UsageError
from palermo.site.access.actor import Actor
from palermo.site.access.refusals import Forbidden, Hidden, LostRace
from palermo.site.access.scope import scoped
from palermo.site.audit.models import AuditEvent
from palermo.site.jobs.actions import claim, let_go, worker
from palermo.site.linkage import actions
from palermo.site.linkage.linking import actions as linking_actions
from palermo.site.linkage.linking import work
from palermo.site.linkage.linking.results import coarse
from palermo.site.linkage.linking.work import clear_expired, decisions_of, link_once
from palermo.site.linkage.models import DoubtfulPair, EncodedFile, EncodedList, LinkageRun, Linking, PairAnswer
from palermo.site.linkage.reading import both, decided, next_of, queue_of, waiting_pairs
from palermo.site.linkage.sealing import unseal

pytestmark = pytest.mark.django_db


def ask(cast: Cast, run: LinkageRun) -> Linking:
    with scoped(cast.actor("linkage_operator")) as operator:
        return actions.ask(operator, run, now=timezone.now())


def test_one_list_and_a_scheme_without_a_passed_audit_are_not_linked(cast: Cast) -> None:
    run = open_run(cast)
    send(cast, run, "shelter", a_list(1))
    with pytest.raises(UsageError):
        ask(cast, run)
    send(cast, run, "police", a_list(2))
    with pytest.raises(Protected) as error:
        ask(cast, run)
    assert [one.code for one in error.value.findings] == ["linkage.audit-missing"]
    with scoped(cast.actor("linkage_operator")) as operator:
        actions.record_audit(operator, run, an_audit(victims=90), now=timezone.now())
    with pytest.raises(Protected) as error:
        ask(cast, run)
    assert [one.code for one in error.value.findings] == ["linkage.audit-too-small"]


def test_an_audit_that_failed_or_is_of_another_scheme_is_none(cast: Cast) -> None:
    run = open_run(cast)
    with scoped(cast.actor("linkage_operator")) as operator:
        for data, kind in ((an_audit(share=0.02), Protected), (an_audit(control_share=0.2), Protected),
                           (an_audit().replace(b"diffusion-5", b"diffusion-4"), UnreadableInput),
                           (b"{}", UnreadableInput)):  # fmt: skip
            with pytest.raises(kind):
                actions.record_audit(operator, run, data, now=timezone.now())
    with scoped(officer(cast)) as sender, pytest.raises(Forbidden):
        actions.record_audit(sender, run, an_audit(), now=timezone.now())


def test_the_worker_links_and_counts_are_coarse(cast: Cast) -> None:
    done = linked(cast, with_two_lists(cast))
    told = done.outcome
    assert [(one["list"], one["records"]) for one in told["lists"]] == [("police", 440), ("shelter", 480)]
    assert [one["lists"] for one in told["overlaps"]] == [["police", "shelter"]]
    counts = [told["links"], told["doubts"], told["clusters"], told["overlaps"][0]["persons"]]
    assert all(count % 10 == 0 for count in counts) and told["links"] > 30
    assert 0.8 < told["precision"]["value"] <= 1 and 0.5 < told["recall"]["value"] <= 1
    with scoped(cast.actor("auditor")):
        verbs = AuditEvent.objects.filter(verb__startswith="link-run.").values_list("verb", "role")
        operator = "linkage_operator"
        assert list(verbs) == [(f"link-run.{verb}", operator) for verb in ("open", "audit", "ask", "link")]


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, 0), (9, 0), (10, 10), (14, 10), (16, 20), (1234, 1230)])
def test_few_are_not_told_apart(count: int, shown: int) -> None:
    assert coarse(count) == shown


def test_the_fast_kernel_finds_what_the_plain_one_found(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    run = with_two_lists(cast)
    plain = linked(cast, run)
    monkeypatch.setattr(work, "WORTH_COMPILING", 0)
    fast = linked(cast, run)
    assert fast.outcome == plain.outcome
    told = [[(one.left, one.right, one.score, one.joins) for one in pairs_of(cast, each)] for each in (plain, fast)]
    assert told[0] == told[1]


def test_no_list_comes_in_once_linking_has_begun(cast: Cast) -> None:
    run = with_two_lists(cast)
    ask(cast, run)
    with pytest.raises(LostRace):
        ask(cast, run)
    with pytest.raises(UsageError):
        send(cast, run, "rapporteur", a_list(1))


def test_a_first_linking_that_fails_lets_lists_in_again(cast: Cast) -> None:
    run = with_two_lists(cast)
    asked = ask(cast, run)
    with scoped(officer(cast)) as sender:  # a body may take its list back at any time
        actions.delete_list(sender, EncodedList.objects.get(), now=timezone.now())
    assert link_once()
    with scoped(cast.actor("linkage_operator")):
        assert Linking.objects.get(pk=asked.pk).fault == "site.linking-too-few"
    send(cast, run, "shelter", a_list(1))


def test_a_linking_that_its_worker_did_not_survive_is_taken_up_and_given_up_in_the_end(cast: Cast) -> None:
    asked = ask(cast, with_two_lists(cast))
    late = timezone.now()
    for _ in range(3):
        with scoped(worker()):
            held = claim(Linking, late, given_up=linking_actions.give_up)
            assert held is not None and claim(Linking, late, given_up=linking_actions.give_up) is None
        late += Linking.LEASE + timedelta(seconds=1)
    with scoped(worker()):
        assert claim(Linking, late, given_up=linking_actions.give_up) is None
        assert Linking.objects.get(pk=asked.pk).fault == "site.job-crashed"


def test_one_who_comes_back_late_stores_nothing(cast: Cast) -> None:
    ask(cast, with_two_lists(cast))
    with scoped(worker()):
        held = claim(Linking, timezone.now())
        assert held is not None
        let_go(held, timezone.now())
    found = linking_actions.Found(outcome={}, files=b"x", pairs=[])
    with scoped(linking_actions.asker(held)) as actor, pytest.raises(LostRace):
        linking_actions.store(actor, held, found, timezone.now())
    with scoped(worker()):
        assert Linking.objects.get().attempts == 0


def test_the_files_estimate_and_join_with_nothing_outside(cast: Cast) -> None:
    run = with_two_lists(cast)
    packed = []
    for _ in range(2):
        done = linked(cast, run)
        with scoped(cast.actor("statistician")) as statistician:
            packed.append(actions.take_out(statistician, done))
    one, two = (clusters_in(data) for data in packed)
    assert one.columns == ["source", "id", "subject"] and one.height == 477 + 445
    assert set(one["source"]) == {"shelter", "police"}
    own = {*people(1)["record_id"], *people(2)["record_id"]}
    for data in packed:
        for name, content in engines.unpack_folder(data, "x").items():
            assert not any(record.encode() in content for record in own), name
    assert not set(one["id"]) & set(two["id"]) and not set(one["subject"]) & set(two["subject"])
    assert one["id"].n_unique() == one.height
    draws = pl.read_parquet(engines.unpack_folder(packed[0], "x")["draws.parquet"])
    assert set(draws["id"]) == set(one["id"]) and draws["draw"].n_unique() == 20


def test_the_rows_of_a_file_stand_in_no_order_of_a_list(cast: Cast) -> None:
    done = linked(cast, with_two_lists(cast))
    with scoped(cast.actor("statistician")) as statistician:
        found = clusters_in(actions.take_out(statistician, done))
    assert found["id"].to_list() == [id for _, group in sorted(found.group_by("source")) for id in sorted(group["id"])]


def test_palermo_estimate_reads_the_files(cast: Cast, tmp_path: Path) -> None:
    done = linked(cast, with_two_lists(cast))
    with scoped(cast.actor("statistician")) as statistician:
        files = engines.unpack_folder(actions.take_out(statistician, done), "x")
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    call = [str(tmp_path / "clusters.csv"), "--draws", str(tmp_path / "draws.parquet"), "--bootstrap", "0", "--json"]
    told = CliRunner().invoke(estimate, [*call, "--method", "independence"])
    said = json.loads(told.stdout)
    assert said["observed"] == pl.read_csv(tmp_path / "clusters.csv")["subject"].n_unique()


def test_pairs_show_agreement_and_no_value(cast: Cast) -> None:
    done = linked(cast, with_two_lists(cast))
    pairs = pairs_of(cast, done)
    assert len(pairs) > 10 and [one.number for one in pairs] == list(range(1, len(pairs) + 1))
    assert [one.joins for one in pairs] == sorted((one.joins for one in pairs), reverse=True)
    for one in pairs:
        assert set(one.agreement) == {"sex", "birth_year", "citizenship", "region"}
        assert set(one.agreement.values()) <= {"agree", "partly", "disagree", "missing"}
        assert one.agreement["region"] == "missing"  # neither body sent it
    facts = {
        record: (sex, str(born)[:4])
        for number in (1, 2)
        for record, sex, born in people(number).select("record_id", "sex", "birth_date").iter_rows()
    }
    for one in pairs:
        (_, left), (_, right) = json.loads(unseal(one))
        if facts[left][0] == facts[right][0] != "":
            assert one.agreement["sex"] == "agree"


def test_two_reviewers_decide_and_a_third_where_they_differ(cast: Cast) -> None:
    done = stored(cast, with_two_lists(cast))
    [pair, *_] = pairs_of(cast, done)
    first, second = cast.actor("linkage_operator"), reviewer(cast)

    def says(actor: object, word: str) -> str | None:
        with scoped(actor) as who:  # type: ignore[arg-type]
            actions.answer(who, pair, word, now=timezone.now())
            return decided(pair.answers.all())

    assert says(first, "same") is None
    assert says(first, "same") is None  # one person's word counts once
    assert says(second, "different") is None
    with scoped(first):
        assert next_of(done, first) != pair
    assert says(second, "same") == "same"
    with scoped(first):
        assert PairAnswer.objects.count() == 4  # facts are kept; a later one takes the place of an earlier
        assert queue_of(done, first)[0].decided == "same"


def test_what_reviewers_agree_on_holds_from_the_next_linking_on(cast: Cast) -> None:
    run = with_two_lists(cast)
    done = linked(cast, run)
    truth = country(PEOPLE, SHARES, SEED, MISTAKES)[1]
    pairs = pairs_of(cast, done)
    records = {one.pk: [tuple(each) for each in json.loads(unseal(one))] for one in pairs}
    lists = {"shelter": "list1", "police": "list2"}
    for one in pairs:
        same = len({truth[lists[body], record] for body, record in records[one.pk]}) == 1
        for actor in (cast.actor("linkage_operator"), reviewer(cast)):
            with scoped(actor) as who:
                actions.answer(who, one, "same" if same else "different", now=timezone.now())
    again = linked(cast, run)
    before = {frozenset(pair) for pair in records.values()}
    after = {frozenset(tuple(each) for each in json.loads(unseal(one))) for one in pairs_of(cast, again)}
    assert not before & after


def says(actor: Actor, pair: DoubtfulPair, word: str) -> None:
    with scoped(actor):
        actions.answer(actor, pair, word, now=timezone.now())


@pytest.mark.parametrize("stands", [STOOD, STOOD[::-1]])
def test_what_one_reviewer_said_holds_when_the_pair_stands_again_and_only_a_second_is_asked(
    cast: Cast, stands: Sequence[tuple[str, str]]
) -> None:
    run, first, second = with_two_lists(cast), cast.actor("linkage_operator"), reviewer(cast)
    [pair] = pairs_of(cast, stored(cast, run))
    says(first, pair, "same")
    says(first, pair, "different")  # the last word counts
    again = stored(cast, run, stands)
    with scoped(first):
        [carried] = PairAnswer.objects.filter(pair__linking=again)
        assert (carried.account, carried.answer, carried.carried) == (first.account, "different", True)
        assert next_of(again, first) is None and [run for run, n in waiting_pairs(first) if n] == []
    with scoped(second):
        asked = next_of(again, second)
        assert asked is not None and waiting_pairs(second) == [(run, 1)]
    says(second, asked, "different")
    with scoped(first):
        assert queue_of(again, first)[0].decided == "different"
        assert [(one.left, one.right, one.answer) for one in decisions_of(again)] == [(*sorted(STOOD), "different")]
    with scoped(cast.actor("auditor")):
        assert AuditEvent.objects.filter(verb="link-run.carry").count() == 1


def test_of_two_who_differed_neither_is_asked_again_and_a_third_decides(cast: Cast) -> None:
    run, first, second = with_two_lists(cast), cast.actor("linkage_operator"), reviewer(cast)
    third = replace(first, account=cast.accounts["plan_secretary"].pk)
    [pair] = pairs_of(cast, stored(cast, run))
    says(first, pair, "same")
    says(second, pair, "different")
    again = stored(cast, run)
    with scoped(first):
        assert next_of(again, first) is None and next_of(again, second) is None
        asked = next_of(again, third)
        assert asked is not None
    says(third, asked, "same")
    with scoped(first):
        assert queue_of(again, first)[0].decided == "same"


def test_who_changes_their_mind_of_a_pair_that_stood_again_is_heard(cast: Cast) -> None:
    run, first, second = with_two_lists(cast), cast.actor("linkage_operator"), reviewer(cast)
    [pair] = pairs_of(cast, stored(cast, run))
    says(first, pair, "same")
    [again] = pairs_of(cast, stored(cast, run))
    says(first, again, "different")
    says(second, again, "different")
    with scoped(first):
        assert [one.answer for one in decisions_of(stored(cast, run))] == ["different"]


def test_another_pair_of_one_of_the_two_records_is_asked_of_everybody(cast: Cast) -> None:
    run, first = with_two_lists(cast), cast.actor("linkage_operator")
    [pair] = pairs_of(cast, stored(cast, run))
    says(first, pair, "same")
    again = stored(cast, run, (STOOD[0], ("police", "r2-2")))
    with scoped(first):
        assert next_of(again, first) is not None and not PairAnswer.objects.filter(pair__linking=again).exists()
    with scoped(cast.actor("auditor")):
        assert not AuditEvent.objects.filter(verb="link-run.carry").exists()


def test_what_is_carried_over_says_in_the_clear_no_record_and_not_which_pair_it_was_before(cast: Cast) -> None:
    run, first = with_two_lists(cast), cast.actor("linkage_operator")
    [before] = pairs_of(cast, stored(cast, run))
    says(first, before, "same")
    again = stored(cast, run)
    with scoped(first):
        old, new = PairAnswer.objects.get(pair=before), PairAnswer.objects.get(carried=True)
        assert new.pk != old.pk and new.at == Linking.objects.get(pk=again.pk).ended_at != old.at
        rows = [*PairAnswer.objects.values_list(), *DoubtfulPair.objects.defer("sealed").values_list()]
        assert bytes(old.pair.sealed) != bytes(new.pair.sealed)
        assert not any(record in str(value) for row in rows for value in row for _, record in STOOD)


def test_lists_linked_again_ask_only_the_second_and_once_two_agree_nobody(cast: Cast) -> None:
    run, first, second = with_two_lists(cast), cast.actor("linkage_operator"), reviewer(cast)
    pairs = pairs_of(cast, linked(cast, run))
    says(first, pairs[0], "different")
    again = linked(cast, run)
    with scoped(first):
        [carried] = PairAnswer.objects.filter(carried=True)
        stood = carried.pair
        assert stood.linking_id == again.pk and both(json.loads(unseal(stood))) == both(json.loads(unseal(pairs[0])))
        assert sum(one.answered for one in queue_of(again, first)) == 1
    says(second, stood, "different")
    last = linked(cast, run)
    with scoped(first):
        assert both(json.loads(unseal(stood))) not in {both(json.loads(unseal(one))) for one in last.pairs.all()}
        assert not PairAnswer.objects.filter(pair__linking=last).exists()


def test_a_pair_is_there_for_the_operator_alone(cast: Cast) -> None:
    [pair, *_] = pairs_of(cast, stored(cast, with_two_lists(cast)))
    with scoped(cast.actor("statistician")) as statistician, pytest.raises(Forbidden):
        actions.answer(statistician, pair, "same", now=timezone.now())
    for actor in (officer(cast), officer(cast, "police"), cast.actor("system_admin"), cast.actor("plan_secretary")):
        with scoped(actor), pytest.raises(Hidden):
            actions.answer(actor, pair, "same", now=timezone.now())


def test_the_worker_itself_sees_jobs_and_no_list(cast: Cast) -> None:
    stored(cast, with_two_lists(cast))
    with scoped(worker()):
        assert Linking.objects.count() == 1
        for model in (EncodedList, EncodedFile, PairAnswer):
            assert not model.objects.exists()
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")  # noqa: S608
                assert connection.vendor == "sqlite" or cursor.fetchone() == (0,)


def test_nothing_of_a_result_is_there_for_any_body(cast: Cast) -> None:
    done = stored(cast, with_two_lists(cast))
    for actor in (officer(cast), officer(cast, "police"), cast.actor("agency_manager")):
        with scoped(actor):
            assert not any(model.objects.exists() for model in (Linking, DoubtfulPair, PairAnswer))
            with pytest.raises(Hidden):
                actions.take_out(actor, done)


def test_a_closed_run_holds_no_encoding_and_knows_no_record(cast: Cast) -> None:
    run = with_two_lists(cast)
    done = stored(cast, run)
    [pair, *_] = pairs_of(cast, done)
    with scoped(cast.actor("linkage_operator")) as operator:
        actions.close(operator, run, now=timezone.now())
        with pytest.raises(LostRace):
            actions.close(operator, run, now=timezone.now())
        assert not EncodedFile.objects.exists()
        assert {one.deleted_why for one in EncodedList.objects.all()} == {"closed"}
        assert not DoubtfulPair.objects.exclude(sealed=b"").exists()
        pair.refresh_from_db()
        with pytest.raises(UsageError):
            actions.answer(operator, pair, "same", now=timezone.now())
        with pytest.raises(UsageError):
            actions.ask(operator, run, now=timezone.now())
        assert actions.take_out(operator, done)  # what is to be counted is kept until the last day
    clear_expired(timezone.now() + timedelta(days=61))
    with scoped(cast.actor("statistician")) as statistician:
        done.refresh_from_db()
        with pytest.raises(UsageError):
            actions.take_out(statistician, done)
