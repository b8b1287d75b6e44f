"""Counts that no table prints, and that follow all the same: of joint tables of which only the sides are printed, and
of those whom a table leaves out.

Three tables of two dimensions each may leave a cell of all three no room. A joint table has far more cells than
anybody prints, and most are zero in some table that fits; so all are held against the tables that were found so far
first, at once, and only those that were small and never zero in each are asked about one by one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import ceil, floor, isfinite

import numpy as np
from numpy.typing import NDArray

from palermo.disclosure.attacker.bounds import Bounds, Solver
from palermo.disclosure.attacker.facts import TOTAL, Codes, Key, Part
from palermo.disclosure.attacker.narrowing import OUTWARD
from palermo.disclosure.attacker.system import Floats, Ints

MOST_ASKED = 500
MOST_ASKED_LARGE = 4
"""So many unprinted cells are asked about one by one; fewer where thousands of unknowns hang together."""
_MOST_SCATTERED = 4


@dataclass(frozen=True, slots=True)
class Implied:
    """An unprinted cell that holds somebody, and fewer than the threshold, in every table that fits."""

    key: Key
    codes: Codes
    bounds: Bounds


@dataclass(frozen=True)
class Joint:
    """A joint table over ``names``. ``columns``: the solver's unknown of each finest cell, -1 where it has none."""

    part: Part
    names: tuple[str, ...]
    columns: Ints
    fixed: Floats

    @classmethod
    def of(cls, part: Part, names: tuple[str, ...], solver: Solver) -> "Joint":
        shape = tuple(len(part.axes[name].leaves) for name in names)
        columns, fixed = np.full(shape, -1, np.int64), np.zeros(shape)
        for at in np.ndindex(shape):
            key = part.key((name, part.axes[name].leaves[n]) for name, n in zip(names, at, strict=True))
            if key in solver.system.constants:
                fixed[at] = solver.system.constants[key]
            else:
                columns[at] = solver.system.columns.get(key, -1)
        return cls(part, names, columns, fixed)

    @cached_property
    def codes(self) -> list[tuple[str, ...]]:
        """The codes along each dimension, the total first."""
        axes = [self.part.axes[name] for name in self.names]
        return [(TOTAL, *axis.leaves, *axis.wider) for axis in axes]

    @cached_property
    def _covers(self) -> list[Floats]:
        """By dimension: which leaves each code covers."""
        found = []
        for name, codes in zip(self.names, self.codes, strict=True):
            axis = self.part.axes[name]
            inside = [axis.covers(code) for code in codes]
            found.append(np.array([[leaf in some for leaf in axis.leaves] for some in inside], np.float64))
        return found

    def spread(self, table: Floats) -> Floats:
        """Every cell of the joint table, totals and wider codes too, in one table that fits."""
        cells = self.fixed.copy()
        cells[self.columns >= 0] = table[self.columns[self.columns >= 0]]
        for axis, covers in enumerate(self._covers):
            cells = np.moveaxis(np.tensordot(covers, cells, axes=(1, axis)), 0, axis)
        return cells

    def unprinted(self) -> NDArray[np.bool_]:
        """Cells over dimensions that no table has together."""
        found = np.ones(tuple(map(len, self.codes)), np.bool_)
        printed = [set(by) for by in self.part.tables.values()]
        for size in range(len(self.names) + 1):
            for some in combinations(range(len(self.names)), size):
                if any({self.names[axis] for axis in some} <= by for by in printed):
                    found[tuple(slice(1, None) if axis in some else 0 for axis in range(len(self.names)))] = False
        return found

    def atoms(self, at: tuple[int, ...]) -> tuple[Ints, float]:
        """The unknowns that a cell is the sum of, and what else it holds."""
        pick = np.ix_(*(np.flatnonzero(covers[n]) for covers, n in zip(self._covers, at, strict=True)))
        columns = self.columns[pick].ravel()
        return columns[columns >= 0], float(self.fixed[pick].sum())

    def cell(self, at: tuple[int, ...]) -> Codes:
        pairs = zip(self.names, (codes[n] for codes, n in zip(self.codes, at, strict=True)), strict=True)
        order = list(self.part.axes)
        return tuple(sorted(((n, code) for n, code in pairs if code != TOTAL), key=lambda one: order.index(one[0])))


def rests(part: Part) -> dict[Key, Codes]:
    """Whom a table leaves out that prints some codes of a dimension alone, such as years outside its pools."""
    found: dict[Key, Codes] = {}
    for table, by in part.tables.items():
        places = [one.place.codes for one in part.statements if one.place.table == table and one.said != "left out"]
        for name in by:
            leaves = set(part.axes[name].leaves)
            printed = {code for codes in places for one, code in codes if one == name and code != TOTAL}
            rest = frozenset(leaves.difference(*map(part.axes[name].covers, printed)))
            if rest and printed:
                label = " + ".join(leaf for leaf in part.axes[name].leaves if leaf in rest)
                for codes in places:
                    others = [(one, code) for one, code in codes if one != name and code != TOTAL]
                    key = part.key(others) | {(name, rest)}
                    if key not in part.facts:
                        found[key] = (*others, (name, label))
    return found


def rests_told(part: Part, solver: Solver, threshold: int) -> Iterator[Implied]:
    """Of those whom tables leave out the groups that hold somebody, and fewer than the threshold."""

    def may_be_otherwise(held: Bounds) -> bool:
        return isfinite(held.low) and isfinite(held.high) and not _few(held, threshold)

    left = rests(part)
    for key, held in solver.bounds_of(left, may_be_otherwise).items():
        if isfinite(held.low) and isfinite(held.high) and _few(held, threshold):
            yield Implied(key, left[key], held)


def _few(held: Bounds, threshold: int) -> bool:
    return ceil(held.low - OUTWARD) >= 1 and floor(held.high + OUTWARD) < threshold


def implied_by(part: Part, solver: Solver, threshold: int) -> tuple[list[Implied], int]:
    """The unprinted small cells that follow, and how many more there may be that were not asked about."""
    found: dict[Key, Implied] = {}
    asked: set[Key] = set()
    not_asked = 0
    printed = [set(by) for by in part.tables.values()]
    for names in solver.system.joints:
        if any(set(names) <= by for by in printed):
            continue
        joint = Joint.of(part, names, solver)
        for at, codes in _candidates(joint, solver, threshold):
            key = part.key(codes)
            if key in asked or key in part.facts or any({name for name, _ in key} <= by for by in printed):
                continue
            atoms, more = joint.atoms(at)
            if _seen_otherwise(solver, atoms, more, threshold):
                continue
            if len(asked) >= (MOST_ASKED_LARGE if solver.hang_in_large(atoms) else MOST_ASKED):
                not_asked += 1
                continue
            asked.add(key)
            if (bounds := _bounds(solver, atoms, more, threshold)) is not None:
                found[key] = Implied(key, codes, bounds)
    return list(found.values()), not_asked


def _candidates(joint: Joint, solver: Solver, threshold: int) -> Iterator[tuple[tuple[int, ...], Codes]]:
    """Cells that hold somebody, and few, in all tables found so far and in some that are sought for the purpose."""
    left = joint.unprinted()
    seen = 0
    for turn in range(_MOST_SCATTERED + 1):
        tables = solver.tables(seen)
        before = int(left.sum())
        left &= ~_otherwise([joint.spread(table) for table in tables], left.shape, threshold)
        seen += len(tables)
        after = int(left.sum())
        large = solver.hang_in_large(joint.columns[joint.columns >= 0])
        if after <= 3 or (turn and after > 0.9 * before) or turn == (1 if large else _MOST_SCATTERED):
            break
        solver.scatter(joint.columns[joint.columns >= 0], turn)
    for at in map(tuple, np.argwhere(left).tolist()):
        yield at, joint.cell(at)


def _otherwise(tables: Sequence[Floats], shape: tuple[int, ...], threshold: int) -> NDArray[np.bool_]:
    """Where one of the tables has nobody, or as many as the threshold."""
    found = np.zeros(shape, np.bool_)
    for cells in tables:
        with np.errstate(invalid="ignore"):
            found |= (np.ceil(cells - OUTWARD) < 1) | (np.floor(cells + OUTWARD) >= threshold)
    return found


def _seen_otherwise(solver: Solver, atoms: Ints, more: float, threshold: int) -> bool:
    cells = [np.array([table[atoms].sum() + more]) for table in solver.tables()]
    return bool(_otherwise(cells, (1,), threshold)[0])


def _bounds(solver: Solver, atoms: Ints, more: float, threshold: int) -> Bounds | None:
    """The bounds of a sum of unknowns; None where it may be nobody, or reach the threshold."""
    low = solver.least_of(atoms, np.ones(len(atoms))) + more
    if low < 1 or low > threshold - 1:
        return None
    high = more - solver.least_of(atoms, -np.ones(len(atoms)))
    return Bounds(float(ceil(low - OUTWARD)), float(floor(high + OUTWARD))) if high < threshold else None
