"""Sums over the lattice of cells. A design matrix of terms by cells never has to be built: its products are these.

Cell c lies under term θ where c holds every list of θ. Rows are tables or models, columns the 2^k cells or terms.
"""

from functools import lru_cache

import numpy as np

from palermo.prevalence.lists import Floats, Truth

_MATRIX_TO = 6
"""Up to six lists a product with a small matrix is faster than adding bit by bit."""


def supersums(values: Floats, k: int) -> Floats:
    """For each term the sum over the cells that hold all of its lists."""
    if k <= _MATRIX_TO:
        above: Floats = values @ _holds(k)
        return above
    return _add(values, k, into=0)


def subsums(values: Floats, k: int) -> Floats:
    """For each cell the sum over the terms that lie in it."""
    if k <= _MATRIX_TO:
        below: Floats = values @ _holds(k).T
        return below
    return _add(values, k, into=1)


def holds_any(marked: Truth, k: int) -> Truth:
    """The cells in which a marked term lies."""
    return subsums(marked.astype(np.float64), k) > 0


@lru_cache(maxsize=8)
def _holds(k: int) -> Floats:
    """One where the cell of the row holds the term of the column."""
    at = np.arange(1 << k)
    matrix: Floats = (at[:, None] & at[None, :] == at[None, :]).astype(np.float64)
    matrix.setflags(write=False)
    return matrix


def _add(values: Floats, k: int, *, into: int) -> Floats:
    summed: Floats = np.array(values, np.float64)
    for at in range(k):
        halves = summed.reshape(*summed.shape[:-1], -1, 2, 1 << at)
        halves[..., into, :] += halves[..., 1 - into, :]
    return summed
