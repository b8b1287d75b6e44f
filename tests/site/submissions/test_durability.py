"""What was acknowledged is checked, once, whatever dies meanwhile: the worker, the server of the database, the disk."""

import http.client
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connections
from django.utils import timezone
from tests.site.audit.test_durability import answers, server
from tests.site.cast import Cast
from tests.site.cluster import restart, running_cluster
from tests.site.conftest import _open
from tests.site.keys.keyring import PASSPHRASE, make_keys
from tests.site.serving import PATIENCE, free_port
from tests.site.submissions.halting import POINTS
from tests.site.submissions.handing_in import hand_in

from palermo.site.access.scope import scoped
from palermo.site.audit.looking import AUDITOR, look
from palermo.site.audit.models import AuditEvent
from palermo.site.jobs.process import working_process
from palermo.site.submissions.models import Job, Run, SourceRow, Submission
from palermo.site.submissions.queue.work import check_once

ROWS, FILES = 2000, 3
ENOUGH = 6  # files acknowledged before the server of the database is started anew, and after
TOKEN, EDGE = "t" * 32, "edge-of-a-part"
Look = Callable[[str], list[tuple[Any, ...]]]
LEASE = "2"
"""Seconds: a job of a dead worker is free again this soon."""


def cases(at: int) -> bytes:
    """Of each ten rows one has a gender that is none."""
    lines = ["prs_FirstName,prs_Gender,prs_Birthdate,prs_Citizenship"]
    lines += [f"Person {at}-{row},{'Feminine' if row % 10 else 'Frau'},1999-05-01,MA" for row in range(ROWS)]
    return "\n".join(lines).encode()


@contextmanager
def looking_at(address: str) -> Iterator[Look]:
    """A line to the database beside all walls, which holds nobody up."""
    if address.startswith("postgresql"):
        with psycopg.connect(address.replace("palermo_web", "postgres"), autocommit=True) as server:
            yield lambda question: server.execute(question.encode()).fetchall()
        return
    with closing(sqlite3.connect(f"file:{address}?mode=ro", uri=True, timeout=PATIENCE)) as file:
        yield lambda question: file.execute(question).fetchall()


def looked_up(address: str, question: str) -> list[tuple[Any, ...]]:
    with looking_at(address) as look_up:
        return look_up(question)


def until(true: Callable[[], bool], pause: float = 0.02) -> None:
    """Return when it is; raise TimeoutError when it never is."""
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(pause)


def jobs(address: str) -> Counter[str]:
    return Counter(stage for (stage,) in looked_up(address, "SELECT stage FROM submissions_job"))


def held_now(address: str) -> tuple[object, str]:
    """The lease of the job that was claimed or renewed last, and its step."""
    question = "SELECT lease, step FROM submissions_job WHERE stage = 'running' ORDER BY leased_until DESC LIMIT 1"
    [(lease, step)] = looked_up(address, question)
    return lease, step


@contextmanager
def halted(point: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that stands still at that point of a job; killed behind it, where it has not ended."""
    file = folder / f"{point}-{time.monotonic_ns()}"
    command = [sys.executable, "-m", "tests.site.submissions.halting", point, str(file), "--lease", LEASE]
    with subprocess.Popen(command) as process:
        try:
            until(file.exists)
            yield process
        finally:
            process.kill()


def held_against(cast: Cast, handed_in: dict[str, int]) -> None:
    """Each file that was acknowledged has one run, which has each row once; the chain is whole."""
    with scoped(cast.actor("agency_data_officer")):
        files = {one.sha256: one for one in Submission.objects.all()}
        assert set(handed_in) <= set(files)
        assert {job.stage for job in Job.objects.all()} == {Job.Stage.DONE}
        for digest, rows in handed_in.items():
            [run] = Run.objects.filter(submission=files[digest])
            numbers = list(SourceRow.objects.filter(run=run).values_list("row", flat=True))
            assert (run.received, run.accepted + run.rejected) == (rows, rows)
            assert numbers == list(range(2, rows + 2))
        runs = Run.objects.count()
    with scoped(AUDITOR):
        assert AuditEvent.objects.filter(verb="submission.check").count() == runs
    connections["default"].close()
    assert look().broken is None


def test_a_worker_killed_or_ended_in_the_middle_of_a_job_loses_nothing_and_stores_nothing_twice(
    shelter: Cast, address: str, tmp_path: Path
) -> None:
    files = [cases(at) for at in range(FILES)]
    for data in files:
        hand_in(shelter, data)
    connections["default"].close()
    for point in POINTS:
        with halted(point, tmp_path):
            assert held_now(address)[1] == point
            assert looked_up(address, "SELECT count(*) FROM submissions_sourcerow") == [(0,)]
        # It was killed, and its lease has to run out.
    with halted("sealing", tmp_path) as process:
        lease, _ = held_now(address)
        process.terminate()
        assert process.wait(timeout=PATIENCE) == 0
        assert lease not in [one for (one,) in looked_up(address, "SELECT lease FROM submissions_job")]  # it let go
    with working_process("--lease", LEASE):
        until(lambda: jobs(address) == {"done": len(files)}, pause=0.2)
    held_against(shelter, {sha256(data).hexdigest(): ROWS for data in files})
    tried = [attempts for (attempts,) in looked_up(address, "SELECT attempts FROM submissions_job")]
    assert sum(tried) - len(files) == len(POINTS)


@contextmanager
def a_full_disk(address: str, table: str) -> Iterator[None]:
    """Within, the database has no room for another row of ``table``; PostgreSQL says so as it does when it is true."""
    if not address.startswith("postgresql"):
        yield from _full_file()
        return
    with psycopg.connect(address.replace("palermo_web", "postgres"), autocommit=True) as server:
        server.execute(
            b"CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
            b" $$BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END$$"
        )
        server.execute(
            f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} EXECUTE FUNCTION full_disk()".encode()
        )  # fmt: skip
        yield
        server.execute(f"DROP TRIGGER full_disk ON {table}".encode())


def _full_file() -> Iterator[None]:
    """SQLite may have a few pages more and no other, in every connection of this process."""
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        [pages] = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages + 12}")
    yield
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")


def test_on_a_full_disk_a_file_is_refused_and_nothing_of_it_is_kept(shelter: Cast, address: str, settings: Any) -> None:
    settings.CHECKED_AT_ONCE = 10
    officer = shelter.client(shelter.accounts["agency_data_officer"])
    told = {"file": SimpleUploadedFile("cases.csv", cases(0)), "reading": "htcds"}
    with a_full_disk(address, "submissions_submittedfile"):
        answer = officer.post("/submissions/hand-in/", told)
    assert answer.status_code == 507 and "disk of the database is full" in answer.content.decode()
    for table in ("submission", "submittedfile", "job"):
        assert looked_up(address, f"SELECT count(*) FROM submissions_{table}") == [(0,)]  # noqa: S608
    told["file"].seek(0)  # type: ignore[attr-defined]
    assert officer.post("/submissions/hand-in/", told).status_code == 302
    assert jobs(address) == {"queued": 1}


def test_on_a_disk_that_fills_while_rows_are_sealed_the_check_waits_and_says_so(shelter: Cast, address: str) -> None:
    job = hand_in(shelter, cases(0))
    with a_full_disk(address, "submissions_sourcerow"):
        with pytest.raises(OperationalError):
            check_once()
        assert looked_up(address, "SELECT count(*) FROM submissions_run") == [(0,)]
        assert looked_up(address, "SELECT count(*) FROM submissions_sourcerow") == [(0,)]
    [(stage, fault, attempts)] = looked_up(address, "SELECT stage, fault, attempts FROM submissions_job")
    assert (stage, fault, attempts) == ("queued", "site.disk-full", 0)
    officer = shelter.client(shelter.accounts["agency_data_officer"])
    page = officer.get(f"/submissions/{UUID(str(job.submission_id))}/").content.decode()
    assert "waits until there is room" in page
    with scoped(shelter.actor("agency_data_officer")):
        Job.objects.update(not_before=timezone.now())
    assert check_once() and not check_once()
    held_against(shelter, {sha256(cases(0)).hexdigest(): ROWS})


@dataclass
class Clients:
    """Officers who hand in one file after another, through the pages; what was acknowledged, with its rows."""

    port: int
    session: str
    acknowledged: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    def ask(self, path: str, kind: str, body: bytes) -> int:
        """The status of the answer; 0 where there was none."""
        cookies = f"{django_settings.SESSION_COOKIE_NAME}={self.session}; csrftoken={TOKEN}"
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request("POST", path, body, {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Type": kind})
            answer = line.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            line.close()

    def run(self, client: int, rows: int) -> None:
        """One file after another until told to end; every second one goes to the worker."""
        number = 0
        while not self.ended.is_set():
            number += 1
            data = f"prs_FirstName,prs_Gender,note\n{_people(client, number, rows, number % 2 * 300_000)}".encode()
            status = self.ask("/submissions/hand-in/", f"multipart/form-data; boundary={EDGE}", _part(data))
            if status == 302:
                self.acknowledged[sha256(data).hexdigest()] = rows
            else:
                self.refused += 1
                time.sleep(0.05)


def _people(client: int, number: int, rows: int, filling: int) -> str:
    return "\n".join(f"P{client}-{number}-{row},Feminine,{row:0{filling // rows or 1}}" for row in range(rows))


def _part(data: bytes) -> bytes:
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n'
    parts = [(head % ("reading", "")).encode() + b"htcds", (head % ("file", '; filename="x.csv"')).encode() + data]
    return b"\r\n".join([*parts, f"--{EDGE}--".encode(), b""])


@pytest.mark.postgres
def test_after_postgres_was_started_anew_under_load_pages_and_worker_go_on_and_nothing_is_lost(
    own_connection: None, installation_key: Path, cluster_files: Path
) -> None:
    with running_cluster(durable=True, like=cluster_files) as cluster:
        address = f"postgresql://palermo_web@/palermo?host={cluster}"
        _open(address)
        cast = Cast.gather()
        make_keys(cast)
        session = cast.client(cast.accounts["agency_data_officer"]).cookies[django_settings.SESSION_COOKIE_NAME].value
        connections["default"].close()
        clients = Clients(free_port(), session)
        with server(address, clients.port, str(installation_key)):
            answers(clients.port)
            form = urlencode({"passphrase": PASSPHRASE}).encode()
            assert clients.ask("/keys/open/", "application/x-www-form-urlencoded", form) == 302
            load = [threading.Thread(target=clients.run, args=(client, 5)) for client in range(2)]
            for one in load:
                one.start()
            until(lambda: len(clients.acknowledged) >= ENOUGH)
            restart(cluster)
            before = len(clients.acknowledged)
            until(lambda: len(clients.acknowledged) >= before + ENOUGH)
            clients.ended.set()
            for one in load:
                one.join()
            until(lambda: jobs(address).keys() == {"done"}, pause=0.2)
        held_against(cast, clients.acknowledged)
        connections["default"].close()
