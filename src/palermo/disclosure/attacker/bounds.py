"""What an attacker can pin down: the least and the most each unknown count can be, by linear programmes.

One model is kept and only its objective changes, so each answer starts from the last. Every solution is a table that
fits all that was published: what it shows of the other cells is remembered, and a cell seen wide needs no question.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil, floor, inf
from typing import Any

import highspy
import numpy as np

from palermo.disclosure.attacker.facts import Key
from palermo.disclosure.attacker.system import Floats, System

OUTWARD = 1e-6
"""Bounds are rounded outward by this before they are taken as whole numbers."""
SMALL = 200
"""Up to so many unknowns whole-number bounds are sought as well."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most whole number a count can be; ``high`` is infinite where nothing holds it."""

    low: float
    high: float

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(slots=True)
class Solver:
    """The published facts as one linear model, asked again and again."""

    system: System
    seen_low: Floats = field(init=False)
    seen_high: Floats = field(init=False)
    consistent: bool = field(init=False)
    _model: Any = field(init=False)
    _objective: list[int] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.seen_low = np.full(self.system.width, inf)
        self.seen_high = np.full(self.system.width, -inf)
        self._model = _model(self.system)
        # Where everything is shown there is nothing left to solve.
        self.consistent = self.system.consistent and (not self.system.width or self._run() is not None)

    def bounds(self, key: Key) -> Bounds:
        """The bounds of a key; those that are known come back as they are."""
        known = self.system.constants.get(key)
        if known is not None:
            return Bounds(known, known)
        at = self.system.columns.get(key)
        if at is None:
            return Bounds(-inf, inf)
        return Bounds(self._least(at), self._most(at))

    def seen(self, key: Key) -> Bounds:
        """The span in which tables that fit were seen to put a key: its true bounds are no narrower."""
        known = self.system.constants.get(key)
        if known is not None:
            return Bounds(known, known)
        at = self.system.columns.get(key)
        return Bounds(inf, -inf) if at is None else Bounds(self.seen_low[at], self.seen_high[at])

    def widen(self, keys: Iterable[Key], rounds: int = 2) -> None:
        """Look for tables in which many of ``keys`` are large, and others in which many are small."""
        columns = np.array([self.system.columns[key] for key in keys if key in self.system.columns], np.int32)
        if not len(columns):
            return
        for turn in range(rounds):
            # Weights that differ keep a solution from trading one cell for another all the time.
            weights = 1.0 + (np.arange(len(columns)) * (turn * 7 + 3) % 11) / 10.0
            for sign in (1.0, -1.0):
                self._aim(columns, weights * sign)
                self._run()

    def _least(self, at: int) -> float:
        self._aim(np.array([at], np.int32), np.ones(1))
        found = self._run()
        if found is None:
            return -inf
        return float(ceil(found[at] - OUTWARD))

    def _most(self, at: int) -> float:
        self._aim(np.array([at], np.int32), -np.ones(1))
        found = self._run()
        return inf if found is None else float(floor(found[at] + OUTWARD))

    def _aim(self, columns: np.ndarray, costs: np.ndarray) -> None:
        if self._objective:
            old = np.array(self._objective, np.int32)
            self._model.changeColsCost(len(old), old, np.zeros(len(old)))
        self._model.changeColsCost(len(columns), columns, np.ascontiguousarray(costs, np.float64))
        self._objective = columns.tolist()

    def _run(self) -> Floats | None:
        """A table that fits, best for the aim; None where there is none, or where the aim has no end."""
        self._model.run()
        status = self._model.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        found = np.array(self._model.getSolution().col_value, np.float64)
        np.minimum(self.seen_low, found, out=self.seen_low)
        np.maximum(self.seen_high, found, out=self.seen_high)
        return found


def _model(system: System) -> Any:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = system.width, len(system.row_low)
    lp.col_cost_ = np.zeros(system.width)
    lp.col_lower_, lp.col_upper_ = system.low, np.where(np.isinf(system.high), highspy.kHighsInf, system.high)
    lp.row_lower_ = np.where(np.isinf(system.row_low), -highspy.kHighsInf, system.row_low)
    lp.row_upper_ = np.where(np.isinf(system.row_high), highspy.kHighsInf, system.row_high)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = system.starts.astype(np.int32)
    lp.a_matrix_.index_ = system.indices.astype(np.int32)
    lp.a_matrix_.value_ = system.values
    model: Any = highspy.Highs()
    model.silent()
    for name, value in (("threads", 1), ("random_seed", 1), ("parallel", "off")):
        model.setOptionValue(name, value)
    model.passModel(lp)
    return model


def whole_bounds(system: System, keys: Iterable[Key]) -> Mapping[Key, Bounds]:
    """Bounds over whole numbers only, for a system small enough. Empty where no whole table fits."""
    model = _model(system)
    for at in range(system.width):
        model.changeColIntegrality(at, highspy.HighsVarType.kInteger)
    found: dict[Key, Bounds] = {}
    for key in keys:
        column = system.columns.get(key)
        if column is None:
            continue
        ends = []
        for cost in (1.0, -1.0):
            model.changeColCost(column, cost)
            model.run()
            best = model.getModelStatus() == highspy.HighsModelStatus.kOptimal
            ends.append(round(model.getSolution().col_value[column]) if best else inf * -cost)
        model.changeColCost(column, 0.0)
        found[key] = Bounds(float(ends[0]), float(ends[1]))
    return found
