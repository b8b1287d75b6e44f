"""palermo simulate, as somebody at a terminal meets it."""

import subprocess
import sys
from pathlib import Path

import pytest


def palermo(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "palermo", *words], capture_output=True, text=True, timeout=120, check=False
    )


def test_a_country_is_made_and_its_files_pass_check(tmp_path: Path) -> None:
    made = palermo("simulate", "--people", "400", "--seed", "3", "--out", str(tmp_path / "made"))
    assert made.returncode == 0, made.stderr
    assert "400 people, 35 bodies, world mixed" in made.stdout
    body = tmp_path / "made" / "bodies" / "hotline"
    words = ("check", str(body / "hotline.jsonl"), "--layout", str(body / "LAYOUT.yml"), "--out", str(tmp_path / "c"))
    checked = palermo(*words, "--today", "2026-01-31")
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--people", "0", "--seed", "1"), "0 people"),
        (("--people", "1", "--seed", "1"), "1 people"),
        (("--people", "many", "--seed", "1"), "'many'"),
        (("--people", "50", "--seed", "spring"), "'spring'"),
        (("--people", "50", "--seed", "1", "--world", "utopia"), "no world 'utopia'"),
        (("--size", "huge", "--seed", "1"), "no size 'huge'"),
        (("--people", "50", "--seed", "1", "--body", "nobody"), "no body 'nobody'"),
    ],
)
def test_a_wrong_call_ends_with_2_and_leaves_nothing(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done = palermo("simulate", *words, "--out", str(tmp_path / "made"))
    assert done.returncode == 2
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = palermo("simulate", "--people", "50", "--seed", "1", "--out", str(tmp_path))
    assert done.returncode == 2
    assert "not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
