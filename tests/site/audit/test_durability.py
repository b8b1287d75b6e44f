"""What was acknowledged is there, and the chain is whole, after the server was killed in the middle of its work."""

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.test import Client
from tests.site.cluster import new_database
from tests.site.conftest import _open
from tests.site.serving import PATIENCE, free_port, plain_environment

from palermo.site.access.actor import keeper, of
from palermo.site.access.scope import scoped
from palermo.site.accounts import actions
from palermo.site.accounts.models import Agency
from palermo.site.audit.looking import AUDITOR, look
from palermo.site.audit.models import AuditEvent

ROUNDS, CLIENTS = 4, 4
ENOUGH = 6  # acknowledged writes a round before the server is killed
TOKEN = "t" * 32


@dataclass
class Load:
    """Four clients that add bodies as fast as they are answered; what was acknowledged, by code."""

    port: int
    session: str
    acknowledged: set[str] = field(default_factory=set)

    def run(self, client: int, at: int) -> None:
        """Add one after the other until nobody answers."""
        line, number = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE), 0
        cookies = f"{django_settings.SESSION_COOKIE_NAME}={self.session}; csrftoken={TOKEN}"
        headers = {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            while True:
                code, number = f"r{at}-c{client}-n{number}", number + 1
                line.request("POST", "/bodies/add/", f"code={code}&kind=agency&name_en={code}&name_ar=", headers)
                answer = line.getresponse()
                answer.read()
                assert answer.status == 302, answer.status
                self.acknowledged.add(code)
        except (OSError, http.client.HTTPException):
            return
        finally:
            line.close()


@contextmanager
def server(address: str, port: int, key: str) -> Iterator[subprocess.Popen[bytes]]:
    """The server in a process group of its own, which is killed as a whole and asked nothing."""
    words = [sys.executable, "-m", "palermo.site", "serve", "--bind", f"127.0.0.1:{port}"]
    environment = {**plain_environment(), "PALERMO_DATABASE": address, "PALERMO_INSTALLATION_KEY": key}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(words, env=environment, stdout=quiet, stderr=quiet, start_new_session=True) as process:
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=PATIENCE)


def answers(port: int) -> None:
    """Return when the server does."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            line.request("GET", "/static/palermo.css")
            line.getresponse().read()
            return
        except OSError:
            time.sleep(0.05)
        finally:
            line.close()
    raise TimeoutError


def kill_under_load(address: str, key: str, session: str, at: int, prepared: Callable[[], None]) -> set[str]:
    """One round; the codes whose addition was acknowledged before the kill."""
    load = Load(free_port(), session)
    with server(address, load.port, key):
        prepared()
        answers(load.port)
        clients = [threading.Thread(target=load.run, args=(client, at)) for client in range(CLIENTS)]
        for client in clients:
            client.start()
        until = time.monotonic() + PATIENCE
        while len(load.acknowledged) < ENOUGH and time.monotonic() < until:
            time.sleep(0.01)
    for client in clients:
        client.join()
    return load.acknowledged


def held_against(acknowledged: set[str]) -> None:
    """Every acknowledged body is there; as many events as bodies; the chain is whole."""
    with scoped(AUDITOR):
        there = {str(one.pk): one.code for one in Agency.objects.filter(code__startswith="r")}
        events = AuditEvent.objects.filter(verb="agency.add", key__in=there)
        assert acknowledged <= set(there.values())
        assert sorted(event.key for event in events) == sorted(there)
        assert all(one.names.exists() for one in Agency.objects.filter(code__in=acknowledged))
    connections["default"].close()
    verdict = look()
    connections["default"].close()
    assert verdict.broken is None


def session_of_the_administrator() -> str:
    """A session in the database itself, as if somebody had signed in."""
    with scoped(keeper()) as actor:
        body = actions.add_agency(actor, code="office", kind="agency", names={"en": "Office"})
        account = actions.add_account(actor, body, name="adam", display_name="Adam", role="system_admin")
    client = Client()
    with scoped(of(account)):
        client.force_login(account, backend="palermo.site.accounts.backend.ByLogin")
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value


def kill_again_and_again(address: str, key: Path) -> None:
    _open(address)
    session, acknowledged = session_of_the_administrator(), set[str]()
    connections["default"].close()
    for at in range(ROUNDS):
        # What the last round left is looked at while the next server starts, which is what would happen in life.
        acknowledged.update(kill_under_load(address, str(key), session, at, lambda: held_against(acknowledged)))
    held_against(acknowledged)
    assert len(acknowledged) >= ROUNDS * ENOUGH


def test_on_sqlite_no_acknowledged_write_is_lost_when_the_server_is_killed(
    sqlite_database: str, tmp_path: Path, own_connection: None, installation_key: Path
) -> None:
    copy = tmp_path / "killed.sqlite3"
    copy.write_bytes(Path(sqlite_database).read_bytes())
    kill_again_and_again(str(copy), installation_key)
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchall() == [("ok",)]


@pytest.mark.postgres
def test_on_postgres_no_acknowledged_write_is_lost_when_the_server_is_killed(
    cluster: Path, postgres_database: str, own_connection: None, installation_key: Path
) -> None:
    new_database(cluster, "killed", template="palermo")
    kill_again_and_again(f"postgresql://palermo_web@/killed?host={cluster}", installation_key)


@pytest.mark.postgres
def test_two_who_write_at_once_stand_one_behind_the_other(
    cluster: Path, postgres_database: str, own_connection: None
) -> None:
    """Two connections of the serving role; the second waits for the first, and its place follows."""
    new_database(cluster, "two", template="palermo")
    insert = (
        "INSERT INTO audit_event (id, role, purpose, verb, kind, key, fields, request)"
        " VALUES (gen_random_uuid(), 'x', '', %s, 'a.b', '', '[]', '')"
    )
    address = f"postgresql://palermo_web@/two?host={cluster}"
    with psycopg.connect(address) as one, psycopg.connect(address) as two:
        one.execute(insert, ["first"])
        two.execute("SET lock_timeout = '300ms'")
        two.commit()
        with pytest.raises(psycopg.errors.LockNotAvailable):
            two.execute(insert, ["second"])
        two.rollback()
        one.commit()
        two.execute(insert, ["second"])
        two.commit()
    with psycopg.connect(f"postgresql://postgres@/two?host={cluster}") as seen:
        told = seen.execute("SELECT seq, verb, prev_hash, hash FROM audit_event ORDER BY seq").fetchall()
    assert [(seq, verb) for seq, verb, _, _ in told] == [(1, "first"), (2, "second")]
    assert told[1][2] == told[0][3]
