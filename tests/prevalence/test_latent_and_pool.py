"""Chains that disagree give no number; the pool mixes those that spoke, and is refused when too few did."""

import runpy
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.prevalence import Lists, answers, estimate, latent
from palermo.prevalence.answers import Answer, Settings, Table, by_classes
from palermo.prevalence.lists import as_cells, sub_list, without_sub_lists
from palermo.prevalence.pooled import METHODS, WEIGHTS, WORLDS_A, pool, weights_for


@pytest.fixture
def caught() -> Lists:
    """Two independent lists of 400 and 300 persons who share 60: of 2,000 there are."""
    return Lists(names=("one", "two"), cells=((1, 340), (2, 240), (3, 60)))


@pytest.mark.real_data
def test_the_latent_classes_of_korea(published: Callable[[str], Lists], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "run_chains", partial(latent.run_chains, iterations=12_000))
    found = by_classes(Table(published("korea"), Settings()))
    assert found.rhat is not None
    assert found.rhat < 1.05
    assert found.value == pytest.approx(137, rel=0.03)
    assert found.low == pytest.approx(124, rel=0.03)


@pytest.mark.real_data
def test_the_latent_classes_of_the_united_kingdom_are_refused(
    published: Callable[[str], Lists], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "run_chains", partial(latent.run_chains, iterations=4_000))
    found = by_classes(Table(published("uk"), Settings()))
    assert found.refused
    assert (found.rhat or 0) > 1.1
    assert [finding.code for finding in found.findings] == ["prevalence.chains-disagree"]


def test_chains_that_agree_have_an_r_hat_of_one() -> None:
    draws = np.random.default_rng(1).normal(size=(4, 4000))
    assert latent.rhat(draws) == pytest.approx(1.0, abs=0.01)
    assert latent.effective(draws) == pytest.approx(16_000, rel=0.1)
    apart = draws + np.arange(4)[:, None]
    assert latent.rhat(apart) > 1.3


def test_draws_that_hang_together_are_worth_less() -> None:
    noise = np.random.default_rng(2).normal(size=(4, 4000))
    draws = np.zeros_like(noise)
    for at in range(1, 4000):
        draws[:, at] = 0.9 * draws[:, at - 1] + noise[:, at]
    assert latent.effective(draws) == pytest.approx(16_000 / 19, rel=0.35)


def spoken(name: str, value: float) -> Answer:
    return Answer(method=name, value=value, draws=np.log(value) + np.linspace(-0.1, 0.1, 101))


def test_the_pool_is_the_weighted_mean_of_the_logarithms() -> None:
    values = dict(zip(METHODS, (1000.0, 3000.0), strict=True))
    weights = weights_for(4)
    made = pool({name: spoken(name, value) for name, value in values.items()}, weights)
    expected = np.exp(sum(weights[name] * np.log(value) for name, value in values.items()) / sum(weights.values()))
    assert made.value == pytest.approx(expected)
    assert made.low == pytest.approx(1000 * np.exp(-0.1), rel=0.03)
    assert made.high == pytest.approx(3000 * np.exp(0.1), rel=0.03)


def test_the_pool_is_too_thin_when_most_of_the_weight_refused() -> None:
    said = {name: Answer(method=name) for name in METHODS}
    said["latent-class"] = spoken("latent-class", 1000.0)
    made = pool(said, weights_for(4))
    assert made.refused
    assert [finding.code for finding in made.findings] == ["prevalence.pool-too-thin"]


def test_a_list_within_another_is_counted_as_that_one_by_the_pool_and_told_by_all(caught: Lists) -> None:
    inside = {cell | 4: round(count * 0.3) for cell, count in caught.cells if cell & 2}
    apart = {cell: count - inside.get(cell | 4, 0) for cell, count in caught.cells}
    lists = Lists(names=(*caught.names, "inner"), cells=as_cells(apart | inside))
    told = estimate(lists, method="pooled", resamples=100)
    assert told.headline and told.headline.value == pytest.approx(400 * 300 / 60, rel=1e-6)
    assert "prevalence.list-within" in {finding.code for finding in estimate(lists, resamples=0).findings}
    low = estimate(lists, resamples=0).headline
    assert low is None or low.value < 0.9 * told.headline.value


def test_a_small_list_that_chance_put_within_a_large_one_stays() -> None:
    lists = Lists(names=("large", "small", "other"), cells=((1, 900), (3, 20), (4, 80), (5, 100)))
    assert sub_list(lists) is None
    assert without_sub_lists(lists) is lists


@given(st.lists(st.integers(0, 200), min_size=7, max_size=7))
def test_counting_a_list_as_another_loses_nobody_and_leaves_no_list_within_another(counts: list[int]) -> None:
    lists = Lists(names=("a", "b", "c"), cells=tuple((cell, n) for cell, n in enumerate(counts, 1) if n))
    whole = without_sub_lists(lists)
    assert whole.n == lists.n and sub_list(whole) is None
    assert sorted(name for names in whole.names for name in names.split("+")) == ["a", "b", "c"]


def test_the_weights_name_the_worlds_on_which_they_were_settled() -> None:
    benchmark = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "prevalence_coverage.py"))
    assert benchmark["worlds_hash"]("A", 20) == WORLDS_A


def test_weights_depend_on_the_number_of_lists_alone() -> None:
    assert weights_for(2) == weights_for(3)
    assert weights_for(12) == weights_for(5)
    assert all(sum(one.values()) == pytest.approx(1.0) and set(one) == set(METHODS) for one in WEIGHTS.values())
