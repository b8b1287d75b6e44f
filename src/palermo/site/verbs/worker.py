"""The worker that `palermo serve` starts beside the server: it checks what was handed in."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import timedelta

import django


def run(words: Sequence[str]) -> int:
    """Work until the process that started this one is gone."""
    parser = ArgumentParser(prog="palermo worker", description=__doc__)
    parser.add_argument("--lease", type=float, default=90.0, metavar="SECONDS", help="after which a job is free again")
    told = parser.parse_args(words)
    django.setup()
    from palermo.site.submissions.queue.worker import orphaned, tell_fault, work_on

    if not os.environ.get("PALERMO_TRACEBACK"):
        sys.excepthook = tell_fault
    work_on(until=orphaned(os.getppid()), lease=timedelta(seconds=told.lease))
    return 0
