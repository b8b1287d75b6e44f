"""The process that holds the keys: ``python -m palermo.site.keys.process SOCKET``, started and ended by ``serve``.

It writes nothing, leaves no core and lets no other process of its user look into it. It ends when its input does:
that is when whoever started it is gone.
"""

import ctypes
import resource
import sys
import threading
import time
from functools import partial
from pathlib import Path

from palermo.engines import Answering
from palermo.site.keys.holder import Holder
from palermo.site.keys.holding import answer

_PR_SET_DUMPABLE = 4
_MCL_CURRENT_AND_FUTURE = 3
EVERY = 5.0
"""Seconds between two looks for keys that nobody needs any more."""


def main(path: str) -> None:
    """Answer until the input ends."""
    _keep_to_itself()
    held = Holder(time.monotonic)
    answering = Answering(Path(path), partial(answer, held))
    threading.Thread(target=_let_go, args=(held,), daemon=True).start()
    threading.Thread(target=_end_with_input, args=(answering,), daemon=True).start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    answering.serve()


def _let_go(held: Holder) -> None:
    while True:
        time.sleep(EVERY)
        held.drop_overdue()


def _end_with_input(answering: Answering) -> None:
    sys.stdin.buffer.read()
    answering.stop()


def _keep_to_itself() -> None:
    """No core file, no look into the memory, and, where the system allows it, no page of it on the swap disk."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    kernel = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux":
        kernel.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        kernel.mlockall(_MCL_CURRENT_AND_FUTURE)


if __name__ == "__main__":
    main(sys.argv[1])
