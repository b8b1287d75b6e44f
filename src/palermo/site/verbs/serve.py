"""palermo serve: the start-up checks, then the server. ``--demo``: an invented country in a fresh folder."""

import os
import sqlite3
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from palermo.ground.errors import UnreadableInput, UsageError
from palermo.site.database import SOUND_WAL

TARGET = "palermo.site.wsgi:application"
DEMO_FILE = "demo.sqlite3"
REFUSED = 1
THREADS = 8
"""A worker; each holds a connection."""


def run(words: Sequence[str]) -> int:
    """Serve until a signal: 0. Refused: 1, each reason on a line. A wrong call: 2."""
    told = _parser().parse_args(words)
    host, port = _bind(told)
    if told.demo:
        _prepare_demo(told)
    import django

    django.setup()
    from palermo.site.jobs.process import working_process

    if told.demo:
        _load_demo()
    if _refused(host, demo=told.demo):
        return REFUSED
    with _holder():
        _tell(host, port, demo=told.demo)
        with working_process(), working_process("--linkings"):
            _serve(host, port, _workers(told.workers))
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="palermo serve", description=__doc__)
    parser.add_argument("--bind", metavar="HOST:PORT", default="127.0.0.1:8000")
    parser.add_argument("--workers", type=int, default=2, metavar="N")
    parser.add_argument("--demo", action="store_true", help="invented data, on loopback only")
    parser.add_argument("--dir", type=Path, metavar="DIR", help="with --demo: where its files lie; a fresh folder")
    parser.add_argument("--port", type=int, metavar="N", help="with --demo: the port")
    return parser


def _bind(told: Namespace) -> tuple[str, int]:
    host, _, port = told.bind.rpartition(":")
    if not host or not port.isdigit() or not 0 < (told.port or int(port)) < 65536:
        raise UsageError(f"--bind is {told.bind!r}.", hint="Write HOST:PORT, as in 127.0.0.1:8000.")
    if not told.demo and (told.dir or told.port):
        raise UsageError("--dir and --port belong to --demo.", hint="Use --bind, and PALERMO_DATABASE.")
    if told.demo and host != "127.0.0.1":
        raise UsageError("The demonstration is served on loopback only.", hint="Leave --bind away.")
    return host, told.port or int(port)


def _prepare_demo(told: Namespace) -> None:
    """A fresh folder, and settings that name it: before Django reads any."""
    folder = told.dir or Path(tempfile.mkdtemp(prefix="palermo-demo-"))
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"The folder {folder} is not empty.", hint="Name one that is, or none.")
    folder.mkdir(parents=True, exist_ok=True)
    for name in [name for name in os.environ if name.startswith("PALERMO_") and name != "PALERMO_TRACEBACK"]:
        del os.environ[name]
    os.environ |= {
        "PALERMO_DEMO": "1",
        "PALERMO_DATABASE": str(folder / DEMO_FILE),
        "PALERMO_LEDGER": str(folder / "ledger.jsonl"),
    }


def _load_demo() -> None:
    """In a process of its own: what makes the country starts threads, and a worker forked after that would hang."""
    loading = get_context("spawn").Process(target=fill_demo)
    loading.start()
    loading.join()
    if loading.exitcode:
        raise UnreadableInput("The demonstration could not be loaded.", hint="Look above for the reason.")


def fill_demo() -> None:
    """Tables, bodies, people, the conference, what is published, a file that a body of the country handed in, cases.

    Then consents and referrals, and last of all a run of linkage.
    """
    import django

    django.setup()
    from django.core.management import call_command

    from palermo.site import demo
    from palermo.site.accounts.first_key import make_first_key
    from palermo.site.cases import demo as cases
    from palermo.site.coordination import demo as conference
    from palermo.site.linkage import demo as linkage
    from palermo.site.publications import demo as publications
    from palermo.site.referrals import demo as referrals
    from palermo.site.submissions import demo as submissions

    call_command("migrate", interactive=False, verbosity=0)
    make_first_key()
    demo.load()
    conference.load()
    publications.load()
    submissions.load()
    cases.load()
    referrals.load()
    linkage.load()


@contextmanager
def _holder() -> Iterator[None]:
    """The process that holds unwrapped keys, for all workers; they find it by a variable of their environment."""
    from palermo.site.configuration import configuration
    from palermo.site.keys.keeping import SETTING, holding_process

    with holding_process() as socket:
        os.environ[SETTING] = str(socket)
        configuration.cache_clear()  # read before the holder was there; a forked worker would hold keys of its own
        yield


def _refused(host: str, *, demo: bool) -> bool:
    from palermo.engines import read_bytes
    from palermo.site.accounts.first_key import make_first_key
    from palermo.site.startup import Start, pending_migrations, refusals

    if not pending_migrations(Start(host=host, demo=demo)):
        make_first_key()
    mounts = Path("/proc/self/mounts")
    known = read_bytes(mounts).decode("utf-8", "replace") if mounts.exists() else ""
    found = refusals(Start(host=host, demo=demo, mounts=known))
    sys.stderr.writelines(f"palermo serve: {finding}\n" for finding in found)
    return bool(found)


def _workers(wanted: int) -> int:
    """One where SQLite could corrupt its file under two writers."""
    from django.db import connection

    if wanted > 1 and connection.vendor == "sqlite" and sqlite3.sqlite_version_info < SOUND_WAL:
        sys.stderr.write(f"palermo serve: one worker: SQLite {sqlite3.sqlite_version} is below 3.51.3.\n")
        return 1
    return wanted


def _tell(host: str, port: int, *, demo: bool) -> None:
    from palermo.site.demo_people import DEMO_PASSWORD, demo_logins

    sys.stdout.write(f"http://{host}:{port}/\n")
    if demo:
        sys.stdout.write(f"Accounts, all with the password {DEMO_PASSWORD}:\n")
        sys.stdout.writelines(f"  {login}\n" for login in demo_logins())
    sys.stdout.flush()


def _serve(host: str, port: int, workers: int) -> None:
    from django.db import connections
    from granian.constants import Interfaces
    from granian.server import Server

    connections.close_all()
    # The access log stays off: addresses of cases and of people who ask for help stand in it.
    Server(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        log_access=False,
    ).serve()
