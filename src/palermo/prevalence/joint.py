"""One log-linear model over several tables at once: strata and years with effects of their own, list terms shared.

Cells are groups × histories. Each stratum has its intercept and its list effects; a year moves the level of its groups;
terms of several lists are shared by all groups unless a stratum was given its own.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import gammaln

from palermo.prevalence.existence import interior
from palermo.prevalence.lists import Floats, Ints, Truth

_STEPS = 40
_PROOF = 1e4


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Groups of one table: ``stratum`` and ``year`` (columns a group) of each, and the number of lists.

    ``year`` is groups × effects: dummies or polynomials, none where no year was given.
    """

    k: int
    stratum: Ints
    year: Floats

    @property
    def groups(self) -> int:
        return len(self.stratum)


@dataclass(frozen=True, slots=True, eq=False)
class JointFits:
    """A row a table: whether it is admissible, log-likelihood, the dark figure of each group."""

    fine: Truth
    loglik: Floats
    dark: Floats
    terms: int


def fit_joint(frame: Frame, shared: Ints, own: tuple[tuple[int, int], ...], tables: Floats) -> JointFits:
    """Fit the model of ``shared`` terms and ``own`` (stratum, term) to tables (B × groups × 2^k)."""
    rows, unseen = _design(frame, shared, own)
    flat = tables[:, :, 1:].reshape(len(tables), -1)
    plain = (rows == 0) | (rows == 1)
    nobody = (flat @ rows.T == 0) & plain.all(axis=1)[None, :]
    cells = ~(nobody.astype(np.float64) @ rows > 0)
    climb = _Climb(rows, flat * cells, cells.astype(np.float64), ~nobody)
    climb.run()
    fine = climb.proven()
    for at in np.flatnonzero(~fine).tolist():
        fine[at] = _admissible(rows, ~nobody[at], cells[at], flat[at])
    independent = [_full_rank(rows[~gone][:, kept]) for gone, kept in _distinct(nobody, cells)]
    fine &= np.array(independent, np.bool_)[_which(nobody, cells)]
    dark = np.exp(np.clip(climb.beta @ unseen, -200.0, 60.0))
    # A group all of whose lists are empty has no dark figure that the table speaks of.
    return JointFits(fine, np.where(fine, climb.loglik(), np.nan), np.where(fine[:, None], dark, np.nan), len(rows))


def _design(frame: Frame, shared: Ints, own: tuple[tuple[int, int], ...]) -> tuple[Floats, Floats]:
    """Terms × cells, and terms × groups for the cells that nobody sees."""
    cells = np.arange(1 << frame.k)
    many = int(frame.stratum.max()) + 1
    blocks = []
    for stratum in range(many):
        here = frame.stratum == stratum
        blocks += [np.outer(here, cells & term == term) for term in (0, *(1 << at for at in range(frame.k)))]
    blocks += [np.outer(effect, np.ones(len(cells))) for effect in frame.year.T]
    blocks += [np.outer(np.ones(frame.groups), cells & term == term) for term in shared.tolist()]
    blocks += [np.outer(frame.stratum == stratum, cells & term == term) for stratum, term in own]
    whole = np.array(blocks, np.float64)
    return whole[:, :, 1:].reshape(len(whole), -1), whole[:, :, 0]


def _full_rank(rows: Floats) -> bool:
    return bool(np.linalg.matrix_rank(rows) == len(rows)) if len(rows) else False


def _distinct(nobody: Truth, cells: Truth) -> list[tuple[Truth, Truth]]:
    both = np.unique(np.hstack([nobody, cells]), axis=0)
    return [(row[: nobody.shape[1]], row[nobody.shape[1] :]) for row in both]


def _which(nobody: Truth, cells: Truth) -> Ints:
    found: Ints = np.unique(np.hstack([nobody, cells]), axis=0, return_inverse=True)[1].ravel()
    return found


def _admissible(rows: Floats, live: Truth, cells: Truth, table: Floats) -> bool:
    kept = rows[live][:, cells]
    return _interior(kept.tobytes(), kept.shape, (table[cells] > 0).tobytes())


@lru_cache(maxsize=4096)
def _interior(rows: bytes, shape: tuple[int, int], positive: bytes) -> bool:
    table = np.frombuffer(positive, np.bool_).astype(np.float64)
    return interior(np.frombuffer(rows, np.float64).reshape(shape), table)


class _Climb:
    """Newton's ascent of one design on many tables; terms that nobody has stand still, their cells are left out."""

    def __init__(self, rows: Floats, tables: Floats, masks: Floats, live: Truth) -> None:
        self.rows, self.tables, self.masks, self.live = rows, tables, masks, live
        self.squares = np.einsum("pc,qc->cpq", rows, rows).reshape(rows.shape[1], -1)
        self.target = tables @ rows.T
        self.scale = np.maximum(tables.sum(axis=1), 1.0)
        weights = masks * (tables + 0.5)
        self.beta = self._solve(np.arange(len(tables)), weights, (weights * np.log(tables + 0.5)) @ rows.T)
        self.means = self._means(self.beta, masks)
        self.rests = np.zeros(len(tables), np.bool_)

    def run(self) -> None:
        """Step until every row is at rest, or the steps run out."""
        for _ in range(_STEPS):
            at = np.flatnonzero(~self.rests)
            if not len(at):
                return
            gradient = self.target[at] - self.means[at] @ self.rows.T
            step = self._solve(at, self.means[at], gradient)
            self._move(at, step)
            gain = np.where(self.live[at], gradient * step, 0.0).sum(axis=1)
            self.rests[at] = gain <= 1e-18 * self.scale[at]

    def _move(self, at: Ints, step: Floats) -> None:
        before = self._height(at, self.beta[at], self.means[at])
        beta, slack = self.beta[at] + step, 1e-9 * (1.0 + np.abs(before))
        means = self._means(beta, self.masks[at])
        for halving in range(1, 12):
            lost = np.flatnonzero(self._height(at, beta, means) < before - slack)
            if not len(lost):
                break
            beta[lost] = self.beta[at[lost]] + step[lost] * 0.5**halving
            means[lost] = self._means(beta[lost], self.masks[at[lost]])
        self.beta[at], self.means[at] = beta, means

    def proven(self) -> Truth:
        """Rows whose fit is a proof that the maximum exists."""
        gap = np.where(self.live, np.abs(self.target - self.means @ self.rows.T), 0.0).max(axis=1)
        least = np.where(self.masks > 0, self.means, np.inf).min(axis=1)
        return np.asarray(self.rests & (least > _PROOF * gap), np.bool_)

    def loglik(self) -> Floats:
        eta = self.beta @ self.rows
        total: Floats = (self.tables * eta - self.means - gammaln(self.tables + 1.0)).sum(axis=1, where=self.masks > 0)
        return total

    def _height(self, at: Ints, beta: Floats, means: Floats) -> Floats:
        height: Floats = (self.target[at] * beta).sum(axis=1) - means.sum(axis=1)
        return height

    def _means(self, beta: Floats, masks: Floats) -> Floats:
        means: Floats = np.exp(np.clip(beta @ self.rows, -200.0, 60.0)) * masks
        return means

    def _solve(self, at: Ints, weights: Floats, right: Floats) -> Floats:
        p = len(self.rows)
        curvature = (weights @ self.squares).reshape(-1, p, p)
        live = self.live[at].astype(np.float64)
        curvature *= live[:, :, None] * live[:, None, :]
        place = np.arange(p)
        ridge = 1e-12 * np.maximum(curvature[:, place, place].max(axis=1), 1.0)
        curvature[:, place, place] += (1.0 - live) + ridge[:, None]
        solved: Floats = np.linalg.solve(curvature, (right * live)[:, :, None])[:, :, 0]
        return solved
