"""The conference as tables: every row leads to a line, and every count of the status is a count of rows."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from palermo.coordination import COLUMNS, Conference, frames, rollup

Files = dict[str, str]
Load = Callable[[], Conference]
Change = Callable[[str, str, str], None]
TODAY = date(2026, 2, 28)
CORE = (
    "bodies", "members", "plans", "measures", "reporting", "assignments", "progress", "reviews", "indicators",
    "decisions", "attendance",
)  # fmt: skip


@pytest.fixture
def tables(load: Load) -> Callable[[], dict[str, pl.DataFrame]]:
    return lambda: dict(frames(load(), today=TODAY))


def rows(table: pl.DataFrame, *columns: str) -> list[tuple[str, ...]]:
    return table.select(columns).rows()


def test_every_table_has_its_columns_of_text_and_no_empty_place(tables: Callable[[], dict[str, pl.DataFrame]]) -> None:
    made = tables()
    assert set(CORE) <= set(made) == set(COLUMNS)
    for name, table in made.items():
        assert tuple(table.columns) == COLUMNS[name]
        assert set(table.dtypes) == {pl.String}
        assert table.null_count().row(0) == (0,) * table.width


@pytest.mark.parametrize("name", CORE)
def test_every_row_leads_to_a_line_of_the_folder(
    tables: Callable[[], dict[str, pl.DataFrame]], folder: Files, name: str
) -> None:
    for file, line in rows(tables()[name], "file", "line"):
        assert folder[file].splitlines()[int(line) - 1].strip()


def test_a_conference_with_nothing_but_its_name_has_tables_without_rows(load: Load, folder: Files) -> None:
    folder.clear()
    folder["conference.yml"] = "format: palermo.conference/1\nname: Empty\n"
    made = frames(load(), today=TODAY)
    assert {name: table.height for name, table in made.items() if name in CORE} == dict.fromkeys(CORE, 0)


def test_the_status_counts_rows_of_the_tables(load: Load, tables: Callable[[], dict[str, pl.DataFrame]]) -> None:
    made, status = tables(), rollup(load(), today=TODAY)
    top = made["measures"].filter(plan="p3", level="measure")
    assert dict(rows(top.group_by("status").agg(pl.len().cast(pl.String)), "status", "len")) == {
        name: str(count) for name, count in status.by_status.items() if count
    }
    assert made["measures"].filter(plan="p3", overdue="yes")["measure"].to_list() == list(status.overdue)
    assert made["measures"].filter(disputed="yes")["measure"].to_list() == list(status.disputed)
    assert made["reporting"].filter(plan="p3", silent="yes")["body"].to_list() == list(status.silent)
    assert made["decisions"].filter(state="open")["decision"].to_list() == list(status.open)
    assert made["decisions"].filter(overdue="yes")["decision"].to_list() == list(status.late)
    assert made["decisions"].filter(state="open", ownerless="yes")["decision"].to_list() == list(status.ownerless)
    seated = made["members"].filter(on_day="yes")
    assert seated.filter(pl.col("role") != "observer").height == status.members


def test_a_body_stands_with_its_first_name_and_that_of_the_day(tables: Callable[[], dict[str, pl.DataFrame]]) -> None:
    assert rows(tables()["bodies"], "name", "name_today")[0] == (
        "Ministry of Public Security",
        "Ministry of the Interior",
    )


def test_a_dissolved_body_has_no_seat_on_the_day(tables: Callable[[], dict[str, pl.DataFrame]]) -> None:
    assert dict(rows(tables()["members"], "body", "on_day"))["health"] == "no"


def test_an_indicator_without_a_report_has_a_row_without_a_value(
    tables: Callable[[], dict[str, pl.DataFrame]], folder: Files
) -> None:
    assert rows(tables()["indicators"], "target", "body", "period", "value") == [("500", "police", "2025", "210")]
    del folder["progress/police-2025.yml"]
    assert rows(tables()["indicators"], "target", "body", "period", "value") == [("500", "", "", "")]


def test_who_had_a_seat_and_did_not_come_is_written_down(tables: Callable[[], dict[str, pl.DataFrame]]) -> None:
    came = rows(tables()["attendance"].filter(meeting="m1"), "body", "attended")
    assert came == [("police", "yes"), ("wellbeing", "no"), ("shelters", "yes"), ("watchers", "yes")]


def test_each_lead_has_a_row_with_what_it_told(tables: Callable[[], dict[str, pl.DataFrame]]) -> None:
    told = tables()["assignments"].filter(measure="p3/1.2")
    assert rows(told, "body", "role", "reported", "status") == [
        ("police", "lead", "yes", "done"),
        ("shelters", "lead", "no", "not_reported"),
    ]


def test_how_many_measures_a_body_answers_for_and_of_how_many_it_told(
    tables: Callable[[], dict[str, pl.DataFrame]],
) -> None:
    assert rows(tables()["reporting"].filter(plan="p3"), "body", "leads", "reported") == [
        ("police", "3", "2"),
        ("wellbeing", "1", "0"),
        ("shelters", "2", "0"),
    ]
