"""The process that does the jobs, one after another. It may die at any moment: what it held is taken up again."""

import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType

from django.db import close_old_connections
from django.utils import timezone

from palermo.site.access.scope import scoped
from palermo.site.accounts.actions import clear_sessions
from palermo.site.submissions.queue import actions
from palermo.site.submissions.queue.work import perform

PAUSE = 0.5  # seconds between looks into an empty queue
TIDIED = timedelta(hours=1)
"""How often sessions that have ended are taken away."""


def work_on(*, until: Callable[[], bool], lease: timedelta = actions.LEASE) -> None:
    """Do jobs until told to end. An error nobody foresaw ends the process; the job is tried again."""
    tidied = timezone.now() - TIDIED
    while not until():
        close_old_connections()
        if (now := timezone.now()) - tidied >= TIDIED:
            clear_sessions(now=now)
            tidied = now
        if not work_once(lease=lease):
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

    perform(job, clock=timezone.now, tell=tell)
    return True


def orphaned(parent: int) -> Callable[[], bool]:
    """Whether the server that started this process is gone."""
    return lambda: os.getppid() != parent


def tell_fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A fault by kind and place alone: its text may quote a person's cell."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else "?"
    sys.stderr.write(f"palermo worker: {kind.__name__} at {place}; the job is tried again.\n")
