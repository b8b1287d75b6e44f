"""palermo backup and palermo restore, as they are typed, on both engines: nothing is done that does not verify."""

# ruff: noqa: S608  # the statements are our own

import io
import resource
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import psycopg
import pyrage
import pytest
from django.db import connections
from pyrage import x25519
from tests.site.audit.conftest import SWITCH_OFF
from tests.site.copies.conftest import Installation, Verb
from tests.site.serving import plain_environment
from tests.tools.as_typed import palermo

from palermo.engines import pg_dump_parts, tar_members, tar_stream
from palermo.site.access.actor import keeper
from palermo.site.access.scope import scoped
from palermo.site.accounts.actions import add_agency
from palermo.site.accounts.models import Account
from palermo.site.copies import taking
from palermo.site.copies.manifest import DUMP, MANIFEST, read_manifest
from palermo.site.owner import connected_to


def restored(installation: Installation, verb: Verb, file: Path, **told: str) -> tuple[str, "object"]:
    target = installation.new_target()
    return target, verb(
        "restore", str(file), "--identity", str(installation.identity), "--into", target, "--json", **told
    )


def test_what_was_backed_up_is_restored_row_for_row_and_its_audit_is_that_of_a_kept_head(
    installation: Installation, verb: Verb, tmp_path: Path
) -> None:
    file, head = tmp_path / "deep" / "one.age", tmp_path / "head.json"
    assert verb("audit", "head", "--out", str(head)).code == 0
    taken = verb("backup", "--to", str(file), "--recipient", installation.recipient, "--json")
    assert taken.code == 0 and taken.told["rows"] > 50 and taken.told["key"] and not taken.codes
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    target = installation.new_target()
    words = ["restore", str(file), "--identity", str(installation.identity), "--into", target]
    back = verb(*words, "--json")
    assert back.code == 0, back
    assert {name: back.told[name] for name in ("rows", "tables", "events", "hash")} == {
        name: taken.told[name] for name in ("rows", "tables", "events", "hash")
    }
    with connected_to(target.replace("palermo_owner", "palermo_web")):
        assert verb("audit", "verify", "--head", str(head)).code == 0
        with scoped(keeper()):
            assert Account.objects.filter(login__startswith="case-worker").count() == 2
        acts_go_on()
        assert verb("audit", "verify", "--head", str(head)).code == 0
    assert verb(*words).code == 2  # it is not empty any more
    assert not installation.strays()


def acts_go_on() -> None:
    with scoped(keeper()) as actor:
        add_agency(actor, code="a-new-body", kind="agency", names={"en": "A new body"})


@pytest.mark.postgres
def test_on_postgres_the_walls_come_back_with_the_rows(installation: Installation, verb: Verb, copy: Path) -> None:
    if not installation.on_postgres:
        target = str(installation.folder / "walls")
        assert verb("restore", str(copy), "--identity", str(installation.identity), "--into", target).code == 0
        with closing(sqlite3.connect(target)) as opened, pytest.raises(sqlite3.IntegrityError):
            opened.execute("UPDATE audit_event SET verb = 'x'")
        return
    target, back = restored(installation, verb, copy)
    assert back.code == 0
    with psycopg.connect(target) as owner, psycopg.connect(target.replace("_owner", "_web")) as web:
        for role in (owner, web):
            assert role.execute("SELECT count(*) FROM accounts_account").fetchone() == (0,)
        with pytest.raises(psycopg.errors.RaiseException):
            owner.execute("UPDATE audit_event SET verb = 'x'")


def test_a_file_that_is_wrong_is_refused_and_the_target_stays_empty(
    installation: Installation, verb: Verb, copy: Path, tmp_path: Path
) -> None:
    whole, target = copy.read_bytes(), installation.new_target()
    stranger, no_key = tmp_path / "stranger.key", tmp_path / "no.key"
    stranger.write_text(str(x25519.Identity.generate()), "utf-8")
    no_key.write_text("AGE-SECRET-KEY-1XYZ", "utf-8")
    middle = len(whole) // 2
    wrong = {
        "cut.age": whole[:-1],
        "cut-at-a-piece.age": whole[: whole.index(b"\n", whole.index(b"\n---") + 1) + 1 + 16 + 65536 + 16],
        "head-only.age": whole[:120],
        "changed.age": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "other.age": b"PK\x03\x04" + whole,
        "empty.age": b"",
        "not-ours.age": pyrage.encrypt(b"hello", [x25519.Recipient.from_str(installation.recipient)]),
    }
    for name, data in wrong.items():
        (tmp_path / name).write_bytes(data)
        said = verb("restore", str(tmp_path / name), "--identity", str(installation.identity), "--into", target)
        assert said.code == 2 and "Traceback" not in said.err, (name, said)
    for key in (stranger, no_key, tmp_path / "absent.key"):
        assert verb("restore", str(copy), "--identity", str(key), "--into", target).code == 2
    assert installation.holds_nothing(target) and not installation.strays()
    assert verb("restore", str(copy), "--identity", str(installation.identity), "--into", target).code == 0


def test_a_target_that_is_not_empty_is_left_as_it_is(
    installation: Installation, verb: Verb, copy: Path, tmp_path: Path
) -> None:
    target = installation.new_target()
    if installation.on_postgres:
        with psycopg.connect(target) as owner:
            owner.execute("CREATE TABLE mine (one int)")
    else:
        Path(target).write_bytes(b"mine")
    said = verb("restore", str(copy), "--identity", str(installation.identity), "--into", target)
    assert said.code == 2 and "not empty" in said.err
    if installation.on_postgres:
        with psycopg.connect(target) as owner:
            assert owner.execute("SELECT count(*) FROM mine").fetchone() == (0,)
    else:
        assert Path(target).read_bytes() == b"mine"
    nowhere = str(tmp_path / "x") if installation.on_postgres else "postgresql://nobody@/x?host=/nowhere"
    said = verb("restore", str(copy), "--identity", str(installation.identity), "--into", nowhere)
    assert said.code == 2 and not (tmp_path / "x").exists()


def sealed_anew(installation: Installation, members: Iterator[tuple[str, bytes]], file: Path) -> Path:
    recipient = x25519.Recipient.from_str(installation.recipient)
    file.write_bytes(pyrage.encrypt(b"".join(tar_stream(members)), [recipient]))
    return file


def members_of(installation: Installation, copy: Path, folder: Path) -> dict[str, bytes]:
    opener = x25519.Identity.from_str(installation.identity.read_text("utf-8").splitlines()[1])
    (folder / "tar").write_bytes(pyrage.decrypt(copy.read_bytes(), [opener]))
    return dict(tar_members(folder / "tar"))


def dump_after(installation: Installation, statement: str, folder: Path) -> bytes:
    """The dump of a copy of the installation in which somebody who owns everything did this."""
    if not installation.socket:
        altered = folder / "altered"
        altered.write_bytes((installation.folder / "kept").read_bytes())
        with closing(sqlite3.connect(altered)) as opened:
            for one in (*SWITCH_OFF["sqlite"], statement):
                opened.execute(one)
            # As somebody would who does not want to be seen: the triggers stand again.
            opened.commit()
            put_back(opened)
        return altered.read_bytes()
    from tests.site.cluster import new_database

    connections["default"].close()
    name = f"altered{installation.made}"
    new_database(installation.socket, name, template="kept")
    address = installation.address("postgres", name)
    with psycopg.connect(address) as owner:
        owner.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        owner.execute(statement.encode())
        for trigger in ("chained", "only_grows", "never_emptied"):
            owner.execute(f"ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_{trigger}".encode())
    try:
        with psycopg.connect(address) as seen:
            seen.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            [snapshot] = seen.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
            return b"".join(pg_dump_parts(address, plain_environment(), snapshot))
    finally:
        with psycopg.connect(installation.address("postgres", "postgres"), autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def put_back(opened: sqlite3.Connection) -> None:
    from palermo.site.audit.walls import SQLITE_UP

    for statement in SQLITE_UP:
        opened.execute(statement)
    opened.commit()


@pytest.mark.parametrize(
    ("done", "code"),
    [
        ("UPDATE audit_event SET verb = 'nothing.happened' WHERE seq = 3", "audit.event-altered"),
        ("DELETE FROM audit_event WHERE seq = 4", "audit.event-missing"),
        ("DELETE FROM accounts_agencyname", "backup.rows-differ"),
    ],
)
def test_a_backup_whose_rows_were_altered_does_not_verify_and_is_not_put_in_place(
    installation: Installation, verb: Verb, copy: Path, tmp_path: Path, done: str, code: str
) -> None:
    members, dump = members_of(installation, copy, tmp_path), dump_after(installation, done, tmp_path)
    told = replace(read_manifest(members.pop(MANIFEST)), sha256=sha256(dump).hexdigest())
    kept = {name: data for name, data in members.items() if not name.startswith(DUMP)}
    parts = [(f"{DUMP}000000", dump), *kept.items(), (MANIFEST, told.to_bytes())]
    target, said = restored(installation, verb, sealed_anew(installation, iter(parts), tmp_path / "altered.age"))
    assert said.code == 1 and code in said.codes and said.told["done"] is False
    assert installation.holds_nothing(target) and not installation.strays()


def test_a_dump_that_is_not_the_one_the_manifest_tells_of_does_not_verify(
    installation: Installation, verb: Verb, copy: Path, tmp_path: Path
) -> None:
    members = members_of(installation, copy, tmp_path)
    first = next(iter(members))
    members[first] = members[first][:-9] + b"something"
    target, said = restored(installation, verb, sealed_anew(installation, iter(members.items()), tmp_path / "one.age"))
    assert said.code == 1 and said.codes == ["backup.dump-damaged"]
    assert installation.holds_nothing(target)


def test_a_head_that_another_key_signed_is_refused_where_the_settings_name_one(
    installation: Installation, verb: Verb, copy: Path, tmp_path: Path
) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "other.pem").write_bytes(public)
    target, said = restored(installation, verb, copy, audit_key=str(tmp_path / "other.pem"))
    assert said.code == 1 and said.codes == ["backup.head-foreign"] and installation.holds_nothing(target)
    unsigned = tmp_path / "unsigned.age"
    taken = verb("backup", "--to", str(unsigned), "--recipient", installation.recipient, "--json", audit_key="")
    assert taken.code == 0 and taken.codes == ["backup.head-unsigned"]
    assert restored(installation, verb, unsigned)[1].code == 1
    target, said = restored(installation, verb, unsigned, audit_key="")
    assert said.code == 0 and said.codes == ["backup.head-unsigned"]


def test_a_backup_is_of_one_moment_whoever_writes_meanwhile(
    installation: Installation, verb: Verb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = taking.counted

    def somebody_writes_after_the_counting() -> dict[str, int]:
        found = counted()
        with connected_to(installation.address("palermo_web")), scoped(keeper()) as actor:
            add_agency(actor, code=tmp_path.name.replace("_", "-"), kind="agency", names={"en": "Meanwhile"})
        return found

    monkeypatch.setattr(taking, "counted", somebody_writes_after_the_counting)
    file = tmp_path / "one.age"
    assert verb("backup", "--to", str(file), "--recipient", installation.recipient).code == 0
    assert restored(installation, verb, file)[1].code == 0


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Within, the system refuses to let a file grow beyond this, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_where_the_disk_is_full_nothing_is_left_half_written(
    installation: Installation, verb: Verb, copy: Path, tmp_path: Path
) -> None:
    target = installation.new_target()
    with files_of_at_most(20_000):
        said = verb("backup", "--to", str(tmp_path / "one.age"), "--recipient", installation.recipient)
    assert said.code == 2 and not list(tmp_path.iterdir()) and not installation.strays(), said
    with files_of_at_most(20_000):
        said = verb("restore", str(copy), "--identity", str(installation.identity), "--into", target)
    assert said.code == 2 and installation.holds_nothing(target) and not installation.strays(), said


def test_a_wrong_call_writes_nothing(installation: Installation, verb: Verb, copy: Path, tmp_path: Path) -> None:
    before = copy.read_bytes()
    assert verb("backup", "--to", str(copy), "--recipient", installation.recipient).code == 2
    assert copy.read_bytes() == before
    assert verb("backup", "--to", str(tmp_path / "x.age"), "--recipient", "age1hunter2").code == 2
    if installation.on_postgres:
        for role in ({"database_backup": ""}, {"database_backup": installation.address("palermo_web")}):
            said = verb("backup", "--to", str(tmp_path / "x.age"), "--recipient", installation.recipient, **role)
            assert said.code == 2 and "palermo_backup" in said.err
    assert not list(tmp_path.iterdir())


def test_a_broken_audit_is_not_backed_up_as_if_it_were_whole(
    installation: Installation, verb: Verb, tmp_path: Path
) -> None:
    if installation.on_postgres:
        with psycopg.connect(installation.address("postgres"), autocommit=True) as owner:
            owner.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
            [[verb_of]] = owner.execute("SELECT verb FROM audit_event WHERE seq = 2").fetchall()
            owner.execute("UPDATE audit_event SET verb = 'x' WHERE seq = 2")
            said = verb("backup", "--to", str(tmp_path / "x.age"), "--recipient", installation.recipient, "--json")
            owner.execute("UPDATE audit_event SET verb = %s WHERE seq = 2", [verb_of])
            for trigger in ("chained", "only_grows", "never_emptied"):
                owner.execute(f"ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_{trigger}".encode())
    else:
        altered = tmp_path / "altered"
        altered.write_bytes(dump_after(installation, "UPDATE audit_event SET verb = 'x' WHERE seq = 2", tmp_path))
        with connected_to(str(altered)):
            said = verb("backup", "--to", str(tmp_path / "x.age"), "--recipient", installation.recipient, "--json")
    assert said.code == 1 and said.codes == ["audit.event-altered"] and not (tmp_path / "x.age").exists()


def test_what_is_sealed_shows_no_name_to_whoever_finds_the_file(installation: Installation, copy: Path) -> None:
    assert b"shelter" not in copy.read_bytes() and b"case-worker" not in copy.read_bytes()
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt_io(io.BytesIO(copy.read_bytes()), io.BytesIO(), [x25519.Identity.generate()])


def test_the_program_hands_on_what_the_server_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, installation_key: Path
) -> None:
    monkeypatch.setenv("PALERMO_DATABASE", str(tmp_path / "none.sqlite3"))
    recipient = str(x25519.Identity.generate().to_public())
    assert palermo("backup", "--to", tmp_path / "one.age", "--recipient", recipient).returncode == 2
    words = ("restore", tmp_path / "one.age", "--identity", installation_key, "--into", tmp_path / "back")
    assert palermo(*words).returncode == 2
    assert not list(tmp_path.iterdir())  # and no empty file was made
