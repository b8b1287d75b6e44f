"""What `check` says of the bodies' files is what the truth folder says was done to them: no more, no less."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from palermo import engines, intake, simulation
from palermo.ground.finding import Severity

TODAY = date(2026, 1, 31)


def checked(folder: Path, body: simulation.Body) -> intake.Outcome:
    layout = intake.load_layout((folder / "bodies" / body.id / "LAYOUT.yml").read_bytes())
    book = engines.read_raw_bytes(
        (folder / "bodies" / body.id / body.file).read_bytes(),
        body.file,
        encoding=layout.encoding,
        delimiter=layout.delimiter,
        header_rows=layout.header_rows,
    )
    choice = intake.choose_table(book, layout)
    assert choice.table is not None
    return intake.check(choice.table, layout, today=TODAY)


def truth_of(folder: Path, body: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "truth" / "country.json").read_text())["bodies"][body]
    return found


def planted(folder: Path, body: str) -> pl.DataFrame:
    errors = engines.read_csv_frame((folder / "truth" / "errors.csv").read_bytes())
    return errors.filter((pl.col("source") == body) & (pl.col("finding") != ""))


@pytest.mark.parametrize("body", simulation.BODIES.values(), ids=lambda body: body.id)
def test_the_receipt_of_a_body_counts_what_was_planted(made_up: Path, body: simulation.Body) -> None:
    outcome = checked(made_up, body)
    truth = truth_of(made_up, body.id)
    assert outcome.receipt.received == truth["rows"]
    assert outcome.receipt.pending == 0
    assert outcome.receipt.rejected == truth["rejected"]
    said: dict[str, int] = {}
    for one in outcome.findings:
        if one.severity is Severity.ERROR:
            said[one.code] = said.get(one.code, 0) + (one.count or 0)
    assert said == truth["findings"]


@pytest.mark.parametrize("body", simulation.BODIES.values(), ids=lambda body: body.id)
def test_the_rejected_rows_are_those_that_carry_a_planted_error(made_up: Path, body: simulation.Body) -> None:
    outcome = checked(made_up, body)
    rejected = dict(zip(outcome.rejected["palermo_row"].to_list(), outcome.rejected["palermo_codes"], strict=True))
    errors = planted(made_up, body.id)
    assert {int(row): code for row, code in errors.select("row", "finding").rows()} == rejected


@pytest.mark.parametrize("name", ["women-shelter", "police-cells", "special-prosecutor", "hotline", "rivers-police"])
def test_it_is_so_where_a_file_is_written_in_parts(in_parts: Path, name: str) -> None:
    body = simulation.BODIES[name]
    outcome = checked(in_parts, body)
    truth = truth_of(in_parts, name)
    assert (outcome.receipt.received, outcome.receipt.rejected) == (truth["rows"], truth["rejected"])
    assert {int(row) for row in planted(in_parts, name)["row"]} == set(outcome.rejected["palermo_row"].to_list())


def test_the_country_has_planted_errors_of_every_kind(made_up: Path) -> None:
    errors = engines.read_csv_frame((made_up / "truth" / "errors.csv").read_bytes())
    from palermo.simulation.errors import SEEN

    assert set(errors["finding"].unique()) - {""} <= set(SEEN)
    assert len(set(errors["finding"].unique()) - {""}) >= 9
