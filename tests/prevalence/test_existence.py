"""Existence by shortcuts is existence by the linear programme; the facial set agrees where both speak."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from palermo.prevalence import estimate, fit, sensitivity
from palermo.prevalence.answers import Table
from palermo.prevalence.estimating import settings_for
from palermo.prevalence.existence import design, kept
from palermo.prevalence.facial import fit_facial
from palermo.prevalence.fitting import fit_models
from palermo.prevalence.models import every_model, model_of, name_of
from palermo.prevalence.search import ranked

from .conftest import M1, M2, lettered

small_tables = st.lists(st.sampled_from([0, 0, 0, 1, 2, 5, 30]), min_size=15, max_size=15)


def plainly(model: np.ndarray, counts: np.ndarray, k: int) -> int:
    """The status by its definition: the linear programme over kept cells, and the rank of the design."""
    live, cells = kept(model, counts, k)
    at = np.flatnonzero(cells)
    rows = design(live, at)
    matrix = np.hstack([rows, rows.sum(axis=1, keepdims=True)])
    costs = np.append(np.zeros(len(at)), -1.0)
    best = linprog(costs, A_eq=matrix, b_eq=rows @ counts[at], method="highs")
    assert best.status == 0
    return int(-best.fun < 1e-7) + 2 * int(np.linalg.matrix_rank(rows) < len(rows))


@settings(max_examples=12)
@given(small_tables, st.integers(0, 112))
def test_shortcuts_give_the_status_of_the_definition(cells: list[int], start: int) -> None:
    counts = np.array([0, *cells], np.float64)
    if not counts.any():
        return
    rows = every_model(4, 3)[start::17]
    found = fit_models(rows, counts, 4).status.tolist()
    assert found == [plainly(row, counts, 4) for row in rows]


@settings(max_examples=12)
@given(small_tables, st.integers(0, 112))
def test_both_classes_agree_where_strict_existence_holds(cells: list[int], start: int) -> None:
    counts = np.array([0, *cells], np.float64)
    if not counts.any():
        return
    rows = every_model(4, 3)[start::23]
    strict = fit_models(rows, counts, 4)
    for at in np.flatnonzero(strict.status == 0).tolist():
        face = fit_facial(rows[at], counts)
        assert face.estimable
        assert face.dark == pytest.approx(strict.dark[at], rel=1e-6, abs=1e-7)
        assert face.loglik == pytest.approx(strict.loglik[at], abs=1e-7)


@pytest.mark.parametrize(
    ("model", "status", "cells", "rank", "terms", "value", "bic"),
    [
        ("[12,34]", 1, 11, 6, 7, 470.0385, 83.620),
        ("[34,1,2]", 1, 11, 5, 6, 478.0378, 78.403),
        ("[12,13,23,34]", 1, 11, 8, 9, 880.0, 93.017),
    ],
)
def test_a_sub_list_is_known_on_the_facial_set(
    model: str, status: int, cells: int, rank: int, terms: int, value: float, bic: float
) -> None:
    found = fit(M1, model, facial=True)
    assert (found.status, found.cells, found.rank, found.terms) == (status, cells, rank, terms)
    assert found.value == pytest.approx(value, abs=0.0001)
    assert found.bic == pytest.approx(bic, abs=0.001)
    assert fit(M1, model).value is None


def test_the_sub_list_by_hand() -> None:
    assert fit(M1, "[12,34]", facial=True).value == pytest.approx(121 * 101 / 26)


def test_a_facial_model_without_the_dark_figure_is_refused() -> None:
    found = fit(M1, "[123,4]", facial=True)
    assert (found.cells, found.rank, found.terms, found.value) == (14, 8, 9, None)
    assert [finding.code for finding in found.findings] == ["prevalence.dark-figure-not-estimable"]


def test_the_strict_winner_of_the_sub_list_is_less_than_half() -> None:
    strict = estimate(M1, resamples=0)
    assert strict.headline is not None
    assert strict.headline.model == "[12,13,23,4]"
    assert strict.headline.value == pytest.approx(220.0952, abs=0.0001)
    facial = estimate(M1, resamples=0, facial=True)
    assert facial.headline is not None
    assert facial.headline.model == "[34,1,2]"
    assert facial.headline.value == pytest.approx(478.0378, abs=0.0001)
    assert facial.headline.low is not None
    assert facial.headline.low < 478 < (facial.headline.high or 0)


def test_of_113_models_36_are_strict_59_facial_and_18_refused() -> None:
    found = Table(M1, settings_for(M1, facial=True)).leaders
    assert int((found.status == 0).sum()) == 36
    assert int(found.facial.sum()) == 59
    assert len(found.models) - len(found.best) == 18


def test_only_the_linear_programme_finds_the_second_made_up_table() -> None:
    rows = every_model(4, 3)
    strict = ranked(rows, M2.counts(), 4)
    assert (name_of(strict.models[strict.best[0]]), len(strict.best)) == ("[1,2,3,4]", 106)
    assert M2.n + strict.dark[strict.best[0]] == pytest.approx(542.1950, abs=0.0001)
    assert strict.bic[strict.best[0]] == pytest.approx(104.348, abs=0.001)
    failed = ranked(rows[strict.status != 0], M2.counts(), 4, facial=True)
    assert [name_of(failed.models[row]) for row in failed.best] == ["[123,124,134]"]
    face = fit_facial(model_of("[123,124,134]", 4), M2.counts())
    assert (face.cells, face.rank, face.terms) == (13, 13, 14)
    assert M2.n + face.dark == pytest.approx(687.3704, abs=0.0001)
    assert failed.bic[failed.best[0]] == pytest.approx(129.912, abs=0.001)


def test_a_facial_model_that_would_lead_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from palermo.prevalence import answers, latent

    monkeypatch.setattr(
        answers, "run_chains", lambda counts, k, *, seed: latent.run_chains(counts, k, seed=seed, iterations=400)
    )
    told = [one.text for one in sensitivity(M1, resamples=0).findings if one.code.endswith("facial-model-would-lead")]
    assert len(told) == 1
    assert "[34,1,2]" in told[0]
    assert "478.0" in told[0]


def test_a_list_that_everybody_is_on_is_refused_and_in_the_facial_class_leaves_no_nan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from palermo.prevalence import answers, latent

    monkeypatch.setattr(
        answers, "run_chains", lambda counts, k, *, seed: latent.run_chains(counts, k, seed=seed, iterations=200)
    )
    everybody = lettered({"A": 40, "AB": 25, "AC": 30, "ABC": 12}, "ABC")
    assert estimate(everybody, resamples=0).refused
    for facial in (False, True):
        json.dumps(sensitivity(everybody, resamples=20, facial=facial).to_dict(), allow_nan=False)
