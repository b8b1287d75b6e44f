"""A test that stands still becomes a failure: its process tells which it was and where it stood, and ends.

Beside pytest-xdist the run goes on: the test failed by name, and another worker takes what is left. That one is given
the same test again, which it fails at once. The stacks are those of all threads and of all greenlets: who waits for a
browser does so in another greenlet than the test's own.

A worker that is gone once made whole runs stand still: see ``Files``.
"""

import faulthandler
import gc
import os
import signal
import sys
import threading
import traceback
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import pytest
from greenlet import greenlet
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

PATIENCE = 600.0
"""Seconds that one test may take with all that is set up and taken down for it; on a busy machine some take minutes."""
GRACE = 30.0
"""Seconds after which the process is ended all the same, where even the telling stands still."""
_watch: dict[str, threading.Timer] = {}
_told_to = pytest.StashKey[int]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("patience", "seconds that one test may take; 0: any time", default=str(PATIENCE))


def pytest_configure(config: pytest.Config) -> None:
    """Keeps the real standard error: while a test runs, what is written there is caught."""
    config.stash[_told_to] = os.dup(sys.__stderr__.fileno() if sys.__stderr__ else 2)


def pytest_unconfigure(config: pytest.Config) -> None:
    os.close(config.stash[_told_to])


class Files(LoadFileScheduling):
    """Hands out files of tests, and goes on when a worker is gone.

    A worker begins a test when it knows the next one, or that there is none. pytest-xdist 3.8 hands out one file at a
    time; the files of a worker that is gone come back to be handed out, those that are done among them, and who is
    given one of those, or a file with one test left, waits for ever.
    """

    def _reschedule(self, node: WorkerController) -> None:
        while self.workqueue and not node.shutting_down and self._pending_of(self.assigned_work[node]) <= 2:
            self._assign_work_unit(node)
        if not self.workqueue and not node.shutting_down:
            node.shutdown()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Files | None:
    return Files(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    noted = _noted(item.config)
    if noted is not None and noted.exists() and item.nodeid in noted.read_text("utf-8").splitlines():
        pytest.fail("It stood still before in this run, and is not tried again.", pytrace=False)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    patience, told_to = float(item.config.getini("patience")), item.config.stash[_told_to]
    if patience > 0:
        _watch["now"] = threading.Timer(patience, _end, (item, patience))
        _watch["now"].daemon = True
        _watch["now"].start()
        faulthandler.dump_traceback_later(patience + GRACE, exit=True, file=told_to)
    try:
        return (yield)
    finally:
        pytest_enter_pdb()


def pytest_enter_pdb() -> None:
    """Whoever looks into a test by hand takes their time."""
    if _watch:
        _watch.pop("now").cancel()
    faulthandler.cancel_dump_traceback_later()


def _noted(config: pytest.Config) -> Path | None:
    """Where the workers of one run note what stood still; None where there is but one process."""
    return Path(config.option.basetemp).parent / "stood-still" if hasattr(config, "workerinput") else None


def _end(item: pytest.Item, patience: float) -> None:
    try:
        _tell(item, patience)
        for process in _begun_by(os.getpid()):
            with suppress(OSError):
                os.kill(process, signal.SIGTERM)
    finally:
        os._exit(1)


def _tell(item: pytest.Item, patience: float) -> None:
    noted, told_to = _noted(item.config), item.config.stash[_told_to]
    if noted is not None:
        with noted.open("a", encoding="utf-8") as notes:
            notes.write(f"{item.nodeid}\n")
    with os.fdopen(os.dup(told_to), "w") as told:
        ended = f"it has not ended in {patience:g} seconds, and its process is ended."
        told.write(f"\n{item.nodeid} stood still: {ended}\n")
        told.flush()
        faulthandler.dump_traceback(file=told_to, all_threads=True)
        for one in gc.get_objects():
            if issubclass(type(one), greenlet) and one.gr_frame is not None:  # a proxy would be asked for its class
                told.write("Greenlet that waits:\n")
                traceback.print_stack(one.gr_frame, file=told)


def _begun_by(process: int) -> list[int]:
    """Every process that one has begun, and those have begun in turn; none where the system does not tell."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            told = path.read_text("utf-8", errors="replace").rpartition(")")[2].split()
            parents.setdefault(int(told[1]), []).append(int(path.parent.name))
    found = list(parents.get(process, ()))
    for one in found:
        found += parents.get(one, ())
    return found
