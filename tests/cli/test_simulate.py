"""palermo simulate, as somebody at a terminal meets it."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from as_typed import palermo

from palermo import simulation
from palermo.engines import country


def test_a_country_is_made_and_its_files_pass_check(tmp_path: Path) -> None:
    made = palermo("simulate", "--people", "400", "--seed", "3", "--out", tmp_path / "made")
    assert made.returncode == 0, made.stderr
    assert "400 people, 35 bodies, world mixed" in made.stdout
    body = tmp_path / "made" / "bodies" / "hotline"
    checked = palermo("check", body / "hotline.jsonl", "--layout", body / "LAYOUT.yml", "--out", tmp_path / "c",
                      "--today", "2026-01-31")  # fmt: skip
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--people", "0", "--seed", "1"), "0 people"),
        (("--people", "1", "--seed", "1"), "1 people"),
        (("--people", "many", "--seed", "1"), "'many'"),
        (("--people", "50", "--seed", "spring"), "'spring'"),
        (("--people", "50", "--seed", "-1"), "seed is -1"),
        (("--people", "50"), "--seed"),
        (("--people", "50", "--seed", "1", "--world", "utopia"), "no world 'utopia'"),
        (("--size", "huge", "--seed", "1"), "no size 'huge'"),
        (("--people", "50", "--seed", "1", "--body", "nobody"), "no body 'nobody'"),
    ],
)
def test_a_wrong_call_ends_with_2_and_leaves_nothing(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done = palermo("simulate", *words, "--out", tmp_path / "made")
    assert done.returncode == 2
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = palermo("simulate", "--people", "50", "--seed", "1", "--out", tmp_path)
    assert done.returncode == 2
    assert "not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "made").write_text("mine")
    done = palermo("simulate", "--people", "50", "--seed", "1", "--out", tmp_path / "made")
    assert done.returncode == 2
    assert (tmp_path / "made").read_text() == "mine"


def _full_disk(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _stop_me(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(5)


def _press_keys(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("happens", "said"),
    [(_full_disk, "No space left"), (_stop_me, "Stopped before"), (_press_keys, "Stopped before")],
    ids=["full disk", "polite kill", "ctrl-c"],
)
@pytest.mark.parametrize("pen", ["_Csv", "_Workbook", "_JsonLines"])
def test_what_ends_the_work_halfway_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, happens: Callable[..., None], said: str, pen: str
) -> None:
    monkeypatch.setattr(getattr(country, pen), "append", happens)
    done = palermo("simulate", "--people", "60", "--seed", "1", "--out", tmp_path / "made")
    assert done.returncode == 2
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_a_real_bound_on_what_may_be_written_leaves_nothing(tmp_path: Path) -> None:
    """A process of its own that may write files of 20,000 bytes at most."""
    program = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000));"
        "from palermo.cli import main; main(sys.argv[1:])"
    )
    words = ("simulate", "--people", "500", "--seed", "1", "--out", str(tmp_path / "made"))
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "cannot be written" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_every_world_of_the_help_is_one_and_every_one_is_there() -> None:
    said = palermo("simulate", "--help").stdout
    assert [name for name in simulation.WORLDS if name not in said] == []
