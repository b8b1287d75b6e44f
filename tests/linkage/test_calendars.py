"""Days of other calendars as Gregorian ones."""

from datetime import date

import pytest

from palermo.linkage.calendars import gregorian, gregorian_years


@pytest.mark.parametrize(
    ("calendar", "day", "expected"),
    [
        ("persian", (1400, 1, 1), date(2021, 3, 21)),
        ("persian", (1399, 12, 30), date(2021, 3, 20)),
        ("persian", (1357, 11, 22), date(1979, 2, 11)),
        ("ethiopian", (2013, 1, 1), date(2020, 9, 11)),
        ("ethiopian", (2012, 1, 1), date(2019, 9, 12)),
        ("hijri", (1442, 1, 1), date(2020, 8, 20)),
        ("buddhist", (2533, 5, 6), date(1990, 5, 6)),
        ("gregorian", (1990, 5, 6), date(1990, 5, 6)),
    ],
)
def test_a_day_is_the_day_that_almanacs_give(calendar: str, day: tuple[int, int, int], expected: date) -> None:
    assert gregorian(*day, calendar) == expected


@pytest.mark.parametrize(
    "day", [(1398, 12, 30, "persian"), (2012, 13, 6, "ethiopian"), (1442, 13, 1, "hijri"), (1990, 2, 30, "gregorian")]
)
def test_a_day_that_no_calendar_has_is_refused(day: tuple[int, int, int, str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        gregorian(*day)


def test_a_lunar_year_lies_in_two_of_ours_and_a_buddhist_one_in_one() -> None:
    assert gregorian_years(1400, "hijri") == (1979, 1980)
    assert gregorian_years(2533, "buddhist") == (1990,)
