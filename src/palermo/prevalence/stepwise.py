"""Stepwise selection by Poisson tails, for one table or for many resamples in step.

From independent lists on, the pair whose overlap is the least expected under the current model is added, as long as
its tail is within the threshold and the larger model keeps its maximum.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import pdtr, pdtrc

from palermo.prevalence.fitting import FINE, Fits, fit_models
from palermo.prevalence.lattice import supersums
from palermo.prevalence.lists import Floats, Ints, Truth
from palermo.prevalence.models import main_effects


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """A row a table: the model reached, its status (that of the start where it failed), dark figure, fitted terms."""

    models: Truth
    status: Ints
    dark: Floats
    loglik: Floats


def stepwise(tables: Floats, k: int, threshold: float) -> Steps:
    """Select a model for each row of ``tables`` (B × 2^k)."""
    together = len(tables)
    models = np.repeat(main_effects(k)[None, :], together, axis=0)
    fits = fit_models(models, tables, k)
    status, dark, loglik, means = fits.status.copy(), fits.dark.copy(), fits.loglik.copy(), fits.means.copy()
    pairs = np.array([1 << i | 1 << j for i in range(k) for j in range(i + 1, k)], np.int64)
    shared = supersums(tables, k)[:, pairs]
    # The saturated model is no model: two lists have no pair to add.
    active = np.flatnonzero(status == FINE) if k > 2 and threshold > 0 else np.zeros(0, np.int64)
    while len(active):
        tails = _tails(shared[active], supersums(means[active], k)[:, pairs])
        tails = np.where(models[active][:, pairs], np.inf, tails)
        added, following = _add(active, tails, pairs, models, tables, k, threshold)
        for row, found in zip(added.tolist(), following, strict=True):
            models[row], (dark[row], loglik[row], means[row]) = found[0], found[1:]
        active = added
    return Steps(models, status, dark, loglik)


def _tails(shared: Floats, expected: Floats) -> Floats:
    """The smaller tail of a Poisson count at what two lists share."""
    below = pdtr(shared, expected)
    above = np.where(shared > 0, pdtrc(np.maximum(shared - 1, 0), expected), 1.0)
    tails: Floats = np.minimum(below, above)
    return tails


def _add(
    active: Ints, tails: Floats, pairs: Ints, models: Truth, tables: Floats, k: int, threshold: float
) -> tuple[Ints, list[tuple[Truth, float, float, Floats]]]:
    """For each active row the first pair, by its tail, whose model keeps its maximum; rows without one drop out."""
    order = np.argsort(tails, axis=1, kind="stable")
    settled: dict[int, tuple[Truth, float, float, Floats]] = {}
    open_rows = np.arange(len(active))
    for rank in range(len(pairs)):
        best = order[open_rows, rank]
        within = tails[open_rows, best] <= threshold
        open_rows, best = open_rows[within], best[within]
        if not len(open_rows):
            break
        tried = models[active[open_rows]].copy()
        tried[np.arange(len(tried)), pairs[best]] = True
        fits = fit_models(tried, tables[active[open_rows]], k)
        fine = fits.status == FINE
        for at in np.flatnonzero(fine).tolist():
            settled[int(open_rows[at])] = _found(tried[at], fits, at)
        open_rows = open_rows[~fine]
    places = sorted(settled)
    return active[places], [settled[place] for place in places]


def _found(model: Truth, fits: Fits, at: int) -> tuple[Truth, float, float, Floats]:
    return model, float(fits.dark[at]), float(fits.loglik[at]), fits.means[at]
