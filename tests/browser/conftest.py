"""Two editions to look at: an invented one of every element, and the example as users build it."""

import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.closing import close

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition built by hand, as files."""
    from palermo.report import pages

    edition = runpy.run_path(str(ROOT / "tests" / "report" / "pages" / "edition.py"))["model"]()
    folder = tmp_path_factory.mktemp("invented")
    files = {**pages.render(edition, "en"), **{data.path: data.content for data in edition.datasets.values()}}
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example report, built by the command a user types."""
    folder = tmp_path_factory.mktemp("built") / "out"
    report = ROOT / "examples" / "trafficking-offences"
    words = [sys.executable, "-m", "palermo", "report", "build", str(report), "--out", str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(params=["invented", "example"])
def folder(request: pytest.FixtureRequest) -> Path:
    built: Path = request.getfixturevalue(request.param)
    return built


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    yield opened
    close(opened)
