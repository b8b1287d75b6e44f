"""What `check` says of the bodies' files is what the truth folder says was done to them: no more, no less."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from palermo import engines, intake, simulation
from palermo.ground.finding import Severity
from palermo.simulation.errors import SEEN
from palermo.simulation.tables import layout_of

TODAY = date(2026, 1, 31)
COUNTRIES = [
    ("independent", 31, 300), ("positive", 32, 300), ("negative", 33, 300), ("classes", 34, 300),
    ("three-lists", 35, 300), ("sparse", 36, 900), ("mixed", 37, 300), ("mixed", 38, 2),
]  # fmt: skip
"""World, seed and people of countries in each of which a quarter of the bodies are checked, each body in two."""


@cache
def layout_for(body: str) -> intake.Layout:
    """The layout that lies beside the file: test_bodies holds that it does."""
    return intake.load_layout(layout_of(simulation.BODIES[body]), name=body)


def checked(folder: Path, body: simulation.Body) -> intake.Outcome:
    layout = layout_for(body.id)
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


def disagreements(folder: Path, body: str) -> list[object]:
    """Wherever `check` and the truth say different things of a body's file."""
    outcome, truth = checked(folder, simulation.BODIES[body]), truth_of(folder, body)
    said: dict[str, int] = {}
    for one in outcome.findings:
        if one.severity is Severity.ERROR:
            said[one.code] = said.get(one.code, 0) + (one.count or 0)
    rejected = zip(outcome.rejected["palermo_row"].to_list(), outcome.rejected["palermo_codes"], strict=True)
    made = {(int(row), code) for row, code in planted(folder, body).select("row", "finding").rows()}
    receipt = outcome.receipt
    counts = {
        "rows": (receipt.received, truth["rows"]),
        "pending": (receipt.pending, 0),
        "rejected": (receipt.rejected, truth["rejected"]),
        "findings": (said, truth["findings"]),
        "in rows": (set(rejected), made),
    }
    return [(body, name, pair) for name, pair in counts.items() if pair[0] != pair[1]]


@pytest.mark.parametrize("body", simulation.BODIES)
def test_what_is_rejected_of_a_body_is_what_was_planted(made_up: Path, body: str) -> None:
    assert disagreements(made_up, body) == []


@pytest.mark.parametrize("body", ["women-shelter", "police-cells", "special-prosecutor", "hotline", "rivers-police"])
def test_it_is_so_where_a_file_is_written_in_parts(in_parts: Path, body: str) -> None:
    assert disagreements(in_parts, body) == []


@pytest.mark.parametrize(("world", "seed", "people"), COUNTRIES)
def test_it_is_so_in_every_world(tmp_path: Path, world: str, seed: int, people: int) -> None:
    order = simulation.ask(people=people, seed=seed, world=world)
    engines.write_country(tmp_path / "made", simulation.country(order))
    some = [body for body in order.senders[seed % 4 :: 4] if sends_a_file(tmp_path / "made", body)]
    assert [one for body in some for one in disagreements(tmp_path / "made", body)] == []


def sends_a_file(folder: Path, body: str) -> bool:
    """Where nobody was met, a file without a header has nothing in it and is not sent."""
    there = (folder / "bodies" / body / simulation.BODIES[body].file).exists()
    assert there or truth_of(folder, body)["rows"] == 0
    return there


def test_it_is_so_in_the_small_country(tmp_path: Path) -> None:
    order = simulation.ask(people=None, size="small", seed=41)
    engines.write_country(tmp_path / "made", simulation.country(order))
    assert [one for body in order.senders for one in disagreements(tmp_path / "made", body)] == []


def test_the_country_has_planted_errors_of_every_kind(made_up: Path) -> None:
    errors = engines.read_csv_frame((made_up / "truth" / "errors.csv").read_bytes())
    assert set(errors["finding"].unique()) - {""} <= set(SEEN)
    assert len(set(errors["finding"].unique()) - {""}) >= 11
