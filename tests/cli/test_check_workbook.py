"""The hard workbook at the front door: what is several waits for a choice, and nothing falls out of the equation."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from palermo.cli import app

WORKBOOK = "ice-detention-statistics-fy2026.xlsx"


def receipt_of(real_data: Path, out: Path, *options: str) -> dict[str, object]:
    done = CliRunner().invoke(app, ["check", str(real_data / WORKBOOK), "--out", str(out), "--json", *options])
    assert done.exit_code == 0, done.output
    receipt: dict[str, object] = json.loads((out / "receipt.json").read_text())
    return receipt


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("sheet", "tables", "waiting"),
    [("Detention FY26", 17, True), ("Semiannual", 12, True), ("Facilities FY26", 1, False)],
)
def test_a_sheet_with_several_tables_waits_for_a_choice(
    real_data: Path, tmp_path: Path, sheet: str, tables: int, waiting: bool
) -> None:
    receipt = receipt_of(real_data, tmp_path / "out", "--sheet", sheet)
    listed = receipt["tables"]
    assert isinstance(listed, list) and len(listed) == tables
    assert receipt["received"] == receipt["accepted" if not waiting else "pending"] != 0
    assert (tmp_path / "out" / "pending.csv").exists() is waiting


@pytest.mark.real_data
def test_a_workbook_with_no_sheet_chosen_lists_every_table_and_accepts_nothing(real_data: Path, tmp_path: Path) -> None:
    receipt = receipt_of(real_data, tmp_path / "out")
    findings = receipt["findings"]
    assert isinstance(findings, list) and findings[0]["code"] == "sheet.several"
    assert receipt["accepted"] == 0 and receipt["received"] == receipt["pending"]
