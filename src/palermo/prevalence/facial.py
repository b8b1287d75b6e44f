"""Fits on the facial set: when a model has no maximum, the dark figure may still be known.

The sufficient statistics force some cells to zero. The supremum of the likelihood is reached by fitting on the others,
F, with fewer free parameters. The dark figure is known where the row of the cell that nobody sees, (1, 0, …, 0), lies
in the row space of the design on F: then it is a fixed combination of the logarithms of the fitted cells.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.linalg import qr
from scipy.special import gammaln

from palermo.prevalence.existence import design, facial_cells
from palermo.prevalence.lists import Floats, Ints, Truth

_SAME = 1e-8
_STEPS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """The facial set of a model on a pattern of zeros: its cells, independent terms, and the way to the dark figure.

    ``rows`` are terms × cells, ``unseen`` those terms for the cell that nobody sees. ``weights`` (one a cell) give the
    logarithm of the dark figure from those of the fitted means; None where the table does not say it.
    """

    cells: Ints
    rows: Floats
    unseen: Floats
    terms: int
    weights: Floats | None

    @property
    def rank(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class FacialFit:
    """Dark figure (NaN where it is not estimable), log-likelihood, terms of the hierarchy, rank and cells of F."""

    dark: float
    loglik: float
    terms: int
    rank: int
    cells: int

    @property
    def estimable(self) -> bool:
        return bool(np.isfinite(self.dark))


def fit_facial(model: Truth, counts: Floats) -> FacialFit:
    """The supremum of the likelihood of ``model`` on ``counts`` (2^k cells), reached on its facial set."""
    face = face_of(model, counts > 0)
    if face.weights is None:
        return FacialFit(np.nan, np.nan, face.terms, face.rank, len(face.cells))
    table = counts[face.cells]
    means = _fit(face.rows, table)
    loglik = float((table * np.log(means) - means - gammaln(table + 1.0)).sum())
    dark = float(np.exp(face.weights @ np.log(means)))
    return FacialFit(dark, loglik, face.terms, face.rank, len(face.cells))


def facial_curve(model: Truth, counts: Floats) -> Callable[[Floats], Floats]:
    """The multinomial profile log-likelihood on the facial set, as a function of the logarithms of dark figures."""
    face = face_of(model, counts > 0)
    rows = np.column_stack([face.rows, face.unseen])

    def height(dark: float) -> float:
        table = np.append(counts[face.cells], dark)
        means = _fit(rows, table)
        total = table.sum()
        spread = float((table * np.log(np.maximum(means, 1e-300) / total)).sum())
        return float(gammaln(total + 1.0) - gammaln(dark + 1.0)) + spread

    return lambda logs: np.array([height(float(dark)) for dark in np.exp(logs)])


def face_of(model: Truth, positive: Truth) -> Face:
    """The facial set of ``model`` where these cells are positive; remembered, since counts do not matter."""
    return _face(model.tobytes(), positive.tobytes())


@lru_cache(maxsize=1 << 15)
def _face(model_bytes: bytes, positive_bytes: bytes) -> Face:
    model, positive = np.frombuffer(model_bytes, np.bool_), np.frombuffer(positive_bytes, np.bool_)
    cells = np.arange(1, model.size)
    rows = design(model, cells)
    inside = facial_cells(rows, positive[1:])
    cells, rows = cells[inside], rows[:, inside]
    target = np.zeros(len(rows))
    target[0] = 1.0
    weights: Floats = np.linalg.lstsq(rows, target, rcond=None)[0].astype(np.float64)
    known = bool(np.abs(rows @ weights - target).max() < _SAME)
    independent = _independent(rows)
    return Face(cells, rows[independent], target[independent], len(rows), weights if known else None)


def _independent(rows: Floats) -> Ints:
    """The places of as many rows as the rank, which span the others."""
    _, triangle, order = qr(rows.T, mode="economic", pivoting=True)
    rank = int((np.abs(np.diag(triangle)) > _SAME).sum())
    return np.sort(order[:rank]).astype(np.int64)


def _fit(rows: Floats, table: Floats) -> Floats:
    """Fitted means by Newton's steps, halved where they lose height."""
    target = rows @ table
    weights = table + 0.5
    beta = np.linalg.solve((rows * weights) @ rows.T, rows @ (weights * np.log(weights)))
    means: Floats = np.exp(beta @ rows)
    for _ in range(_STEPS):
        gradient = target - rows @ means
        step = np.linalg.solve((rows * means) @ rows.T, gradient)
        height, gain = target @ beta - means.sum(), float(gradient @ step)
        for halving in range(30):
            following = beta + step * 0.5**halving
            means = np.exp(np.minimum(following @ rows, 60.0))
            if target @ following - means.sum() >= height - 1e-9 * (1.0 + abs(height)):
                break
        beta = following
        if gain <= 1e-18 * max(float(table.sum()), 1.0):
            break
    return means
