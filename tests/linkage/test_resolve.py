"""From pairs to clusters: no rule is ever broken, and the order of the input changes nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.ground.errors import UnreadableInput
from palermo.linkage import Constraints, Edge, draw_clusterings, resolve
from palermo.linkage.decisions import Decision, constrained
from palermo.linkage.resolve import Unseen, broken, competing


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Edge], Constraints]:
    size = draw(st.integers(4, 24))
    lists = draw(st.integers(2, 4))
    source = draw(st.lists(st.integers(0, lists - 1), min_size=size, max_size=size))
    ends = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    pairs = {tuple(sorted(pair)) for pair in draw(st.lists(ends, max_size=60)) if source[pair[0]] != source[pair[1]]}
    edges = [Edge(one, two, draw(st.integers(50, 100)) / 100) for one, two in sorted(pairs)]
    cannot = {tuple(sorted(pair)) for pair in draw(st.lists(ends, max_size=8)) if pair[0] != pair[1]}
    return edges, Constraints(source=source, one_to_one=draw(st.booleans()), cannot=tuple(sorted(cannot)))


@given(worlds())
def test_no_rule_is_broken_in_any_world(world: tuple[list[Edge], Constraints]) -> None:
    edges, rules = world
    assert broken(resolve(edges, rules), rules) == 0


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_changes_nothing(world: tuple[list[Edge], Constraints], dice: object) -> None:
    edges, rules = world
    shuffled = list(edges)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(shuffled, rules) == resolve(edges, rules)


def test_two_lists_get_the_assignment_with_the_highest_sum() -> None:
    rules = Constraints(source=[0, 0, 1, 1], one_to_one=True)
    edges = [Edge(0, 2, 0.9), Edge(0, 3, 0.85), Edge(1, 2, 0.88)]
    assert resolve(edges, rules) == (0, 1, 1, 0)


def test_a_cannot_link_holds_by_a_third_record_too() -> None:
    rules = Constraints(source=[0, 1, 2], cannot=((0, 2),))
    groups = resolve([Edge(0, 1, 0.9), Edge(1, 2, 0.95)], rules)
    assert groups == (0, 1, 1)


def test_a_must_link_joins_what_no_score_joins() -> None:
    rules = Constraints(source=[0, 1, 1], one_to_one=True, must=((0, 2),))
    assert resolve([Edge(0, 1, 0.99)], rules) == (0, 1, 0)


def test_a_record_moves_where_its_scores_sum_higher() -> None:
    rules = Constraints(source=[0, 1, 2, 3, 0], one_to_one=True)
    edges = [Edge(0, 1, 0.90), Edge(1, 2, 0.80), Edge(2, 4, 0.85), Edge(3, 4, 0.9), Edge(2, 3, 0.84)]
    groups = resolve(edges, rules)
    assert broken(groups, rules) == 0
    assert groups[2] == groups[4] == groups[3]


@settings(max_examples=20)
@given(worlds(), st.integers(0, 1000))
def test_draws_keep_the_rules_and_repeat_by_seed(world: tuple[list[Edge], Constraints], seed: int) -> None:
    edges, rules = world
    chances = [0.5] * len(edges)
    draws = draw_clusterings(edges, chances, rules, draws=4, seed=seed)
    assert draws == draw_clusterings(list(reversed(edges)), chances, rules, draws=4, seed=seed)
    assert [broken(groups, rules) for groups in draws] == [0] * 4


def test_pairs_are_drawn_as_often_as_their_probability_says() -> None:
    edges = [Edge(2 * at, 2 * at + 1, 0.8) for at in range(200)]
    rules = Constraints(source=[0, 1] * 200, one_to_one=True)
    draws = draw_clusterings(edges, [0.3] * 200, rules, draws=100, seed=1)
    share = sum(groups[edge.one] == groups[edge.two] for groups in draws for edge in edges) / (100 * 200)
    assert abs(share - 0.3) < 0.02


def test_rivals_share_a_probability_and_a_lonely_pair_keeps_it() -> None:
    rivals = competing(np.array([0, 0, 1]), np.array([2, 3, 4]), np.full(3, 0.9))
    assert rivals[0] == rivals[1] < 0.5
    assert rivals[2] == pytest.approx(0.9)


def test_pairs_without_rivals_make_up_for_those_that_have_some() -> None:
    rivals = [(3 * at, 3 * at + other) for at in range(20) for other in (1, 2)]
    alone = [(100 + 2 * at, 101 + 2 * at) for at in range(60)]
    found = competing(*np.array([*rivals, *alone]).T, np.full(100, 0.6))
    assert 57 < sum(found) <= 60.1  # weighed one by one against rivals they would be 15 + 36
    assert max(found[:40]) < 0.5 < min(found[40:])


def test_unseen_links_are_drawn_in_their_number_between_free_records_and_break_no_rule() -> None:
    rules = Constraints(source=[0] * 100 + [1] * 100, one_to_one=True, cannot=((5, 105),))
    edges = [Edge(at, 100 + at, 0.9) for at in range(40) if at != 5]
    draws = draw_clusterings(edges, [1.0] * 39, rules, draws=30, seed=3, unseen=Unseen(20.0, 3.0, {(0, 1): 1.0}))
    joined = [200 - len(set(groups)) - 39 for groups in draws]
    assert abs(sum(joined) / 30 - 20) < 2
    assert len(set(joined)) > 3
    assert [broken(groups, rules) for groups in draws] == [0] * 30
    assert all(groups[edge.one] == groups[edge.two] for groups in draws for edge in edges)


def test_where_links_may_be_fewer_than_the_pairs_say_draws_hold_fewer_as_often_as_more() -> None:
    rules = Constraints(source=[0] * 300 + [1] * 300, one_to_one=True)
    edges = [Edge(at, 300 + at, 0.7) for at in range(200)]
    unseen = Unseen(0.0, 20.0, {(0, 1): 1.0})
    draws = draw_clusterings(edges, [0.6] * 200, rules, draws=200, seed=3, unseen=unseen)
    links = np.array([600 - len(set(groups)) for groups in draws])
    assert abs(links.mean() - 120) < 5
    assert 16 < links.std() < 26  # of the number, 20, and of the pairs themselves, 7


NUMBER = {("a", "1"): 0, ("b", "1"): 1, ("b", "2"): 2, ("c", "1"): 3}
SOURCE = [0, 1, 1, 2]


def said(left: tuple[str, str], right: tuple[str, str], answer: str, on: str = "2026-01-01") -> Decision:
    return Decision(left, right, answer, "reviewer", on)


def test_decisions_that_contradict_are_all_named() -> None:
    decisions = [
        said(("a", "1"), ("b", "1"), "same"),
        said(("a", "1"), ("b", "2"), "same"),
        said(("b", "1"), ("b", "2"), "different"),
    ]
    with pytest.raises(UnreadableInput) as told:
        constrained(decisions, NUMBER, SOURCE, one_to_one=True)
    assert {(one.code, one.row) for one in told.value.findings} == {
        ("linkage.decision-breaks-one-to-one", 3),
        ("linkage.decision-contradiction", 4),
    }


def test_a_later_decision_takes_the_place_of_an_earlier_one() -> None:
    decisions = [
        said(("b", "1"), ("a", "1"), "different", "2026-02-01"),
        said(("a", "1"), ("b", "1"), "same", "2026-01-01"),
    ]
    rules, _ = constrained(decisions, NUMBER, SOURCE, one_to_one=True)
    assert (rules.must, rules.cannot) == ((), ((0, 1),))
