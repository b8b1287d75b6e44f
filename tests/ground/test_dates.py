"""Dates keep the precision with which they are known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.ground.dates import PartialDate, Period, PeriodKind, Precision


@pytest.mark.parametrize(
    ("written", "precision", "first", "last"),
    [
        ("2021-04-09", Precision.DAY, date(2021, 4, 9), date(2021, 4, 9)),
        ("2020-02", Precision.MONTH, date(2020, 2, 1), date(2020, 2, 29)),
        ("2019", Precision.YEAR, date(2019, 1, 1), date(2019, 12, 31)),
        ("", Precision.UNKNOWN, None, None),
    ],
)
def test_a_partial_date_spans_what_it_may_mean(
    written: str, precision: Precision, first: date | None, last: date | None
) -> None:
    known = PartialDate.parse(written)
    assert (known.precision, known.earliest(), known.latest()) == (precision, first, last)
    assert str(known) == written


@pytest.mark.parametrize("bad", ["2021-13", "2021-02-30", "03/04/2025", "21", "2021-4-9"])
def test_a_date_that_is_none_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="date|month|day"):
        PartialDate.parse(bad)


def test_a_day_without_its_month_is_no_date() -> None:
    with pytest.raises(ValueError, match="needs its month"):
        PartialDate(2021, None, 9)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_reads_back(day: date) -> None:
    assert PartialDate.parse(day.isoformat()).earliest() == day


def test_a_period_of_one_year_is_read_from_its_short_form() -> None:
    period = Period.from_dict({"year": "2019", "kind": "calendar"})
    assert (str(period.start), str(period.end), period.kind) == ("2019", "2019", PeriodKind.CALENDAR)
    assert str(period) == "2019, calendar"


def test_a_period_keeps_the_words_in_which_it_was_said() -> None:
    period = Period.from_dict({"kind": "unstated", "words": "in recent years"})
    assert period.to_dict() == {"kind": "unstated", "words": "in recent years"}


def test_a_field_that_no_period_has_is_named() -> None:
    with pytest.raises(ValueError, match="until"):
        Period.from_dict({"until": "2019"})
