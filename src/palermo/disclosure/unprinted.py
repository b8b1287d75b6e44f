"""Cells of no table that follow from the tables all the same, where they hold a few people: to be kept as well.

Three tables of two dimensions each may leave a cell of all three no room. It is safe where some table that fits has
nobody in it, or as many as the threshold; each table found so answers for many such cells at once.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from palermo.disclosure.domain import OPEN
from palermo.disclosure.layout import Layout
from palermo.disclosure.neighbourhood import Neighbourhoods
from palermo.disclosure.pushing import TOLERANCE, Pushing
from palermo.disclosure.suppression import Need, Problem, Suppression

MOST_UNKNOWNS = 3_000
"""Up to so many unknowns these cells are sought before the tables are written; above, the attack alone seeks them."""


def needs_of_unprinted(
    layout: Layout, tables: Sequence[Sequence[str]], problem: Problem, found: Suppression, more: Callable[[], bool]
) -> list[Need]:
    """What cells of no table still need once ``found`` is hidden."""
    small = list(_small(layout, tables, problem.threshold))
    if not small or layout.equations.width > MOST_UNKNOWNS:
        return []
    values, threshold = problem.values, problem.threshold
    held = problem.never | (problem.printed & ~found.hidden)
    dear = np.zeros(len(values), np.bool_)
    near = Neighbourhoods.of(problem.equations, values)
    pushing = Pushing(problem.equations, values - problem.lowest, problem.price, dear, held, near, whole=problem.whole)
    needed = []
    while small and more():
        at = small.pop()
        need = Need(at, -values[at], threshold - values[at])
        change = pushing.push(at, need.by) or pushing.push(at, need.other)
        if change is None:
            needed.append(need)
            continue
        other = values.copy()
        other[change.at] += change.by
        small = [one for one in small if TOLERANCE < other[one] < threshold - TOLERANCE]
    return needed


def _small(layout: Layout, tables: Sequence[Sequence[str]], threshold: float) -> Iterator[int]:
    """Unknowns of a few people over dimensions that no table has together."""
    printed = [frozenset(layout.domain.names.index(name) for name in by) for by in tables]
    for at in np.flatnonzero((layout.values > 0) & (layout.values < threshold) & ~layout.printed & ~layout.never):
        names = {n for n, mask in enumerate(layout.equations.keys[at]) if mask != OPEN}
        if not any(names <= by for by in printed):
            yield int(at)
