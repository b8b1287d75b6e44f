"""What follows row by row, before anything is solved: bounds drawn tighter, and unknowns that hang together.

Each row bounds each of its unknowns by the others; taken round after round, this finds every subtraction.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from palermo.disclosure.attacker.system import Floats, Ints, System

OUTWARD = 1e-6
"""Bounds are rounded outward by this before they are taken as whole numbers."""
_ROUNDS = 60
_SETTLED = 1e-9


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Bounds that every table which fits keeps; ``group``: unknowns of one number hang together, -1 is settled."""

    low: Floats
    high: Floats
    group: Ints
    groups: int
    row_group: Ints
    consistent: bool


def narrow(system: System) -> Narrowed:
    """The bounds of the system drawn as tight as single rows allow."""
    low, high = _whole(system, system.low.copy(), system.high.copy())
    rows = np.repeat(np.arange(len(system.row_low)), np.diff(system.starts))
    for _ in range(_ROUNDS if len(rows) else 0):
        new_low, new_high = _round(system, rows, low, high)
        moved = np.any(new_low > low + OUTWARD) or np.any(new_high < high - OUTWARD)
        low, high = np.maximum(low, new_low), np.minimum(high, new_high)
        if not moved or np.any(low > high + OUTWARD):
            break
    consistent = system.consistent and not np.any(low > high + OUTWARD) and _rows_hold(system, rows, low, high)
    # What whole numbers settle exactly, rounding in sums and means may leave apart by less than anybody prints.
    high = np.where(high - low <= (0.0 if system.whole else _SETTLED), low, high)
    group, groups, row_group = _groups(system, rows, low, high)
    return Narrowed(low, high, group, groups, row_group, bool(consistent))


def _round(system: System, rows: Ints, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """One pass over all rows: each unknown is what its row leaves when the others are at their ends."""
    at, a = system.indices, system.values
    least = np.where(a > 0, a * low[at], a * high[at])
    most = np.where(a > 0, a * high[at], a * low[at])
    above = system.row_high[rows] - _others(rows, least, -np.inf, len(system.row_low))
    below = system.row_low[rows] - _others(rows, most, np.inf, len(system.row_low))
    with np.errstate(invalid="ignore"):
        top, bottom = np.where(a > 0, above / a, below / a), np.where(a > 0, below / a, above / a)
    new_low, new_high = low.copy(), high.copy()
    np.maximum.at(new_low, at, np.nan_to_num(bottom, nan=-np.inf, posinf=np.inf, neginf=-np.inf))
    np.minimum.at(new_high, at, np.nan_to_num(top, nan=np.inf, posinf=np.inf, neginf=-np.inf))
    return _whole(system, new_low, new_high)


def _others(rows: Ints, ends: Floats, endless: float, height: int) -> Floats:
    """For each entry the sum of its row's other entries, endless where one of them is."""
    open_ends = np.isinf(ends)
    finite = np.where(open_ends, 0.0, ends)
    sums = np.bincount(rows, finite, height)[rows] - finite
    others_open = np.bincount(rows, open_ends, height)[rows] - open_ends
    return np.where(others_open > 0.5, endless, sums)


def _whole(system: System, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    if not system.whole:
        return low, high
    return np.ceil(low - OUTWARD), np.floor(high + OUTWARD)


def _rows_hold(system: System, rows: Ints, low: Floats, high: Floats) -> bool:
    """Whether each row can still be met by itself."""
    if not len(rows):
        return True
    at, a, height = system.indices, system.values, len(system.row_low)
    least = np.bincount(rows, np.where(a > 0, a * low[at], a * high[at]), height)
    most = np.bincount(rows, np.where(a > 0, a * high[at], a * low[at]), height)
    slack = OUTWARD * (1 + np.bincount(rows, np.ones(len(rows)), height))
    return bool(np.all(least <= system.row_high + slack) and np.all(most >= system.row_low - slack))


def _groups(system: System, rows: Ints, low: Floats, high: Floats) -> tuple[Ints, int, Ints]:
    """Unknowns and rows that hang together through unknowns that are not settled."""
    width, height = system.width, len(system.row_low)
    open_entry = high[system.indices] > low[system.indices]
    links = csr_matrix(
        (np.ones(int(open_entry.sum())), (rows[open_entry], height + system.indices[open_entry])),
        shape=(height + width, height + width),
    )
    count, label = connected_components(links, directed=False)
    open_columns = high > low
    group = np.where(open_columns, label[height:], -1)
    used, numbers = np.unique(group[open_columns], return_inverse=True)
    found = np.full(width, -1, np.int64)
    found[open_columns] = numbers
    place = np.full(count, -1, np.int64)
    place[used] = np.arange(len(used))
    return found, len(used), place[label[:height]] if height else np.zeros(0, np.int64)
