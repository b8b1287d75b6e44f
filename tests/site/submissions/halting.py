"""A worker that stands still at one point of its first job: ``python -m tests.site.submissions.halting POINT FILE``.

``FILE`` is made when it stands there, for a test that ends it just then. Words behind it are those of the worker.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from palermo.site.verbs import worker

os.environ["DJANGO_SETTINGS_MODULE"] = "palermo.site.settings"
POINTS = ("sealing", "storing")
"""The step told last, when it stands still: before rows are sealed; at the end of the transaction that stores them."""


def main(point: str, file: str, *words: str) -> int:
    assert point in POINTS
    queues = worker.all_else

    def stand_still() -> None:
        Path(file).touch()
        time.sleep(600)

    def halted(lease: timedelta | None = None) -> list[Callable[[], bool]]:
        from palermo.site.jobs import actions
        from palermo.site.submissions.queue import work

        read, done = work.row_texts, actions.done

        def read_and_halt(*args: Any) -> Any:
            stand_still()
            return read(*args)

        def end_and_halt(*args: Any) -> None:
            done(*args)
            stand_still()

        if point == "sealing":
            work.row_texts = read_and_halt
        else:
            actions.done = end_and_halt
        return queues(lease)

    worker.all_else = halted
    return worker.run(words)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
