"""The precision of links from a sample that reviewers answered, beside the truth they answer by."""

from collections.abc import Callable, Iterable

import pytest
from linkage_cast import TODAY, country, encoded

from palermo.ground.errors import UnreadableInput
from palermo.linkage import Link, Links, kernels, link, reviewed, sample
from palermo.linkage.decisions import Decision

LISTS, TRUTH = country(1500, (0.7, 0.6), seed=3)
ENCODED = [encoded(frame, source).encodings for source, frame in LISTS.items()]
KERNEL = kernels()[0]
LOW = link(ENCODED, today=TODAY, one_to_one=True, threshold=0.56, kernel=KERNEL)


def same(one: Link) -> bool:
    return TRUTH[one.left_source, one.left_id] == TRUTH[one.right_source, one.right_id]


def answered(links: Iterable[Link], says: Callable[[Link], bool] = same, by: str = "first reviewer") -> list[Decision]:
    return [
        Decision(
            (one.left_source, one.left_id),
            (one.right_source, one.right_id),
            "same" if says(one) else "different",
            by,
            "2026-03-01",
        )
        for one in links
    ]


def precision(links: Links) -> float:
    made = [one for one in links.links if one.decision == "link"]
    return sum(map(same, made)) / len(made)


def test_nine_samples_of_ten_hold_the_true_precision() -> None:
    assert precision(LOW) < 0.96
    held = 0
    for seed in range(20):
        told = reviewed(LOW, answered(sample(LOW, 100, seed=seed)))
        held += told.precision.low <= precision(LOW) <= told.precision.high
        assert (told.links, told.left_out, told.undecided) == (100, 0, 0)
    assert held >= 18


def test_a_sample_repeats_by_seed_holds_links_alone_and_no_more_than_there_are() -> None:
    assert sample(LOW, 50, seed=1) == sample(LOW, 50, seed=1) != sample(LOW, 50, seed=2)
    whole = sample(LOW, 10**6, seed=1)
    assert sorted(whole, key=str) == sorted((one for one in LOW.links if one.decision == "link"), key=str)
    assert reviewed(LOW, answered(whole)).precision.value == pytest.approx(precision(LOW))


def test_reviewers_who_differ_leave_a_pair_open_until_a_third_is_asked() -> None:
    some = sample(LOW, 40, seed=5)
    two = [*answered(some), *answered(some, lambda one: one is some[0] or same(one) and one is not some[1], "second")]
    told = reviewed(LOW, two)
    assert told.undecided >= 1
    assert "linkage.reviewed-open" in {one.code for one in told.findings}
    three = reviewed(LOW, [*two, *answered(some, same, "third")])
    assert (three.links, three.undecided) == (40, 0)
    assert three.precision == reviewed(LOW, answered(some)).precision


def test_an_answer_that_took_a_link_away_still_counts_against_it() -> None:
    answers = answered(sample(LOW, 150, seed=6))
    assert any(one.answer == "different" for one in answers)
    after = link(ENCODED, today=TODAY, one_to_one=True, threshold=0.56, kernel=KERNEL, decisions=answers)
    assert reviewed(after, answers).precision.value == pytest.approx(reviewed(LOW, answers).precision.value, abs=0.02)


def test_pairs_that_are_no_links_do_not_count_and_none_at_all_is_refused() -> None:
    strict = link(ENCODED, today=TODAY, one_to_one=True, threshold=0.8, kernel=KERNEL)
    answers = answered(sample(LOW, 150, seed=7))
    told = reviewed(strict, answers)
    assert told.left_out > 0
    assert told.links + told.left_out == 150
    assert told.precision.value > 0.97
    with pytest.raises(UnreadableInput) as refused:
        reviewed(strict, [one for one in answers if one.answer == "different"][:0])
    assert refused.value.findings[0].code == "linkage.reviewed-none"


def test_a_sample_that_contradicts_the_estimate_says_so() -> None:
    told = reviewed(LOW, answered(sample(LOW, 200, seed=8), lambda one: False))
    assert told.precision.value == 0
    assert "linkage.precision-contradicted" in {one.code for one in told.findings}
