"""Which cells to hide so that none that must stay unknown can be told: pushes first, then a pass that gives back.

A need says how far below and above the truth a reader must still think a cell possible. For a small count: that it is
none, and that it reaches the threshold. Where both pushes work the cell is safe, for each push is a table that fits.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from palermo.disclosure.equations import Equations, Flags, Floats
from palermo.disclosure.neighbourhood import Neighbourhoods
from palermo.disclosure.pushing import TOLERANCE, Change, Pushing


@dataclass(frozen=True, slots=True, order=True)
class Need:
    """One way in which an unknown has to be able to move: by ``by`` (below zero: down) or further.

    ``other`` is a second way that would do as well.
    """

    at: int
    by: float
    other: float = 0.0

    def met(self, change: Change) -> bool:
        moved = change.of(self.at)
        return any(abs(moved) >= abs(way) - TOLERANCE and moved * way > 0 for way in (self.by, self.other) if way)


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """True counts under equations, what is printed of them, and what a reader must not be able to tell."""

    equations: Equations
    values: Floats
    lowest: float
    printed: Flags
    price: Floats
    never: Flags
    """Unknowns that everybody knows: structural zeros."""
    threshold: float
    primary: Flags
    needs: tuple[Need, ...]
    """Besides those of every hidden count below the threshold."""
    whole: bool = True
    least: Floats | None = None
    """For sums: by how much each must be able to move once it is hidden, one way or the other."""

    def needs_of(self, at: int) -> list[Need]:
        """What a cell needs once it is hidden, beside the needs it has anyway."""
        value = self.values[at]
        if not self.printed[at]:
            return []
        if self.least is not None:
            return [Need(at, float(self.least[at]), -float(self.least[at]))] if self.least[at] else []
        if value >= self.threshold:
            return []
        down = [Need(at, -value)] if value > 0 else []
        return [*down, Need(at, self.threshold - value)]


@dataclass(frozen=True, slots=True, eq=False)
class Suppression:
    """The cells hidden, those that a first pass would have hidden, and the needs that nothing could meet."""

    hidden: Flags
    before: int
    failed: tuple[Need, ...]
    stopped: bool = False


def suppress(problem: Problem, *, more: Callable[[], bool] = lambda: True, clean: bool = True) -> Suppression:
    """The cells to hide. ``more`` is asked before every trial of the clean-up whether there is time for it."""
    work = _Work(problem, more)
    work.hide()
    before = int(work.hidden.sum())
    if clean and not work.failed:
        work.clean_up()
    return Suppression(work.hidden.copy(), before, tuple(sorted(work.failed)), work.stopped)


@dataclass(slots=True, eq=False)
class _Work:
    problem: Problem
    more: Callable[[], bool]
    hidden: Flags = field(init=False)
    changes: dict[Need, Change] = field(default_factory=dict)
    failed: set[Need] = field(default_factory=set)
    stopped: bool = False
    _near: Neighbourhoods = field(init=False)
    _best: dict[tuple[int, bool], Change] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.hidden = self.problem.primary & self.problem.printed
        self._near = Neighbourhoods.of(self.problem.equations, self.problem.values)

    # ── first pass ─────────────────────────────────────────────────────────────────────────────────────────────────
    def hide(self) -> None:
        """Smallest first: push each cell that has a need, and hide whatever had to move."""
        problem = self.problem
        zero = problem.printed & (problem.values == 0) & ~self.hidden
        held = problem.never | zero
        pushing = self.pushing(problem.printed & ~self.hidden, held)
        waiting = [*problem.needs, *(need for at in np.flatnonzero(self.hidden) for need in problem.needs_of(int(at)))]
        done: set[Need] = set()
        while waiting:
            waiting.sort(key=self.order, reverse=True)
            need = waiting.pop()
            if need in done:
                continue
            done.add(need)
            change = self.seen(need) or self.push(pushing, need) or self.push_zeros(pushing, need, zero)
            if change is None:
                self.failed.add(need)
                continue
            self.changes[need] = change
            self.remember(change)
            waiting += [new for at in self.take(pushing, change) for new in problem.needs_of(at)]

    def order(self, need: Need) -> tuple[float, int, float]:
        return (float(self.problem.values[need.at]), need.at, need.by)

    def pushing(self, dear: Flags, held: Flags) -> Pushing:
        problem = self.problem
        slack = problem.values - problem.lowest
        return Pushing(problem.equations, slack, problem.price, dear, held, self._near, whole=problem.whole)

    def seen(self, need: Need) -> Change | None:
        """A change already made that meets the need as well."""
        found = (self._best.get((need.at, way > 0)) for way in (need.by, need.other) if way)
        return next((change for change in found if change is not None and need.met(change)), None)

    def remember(self, change: Change) -> None:
        """Keep, for every unknown it moves, the change that moves it furthest."""
        for at, by in zip(change.at.tolist(), change.by.tolist(), strict=True):
            best = self._best.get((at, by > 0))
            if best is None or abs(best.of(at)) < abs(by):
                self._best[at, by > 0] = change

    def push(self, pushing: Pushing, need: Need, *, far: bool = True) -> Change | None:
        """The cheaper of the ways to meet a need."""
        ways = [change for by in (need.by, need.other) if by and (change := pushing.push(need.at, by, far=far))]
        return min(ways, key=self.cost, default=None)

    def cost(self, change: Change) -> float:
        dear = self.problem.printed[change.at] & ~self.hidden[change.at]
        return float((self.problem.price[change.at] * dear).sum())

    def push_zeros(self, pushing: Pushing, need: Need, zero: Flags) -> Change | None:
        """The same once more, with published zeros among what may be hidden: the last resort."""
        able = np.flatnonzero(zero & ~self.hidden & pushing.held)
        for at in able:
            pushing.release(int(at))
        change = self.push(pushing, need)
        for at in able:
            pushing.hold(int(at))
        return change

    def take(self, pushing: Pushing, change: Change) -> list[int]:
        """Hide what moved; gives back what is hidden anew."""
        new = [int(at) for at in change.at if self.problem.printed[at] and not self.hidden[at]]
        for at in new:
            self.hidden[at] = True
            pushing.free(at)
        return new

    # ── giving back ────────────────────────────────────────────────────────────────────────────────────────────────
    def clean_up(self) -> None:
        """Show again what was hidden for another's sake and need not be.

        What no change moves any more has to be shown: hidden among cells that stay where they are, it could be told.
        """
        problem = self.problem
        able = self.hidden & ~problem.primary
        if problem.least is None:
            able &= (problem.values >= problem.threshold) | (problem.values == 0)
        self.give_back(able)
        moved = np.zeros(len(able), np.bool_)
        for change in self.changes.values():
            moved[change.at] = True
        self.hidden &= moved | ~able

    def give_back(self, able: Flags) -> None:
        """Try each cell, the largest first, until none can be shown."""
        problem = self.problem
        pushing = self.pushing(able, problem.never | (problem.printed & ~self.hidden))
        self.settle(pushing)
        again = True
        while again:
            needs = len(self.changes)
            trials = sorted(np.flatnonzero(able & self.hidden), key=lambda at: (-problem.price[at], int(at)))
            for at in map(int, trials):
                if not self.more():
                    self.stopped = True
                    return
                self.show(pushing, at)
            # What could not be shown cannot be with still less hidden, but for needs that went with a cell.
            again = len(self.changes) < needs

    def settle(self, pushing: Pushing) -> None:
        """Every need met once more within the hidden cells, by as few and cheap ones as will do."""
        for need in sorted(self.changes, key=self.order):
            self.changes[need] = self.push(pushing, need, far=False) or self.changes[need]

    def show(self, pushing: Pushing, at: int) -> bool:
        """Show one cell, where every need that rested on it can be met without."""
        pushing.hold(at)
        own = set(self.problem.needs_of(at))
        found: dict[Need, Change] = {}
        for need in [need for need, change in self.changes.items() if need not in own and change.of(at)]:
            change = next((one for one in found.values() if need.met(one)), None)
            change = change or self.push(pushing, need, far=False)
            if change is None:
                pushing.free(at)
                return False
            found[need] = change
        self.changes |= found
        for need in own - set(self.problem.needs):
            self.changes.pop(need, None)
        self.hidden[at] = False
        return True
