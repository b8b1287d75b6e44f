"""The exact join: every pair of two lists whose Dice coefficient reaches a threshold, none blocked away.

Dice = 2c / (a + b), c the bits in common. The test is c >= need[a + b] in whole numbers: no rounding at the edge.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from palermo.linkage.encodings import Counts, Words

BLOCK = 2048  # rows of the left list in one task
CAP = 64
_PRUNE = 4_000_000  # hits held before the poorest of each row are let go


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """Pairs by place: ``left`` and ``right`` rows and the bits in common, sorted by left, then right."""

    left: Counts
    right: Counts
    common: Counts
    capped: int = 0

    def __len__(self) -> int:
        return len(self.left)


class Kernel(Protocol):
    """Finds the pairs of a block of rows and a whole list, in pieces of bounded size, each pair once."""

    def __call__(
        self, left: Words, ones: Counts, prepared: Any, need: Counts
    ) -> Iterator[tuple[Counts, Counts, Counts]]: ...


def need_table(threshold: float, bits: int) -> Counts:
    """For each sum of ones the fewest common bits whose Dice reaches ``threshold``, which is read as the decimal it is.

    Filters without a bit never match: the need of 0 is out of reach.
    """
    share = Fraction(str(threshold)) / 2
    sums = np.arange(2 * bits + 1, dtype=object)
    need = -((-sums * share.numerator) // share.denominator)
    need[0] = bits + 1
    return np.array([max(int(one), 1) for one in need], np.int32)


def dice(common: Counts, left_ones: Counts, right_ones: Counts) -> NDArray[np.float64]:
    """The Dice coefficients of pairs."""
    return 2.0 * common / (left_ones.astype(np.int64) + right_ones)


def kernels() -> tuple[str, ...]:
    """The kernels that this installation can run, the fastest first."""
    return tuple(
        name for name, module in (("numba", "numba"), ("faiss", "faiss"), ("numpy", "numpy")) if find_spec(module)
    )


@dataclass(frozen=True, slots=True, eq=False)
class Join:
    """The work of one exact join, in blocks that can be done anywhere in any order; their union is the whole."""

    left: Words
    right: Words
    threshold: float
    kernel: str
    cap: int = CAP

    def blocks(self) -> range:
        """The first rows of the blocks."""
        return range(0, len(self.left), BLOCK)

    def prepared(self) -> object:
        """The right list as the kernel wants it; made once and shared by all blocks."""
        if self.kernel == "numba":
            from palermo.linkage.kernel import tiles_of

            return tiles_of(self.right, ones_of(self.right))
        if self.kernel == "faiss":
            from palermo.linkage.kernel_faiss import buckets_of

            return buckets_of(self.right, ones_of(self.right))
        return self.right, ones_of(self.right)

    def block(self, start: int, prepared: object) -> Hits:
        """The hits of the block that begins at ``start``, at most ``cap`` of a row of the left list."""
        part = self.left[start : start + BLOCK]
        need = need_table(self.threshold, part.shape[1] * 64)
        pieces: list[tuple[Counts, Counts, Counts]] = []
        held, capped, part_ones = 0, 0, ones_of(part)
        right_ones = ones_of(self.right)
        for piece in _kernel(self.kernel)(part, part_ones, prepared, need):
            pieces.append(piece)
            held += len(piece[0])
            if held > _PRUNE:
                kept, dropped = _best(pieces, part_ones, right_ones, self.cap)
                pieces, held, capped = [kept], len(kept[0]), capped + dropped
        (left, right, common), dropped = _best(pieces, part_ones, right_ones, self.cap)
        order = np.lexsort((right, left))
        return Hits((left + start)[order].astype(np.int32), right[order], common[order], capped + dropped)


def join(left: Words, right: Words, threshold: float, *, kernel: str = "numpy", cap: int = CAP) -> Hits:
    """All pairs at or above ``threshold``, in one thread; at most ``cap`` of a left row, the rest counted as capped."""
    work = Join(left, right, threshold, kernel, cap)
    prepared = work.prepared()
    return together([work.block(start, prepared) for start in work.blocks()])


def together(parts: list[Hits]) -> Hits:
    """The hits of several blocks as one, in canonical order."""
    if not parts:
        empty = np.empty(0, np.int32)
        return Hits(empty, empty, empty)
    left, right, common = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("left", "right", "common")
    )
    order = np.lexsort((right, left))
    return Hits(left[order], right[order], common[order], sum(part.capped for part in parts))


def ones_of(filters: Words) -> Counts:
    """The number of ones of each filter."""
    counted: Counts = np.bitwise_count(filters).sum(axis=1, dtype=np.int32)
    return counted


def _kernel(name: str) -> Kernel:
    module = {"numba": "kernel", "faiss": "kernel_faiss"}.get(name, "kernel_plain")
    hits: Kernel = import_module(f"palermo.linkage.{module}").hits
    return hits


def _best(
    pieces: list[tuple[Counts, Counts, Counts]], left_ones: Counts, right_ones: Counts, cap: int
) -> tuple[tuple[Counts, Counts, Counts], int]:
    """Of each left row the ``cap`` best hits, the earlier right row first where two are alike; and how many went."""
    if not pieces:
        empty = np.empty(0, np.int32)
        return (empty, empty, empty), 0
    left, right, common = (np.concatenate([piece[at] for piece in pieces]) for at in range(3))
    if len(left) == 0 or np.bincount(left).max() <= cap:
        return (left, right, common), 0
    order = np.lexsort((right, -dice(common, left_ones[left], right_ones[right]), left))
    rows = left[order]
    first = np.r_[True, rows[1:] != rows[:-1]]
    rank = np.arange(len(rows)) - np.maximum.accumulate(np.where(first, np.arange(len(rows)), 0))
    kept = order[rank < cap]
    return (left[kept], right[kept], common[kept]), len(order) - len(kept)
