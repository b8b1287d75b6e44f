"""palermo ledger, as the person runs it who keeps the memory of everything published."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from as_typed import palermo
from made_releases import INNER, SAFE, lay, release

from palermo import disclosure

DAY = ("--today", "2026-03-31")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    file = tmp_path / "ledger.jsonl"
    assert palermo("ledger", "init", file, *DAY).returncode == 0
    return file


@pytest.fixture
def first(tmp_path: Path) -> Path:
    return lay(tmp_path / "2024", release("2024", counts=SAFE, hidden=INNER, as_of="2024-12-31"))


@pytest.fixture
def grown(tmp_path: Path) -> Path:
    """A year later: three men more."""
    return lay(tmp_path / "2025", release("2025", counts=SAFE | {("M", "18+"): 43}, hidden=INNER))


def test_a_ledger_begins_once(ledger: Path) -> None:
    before = ledger.read_bytes()
    done = palermo("ledger", "init", ledger)
    assert done.returncode == 2 and "is there already" in done.stderr
    assert ledger.read_bytes() == before


def test_a_release_is_added_shown_and_verified(ledger: Path, first: Path) -> None:
    added = palermo("ledger", "add", first, "--ledger", ledger, *DAY)
    assert added.returncode == 0, added.stderr
    assert "Attacked together with no earlier release." in added.stdout
    shown = json.loads(palermo("ledger", "show", ledger, "--json").stdout)
    (one,) = shown["releases"]
    assert (one["release"], one["cells"], one["hidden"], one["at"], one["line"]) == ("2024", 9, 4, "2026-03-31", 2)
    assert shown["populations"] == {"registered-to-date": {"releases": 1, "cells": 9, "epsilon": "0", "delta": "0"}}
    verified = palermo("ledger", "verify", ledger, *DAY)
    assert verified.returncode == 0 and shown["head"] in verified.stdout


def test_the_old_folder_is_not_needed(ledger: Path, first: Path, grown: Path) -> None:
    palermo("ledger", "add", first, "--ledger", ledger, *DAY)
    for file in first.iterdir():
        file.unlink()
    first.rmdir()
    done = palermo("ledger", "check", grown, "--ledger", ledger)
    assert done.returncode == 4
    assert "exactly 3 more in 2025 than in 2024" in done.stdout


def test_an_unsafe_release_is_not_added(ledger: Path, first: Path, grown: Path) -> None:
    palermo("ledger", "add", first, "--ledger", ledger, *DAY)
    before = ledger.read_bytes()
    done = palermo("ledger", "add", grown, "--ledger", ledger, "--json")
    assert done.returncode == 4 and "nothing was added" in done.stderr
    made = json.loads(done.stdout)
    assert (made["verdict"], made["added"], made["against"]) == ("unsafe", False, ["2024"])
    assert made["exactly_recovered"][0]["releases"] == ["2024", "2025"]
    assert ledger.read_bytes() == before


def test_what_is_out_already_is_recorded_as_unsafe(ledger: Path, first: Path, grown: Path) -> None:
    palermo("ledger", "add", first, "--ledger", ledger, *DAY)
    done = palermo("ledger", "add", grown, "--ledger", ledger, "--already-published", *DAY)
    assert done.returncode == 0 and "as unsafe" in done.stdout
    assert [one.unsafe for one in disclosure.read_ledger(ledger.read_bytes()).releases] == [False, True]


def test_a_withdrawn_release_is_marked_and_stays_seen(ledger: Path, first: Path, grown: Path) -> None:
    palermo("ledger", "add", first, "--ledger", ledger, *DAY)
    done = palermo("ledger", "withdraw", "2024", "--why", "one body twice", "--ledger", ledger, *DAY)
    assert done.returncode == 0
    assert "withdrawn on 2026-03-31: one body twice" in palermo("ledger", "show", ledger).stdout
    assert palermo("ledger", "check", grown, "--ledger", ledger).returncode == 4
    assert palermo("ledger", "withdraw", "2024", "--why", "again", "--ledger", ledger).returncode == 2
    assert palermo("ledger", "withdraw", "2030", "--why", "none", "--ledger", ledger).returncode == 2


def test_the_same_release_twice_is_named_with_its_line(ledger: Path, first: Path) -> None:
    palermo("ledger", "add", first, "--ledger", ledger, *DAY)
    done = palermo("ledger", "add", first, "--ledger", ledger, *DAY)
    assert done.returncode == 2 and "in line 2" in done.stderr


def test_a_lone_table_is_added_under_a_name(ledger: Path, first: Path) -> None:
    words = ("ledger", "add", first / "t1.csv", "--ledger", ledger)
    assert palermo(*words).returncode == 2
    done = palermo(*words, "--release", "old", "--population", "registered-to-date", *DAY)
    assert done.returncode == 0, done.stderr


def test_rows_of_microdata_are_told_to_come_later(ledger: Path, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("sex,age\nF,17\n")
    done = palermo("ledger", "add", tmp_path / "rows.csv", "--ledger", ledger)
    assert done.returncode == 2 and "synthesise" in done.stderr


def test_a_folder_with_a_manifest_is_not_renamed(ledger: Path, first: Path) -> None:
    assert palermo("ledger", "add", first, "--ledger", ledger, "--release", "other").returncode == 2


def test_a_table_changed_after_the_manifest_leaves_with_four(ledger: Path, first: Path) -> None:
    (first / "t1.csv").write_bytes((first / "t1.csv").read_bytes().replace(b"134", b"135"))
    done = palermo("ledger", "add", first, "--ledger", ledger)
    assert done.returncode == 4 and "ledger.table-differs" in done.stderr


def test_a_broken_ledger_adds_nothing_and_names_the_line(ledger: Path, first: Path, grown: Path) -> None:
    palermo("ledger", "add", first, "--ledger", ledger, *DAY)
    ledger.write_bytes(ledger.read_bytes().replace(b"134", b"135"))
    before = ledger.read_bytes()
    for words in (("verify",), ("show",), ("add", grown), ("check", grown), ("withdraw", "2024", "--why", "w")):
        done = palermo("ledger", *words, "--ledger", ledger)
        assert done.returncode == 4 and "ledger.jsonl:2 ledger.line-altered" in done.stderr, words
    assert ledger.read_bytes() == before


def test_a_cut_last_line_is_named_and_nothing_is_added_to_it(ledger: Path, first: Path, grown: Path) -> None:
    palermo("ledger", "add", first, "--ledger", ledger, *DAY)
    ledger.write_bytes(ledger.read_bytes()[:-40])
    before = ledger.read_bytes()
    done = palermo("ledger", "add", grown, "--ledger", ledger)
    assert done.returncode == 4 and "ledger.jsonl:2 ledger.line-cut" in done.stderr
    assert ledger.read_bytes() == before


def test_whole_lines_cut_off_are_told_to_one_who_kept_the_head(ledger: Path, first: Path) -> None:
    begun = ledger.read_bytes()
    palermo("ledger", "add", first, "--ledger", ledger, *DAY)
    head = json.loads(palermo("ledger", "verify", ledger, "--json").stdout)["head"]
    assert palermo("ledger", "verify", ledger, "--head", head).returncode == 0
    ledger.write_bytes(begun)
    assert palermo("ledger", "verify", ledger).returncode == 0
    assert palermo("ledger", "verify", ledger, "--head", head).returncode == 4


def test_days_out_of_order_are_told_and_stop_nothing(ledger: Path) -> None:
    done = palermo("ledger", "verify", ledger, "--today", "2026-03-30")
    assert done.returncode == 0 and "ledger.day-ahead" in done.stderr


@pytest.mark.parametrize(
    "words", [("verify",), ("show",), ("add", "."), ("check", "."), ("withdraw", "a", "--why", "b")]
)
def test_no_ledger_no_judgement(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert palermo("ledger", *words, "--ledger", tmp_path / "none.jsonl").returncode == 2


def test_what_is_no_release_leaves_with_two(ledger: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert palermo("ledger", "add", tmp_path / "empty", "--ledger", ledger).returncode == 2
    assert palermo("ledger", "add", tmp_path / "nowhere", "--ledger", ledger).returncode == 2


# ── several at once, and killed ────────────────────────────────────────────────────────────────────────────────────
def all_at_once(ledger: Path, folders: list[Path]) -> list[int]:
    """The exit codes of as many processes as there are folders, each adding its own."""
    begin = [sys.executable, "-m", "palermo", "ledger", "add"]
    end = ["--ledger", str(ledger), *DAY]
    running = [
        subprocess.Popen([*begin, str(one), *end], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for one in folders
    ]
    return [one.wait(60) for one in running]


def of_population(tmp_path: Path, name: str) -> Path:
    files = release(name, counts=SAFE, hidden=INNER)
    files["manifest.json"] = files["manifest.json"].replace(b"registered-to-date", f"population-{name}".encode())
    return lay(tmp_path / name, files)


def test_two_who_add_at_once_lose_nothing(ledger: Path, tmp_path: Path) -> None:
    folders = [of_population(tmp_path, f"r{at}") for at in range(4)]
    assert all_at_once(ledger, folders) == [0] * 4
    held = disclosure.read_ledger(ledger.read_bytes())
    assert sorted(one.release for one in held.releases) == ["r0", "r1", "r2", "r3"]


def test_two_who_add_what_is_unsafe_together_do_not_both_get_in(ledger: Path, first: Path, grown: Path) -> None:
    """Each is safe alone; the second is judged with the first, since nobody adds while somebody judges."""
    assert sorted(all_at_once(ledger, [first, grown])) == [0, 4]
    assert len(disclosure.read_ledger(ledger.read_bytes()).releases) == 1


def test_killed_at_any_moment_the_chain_holds(ledger: Path, tmp_path: Path) -> None:
    """A writer that does nothing but add, killed again and again: what it acknowledged is there."""
    writer = """
import sys, datetime, pathlib
from palermo import disclosure, engines
ledger, start = pathlib.Path(sys.argv[1]), int(sys.argv[2])
folder = pathlib.Path(sys.argv[3])
files = {path.name: path.read_bytes() for path in folder.iterdir()}
for at in range(start, start + 10_000):
    named = {path: data.replace(b'"r0"', f'"r{at}"'.encode()) for path, data in files.items()}
    found, told = disclosure.read_release(named, name="r")
    def more(content):
        held = disclosure.read_ledger(content)
        return disclosure.release_line(held, found, today=datetime.date(2026, 3, 31), unsafe=False)
    engines.extend_file(ledger, more)
    print(at, flush=True)
"""
    folder = of_population(tmp_path, "r0")
    acknowledged: set[str] = set()
    for round in range(4):
        words = [sys.executable, "-c", writer, str(ledger), str(1 + round * 10_000), str(folder)]
        with subprocess.Popen(words, stdout=subprocess.PIPE) as running:
            assert running.stdout is not None
            said = [running.stdout.readline()]
            time.sleep(0.013 * (round + 1))
            os.kill(running.pid, signal.SIGKILL)
            said += running.stdout.readlines()
        acknowledged |= {f"r{line.decode().strip()}" for line in said if line.endswith(b"\n")}
        held = disclosure.read_ledger(ledger.read_bytes())
        assert acknowledged <= {one.release for one in held.releases}
    assert palermo("ledger", "withdraw", "r1", "--why", "w", "--ledger", ledger).returncode == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


# ── files beside the tables ────────────────────────────────────────────────────────────────────────────────────────
TELLING = {
    "chart.json": b'[{"sex": "F", "age": "0-17", "n": 4}]',
    "chart.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><rect data-sex="F" data-age="0-17" data-n="4"/>'
    b"<text><title>F 0-17: 4</title></text></svg>",
    "page.html": b"<html><body><p>ok</p><!-- F 0-17: 4 --></body></html>",
}


@pytest.mark.parametrize("verb", ["add", "check"])
@pytest.mark.parametrize("name", sorted(TELLING))
def test_a_file_beside_the_tables_that_tells_a_hidden_cell_is_refused(
    ledger: Path, first: Path, name: str, verb: str
) -> None:
    before = ledger.read_bytes()
    (first / name).write_bytes(TELLING[name])
    done = palermo("ledger", verb, first, "--ledger", ledger, "--json", *DAY)
    assert done.returncode == 4
    told = {(one["code"], one["path"], one["cell"]) for one in json.loads(done.stdout)["other"] if "cell" in one}
    assert ("attack.hidden-value", name, "sex=F, age=0-17") in told
    assert ledger.read_bytes() == before


def test_a_picture_with_a_comment_is_told_and_a_file_nobody_can_search_is_refused(ledger: Path, first: Path) -> None:
    (first / "data.parquet").write_bytes(b"PAR1")
    done = palermo("ledger", "check", first, "--ledger", ledger)
    assert done.returncode == 4 and "data.parquet" in done.stdout
    (first / "data.parquet").unlink()
    assert palermo("ledger", "check", first, "--ledger", ledger).returncode == 0


def test_what_was_refused_for_a_file_goes_in_without_it_and_the_file_never_does(ledger: Path, first: Path) -> None:
    (first / "chart.json").write_bytes(TELLING["chart.json"])
    done = palermo("ledger", "add", first, "--ledger", ledger, "--already-published", *DAY)
    assert done.returncode == 0 and "as unsafe" in done.stdout
    assert b"chart.json" not in ledger.read_bytes()


def test_a_table_with_its_kind_in_capitals_is_no_way_around(ledger: Path, first: Path) -> None:
    (first / "T9.CSV").write_bytes(b"sex,age,value,status\nF,0-17,4,exact\n")
    done = palermo("ledger", "add", first, "--ledger", ledger)
    assert done.returncode == 2 and "ledger.file-undeclared" in done.stderr
