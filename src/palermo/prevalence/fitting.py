"""Poisson log-linear fits of many models at once, each with its status.

Newton steps are taken for all models with equally many live terms together: gradients and curvatures are sums over the
lattice, so a step costs a gather and one stacked solve. A fit that has come to rest with every kept cell well above
what is left of its gradient is itself a table without a zero that has the sufficient statistics: it proves that the
maximum exists, and needs no linear programme.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from palermo.prevalence.existence import has_mle, identifiable, kept
from palermo.prevalence.lattice import subsums, supersums
from palermo.prevalence.lists import Floats, Ints, Truth

FINE, NO_MLE, NOT_IDENTIFIABLE, BOTH = 0, 1, 2, 3
_TOGETHER = 256
_NUMBERS = 4_000_000
"""Rows fitted together: few enough to stay in the cache, fewer yet where tables are wide."""
_FIRST_STEPS = 14
_MOST_STEPS = 200
_AT_REST = 1e-12
"""A gain in log-likelihood; the step that made it has been taken, and the next gain would be its square."""
_PROOF = 1e4
"""A face of the cone has whole coefficients; a residual this much smaller than the smallest cell cannot hide one."""


@dataclass(frozen=True, slots=True, eq=False)
class Fits:
    """A row a model: status, dark figure, log-likelihood, terms (dead ones included) and fitted means of the cells.

    Where the status is not 0 dark figure and log-likelihood are NaN.
    """

    status: Ints
    dark: Floats
    loglik: Floats
    terms: Ints
    means: Floats


def fit_models(models: Truth, counts: Floats, k: int) -> Fits:
    """Fit each row of ``models`` (B × 2^k) to ``counts``: one table of 2^k cells, or a row of B for each model."""
    together = len(models)
    live, cells = kept(models, counts, k)
    cells = np.broadcast_to(cells, models.shape)
    told = identifiable(live, cells)
    fitted = _Batch(together, 1 << k)
    size = live.sum(axis=1)
    for p in np.unique(size[told]).tolist():
        rows = np.flatnonzero(told & (size == p))
        stride = max(1, min(_TOGETHER, _NUMBERS // (p * p + live.shape[1])))
        for start in range(0, len(rows), stride):
            _fit_rows(rows[start : start + stride], p, live, cells, counts, k, fitted)
    status = np.where(told, np.where(fitted.found, FINE, NO_MLE), NOT_IDENTIFIABLE)
    for row in np.flatnonzero(~told).tolist():
        status[row] = NOT_IDENTIFIABLE if has_mle(live[row], cells[row], _of(counts, row)) else BOTH
    return Fits(
        status=status.astype(np.int64),
        dark=np.where(status == FINE, np.exp(fitted.intercept), np.nan),
        loglik=np.where(status == FINE, fitted.loglik, np.nan),
        terms=models.sum(axis=1).astype(np.int64),
        means=fitted.means,
    )


class _Batch:
    """What the fits of a batch leave behind, filled group by group."""

    def __init__(self, together: int, cells: int) -> None:
        self.found = np.zeros(together, np.bool_)
        self.intercept = np.full(together, np.nan)
        self.loglik = np.full(together, np.nan)
        self.means = np.zeros((together, cells))


def _of(counts: Floats, row: int) -> Floats:
    one: Floats = counts if counts.ndim == 1 else counts[row]
    return one


def _fit_rows(rows: Ints, p: int, live: Truth, cells: Truth, counts: Floats, k: int, fitted: _Batch) -> None:
    """Fit models with ``p`` live terms; what does not come to rest soon must show that it has a maximum to find."""
    wanted = np.nonzero(live[rows])[1].reshape(-1, p)
    masks = cells[rows].astype(np.float64)
    tables = (counts[rows] if counts.ndim == 2 else np.broadcast_to(counts, masks.shape)) * masks
    climb = Climb(wanted, masks, tables, k)
    climb.run(_FIRST_STEPS)
    proven = climb.proven()
    for at in np.flatnonzero(~proven).tolist():
        proven[at] = has_mle(live[rows[at]], cells[rows[at]], tables[at])
    slow = np.flatnonzero(proven & ~climb.rests)
    if len(slow):
        again = Climb(wanted[slow], masks[slow], tables[slow], k)
        again.run(_MOST_STEPS)
        climb.take(slow, again)
    fitted.found[rows] = proven
    fitted.intercept[rows] = climb.beta[:, 0]
    fitted.means[rows] = climb.means
    fitted.loglik[rows] = climb.loglik()


class Climb:
    """Newton's ascent of models with equally many terms: ``wanted`` terms (B × p), kept cells and tables (B × 2^k)."""

    def __init__(self, wanted: Ints, masks: Floats, tables: Floats, k: int) -> None:
        self.k = k
        self.wanted, self.masks, self.tables = wanted, masks, tables
        self.joint = wanted[:, :, None] | wanted[:, None, :]
        self.sums = np.take_along_axis(supersums(tables, k), wanted, axis=1)
        self.scale = np.maximum(tables.sum(axis=1), 1.0)
        self.rests = np.zeros(len(wanted), np.bool_)
        weights = masks * (tables + 0.5)
        self.beta = self._solve(np.arange(len(wanted)), weights, self._at(supersums(weights * np.log(tables + 0.5), k)))
        self.means = self._means(np.arange(len(wanted)), self.beta)

    def run(self, steps: int) -> None:
        """Step until every row is at rest, or ``steps`` are done."""
        for _ in range(steps):
            active = np.flatnonzero(~self.rests)
            if not len(active):
                return
            self._step(active)

    def residual(self) -> Floats:
        """The largest difference between a sufficient statistic and its fitted value, a row each."""
        gap: Floats = np.abs(self._gradient(np.arange(len(self.wanted)))).max(axis=1)
        return gap

    def proven(self) -> Truth:
        """Rows at rest whose fit is a proof that the maximum exists."""
        least = np.where(self.masks > 0, self.means, np.inf).min(axis=1)
        return np.asarray(self.rests & (least > _PROOF * self.residual()), np.bool_)

    def loglik(self) -> Floats:
        """The Poisson log-likelihood, log-factorials included."""
        eta = subsums(_scatter(self.beta, self.wanted, self.masks.shape[1]), self.k)
        total: Floats = (self.tables * eta - self.means - gammaln(self.tables + 1.0)).sum(axis=1, where=self.masks > 0)
        return total

    def take(self, rows: Ints, other: "Climb") -> None:
        """Put the results of another climb into these rows."""
        self.beta[rows], self.means[rows], self.rests[rows] = other.beta, other.means, other.rests

    def _at(self, sums: Floats, rows: Ints | None = None) -> Floats:
        wanted = self.wanted if rows is None else self.wanted[rows]
        taken: Floats = np.take_along_axis(sums, wanted, axis=1)
        return taken

    def _gradient(self, rows: Ints) -> Floats:
        return self.sums[rows] - self._at(supersums(self.means[rows], self.k), rows)

    def _solve(self, rows: Ints, weights: Floats, right: Floats) -> Floats:
        sums = supersums(weights, self.k)
        joint = self.joint if len(rows) == len(self.joint) else self.joint[rows]
        begins = np.arange(len(rows), dtype=np.int64)[:, None, None] * sums.shape[1]
        curvature = sums.take(joint + begins)
        ridge = 1e-13 * curvature[:, 0, 0]  # keeps a fit that runs off to the border solvable
        place = np.arange(curvature.shape[1])
        curvature[:, place, place] += ridge[:, None]
        solved: Floats = np.linalg.solve(curvature, right[:, :, None])[:, :, 0]
        return solved

    def _means(self, rows: Ints, beta: Floats) -> Floats:
        eta = subsums(_scatter(beta, self.wanted[rows], self.masks.shape[1]), self.k)
        means: Floats = np.exp(np.clip(eta, -200.0, 60.0)) * self.masks[rows]
        return means

    def _step(self, rows: Ints) -> None:
        gradient = self._gradient(rows)
        step = self._solve(rows, self.means[rows], gradient)
        gain = (gradient * step).sum(axis=1)
        before = self._height(rows, self.beta[rows], self.means[rows])
        beta = self.beta[rows] + step
        means = self._means(rows, beta)
        self._hold_back(rows, beta, means, step, before)
        self.beta[rows], self.means[rows] = beta, means
        self.rests[rows] = gain <= np.maximum(_AT_REST, 1e-18 * self.scale[rows])

    def _hold_back(self, rows: Ints, beta: Floats, means: Floats, step: Floats, before: Floats) -> None:
        """Halve the steps of rows that lost height; a hair's loss is rounding."""
        slack = 1e-9 * (1.0 + np.abs(before))
        for halving in range(1, 12):
            lost = np.flatnonzero(self._height(rows, beta, means) < before - slack)
            if not len(lost):
                return
            beta[lost] = self.beta[rows[lost]] + step[lost] * 0.5**halving
            means[lost] = self._means(rows[lost], beta[lost])

    def _height(self, rows: Ints, beta: Floats, means: Floats) -> Floats:
        """The log-likelihood but for what does not change."""
        height: Floats = (self.sums[rows] * beta).sum(axis=1) - means.sum(axis=1)
        return height


def _scatter(beta: Floats, wanted: Ints, cells: int) -> Floats:
    spread = np.zeros((len(beta), cells))
    np.put_along_axis(spread, wanted, beta, axis=1)
    return spread
