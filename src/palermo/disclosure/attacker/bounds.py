"""What an attacker can pin down: the least and the most each unknown count can be, by linear programmes.

Unknowns that hang together are one model, whose objective alone changes, so each answer starts from the last. Every
solution is a table that fits all that was published: what it shows of the other cells is remembered, and a cell seen
wide needs no question. Small models are asked for whole numbers.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import ceil, floor, inf
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from palermo.disclosure.attacker.facts import Key
from palermo.disclosure.attacker.narrowing import OUTWARD, Narrowed, narrow
from palermo.disclosure.attacker.system import Floats, Ints, System

SMALL = 200
"""Up to so many unknowns that hang together whole-number bounds are sought."""
_MOST_NODES = 2_000
_MOST_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most a count can be; infinite where nothing holds it."""

    low: float
    high: float

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(slots=True)
class Solver:
    """The published facts as linear models, asked again and again.

    ``unsolved``: a model that should have had an answer gave none; then nothing may be called safe.
    """

    system: System
    consistent: bool = field(init=False)
    unsolved: bool = field(init=False, default=False)
    _narrowed: Narrowed = field(init=False)
    _seen_low: Floats = field(init=False)
    _seen_high: Floats = field(init=False)
    _models: "dict[int, _Model]" = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._narrowed = narrow(self.system)
        settled = self._narrowed.group < 0
        self._seen_low = np.where(settled, self._narrowed.low, inf)
        self._seen_high = np.where(settled, self._narrowed.high, -inf)
        self.consistent = self._narrowed.consistent and all(self._fits(at) for at in range(self._narrowed.groups))

    def _fits(self, group: int) -> bool:
        model = self._models[group] = _Model.of(self.system, self._narrowed, group)
        found = model.first()
        if found is None:
            return False
        self._remember(model, found)
        whole = not self.system.whole or len(model.columns) > SMALL or bool(np.all(_is_whole(found)))
        return whole or model.fits_whole()

    def bounds(self, key: Key) -> Bounds:
        """The bounds of a key; those that are known come back as they are, of a stranger nothing is known."""
        at, settled = self._settled(key)
        if at is None or settled is not None:
            return settled or Bounds(-inf, inf)
        return Bounds(self._end(at, 1.0), self._end(at, -1.0))

    def seen(self, key: Key) -> Bounds:
        """The span in which tables that fit were seen to put a key: its true bounds are no narrower."""
        at, settled = self._settled(key)
        if at is None or settled is not None:
            return settled or Bounds(inf, -inf)
        return Bounds(float(self._seen_low[at]), float(self._seen_high[at]))

    def bounds_of(self, keys: Iterable[Key], wide: Callable[[Bounds], bool]) -> dict[Key, Bounds]:
        """The bounds of each key; of those that ``wide`` says so of, the span that was seen."""
        waiting = list(dict.fromkeys(keys))
        self.widen(waiting, wide)
        found = {}
        for key in waiting:
            found[key] = self.seen(key)
            if not wide(found[key]):
                found[key] = self._narrowest(key, wide)
        return found

    def _narrowest(self, key: Key, wide: Callable[[Bounds], bool]) -> Bounds:
        """The bounds, unless on the way to them the key is seen wide."""
        at, settled = self._settled(key)
        if at is None or settled is not None:
            return settled or Bounds(-inf, inf)
        high = self._end(at, -1.0)
        seen = self.seen(key)
        return seen if wide(seen) else Bounds(self._end(at, 1.0), high)

    def widen(self, keys: Iterable[Key], wide: Callable[[Bounds], bool]) -> None:
        """Look for tables in which many of ``keys`` are large, and others in which many are small."""
        columns = [at for key in keys for at, settled in (self._settled(key),) if at is not None and settled is None]
        for group in sorted({int(self._narrowed.group[at]) for at in columns}):
            model = self._models[group]
            here = [at for at in columns if self._narrowed.group[at] == group]
            for turn in range(_MOST_ROUNDS):
                left = [at for at in here if not wide(Bounds(float(self._seen_low[at]), float(self._seen_high[at])))]
                if len(left) < 3:
                    break
                places = np.searchsorted(model.columns, np.array(sorted(set(left)), np.int64))
                # Weights that differ keep a solution from trading one cell for another all the time.
                weights = 1.0 + (np.arange(len(places)) * (turn * 7 + 3) % 11) / 10.0
                for sign in (-1.0, 1.0):
                    if (found := self._solve(model, places, weights * sign)) is not None:
                        self._remember(model, found)
                after = [at for at in left if not wide(Bounds(float(self._seen_low[at]), float(self._seen_high[at])))]
                if len(after) > 0.9 * len(left):
                    break

    def _settled(self, key: Key) -> tuple[int | None, Bounds | None]:
        """The column of a key that is asked for, and its bounds where they need no model."""
        known = self.system.constants.get(key)
        at = self.system.columns.get(key)
        if known is not None:
            return at, Bounds(known, known)
        if at is None:
            return None, None
        if self._narrowed.group[at] < 0:
            return at, Bounds(float(self._narrowed.low[at]), float(self._narrowed.low[at]))
        return at, None

    def _end(self, at: int, sign: float) -> float:
        """The least (sign 1) or the most (sign -1) of a column."""
        model = self._models[int(self._narrowed.group[at])]
        place = int(np.searchsorted(model.columns, at))
        least, most = float(self._narrowed.low[at]), float(self._narrowed.high[at])
        if (self._seen_low[at] <= least) if sign > 0 else (self._seen_high[at] >= most):
            return least if sign > 0 else most
        found = self._solve(model, np.array([place], np.int64), np.array([sign]))
        if found is None:
            return least if sign > 0 else most
        self._remember(model, found)
        end = float(found[place])
        if not self.system.whole:
            return end
        end = float(ceil(end - OUTWARD) if sign > 0 else floor(end + OUTWARD))
        return model.whole_end(place, sign, end) if len(model.columns) <= SMALL else end

    def _solve(self, model: "_Model", places: Ints, costs: Floats) -> Floats | None:
        found = model.solve(places, costs)
        self.unsolved |= found is None and not model.endless
        return found

    def _remember(self, model: "_Model", found: Floats) -> None:
        if self.system.whole and len(model.columns) <= SMALL and not np.all(_is_whole(found)):
            return  # no table of people: it proves nothing where whole numbers are asked for
        at = model.columns
        self._seen_low[at] = np.minimum(self._seen_low[at], found)
        self._seen_high[at] = np.maximum(self._seen_high[at], found)


@dataclass(slots=True)
class _Model:
    """Unknowns that hang together, as one linear programme."""

    columns: Ints
    lp: Any
    _model: Any
    endless: bool = False
    _whole: Any = None
    _objective: Ints | None = None

    @classmethod
    def of(cls, system: System, narrowed: Narrowed, group: int) -> "_Model":
        columns = np.flatnonzero(narrowed.group == group).astype(np.int64)
        rows = np.flatnonzero(narrowed.row_group == group)
        matrix = csr_matrix((system.values, system.indices, system.starts), shape=(len(system.row_low), system.width))[
            rows
        ]
        settled = np.where(narrowed.group < 0, narrowed.low, 0.0)
        known = matrix @ settled
        lp = _programme(
            matrix[:, columns].tocsr(),
            (narrowed.low[columns], narrowed.high[columns]),
            (system.row_low[rows] - known, system.row_high[rows] - known),
        )
        return cls(columns, lp, _load(lp))

    def first(self) -> Floats | None:
        """Any table that fits; None where there is none."""
        self._model.run()
        if self._model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(self._model.getSolution().col_value, np.float64)

    def solve(self, places: Ints, costs: Floats) -> Floats | None:
        """The table that fits and is best for the costs; None where they fall without end, or the solver gave up.

        ``endless`` tells the one from the other: giving up is no proof of anything.
        """
        self.endless = False
        if self._objective is not None:
            self._model.changeColsCost(
                len(self._objective), self._objective.astype(np.int32), np.zeros(len(self._objective))
            )
        self._model.changeColsCost(len(places), places.astype(np.int32), np.ascontiguousarray(costs, np.float64))
        self._objective = places
        for _ in range(2):
            self._model.run()
            status = self._model.getModelStatus()
            if status == highspy.HighsModelStatus.kOptimal:
                return np.array(self._model.getSolution().col_value, np.float64)
            if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
                self.endless = True
                return None
            self._model.clearSolver()
        return None

    def whole_end(self, place: int, sign: float, end: float) -> float:
        """The end over whole numbers, as far as it is proven; ``end`` is that of the linear programme."""
        model = self._in_whole_numbers()
        model.changeColCost(place, sign)
        model.run()
        proven = model.getInfo().mip_dual_bound
        model.changeColCost(place, 0.0)
        if model.getModelStatus() == highspy.HighsModelStatus.kInfeasible or not np.isfinite(proven):
            return end
        proven *= sign
        return max(end, float(ceil(proven - OUTWARD))) if sign > 0 else min(end, float(floor(proven + OUTWARD)))

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


def _is_whole(found: Floats) -> NDArray[np.bool_]:
    return np.abs(found - np.round(found)) <= OUTWARD


def _programme(matrix: csr_matrix, columns: tuple[Floats, Floats], rows: tuple[Floats, Floats]) -> Any:
    def finite(values: Floats) -> Floats:
        return np.clip(values, -highspy.kHighsInf, highspy.kHighsInf)

    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_ = np.zeros(matrix.shape[1])
    lp.col_lower_, lp.col_upper_ = map(finite, columns)
    lp.row_lower_, lp.row_upper_ = map(finite, rows)
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
