"""Two workers stand beside the server: while a linking takes long, files are checked; whoever dies, it is linked."""

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from tests.site.cast import Cast
from tests.site.conftest import _open
from tests.site.linkage.a_run import with_two_lists
from tests.site.submissions.handing_in import hand_in
from tests.site.submissions.test_durability import looked_up, until

from palermo.site.access.scope import scoped
from palermo.site.audit.looking import AUDITOR
from palermo.site.audit.models import AuditEvent
from palermo.site.cases.importing import actions as importing
from palermo.site.cases.importing.work import import_once
from palermo.site.cases.models import Case, CaseImport
from palermo.site.jobs.process import Beside, working_process
from palermo.site.jobs.working import Periodically, end_on_signal, work_on
from palermo.site.linkage import actions as linkage
from palermo.site.linkage.models import LinkageRun, Linking
from palermo.site.submissions.models import Job, Submission
from palermo.site.submissions.queue.work import check_once
from palermo.site.verbs.worker import all_else, linkings

LEASE = "4"
"""Seconds: longer than a linking of the tests takes, and no longer than a test has patience."""


@pytest.fixture
def told(shelter: Cast, installation_key: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """The cast, in a database whose workers find all that they need."""
    monkeypatch.setenv("PALERMO_INSTALLATION_KEY", str(installation_key))
    yield shelter


def ask(cast: Cast, run: LinkageRun) -> None:
    with scoped(cast.actor("linkage_operator")) as operator:
        linkage.ask(operator, run, now=timezone.now())


@pytest.mark.django_db
def test_a_linking_waits_for_its_own_worker_and_nothing_else_does(cast: Cast) -> None:
    ask(cast, with_two_lists(cast))
    busy = [do_next() for do_next in all_else()]
    with scoped(cast.actor("linkage_operator")):
        assert Linking.objects.get().stage == Linking.Stage.QUEUED
    assert not any(busy) and [do_next() for do_next in linkings()] == [True]
    with scoped(cast.actor("linkage_operator")):
        assert Linking.objects.get().stage == Linking.Stage.DONE


def stages(address: str) -> list[Any]:
    return [stage for (stage,) in looked_up(address, "SELECT stage FROM linkage_linking ORDER BY number")]


def stand_still(cast: Cast, run: LinkageRun, beside: Beside, address: str) -> None:
    """Make the worker stand still in the middle of a linking. Where it was past it unseen, another is asked for."""

    def seen() -> bool:
        if set(stages(address)) <= {"done"}:
            ask(cast, run)
            connections["default"].close()
        return "running" in stages(address) and stopped(beside, address)

    until(seen, pause=0.005)


def stopped(beside: Beside, address: str) -> bool:
    """Whether it stands still now, which it may for as long as anybody likes; not where it writes."""
    assert beside.process is not None
    os.kill(beside.process.pid, signal.SIGSTOP)
    if may_write(address) and "running" in stages(address):
        return True
    os.kill(beside.process.pid, signal.SIGCONT)
    return False


def may_write(address: str) -> bool:
    """On SQLite who reads in a scope holds all others up: the lists are opened there, and closed again."""
    if address.startswith("postgresql"):
        return True
    with closing(sqlite3.connect(address, timeout=0.05, isolation_level=None)) as file:
        try:
            file.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        return True


def test_while_a_linking_takes_long_files_are_checked_and_one_whose_worker_was_killed_is_linked_again(
    told: Cast, address: str
) -> None:
    run = with_two_lists(told)
    with working_process(), working_process("--linkings", "--lease", LEASE) as linker:
        stand_still(told, run, linker, address)
        hand_in(told)
        connections["default"].close()
        until(lambda: looked_up(address, "SELECT stage FROM submissions_job") == [("done",)])
        assert stages(address)[-1] == "running"
        assert linker.process is not None
        linker.process.kill()
        until(lambda: set(stages(address)) == {"done"})
    assert looked_up(address, "SELECT attempts FROM linkage_linking ORDER BY number")[-1] == (2,)
    with scoped(AUDITOR):
        assert AuditEvent.objects.filter(verb="link-run.link").count() == len(stages(address))


def test_a_linking_whose_worker_is_told_to_end_waits_for_the_next_at_once(told: Cast, address: str) -> None:
    run = with_two_lists(told)
    with working_process("--linkings") as linker:
        stand_still(told, run, linker, address)
        assert linker.process is not None
        os.kill(linker.process.pid, signal.SIGTERM)
        os.kill(linker.process.pid, signal.SIGCONT)
        assert linker.process.wait(timeout=60) == 0
    last = looked_up(address, "SELECT stage, attempts, fault FROM linkage_linking ORDER BY number")[-1]
    assert last == ("queued", 0, "")


def test_an_import_whose_worker_is_told_to_end_waits_for_the_next_at_once(
    told: Cast, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(told)
    assert check_once()
    with scoped(told.actor("agency_manager")) as manager:
        importing.ask(manager, Submission.objects.get(), now=timezone.now())

    def end(*_: object, **__: object) -> None:
        raise SystemExit(0)

    with monkeypatch.context() as patch:
        patch.setattr("palermo.site.cases.importing.work.tables_of", end)
        with pytest.raises(SystemExit):
            import_once()
    with scoped(told.actor("agency_manager")):
        waiting = CaseImport.objects.get()
        assert (waiting.stage, waiting.attempts) == ("queued", 0)
    assert import_once()
    with scoped(told.actor("agency_manager")):
        assert Case.objects.count() == 2 and Job.objects.get().stage == "done"


def test_who_is_told_to_end_within_a_function_that_sqlite_calls_ends(
    own_connection: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _open(str(tmp_path / "empty.sqlite3"))
    before, done = signal.getsignal(signal.SIGTERM), []

    def queue() -> bool:
        assert not done
        done.append(True)
        with connections["default"].cursor() as cursor:
            raw: Any = connections["default"].connection
            raw.create_function("told_to_end", 0, lambda: os.kill(os.getpid(), signal.SIGTERM))
            cursor.execute("SELECT told_to_end()")
        return True

    try:
        work_on([queue], until=end_on_signal())
    finally:
        signal.signal(signal.SIGTERM, before)
    assert done == [True]
    assert not capsys.readouterr().err


def test_what_is_done_from_time_to_time_is_done_again_while_there_was_something_to_do() -> None:
    day = iter(timezone.now() + timedelta(minutes=at) for at in (0, 1, 2, 6, 7))
    left = iter([2, 0, 1, 0])
    work = Periodically(lambda now: next(left), clock=lambda: next(day))
    assert [work() for _ in range(5)] == [True, False, False, True, False]
