"""Worlds give what they say: lists of the asked reach, dependence of the asked sign, and a hidden number that is known.

Seeds are fixed; bounds are five standard errors, so that a right generator fails less than once in a million runs.
"""

import numpy as np
import pytest

from palermo.ground.errors import UsageError
from palermo.simulation import LISTS, WORLDS, Seen, worlds

PEOPLE = 60_000


def at(name: str) -> int:
    return LISTS.index(name)


def share(seen: Seen, name: str) -> float:
    return float(seen.matrix[:, at(name)].mean())


def odds_ratio(seen: Seen, first: str, second: str) -> float:
    one, other = seen.matrix[:, at(first)], seen.matrix[:, at(second)]
    both, left, right = (one & other).sum(), (one & ~other).sum(), (~one & other).sum()
    return float(both * (~one & ~other).sum() / (left * right))


@pytest.mark.parametrize("name", LISTS)
def test_an_independent_list_sees_the_share_it_was_given(name: str) -> None:
    asked = WORLDS["independent"].base[at(name)] / 1_000_000
    error = (asked * (1 - asked) / PEOPLE) ** 0.5
    assert abs(share(worlds("independent", PEOPLE, seed=3), name) - asked) < 5 * error


def test_independent_lists_overlap_as_chance_has_it() -> None:
    seen = worlds("independent", PEOPLE, seed=3)
    for first in range(len(LISTS)):
        for second in range(first):
            expected = share(seen, LISTS[first]) * share(seen, LISTS[second]) * PEOPLE
            both = (seen.matrix[:, first] & seen.matrix[:, second]).sum()
            assert abs(both - expected) < 5 * expected**0.5


def test_dependence_has_the_sign_that_was_asked() -> None:
    assert odds_ratio(worlds("positive", PEOPLE, seed=3), "police", "shelters") > 3
    assert odds_ratio(worlds("negative", PEOPLE, seed=3), "border", "labour") < 0.4
    mixed = worlds("mixed", PEOPLE, seed=3)
    assert odds_ratio(mixed, "police", "shelters") > 3
    assert odds_ratio(mixed, "border", "labour") < 0.4
    assert 0.8 < odds_ratio(mixed, "labour", "consulates") < 1.25


def test_latent_classes_make_all_lists_hang_together() -> None:
    seen = worlds("classes", PEOPLE, seed=3)
    assert abs((seen.classes == 0).mean() - 0.3) < 0.01
    assert min(odds_ratio(seen, LISTS[a], LISTS[b]) for a in range(6) for b in range(a)) > 1.1
    easy = Seen(world=seen.world, lists=LISTS, matrix=seen.matrix[seen.classes == 0], classes=seen.classes[:1])
    assert 0.85 < odds_ratio(easy, "police", "border") < 1.15


def test_three_lists_interact_where_no_pair_says_much() -> None:
    seen = worlds("three-lists", PEOPLE, seed=3)
    police, shelters, health = (seen.matrix[:, at(name)] for name in ("police", "shelters", "health"))
    times = [
        health[shelters & side].mean() / health[~shelters & side].mean()  # how much more a shelter's people see health
        for side in (police, ~police)
    ]
    assert times[0] > 2.5
    assert times[1] < 0.4
    assert 0.85 < odds_ratio(seen, "police", "shelters") < 1.15


def test_sparse_lists_hardly_meet() -> None:
    seen = worlds("sparse", 20_000, seed=3)
    overlaps = [(seen.matrix[:, a] & seen.matrix[:, b]).sum() for a in range(6) for b in range(a)]
    assert max(overlaps) < 30
    assert min(overlaps) < 5


@pytest.mark.parametrize("name", WORLDS)
def test_the_histories_add_up_to_those_observed(name: str) -> None:
    seen = worlds(name, 3_000, seed=9, lists=4)
    table = seen.histories()
    assert table["count"].sum() == seen.observed == seen.people - seen.hidden
    assert table.columns == [*LISTS[:4], "count"]
    assert all(any(row[:4]) for row in table.rows())


def test_the_same_seed_sees_the_same_people() -> None:
    one, same, other = (worlds("mixed", 500, seed=seed).matrix for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize(
    ("name", "people", "lists"), [("utopia", 100, 4), ("mixed", 1, 4), ("mixed", 100, 1), ("mixed", 100, 7)]
)
def test_a_world_that_cannot_be_is_refused(name: str, people: int, lists: int) -> None:
    with pytest.raises(UsageError):
        worlds(name, people, seed=1, lists=lists)
