"""Unknown counts that hang together, as one linear programme asked again and again.

Small ones are answered by the simplex method, which starts each answer from the last; large ones, whose published
sums leave thousands of near ties, by an interior point, which starts anew each time and still is far quicker.
"""

from dataclasses import dataclass
from math import ceil
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from palermo.disclosure.attacker.narrowing import OUTWARD, Narrowed
from palermo.disclosure.attacker.spreading import Room
from palermo.disclosure.attacker.system import Floats, Ints, System

SMALL = 200
"""Up to so many unknowns that hang together whole-number bounds are sought."""
LARGE = 2_000
_MOST_NODES = 2_000
_INSIDE = {"solver": "ipm", "run_crossover": "off"}
_EDGE = {"solver": "choose", "run_crossover": "on"}


@dataclass(slots=True)
class Model:
    """Unknowns that hang together. ``columns``: which of the system's they are; ``room``: what they have to keep."""

    columns: Ints
    room: Room
    lp: Any
    _model: Any
    endless: bool = False
    _whole: Any = None
    _objective: Ints | None = None

    @classmethod
    def of(cls, system: System, narrowed: Narrowed, group: int) -> "Model":
        columns = np.flatnonzero(narrowed.group == group).astype(np.int64)
        rows = np.flatnonzero(narrowed.row_group == group)
        matrix = csr_matrix((system.values, system.indices, system.starts), shape=(len(system.row_low), system.width))
        matrix = matrix[rows]
        known = matrix @ np.where(narrowed.group < 0, narrowed.low, 0.0)
        room = Room(
            matrix[:, columns].tocsr(),
            narrowed.low[columns],
            narrowed.high[columns],
            system.row_low[rows] - known,
            system.row_high[rows] - known,
        )
        lp = _programme(room)
        model = cls(columns, room, lp, _load(lp))
        if model.large:
            model._set(_INSIDE)
        return model

    @property
    def small(self) -> bool:
        return len(self.columns) <= SMALL

    @property
    def large(self) -> bool:
        return len(self.columns) > LARGE

    def first(self) -> Floats | None:
        """Any table that fits, well inside where the model is large; None where there is none."""
        return self._run()

    def solve(self, places: Ints, costs: Floats) -> Floats | None:
        """The table that fits and is best for the costs; None where they fall without end, or the solver gave up.

        ``endless`` tells the one from the other: giving up is no proof of anything.
        """
        if self._objective is not None:
            old = self._objective
            self._model.changeColsCost(len(old), old.astype(np.int32), np.zeros(len(old)))
        self._model.changeColsCost(len(places), places.astype(np.int32), np.ascontiguousarray(costs, np.float64))
        self._objective = places
        return self._run()

    def _run(self) -> Floats | None:
        self.endless = False
        for options in (None, _EDGE if self.large else None):
            if options is not None:
                self._set(options)
            self._model.run()
            status = self._model.getModelStatus()
            if options is not None:
                self._set(_INSIDE)
            if status == highspy.HighsModelStatus.kOptimal:
                return np.array(self._model.getSolution().col_value, np.float64)
            if status == highspy.HighsModelStatus.kInfeasible:
                return None
            if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
                self.endless = True
                return None
            self._model.clearSolver()
        return None

    def _set(self, options: dict[str, str]) -> None:
        for name, value in options.items():
            self._model.setOptionValue(name, value)

    def whole_least(self, places: Ints, costs: Floats, least: float) -> float:
        """The least over whole numbers, as far as it is proven; ``least`` is that of the linear programme."""
        model = self._in_whole_numbers()
        model.changeColsCost(len(places), places.astype(np.int32), np.ascontiguousarray(costs, np.float64))
        model.run()
        proven = model.getInfo().mip_dual_bound
        model.changeColsCost(len(places), places.astype(np.int32), np.zeros(len(places)))
        if model.getModelStatus() == highspy.HighsModelStatus.kInfeasible or not np.isfinite(proven):
            return least
        return max(least, float(ceil(proven - OUTWARD)))

    def fits_whole(self) -> bool:
        """Whether whole numbers fit; where the search ends before it knows, they may."""
        model = self._in_whole_numbers()
        model.run()
        return bool(model.getModelStatus() != highspy.HighsModelStatus.kInfeasible)

    def _in_whole_numbers(self) -> Any:
        if self._whole is None:
            self._whole = _load(self.lp)
            for at in range(len(self.columns)):
                self._whole.changeColIntegrality(at, highspy.HighsVarType.kInteger)
            for name, value in (("mip_rel_gap", 0.0), ("mip_abs_gap", 0.5), ("mip_max_nodes", _MOST_NODES)):
                self._whole.setOptionValue(name, value)
        return self._whole


def is_whole(found: Floats) -> NDArray[np.bool_]:
    return np.abs(found - np.round(found)) <= OUTWARD


def _programme(room: Room) -> Any:
    def finite(values: Floats) -> Floats:
        return np.clip(values, -highspy.kHighsInf, highspy.kHighsInf)

    matrix = room.matrix
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_ = np.zeros(matrix.shape[1])
    lp.col_lower_, lp.col_upper_ = finite(room.low), finite(room.high)
    lp.row_lower_, lp.row_upper_ = finite(room.row_low), finite(room.row_high)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = matrix.data
    return lp


def _load(lp: Any) -> Any:
    model: Any = highspy.Highs()
    model.silent()
    for name, value in (("threads", 1), ("random_seed", 1), ("parallel", "off")):
        model.setOptionValue(name, value)
    model.passModel(lp)
    return model
