"""What every test may lean on: the folder of real public files, and hypothesis made repeatable."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Playwright, sync_playwright
from tests import standstill

settings.register_profile("house", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
LONG = ("spark", "browser", "postgres")
"""Kinds of tests that start a program of their own: first, so that no long file is left for the end of a shared run."""
REAL_DATA = os.environ.get("PALERMO_REAL_DATA")
_left_out: dict[str, int] = {}


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    pluginmanager.register(standstill)


def left_out_kinds() -> set[str]:
    """Kinds of tests left out: those a user named, and the real files where no folder holds them."""
    named = {kind for kind in os.environ.get("PALERMO_TEST_WITHOUT", "").split(",") if kind}
    nightly = set() if os.environ.get("PALERMO_NIGHTLY") else {"nightly"}
    return named | nightly | (set() if REAL_DATA else {"real_data"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kinds = left_out_kinds()
    gone = [item for item in items if any(item.get_closest_marker(kind) for kind in kinds)]
    for item in gone:
        kind = next(kind for kind in kinds if item.get_closest_marker(kind))
        _left_out[kind] = _left_out.get(kind, 0) + 1
    if gone:
        config.hook.pytest_deselected(items=gone)
        items[:] = [item for item in items if item not in gone]
    items.sort(key=lambda item: not any(item.get_closest_marker(kind) for kind in LONG))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of a parallel run hands on what it left out: every worker collects the same tests."""
    handed_on = getattr(session.config, "workeroutput", None)
    if handed_on is not None:
        handed_on["left_out"] = dict(_left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _left_out.update(getattr(node, "workeroutput", {}).get("left_out", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    why = {"real_data": "PALERMO_REAL_DATA names no folder", "nightly": "make nightly runs them"}
    for kind, count in sorted(_left_out.items()):
        terminalreporter.write_line(f"left out: {count} tests of kind {kind}: {why.get(kind, 'by request')}")


@pytest.fixture
def real_data() -> Path:
    """The folder of real public files. Tests that use it carry the mark ``real_data``."""
    if REAL_DATA is None:
        raise RuntimeError("mark this test real_data: it needs PALERMO_REAL_DATA")
    folder = Path(REAL_DATA)
    if not folder.is_dir():
        raise RuntimeError(f"PALERMO_REAL_DATA is set but is no folder: {folder}")
    return folder


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """One a process: a second one would be refused."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(driver: Playwright) -> Iterator[Browser]:
    """A real Chromium, one a file of tests: a run stood still where one had served many files; the cause is not proven.

    A missing one fails, and is never skipped.
    """
    if not CHROMIUM.exists():
        pytest.fail(f"there is no Chromium at {CHROMIUM}: install Debian's package chromium", pytrace=False)
    launched = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
    yield launched
    launched.close()
