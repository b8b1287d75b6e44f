"""Real public files, where the folder PALERMO_REAL_DATA holds them."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from palermo import engines, intake

TODAY = date(2026, 4, 9)
FBI_LAYOUT = Path(__file__).parents[2] / "examples" / "trafficking-offences" / "layouts" / "fbi-agency.yml"

pytestmark = pytest.mark.real_data


@pytest.fixture(name="fbi")
def _fbi(real_data: Path) -> intake.Outcome:
    layout = intake.load_layout(FBI_LAYOUT.read_bytes())
    book = engines.read_raw(real_data / "fbi-human-trafficking-2013-2020.csv")
    table = intake.choose_table(book, layout).table
    assert table is not None
    return intake.check(table, layout, today=TODAY)


def test_every_row_of_the_fbi_file_is_accepted(fbi: intake.Outcome) -> None:
    assert (fbi.receipt.received, fbi.receipt.accepted) == (4417, 4417)
    assert fbi.accepted.columns[:3] == ["DATA_YEAR", "ORI", "PUB_AGENCY_NAME"]


@pytest.mark.parametrize(("year", "offences"), [("2018", 1457), ("2019", 2084)])
def test_the_sums_of_the_fbi_file_are_right_with_corrections_and_repeats(fbi, year, offences) -> None:
    counted = fbi.accepted.filter(pl.col("DATA_YEAR") == year).select(pl.col("ACTUAL_COUNT").cast(pl.Int64).sum())
    assert counted.item() == offences


def test_the_927_exact_repeats_are_kept(fbi) -> None:
    cells = fbi.accepted.drop("palermo_row")
    assert cells.height - cells.unique().height == 927


def test_nebraska_is_read_from_its_old_code(fbi) -> None:
    states = set(fbi.accepted["STATE_ABBR"])
    assert "NE" in states
    assert "NB" not in states


def test_na_in_the_tier_history_means_not_ranked(real_data: Path) -> None:
    book = engines.read_raw(real_data / "tip-tiers-2001-2015.csv")
    table = next(book.tables())
    names = table.names()
    tier = next(at for at, name in enumerate(names) if "Tier 2" in {cell.strip() for cell in table.cells[f"c{at}"]})
    tiers = ["Tier 1", "Tier 2", "Tier 2 Watch List", "Tier 3", "Special Case"]
    column = {"to": "tier", "missing": {"NA": "not_applicable"}}
    outcome = intake.check(table, intake.load_layout({"columns": {names[tier]: column}}), today=TODAY)
    assert outcome.receipt.accepted == 3208
    seen = set(outcome.accepted["tier"])
    assert "NA" not in seen
    assert "not_applicable" in seen
    assert not any(text != text.strip() for text in seen)
    assert len(tiers) == 5


def test_the_length_of_stay_is_unpivoted_to_the_last_month(real_data: Path) -> None:
    layout = intake.load_layout(
        {"shape": "long", "table": {"occurrence": "1"}, "columns": {"Population": "group", "*": {"type": "number"}}}
    )
    book = engines.read_raw(real_data / "ice-detention-statistics-fy2026.xlsx", sheet=" ICLOS and Detainees")
    table = intake.choose_table(book, layout).table
    assert table is not None
    accepted = intake.check(table, layout, today=TODAY).accepted
    last = accepted.row(-1, named=True)
    assert (last["header_1"], last["header_2"], last["header_3"]) == ("2026", "March", "end")
    assert round(float(last["value"]), 4) == 81.3759


def test_facilities_keep_the_zeros_of_their_zip_codes(real_data: Path) -> None:
    book = engines.read_raw(real_data / "ice-detention-statistics-fy2026.xlsx", sheet="Facilities FY26")
    table = intake.choose_table(book, None).table
    assert table is not None
    outcome = intake.check(table, None, today=TODAY)
    assert outcome.receipt.received == 203
    zips = next(column for column in outcome.accepted.iter_columns() if "02863" in set(column))
    assert zips.str.starts_with("0").sum() == 9


def test_prose_sheets_have_no_tables_and_no_rows(real_data: Path) -> None:
    book = engines.read_raw(real_data / "ice-detention-statistics-fy2026.xlsx", sheet="Footnotes")
    choice = intake.choose_table(book, None)
    outcome = intake.await_choice(book, choice.question, today=TODAY)
    assert (outcome.receipt.received, outcome.receipt.tables) == (0, ())
