"""Dates as agencies write them. What may mean two days is asked, never guessed."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.intake.dates import FORMATS, lies_after, read_dates

DAYS = st.dates(min_value=date(1900, 3, 1), max_value=date(2199, 12, 31))


def read(cells, *formats):
    return read_dates(pl.Series(cells, dtype=pl.String), formats)


@pytest.mark.parametrize(
    ("seen", "means"),
    [
        ("2021-04-09", "2021-04-09"),
        ("2021-04", "2021-04"),
        ("2021", "2021"),
        ("2021/4/9", "2021-04-09"),
        ("2021.04.09", "2021-04-09"),
        ("20210409", "2021-04-09"),
        ("9 April 2021", "2021-04-09"),
        ("9-Apr-2021", "2021-04-09"),
        ("9. Apr. 2021", "2021-04-09"),
        ("April 9, 2021", "2021-04-09"),
        ("13/04/2021", "2021-04-13"),
        ("04/13/2021", "2021-04-13"),
        ("5/5/2021", "2021-05-05"),
        ("2021-04-09 00:00:00", "2021-04-09"),
        ("2021-04-09T13:40:00Z", "2021-04-09"),
        ("44295", "2021-04-09"),
        ("2021-02-30", None),
        ("2021-13", None),
        ("31/04/2021", None),
        ("13/13/2021", None),
        ("9/4/21", None),
        ("soon", None),
        ("2021-4", None),
    ],
)
def test_a_date_is_read_at_its_precision(seen, means) -> None:
    found = read([seen])
    assert found.text.to_list() == [means]
    assert not found.ambiguous.any()


def test_day_and_month_that_cannot_be_told_apart_are_asked() -> None:
    found = read(["03/04/2025", "03-04-2025", "3.4.2025", "4/4/2025"])
    assert found.ambiguous.to_list() == [True, True, True, False]
    assert found.text.to_list() == [None, None, None, "2025-04-04"]


@pytest.mark.parametrize(("settles", "means"), [("13/04/2025", "2025-04-03"), ("04/13/2025", "2025-03-04")])
def test_the_whole_column_settles_the_order(settles, means) -> None:
    assert read(["03/04/2025", settles]).text[0] == means


def test_a_column_that_holds_both_orders_settles_nothing() -> None:
    found = read(["03/04/2025", "13/04/2025", "04/13/2025"])
    assert found.ambiguous.to_list() == [True, False, False]


def test_iso_dates_in_the_same_column_settle_nothing() -> None:
    assert read(["03/04/2025", "2025-04-13"]).ambiguous.to_list() == [True, False]


@pytest.mark.parametrize(("order", "means"), [("dmy", "2025-04-03"), ("mdy", "2025-03-04")])
def test_the_layout_settles_the_order(order, means) -> None:
    found = read(["03/04/2025", "2025-01-01"], order)
    assert found.text.to_list() == [means, None]
    assert not found.ambiguous.any()


def test_day_numbers_of_a_spreadsheet_are_told() -> None:
    found = read(["44295", "2021"], "excel", "iso")
    assert found.text.to_list() == ["2021-04-09", "1905-07-13"]
    assert found.serial.to_list() == [True, True]
    assert read(["44295"], "iso").text.to_list() == [None]


@pytest.mark.parametrize(
    ("number", "means"), [("1", "1900-01-01"), ("59", "1900-02-28"), ("60", None), ("61", "1900-03-01")]
)
def test_the_29_february_1900_of_spreadsheets_never_was(number, means) -> None:
    assert read([number], "excel").text.to_list() == [means]


def test_a_time_of_day_is_told_unless_it_is_midnight() -> None:
    assert read(["2021-04-09 00:00:00", "2021-04-09 13:40", "2021-04-09"]).timed.to_list() == [False, True, False]


@given(st.lists(DAYS, min_size=1, max_size=20))
def test_every_day_is_read_back_in_every_format(days) -> None:
    written = {
        "iso": "{d:%Y-%m-%d}", "ymd": "{d.year}/{d.month}/{d.day}", "dmy": "{d.day}.{d.month}.{d.year}",
        "mdy": "{d.month}/{d.day}/{d.year}", "words": "{d.day} {d:%B} {d.year}", "excel": "{n}",
    }  # fmt: skip
    assert written.keys() == FORMATS.keys()
    for name, form in written.items():
        cells = [form.format(d=day, n=(day - date(1899, 12, 30)).days) for day in days]
        assert read(cells, name).text.to_list() == [day.isoformat() for day in days], name


@given(st.lists(DAYS, min_size=1, max_size=20), st.booleans())
def test_without_a_format_no_day_is_ever_read_as_another(days, by_day) -> None:
    cells = [f"{d.day}/{d.month}/{d.year}" if by_day else f"{d.month}/{d.day}/{d.year}" for d in days]
    found = read(cells)
    for day, text, asked in zip(days, found.text, found.ambiguous, strict=True):
        assert asked or text == day.isoformat()


@given(DAYS, DAYS)
def test_a_date_lies_after_today_only_when_all_its_days_do(day, today) -> None:
    texts = pl.Series([day.isoformat(), f"{day:%Y-%m}", str(day.year)])
    later = [day > today, (day.year, day.month) > (today.year, today.month), day.year > today.year]
    assert lies_after(texts, today).to_list() == later


def test_dates_of_a_table(check) -> None:
    layout = {"columns": {"d": {"date": "iso"}, "p": {"date": "iso", "future": "true"}}}
    outcome = check(layout, "d|p", "2026-01-31|2030-01-01", "2026-02-01|", "2026|", "2026-02|", "x|")
    assert outcome.accepted["d"].to_list() == ["2026-01-31", "2026"]
    assert outcome.rejected["palermo_codes"].to_list() == ["date.future", "date.future", "date.unreadable"]


def test_ambiguous_dates_are_pending_and_the_hint_says_what_settles_them(check) -> None:
    outcome = check({"columns": {"d": {"type": "date"}}}, "d", "03/04/2025", "04/03/2025")
    assert outcome.receipt.pending == 2
    assert "date: dmy" in outcome.pending["palermo_hints"][0]
