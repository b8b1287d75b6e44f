"""Days in other calendars, against days that almanacs name."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.ground.reckoning import CALENDARS, Calendar, day_of, is_day, parts_of

START = date(1970, 1, 1)
DAYS = st.integers(-43_000, 54_000)
KNOWN = [
    ("gregorian", "2024-02-29", (2024, 2, 29)),
    ("buddhist", "2000-02-29", (2543, 2, 29)),
    ("ethiopian", "2007-09-12", (2000, 1, 1)),
    ("ethiopian", "2023-09-11", (2015, 13, 6)),
    ("ethiopian", "2024-09-11", (2017, 1, 1)),
    ("hijri", "2000-04-06", (1421, 1, 1)),
    ("hijri", "2024-07-08", (1446, 1, 1)),
    ("solar_hijri", "1979-02-11", (1357, 11, 22)),
    ("solar_hijri", "2021-03-21", (1400, 1, 1)),
    ("solar_hijri", "2025-03-20", (1403, 12, 30)),
]


@pytest.mark.parametrize(("calendar", "ours", "parts"), KNOWN)
def test_a_day_that_is_known(calendar: Calendar, ours: str, parts: tuple[int, int, int]) -> None:
    number = (date.fromisoformat(ours) - START).days
    assert parts_of(calendar, number) == parts
    assert day_of(calendar, *parts) == number


@given(DAYS)
def test_our_own_calendar_is_that_of_the_language(number: int) -> None:
    ours = START + timedelta(days=number)
    assert parts_of("gregorian", number) == (ours.year, ours.month, ours.day)


@given(DAYS, st.sampled_from(list(CALENDARS)))
def test_a_day_goes_there_and_back(number: int, calendar: Calendar) -> None:
    assert day_of(calendar, *parts_of(calendar, number)) == number


@given(DAYS, st.sampled_from(list(CALENDARS)))
def test_the_next_day_is_the_next_of_the_month_or_the_first_of_one(number: int, calendar: Calendar) -> None:
    (year, month, day), (next_year, next_month, next_day) = (parts_of(calendar, number + at) for at in (0, 1))
    same = (year, month) == (next_year, next_month)
    assert next_day == (day + 1 if same else 1)
    assert (next_year, next_month) in {(year, month), (year, month + 1), (year + 1, 1)}


def test_many_days_are_what_each_of_them_is() -> None:
    numbers = np.arange(-30_000, 30_000, 997)
    for calendar in CALENDARS:
        many = zip(*(part.tolist() for part in parts_of(calendar, numbers)), strict=True)
        assert list(many) == [parts_of(calendar, number) for number in numbers.tolist()]


@pytest.mark.parametrize(
    ("calendar", "parts"),
    [("gregorian", (2023, 2, 29)), ("buddhist", (2566, 2, 29)), ("hijri", (1446, 1, 31)), ("hijri", (1446, 13, 1)),
     ("ethiopian", (2016, 13, 6)), ("ethiopian", (2016, 14, 1)), ("solar_hijri", (1402, 12, 30)),
     ("solar_hijri", (1402, 7, 31)), ("gregorian", (2023, 1, 0))],
)  # fmt: skip
def test_a_day_that_a_calendar_does_not_have(calendar: Calendar, parts: tuple[int, int, int]) -> None:
    assert not is_day(calendar, *parts)
