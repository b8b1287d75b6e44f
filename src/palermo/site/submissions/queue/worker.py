"""The process that does the jobs, one after another. It may die at any moment: what it held is taken up again."""

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import TracebackType

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from palermo.site.access.refusals import LostRace, NothingWritten
from palermo.site.access.scope import scoped
from palermo.site.accounts.actions import clear_sessions
from palermo.site.database import no_room
from palermo.site.keys.going_on import go_on_once
from palermo.site.submissions.models import Job
from palermo.site.submissions.queue import actions
from palermo.site.submissions.queue.work import perform

PAUSE = 0.5  # seconds between looks into an empty queue
EVERY = 5.0  # seconds between looks for replacements of keys, where none went on
TIDIED = timedelta(hours=1)
"""How often sessions that have ended are taken away."""
DISK_FULL = "site.disk-full"


def work_on(
    *, until: Callable[[], bool], lease: timedelta = actions.LEASE, also: Sequence[Callable[[], bool]] = ()
) -> None:
    """Do jobs, go on with replacements of keys, and tidy up, until told to end. ``also``: the queues of other apps.

    An error nobody foresaw ends the process; the job is tried again. A database that is gone, or has no room, is
    waited for: what it acknowledged is in it, the rest is done anew.
    """
    look_at, tidied = 0.0, timezone.now() - TIDIED
    while not until():
        busy = False
        try:
            close_old_connections()
            if (now := timezone.now()) - tidied >= TIDIED:
                clear_sessions(now=now)
                tidied = now
            busy = work_once(lease=lease)
            for one in also:
                busy = one() or busy
            if time.monotonic() >= look_at and not go_on_once(timezone.now()):
                look_at = time.monotonic() + EVERY
        except (OperationalError, InterfaceError) as error:
            tell_fault(type(error), error, error.__traceback__)
            connection.close()
            time.sleep(PAUSE)  # a server that starts again needs no crowd before its door
        if not busy and time.monotonic() < look_at:
            time.sleep(PAUSE)


def work_once(*, lease: timedelta = actions.LEASE) -> bool:
    """Do the next job; whether there was one."""
    with scoped(actions.worker()):
        job = actions.claim(timezone.now(), lease=lease)
    if job is None:
        return False

    def tell(step: str) -> None:
        with scoped(actions.worker()):
            actions.renew(job, step, timezone.now(), lease=lease)

    try:
        perform(job, clock=timezone.now, tell=tell)
    except (SystemExit, OperationalError, InterfaceError) as error:
        let_go_of(job, fault=DISK_FULL if no_room(error) else "")
        raise
    return True


def let_go_of(job: Job, *, fault: str = "") -> None:
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


def end_on_signal() -> None:
    """A signal to end undoes what is being written and ends the process with 0."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def tell_fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A fault by kind and place alone: its text may quote a person's cell."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    reason = "the disk of the database is full" if no_room(error) else kind.__name__
    place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else "?"
    sys.stderr.write(f"palermo worker: {reason} at {place}; the job is tried again.\n")
