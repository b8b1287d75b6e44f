"""The worker beside the server: started with it, started anew when it dies, ended with it."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PAUSE = 1.0  # seconds before it is started anew
PATIENCE = 30.0  # to undo what the job at hand has begun to write, and let go of it


@contextmanager
def checking_process() -> Iterator[None]:
    """Within, a worker runs in a process of its own."""
    ended = threading.Event()
    watch = threading.Thread(target=_watch, args=(ended,), daemon=True)
    watch.start()
    try:
        yield
    finally:
        ended.set()
        watch.join(timeout=PATIENCE)


def _watch(ended: threading.Event) -> None:
    while not ended.is_set():
        command = [sys.executable, "-m", "palermo.site", "worker", "--parent", str(os.getpid())]
        with subprocess.Popen(command) as process:  # noqa: S603  # our own program
            while process.poll() is None and not ended.wait(timeout=0.2):
                pass
            process.terminate()
        ended.wait(timeout=PAUSE)
