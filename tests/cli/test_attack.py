"""palermo attack, as the person who is about to publish runs it."""

import json
from pathlib import Path

import pytest

from palermo.cli import main

UNSAFE = "sex,value,status\nF,,hidden\nM,30,exact\n_T,33,exact\n"
SAFE = "sex,value,status\nF,,hidden\nM,,hidden\n_T,33,exact\n"


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A folder written by hand, without a manifest."""
    folder = tmp_path / "2025"
    folder.mkdir()
    (folder / "t.csv").write_text(UNSAFE)
    return folder


def run(*words: str | Path) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    return int(left.value.code or 0)


def test_an_unsafe_release_leaves_with_four_and_says_how(release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("attack", release) == 4
    said = capsys.readouterr()
    assert "Table t, sex F: the hidden count is 3; it follows from t alone." in said.out
    assert "The release is unsafe." in said.err


def test_a_safe_release_leaves_with_zero(release: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (release / "t.csv").write_text(SAFE)
    assert run("attack", release, "--json") == 0
    made = json.loads(capfd.readouterr().out)
    assert (made["verdict"], made["tables"], made["cells"], made["hidden"]) == ("safe", 1, 3, 2)


def test_a_change_from_the_release_before_is_told(release: Path, tmp_path: Path) -> None:
    (release / "t.csv").write_text(SAFE)
    before = tmp_path / "2024"
    before.mkdir()
    (before / "t.csv").write_text(SAFE.replace("33", "31"))
    assert run("attack", release, "--previous", before) == 4
    assert run("attack", release, "--previous", release) == 0


def test_one_record_is_asked_for(release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = tmp_path / "record.csv"
    record.write_text("sex\nF\n")
    assert run("attack", release, "--record", record, "--json") == 4
    made = json.loads(capsys.readouterr().out)["record"]
    assert made["findable"] and made["cells"][0] == {"table": "t", "cell": {"sex": "F"}, "low": 3, "high": 3}
    assert not list(release.glob("*record*"))


def test_two_runs_say_the_same(release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("attack", release, "--json")
    first = capsys.readouterr().out
    run("attack", release, "--json")
    assert capsys.readouterr().out == first


@pytest.mark.parametrize(
    "words",
    [
        ("attack", "nowhere"),
        ("attack", "RELEASE", "--threshold", "1"),
        ("attack", "RELEASE", "--side", "all"),
        ("attack", "RELEASE", "--record", "nowhere.csv"),
    ],
)
def test_a_wrong_call_leaves_with_two(release: Path, words: tuple[str, ...]) -> None:
    assert run(*(release if word == "RELEASE" else word for word in words)) == 2


def test_an_uneven_file_leaves_with_two(release: Path) -> None:
    (release / "t.csv").write_text("sex,value,status\nF,1\n")
    assert run("attack", release) == 2


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (SAFE, "none of 2 hidden counts could be told"),
        ("sex,value,status\nF,20,exact\nM,20,exact\n_T,40,exact\n", "no count is hidden, and none could be told"),
    ],
)
def test_a_safe_release_is_told_in_words(
    table: str, said: str, release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (release / "t.csv").write_text(table)
    assert run("attack", release) == 0
    assert said in capsys.readouterr().out
