"""The profile likelihood of N under one model, and the interval it gives.

Persons are multinomial over the histories and the unseen cell. For each N the model is fitted with N − n in that cell;
the likelihood left is a function of N alone. Its 95 % interval is where it has lost half of the χ² quantile.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from palermo.prevalence.existence import kept
from palermo.prevalence.facial import facial_curve
from palermo.prevalence.fitting import Climb
from palermo.prevalence.lists import Floats, Truth

_DROP = 3.841458820694124 / 2.0
_REACH = 1000.0
_POINTS = 25


@dataclass(frozen=True, slots=True)
class Profile:
    """The multinomial estimate of N and its 95 % limits; ``high`` is infinite where the likelihood never falls."""

    value: float
    low: float
    high: float


def profile_interval(model: Truth, counts: Floats, k: int, dark: float, *, facial: bool = False) -> Profile:
    """The profile interval of an admissible model whose fitted dark figure is ``dark``."""
    curve = facial_curve(model, counts) if facial else _Curve(model, counts, k)
    start, end = np.log(max(dark / _REACH, 1e-3)), np.log(max(dark, 0.01) * _REACH)
    grid = np.linspace(start, end, 4 * _POINTS)
    heights = curve(grid)
    for _ in range(5):
        best = int(np.argmax(heights))
        left, right = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
        grid = np.linspace(left, right, _POINTS)
        heights = curve(grid)
    top, peak = float(grid[np.argmax(heights)]), float(heights.max())
    low = _crossing(curve, start, top, peak - _DROP)
    high = _crossing(curve, end, top, peak - _DROP)
    n = float(counts.sum())
    return Profile(
        n + float(np.exp(top)),
        n if low is None else n + float(np.exp(low)),
        np.inf if high is None else n + float(np.exp(high)),
    )


def _crossing(curve: Callable[[Floats], Floats], outer: float, inner: float, level: float) -> float | None:
    """Where the curve passes ``level`` between a point outside and one inside; None where it never does."""
    for _ in range(6):
        grid = np.linspace(outer, inner, _POINTS)
        under = np.flatnonzero(curve(grid) < level)
        if not len(under):
            return None
        last = int(under[-1])
        outer, inner = float(grid[last]), float(grid[min(last + 1, _POINTS - 1)])
    return (outer + inner) / 2.0


class _Curve:
    """The profile log-likelihood as a function of the logarithm of the dark figure."""

    def __init__(self, model: Truth, counts: Floats, k: int) -> None:
        live, cells = kept(model, counts, k)
        self.cells = cells.copy()
        self.cells[0] = True
        self.wanted, self.counts, self.k = np.flatnonzero(live), counts, k

    def __call__(self, logs: Floats) -> Floats:
        tables = np.repeat(self.counts[None, :] * self.cells, len(logs), axis=0)
        tables[:, 0] = np.exp(logs)
        climb = Climb(
            np.repeat(self.wanted[None, :], len(logs), axis=0),
            np.repeat(self.cells[None, :].astype(np.float64), len(logs), axis=0),
            tables,
            self.k,
        )
        climb.run(60)
        total = tables.sum(axis=1)
        shares = np.where(self.cells, climb.means, 1.0) / total[:, None]
        spread = (tables * np.log(np.where(self.cells, np.maximum(shares, 1e-300), 1.0))).sum(axis=1)
        height: Floats = gammaln(total + 1.0) - gammaln(tables[:, 0] + 1.0) + spread
        return height
