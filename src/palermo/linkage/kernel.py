"""The fast kernel: compiled by numba at its first use, for the processor it runs on.

The right list lies in tiles of records turned on their side: word by word, each word of all records of the tile side
by side. So the compiler counts bits in whole registers, and a tile stays in the nearest cache while the left rows pass.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from palermo.linkage.encodings import Counts, Words

LANES = 160
_BUFFER = 1 << 18


@dataclass(frozen=True, slots=True, eq=False)
class Tiles:
    """The right list: ``words`` tiles × words × lanes; ``ones`` tiles × lanes, -1 where a lane is empty."""

    words: NDArray[np.uint64]
    ones: NDArray[np.int32]
    fewest: NDArray[np.int32]
    most: NDArray[np.int32]
    rows: int


def tiles_of(right: Words, ones: Counts) -> Tiles:
    """The list in tiles, the last one filled up with empty records."""
    many = max(1, -(-len(right) // LANES))
    words = np.zeros((many * LANES, right.shape[1]), np.uint64)
    words[: len(right)] = right
    counts = np.zeros(many * LANES, np.int32)
    counts[: len(right)] = ones
    laid = counts.reshape(many, LANES)
    held = np.where(np.arange(many * LANES).reshape(many, LANES) < len(right), laid, np.iinfo(np.int32).max)
    return Tiles(
        np.ascontiguousarray(words.reshape(many, LANES, -1).transpose(0, 2, 1)),
        laid,
        held.min(axis=1).astype(np.int32),
        laid.max(axis=1).astype(np.int32),
        len(right),
    )


def hits(left: Words, ones: Counts, prepared: Tiles, need: Counts) -> Iterator[tuple[Counts, Counts, Counts]]:
    """The hits of the left rows in pieces of bounded size: left rows, right rows, bits in common."""
    lowest = _lowest_needs(need, prepared, ones)
    out = [np.empty(_BUFFER, np.int32) for _ in range(3)]
    tile, row = 0, 0
    while tile < len(prepared.words):
        tile, row, found = _scan(
            left, ones, prepared.words, prepared.ones, prepared.rows, need, lowest, tile, row, *out
        )
        if found:
            yield out[0][:found].copy(), out[1][:found].copy(), out[2][:found].copy()


def _lowest_needs(need: Counts, tiles: Tiles, ones: Counts) -> Counts:
    """For each tile the need of its poorest record, by the ones of the left row: what no record of it may go below.

    Needs grow with the sum of ones, but for the sum 0, which is out of reach.
    """
    most = int(ones.max(initial=0))
    sums = np.minimum(tiles.fewest[:, None].astype(np.int64) + np.arange(most + 1)[None, :], len(need) - 1)
    lowest: Counts = need[np.maximum(sums, 1)]
    return lowest


@intrinsic
def _ctpop(context: Any, word: Any) -> Any:  # numba has no count of ones of its own: this is LLVM's
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.IntType(64)
        function = builder.module.declare_intrinsic("llvm.ctpop", [kind], ir.FunctionType(kind, [kind]))
        return builder.call(function, arguments)

    return types.uint64(types.uint64), build


@numba.njit(nogil=True, cache=False, boundscheck=False)
def _scan(
    left: Any, ones: Any, words: Any, tile_ones: Any, rows: int, need: Any, lowest: Any, tile: int, row: int,
    out_left: Any, out_right: Any, out_common: Any,
) -> tuple[int, int, int]:  # fmt: skip
    """Go on from a tile and a left row until all is done or the next tile might overflow the buffer."""
    found = 0
    many, wide, lanes = words.shape
    common = np.empty(lanes, np.uint64)
    while tile < many:
        held = words[tile]
        while row < left.shape[0]:
            if found + lanes > out_left.shape[0]:
                return tile, row, found
            common[:] = 0
            for word in range(wide):
                own = left[row, word]
                for lane in range(lanes):
                    common[lane] += _ctpop(own & held[word, lane])  # type: ignore[call-arg]
            least = np.uint64(lowest[tile, ones[row]])
            passed = False
            for lane in range(lanes):
                passed |= common[lane] >= least
            if passed:
                for lane in range(lanes):
                    at = tile * lanes + lane
                    if at < rows and common[lane] >= need[ones[row] + tile_ones[tile, lane]]:
                        out_left[found] = row
                        out_right[found] = at
                        out_common[found] = common[lane]
                        found += 1
            row += 1
        row = 0
        tile += 1
    return tile, row, found
