"""Resamples of the persons over the observed histories, and the bias-corrected and accelerated interval from them."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from palermo.prevalence.lists import Floats

LEVEL = 0.95
_EDGE = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """A BCa interval, its acceleration, and whether a limit rests on the most extreme resamples."""

    low: float
    high: float
    acceleration: float
    touches: bool


def resample(counts: Floats, resamples: int, seed: int) -> Floats:
    """``resamples`` tables of as many persons, drawn over the histories that were observed (B × cells)."""
    n = int(counts.sum())
    drawn: Floats = np.random.default_rng(seed).multinomial(n, counts / n, size=resamples).astype(np.float64)
    return drawn


def leave_one_out(counts: Floats) -> tuple[Floats, Floats]:
    """The table less one person, once for each observed history, and the counts of those histories."""
    at = np.flatnonzero(counts)
    tables = np.repeat(counts[None, :], len(at), axis=0)
    tables[np.arange(len(at)), at] -= 1.0
    return tables, counts[at]


def acceleration(values: Floats, weights: Floats) -> float:
    """Σw·d³ / (6·(Σw·d²)^1.5), d the weighted mean less the value without the person. 0 where nothing moves."""
    fine = np.isfinite(values)
    values, weights = values[fine], weights[fine]
    if not len(values):
        return 0.0
    d = np.average(values, weights=weights) - values
    below = 6.0 * float((weights * d**2).sum()) ** 1.5
    return float((weights * d**3).sum()) / below if below > 0 else 0.0


def bca(value: float, replicates: Floats, accelerated: float) -> Limits:
    """The interval of ``value`` from the finite ``replicates``: quantiles of type 8 at the corrected chances."""
    found = np.sort(replicates[np.isfinite(replicates)])
    many = len(found)
    if not many:
        return Limits(np.nan, np.nan, accelerated, True)
    share = np.clip((found < value).mean(), 0.5 / many, 1.0 - 0.5 / many)
    bias = float(ndtri(share))
    chances = [_corrected(bias, accelerated, float(ndtri(tail))) for tail in ((1 - LEVEL) / 2, (1 + LEVEL) / 2)]
    low, high = (float(np.quantile(found, chance, method="median_unbiased")) for chance in chances)
    edge = min(_EDGE, many) - 1
    touches = low <= found[edge] or high >= found[many - 1 - edge]
    return Limits(low, high, accelerated, bool(touches))


def _corrected(bias: float, accelerated: float, tail: float) -> float:
    moved = bias + tail
    slope = 1.0 - accelerated * moved
    if slope <= 0:  # past the pole the chance runs out at the end it was moving to
        return 0.0 if moved < 0 else 1.0
    return float(ndtr(bias + moved / slope))
