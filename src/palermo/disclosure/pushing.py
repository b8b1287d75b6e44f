"""Tables that a reader could not rule out: the cheapest change of the true table that pushes one cell where it must go.

A push keeps every equation, no count falls below its least value, and what is shown stays put or is paid for. What had
to move is what has to be hidden. One linear programme is kept; only bounds and prices change between pushes.
"""

from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np

from palermo.disclosure.equations import Equations, Flags, Floats, Ints

TOLERANCE = 1e-6
MOST_WHOLE = 3000
"""Up to so many unknowns a push that comes out in fractions is asked for again in whole numbers."""
_NODES = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """A push that worked: which unknowns moved, and by how much."""

    at: Ints
    by: Floats

    def of(self, number: int) -> float:
        found = np.searchsorted(self.at, number)
        return float(self.by[found]) if found < len(self.at) and self.at[found] == number else 0.0

    @property
    def whole(self) -> bool:
        return bool((np.abs(self.by - np.round(self.by)) < TOLERANCE).all())


@dataclass(slots=True, eq=False)
class Pushing:
    """The linear programme over the changes of every unknown.

    ``dear`` unknowns cost their price for every unit, up or down; all others move freely between their bounds.
    """

    equations: Equations
    slack: Floats
    """By how much each unknown may fall."""
    price: Floats
    dear: Flags
    held: Flags
    whole: bool = True
    pushes: int = 0
    _model: Any = field(init=False)
    _down: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.dear, self.held = self.dear.copy(), self.held.copy()
        splits = np.flatnonzero(self.dear)
        self._down = np.full(self.equations.width, -1, np.int64)
        self._down[splits] = self.equations.width + np.arange(len(splits))
        self._model = self._build(splits)

    def _build(self, splits: Ints) -> Any:
        width, rows = self.equations.width, len(self.equations.heads)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = width + len(splits), rows
        low = np.where(self.dear, 0.0, -self.slack)
        high = np.full(width, highspy.kHighsInf)
        low[self.held] = high[self.held] = 0.0
        down = np.where(self.held, 0.0, self.slack)[splits]
        lp.col_lower_ = np.concatenate([low, np.zeros(len(splits))])
        lp.col_upper_ = np.concatenate([high, np.where(np.isinf(down), highspy.kHighsInf, down)])
        lp.col_cost_ = np.concatenate([np.where(self.dear, self.price, 0.0), self.price[splits]])
        lp.row_lower_ = lp.row_upper_ = np.zeros(rows)
        starts, ids, values = self._rows()
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = starts, ids, values
        return _model(lp)

    def _rows(self) -> tuple[Ints, Ints, Floats]:
        starts, ids, values = [0], [], []
        for head, parts in zip(self.equations.heads, self.equations.parts, strict=True):
            for at, sign in ((head, 1.0), *((part, -1.0) for part in parts)):
                ids.append(at)
                values.append(sign)
                if self._down[at] >= 0:
                    ids.append(int(self._down[at]))
                    values.append(-sign)
            starts.append(len(ids))
        return np.array(starts, np.int32), np.array(ids, np.int32), np.array(values, np.float64)

    # ── what may move ──────────────────────────────────────────────────────────────────────────────────────────────
    def free(self, at: int) -> None:
        """From now on the unknown moves for nothing."""
        self.dear[at] = self.held[at] = False
        self._bounds(at)

    def hold(self, at: int) -> None:
        """From now on the unknown stays where it is."""
        self.held[at] = True
        self._bounds(at)

    def release(self, at: int) -> None:
        """What was held may move again, at its price where it is dear."""
        self.held[at] = False
        self._bounds(at)

    def _bounds(self, at: int) -> None:
        down = int(self._down[at])
        infinite = highspy.kHighsInf
        if self.held[at]:
            self._model.changeColBounds(at, 0.0, 0.0)
        elif self.dear[at]:
            self._model.changeColBounds(at, 0.0, infinite)
        else:
            self._model.changeColBounds(at, -self.slack[at], infinite)
            self._model.changeColCost(at, 0.0)
        if down >= 0:
            open_down = self.dear[at] and not self.held[at]
            self._model.changeColBounds(down, 0.0, self.slack[at] if open_down else 0.0)

    # ── pushes ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def push(self, at: int, by: float) -> Change | None:
        """The cheapest change in which the unknown moves by at least ``by`` in its direction; None where none is."""
        if self.held[at] or by < -self.slack[at] - TOLERANCE:
            return None
        self.pushes += 1
        infinite = highspy.kHighsInf
        if by > 0:
            self._model.changeColBounds(at, by, infinite)
        else:
            self._model.changeColBounds(at, -self.slack[at], by)
        found = self._solve()
        if found is not None and self.whole and not found.whole and self.equations.width <= MOST_WHOLE:
            found = self._solve_whole()
        self._bounds(at)
        return found

    def _solve(self) -> Change | None:
        self._model.run()
        return self._found()

    def _solve_whole(self) -> Change | None:
        columns = self._model.getNumCol()
        every = np.arange(columns, dtype=np.int32)
        self._model.changeColsIntegrality(columns, every, np.full(columns, 1, np.uint8))
        self._model.run()
        found = self._found()
        self._model.changeColsIntegrality(columns, every, np.full(columns, 0, np.uint8))
        return found

    def _found(self) -> Change | None:
        status = self._model.getModelStatus()
        limited = status == highspy.HighsModelStatus.kSolutionLimit
        if status != highspy.HighsModelStatus.kOptimal and not (limited and self._has_incumbent()):
            return None
        values = np.array(self._model.getSolution().col_value, np.float64)
        change = values[: self.equations.width].copy()
        splits = np.flatnonzero(self._down >= 0)
        change[splits] -= values[self._down[splits]]
        moved = np.flatnonzero(np.abs(change) > TOLERANCE)
        return Change(moved, change[moved])

    def _has_incumbent(self) -> bool:
        return bool(self._model.getInfo().primal_solution_status == 2)


def _model(lp: Any) -> Any:
    model: Any = highspy.Highs()
    model.silent()
    for name, value in (("threads", 1), ("random_seed", 1), ("parallel", "off"), ("mip_max_nodes", _NODES)):
        model.setOptionValue(name, value)
    model.passModel(lp)
    return model
