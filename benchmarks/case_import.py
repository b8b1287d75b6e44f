"""Accepted rows become cases, against the check of the same rows and a plain COPY: `benchmarks/case_import.py`.

    PYTHONPATH=src:. python benchmarks/case_import.py [--engine postgres --engine sqlite] [--cases 100000] [--rounds 3]

A file is handed in and checked; then its rows are opened, made into cases with a person, a part in the case and a
sealed name with its index, and stored under the walls with one event of the audit: that is measured. The peer is the
reading and check of `palermo check`, then one COPY (SQLite: `executemany`) of the rows into a table without key, index,
wall or seal. In turn, medians of the rounds; the engines do not wait for the disk (PostgreSQL with fsync off). The bar
is half the peer's speed; exit 1 where it is missed.
"""

import argparse
import statistics
import sys
import time
from typing import Any

from benchmarks.submissions import COPIES, begin, csv, each_engine, peer, ready

BAR = 0.5


def main() -> int:
    options = _options()
    if options.inside:
        begin()
        return int(_measured(options.inside, options.cases, options.rounds) < BAR)
    words = (f"--cases={options.cases}", f"--rounds={options.rounds}")
    return each_engine(__file__, options.engine or tuple(COPIES), *words)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inside", nargs="?", choices=tuple(COPIES), help="this engine, in this process")
    parser.add_argument("--engine", choices=tuple(COPIES), action="append", help="one of them; both without it")
    parser.add_argument("--cases", type=int, default=100_000, help="rows of the file")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def _measured(engine: str, rows: int, rounds: int) -> float:
    """The speed of the import as a part of the peer's."""
    from tests.site.submissions.handing_in import with_keys

    cast, data = ready(engine), csv(rows, wrong=0)
    with with_keys(cast):
        times = [(peer(data, COPIES[engine]), _import(cast, data, rows)) for _ in range(rounds)]
    plain, ours = (statistics.median(part) for part in zip(*times, strict=True))
    print(f"{engine}: {rows} rows, check + COPY {plain:.2f} s, into cases {ours:.2f} s, speed {plain / ours:.2f} of it")
    return plain / ours


def _import(cast: Any, data: bytes, rows: int) -> float:
    """Seconds from the claim of the import to its end; that the file was handed in and checked is not counted."""
    from django.utils import timezone
    from tests.site.submissions.handing_in import hand_in

    from palermo.site.access.scope import scoped
    from palermo.site.cases.importing import actions
    from palermo.site.cases.importing.work import import_once
    from palermo.site.cases.models import CaseImport
    from palermo.site.submissions.models import Submission
    from palermo.site.submissions.queue.work import check_once

    job = hand_in(cast, data)
    assert check_once()
    with scoped(cast.actor("agency_manager")) as manager:
        file = Submission.objects.get(pk=job.submission_id)
        asked = actions.ask(manager, file, now=timezone.now())
    begun = time.perf_counter()
    assert import_once()
    took = time.perf_counter() - begun
    with scoped(cast.actor("agency_manager")):
        assert CaseImport.objects.get(pk=asked.pk).made == rows
    return took


if __name__ == "__main__":
    sys.exit(main())
