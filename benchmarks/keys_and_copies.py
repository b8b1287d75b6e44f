"""What sealing a value costs beside the bare cipher, and a backup and its restoring beside the engine's own tools.

    PYTHONPATH=src:. python benchmarks/keys_and_copies.py [--values 100000] [--rows 100000] [--rounds 3]

Values of 40 bytes: AESGCM alone with a random nonce and the same bound place; then one body's seal and its opening as
the site does them; then the column of a model. Seconds of this process, in turn, medians; the bar is half the speed of
the bare cipher. Copies: VACUUM INTO and a copy of the file on SQLite, pg_dump and pg_restore on PostgreSQL (Debian's,
fsync off), over rows that compress as text does, with 2,000 events; seconds on the wall.
"""

import argparse
import os
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
from benchmarks.audit import _open
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyrage import x25519

BAR = 0.5
EVENTS = 2_000
BODY = UUID(int=7)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--values", type=int, default=100_000)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    missed = _sealing(options.values, options.rounds) < BAR
    from tests.site.cluster import running_cluster

    with tempfile.TemporaryDirectory() as folder, running_cluster() as cluster:
        os.environ["PALERMO_INSTALLATION_KEY"] = str(Path(folder) / "installation.key")
        _copies_of_sqlite(Path(folder), options.rows, options.rounds)
        _copies_of_postgres(Path(folder), cluster, options.rows, options.rounds)
    return int(missed)


def _sealing(count: int, rounds: int) -> float:
    """Speed of sealing as a share of that of the bare cipher."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.site.settings")
    import django

    django.setup()
    from palermo.site.keys.envelope import BODY as OF_BODY
    from palermo.site.keys.envelope import Place, Receiver, agree, close, head_of, new_pair, opened

    secret, public = new_pair()
    receiver = Receiver(OF_BODY, uuid4(), BODY, public)
    values = [(Place("register_personname", "family", uuid4()), os.urandom(40)) for _ in range(count)]
    cipher = AESGCM(os.urandom(32))
    sealed = list(close(receiver, values))

    def bare() -> None:
        for place, plain in values:
            nonce = os.urandom(12)
            _ = nonce + cipher.encrypt(nonce, plain, place.bound())

    def open_all() -> None:
        key = agree(secret, head_of(sealed[0]).fresh, BODY)
        for (place, _), one in zip(values, sealed, strict=True):
            opened(BODY, place, one, key)

    found = _in_turn({"bare": bare, "seal": lambda: list(close(receiver, values)), "open": open_all}, rounds, cpu=True)
    for name, seconds in found.items():
        print(f"{name}: {count / seconds:,.0f} values/s, {found['bare'] / seconds:.2f} of the bare cipher")
    return found["bare"] / found["seal"]


def _in_turn(works: Mapping[str, Callable[[], object]], rounds: int, *, cpu: bool = False) -> dict[str, float]:
    """The median seconds of each, done in turn."""
    clock = time.process_time if cpu else time.perf_counter
    took: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            start = clock()
            work()
            took[name].append(clock() - start)
    return {name: statistics.median(seconds) for name, seconds in took.items()}


def _filled(migrator: str, address: str) -> None:
    """Tables, a body, and acts in the audit."""
    _open(migrator)
    from django.core.management import call_command

    from palermo.site.access.actor import keeper
    from palermo.site.access.scope import scoped
    from palermo.site.accounts.actions import add_agency
    from palermo.site.audit.actions import record

    call_command("migrate", interactive=False, verbosity=0)
    _open(address)
    with scoped(keeper()) as actor:
        body = add_agency(actor, code="office", kind="agency", names={"en": "Office"})
        for _ in range(EVENTS):
            record(actor, "trial.act", body, fields=["role"])


def _copies_of_sqlite(folder: Path, rows: int, rounds: int) -> None:
    source = folder / "site.sqlite3"
    _filled(str(source), str(source))
    with closing(sqlite3.connect(source)) as opened:
        opened.executemany(
            "INSERT INTO django_session VALUES (?, ?, '2026-01-01')",
            ((f"{n:040d}", os.urandom(120).hex()) for n in range(rows)),
        )
        opened.commit()

    def alone() -> None:
        (folder / "alone").unlink(missing_ok=True)
        from palermo.site.owner import opened_sqlite

        opened_sqlite().execute("VACUUM INTO ?", [str(folder / "alone")])

    _measured("SQLite", folder, str(source), alone, lambda: shutil.copyfile(folder / "alone", folder / "back"),
              lambda: str(folder / f"restored-{uuid4().hex}"), rounds)  # fmt: skip


def _copies_of_postgres(folder: Path, cluster: Path, rows: int, rounds: int) -> None:
    from tests.site.cluster import BINARIES, new_database

    new_database(cluster, "bench")
    owner, web, backup = (f"postgresql://palermo_{role}@/bench?host={cluster}" for role in ("owner", "web", "backup"))
    _filled(owner, web)
    with psycopg.connect(f"postgresql://postgres@/bench?host={cluster}") as server:
        server.execute(
            "INSERT INTO django_session SELECT lpad(n::text, 40, '0'), md5(random()::text) || md5(random()::text)"
            " || md5(random()::text) || md5(random()::text) || md5(random()::text), now()"
            " FROM generate_series(1, %s) n",
            [rows],
        )

    def new_target() -> str:
        name = f"t{uuid4().hex}"
        new_database(cluster, name)
        return f"postgresql://palermo_owner@/{name}?host={cluster}"

    def called(program: str, *words: str) -> None:
        subprocess.run([str(BINARIES[-1] / program), *words], check=True)

    targets = iter(new_target() for _ in range(1000))
    _measured("PostgreSQL", folder, backup,
              lambda: called("pg_dump", "-Fc", f"--file={folder / 'dump'}", backup),
              lambda: called("pg_restore", "-d", next(targets), str(folder / "dump")), new_target, rounds)  # fmt: skip


def _measured(
    name: str,
    folder: Path,
    backup: str,
    alone: Callable[[], object],
    alone_back: Callable[[], object],
    new_target: Callable[[], str],
    rounds: int,
) -> None:
    from palermo.site.configuration import Configuration
    from palermo.site.copies.loading import restore
    from palermo.site.copies.taking import take

    opener = x25519.Identity.generate()
    (folder / "key").write_text(str(opener), "ascii")
    told, file = Configuration(database_backup=backup), folder / f"{name}.age"

    def ours() -> None:
        file.unlink(missing_ok=True)
        assert take(file, str(opener.to_public()), told=told, environment=os.environ, now=datetime.now(UTC)).done

    def ours_back() -> None:
        assert restore(file, folder / "key", new_target(), ours=None, environment=os.environ).done

    found = _in_turn({"alone": alone, "backup": ours, "alone back": alone_back, "restore": ours_back}, rounds)
    size = file.stat().st_size / 1e6
    print(f"{name}: backup {found['backup']:.2f} s, alone {found['alone']:.2f}: {found['backup'] / found['alone']:.1f}"
          f" times; {size:.0f} MB")  # fmt: skip
    print(f"{name}: restore {found['restore']:.2f} s, alone {found['alone back']:.2f}:"
          f" {found['restore'] / found['alone back']:.1f} times")  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
