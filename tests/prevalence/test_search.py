"""The models: how many, by what names; a greedy search beyond what can be counted out; profiles and drawings."""

import numpy as np
import pytest

from palermo.ground.errors import Refused, UsageError
from palermo.prevalence import Lists, estimate, estimate_over, models
from palermo.prevalence.lists import as_cells, without_list
from palermo.prevalence.models import model_of, name_of
from palermo.prevalence.search import leaders

from .conftest import HIV, M1, SPINA


@pytest.mark.parametrize(
    ("k", "order", "many"), [(3, 2, 8), (4, 2, 64), (4, 3, 113), (5, 2, 1024), (5, 3, 6212), (5, 4, 6893)]
)
def test_the_number_of_hierarchical_models(k: int, order: int, many: int) -> None:
    names = list(models(k, order))
    assert len(set(names)) == many == len(names)


@pytest.mark.parametrize("name", ["[1,2,3]", "[12,3]", "[12,13,23]", "[13,2]"])
def test_a_name_stands_for_one_model(name: str) -> None:
    assert name_of(model_of(name, 3)) == name


def test_with_more_than_nine_lists_numbers_are_parted_by_a_dot() -> None:
    assert name_of(model_of("[1.10,2]", 10)).startswith("[1.10,2,3")


@pytest.mark.parametrize("name", ["", "12,3", "[12,4]", "[11]", "[123]", "[1,,2]", "[a]"])
def test_what_is_no_name_of_a_model_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        model_of(name, 3)


def test_six_lists_to_order_three_are_too_many_to_count_out() -> None:
    with pytest.raises(UsageError):
        models(6, 3)


def seven_lists() -> Lists:
    dice = np.random.default_rng(7)
    marks = dice.random((3000, 7)) < np.linspace(0.08, 0.2, 7)
    marks[:, 1] |= marks[:, 0] & (dice.random(3000) < 0.4)
    counts = np.bincount(marks @ (1 << np.arange(7)), minlength=128).astype(float)
    counts[0] = 0
    return Lists(names=tuple("abcdefg"), cells=as_cells(counts))


def test_seven_lists_are_searched_greedily_and_it_is_said() -> None:
    made = estimate(seven_lists(), resamples=0)
    assert "prevalence.search-not-exhaustive" in {finding.code for finding in made.findings}
    assert made.headline is not None
    assert "12" in made.headline.model[1:-1].split(",")
    assert 2700 < made.headline.value < 3300


def test_a_greedy_search_finds_what_counting_out_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    from palermo.prevalence import search

    whole = leaders(HIV.counts(), 4, 3)
    monkeypatch.setattr(search, "can_enumerate", lambda k, order: False)
    greedy = leaders(HIV.counts(), 4, 3)
    assert not greedy.exhaustive
    assert len(greedy.models) < len(whole.models)
    assert greedy.score[greedy.best[0]] == pytest.approx(whole.score[whole.best[0]])


def test_a_list_struck_out_takes_its_own_persons_with_it() -> None:
    assert without_list(((1, 5), (2, 7), (3, 4)), 0) == ((1, 11),)


def test_link_sets_give_a_range_and_the_share_refused() -> None:
    apart = Lists(names=("a", "b", "c"), cells=((1, 10), (2, 10), (4, 10)))
    found = estimate_over([SPINA, SPINA, apart], method="stepwise")
    assert (found.draws, found.refused) == (3, 1)
    assert found.low == found.median == found.high == pytest.approx(730.929, abs=0.01)


def test_a_refused_estimate_says_why_in_a_sentence() -> None:
    apart = Lists(names=("a", "b"), cells=((1, 10), (2, 10)))
    assert "nobody stands on two lists" in estimate(apart).summary()
    assert "matched without error" in estimate(SPINA, resamples=0).summary()


def test_an_estimate_becomes_a_figure_and_a_refusal_does_not() -> None:
    figure = estimate(SPINA, resamples=0).to_figure("spina", data_sha256="0" * 64, area="US")
    assert (figure.value, figure.counting_unit, figure.data_sha256) == ("731", "person", "0" * 64)
    assert int(figure.low or 0) < 731 < int(figure.high or 0)
    with pytest.raises(Refused):
        estimate(Lists(names=("a", "b"), cells=((1, 10), (2, 10)))).to_figure("none", data_sha256="0" * 64)


def test_the_frame_of_an_estimate_has_the_candidates() -> None:
    frame = estimate(M1, resamples=0).to_frame()
    assert frame.height == 20 + 77
    assert frame["value"].null_count() == 77
    assert set(frame["status"].tail(77)) <= {1, 2, 3}


def test_a_plot_is_an_svg_without_a_cell_of_the_table() -> None:
    drawn = estimate(SPINA, resamples=0).plot()
    assert drawn.startswith("<svg ")
    assert "bic" in drawn
    assert "247" not in drawn.replace("0.247", "")
