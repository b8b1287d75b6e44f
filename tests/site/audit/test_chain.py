"""The chain: every way round it is tried as somebody with the database in hand, and is refused or found."""

# ruff: noqa: S608  # the statements are our own

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests.site.audit.conftest import acts, last_seq
from tests.site.cast import Cast
from tests.site.test_startup import codes, connected_as, run

from palermo.site.access.actor import Actor
from palermo.site.access.refusals import Forbidden, NothingWritten
from palermo.site.access.scope import scoped
from palermo.site.accounts import actions as accounts
from palermo.site.accounts.models import Account
from palermo.site.audit import merkle
from palermo.site.audit.actions import confirms, forget, record, record_batch
from palermo.site.audit.canonical import hash_of
from palermo.site.audit.chain import lines, tail
from palermo.site.audit.looking import AUDITOR, look
from palermo.site.audit.models import AuditEvent, SubjectSalt
from palermo.site.audit.verifying import Kept

pytestmark = pytest.mark.django_db
REFUSED = (DatabaseError, NothingWritten)


def test_acts_of_all_bodies_stand_in_one_whole_chain(cast: Cast) -> None:
    before = last_seq()
    acts(cast)
    found = look()
    assert (found.broken, found.events) == (None, before + 6)
    with scoped(AUDITOR):
        told = list(lines())
    assert [line.seq for line in told] == list(range(1, len(told) + 1))
    assert all(line.hash == hash_of(line) for line in told)
    assert len({line.agency for line in told[-2:]}) == 2


def test_a_body_adds_to_the_chain_behind_events_it_does_not_see(cast: Cast) -> None:
    with scoped(cast.stranger("case_worker")) as other:
        record(other, "try.theirs", Account)
    with scoped(cast.actor("case_worker")) as actor:
        assert not AuditEvent.objects.filter(verb="try.theirs").exists()
        record(actor, "try.ours", Account)
    assert look().broken is None


def test_an_act_that_is_taken_back_leaves_no_event_and_no_gap(cast: Cast) -> None:
    before = tail()
    with pytest.raises(KeyError), scoped(cast.actor("case_worker")) as actor:
        record(actor, "try.undone", Account)
        raise KeyError
    assert tail() == before
    acts(cast, 1)
    assert look().broken is None
    with scoped(AUDITOR):
        assert not AuditEvent.objects.filter(verb="try.undone").exists()


def test_a_refused_act_leaves_no_event(cast: Cast) -> None:
    before = tail()
    with scoped(cast.actor("case_worker")) as actor, pytest.raises(Forbidden):
        accounts.add_agency(actor, code="x", kind="agency", names={})
    assert tail() == before


def test_the_code_changes_no_event_and_takes_none_away(cast: Cast) -> None:
    acts(cast, 1)
    with scoped(cast.actor("case_worker")):
        event = AuditEvent.objects.get(verb="try.0")
        event.purpose = "another"
        ways: list[Callable[[], Any]] = [
            event.save, event.delete,
            lambda: AuditEvent.objects.filter(pk=event.pk).update(purpose="another"),
            lambda: AuditEvent.objects.filter(pk=event.pk).delete(),
        ]  # fmt: skip
        for way in ways:
            with pytest.raises(REFUSED), transaction.atomic():
                way()
    assert look().broken is None


SQL = ["UPDATE audit_event SET purpose = 'x'", "DELETE FROM audit_event", "DELETE FROM audit_event WHERE seq = 1"]


@pytest.mark.engines("postgres")
@pytest.mark.parametrize("user", ["palermo_web", "palermo_owner", "postgres"])
@pytest.mark.parametrize("statement", [*SQL, "TRUNCATE audit_event", "TRUNCATE accounts_agency CASCADE"])
def test_on_postgres_not_even_the_owner_changes_or_empties_it(cluster: Path, user: str, statement: str) -> None:
    with connected_as(cluster, user), pytest.raises(DatabaseError), transaction.atomic():
        run(statement)


@pytest.mark.engines("postgres")
def test_calling_oneself_a_replica_does_not_silence_the_triggers(cluster: Path) -> None:
    with connected_as(cluster, "postgres"):
        run("SET LOCAL session_replication_role = replica")
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            run("DELETE FROM audit_event")


@pytest.mark.engines("postgres")
@pytest.mark.parametrize("statement", ["SELECT * FROM audit_head", "UPDATE audit_head SET seq = 0"])
def test_the_serving_role_does_not_reach_the_head(cast: Cast, statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        run(statement)


@pytest.mark.engines("postgres")
def test_place_time_and_hash_are_given_by_the_database_whatever_the_writer_says(cast: Cast) -> None:
    before = last_seq()
    with scoped(cast.actor("case_worker")) as actor:
        run(
            "INSERT INTO audit_event (id, seq, prev_hash, hash, at, role, agency_id, purpose, verb, kind, key, fields,"
            f" request) VALUES (gen_random_uuid(), 1, '', '', '1999-01-01', 'x', '{actor.agency}', '', 'try.forged',"
            " 'a.b', '', '[]', '')"
        )
        [event] = AuditEvent.objects.filter(verb="try.forged")
    assert (event.seq, event.at.year != 1999) == (before + 1, True)
    assert look().broken is None


COLUMNS = "seq, prev_hash, hash, at, actor, role, purpose, verb, kind, key, fields, request, agency_id"


HOLES = [
    *SQL,
    "UPDATE OR REPLACE audit_event SET seq = 2 WHERE seq = 1",
    f"INSERT OR REPLACE INTO audit_event (id, {COLUMNS}) SELECT id, {COLUMNS} FROM audit_event WHERE seq = 1",
    # A row replaced by its id, then by SQLite's own number of it, each with the place and the hash that come next.
    f"INSERT OR REPLACE INTO audit_event (id, {COLUMNS}) SELECT id, NEXT FROM audit_event WHERE seq = 1",
    f"INSERT OR REPLACE INTO audit_event (rowid, id, {COLUMNS}) SELECT rowid, 'x', NEXT FROM audit_event WHERE seq = 1",
    f"INSERT OR REPLACE INTO audit_event (rowid, id, {COLUMNS}) SELECT -1, 'x', NEXT FROM audit_event WHERE seq = 1",
    f"INSERT OR IGNORE INTO audit_event (id, {COLUMNS}) SELECT 'x', {COLUMNS} FROM audit_event WHERE seq = 1",
    f"INSERT INTO audit_event (id, {COLUMNS}) SELECT 'x', {COLUMNS} FROM audit_event WHERE seq = 1",
    f"INSERT INTO audit_event (id, {COLUMNS}) SELECT 'x', seq + 1000, {COLUMNS[5:]} FROM audit_event WHERE seq = 1",
]
NEXT = COLUMNS.replace("seq", "(SELECT max(seq) + 1 FROM audit_event)").replace(
    "prev_hash", "(SELECT hash FROM audit_event ORDER BY seq DESC LIMIT 1)", 1
)


@pytest.mark.engines("sqlite")
def test_on_sqlite_a_program_that_opens_the_file_finds_no_hole(cast: Cast, tmp_path: Path) -> None:
    """None of our guards of a connection is there, and it may switch recursive triggers off."""
    acts(cast, 1)
    file = sqlite3.connect(tmp_path / "copy.sqlite3", isolation_level=None)
    dump = [
        one for one in connection.connection.iterdump() if re.search(r"^(INSERT INTO|CREATE \w+) .*audit_event", one)
    ]
    file.executescript("\n".join(dump))
    file.execute(f"INSERT INTO audit_event (id, {COLUMNS}) SELECT 'x', {NEXT} FROM audit_event WHERE seq = 1")
    for recursive in ("ON", "OFF"):
        file.execute(f"PRAGMA recursive_triggers={recursive}")
        for statement in HOLES:
            with pytest.raises(sqlite3.DatabaseError, match="only grows"):
                file.execute(statement.replace("SELECT id, NEXT", f"SELECT id, {NEXT}").replace(" NEXT ", f" {NEXT} "))
                pytest.fail(statement)
    file.close()


CHANGES = {
    "an event taken out": (["DELETE FROM audit_event WHERE seq = 4"], "audit.event-missing", 4),
    "the first taken out": (["DELETE FROM audit_event WHERE seq = 1"], "audit.event-missing", 1),
    "a purpose put in": (["UPDATE audit_event SET purpose = 'x' WHERE seq = 4"], "audit.event-altered", 4),
    "one letter of a verb": (["UPDATE audit_event SET verb = 'B' || substr(verb, 2) WHERE seq = 4"],
                             "audit.event-altered", 4),
    "a role changed": (["UPDATE audit_event SET role = 'auditor' WHERE seq = 4"], "audit.event-altered", 4),
    "a body taken out": (["UPDATE audit_event SET agency_id = NULL WHERE seq = (SELECT max(seq) FROM audit_event)"],
                         "audit.event-altered", None),
    "a hash of zeros": (["UPDATE audit_event SET hash = prev_hash WHERE seq = 4"], "audit.event-altered", 4),
    "two in each other's place": (["UPDATE audit_event SET seq = 9 - seq WHERE seq IN (4, 5)"],
                                  "audit.link-broken", 4),
    "below the first place": (["UPDATE audit_event SET seq = -5 WHERE seq = 4"], "audit.event-twice", -5),
    "a place taken twice": (["UPDATE audit_event SET seq = 4 WHERE seq = 5"], "audit.event-twice", 4),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_what_was_done_past_the_triggers_is_found_at_its_place(what: str, in_hand: int) -> None:
    assert look().broken is None
    statements, code, seq = CHANGES[what]
    run(*statements)
    broken = look().broken
    assert broken is not None and broken.row == (seq or in_hand)
    assert broken.code == code or what == "a place taken twice"  # which of the two comes first is chance


def test_a_cut_tail_is_found_by_whoever_kept_a_head(in_hand: int, engine: str) -> None:
    seq, digest = tail()
    kept = Kept(seq=seq, hash=digest, whose="a kept head")
    assert look([kept]).broken is None
    run(f"DELETE FROM audit_event WHERE seq > {seq - 2}")
    if engine == "postgres":  # its own head, which the owner forgot, tells already
        assert look().first_bad == seq - 1
        run(f"UPDATE audit_head SET seq = {seq - 2}, hash = (SELECT hash FROM audit_event WHERE seq = {seq - 2})")
    assert look().broken is None
    found = look([kept]).broken
    assert found is not None and (found.code, found.row) == ("audit.tail-cut", seq - 1)


def test_a_chain_that_was_written_anew_is_found_by_whoever_kept_a_head(in_hand: int, engine: str) -> None:
    seq, digest = tail()
    run(f"UPDATE audit_event SET purpose = 'another' WHERE seq = {seq}")
    with scoped(AUDITOR):
        changed = AuditEvent.objects.get(seq=seq)
    forged = hash_of(changed.line()).hex()
    blob = f"decode('{forged}', 'hex')" if engine == "postgres" else f"x'{forged}'"
    run(f"UPDATE audit_event SET hash = {blob} WHERE seq = {seq}")
    if engine == "postgres":
        run(f"UPDATE audit_head SET hash = {blob}")
    assert look().broken is None
    found = look([Kept(seq=seq, hash=digest, whose="a kept head")]).broken
    assert found is not None and (found.code, found.row) == ("audit.head-differs", seq)


@pytest.mark.engines("sqlite")
def test_a_number_where_a_text_belongs_is_found_and_no_fault_of_ours(in_hand: int) -> None:
    run("PRAGMA ignore_check_constraints=ON", "UPDATE audit_event SET verb = x'00' WHERE seq = 4")
    assert look().first_bad == 4


def test_the_server_does_not_open_while_the_triggers_are_down(in_hand: int) -> None:
    assert "site.audit-unguarded" in codes()


def test_values_can_be_shown_later_until_their_salt_is_destroyed(cast: Cast) -> None:
    worker = cast.accounts["case_worker"]
    with scoped(cast.actor("agency_manager")) as actor:
        record(actor, "try.change", worker, before={"role": "x"}, after={"role": "y"})
        event = AuditEvent.objects.get(verb="try.change")
        assert confirms(event, before={"role": "x"}, after={"role": "y"}) is True
        assert confirms(event, after={"role": "x"}) is False
        forget(actor, worker)
        assert confirms(event, after={"role": "y"}) is None
        assert not SubjectSalt.objects.filter(key=str(worker.pk)).exists()
        forget(actor, worker)
    assert look().broken is None


def test_the_same_value_in_two_records_has_two_digests(cast: Cast) -> None:
    with scoped(cast.actor("agency_manager")) as actor:
        for role in ("case_worker", "tip_desk"):
            record(actor, "try.same", cast.accounts[role], after={"born": 2009})
        one, two = AuditEvent.objects.filter(verb="try.same")
    assert bytes(one.after_digest or b"") != bytes(two.after_digest or b"")


def test_an_account_is_changed_with_digests_of_what_was_and_what_is(cast: Cast) -> None:
    account = cast.accounts["tip_desk"]
    told: dict[str, Any] = {"display_name": account.display_name, "role": "alert_officer", "is_active": True}
    with scoped(cast.actor("system_admin")) as admin:
        accounts.change_account(admin, account, version=1, **told)
    with scoped(AUDITOR):
        event = AuditEvent.objects.get(verb="account.change")
    with scoped(cast.actor("system_admin")):
        assert confirms(event, before={"role": "tip_desk"}, after={"role": "alert_officer"}) is True


def test_a_batch_is_one_event_in_which_each_row_can_be_shown(cast: Cast) -> None:
    rows = [f"row {number}".encode() for number in range(1000)]
    before = last_seq()
    with scoped(cast.actor("agency_data_officer")) as actor:
        hashes = record_batch(actor, "try.batch", cast.accounts["case_worker"], rows, fields=["born"])
        event = AuditEvent.objects.get(verb="try.batch")
    assert (last_seq(), event.rows) == (before + 1, 1000)
    assert merkle.leads(hashes[700], merkle.way(hashes, 700), bytes(event.after_digest or b""))
    assert look().broken is None


def test_whoever_acts_for_no_body_leaves_an_event_without_a_digest(cast: Cast) -> None:
    with scoped(Actor(role="system_admin")) as keeper:
        record(keeper, "try.keeper", cast.accounts["case_worker"], after={"role": "x"})
    with scoped(AUDITOR):
        assert AuditEvent.objects.get(verb="try.keeper").after_digest is None
    assert look().broken is None
