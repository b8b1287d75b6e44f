"""Does the likelihood of a model have its maximum? By counting, by collapsing, last by a linear programme.

The answer rests on the model and on which cells are zero, not on the counts: it is asked of a table of noughts and
ones, and remembered. Rank needs no numbers at all. Kept cells are closed under taking lists away, so a combination of
parameters that vanishes on all of them is, up to a factor, the one with coefficient (−1)^size on *every* kept set of
lists: parameters can be told apart unless the model holds every one of those sets, the empty one included.
"""

from functools import lru_cache
from typing import Any

import highspy
import numpy as np

from palermo.prevalence.lattice import holds_any, supersums
from palermo.prevalence.lists import Floats, Ints, Truth

_SMALLEST = 1e-7


def kept(model: Truth, counts: Floats, k: int) -> tuple[Truth, Truth]:
    """Live terms of the model, and the cells that hold none of its dead ones (nobody on all of its lists).

    Rows broadcast: one table and many models, or a table for each model.
    """
    dead = model & (supersums(counts, k) == 0)
    cells = ~holds_any(dead, k) if dead.any() else np.ones(np.broadcast_shapes(model.shape, counts.shape), np.bool_)
    cells[..., 0] = False
    return model & ~dead, cells


def identifiable(live: Truth, cells: Truth) -> Truth:
    """Whether the live parameters can be told apart on the kept cells."""
    return np.asarray(live.sum(axis=-1) <= cells.sum(axis=-1), np.bool_)


def has_mle(live: Truth, cells: Truth, counts: Floats) -> bool:
    """Whether some table without a zero on the kept cells has the same sufficient statistics."""
    return _has_mle(live.size, live.tobytes(), cells.tobytes(), (counts > 0).tobytes())


def collapsed_zero(live: Truth, cells: Truth, counts: Floats) -> bool:
    """A cell of the table collapsed onto the lists of a live term is empty and covers a kept cell."""
    at = np.flatnonzero(cells)
    for term in np.flatnonzero(live)[1:].tolist():
        if (np.bincount(at & term, weights=counts[at], minlength=1)[np.unique(at & term)] == 0).any():
            return True
    return False


@lru_cache(maxsize=1 << 16)
def _has_mle(size: int, live_bytes: bytes, cell_bytes: bytes, positive_bytes: bytes) -> bool:
    live, cells, positive = (np.frombuffer(part, np.bool_) for part in (live_bytes, cell_bytes, positive_bytes))
    if positive[cells].all():
        return True
    if collapsed_zero(live, cells, positive.astype(np.float64)):
        return False
    at = np.flatnonzero(cells)
    return interior(design(live, at), positive[at].astype(np.float64))


def design(terms: Truth, cells: Ints) -> Floats:
    """Terms × cells: one where the cell holds the term."""
    wanted = np.flatnonzero(terms)
    rows: Floats = (cells[None, :] & wanted[:, None] == wanted[:, None]).astype(np.float64)
    return rows


def interior(rows: Floats, table: Floats) -> bool:
    """Maximise s subject to A(u + s·1) = A·table, u ≥ 0: the optimum is above 0 where an MLE exists."""
    p, cells = rows.shape
    solver = _solver(p, cells + 1)
    matrix = np.hstack([rows, rows.sum(axis=1, keepdims=True)])
    costs = np.append(np.zeros(cells), -1.0)
    found = _solve(solver, matrix, rows @ table, costs, np.full(cells + 1, highspy.kHighsInf))
    return bool(found[-1] > _SMALLEST)


def facial_cells(rows: Floats, positive: Truth) -> Truth:
    """The cells that are above zero in some table with the statistics of one that is ``positive`` there.

    Statistics may be scaled, so one programme finds them all: maximise Σ min(u, 1) subject to A·u = scale · A·table.
    """
    p, cells = rows.shape
    free = np.flatnonzero(~positive)
    if not len(free):
        return np.ones(cells, np.bool_)
    # Columns: what a positive cell holds above its floor of 1, then for each zero cell its part up to 1 and the rest.
    known = rows[:, positive]
    matrix = np.hstack([known, rows[:, free], rows[:, free], -known.sum(axis=1, keepdims=True)])
    costs = np.concatenate([np.zeros(known.shape[1]), -np.ones(len(free)), np.zeros(len(free) + 1)])
    high = np.full(matrix.shape[1], highspy.kHighsInf)
    high[known.shape[1] : known.shape[1] + len(free)] = 1.0
    found = _solve(_solver(p, matrix.shape[1]), matrix, np.zeros(p), costs, high)
    inside = positive.copy()
    inside[free] = found[known.shape[1] : known.shape[1] + len(free)] > 0.5
    return inside


def _solver(rows: int, columns: int) -> Any:
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("threads", 1)
    return solver


def _solve(solver: Any, matrix: Floats, right: Floats, costs: Floats, high: Floats) -> Floats:
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = costs, np.zeros(matrix.shape[1]), high
    lp.row_lower_ = lp.row_upper_ = right
    by_column = matrix.T
    at = np.nonzero(by_column)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum((by_column != 0).sum(axis=1))])
    lp.a_matrix_.index_ = at[1]
    lp.a_matrix_.value_ = by_column[at]
    solver.passModel(lp)
    solver.run()
    return np.array(solver.getSolution().col_value, np.float64)
