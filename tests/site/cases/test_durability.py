"""A case whose first contact was acknowledged is there, whole, though the server was killed in its midst."""

import http.client
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.db import connections
from tests.site.audit.test_durability import answers, server
from tests.site.cast import Cast
from tests.site.cluster import new_database
from tests.site.conftest import _open
from tests.site.keys.keyring import PASSPHRASE, make_keys
from tests.site.serving import PATIENCE, free_port

from palermo.site.access.scope import scoped
from palermo.site.audit.looking import AUDITOR, look
from palermo.site.audit.models import AuditEvent
from palermo.site.cases.models import Case, Note, Participation, PersonName

ROUNDS, WORKERS = 2, 4
ENOUGH = 12  # acknowledged cases a round before the server is killed
TOKEN = "t" * 32
FIRST = urlencode(
    {"opened_on": "2026-03-02", "source": "hotline", "given": "Amina", "family": "Haddad", "note": "She called again."}
)


@dataclass
class Load:
    """Four who record one first contact after another; the cases whose page they were sent on to."""

    port: int
    session: str
    acknowledged: set[UUID] = field(default_factory=set)

    def post(self, line: http.client.HTTPConnection, path: str, body: str) -> str:
        """Where the answer sends one. Raises OSError or HTTPException where nobody answers."""
        cookies = f"{django_settings.SESSION_COOKIE_NAME}={self.session}; csrftoken={TOKEN}"
        headers = {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Type": "application/x-www-form-urlencoded"}
        line.request("POST", path, body, headers)
        answer = line.getresponse()
        answer.read()
        assert answer.status == 302, answer.status
        return str(answer.getheader("Location"))

    def run(self) -> None:
        """One after the other until nobody answers."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            while True:
                self.acknowledged.add(UUID(self.post(line, "/cases/new/", FIRST).split("/")[2]))
        except (OSError, http.client.HTTPException):
            return
        finally:
            line.close()


def killed_under_load(address: str, key: str, session: str) -> set[UUID]:
    """One round; the cases that were acknowledged before the kill."""
    load = Load(free_port(), session)
    with server(address, load.port, key):
        answers(load.port)
        opening = http.client.HTTPConnection("127.0.0.1", load.port, timeout=PATIENCE)
        load.post(opening, "/keys/open/", urlencode({"passphrase": PASSPHRASE}))
        opening.close()
        workers = [threading.Thread(target=load.run) for _ in range(WORKERS)]
        for one in workers:
            one.start()
        until = time.monotonic() + PATIENCE
        while len(load.acknowledged) < ENOUGH and time.monotonic() < until:
            time.sleep(0.01)
    for one in workers:
        one.join()
    return load.acknowledged


@pytest.mark.postgres
def test_no_acknowledged_case_is_lost_or_half_there_when_the_server_is_killed(
    cluster: Path, postgres_database: str, own_connection: None, installation_key: Path
) -> None:
    new_database(cluster, "killed_cases", template="palermo")
    address = f"postgresql://palermo_web@/killed_cases?host={cluster}"
    _open(address)
    cast = Cast.gather()
    make_keys(cast)
    session = cast.client(cast.accounts["case_worker"]).cookies[django_settings.SESSION_COOKIE_NAME].value
    connections["default"].close()
    acknowledged: set[UUID] = set()
    for _ in range(ROUNDS):
        acknowledged |= killed_under_load(address, str(installation_key), session)
    assert len(acknowledged) >= ROUNDS * ENOUGH
    with scoped(cast.actor("case_worker")):
        there = set(Case.objects.values_list("pk", flat=True))
        assert acknowledged <= there
        # Whole or not at all: of each case that is there one person, with one name and one note.
        assert sorted(Participation.objects.values_list("case", flat=True)) == sorted(there)
        assert sorted(Note.objects.values_list("case", flat=True)) == sorted(there)
        assert PersonName.objects.count() == len(there)
    with scoped(AUDITOR):
        told = AuditEvent.objects.filter(verb="case.open").values_list("key", flat=True)
        assert sorted(told) == sorted(map(str, there))
    connections["default"].close()
    verdict = look()
    connections["default"].close()
    assert verdict.broken is None
