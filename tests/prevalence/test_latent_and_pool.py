"""Chains that disagree give no number; the pool mixes those that spoke, and is refused when too few did."""

import runpy
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from palermo.prevalence import Lists, answers, latent
from palermo.prevalence.answers import Answer, Settings, Table, by_classes
from palermo.prevalence.pooled import METHODS, WEIGHTS, WORLDS_A, pool, weights_for


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
    values = dict(zip(METHODS, (1000.0, 2000.0, 1500.0, 3000.0), strict=True))
    weights = weights_for(4)
    made = pool({name: spoken(name, value) for name, value in values.items()}, weights)
    expected = np.exp(sum(weights[name] * np.log(value) for name, value in values.items()) / sum(weights.values()))
    assert made.value == pytest.approx(expected)
    assert made.low == pytest.approx(1000 * np.exp(-0.1), rel=0.03)
    assert made.high == pytest.approx(3000 * np.exp(0.1), rel=0.03)


def test_the_pool_is_too_thin_when_most_of_the_weight_refused() -> None:
    said = {name: Answer(method=name) for name in METHODS}
    said["independence"] = spoken("independence", 1000.0)
    made = pool(said, weights_for(4))
    assert made.refused
    assert [finding.code for finding in made.findings] == ["prevalence.pool-too-thin"]


def test_the_weights_name_the_worlds_on_which_they_were_settled() -> None:
    benchmark = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "prevalence_coverage.py"))
    assert benchmark["worlds_hash"]("A", 6) == WORLDS_A


def test_weights_depend_on_the_number_of_lists_alone() -> None:
    assert weights_for(2) == weights_for(3)
    assert weights_for(12) == weights_for(5)
    assert all(sum(one.values()) == pytest.approx(1.0) and set(one) == set(METHODS) for one in WEIGHTS.values())
