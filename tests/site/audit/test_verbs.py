"""palermo audit and palermo doctor, as they are typed: exit codes, what is printed, what a kept head is good for."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from tests.site.cast import Cast
from tests.site.serving import plain_environment
from tests.site.test_startup import connected_as, run

from palermo.ground.errors import UnreadableInput, UsageError
from palermo.site import doctor
from palermo.site.audit import heads
from palermo.site.configuration import Configuration
from palermo.site.doctor import Diagnosis, Machine, examine
from palermo.site.verbs.doctor import run as doctor_verb

NOW = datetime.now(UTC)
FONTS = {"en": 3, "ar": 1}


def palermo(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A verb of the server, as ``palermo`` hands it on."""
    command = [sys.executable, "-m", "palermo.site", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env={**plain_environment(), **settings})


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A private key in a file, its public half in another beside it."""
    made, folder = Ed25519PrivateKey.generate(), tmp_path_factory.mktemp("key")
    private = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "audit.pem").write_bytes(private)
    public = made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / "public.pem").write_bytes(public)
    return folder / "audit.pem"


def test_a_head_is_signed_kept_and_held_against_the_chain(sqlite_database: str, tmp_path: Path, key: Path) -> None:
    """In one go, since each call is a process: empty chain, events, a kept head, the tail cut, the head forged."""
    import sqlite3

    here = {"PALERMO_DATABASE": str(tmp_path / "x.sqlite3"), "PALERMO_AUDIT_KEY": str(key)}
    none = palermo("audit", "verify", **here)
    assert (none.returncode, none.stdout, Path(here["PALERMO_DATABASE"]).exists()) == (2, "", False)
    Path(here["PALERMO_DATABASE"]).write_bytes(Path(sqlite_database).read_bytes())
    made = palermo("admin", "--body", "office", "--body-name", "Office", "--name", "adam", **here)
    assert made.returncode == 0, made.stderr
    kept = tmp_path / "heads" / "one.json"
    signed = palermo("audit", "head", "--out", str(kept), **here)
    assert signed.returncode == 0 and "2 events" in signed.stdout, signed.stderr
    assert palermo("audit", "head", "--out", str(kept), **here).returncode == 2  # every head is kept
    whole = palermo("audit", "verify", "--head", str(kept), "--json", **here)
    assert whole.returncode == 0 and json.loads(whole.stdout)["whole"] is True
    file = sqlite3.connect(here["PALERMO_DATABASE"], isolation_level=None)
    file.execute("DROP TRIGGER audit_event_no_delete")
    file.execute("DELETE FROM audit_event WHERE seq = 2")
    file.close()
    assert palermo("audit", "verify", **here).returncode == 0  # a chain alone cannot know of its tail
    cut = palermo(
        "audit",
        "verify",
        "--head",
        str(kept),
        "--json",
        **{**here, "PALERMO_AUDIT_KEY": str(key.parent / "public.pem")},
    )
    told = json.loads(cut.stdout)
    assert (cut.returncode, told["first_bad"], told["finding"]["code"]) == (1, 2, "audit.tail-cut")
    unsound = palermo("doctor", "--json", **here)
    assert unsound.returncode == 1 and "site.audit-unguarded" in unsound.stdout
    kept.write_text(kept.read_text("utf-8").replace('"seq": 2', '"seq": 1'), "utf-8")
    forged = palermo("audit", "verify", "--head", str(kept), **here)
    assert forged.returncode == 2 and "not what was signed" in forged.stderr


def test_without_settings_the_doctor_has_nothing_to_look_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("palermo.site.configuration.configuration", Configuration)
    with pytest.raises(UsageError) as refused:
        doctor_verb([])
    assert refused.value.exit_code == 2 and "PALERMO_DATABASE" in refused.value.hint


def test_a_head_is_good_only_with_its_own_signature(key: Path) -> None:
    signer = heads.signing_key(str(key))
    head = heads.sign(signer, seq=9, digest=b"\1" * 32, at="2026-03-01T00:00:00+00:00")
    assert heads.read_head(head.to_bytes()) == head
    for changed in (replace(head, seq=8), replace(head, hash=b"\2" * 32), replace(head, at="2026-03-02"),
                    replace(head, signature=b"\0" * 64), replace(head, public=b"\3" * 32)):  # fmt: skip
        with pytest.raises(UnreadableInput):
            heads.read_head(changed.to_bytes())
    for other in (b"", b"[]", b"{}", b'{"format": "palermo.audit-head/1"}', b"\xff"):
        with pytest.raises(UnreadableInput):
            heads.read_head(other)


def test_both_halves_of_a_key_tell_the_same_fingerprint_and_nothing_else_is_a_key(key: Path, tmp_path: Path) -> None:
    public = key.parent / "public.pem"
    assert heads.public_key(str(key)) == heads.public_key(str(public)) is not None
    assert heads.public_key("") is None
    (tmp_path / "other").write_text("hunter2", "utf-8")
    for wrong in ("", str(public), str(tmp_path / "other")):
        with pytest.raises(UsageError) as refused:
            heads.signing_key(wrong)
        assert "hunter2" not in str(refused.value)


def examined(**told: Any) -> Diagnosis:
    return examine(Machine(now=datetime.now(UTC), fonts=FONTS, **told))


def found(diagnosis: Diagnosis) -> set[str]:
    return {finding.code for finding in diagnosis.findings}


@pytest.fixture
def keyed(key: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(doctor, "configuration", lambda: Configuration(audit_key=str(key)))
    yield


@pytest.mark.django_db
def test_a_sound_installation_has_warnings_at_most(engine: str, keyed: None) -> None:
    told = examined()
    assert told.sound and found(told) <= {
        "site.pdf-engine-missing", "site.sqlite-wal-reset", "site.secret-weak", "site.no-tls",
    }  # fmt: skip
    assert told.facts["migrations"] == "applied" and re.fullmatch(r"[0-9a-f]{16}", told.facts["audit key"])
    expected = {"sqlite": "SQLite", "postgres": "PostgreSQL"}[engine]
    assert told.facts["engine"].startswith(expected)
    assert told.facts.get("role", "palermo_web") == "palermo_web"


@pytest.mark.django_db
def test_no_secret_stands_in_what_the_doctor_says(keyed: None, settings: Any, key: Path) -> None:
    settings.SECRET_KEY = "hunter2-hunter2"  # noqa: S105
    told = json.dumps(examined().to_dict())
    assert "hunter2" not in told and key.read_text("utf-8").splitlines()[1] not in told


@pytest.mark.django_db
@pytest.mark.engines("postgres")
def test_the_doctor_sees_a_wall_that_is_down_and_a_role_that_is_too_strong(cluster: Path, keyed: None) -> None:
    with connected_as(cluster, "postgres"):
        run("ALTER TABLE accounts_account NO FORCE ROW LEVEL SECURITY")
        told = examined()
    assert not told.sound and {"site.role-superuser", "site.table-unprotected"} <= found(told)


@pytest.mark.django_db
def test_clocks_that_stand_apart_are_told(engine: str, keyed: None, cast: Cast) -> None:
    late = examine(Machine(now=datetime.now(UTC) - timedelta(hours=1), fonts=FONTS))
    wanted = {"site.clock-behind", "site.clock-apart"} if engine == "postgres" else {"site.clock-behind"}
    assert wanted <= found(late)


@pytest.mark.django_db
@pytest.mark.engines("sqlite")
def test_what_is_missing_is_a_warning_and_what_is_broken_a_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert {"site.audit-key-missing", "site.fonts-unknown"} <= found(examine(Machine(now=NOW)))
    assert "site.font-missing" in found(examine(Machine(now=NOW, fonts={"zh": 0})))
    (tmp_path / "key").write_text("no key", "utf-8")
    monkeypatch.setattr(doctor, "configuration", lambda: Configuration(audit_key=str(tmp_path / "key")))
    told = examined()
    assert not told.sound and "site.audit-key-unreadable" in found(told)


@pytest.mark.django_db
@pytest.mark.engines("sqlite")
def test_a_journal_that_this_sqlite_may_corrupt_is_a_fault(monkeypatch: pytest.MonkeyPatch, keyed: None) -> None:
    asked = doctor._asked
    monkeypatch.setattr(doctor, "_asked", lambda text: [("wal",)] if "journal" in text else asked(text))
    for release, code in (((3, 40, 1), "site.sqlite-wal-unsafe"), ((3, 51, 3), None)):
        monkeypatch.setattr(doctor.sqlite3, "sqlite_version_info", release)
        assert ({one for one in found(examined()) if "wal" in one}) == ({code} if code else set())


def test_a_database_that_is_not_there_is_a_fault_and_is_not_made(tmp_path: Path) -> None:
    done = palermo("doctor", PALERMO_DATABASE=str(tmp_path / "none.sqlite3"))
    assert done.returncode == 1 and "site.database-unreachable" in done.stdout, done.stderr
    assert not list(tmp_path.iterdir())
