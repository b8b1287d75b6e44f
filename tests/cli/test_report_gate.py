"""palermo report build on released tables, as the person types it: the ledger of the office, links, and a way out."""

import json
from datetime import date
from pathlib import Path

import pytest
from as_typed import palermo
from made_releases import INNER, SAFE, lay, release

from palermo import disclosure

REPORT = """format: palermo.report/1
id: annual-2025
title: {en: "Victims registered"}
languages: [en]
built_at: "2026-04-01T00:00:00Z"
data: {d: {release: releases/annual-2025, table: t1}}
"""
VICTIMS = """id: xx.victims
version: 1
name: {en: "Victims"}
definition: {text: "People registered as victims to date", counting_unit: person, unit: count, area: XX}
query: {from: d, value: value, by: [sex, age]}
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The ledger of the office, outside the report folder, with the release added by the program."""
    file = tmp_path / "office.jsonl"
    published = lay(tmp_path / "published", release("annual-2025", counts=SAFE, hidden=INNER))
    assert palermo("ledger", "init", file).returncode == 0
    assert palermo("ledger", "add", published, "--ledger", file).returncode == 0
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "report.yml": REPORT.encode(),
        "indicators/victims.yml": VICTIMS.encode(),
        "text/main.en.md": b"# Victims\n\n{{fig:xx.victims}}, of them {{fig:xx.victims:age=0-17;sex=F}} girls.\n",
    }
    laid = lay(tmp_path / "report", files)
    lay(laid / "releases/annual-2025", release("annual-2025", counts=SAFE, hidden=INNER))
    return laid


def test_built_and_verified_with_the_ledger_of_the_office(office: Path, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = palermo("report", "build", folder, "--out", out, "--ledger", office)
    assert done.returncode == 0, done.stderr
    assert palermo("report", "verify", out).returncode == 0
    assert palermo("report", "verify", out, "--ledger", office).returncode == 0
    receipts = json.loads((out / "definitions/releases.json").read_text())
    assert palermo("ledger", "verify", office, "--head", receipts["ledger"]["head"]).returncode == 0


def test_the_release_in_an_edition_can_be_attacked_by_whoever_reads_it(
    office: Path, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    palermo("report", "build", folder, "--out", out, "--ledger", office)
    assert palermo("attack", out / "releases/annual-2025").returncode == 0


def test_without_a_ledger_nothing_is_built(folder: Path, tmp_path: Path) -> None:
    done = palermo("report", "build", folder, "--out", tmp_path / "out")
    assert done.returncode == 3 and "data.ledger-missing" in done.stderr
    assert not (tmp_path / "out").exists()
    assert palermo("report", "lint", folder).returncode == 3


def test_a_release_that_is_a_link_to_elsewhere_is_refused(office: Path, folder: Path, tmp_path: Path) -> None:
    place = folder / "releases/annual-2025"
    for file in place.iterdir():
        file.unlink()
    place.rmdir()
    place.symlink_to(tmp_path / "published")
    done = palermo("report", "build", folder, "--out", tmp_path / "out", "--ledger", office)
    assert done.returncode == 2 and "outside the folder" in done.stderr


def test_a_table_that_is_a_link_to_another_is_another(office: Path, folder: Path, tmp_path: Path) -> None:
    table = folder / "releases/annual-2025/t1.csv"
    other = folder / "notes.csv"
    other.write_bytes(table.read_bytes().replace(b"134", b"135"))
    table.unlink()
    table.symlink_to(other)
    done = palermo("report", "build", folder, "--out", tmp_path / "out", "--ledger", office)
    assert done.returncode == 3 and "data.release-differs" in done.stderr


def test_once_withdrawn_an_edition_is_told_by_the_office(office: Path, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    palermo("report", "build", folder, "--out", out, "--ledger", office)
    assert palermo("ledger", "withdraw", "annual-2025", "--why", "wrong", "--ledger", office).returncode == 0
    done = palermo("report", "verify", out, "--ledger", office)
    assert done.returncode == 4 and "data.release-withdrawn" in done.stderr
    assert palermo("report", "build", folder, "--out", tmp_path / "new", "--ledger", office).returncode == 3


def test_a_ledger_without_its_last_lines_is_no_beginning_of_the_one_given(
    office: Path, folder: Path, tmp_path: Path
) -> None:
    (folder / "ledger.jsonl").write_bytes(disclosure.begin(today=date(2020, 1, 1)))
    (folder / "report.yml").write_text(REPORT + "ledger: ledger.jsonl\n")
    done = palermo("report", "build", folder, "--out", tmp_path / "out", "--ledger", office)
    assert done.returncode == 3 and "data.ledger-forked" in done.stderr
