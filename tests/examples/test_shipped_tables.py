"""The example's own tables: their bytes are those named in the report, their sums those counted by hand."""

import csv
import hashlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "examples" / "trafficking-offences"
REPORT: dict[str, Any] = yaml.safe_load((FOLDER / "report.yml").read_text("utf-8"))
RAW = "fbi-human-trafficking-2013-2020.csv"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", REPORT["data"])
def test_a_table_has_the_bytes_its_report_names(name: str) -> None:
    entry = REPORT["data"][name]
    assert hashlib.sha256((FOLDER / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]


def test_the_folder_ships_no_file_that_is_not_named() -> None:
    assert {f"data/{path.name}" for path in (FOLDER / "data").iterdir()} == {
        entry["path"] for entry in REPORT["data"].values()
    }


def test_offences_add_up_by_year() -> None:
    sums: Counter[str] = Counter()
    for row in rows("offences"):
        sums[row["DATA_YEAR"]] += int(row["OFFENCES"])
    assert (sums["2018"], sums["2019"], sums["2019"] - sums["2018"]) == (1457, 2084, 627)


def test_the_same_states_and_the_same_agencies_rise_less() -> None:
    by_state: defaultdict[str, Counter[str]] = defaultdict(Counter)
    same_agencies: Counter[str] = Counter()
    for row in rows("offences"):
        by_state[row["STATE_NAME"]][row["DATA_YEAR"]] += int(row["OFFENCES"])
        same_agencies[row["DATA_YEAR"]] += int(row["OFFENCES_SAME_AGENCIES"])
    both = [years for years in by_state.values() if {"2018", "2019"} <= years.keys()]
    assert len(both) == 38
    assert sum(years["2019"] - years["2018"] for years in both) == 512
    assert same_agencies["2019"] - same_agencies["2018"] == 137
    assert sum(int(row["AGENCIES"]) for row in rows("pair")) == 131


def test_agencies_are_counted_once_and_do_not_add_up_over_types() -> None:
    rest = ("STATE_NAME", "DIVISION_NAME", "AGENCY_TYPE_NAME")
    of_2019 = {
        row["OFFENSE_SUBCAT_NAME"]: (int(row["AGENCIES"]), int(row["STATES"]))
        for row in rows("coverage")
        if row["DATA_YEAR"] == "2019" and all(row[column] == "(all)" for column in rest)
    }
    assert of_2019["(all)"] == (463, 44)
    assert of_2019["Commercial Sex Acts"][0] + of_2019["Involuntary Servitude"][0] > 463


def test_five_of_the_states_and_the_district_have_no_row_in_five_years() -> None:
    listed = {row["STATE_ABBR"] for row in rows("us-states")}
    with_row = {row["STATE_ABBR"] for row in rows("offences") if "2016" <= row["DATA_YEAR"] <= "2020"}
    assert len(listed) == 51
    assert listed - with_row == {"AL", "CA", "DC", "IA", "NY"}
    assert with_row <= listed


def test_the_file_has_repeats_one_correction_and_no_zero_row() -> None:
    totals = {column: sum(int(row[column]) for row in rows("rows")) for column in rows("rows")[0]}
    assert (totals["FILE_ROWS"], totals["REPEATS"], totals["ZERO_ROWS"], totals["CORRECTION_ROWS"]) == (4417, 927, 0, 1)


def test_the_tier_table_is_whole_and_keeps_namibia_and_not_ranked_apart() -> None:
    table = rows("tiers")
    assert len(table) == 150
    assert {row["TIER"] for row in table} == {"Tier 1", "Tier 2", "Tier 2 Watch List", "Tier 3", "not ranked"}
    assert {row["COUNTRY"] for row in table if row["ISO"] == "NA"} == {"Namibia"}
    own = {row["YEAR"]: row["TIER"] for row in table if row["ISO"] == "US"}
    assert [year for year, tier in own.items() if tier == "not ranked"] == [str(year) for year in range(2001, 2010)]


@pytest.mark.real_data
def test_the_tier_table_is_what_the_compiled_table_says(real_data: Path) -> None:
    with (real_data / "tip-tiers-2001-2015.csv").open(encoding="utf-8", newline="") as file:
        words = {"Watchlist": "Tier 2 Watch List", "NA": "not ranked"}
        compiled = {
            (row["year"], row["iso"]): words.get(row["tier"].strip(), row["tier"].strip())
            for row in csv.DictReader(file)
        }
    codes = dict(zip("BR CN CO DE GH NA RU SA TH".split(), "BRA CHN COL DEU GHA NAM RUS SAU THA".split(), strict=True))
    others = [row for row in rows("tiers") if row["ISO"] != "US"]
    assert len(others) == 135
    assert [row for row in others if compiled[row["YEAR"], codes[row["ISO"]]] != row["TIER"]] == []


@pytest.mark.real_data
@pytest.mark.parametrize("name", [name for name, entry in REPORT["data"].items() if "sql" in entry])
def test_the_query_in_the_report_gives_the_shipped_bytes(real_data: Path, name: str) -> None:
    from palermo.engines import DuckQuery

    raw = pl.read_csv(real_data / RAW, infer_schema=False)
    fbi = raw.with_columns(pl.col("STATE_ABBR").replace({"NB": "NE"}))
    entry = REPORT["data"][name]
    table = DuckQuery()(entry["sql"], {"fbi": fbi})
    assert table.write_csv().encode() == (FOLDER / entry["path"]).read_bytes()
