"""A run that is stopped in the middle."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from palermo.ground.errors import UsageError


@contextmanager
def unless_stopped(what: str, out: Path) -> Iterator[None]:
    """Ctrl-C and a polite kill end the work like any other trouble: in a sentence, with nothing left behind."""
    before = signal.getsignal(signal.SIGTERM)
    here = threading.current_thread() is threading.main_thread()
    if here:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt as error:
        raise UsageError(f"Stopped before the {what} was whole.", hint=f"Nothing was written to {out}.") from error
    finally:
        if here:
            signal.signal(signal.SIGTERM, before)
