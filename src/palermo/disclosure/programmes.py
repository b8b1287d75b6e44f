"""The linear programme over changes: equations kept, what is dear paid for by the unit, up or down."""

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy.sparse import csc_matrix

from palermo.disclosure.equations import Flags, Floats, Ints

_NODES = 2000


@dataclass(slots=True, eq=False)
class Programme:
    """Changes of some unknowns, each between two bounds; ``split`` ones have a second variable for the way down."""

    model: Any
    width: int
    split: Ints

    @classmethod
    def over(
        cls, matrix: csc_matrix, low: Floats, high: Floats, down: Floats, price: Floats, split: Flags
    ) -> "Programme":
        """``matrix``: the equations over the unknowns. ``down``: how far split ones may fall, at their ``price``."""
        places = np.flatnonzero(split)
        rows, numbers = np.unique(matrix.indices, return_inverse=True)
        below = _columns(matrix.indptr.astype(np.int64), places)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(low) + len(places), len(rows)
        lp.col_lower_ = np.concatenate([low, np.zeros(len(places))])
        lp.col_upper_ = _finite(np.concatenate([high, down[places]]))
        lp.col_lower_ = _finite(np.concatenate([low, np.zeros(len(places))]))
        lp.col_cost_ = np.concatenate([np.where(split, price, 0.0), price[places]])
        lp.row_lower_ = lp.row_upper_ = np.zeros(len(rows))
        lengths = np.diff(matrix.indptr)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.concatenate(([0], np.cumsum(np.concatenate([lengths, lengths[places]])))).astype(
            np.int32
        )
        lp.a_matrix_.index_ = np.concatenate([numbers, numbers[below]]).astype(np.int32)
        lp.a_matrix_.value_ = np.concatenate([matrix.data, -matrix.data[below]])
        return cls(_model(lp), len(low), places)

    def solve(self) -> Floats | None:
        """The change of each unknown in the cheapest answer; None where there is none."""
        self.model.run()
        status = self.model.getModelStatus()
        limited = status == highspy.HighsModelStatus.kSolutionLimit
        found = status == highspy.HighsModelStatus.kOptimal
        if not found and not (limited and self.model.getInfo().primal_solution_status == 2):
            return None
        values = np.array(self.model.getSolution().col_value, np.float64)
        change = values[: self.width].copy()
        change[self.split] -= values[self.width :]
        return change

    def solve_whole(self) -> Floats | None:
        """The same in whole numbers."""
        columns = self.model.getNumCol()
        every = np.arange(columns, dtype=np.int32)
        self.model.changeColsIntegrality(columns, every, np.full(columns, 1, np.uint8))
        found = self.solve()
        self.model.changeColsIntegrality(columns, every, np.full(columns, 0, np.uint8))
        return found


def _columns(starts: Ints, places: Ints) -> Ints:
    """Where the entries of some columns stand."""
    lengths = starts[places + 1] - starts[places]
    ends = np.cumsum(lengths)
    found: Ints = np.arange(int(lengths.sum())) + np.repeat(starts[places] - (ends - lengths), lengths)
    return found


def _finite(values: Floats) -> Floats:
    return np.clip(values, -highspy.kHighsInf, highspy.kHighsInf)


def _model(lp: Any) -> Any:
    model: Any = highspy.Highs()
    model.silent()
    for name, value in (("threads", 1), ("random_seed", 1), ("parallel", "off"), ("mip_max_nodes", _NODES)):
        model.setOptionValue(name, value)
    model.passModel(lp)
    return model
