"""From one table well inside all that fit to many others: asked counts pushed up and down as far as they go.

A push keeps every published sum. Its direction is the one that moves the count most for what it takes from the room
of all others, the step of Dikin (1967): one set of linear equations for all counts, in place of a programme for each.
What it reaches is proof that so much fits; what it does not reach proves nothing.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.sparse import csr_matrix, diags, eye, hstack

from palermo.disclosure.attacker.system import Floats, Ints

MOST_ROWS = 6_000
AT_ONCE = 48
_ROOM = 1e6
_NO_ROOM = 1e-7
_KEPT = 1e-7


@dataclass(frozen=True, slots=True)
class Room:
    """The tables that fit: ``low ≤ x ≤ high`` and ``row_low ≤ matrix @ x ≤ row_high``."""

    matrix: csr_matrix
    low: Floats
    high: Floats
    row_low: Floats
    row_high: Floats

    def determined(self, places: Ints) -> NDArray[np.bool_]:
        """Which of ``places`` the equations settle by themselves, whatever room the bounds would leave."""
        rows = self.matrix[np.flatnonzero(self.row_low == self.row_high)]
        found = np.zeros(len(places), np.bool_)
        if not 0 < rows.shape[0] <= MOST_ROWS or not len(places):
            return found
        try:
            factor = _factor(rows, np.ones(rows.shape[1]))
        except LinAlgError:
            return found
        for first in range(0, len(places), AT_ONCE):
            some = places[first : first + AT_ONCE]
            left = np.zeros((rows.shape[1], len(some)))
            left[some, np.arange(len(some))] = 1.0
            for _ in range(2):  # once more, against what rounding left
                left -= rows.T @ cho_solve(factor, rows @ left)
            found[first : first + AT_ONCE] = np.abs(left).max(axis=0) < _KEPT
        return found


@dataclass(frozen=True, slots=True)
class Spreader:
    """The room around one table that fits, made ready for many pushes."""

    wide: int
    start: Floats
    low: Floats
    high: Floats
    matrix: csr_matrix
    weights: Floats
    factor: Any

    @classmethod
    def around(cls, room: Room, centre: Floats) -> "Spreader | None":
        """None where there are too many rows for it."""
        if room.matrix.shape[0] > MOST_ROWS:
            return None
        matrix, low, high, start = _with_slack(room, centre)
        free = np.minimum(start - low, high - start)
        weights = np.where(free > _NO_ROOM, np.minimum(free, _ROOM), 0.0) ** 2
        try:
            return cls(len(centre), start, low, high, matrix, weights, _factor(matrix, weights))
        except LinAlgError:
            return None

    def push(self, places: Ints, sign: float) -> Floats:
        """Tables that fit, as columns: for each of ``places`` one with more there (``sign`` 1) or less (-1)."""
        moves = np.zeros((len(self.start), len(places)))
        moves[places, np.arange(len(places))] = sign
        moves *= self.weights[:, None]
        for _ in range(2):  # once more, against what rounding left
            moves -= self.weights[:, None] * (self.matrix.T @ cho_solve(self.factor, self.matrix @ moves))
        odd = np.abs(self.matrix @ moves).max(axis=0, initial=0.0)
        size = np.abs(moves).max(axis=0, initial=0.0)
        step = self._furthest(moves, size)
        kept = np.flatnonzero((size > 0) & np.isfinite(step))
        kept = kept[step[kept] * odd[kept] <= _KEPT]
        found: Floats = (self.start[:, None] + step[kept] * moves[:, kept])[: self.wide]
        return found

    def _furthest(self, moves: Floats, size: Floats) -> Floats:
        """How far each move can go until a first unknown is at its end, and a little less."""
        still = np.abs(moves) <= 1e-12 * size
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = np.where(moves > 0, (self.high - self.start)[:, None], (self.low - self.start)[:, None]) / moves
        found: Floats = np.where(still, np.inf, np.maximum(reach, 0.0)).min(axis=0, initial=np.inf) * 0.999
        return found


def _with_slack(room: Room, centre: Floats) -> tuple[csr_matrix, Floats, Floats, Floats]:
    """Rows that leave a span get an unknown of their own, so that all are equations."""
    span = np.flatnonzero(room.row_high > room.row_low)
    if not len(span):
        return room.matrix, room.low, room.high, centre
    slack = eye(room.matrix.shape[0], format="csr")[:, span]
    return (
        hstack([room.matrix, -slack]).tocsr(),
        np.concatenate([room.low, room.row_low[span]]),
        np.concatenate([room.high, room.row_high[span]]),
        np.concatenate([centre, (room.matrix @ centre)[span]]),
    )


def _factor(matrix: csr_matrix, weights: Floats) -> Any:
    found = (matrix @ diags(weights) @ matrix.T).toarray()
    # Rows that repeat others leave it without an inverse; so little more on its diagonal changes no push.
    found[np.diag_indices_from(found)] += 1e-10 * max(1.0, float(found.diagonal().max(initial=0.0)))
    return cho_factor(found, overwrite_a=True, check_finite=False)
