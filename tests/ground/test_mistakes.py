"""What people do to a cell when they write it down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.ground.dates import PartialDate
from palermo.ground.mistakes import MISTAKES, OF_DATES, OF_NAMES

NAMES = st.text(st.characters(categories=("Lu", "Ll", "Lo", "Zs"), include_characters=" -'"), max_size=30)
DRAWS = st.integers(0, 2**56)

CASES = [
    ("typing", "Marko", 0, "Mrko"),
    ("typing", "Marko", 1, "Maarko"),
    ("typing", "Marko", 2, "Mrako"),
    ("misreading", "Olga", 0, "0lga"),
    ("mishearing", "Joseph", 0, "Josef"),
    ("lost_part", "Ana María", 1, "Ana"),
    ("lost_part", "Ana", 0, None),
    ("swapped_parts", "Văn Nam", 0, "Nam Văn"),
    ("swapped_digits", "1987", 0, "9187"),
    ("swapped_digits", "1111", 0, None),
    ("swapped_day_and_month", "2001-03-09", 0, "2001-09-03"),
    ("swapped_day_and_month", "2001-03-19", 0, None),
    ("moved_year", "2001-03-09", 0, "2000-03-09"),
    ("moved_year", "2000-02-29", 1, None),
    ("default_day", "2001-03-09", 0, "2001-01-01"),
    ("year_alone", "2001-03-09", 0, "2001"),
    ("wrong_calendar", "2007-09-12", 0, "2000-01-01"),
    ("wrong_calendar", "2007-09-08", 0, None),  # a month 13 there
    ("wrong_calendar", "2007", 0, None),
    ("emptied", "Ana", 0, ""),
    ("emptied", "", 0, None),
]


@pytest.mark.parametrize(("kind", "cell", "draw", "expected"), CASES)
def test_a_mistake_on_a_cell(kind: str, cell: str, draw: int, expected: str | None) -> None:
    assert MISTAKES[kind](cell, draw) == expected


@given(NAMES, DRAWS, st.sampled_from(list(OF_NAMES)))
def test_a_mistake_in_a_name_is_the_same_each_time_and_never_fails(name: str, draw: int, kind: str) -> None:
    once = OF_NAMES[kind](name, draw)
    assert once == OF_NAMES[kind](name, draw)
    assert once is None or len(once) <= len(name) + 1


@given(st.dates(), DRAWS, st.sampled_from([kind for kind in OF_DATES if kind != "emptied"]))
def test_a_mistake_in_a_date_leaves_a_date(day: object, draw: int, kind: str) -> None:
    found = OF_DATES[kind](str(day), draw)
    if found is not None and not found.startswith(("0000", "10000")):
        assert PartialDate.parse(found).year is not None
