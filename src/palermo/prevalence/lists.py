"""Overlapping lists as one frozen table: how many persons stand on exactly which lists.

A capture history is a whole number, its cell: bit 0 set for the first list, bit 1 for the second, and so on. Cell 0 is
nobody's: those on no list are the ones to be estimated.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from palermo.ground.finding import Finding

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truth = NDArray[np.bool_]
Cells = tuple[tuple[int, int], ...]
"""Pairs of cell and count, by cell, zeros left out."""

MOST_LISTS = 12


@dataclass(frozen=True, slots=True)
class Stratum:
    """The persons of one combination of covariates: its key and its cells."""

    key: tuple[str, ...]
    cells: Cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The names of the lists and the persons by history. ``strata`` part the same persons by ``covariates``."""

    names: tuple[str, ...]
    cells: Cells
    covariates: tuple[str, ...] = ()
    strata: tuple[Stratum, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def k(self) -> int:
        """How many lists there are."""
        return len(self.names)

    @property
    def n(self) -> int:
        """How many persons stand on one list at least."""
        return sum(count for _, count in self.cells)

    def counts(self) -> Floats:
        """The count of each of the 2^k cells, cell 0 included as 0."""
        return as_counts(self.cells, self.k)

    def sizes(self) -> tuple[int, ...]:
        """The persons of each list."""
        return tuple(sum(count for cell, count in self.cells if cell >> at & 1) for at in range(self.k))

    def overlaps(self) -> dict[tuple[int, int], int]:
        """Persons two lists share, by the places of the lists, from 0."""
        return {
            (i, j): sum(count for cell, count in self.cells if cell >> i & 1 and cell >> j & 1)
            for i in range(self.k)
            for j in range(i + 1, self.k)
        }


def as_counts(cells: Cells, k: int) -> Floats:
    """Cells as a vector of 2^k counts."""
    counts = np.zeros(1 << k)
    for cell, count in cells:
        counts[cell] = count
    return counts


def as_cells(counts: Mapping[int, int] | Floats) -> Cells:
    """A vector or a mapping of counts as cells, zeros left out."""
    pairs: Iterable[tuple[int, float]] = counts.items() if isinstance(counts, Mapping) else enumerate(counts.tolist())
    return tuple(sorted((int(cell), round(count)) for cell, count in pairs if count))


def without_list(cells: Cells, at: int) -> Cells:
    """The histories with one list struck out; whoever stood on it alone is gone."""
    low = (1 << at) - 1
    struck = ((cell & low | cell >> 1 & ~low, count) for cell, count in cells)
    return _added(pair for pair in struck if pair[0])


def merged(cells: Cells, i: int, j: int) -> Cells:
    """The histories with list ``j`` counted as list ``i``; nobody is lost."""
    joined = ((cell | 1 << i if cell >> j & 1 else cell, count) for cell, count in cells)
    return without_list(_added(joined), j)


_BY_CHANCE = 0.01


def sub_list(lists: Lists) -> tuple[int, int] | None:
    """The places of a list that lies wholly within another, the inner one first; None where there is none.

    The least inner list comes first. What chance could do is left alone: were the inner list drawn from all who were
    seen, all of it would fall into the outer one in less than one draw of a hundred.
    """
    sizes, shared = lists.sizes(), lists.overlaps()
    found = (
        (inner, outer)
        for pair, both in shared.items()
        for inner, outer in (pair, pair[::-1])
        if both and both == sizes[inner] and (sizes[outer] / lists.n) ** both < _BY_CHANCE
    )
    return min(found, key=lambda pair: (sizes[pair[0]], pair), default=None)


def without_sub_lists(lists: Lists) -> Lists:
    """The table with every list that lies wholly within another counted as that other one; nobody is lost."""
    while pair := sub_list(lists):
        inner, outer = pair
        names = tuple(f"{name}+{lists.names[inner]}" if at == outer else name for at, name in enumerate(lists.names))
        cells = merged(lists.cells, outer, inner)
        lists = Lists(names=tuple(name for at, name in enumerate(names) if at != inner), cells=cells)
    return lists


def live_lists(cells: Cells, k: int) -> tuple[int, ...]:
    """The places of the lists that somebody is on."""
    return tuple(at for at in range(k) if any(cell >> at & 1 for cell, _ in cells))


def kept_lists(lists: Lists, places: Iterable[int]) -> Lists:
    """The table of these lists alone, in their order."""
    keep = sorted(places)
    cells: Cells = lists.cells
    for at in sorted(set(range(lists.k)) - set(keep), reverse=True):
        cells = without_list(cells, at)
    return Lists(names=tuple(lists.names[at] for at in keep), cells=cells)


def _added(pairs: Iterable[tuple[int, int]]) -> Cells:
    found: dict[int, int] = {}
    for cell, count in pairs:
        found[cell] = found.get(cell, 0) + count
    return tuple(sorted(found.items()))
