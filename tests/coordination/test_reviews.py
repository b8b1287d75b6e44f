"""What independent readers say stands beside what bodies report, and is never merged with it."""

from collections.abc import Callable
from datetime import date

import pytest

from palermo.coordination import Conference, Standing, rollup

Files = dict[str, str]
Load = Callable[[], Conference]
Change = Callable[[str, str, str], None]
Errors = Callable[[], list[str]]
TODAY = date(2026, 2, 28)


def test_a_review_keeps_what_the_reader_wrote(load: Load) -> None:
    (review,) = load().reviews
    assert (review.reviewer, review.measure, review.verdict, review.status) == (
        "watchers",
        "p3/1.1",
        "disputes",
        "blocked",
    )
    assert (review.text, review.evidence) == ({"en": "Half was not held"}, ("visit-1",))


def test_a_review_changes_no_status(load: Load, folder: Files) -> None:
    disputed = rollup(load(), today=TODAY)
    del folder["reviews/watchers-2025.yml"]
    alone = rollup(load(), today=TODAY)
    assert disputed.by_status == alone.by_status
    assert (disputed.disputed, alone.disputed) == (("p3/1.1",), ())


def test_the_latest_word_of_a_reader_counts(load: Load, folder: Files) -> None:
    folder["reviews/watchers-2025.yml"] = folder["reviews/watchers-2025.yml"].replace("period: 2025", "period: 2025-Q1")
    later = folder["reviews/watchers-2025.yml"].replace("2025-Q1", "2025-Q4").replace("disputes", "agrees")
    folder["reviews/a-later.yml"] = later
    assert rollup(load(), today=TODAY).disputed == ()


def test_two_readers_may_differ_and_one_dispute_is_a_dispute(load: Load, folder: Files, change: Change) -> None:
    change("conference.yml", "handovers:", '  - {id: union, kind: union, names: [{en: "Union"}]}\nhandovers:')
    review = folder["reviews/watchers-2025.yml"]
    folder["reviews/union-2025.yml"] = review.replace("watchers", "union").replace("disputes", "agrees")
    found = load()
    assert rollup(found, today=TODAY).disputed == ("p3/1.1",)
    said = Standing.on(found, today=TODAY).reviews_of(found.measures["p3/1.1"])
    assert {one.reviewer: one.verdict for one in said} == {"watchers": "disputes", "union": "agrees"}


def test_a_dispute_lasts_as_long_as_the_entry_it_disputes(load: Load, change: Change) -> None:
    change("progress/police-2025.yml", "status: under_way", "status: done")
    change("progress/police-2025.yml", "period: 2025", "period: 2024")
    change("reviews/watchers-2025.yml", "period: 2025", "period: 2024")
    assert rollup(load(), today=TODAY, period="2025").disputed == ("p3/1.1",)
    change("progress/police-2025.yml", "status: done, values", "status: under_way, values")
    assert rollup(load(), today=TODAY, period="2025").disputed == ()


def test_nobody_reviews_what_it_leads(change: Change, errors: Errors) -> None:
    change("reviews/watchers-2025.yml", "reviewer: watchers", "reviewer: police")
    assert errors() == ["coordination.reviewer-involved reviews/watchers-2025.yml:5"]


@pytest.mark.parametrize(("kind", "wrong"), [("ngo", []), ("agency", ["coordination.reviewer-involved"])])
def test_a_body_of_the_state_does_not_review_what_it_supports(
    change: Change, errors: Errors, kind: str, wrong: list[str]
) -> None:
    change("reviews/watchers-2025.yml", "reviewer: watchers", "reviewer: shelters")
    change("conference.yml", "id: shelters, kind: ngo", f"id: shelters, kind: {kind}")
    assert [one.split()[0] for one in errors()] == wrong


@pytest.mark.parametrize(("old", "new", "code"), [
    ("verdict: disputes,", "", "missing-field"),
    ("verdict: disputes", "verdict: doubts", "bad-value"),
    ("status: blocked", "status: lazy", "bad-value"),
    ("reviewer: watchers\n", "", "missing-field"),
    ("measure: p3/1.1", "measure: p3/9.9", "measure-unknown"),
    ("reviewer: watchers", "reviewer: nobody", "body-unknown"),
])  # fmt: skip
def test_what_is_wrong_with_a_review_is_told(change: Change, errors: Errors, old: str, new: str, code: str) -> None:
    change("reviews/watchers-2025.yml", old, new)
    assert f"coordination.{code}" in {one.split()[0] for one in errors()}
