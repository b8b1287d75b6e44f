"""A PostgreSQL server of one's own while the tests run: a fresh cluster in a temporary folder, socket only."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from palermo.site.access.rls import ROLES_SQL

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
FAST = "-c fsync=off -c full_page_writes=off -c max_connections=40 -c listen_addresses=''"


@contextmanager
def running_cluster(
    *, durable: bool = False, more: str = "", like: Path | None = None, keep: Path | None = None
) -> Iterator[Path]:
    """The folder of the socket of a running server. Its superuser is postgres; the three roles are there.

    ``durable``: what it acknowledges outlives its fall, if not that of the machine. ``more``: settings for its command
    line, which win over those here. ``keep``: where its files are left, for another that is begun ``like`` it.
    """
    settings = f"{FAST} -c synchronous_commit={'on' if durable else 'off'} {more}"
    if not BINARIES:
        raise FileNotFoundError("there is no PostgreSQL server: install Debian's package postgresql")
    home = Path(tempfile.mkdtemp(prefix="palermo-pg-"))
    data = home / "data"
    home.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    if like:
        _copy(like / "data", data)
    else:
        _call("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")
    _call("pg_ctl", "-D", data, "-w", "-l", home / "log", "-o", f"{settings} -k {home}", "start")
    try:
        if not like:
            with psycopg.connect(host=str(home), user="postgres", dbname="postgres", autocommit=True) as server:
                server.execute(ROLES_SQL.encode())
        yield home
    finally:
        _call("pg_ctl", "-D", data, "-w", "-m", "fast" if keep else "immediate", "stop")
        if keep:
            _copy(data, keep / "data")
        shutil.rmtree(home, ignore_errors=True)


def _copy(data: Path, to: Path) -> None:
    """With its owner: a server opens no files but its own user's."""
    subprocess.run(["cp", "-a", data, to], check=True)


def restart(home: Path) -> None:
    """As after a fall: nobody is waited for, and what was committed is read back from the log."""
    _call("pg_ctl", "-D", home / "data", "-w", "-m", "immediate", "-l", home / "log", "restart")


def new_database(socket: Path, name: str, template: str = "template1") -> None:
    """An empty database, or a copy of ``template``, that belongs to palermo_owner as does its schema.

    A template must be nobody's while it is copied: whoever is left there from a test before is sent away.
    """
    with psycopg.connect(host=str(socket), user="postgres", dbname="postgres", autocommit=True) as server:
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [template])
        server.execute(f'CREATE DATABASE "{name}" OWNER palermo_owner TEMPLATE "{template}"'.encode())
    with psycopg.connect(host=str(socket), user="postgres", dbname=name, autocommit=True) as server:
        server.execute(b"ALTER SCHEMA public OWNER TO palermo_owner")


def _call(program: str, *words: object) -> None:
    """Run one of the server's programs as the user postgres where we are root, which it refuses to be."""
    before = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    command = [*before, str(BINARIES[-1] / program), *map(str, words)]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd="/")
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stderr.strip()}")
