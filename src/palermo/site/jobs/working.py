"""The loop of a process that does jobs, one after another. It may die at any moment: what it held is taken up again."""

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from types import TracebackType

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from palermo.site.access.refusals import LostRace, NothingWritten
from palermo.site.access.scope import scoped
from palermo.site.database import no_room
from palermo.site.jobs import actions
from palermo.site.jobs.actions import J
from palermo.site.jobs.leased import LeasedJob

PAUSE = 0.5  # seconds between looks into empty queues
DISK_FULL = "site.disk-full"


def work_on(queues: Sequence[Callable[[], bool]], *, until: Callable[[], bool]) -> None:
    """Do the next job of each queue in turn until told to end; each says whether it had something to do.

    An error nobody foresaw ends the process; the job is tried again. A database that is gone, or has no room, is
    waited for: what it acknowledged is in it, the rest is done anew.
    """
    while not until():
        busy = False
        try:
            close_old_connections()
            for do_next in queues:
                busy = do_next() or busy
        except (OperationalError, InterfaceError) as error:
            connection.close()
            if until():
                return
            tell_fault(type(error), error, error.__traceback__)
            busy = False  # a server that starts again needs no crowd before its door
        if not busy:
            time.sleep(PAUSE)


def do_next(
    kind: type[J],
    perform: Callable[[J], None],
    *,
    lease: timedelta | None = None,
    given_up: Callable[..., None] = actions.fail,
) -> bool:
    """Do the next job of a kind; whether there was one."""
    with scoped(actions.worker()):
        job = actions.claim(kind, timezone.now(), lease=lease, given_up=given_up)
    if job is None:
        return False
    try:
        perform(job)
    except (SystemExit, OperationalError, InterfaceError) as error:
        _let_go_of(job, fault=DISK_FULL if no_room(error) else "")
        raise
    return True


class Periodically:
    """Does an act at its first call, and once nothing was to do not again before ``every`` has passed."""

    def __init__(
        self,
        act: Callable[[datetime], int],
        *,
        every: timedelta = timedelta(minutes=5),
        clock: Callable[[], datetime] = timezone.now,
    ) -> None:
        self._act, self._every, self._clock = act, every, clock
        self._next: datetime | None = None

    def __call__(self) -> bool:
        """Whether there was something to do."""
        now = self._clock()
        if self._next is not None and now < self._next:
            return False
        found = self._act(now) > 0
        self._next = None if found else now + self._every
        return found


def _let_go_of(job: LeasedJob, *, fault: str) -> None:
    """Leave the job to whoever comes next, at once; where nothing can be written its lease runs out."""
    try:
        connection.close()
        with scoped(actions.worker()):
            actions.let_go(job, timezone.now(), fault=fault)
    except (DatabaseError, LostRace, NothingWritten):
        connection.close()


def orphaned(parent: int | None) -> Callable[[], bool]:
    """Whether the server that started this process is gone. One nobody is named for works until it is told to end."""
    return lambda: parent is not None and os.getppid() != parent


def end_on_signal() -> Callable[[], bool]:
    """A signal to end undoes what is being written and ends the process with 0; whether there was one.

    SQLite calls functions of ours. An exit that begins within one of them comes out as an error of the database, and
    whoever goes on after such an error has to ask.
    """
    told: list[int] = []

    def end(number: int, _: object) -> None:
        told.append(number)
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
    return lambda: bool(told)


def tell_fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A fault by kind and place alone: its text may quote a person's cell."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    reason = "the disk of the database is full" if no_room(error) else kind.__name__
    place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else "?"
    sys.stderr.write(f"palermo worker: {reason} at {place}; the job is tried again.\n")
