"""A worker that `palermo serve` starts beside the server: one checks what was handed in, another links lists.

A linking may take long. So it has a process of its own, and holds up no check, import or last day.
"""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

import django

GO_ON = timedelta(seconds=5)
TIDY = timedelta(hours=1)
"""How often replacements of keys are gone on with where none was, and sessions that have ended are taken away."""


def run(words: Sequence[str]) -> int:
    """Work until told to end, or until the process that started this one is gone."""
    parser = ArgumentParser(prog="palermo worker", description=__doc__)
    parser.add_argument("--linkings", action="store_true", help="link lists, and do nothing else; default: all else")
    parser.add_argument("--lease", type=float, metavar="SECONDS", help="after which a job is free again")
    parser.add_argument("--parent", type=int, metavar="PID", help="end when this process, which started it, is gone")
    told = parser.parse_args(words)
    django.setup()
    from palermo.site.jobs.working import end_on_signal, orphaned, tell_fault, work_on

    if not os.environ.get("PALERMO_TRACEBACK"):
        sys.excepthook = tell_fault
    ended, alone = end_on_signal(), orphaned(told.parent)
    lease = timedelta(seconds=told.lease) if told.lease else None
    work_on(linkings(lease) if told.linkings else all_else(lease), until=lambda: ended() or alone())
    return 0


def linkings(lease: timedelta | None = None) -> list[Callable[[], bool]]:
    """The queue of linkings."""
    from palermo.site.linkage.linking.work import link_once

    return [partial(link_once, lease=lease)]


def all_else(lease: timedelta | None = None) -> list[Callable[[], bool]]:
    """Every other queue, and what is done from time to time."""
    from palermo.site.accounts.actions import clear_sessions
    from palermo.site.cases.importing.work import import_once
    from palermo.site.jobs.working import Periodically
    from palermo.site.keys.going_on import go_on_once
    from palermo.site.linkage.linking.work import clear_expired
    from palermo.site.referrals.running_out import run_out
    from palermo.site.submissions.queue.work import check_once

    return [
        partial(check_once, lease=lease),
        partial(import_once, lease=lease),
        Periodically(lambda now: clear_sessions(now=now), every=TIDY),
        Periodically(go_on_once, every=GO_ON),
        Periodically(run_out),
        Periodically(clear_expired),
    ]
