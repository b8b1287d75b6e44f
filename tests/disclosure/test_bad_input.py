"""What must not pass: each is refused with its cell, row or line named, exit 2 or 4, and no half-written release."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import as_typed
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_releases import INNER, SAFE, lay, release

CATALOGUE = """version: 1
release: r1
population: {id: registered, as_of: 2025-12-31}
threshold: 10
dimensions:
  sex: {codes: [F, M]}
  age: {codes: ["0-17", "18+"]}
tables:
  - {id: t1, by: [sex, age]}
"""
HEAD = "subject_id,sex,age"
ROWS = [f"p{at},{'FM'[at % 2]},{'0-17' if at % 3 else '18+'}" for at in range(120)]


def tables(room: Path, catalogue: str, rows: list[str]) -> as_typed.Done:
    """The verb; whatever it says, a release folder stands there where it was made and nowhere else."""
    (room / "records.csv").write_text("\n".join(rows) + "\n", "utf-8")
    (room / "catalogue.yml").write_text(catalogue, "utf-8")
    words = ("tables", room / "records.csv", "--catalogue", room / "catalogue.yml", "--out", room / "out")
    done = as_typed.palermo(*words)
    left = sorted(path.name for path in room.iterdir() if path.is_dir())
    assert left == (["out"] if done.returncode == 0 else [])
    return done


def changed(at: int, row: str) -> list[str]:
    """The records with one row written otherwise; ``at`` is its number in the file, the header being 1."""
    rows = [HEAD, *ROWS]
    rows[at - 1] = row
    return rows


Fault = tuple[Callable[[], tuple[str, list[str]]], int, tuple[str, ...]]
FAULTS: Mapping[str, Fault] = {
    "an undeclared value": (lambda: (CATALOGUE, changed(8, "p6,Zz,18+")), 2, ("1 undeclared value of sex", "row 8")),
    "an empty cell": (lambda: (CATALOGUE, changed(8, "p6,,18+")), 2, ("1 empty cell of sex", "row 8")),
    "an empty record": (lambda: (CATALOGUE, changed(8, ",,")), 2, ("1 row without a person", "row 8")),
    "no record at all": (lambda: (CATALOGUE, [HEAD]), 2, ("disclosure.empty",)),
    "a column of names as a dimension": (
        lambda: (CATALOGUE.replace("sex:", "surname:").replace("[sex", "[surname"), [HEAD, *ROWS]),
        2,
        ("disclosure.identifier", "surname", "catalogue.yml:6"),
    ),
    "exact dates as codes": (
        lambda: (CATALOGUE.replace("[F, M]", "[F, M, '2025-03-01']"), [HEAD, *ROWS]),
        2,
        ("disclosure.exact-date", "catalogue.yml:6"),
    ),
    "a code named as totals are": (
        lambda: (CATALOGUE.replace("[F, M]", "[F, M, _T]"), [HEAD, *ROWS]),
        2,
        ("disclosure.total-code", "catalogue.yml:6"),
    ),
    "the total's mark as a value": (
        lambda: (CATALOGUE, changed(5, "p3,_T,18+")),
        2,
        ("undeclared value of sex", "row 5"),
    ),
    "a negative correction of persons": (
        lambda: (CATALOGUE + "min: -1\n", [HEAD, *ROWS]),
        2,
        ("min", "counts:"),
    ),
    "a correction below the least declared": (
        lambda: (
            CATALOGUE + "counts: n\nmin: -1\n",
            ["n,sex,age", "30,F,0-17", "20,M,18+", "-2,F,18+", "40,M,0-17"],
        ),
        2,
        ("disclosure.bad-count", "1 cell of n", "row 4"),
    ),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_is_named_with_its_place_and_nothing_is_written(tmp_path: Path, fault: str) -> None:
    make, code, named = FAULTS[fault]
    done = tables(tmp_path, *make())
    assert done.returncode == code, done.stderr
    assert all(word in done.stderr for word in named), done.stderr
    assert "Zz" not in done.stderr  # a value nobody declared may be a name


def test_a_correction_above_the_least_declared_is_counted(tmp_path: Path) -> None:
    rows = ["n,sex,age", "30,F,0-17", "20,M,18+", "-1,F,0-17", "40,M,0-17", "25,F,18+"]
    done = tables(tmp_path, CATALOGUE + "counts: n\nmin: -1\n", rows)
    assert done.returncode == 0, done.stderr
    assert "F,0-17,29,exact" in (tmp_path / "out" / "t1.csv").read_text("utf-8")


# ── published files that contradict each other ───────────────────────────────────────────────────────────────────────
def test_a_published_code_named_as_totals_are_is_no_code(tmp_path: Path) -> None:
    files = release("r", counts=SAFE, hidden=INNER, codes={"sex": ["F", "M"], "age": ["0-17", "18+"]})
    manifest = json.loads(files["manifest.json"])
    manifest["dimensions"]["sex"]["codes"].append("_T")
    folder = lay(tmp_path / "r", {**files, "manifest.json": json.dumps(manifest).encode()})
    done = as_typed.palermo("attack", folder)
    assert done.returncode == 2 and "_T" in done.stderr


@pytest.mark.parametrize("cell", ["_T,_T,134", "F,_T,64", "_T,18+,100"])
def test_contradictory_files_are_inconsistent_and_never_safe(tmp_path: Path, cell: str) -> None:
    files = release("r", counts=SAFE, hidden=INNER)
    codes, _, value = cell.rpartition(",")
    wrong = files["t1.csv"].replace(cell.encode(), f"{codes},{int(value) + 1}".encode())
    assert wrong != files["t1.csv"]
    done = as_typed.palermo("attack", lay(tmp_path / "r", {"t1.csv": wrong}), "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 4 and said["verdict"] == "unsafe"
    assert [one["code"] for one in said["other"]] == ["attack.inconsistent"]


def test_two_numbers_of_one_cell_are_named_with_the_cell(tmp_path: Path) -> None:
    files = release("r", counts=SAFE, hidden=INNER)
    folder = lay(tmp_path / "r", {"t1.csv": files["t1.csv"], "t2.csv": b"sex,value,status\nF,65,exact\n"})
    (told,) = json.loads(as_typed.palermo("attack", folder, "--json").stdout)["other"]
    assert (told["code"], told["table"], told["cell"]) == ("attack.inconsistent", "t2", "sex=F")


def test_an_older_release_that_contradicts_itself_is_named(tmp_path: Path) -> None:
    new = lay(tmp_path / "new", release("new", counts=SAFE, hidden=INNER))
    old = release("old", counts=SAFE, hidden=INNER, as_of="2024-12-31")
    old["t1.csv"] = old["t1.csv"].replace(b"_T,_T,134", b"_T,_T,135")
    done = as_typed.palermo("attack", new, "--previous", lay(tmp_path / "old", old))
    assert done.returncode == 4 and "old contradict each other" in done.stdout


# ── an altered ledger ────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    room = tmp_path_factory.mktemp("ledger")
    file, folder = room / "ledger.jsonl", lay(room / "2024", release("2024", counts=SAFE, hidden=INNER))
    as_typed.palermo("ledger", "init", file)
    assert as_typed.palermo("ledger", "add", folder, "--ledger", file).returncode == 0
    return file.read_bytes()


@settings(max_examples=20)
@given(share=st.floats(0, 1, exclude_max=True))
def test_an_altered_line_is_named_by_verify(
    ledger: bytes, tmp_path_factory: pytest.TempPathFactory, share: float
) -> None:
    first = ledger.index(b"\n") + 1
    at = first + int(share * (len(ledger) - 1 - first))
    room = tmp_path_factory.mktemp("altered")
    file = room / "ledger.jsonl"
    file.write_bytes(ledger[:at] + bytes([ledger[at] ^ 1]) + ledger[at + 1 :])
    done = as_typed.palermo("ledger", "verify", file)
    assert done.returncode == 4 and "ledger.jsonl:2" in done.stderr, done.stderr


def test_no_table_is_made_beside_an_altered_ledger(ledger: bytes, tmp_path: Path) -> None:
    (tmp_path / "records.csv").write_text("\n".join([HEAD, *ROWS]) + "\n", "utf-8")
    (tmp_path / "catalogue.yml").write_text(CATALOGUE, "utf-8")
    (tmp_path / "ledger.jsonl").write_bytes(ledger.replace(b"134", b"135"))
    words = (
        "--catalogue",
        tmp_path / "catalogue.yml",
        "--out",
        tmp_path / "out",
        "--ledger",
        tmp_path / "ledger.jsonl",
    )
    done = as_typed.palermo("tables", tmp_path / "records.csv", *words)
    assert done.returncode == 4 and "ledger.jsonl:2" in done.stderr and not (tmp_path / "out").exists()


# ── an interrupted run ───────────────────────────────────────────────────────────────────────────────────────────────
SLOW = """
import sys, time
from palermo.cli import main
from palermo.engines import folder
write = folder._write_new
def slowly(path, data):
    write(path, data)
    print("one file is written", flush=True)
    time.sleep(30)
folder._write_new = slowly
main(sys.argv[1:])
"""


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_stopped_in_the_middle_of_writing_no_release_folder_is_left(tmp_path: Path, sign: signal.Signals) -> None:
    """The release is stopped after its first file: the folder is not there, nor is the one it was being written to."""
    (tmp_path / "records.csv").write_text("\n".join([HEAD, *ROWS]) + "\n", "utf-8")
    (tmp_path / "catalogue.yml").write_text(CATALOGUE, "utf-8")
    words = ["tables", "records.csv", "--catalogue", "catalogue.yml", "--out", "out"]
    with subprocess.Popen([sys.executable, "-c", SLOW, *words], cwd=tmp_path, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"one file is written\n"
        os.kill(running.pid, sign)
        assert running.wait(timeout=20) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["catalogue.yml", "records.csv"]
