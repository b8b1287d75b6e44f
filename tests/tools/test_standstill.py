"""A test that stands still ends with its name and its stacks, alone, in a shared run, and before a browser."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]
STILL = """
import subprocess, sys, time

def test_before():
    pass

def test_that_stands_still():
    begun = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    open("begun", "w").write(str(begun.pid))
    wait_for_what_never_comes()

def wait_for_what_never_comes():
    time.sleep(600)

def test_after():
    pass
"""
IN_A_BROWSER = """
from playwright.sync_api import sync_playwright

def test_that_stands_still():
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"]).new_page()
        wait_for_what_never_comes(page)

def wait_for_what_never_comes(page):
    page.wait_for_function("false", timeout=0)
"""
AFTER_MUCH_THAT_IS_DONE = """
import os, pathlib, time, pytest

@pytest.mark.parametrize("number", range(3))
def test_of_many(number):
    pass

def test_whose_process_ends():
    if "last" in __file__ and not pathlib.Path("ended").exists():
        pathlib.Path("ended").touch()
        os._exit(1)
"""
IN_THE_SETTING_UP = """
import pytest, time

@pytest.fixture
def never():
    time.sleep(600)

def test_that_stands_still(never):
    pass
"""


def run(
    folder: Path, text: str, *words: str, files: tuple[str, ...] = ("test_it.py",)
) -> subprocess.CompletedProcess[str]:
    """A run of its own over one file of tests, or several that are alike, with little patience."""
    for file in files:
        (folder / file).write_text(text, "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", "utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "tests.standstill", "-p", "no:cacheprovider", *files, *words]
    environment = {"PYTHONPATH": str(HOME), "PATH": "/usr/bin:/bin", "HOME": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def is_running(process: str) -> bool:
    """Whether it is there, and more than a name that nobody has asked for yet."""
    told = Path("/proc") / process / "stat"
    return told.exists() and told.read_text("utf-8").rpartition(")")[2].split()[0] != "Z"


def test_in_a_run_of_one_process_it_is_named_with_its_stack_and_the_run_has_failed(tmp_path: Path) -> None:
    done = run(tmp_path, STILL, "-o", "patience=2")
    assert done.returncode == 1
    assert "test_it.py::test_that_stands_still stood still: it has not ended in 2 seconds" in done.stderr
    assert "in wait_for_what_never_comes" in done.stderr
    until = time.monotonic() + 20
    while is_running((tmp_path / "begun").read_text()) and time.monotonic() < until:
        time.sleep(0.1)
    assert not is_running((tmp_path / "begun").read_text())  # nor does what it began go on


def test_in_a_shared_run_it_fails_by_name_and_the_others_are_made(tmp_path: Path) -> None:
    done = run(tmp_path, STILL, "-o", "patience=1", "-n", "1", "--dist", "loadfile", "-rA")
    assert done.returncode == 1
    assert "crashed while running 'test_it.py::test_that_stands_still'" in done.stdout
    assert "It stood still before in this run, and is not tried again." in done.stdout
    assert "1 failed, 2 passed, 1 error" in done.stdout
    assert "in wait_for_what_never_comes" in done.stderr


@pytest.mark.parametrize("workers", [1, 2])
def test_when_a_worker_is_gone_the_others_make_all_that_is_left(tmp_path: Path, workers: int) -> None:
    files = (*(f"test_{number}.py" for number in range(6)), "test_last.py", "test_then.py")
    words = ("-n", f"{workers}", "--dist", "loadfile", "--no-loadscope-reorder")
    done = run(tmp_path, AFTER_MUCH_THAT_IS_DONE, *words, files=files)
    assert "crashed while running 'test_last.py::test_whose_process_ends'" in done.stdout
    assert "1 failed, 32 passed" in done.stdout


def test_what_is_set_up_for_it_is_watched_too(tmp_path: Path) -> None:
    done = run(tmp_path, IN_THE_SETTING_UP, "-o", "patience=2")
    assert done.returncode == 1
    assert "test_it.py::test_that_stands_still stood still" in done.stderr and "in never" in done.stderr


@pytest.mark.browser
def test_who_waits_for_a_browser_is_shown_where_it_waits(tmp_path: Path) -> None:
    done = run(tmp_path, IN_A_BROWSER, "-o", "patience=5")
    assert done.returncode == 1
    assert "test_it.py::test_that_stands_still stood still" in done.stderr
    waiting = done.stderr.partition("Greenlet that waits:")[2]
    assert "in test_that_stands_still" in waiting


def test_each_has_the_whole_time_and_who_ends_within_it_is_let_alone(tmp_path: Path) -> None:
    slow = "import time\n\ndef test_one():\n    time.sleep(2)\n\ndef test_other():\n    time.sleep(2)\n"
    done = run(tmp_path, slow, "-o", "patience=3")
    assert done.returncode == 0 and "stood still" not in done.stderr
