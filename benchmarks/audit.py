"""The audit's cost: a body added with its event over HTTP by eight clients, and how fast the chain is verified.

    PYTHONPATH=src:. python benchmarks/audit.py [--requests 400] [--events 200000] [--clients 8] [--rounds 3]

Our server and a bare Django page with the same rows (`bare_page.py`) are served by granian with one worker and eight
threads, in turn, on SQLite and on PostgreSQL (Debian's package; fsync off, as in the tests). The bar of
the verification is 160,000 events a second, the median of the rounds. Exit 1 where it is missed.
"""

import argparse
import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg

from palermo.site.access.actor import Actor, of, signing_in

BAR = 160_000
TOKEN = "t" * 32
OURS, BARE = "palermo.site.wsgi:application", "benchmarks.bare_page:application"
_HEADERS = {"X-CSRFToken": TOKEN, "Content-Type": "application/x-www-form-urlencoded"}


def main() -> int:
    options = _options()
    from tests.site.cluster import new_database, running_cluster

    with tempfile.TemporaryDirectory() as folder, running_cluster() as cluster:
        new_database(cluster, "bench")
        owner, web = (f"postgresql://palermo_{role}@/bench?host={cluster}" for role in ("owner", "web"))
        sqlite = str(Path(folder) / "bench.sqlite3")
        missed = False
        for name, migrator, address in (("SQLite", sqlite, sqlite), ("PostgreSQL", owner, web)):
            session = _prepared(migrator, address)
            _requests(name, address, session, options)
            missed |= _verified(name, cluster, address, options) < BAR
    return int(missed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def _open(address: str) -> None:
    """Make the database at ``address`` the default one of this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.site.settings")
    django.setup()
    from django.db import connections
    from django.db.utils import load_backend

    from palermo.site.database import database

    connections["default"].close()
    settings = {**connections["default"].settings_dict, **database(address)}
    connections["default"] = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")


def _prepared(migrator: str, address: str) -> str:
    """Tables, the table of the bare page, one administrator; gives a session of theirs."""
    _open(migrator)
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, connections
    from django.test import Client

    from palermo.site.access.actor import keeper
    from palermo.site.access.scope import scoped
    from palermo.site.accounts import actions

    call_command("migrate", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare_event AS SELECT * FROM audit_event LIMIT 0")
        cursor.execute("CREATE INDEX bare_event_seq ON bare_event (seq)")
        cursor.execute("CREATE INDEX bare_event_at ON bare_event (at)")
        cursor.execute("CREATE UNIQUE INDEX bare_event_id ON bare_event (id)")
        if connection.vendor == "postgresql":
            cursor.execute("GRANT SELECT, INSERT ON bare_event TO palermo_web")
    _open(address)
    with scoped(keeper()) as actor:
        body = actions.add_agency(actor, code="office", kind="agency", names={"en": "Office"})
        account = actions.add_account(actor, body, name="adam", display_name="Adam", role="system_admin")
    client = Client()
    with scoped(of(account)):
        client.force_login(account, backend="palermo.site.accounts.backend.ByLogin")
    connections["default"].close()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _requests(name: str, address: str, session: str, options: argparse.Namespace) -> None:
    """Rounds of ours and of the bare page in turn; medians and their ratio."""
    rates: dict[str, list[float]] = {OURS: [], BARE: []}
    tails: dict[str, list[float]] = {OURS: [], BARE: []}
    for at in range(options.rounds):
        for target in (OURS, BARE):
            with _served(target, address) as port:
                _load(port, session, f"w{at}{target[0]}", options.clients, 2)
                took, each = _load(port, session, f"m{at}{target[0]}", options.clients, options.requests)
            rates[target].append(len(each) / took)
            tails[target].append(statistics.quantiles(each, n=20)[-1] * 1000)
    ours, bare = (statistics.median(rates[target]) for target in (OURS, BARE))
    slow, quick = (statistics.median(tails[target]) for target in (OURS, BARE))
    print(f"{name}: {ours:.0f} requests/s, bare {bare:.0f}, ratio {ours / bare:.2f}")
    print(f"{name}: 95th percentile {slow:.0f} ms, bare {quick:.0f} ms, ratio {slow / quick:.2f}")


@contextmanager
def _served(target: str, address: str) -> Iterator[int]:
    """The port of a granian with one worker and eight threads."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    words = ["--interface", "wsgi", "--port", str(port), "--workers", "1", "--blocking-threads", "8", target]
    environment = {**os.environ, "PALERMO_DATABASE": address}
    quiet = subprocess.DEVNULL
    command = [sys.executable, "-m", "granian", *words]
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet, start_new_session=True) as process:
        try:
            _answers(port)
            yield port
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def _answers(port: int) -> None:
    for _ in range(1200):
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            line.request("GET", "/nowhere/")
            line.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError


def _load(port: int, session: str, mark: str, clients: int, count: int) -> tuple[float, list[float]]:
    """Seconds for all, and of each request."""
    from django.conf import settings

    took: list[float] = []
    cookies = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={TOKEN}"}

    def run(client: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for number in range(count // clients or 1):
            code = f"{mark}-{client}-{number}"
            start = time.perf_counter()
            line.request("POST", "/bodies/add/", f"code={code}&kind=agency&name_en={code}", {**_HEADERS, **cookies})
            answer = line.getresponse()
            answer.read()
            took.append(time.perf_counter() - start)
            assert answer.status == 302, answer.status

    threads = [threading.Thread(target=run, args=(client,)) for client in range(clients)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start, took


def _verified(name: str, cluster: Path, address: str, options: argparse.Namespace) -> float:
    """Events a second, the median of the rounds; the chain is filled first."""
    _open(address)
    from django.db import connections

    from palermo.site.audit.looking import look

    if name == "SQLite":
        _fill_sqlite(options.events)
    else:
        _fill_postgres(cluster, options.events)
    rates, alone = [], []
    for _ in range(options.rounds):
        start, spent = time.perf_counter(), time.process_time()
        verdict = look()
        rates.append(verdict.events / (time.perf_counter() - start))
        alone.append(verdict.events / (time.process_time() - spent))
        assert verdict.broken is None, verdict.broken
    connections["default"].close()
    print(f"{name}: {statistics.median(rates):,.0f} events/s verified, of {verdict.events:,}")
    print(f"{name}: {statistics.median(alone):,.0f} events a second of this process's own time")
    return statistics.median(rates)


def _fill_postgres(cluster: Path, events: int) -> None:
    """A thousand a transaction: within one, each event leaves a version of the head behind that the next must pass."""
    with psycopg.connect(host=str(cluster), user="postgres", dbname="bench", autocommit=True) as server:
        for _ in range(events // 1000):
            server.execute(
                "INSERT INTO audit_event (id, actor, role, agency_id, purpose, verb, kind, key, fields, request)"
                " SELECT gen_random_uuid(), actor, role, agency_id, 'reading of the file', verb, kind, key, fields,"
                " md5(n::text) FROM audit_event, generate_series(1, 1000) n WHERE seq = 2"
            )


def _fill_sqlite(events: int) -> None:
    from django.db import connection, transaction

    from palermo.site.access.scope import scoped
    from palermo.site.accounts.models import Account
    from palermo.site.audit.canonical import hash_of
    from palermo.site.audit.chain import tail
    from palermo.site.audit.models import AuditEvent

    with scoped(_administrator()) as actor, transaction.atomic():
        account = Account.objects.get(pk=actor.account)
        seq, last = tail()
        made = []
        for number in range(events):
            event = AuditEvent(
                seq=seq + 1 + number, prev_hash=last, actor=account.pk, role=of(account).role,
                agency_id=account.agency_id, purpose="reading of the file", verb="read", kind="accounts.account",
                key=str(account.pk), fields=["display_name", "role"], request="0" * 32,
            )  # fmt: skip
            event.hash = last = hash_of(event.line())
            made.append(event)
        for start in range(0, events, 20_000):
            AuditEvent._base_manager.bulk_create(made[start : start + 20_000])
        assert connection.vendor == "sqlite"


def _administrator() -> Actor:
    from palermo.site.access.scope import scoped
    from palermo.site.accounts.models import Account

    with scoped(signing_in("adam@office")):
        return of(Account.objects.get(login="adam@office"))


if __name__ == "__main__":
    sys.exit(main())
