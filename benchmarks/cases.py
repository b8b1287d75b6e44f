"""The cost of cases: an import of accepted rows, and list, page and first contact over HTTP by eight clients.

    PYTHONPATH=src:. python benchmarks/cases.py [--cases 100000] [--requests 240] [--clients 8] [--rounds 3]

A file of that many rows is handed in, checked and made into cases; the import is held against the check with its
storing. Then our server and a bare Django page of the same statements (`bare_cases.py`) are served by granian with one
worker and eight threads, in turn, on SQLite and on PostgreSQL (Debian's package; fsync off, as in the tests), with the
keys of the body open in a process of their own. The bar is the import at half the speed of the check. Exit 1 where it
is missed.
"""

import argparse
import http.client
import os
import pickle
import statistics
import sys
import tempfile
import threading
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.audit import _HEADERS, TOKEN, _open, _served

BAR = 0.5
OURS, BARE = "palermo.site.wsgi:application", "benchmarks.bare_cases:application"
PASSPHRASE = "seven herons over the delta"  # noqa: S105
FRAME = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config", "UPDATE", "INSERT")


def main() -> int:
    options = _options()
    from tests.site.cluster import new_database, running_cluster

    from palermo.site.configuration import configuration
    from palermo.site.keys.keeping import SETTING, holding_process

    with tempfile.TemporaryDirectory() as folder, running_cluster() as cluster, holding_process() as line:
        os.environ |= {SETTING: str(line), "PALERMO_BENCH_STATEMENTS": str(Path(folder) / "statements")}
        configuration.cache_clear()
        new_database(cluster, "bench")
        owner, web = (f"postgresql://palermo_{role}@/bench?host={cluster}" for role in ("owner", "web"))
        sqlite = str(Path(folder) / "bench.sqlite3")
        missed = False
        for name, migrator, address in (("SQLite", sqlite, sqlite), ("PostgreSQL", owner, web)):
            session, oldest, ratio = _prepared(name, migrator, address, options)
            missed |= ratio < BAR
            for page, ours, bare, sent in (
                ("list", "/cases/", "/list/", None),
                ("page", f"/cases/{oldest}/", "/page/", None),
                ("first contact", "/cases/new/", "/cases/new/", "opened_on=2026-03-02&source=hotline&sex=Feminine"),
            ):
                _compared(name, page, (ours, bare), sent, address, session, options)
    return int(missed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=240)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def _prepared(name: str, migrator: str, address: str, options: argparse.Namespace) -> tuple[str, str, float]:
    """A body with keys and cases; gives a session of its worker, the key of a case, and the speed of the import."""
    _open(migrator)
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections
    from django.test import Client
    from django.utils import timezone

    from palermo.site.access.actor import keeper, of
    from palermo.site.access.scope import scoped
    from palermo.site.accounts import actions as accounts
    from palermo.site.cases.importing import actions as importing
    from palermo.site.cases.importing.work import import_once
    from palermo.site.cases.models import Case
    from palermo.site.keys import actions as keys
    from palermo.site.submissions import actions as submissions
    from palermo.site.submissions.models import Submission
    from palermo.site.submissions.queue.worker import work_once

    call_command("migrate", interactive=False, verbosity=0)
    _open(address)
    settings.KEY_WRAP_COST, settings.ALLOWED_HOSTS = 2, ["testserver"]  # as the client of Django's tests says
    with scoped(keeper()) as actor:
        body = accounts.add_agency(actor, code="shelter", kind="agency", names={"en": "A shelter"})
        officer, manager, worker = (
            accounts.add_account(actor, body, name=role, display_name=role, role=role)
            for role in ("agency_data_officer", "agency_manager", "case_worker")
        )
    with scoped(of(manager)) as told:
        keys.make_keys(told, body, passphrase=PASSPHRASE, now=timezone.now())
        keys.unlock(told, body, kind="passphrase", told=PASSPHRASE, session="bench")
    data = _file(options.cases)
    with scoped(of(officer)) as told:
        reading = submissions.Reading(today=timezone.localdate(), standard="htcds")
        job = submissions.receive(
            told, data, "x.csv", sha256=sha256(data).hexdigest(), reading=reading, now=timezone.now()
        )
    start = time.perf_counter()
    assert work_once()
    checked = time.perf_counter() - start
    with scoped(of(manager)) as told:
        importing.ask(told, Submission.objects.get(pk=job.submission_id), now=timezone.now())
    start = time.perf_counter()
    assert import_once()
    imported = time.perf_counter() - start
    print(f"{name}: check and store {options.cases / checked:,.0f} rows/s, import "
          f"{options.cases / imported:,.0f} rows/s, ratio {checked / imported:.2f}", flush=True)  # fmt: skip
    client = Client()
    with scoped(of(worker)):
        assert Case.objects.count() == options.cases
        oldest = str(Case.objects.order_by("opened_on", "pk")[0].pk)
        client.force_login(worker, backend="palermo.site.accounts.backend.ByLogin")
    client.post("/cases/purpose/", {"purpose": "support"})
    _keep_statements(client, oldest)
    connections["default"].close()
    return client.cookies[settings.SESSION_COOKIE_NAME].value, oldest, checked / imported


def _file(rows: int) -> bytes:
    """Made-up people with names and days."""
    lines = ["prs_FirstName,prs_SecondName,prs_Gender,prs_Birthdate,prs_Citizenship,cas_IncomingReferralDate"]
    lines += [
        f"Given{at % 2000},Family{at * 7 % 5003},{'Feminine' if at % 3 else 'Masculine'},"
        f"{1960 + at % 45}-{at % 12 + 1:02}-11,MD,{2018 + at % 8}-{at % 12 + 1:02}-{at % 28 + 1:02}"
        for at in range(rows)
    ]
    return "\n".join(lines).encode()


def _keep_statements(client: Any, case: str) -> None:
    """What list and page ask the database, for the bare page."""
    from django.db import connection

    kept: dict[str, list[tuple[str, Any]]] = {}
    for name, address in (("list", "/cases/"), ("page", f"/cases/{case}/")):
        told = kept.setdefault(name, [])

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any, told: Any = told) -> Any:
            if not sql.startswith(FRAME):
                told.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            assert client.get(address).status_code == 200
    Path(os.environ["PALERMO_BENCH_STATEMENTS"]).write_bytes(pickle.dumps(kept))


def _compared(
    name: str, page: str, addresses: tuple[str, str], sent: str | None, address: str, session: str, options: Any
) -> None:
    """Rounds of ours and of the bare page in turn; medians and their ratio."""
    rates: dict[str, list[float]] = {OURS: [], BARE: []}
    tails: dict[str, list[float]] = {OURS: [], BARE: []}
    for _ in range(options.rounds):
        for target, place in zip((OURS, BARE), addresses, strict=True):
            with _served(target, address) as port:
                _load(port, session, place, sent, options.clients, options.clients * 2)
                took, each = _load(port, session, place, sent, options.clients, options.requests)
            rates[target].append(len(each) / took)
            tails[target].append(statistics.quantiles(each, n=20)[-1] * 1000)
    ours, bare = (statistics.median(rates[target]) for target in (OURS, BARE))
    slow, quick = (statistics.median(tails[target]) for target in (OURS, BARE))
    print(f"{name}, {page}: {ours:.0f} requests/s, bare {bare:.0f}, ratio {ours / bare:.2f}; "
          f"95th percentile {slow:.0f} ms, bare {quick:.0f} ms", flush=True)  # fmt: skip


def _load(port: int, session: str, place: str, sent: str | None, clients: int, count: int) -> tuple[float, list[float]]:
    """Seconds for all, and of each request."""
    from django.conf import settings

    took: list[float] = []
    cookies = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={TOKEN}"}

    def run() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        for _ in range(count // clients):
            start = time.perf_counter()
            line.request("POST" if sent else "GET", place, sent, {**(_HEADERS if sent else {}), **cookies})
            answer = line.getresponse()
            answer.read()
            took.append(time.perf_counter() - start)
            assert answer.status == (302 if sent else 200), answer.status

    threads = [threading.Thread(target=run) for _ in range(clients)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start, took


if __name__ == "__main__":
    sys.exit(main())
