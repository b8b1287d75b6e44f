"""What the site costs over HTTP: its pages asked for by eight clients, against a bare Django page of the same queries.

    PYTHONPATH=src:. python benchmarks/site_requests.py [--engine sqlite --engine postgres] [--cases 100000]
        [--seconds 4.5] [--rounds 3] [--clients 8]

On each engine a database with one body of many cases, its conference and its files (`many_cases.py`); on it `palermo
serve`, with as many workers as it takes, and `bare_replay.py` under granian with as many workers and threads. Both
stand while each is asked in turn, SECONDS a page in all; half a second before each turn is not counted. Every client
has a connection that stays open and a session of its own. Both engines commit durably; PostgreSQL (Debian's package) is
a cluster of its own, asked as palermo_web. Rates are the medians of the rounds, the percentile is that of all requests.
"""

import argparse
import http.client
import os
import pickle
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from benchmarks.asked_pages import Page
from tests.site.cluster import new_database, running_cluster
from tests.site.serving import free_port, plain_environment, serving, wait_for

ENGINES = ("sqlite", "postgres")
DURABLE = "-c fsync=on -c full_page_writes=on -c max_connections=80"
TOKEN, WARM = "t" * 32, 0.5
PASSPHRASE = "seven herons over the delta"  # noqa: S105  # of invented people
HEAD = ("page", "requests/s", "bare", "ratio", "95 %, ms", "bare", "ratio", "queries")
BARE_EVENT = (
    "CREATE TABLE bare_event AS SELECT * FROM audit_event LIMIT 0",
    "CREATE INDEX bare_event_seq ON bare_event (seq)",
    "CREATE INDEX bare_event_at ON bare_event (at)",
    "CREATE UNIQUE INDEX bare_event_id ON bare_event (id)",
)


@dataclass
class Side:
    """One of the two servers: its port, and what was measured of it."""

    port: int
    rates: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def tail(self) -> float:
        """Milliseconds within which 95 of 100 requests were answered."""
        return statistics.quantiles(self.times, n=20)[-1] * 1000


def main() -> None:
    options = _options()
    for engine in options.engine or ENGINES:
        begun = time.perf_counter()
        with ExitStack() as stack:
            told = stack.enter_context(_database(engine))
            pages = _filled(told, options.cases)
            print(f"\n{engine}, {options.cases} cases, filled in {time.perf_counter() - begun:.0f} s", flush=True)
            workers = 1 if engine == "sqlite" and sqlite3.sqlite_version_info < (3, 51, 3) else 2
            ours = int(stack.enter_context(serving(told)).address.rstrip("/").rpartition(":")[2])
            bare = stack.enter_context(_bare(told, workers))
            _open_keys(ours, pages)
            _line(*HEAD)
            for at, page in enumerate(pages):
                _measured(at, page, ours, bare, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=ENGINES, action="append", help="one of them; both without it")
    parser.add_argument("--cases", type=int, default=100_000, help="in the list of the body")
    parser.add_argument("--seconds", type=float, default=4.5, help="a page, for each of the two servers")
    parser.add_argument("--rounds", type=int, default=3, help="turns into which the seconds are cut")
    parser.add_argument("--clients", type=int, default=8, help="that ask at once; at most 8")
    return parser.parse_args()


@contextmanager
def _database(engine: str) -> Iterator[dict[str, str]]:
    """Settings of a server over a migrated database, with a table for the events of the bare page."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="palermo-bench-")))
        told = {"PALERMO_LEDGER": str(folder / "ledger"), "BARE_PAGES": str(folder / "pages")}
        if engine == "sqlite":
            told["PALERMO_DATABASE"] = str(folder / "site.sqlite3")
            _run(["-m", "palermo", "migrate"], told)
            with sqlite3.connect(told["PALERMO_DATABASE"]) as file:
                for statement in BARE_EVENT:
                    file.execute(statement)
        else:
            socket = stack.enter_context(running_cluster(durable=True, more=DURABLE))
            new_database(socket, "bench")
            web, owner = (f"postgresql://palermo_{role}@/bench?host={socket}" for role in ("web", "owner"))
            told |= {"PALERMO_DATABASE": web, "PALERMO_INSTALLATION_KEY": str(folder / "key")}
            _run(["-m", "palermo", "migrate"], {**told, "PALERMO_DATABASE_OWNER": owner})
            with psycopg.connect(owner) as server:
                for statement in (*BARE_EVENT, "GRANT SELECT, INSERT ON bare_event TO palermo_web"):
                    server.execute(statement.encode())
        yield told


def _filled(told: Mapping[str, str], cases: int) -> list[Page]:
    """The database filled, with fresh statistics on PostgreSQL, as its own housekeeping keeps them."""
    _run(["-m", "benchmarks.many_cases", told["BARE_PAGES"], "--cases", str(cases)], told)
    if told["PALERMO_DATABASE"].startswith("postgresql"):
        address = told["PALERMO_DATABASE"].replace("palermo_web", "postgres")
        with psycopg.connect(address, autocommit=True) as server:
            server.execute("VACUUM ANALYZE")
    found: list[Page] = pickle.loads(Path(told["BARE_PAGES"]).read_bytes())  # noqa: S301  # our own file
    return found


def _run(words: Sequence[str], told: Mapping[str, str]) -> None:
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL, env={**plain_environment(), **told})


@contextmanager
def _bare(told: Mapping[str, str], workers: int) -> Iterator[int]:
    """The port of the bare page."""
    port = free_port()
    words = ["--interface", "wsgi", "--port", str(port), "--workers", str(workers), "--blocking-threads", "8"]
    command = [sys.executable, "-m", "granian", *words, "benchmarks.bare_replay:application"]
    quiet, environment = subprocess.DEVNULL, {**plain_environment(), **told}
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet, start_new_session=True) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/1/")
            yield port
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def _open_keys(port: int, pages: Sequence[Page]) -> None:
    """As somebody of the body does after signing in; it holds for all of them."""
    session = next(page.sessions[0] for page in pages if page.address == "/cases/")
    status = _Client(port, session).ask("/keys/open/", f"passphrase={PASSPHRASE.replace(' ', '+')}")
    assert status == 302, status


def _measured(at: int, page: Page, ours: int, bare: int, options: argparse.Namespace) -> None:
    """A line of the table: turns of the two."""
    sides = {page.address: Side(ours), f"/{at}/": Side(bare)}
    for _ in range(options.rounds):
        for address, side in sides.items():
            _load(side, page, address, options.clients, WARM, counted=False)
            _load(side, page, address, options.clients, options.seconds / options.rounds, counted=True)
    mine, theirs = sides.values()
    rate, plain = statistics.median(mine.rates), statistics.median(theirs.rates)
    tails = (f"{mine.tail():.0f}", f"{theirs.tail():.0f}", f"{mine.tail() / theirs.tail():.2f}")
    _line(page.name, f"{rate:.1f}", f"{plain:.1f}", f"{rate / plain:.2f}", *tails, str(len(page.statements)))


def _load(side: Side, page: Page, address: str, clients: int, seconds: float, *, counted: bool) -> None:
    """All clients at once until the time is over; each finishes what it began."""
    times: list[float] = []
    wrong: list[str] = []
    until = time.perf_counter() + seconds

    def run(session: str) -> None:
        client = _Client(side.port, session)
        while time.perf_counter() < until and not wrong:
            begun = time.perf_counter()
            status = client.ask(address, page.body)
            times.append(time.perf_counter() - begun)
            if status != (302 if page.body else 200):
                wrong.append(f"{page.name} of port {side.port}: {status}")

    threads = [threading.Thread(target=run, args=(session,)) for session in page.sessions[:clients]]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise SystemExit(wrong[0])
    if counted:
        side.rates.append(len(times) / (time.perf_counter() - begun))
        side.times += times


class _Client:
    """A browser that is signed in and keeps its connection."""

    def __init__(self, port: int, session: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}

    def ask(self, address: str, body: str = "") -> int:
        """The status of the answer. A connection that the server has let go of by now is opened anew."""
        try:
            return self._asked(address, body)
        except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
            self._line.close()
            return self._asked(address, body)

    def _asked(self, address: str, body: str) -> int:
        if body:
            form = {**self._headers, "Content-Type": "application/x-www-form-urlencoded"}
            self._line.request("POST", address, body, form)
        else:
            self._line.request("GET", address, headers=self._headers)
        answer = self._line.getresponse()
        answer.read()
        return answer.status


def _line(name: str, *cells: str) -> None:
    print(f"{name:24}" + "".join(f"{cell:>12}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
