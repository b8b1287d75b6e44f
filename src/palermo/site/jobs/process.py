"""A worker beside the server: started with it, started anew when it dies, ended with it."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

PAUSE = 1.0  # seconds before it is started anew
PATIENCE = 30.0  # to undo what the job at hand has begun to write, and let go of it


@dataclass
class Beside:
    """The worker that runs now; none before the first and between two of them."""

    process: "subprocess.Popen[bytes] | None" = None


@contextmanager
def working_process(*words: str) -> Iterator[Beside]:
    """Within, a worker runs in a process of its own; ``words`` are put behind its verb."""
    ended, beside = threading.Event(), Beside()
    watch = threading.Thread(target=_watch, args=(ended, beside, words), daemon=True)
    watch.start()
    try:
        yield beside
    finally:
        ended.set()
        watch.join(timeout=PATIENCE)


def _watch(ended: threading.Event, beside: Beside, words: Sequence[str]) -> None:
    while not ended.is_set():
        command = [sys.executable, "-m", "palermo.site", "worker", "--parent", str(os.getpid()), *words]
        with subprocess.Popen(command) as process:  # noqa: S603  # our own program
            beside.process = process
            while process.poll() is None and not ended.wait(timeout=0.2):
                pass
            process.terminate()
        ended.wait(timeout=PAUSE)
