"""palermo audit and palermo doctor, as they are typed: exit codes, what is printed, what a kept head is good for."""

# ruff: noqa: S608  # the statements are our own

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from tests.site.cast import Cast
from tests.site.test_startup import connected_as, run
from tests.tools.as_typed import palermo

from palermo.ground.errors import UnreadableInput, UsageError
from palermo.site import doctor
from palermo.site.audit import heads
from palermo.site.configuration import Configuration
from palermo.site.doctor import Diagnosis, Machine, examine
from palermo.site.manage import main
from palermo.site.verbs.doctor import run as doctor_verb

NOW = datetime.now(UTC)
FACTS = {"engine", "migrations", "audit key", "installation key", "fonts"}
FONTS = {"en": 3, "ar": 1}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A private key in a file, its public half in another beside it."""
    made, folder = Ed25519PrivateKey.generate(), tmp_path_factory.mktemp("key")
    private = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "audit.pem").write_bytes(private)
    public = made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / "public.pem").write_bytes(public)
    return folder / "audit.pem"


Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, key: Path) -> Said:
    """Exit code and both streams of a verb, run in this process; the settings name the key."""

    def run_verb(*words: str, audit_key: Path = key) -> tuple[int, str, str]:
        told = Configuration(database="elsewhere", audit_key=str(audit_key))
        monkeypatch.setattr("palermo.site.configuration.configuration", lambda: told)
        monkeypatch.setattr(doctor, "configuration", lambda: told)
        code = main(words)
        return code, *capsys.readouterr()

    return run_verb


@pytest.mark.django_db
def test_a_head_is_signed_kept_and_held_against_the_chain(
    in_hand: int, engine: str, said: Said, tmp_path: Path, key: Path
) -> None:
    kept = tmp_path / "heads" / "one.json"
    code, printed, _ = said("audit", "head", "--out", str(kept))
    assert code == 0 and f"{in_hand} events" in printed
    assert said("audit", "head", "--out", str(kept))[0] == 2  # every head is kept
    code, printed, _ = said("audit", "verify", "--head", str(kept), "--json")
    assert code == 0 and json.loads(printed)["whole"] is True
    run(f"DELETE FROM audit_event WHERE seq = {in_hand}")
    if engine == "postgres":
        last = f"(SELECT hash FROM audit_event WHERE seq = {in_hand - 1})"
        run(f"UPDATE audit_head SET seq = seq - 1, hash = {last}")
    code, printed, _ = said("audit", "verify")
    assert code == 0 and f"{in_hand - 1} events" in printed  # a chain alone does not know of its tail
    code, printed, _ = said("audit", "verify", "--head", str(kept), "--json", audit_key=key.parent / "public.pem")
    told = json.loads(printed)
    assert (code, told["first_bad"], told["finding"]["code"]) == (1, in_hand, "audit.tail-cut")
    kept.write_text(kept.read_text("utf-8").replace(f'"seq": {in_hand}', '"seq": 1'), "utf-8")
    code, _, refused = said("audit", "verify", "--head", str(kept))
    assert code == 2 and "not what was signed" in refused


@pytest.mark.django_db
def test_a_broken_chain_is_not_signed(in_hand: int, said: Said, tmp_path: Path) -> None:
    run("DELETE FROM audit_event WHERE seq = 4")
    code, _, refused = said("audit", "head", "--out", str(tmp_path / "one.json"))
    assert code == 1 and "audit.event-missing" in refused and not list(tmp_path.iterdir())
    code, printed, _ = said("audit", "verify")
    assert code == 1 and "Event 4" in printed


@pytest.mark.django_db
def test_a_head_of_another_key_is_refused_where_the_settings_name_one(said: Said, tmp_path: Path) -> None:
    stranger = heads.sign(Ed25519PrivateKey.generate(), seq=0, digest=bytes(32), at="2026-03-01")
    (tmp_path / "one.json").write_bytes(stranger.to_bytes())
    code, _, refused = said("audit", "verify", "--head", str(tmp_path / "one.json"))
    assert code == 2 and "PALERMO_AUDIT_KEY" in refused


@pytest.mark.django_db
def test_the_doctor_prints_facts_and_findings_and_one_word_at_the_end(said: Said) -> None:
    code, printed, _ = said("doctor")
    assert code == 0 and printed.startswith("secret key: ") and printed.endswith("\nsound\n")
    told = json.loads(said("doctor", "--json")[1])
    assert told["sound"] is True and told["facts"].keys() >= FACTS


def test_what_palermo_says_the_server_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALERMO_DATABASE", str(tmp_path / "none.sqlite3"))
    assert palermo("audit", "verify", "--json").returncode == 2
    assert not list(tmp_path.iterdir())  # and no empty file was made


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
    if engine == "postgres":  # the server of the tests waits for no disk
        run("SET LOCAL synchronous_commit = on")
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
@pytest.mark.engines("postgres")
def test_a_server_that_acknowledges_before_it_has_written_is_told(keyed: None) -> None:
    run("SET LOCAL synchronous_commit = on")
    assert "site.commit-not-waited-for" not in found(examined())
    run("SET LOCAL synchronous_commit = off")
    told = examined()
    assert told.facts["synchronous commit"] == "off"
    assert told.sound and "site.commit-not-waited-for" in found(told)


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
