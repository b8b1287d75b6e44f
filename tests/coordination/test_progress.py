"""Progress and reviews as they are read, and the periods they speak of."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.coordination import Conference
from palermo.coordination.progress import is_period, last_day, span, within

Load = Callable[[], Conference]
Change = Callable[[str, str, str], None]
Errors = Callable[[], list[str]]


def test_an_entry_keeps_what_the_body_wrote(load: Load) -> None:
    first, second = load().entries
    assert (first.body, first.measure, first.period, first.status) == ("police", "p3/1.1", "2025", "under_way")
    assert dict(first.values) == {"trained": "210"}
    assert first.reply == {"en": "They were held online"}
    assert second.evidence == ("form-2025",)


def test_a_value_of_zero_is_kept(load: Load, change: Change) -> None:
    change("progress/police-2025.yml", "trained: 210", "trained: 0")
    assert dict(load().entries[0].values) == {"trained": "0"}


@pytest.mark.parametrize(("old", "new", "code"), [
    ("status: under_way,", "", "missing-field"),
    ("status: under_way", "status: half done", "bad-value"),
    ("trained: 210", "trained: many", "bad-value"),
    ("period: 2025", "period: 2025-13", "bad-value"),
    ("period: 2025", "period: last year", "bad-value"),
    ("period: 2025\n", "", "missing-field"),
    ("body: police\n", "", "missing-field"),
    ("values:", "value:", "unknown-field"),
])  # fmt: skip
def test_what_is_wrong_with_an_entry_is_told(change: Change, errors: Errors, old: str, new: str, code: str) -> None:
    change("progress/police-2025.yml", old, new)
    assert f"coordination.{code}" in {one.split()[0] for one in errors()}


@pytest.mark.parametrize(("period", "first", "last"), [
    ("2024", "2024-01-01", "2024-12-31"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("2024-Q3", "2024-07-01", "2024-09-30"),
    ("2024-H2", "2024-07-01", "2024-12-31"),
])  # fmt: skip
def test_a_period_has_a_first_and_a_last_day(period: str, first: str, last: str) -> None:
    assert span(period) == (date.fromisoformat(first), date.fromisoformat(last))
    assert last_day(period) == date.fromisoformat(last)


@pytest.mark.parametrize("written", ["", "25", "2025-Q5", "2025-00", "2025-3", "2025-X", "0000", "２０２５", "2025\n"])
def test_what_is_no_period_has_no_days(written: str) -> None:
    assert not is_period(written)
    assert span(written) is None
    assert not within(written, written)


parts = st.sampled_from(["", "-H1", "-H2", *(f"-Q{n}" for n in range(1, 5)), *(f"-{n:02d}" for n in range(1, 13))])
periods = st.builds(lambda year, part: f"{year}{part}", st.integers(2019, 2021), parts)


@given(inner=periods, outer=periods)
def test_a_period_lies_in_another_where_all_its_days_do(inner: str, outer: str) -> None:
    assert within(inner, outer) == (days(inner) <= days(outer))


def days(period: str) -> set[date]:
    first, last = span(period) or (date.max, date.min)
    return {first + timedelta(n) for n in range((last - first).days + 1)}
