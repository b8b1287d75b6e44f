"""Tables that a reader could not rule out: the cheapest change of the true table that pushes one cell where it must go.

A push keeps every equation, no count falls below its least value, and what is shown stays put or is paid for. What had
to move is what has to be hidden. One linear programme is kept; only bounds and prices change between pushes. In a
large system a push is sought around its cell first: a small programme, whose answer is one of the whole.
"""

from dataclasses import dataclass, field

import highspy
import numpy as np
from scipy.sparse import csc_matrix

from palermo.disclosure.equations import Equations, Flags, Floats, Ints
from palermo.disclosure.neighbourhood import Neighbourhoods
from palermo.disclosure.programmes import Programme

TOLERANCE = 1e-6
MOST_WHOLE = 3000
"""Up to so many unknowns a push that comes out in fractions is asked for again in whole numbers."""
LARGE = 8000
"""From so many unknowns on a push is sought around its cell first."""
NEAR = (2, 4, 8)
"""How many codes of each dimension beside its own a cell is pushed among, one after the other."""

_HARDLY_MORE = 1.05


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """A push that worked: which unknowns moved, and by how much."""

    at: Ints
    by: Floats

    @classmethod
    def of_all(cls, change: Floats) -> "Change":
        moved = np.flatnonzero(np.abs(change) > TOLERANCE)
        return cls(moved, change[moved])

    def of(self, number: int) -> float:
        found = int(self.at.searchsorted(number))
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
    near: Neighbourhoods
    whole: bool = True
    _matrix: csc_matrix = field(init=False)
    _splits: Flags = field(init=False)
    _down: Ints = field(init=False)
    _programme: Programme | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.dear, self.held = self.dear.copy(), self.held.copy()
        self._matrix = self.equations.matrix().tocsc()
        self._splits = self.dear.copy()
        self._down = np.full(self.equations.width, -1, np.int64)
        self._down[self._splits] = self.equations.width + np.arange(int(self._splits.sum()))

    @property
    def large(self) -> bool:
        return self.equations.width >= LARGE

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

    def _span(self, some: Ints) -> tuple[Floats, Floats, Floats]:
        """The bounds of some unknowns, and how far the dear ones may fall at their price."""
        dear, held = self.dear[some], self.held[some]
        low = np.where(dear | held, 0.0, -self.slack[some])
        high = np.where(held, 0.0, np.inf)
        return low, high, np.where(dear & ~held, self.slack[some], 0.0)

    def _bounds(self, at: int) -> None:
        if self._programme is None:
            return
        model, down = self._programme.model, int(self._down[at])
        low, high, fall = self._span(np.array([at]))
        model.changeColBounds(at, float(low[0]), float(high[0]))
        model.changeColCost(at, float(self.price[at]) if self.dear[at] else 0.0)
        if down >= 0:
            model.changeColBounds(down, 0.0, float(fall[0]))

    # ── pushes ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def push(self, at: int, by: float, *, far: bool = True) -> Change | None:
        """A cheap change in which the unknown moves by at least ``by`` in its direction; None where none is.

        The cheapest of all where the system is small, of those around the cell where it is large. Not ``far``: one
        part is tried and none is sought beyond.
        """
        if self.held[at] or by < -self.slack[at] - TOLERANCE:
            return None
        if self.large:
            for many in NEAR if far else NEAR[1:2]:
                if (found := self._within(self.near.around(at, by, self._costs(by), many), at, by)) is not None:
                    return found
            if not far:
                return None
        found = self._of_all(at, by)
        if found is None or found.whole or not self.whole or self.equations.width > MOST_WHOLE:
            return found
        return self._in_whole_numbers(at, by, self.paid(found))

    def paid(self, change: Change) -> float:
        """What a change costs: every unit of what is dear, at its price."""
        return float((np.abs(change.by) * self.price[change.at] * self.dear[change.at]).sum())

    def _costs(self, by: float) -> Floats:
        """What it costs to move an unknown against a push: without end where it is held, much where it has no room."""
        cost = np.where(self.held, np.inf, np.where(self.dear, self.price, 0.0))
        found: Floats = cost + np.where(self.slack < by, float(self.price.max()), 0.0)
        return found

    def _in_whole_numbers(self, at: int, by: float, least: float) -> Change | None:
        """The same in whole numbers; around the cell where that costs hardly more than in fractions, the ``least``."""
        ways = []
        for many in NEAR:
            part = self.near.around(at, by, self._costs(by), many)
            if (found := self._within(part, at, by, whole=True)) is not None:
                ways.append(found)
                if self.paid(found) <= _HARDLY_MORE * least:
                    break
        return min(ways, key=self.paid, default=None) or self._of_all(at, by, whole=True)

    def _within(self, part: Flags, at: int, by: float, *, whole: bool = False) -> Change | None:
        """The cheapest change within a part of the unknowns."""
        some = np.flatnonzero(part & ~self.held)
        low, high, down = self._span(some)
        place = int(some.searchsorted(at))
        low[place], high[place] = (by, np.inf) if by > 0 else (-self.slack[at], by)
        split = self.dear[some]
        split[place] = False
        programme = Programme.over(self._matrix[:, some], low, high, down, self.price[some], split)
        found = programme.solve_whole() if whole else programme.solve()
        if found is None:
            return None
        change = np.zeros(self.equations.width)
        change[some] = found
        return Change.of_all(change)

    def _of_all(self, at: int, by: float, *, whole: bool = False) -> Change | None:
        """The cheapest change of all."""
        if self._programme is None:
            every = np.arange(self.equations.width)
            low, high, down = self._span(every)
            self._programme = Programme.over(self._matrix, low, high, down, self.price, self._splits)
            for freed in np.flatnonzero(self._splits & ~self.dear):
                self._bounds(int(freed))
        model = self._programme.model
        model.changeColBounds(at, *((by, highspy.kHighsInf) if by > 0 else (-self.slack[at], by)))
        found = self._programme.solve_whole() if whole else self._programme.solve()
        self._bounds(at)
        return None if found is None else Change.of_all(found)
