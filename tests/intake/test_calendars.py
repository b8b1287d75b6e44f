"""Dates of other calendars and digits of other scripts: read where a layout says so, never taken for ours."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.ground.errors import BadDefinition
from palermo.ground.reckoning import CALENDARS, Calendar, parts_of
from palermo.intake import load_layout
from palermo.intake.dates import read_dates
from palermo.intake.digits import plain_digits

OTHERS = [name for name in CALENDARS if name != "gregorian"]
START = date(1970, 1, 1)


def read(cell: str, calendar: Calendar, *formats: str) -> str | None:
    found: str | None = read_dates(pl.Series([cell]), formats, calendar).text.item()
    return found


@given(st.dates(date(1850, 1, 1), date(2110, 12, 31)), st.sampled_from(OTHERS), st.sampled_from(["ymd", "dmy", "mdy"]))
def test_a_day_of_another_calendar_is_read_as_the_day_it_is(day: date, calendar: Calendar, order: str) -> None:
    parts = dict(zip("ymd", parts_of(calendar, (day - START).days), strict=True))
    assert read("/".join(str(parts[one]) for one in order), calendar, order) == day.isoformat()


@pytest.mark.parametrize(
    ("calendar", "form", "cell", "means"),
    [
        ("buddhist", "dmy", "29/02/2567", "2024-02-29"),
        ("buddhist", "iso", "2566", "2023"),
        ("buddhist", "iso", "2566-05", "2023-05"),
        ("hijri", "ymd", "1446/01/01", "2024-07-08"),
        ("hijri", "ymd", "14460101", "2024-07-08"),
        ("hijri", "ymd", "1441/12/30", "2020-08-20"),  # 30 days by sighting, 29 by the tables
        ("solar_hijri", "iso", "1400-01-01", "2021-03-21"),
        ("ethiopian", "dmy", "06/13/2015", "2023-09-11"),
    ],
)
def test_a_day_that_almanacs_name(calendar: Calendar, form: str, cell: str, means: str) -> None:
    assert read(cell, calendar, form) == means


@pytest.mark.parametrize(
    ("calendar", "form", "cell"),
    [
        ("buddhist", "dmy", "05/05/2023"),  # ours, in a column of theirs: the year 1480
        ("hijri", "ymd", "2023/05/05"),
        ("solar_hijri", "ymd", "2023/05/05"),
        ("hijri", "iso", "1446"),  # lies in two years of ours
        ("hijri", "iso", "1446-02"),
        ("ethiopian", "dmy", "06/13/2016"),
        ("hijri", "ymd", "1446/01/31"),
        ("hijri", "ymd", "9999/01/01"),
        ("buddhist", "ymd", "0001/01/01"),
        ("buddhist", "ymd", "soon"),
    ],
)
def test_what_is_no_day_of_the_calendar_is_not_read(calendar: Calendar, form: str, cell: str) -> None:
    assert read(cell, calendar, form) is None


def layout(**column: str) -> dict[str, object]:
    return {"name": "theirs", "columns": {"day": {"to": "day", "type": "date", **column}}}


def test_the_receipt_says_that_days_were_converted(check) -> None:
    outcome = check(layout(date="ymd", calendar="hijri"), "day", "1446/01/01", "1446/01/40")
    assert outcome.accepted["day"].to_list() == ["2024-07-08"]
    said = {finding.code: finding for finding in outcome.findings}
    assert said["date.converted"].count == 1
    assert "sighting" in (said["date.converted"].hint or "")
    assert "calendar hijri as ymd" in (said["date.unreadable"].hint or "")


def test_days_of_another_calendar_are_compared_as_days_of_ours(check) -> None:
    written = {
        "name": "theirs",
        "columns": {
            "born": {"to": "born", "date": "dmy", "calendar": "buddhist"},
            "seen": {"to": "seen", "date": "iso"},
        },
        "checks": [{"expr": "born <= seen", "code": "date.order"}],
    }
    outcome = check(written, "born|seen", "01/02/2540|1997-02-01", "02/02/2540|1997-02-01")
    assert (outcome.accepted.height, outcome.rejected.height) == (1, 1)


@pytest.mark.parametrize(
    "column",
    [{"calendar": "hijri"}, {"calendar": "hijri", "date": "excel"}, {"calendar": "hijri", "date": "words"},
     {"calendar": "julian", "date": "ymd"}, {"calendar": "hijri", "date": ["dmy", "mdy"]}],
)  # fmt: skip
def test_a_calendar_without_one_order_of_its_parts_is_a_fault(column: dict[str, str]) -> None:
    with pytest.raises(BadDefinition):
        load_layout(layout(**column))


@pytest.mark.parametrize("written", ["١٤٤٦", "۱۴۴۶", "१४४६", "๑๔๔๖", "၁၄၄၆", "1446", "１４４６"])
def test_digits_of_every_script_are_read(written: str) -> None:
    assert plain_digits(pl.Series([written]))[0].to_list() == ["1446"]


def test_a_column_in_arabic_digits_is_read_and_said_so(check) -> None:
    columns = {"day": {"to": "day", "date": "dmy"}, "many": {"to": "many", "type": "integer"}}
    numbers = {"name": "theirs", "columns": columns}
    outcome = check(numbers, "day|many", "٠٣/٠٤/٢٠٢٥|١٢", "05/04/2025|7")
    assert outcome.accepted.select("day", "many").rows() == [("2025-04-03", "12"), ("2025-04-05", "7")]
    assert {finding.code: finding.count for finding in outcome.findings}["value.digits"] == 1


@given(st.lists(st.text(alphabet="٠١٢۳४๕໖７𝟘𝟏0123456789/-.", max_size=10), min_size=1))
def test_no_digit_of_any_script_makes_reading_fail(cells: list[str]) -> None:
    for column in (pl.Series(cells), plain_digits(pl.Series(cells))[0]):
        assert len(read_dates(column, ()).text) == len(cells)
        assert len(read_dates(column, ("dmy", "excel")).text) == len(cells)
        assert len(read_dates(column, ("ymd", "iso"), "hijri").text) == len(cells)


def test_a_shift_of_a_day_moves_every_calendar_by_one() -> None:
    """Days of a leap year of ours, one after another, in each calendar."""
    for calendar in OTHERS:
        days = [START + timedelta(days=number) for number in range(19_700, 20_100)]
        cells = ["-".join(f"{part:02d}" for part in parts_of(calendar, (day - START).days)) for day in days]
        found = read_dates(pl.Series(cells), ["iso"], calendar).text.to_list()
        assert found == [day.isoformat() for day in days]
