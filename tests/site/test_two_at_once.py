"""Two who write at the same time, each in a thread and a connection of its own: one of them is told, in a sentence.

On PostgreSQL, where two that wait for each other are found by the database and one of them is given up.
"""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections, transaction
from django.http import HttpResponse
from django.test import Client
from psycopg import IsolationLevel
from pytest_django import DjangoDbBlocker
from tests.site.a_conference import take_in
from tests.site.api.conftest import Program, token_of
from tests.site.cast import Cast
from tests.site.cluster import new_database
from tests.site.conftest import _open

from palermo.site.access.scope import scoped
from palermo.site.audit.models import AuditEvent
from palermo.site.coordination.models import Conference, Meeting

pytestmark = pytest.mark.postgres
PATIENCE = 20
CHANGE = {"version": 1, "on": "2025-02-10", "level": "ministers", "document": "", "attended": ["office"]}
Told = tuple[int, str]


@pytest.fixture(scope="module")
def address(cluster: Path, postgres_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database in which these tests commit."""
    kept = connections["default"]
    kept.close()
    new_database(cluster, "at_once", template="palermo")
    with django_db_blocker.unblock():
        yield f"postgresql://palermo_web@/at_once?host={cluster}"
        connections["default"].close()
    connections["default"] = kept


@pytest.fixture(scope="module")
def cast(address: str) -> Cast:
    _open(address)
    made = Cast.gather()
    take_in(made)
    return made


@pytest.fixture(params=["page", "program"])
def asks(request: pytest.FixtureRequest, cast: Cast) -> Callable[[], Told]:
    """The secretary changes the meeting: by the page, or by a token."""
    account = cast.accounts["plan_secretary"]
    with transaction.atomic(), scoped(cast.actor("plan_secretary")):
        version = Meeting.objects.get(code="m-2025").version
    sent = {**CHANGE, "version": version}
    if request.param == "program":
        program = Program(token_of(account))

        def by_token() -> Told:
            status, told = program.post("/conference/meetings/m-2025", sent)
            return status, f"{told['findings'][0]['code']} {told['findings'][0]['text']}" if status != 200 else ""

        return by_token
    client = cast.client(account)

    def by_page() -> Told:
        answer: HttpResponse = Client.post(client, "/conference/meetings/m-2025/change/", sent)
        return answer.status_code, answer.content.decode()

    return by_page


def in_a_thread(address: str, ask: Callable[[], Told], *, serial: bool = False) -> "tuple[threading.Thread, list[Any]]":
    """``ask`` in a thread and a connection of its own; what it was answered is put in the list."""
    told: list[Any] = []

    def run() -> None:
        _open(address)
        if serial:
            connections["default"].settings_dict["OPTIONS"]["isolation_level"] = IsolationLevel.REPEATABLE_READ
        try:
            told.append(ask())
        finally:
            connections["default"].close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, told


def until_somebody_waits(address: str) -> None:
    """Return when a session waits for a lock."""
    until = time.monotonic() + PATIENCE
    with psycopg.connect(address, autocommit=True) as looking:
        while time.monotonic() < until:
            [waiting] = looking.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone() or (0,)
            if waiting:
                return
            time.sleep(0.02)
    raise TimeoutError


def is_told(told: list[Any]) -> None:
    [(status, text)] = told
    assert status == 409
    assert "Somebody was faster" in text or text == "api.lost-race It was changed since it was read."


def test_of_two_that_wait_for_each_other_one_is_given_up_and_told(
    asks: Callable[[], Told], address: str, cast: Cast
) -> None:
    with scoped(cast.actor("plan_secretary")):
        before = Meeting.objects.get(code="m-2025").version
        events = _changes(cast)
        [meeting] = Meeting.objects.select_for_update().filter(code="m-2025")
        thread, told = in_a_thread(address, asks)
        until_somebody_waits(address)  # it holds the conference, and waits for the meeting that is held here
        Conference.objects.update(country="XM")
    thread.join(PATIENCE)
    is_told(told)
    with scoped(cast.actor("plan_secretary")):
        assert Meeting.objects.get(pk=meeting.pk).version == before
        assert _changes(cast) == events


def test_where_the_database_is_asked_for_one_order_who_comes_second_is_told(
    asks: Callable[[], Told], address: str, cast: Cast
) -> None:
    with scoped(cast.actor("plan_secretary")):
        Conference.objects.update(country="XM")
        thread, told = in_a_thread(address, asks, serial=True)
        until_somebody_waits(address)
    thread.join(PATIENCE)
    is_told(told)


def test_who_comes_alone_writes(asks: Callable[[], Told], address: str, cast: Cast) -> None:
    before = _changes(cast)
    thread, told = in_a_thread(address, asks)
    thread.join(PATIENCE)
    assert told[0][0] in (200, 302)
    assert _changes(cast) == before + 1


def _changes(cast: Cast) -> int:
    with scoped(cast.actor("auditor")):
        return int(AuditEvent.objects.filter(verb="meeting.change").count())
