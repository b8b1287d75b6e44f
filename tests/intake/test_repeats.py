"""Rows that stand twice. Exact repeats may be true: the layout says."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.intake.repeats import overlapping_stints

ROWS = ("a|1", "b|2", "a|1", "a|1", "A |1")


@pytest.mark.parametrize(
    ("rule", "accepted", "rejected", "said"),
    [("reject", 3, 2, "error"), ("warn", 5, 0, "warning"), ("keep", 5, 0, None)],
)
def test_exact_repeats_follow_the_layout(check, rule, accepted, rejected, said) -> None:
    outcome = check({"columns": {"x": {}, "y": {}}, "duplicates": rule}, "x|y", *ROWS)
    assert (outcome.receipt.accepted, outcome.receipt.rejected) == (accepted, rejected)
    found = [(f.severity.value, f.count, f.row) for f in outcome.findings if f.code == "row.duplicate"]
    assert found == ([(said, 2, 4)] if said else [])


def test_built_in_layouts_reject_repeats_and_no_layout_warns(check) -> None:
    assert check("htcds", "prs_FirstName", "Anna", "Anna").receipt.rejected == 1
    assert check(None, "x", "Anna", "Anna").receipt.accepted == 2


def test_rows_that_differ_in_case_and_blanks_are_near(check, codes) -> None:
    outcome = check(None, "x|y", *ROWS)
    assert codes(outcome)["row.near_duplicate"] == 1
    assert [f.row for f in outcome.findings if f.code == "row.near_duplicate"] == [6]


def test_every_row_of_a_repeated_key_is_rejected(check) -> None:
    layout = {"columns": {"k": {}, "v": {}}, "key": ["k"]}
    outcome = check(layout, "k|v", "1|a", "2|b", "1|c", "|d", "|e")
    assert outcome.rejected["palermo_row"].to_list() == [2, 4]
    assert outcome.accepted["palermo_key"].to_list() == ["", "provisional-5", "provisional-6"]


def test_a_key_of_several_columns_repeats_as_a_whole(check) -> None:
    layout = {"columns": {"a": {}, "b": {}, "v": {}}, "key": ["a", "b"]}
    outcome = check(layout, "a|b|v", "1|1|x", "1|2|x", "1|1|y", "1||z")
    assert outcome.rejected["palermo_row"].to_list() == [2, 4]


def test_an_exact_repeat_that_is_rejected_leaves_the_first_its_key(check) -> None:
    layout = {"columns": {"k": {}, "v": {}}, "key": ["k"], "duplicates": "reject"}
    outcome = check(layout, "k|v", "1|a", "1|a", "2|b", "2|b", "2|c")
    assert outcome.accepted["k"].to_list() == ["1"]
    assert outcome.rejected["palermo_codes"].to_list() == [
        "row.duplicate",
        "key.duplicate",
        "row.duplicate",
        "key.duplicate",
    ]


def test_a_standard_without_ids_gets_provisional_keys(check, codes) -> None:
    outcome = check("htcds", "prs_FirstName", "Anna", "Bea")
    assert outcome.accepted["palermo_key"].to_list() == ["provisional-2", "provisional-3"]
    assert codes(outcome)["key.missing"] == 2


def test_a_key_the_file_does_not_have_is_provisional_too(check) -> None:
    outcome = check({"columns": {"k": {}, "v": {}}, "key": ["k"]}, "v", "a")
    assert outcome.accepted["palermo_key"].to_list() == ["provisional-2"]


def test_repeats_among_many_rows_of_which_most_differ(check) -> None:
    rows = [f"{number}|same" for number in range(400)] + ["7|same", "8|Same", "9|other"]
    outcome = check({"columns": {"x": {}, "y": {}}, "duplicates": "reject"}, "x|y", *rows)
    assert outcome.rejected["palermo_row"].to_list() == [402]
    assert [f.row for f in outcome.findings if f.code == "row.near_duplicate"] == [403]


CUSTODY = {
    "target": "custody",
    "columns": {
        "Person": "person_record",
        "Von": {"to": "in_at", "date": "iso"},
        "Bis": {"to": "out_at", "date": "iso"},
    },
}


def test_stints_of_one_person_that_overlap_are_both_named(check) -> None:
    rows = ("p|2021-01-01|2021-01-05", "p|2021-01-05|2021-01-09", "p|2021-01-08|", "q|2021-01-02|2021-01-03")
    outcome = check(CUSTODY, "Person|Von|Bis", *rows)
    assert outcome.rejected["palermo_row"].to_list() == [3, 4]
    assert set(outcome.rejected["palermo_codes"]) == {"stint.overlap"}


def test_a_stint_that_ends_before_it_begins_is_out_of_order(check) -> None:
    outcome = check(CUSTODY, "Person|Von|Bis", "p|2021-01-05|2021-01-01")
    assert outcome.rejected["palermo_codes"].to_list() == ["date.order"]


STINTS = st.lists(st.tuples(st.sampled_from("pq"), st.integers(1, 28), st.integers(0, 9)), max_size=12)


@given(STINTS)
def test_overlaps_are_those_a_slow_comparison_of_all_pairs_finds(stints) -> None:
    spans = [(person, f"2021-01-{start:02d}", f"2021-01-{start + length:02d}") for person, start, length in stints]
    slow = [
        at
        for at, (person, start, end) in enumerate(spans)
        if any(
            other != at and person == spans[other][0] and start < end and spans[other][1] < spans[other][2]
            and start < spans[other][2] and spans[other][1] < end
            for other in range(len(spans))
        )
    ]  # fmt: skip
    columns = [pl.Series([span[at] for span in spans], dtype=pl.String) for at in range(3)]
    assert overlapping_stints(*columns).to_list() == slow
