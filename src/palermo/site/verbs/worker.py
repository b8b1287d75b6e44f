"""The worker that `palermo serve` starts beside the server: it checks what was handed in."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import timedelta

import django


def run(words: Sequence[str]) -> int:
    """Work until told to end, or until the process that started this one is gone."""
    parser = ArgumentParser(prog="palermo worker", description=__doc__)
    parser.add_argument("--lease", type=float, default=90.0, metavar="SECONDS", help="after which a job is free again")
    parser.add_argument("--parent", type=int, metavar="PID", help="end when this process, which started it, is gone")
    told = parser.parse_args(words)
    django.setup()
    from palermo.site.cases.importing.work import import_once
    from palermo.site.linkage.linking.work import clear_expired, link_once
    from palermo.site.referrals.running_out import Periodically
    from palermo.site.submissions.queue.worker import end_on_signal, orphaned, tell_fault, work_on

    if not os.environ.get("PALERMO_TRACEBACK"):
        sys.excepthook = tell_fault
    end_on_signal()
    work_on(
        until=orphaned(told.parent),
        lease=timedelta(seconds=told.lease),
        also=[import_once, link_once, Periodically(), Periodically(clear_expired)],
    )
    return 0
