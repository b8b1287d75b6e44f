"""Days in other calendars, against days that are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.simulation.calendars import CALENDARS, day_number, parts, written

KNOWN = [
    ("gregorian", (2024, 2, 29), (2024, 2, 29)),
    ("buddhist", (2000, 2, 29), (2543, 2, 29)),
    ("ethiopian", (2024, 9, 11), (2017, 1, 1)),
    ("ethiopian", (2023, 9, 12), (2016, 1, 1)),
    ("hijri", (2024, 7, 8), (1446, 1, 1)),
    ("hijri", (2000, 4, 6), (1421, 1, 1)),
]


@pytest.mark.parametrize(("calendar", "day", "expected"), KNOWN)
def test_a_day_that_is_known(calendar: str, day: tuple[int, int, int], expected: tuple[int, int, int]) -> None:
    found = parts(np.array([day_number(*day)]), calendar)
    assert tuple(int(one[0]) for one in found) == expected


@given(st.integers(-20_000, 30_000), st.sampled_from(CALENDARS))
def test_days_follow_one_another(day: int, calendar: str) -> None:
    """The next day is the next of the month, or the first of a month."""
    year, month, of_month = parts(np.array([day, day + 1]), calendar)
    new_month = (int(month[1]) != int(month[0])) or (int(year[1]) != int(year[0]))
    assert int(of_month[1]) == (1 if new_month else int(of_month[0]) + 1)


def test_a_day_is_written_in_the_order_of_the_body() -> None:
    day = np.array([day_number(2024, 3, 5)])
    assert written(day, "gregorian", "dmy", "/").to_list() == ["05/03/2024"]
    assert written(day, "buddhist", "ymd", ".").to_list() == ["2567.03.05"]
