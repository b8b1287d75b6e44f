"""Copies of a published table under other names of its codes, recognised by the numbers it shows.

Whoever translates the codes of a table leaves its counts where they stood. A grid of numbers is a copy where its
labels can be put in place of the codes so that every shown count, totals too, is the grid's own; then its other numbers
are the hidden ones. Small tables fit many grids by chance: a copy is one only where the shown counts could hardly be
another table's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations, product
from math import factorial, log2, prod

import numpy as np

from palermo.disclosure.attacker.facts import TOTAL, Part, Place
from palermo.disclosure.attacker.pieces import Piece, Row

EVIDENCE = 12.0
"""So many bits the shown counts have to hold beyond the ways in which labels can be laid on codes."""
_MOST_ROWS = 2_000
_MOST_LABELS = 40
MOST_DIMENSIONS = 3
_MOST_TRIED = 20_000
_MOST_COMPARED = 200_000
Labels = tuple[str, ...]
Read = Callable[[str], int | None]


@dataclass(frozen=True, slots=True)
class Grid:
    """Numbers by their labels, every combination of them once and no total; and the same with sums (``_T``)."""

    labels: tuple[Labels, ...]
    sums: Mapping[Labels, int]

    @classmethod
    def of(cls, cells: Mapping[Labels, int]) -> "Grid | None":
        """None where the labels are no full cross-classification, or too many."""
        labels = [tuple(dict.fromkeys(some)) for some in zip(*cells, strict=True)]
        if prod(map(len, labels)) != len(cells) or max(map(len, labels)) > _MOST_LABELS:
            return None
        for axis in range(len(labels)):
            labels[axis] = _without_total(cells, labels, axis)
        if any(len(some) < 2 for some in labels):
            return None
        sums: dict[Labels, int] = {}
        for cell in product(*labels):
            for key in product(*((label, TOTAL) for label in cell)):
                sums[key] = sums.get(key, 0) + cells[cell]
        return cls(tuple(labels), sums)


def _without_total(cells: Mapping[Labels, int], labels: Sequence[Labels], axis: int) -> Labels:
    """The labels of one column, less the one that is the sum of all others wherever it stands."""
    rest = list(product(*(some for at, some in enumerate(labels) if at != axis)))

    def of(cell: Labels, label: str) -> int:
        return cells[(*cell[:axis], label, *cell[axis:])]

    if len(labels[axis]) > 2:
        for label in labels[axis]:
            if all(2 * of(cell, label) == sum(of(cell, one) for one in labels[axis]) for cell in rest):
                return tuple(one for one in labels[axis] if one != label)
    return labels[axis]


def grids(piece: Piece, read: Read) -> Iterator[Grid]:
    """The grids of numbers in a piece: a line a cell, or a heading of labels over lines of numbers."""
    rows = [row for row in piece.rows[:_MOST_ROWS] if any(one.strip() for one in row)]
    for some in (rows, rows[1:]):
        for column in range(1, min(MOST_DIMENSIONS + 1, min(map(len, some), default=0))):
            cells = {row[:column]: read(row[column]) for row in some}
            if len(cells) == len(some) and (grid := _whole(cells)) is not None:
                yield grid
    wide = len(rows[0]) if rows else 0
    if wide > 2 and len(rows) > 2 and all(len(row) == wide for row in rows):
        crossed: dict[Row, int | None] = {
            (row[0], head): read(one) for row in rows[1:] for head, one in zip(rows[0][1:], row[1:], strict=True)
        }
        if len(crossed) == (len(rows) - 1) * (wide - 1) and (grid := _whole(crossed)) is not None:
            yield grid


def _whole(cells: Mapping[Row, int | None]) -> Grid | None:
    numbers = {cell: value for cell, value in cells.items() if value is not None}
    return Grid.of(numbers) if len(numbers) == len(cells) > 2 else None


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a table shows of its finest cells and their totals, and which of them it hides."""

    leaves: tuple[Labels, ...]
    shown: Mapping[Labels, int]
    hidden: Mapping[Labels, Place]

    @classmethod
    def of(cls, part: Part, table: str) -> "Pattern":
        leaves = tuple(part.axes[name].leaves for name in part.tables[table])
        shown, hidden = {}, {}
        for one in part.statements:
            codes = tuple(code for _, code in one.place.codes)
            if one.place.table != table or any(c not in (TOTAL, *some) for c, some in zip(codes, leaves, strict=True)):
                continue
            if one.said == "hidden":
                hidden[codes] = one.place
            elif one.said == "shown" and one.low == one.high:
                shown[codes] = int(one.low)
        return cls(leaves, shown, hidden)

    @property
    def distinct(self) -> bool:
        """Whether a grid that has all the shown counts has them hardly by chance."""
        values = sorted({value for value in self.shown.values() if value > 1})
        ways = factorial(len(self.leaves)) * prod(factorial(len(some)) for some in self.leaves)
        return sum(map(log2, values[: self._independent()])) - log2(ways) >= EVIDENCE

    def _independent(self) -> int:
        """How many of the shown counts do not follow from the others; where that is many, their number."""
        finest = list(product(*self.leaves))
        if len(finest) * len(self.shown) > _MOST_COMPARED:
            return len(self.shown) // (1 << len(self.leaves))
        holds = [
            [all(c in (TOTAL, one) for c, one in zip(codes, cell, strict=True)) for cell in finest]
            for codes in self.shown
        ]
        return int(np.linalg.matrix_rank(np.array(holds, np.float64))) if holds else 0

    def told_by(self, grid: Grid) -> dict[Place, int]:
        """The hidden counts that the grid gives, where it is a copy; otherwise none."""
        for order in permutations(range(len(self.leaves))):
            if [len(grid.labels[at]) for at in order] == [len(some) for some in self.leaves]:
                found = _Search(self, grid, order).found()
                if found is not None:
                    return {place: grid.sums[found(codes)] for codes, place in self.hidden.items()}
        return {}


@dataclass(slots=True)
class _Search:
    """Labels laid on codes one by one, each held against every shown count that it settles."""

    pattern: Pattern
    grid: Grid
    order: tuple[int, ...]
    tried: int = 0

    def found(self) -> Callable[[Labels], Labels] | None:
        laid: list[dict[str, str]] = [{TOTAL: TOTAL} for _ in self.pattern.leaves]
        waiting = [(axis, leaf) for axis, some in enumerate(self.pattern.leaves) for leaf in some]
        return (lambda codes: self._labels(laid, codes)) if self._lay(laid, waiting) else None

    def _lay(self, laid: list[dict[str, str]], waiting: list[tuple[int, str]]) -> bool:
        if not waiting:
            return True
        axis, leaf = waiting[0]
        touched = [codes for codes in self.pattern.shown if codes[axis] == leaf]
        for label in self.grid.labels[self.order[axis]]:
            self.tried += 1
            if label in laid[axis].values() or self.tried > _MOST_TRIED:
                continue
            laid[axis][leaf] = label
            if all(self._agrees(laid, codes) for codes in touched) and self._lay(laid, waiting[1:]):
                return True
            del laid[axis][leaf]
        return False

    def _agrees(self, laid: list[dict[str, str]], codes: Labels) -> bool:
        """Whether a shown count is the grid's; open as long as one of its codes has no label."""
        if any(code not in some for code, some in zip(codes, laid, strict=True)):
            return True
        return self.grid.sums[self._labels(laid, codes)] == self.pattern.shown[codes]

    def _labels(self, laid: list[dict[str, str]], codes: Labels) -> Labels:
        found = [TOTAL] * len(codes)
        for at, (code, some) in enumerate(zip(codes, laid, strict=True)):
            found[self.order[at]] = some[code]
        return tuple(found)
