"""The report on two editions of protected tables: made again from its records, built through the gate, verified."""

import json
import runpy
from pathlib import Path

import pytest
from as_typed import palermo

FOLDER = Path(__file__).parents[2] / "examples" / "annual-tables"
EDITIONS = (
    ("annual-2024", "registered-2024.csv", "2025-03-20"),
    ("returns-2024", "returned-2024.csv", "2025-03-20"),
    ("annual-2025", "registered-2025.csv", "2026-04-15"),
    ("returns-2025", "returned-2025.csv", "2026-04-15"),
)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("records")
    for name, content in runpy.run_path(str(FOLDER / "make.py"))["records"]().items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("edition") / "out"
    done = palermo("report", "build", FOLDER, "--out", out)
    assert done.returncode == 0, done.stderr
    return out


def test_releases_and_ledger_are_those_that_are_made_today(records: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    assert palermo("ledger", "init", ledger, "--today", "2025-03-20").returncode == 0
    for id, file, day in EDITIONS:
        catalogue, release = FOLDER / "catalogues" / f"{id}.yml", tmp_path / id
        made = palermo("tables", records / file, "--catalogue", catalogue, "--ledger", ledger, "--out", release)
        assert made.returncode == 0, made.stderr
        assert palermo("ledger", "add", release, "--ledger", ledger, "--today", day).returncode == 0
        kept = FOLDER / "releases" / id
        assert {path.name: path.read_bytes() for path in release.iterdir()} == {
            path.name: path.read_bytes() for path in kept.iterdir()
        }
    assert ledger.read_bytes() == (FOLDER / "ledger.jsonl").read_bytes()


def test_the_second_edition_without_the_first_would_have_told_a_change(records: Path, tmp_path: Path) -> None:
    """Made as if nothing had been published before, it is refused by the ledger, which names cell and release."""
    catalogue, release = FOLDER / "catalogues" / "annual-2025.yml", tmp_path / "forgetful"
    text = catalogue.read_text().replace("release: annual-2025", "release: forgetful")
    (tmp_path / "catalogue.yml").write_text(text)
    words = ("--catalogue", tmp_path / "catalogue.yml", "--out", release)
    made = palermo("tables", records / "registered-2025.csv", *words)
    assert made.returncode == 0, made.stderr
    told = palermo("ledger", "check", release, "--ledger", FOLDER / "ledger.jsonl", "--json")
    assert told.returncode == 4
    found = json.loads(told.stdout)
    changes = [*found["exactly_recovered"], *found["bounded_below_threshold"]]
    assert any(one.get("releases") == ["annual-2024", "forgetful"] for one in changes)


def test_the_report_is_built_and_verified(out: Path) -> None:
    done = palermo("report", "verify", out, "--ledger", FOLDER / "ledger.jsonl")
    assert done.returncode == 0, done.stderr
    assert palermo("report", "verify", out).returncode == 0


def test_hidden_cells_and_what_rests_on_them_have_no_number(out: Path) -> None:
    figures = {row["id"]: row for row in json.loads((out / "figures.json").read_text())}
    for id in ("xm.men", "xm.men.share", "xm.rise.men", "xm.other"):
        assert (figures[id]["value"], figures[id]["rendered"]) == (None, {"en": "··"}), id
    assert figures["xm.all"]["sdc_applied"] == "suppress, threshold 10, release annual-2025"
    assert figures["xm.rise"]["sdc_applied"] == (
        "suppress, threshold 10, release annual-2024 + suppress, threshold 10, release annual-2025"
    )


def test_no_record_lies_in_the_folder_or_the_edition(records: Path, out: Path) -> None:
    subject = (records / "registered-2025.csv").read_text().splitlines()[1].split(",")[0]
    for root in (FOLDER, out):
        assert not [path for path in root.rglob("*") if path.is_file() and subject.encode() in path.read_bytes()]


def test_what_the_edition_is_silent_about_is_told() -> None:
    shown = palermo("ledger", "show", FOLDER / "ledger.jsonl", "--today", "2026-04-20").stdout
    assert "delayed: the indicator children-by-purpose of registered-to-date" in shown
    assert "redefined: the indicator victims-by-region of registered-to-date has version 2" in shown
