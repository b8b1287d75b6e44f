"""The fast kernel: compiled by numba at its first use, for the processor it runs on.

The right list lies in tiles of records turned on their side: word by word, each word of all records of the tile side
by side. So the compiler counts bits in whole registers, and a tile stays in the nearest cache while the left rows pass.

The first words of a row and a tile are counted before the rest: where no record of the tile could reach the need even
if it held every bit that the row has in the rest, the rest is not looked at. That loses no pair.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from llvmlite import binding, ir
from numba import types
from numba.core import config
from numba.extending import intrinsic
from numpy.typing import NDArray

from palermo.linkage.encodings import Counts, Words

LANES = 160
_BUFFER = 1 << 18
_ROWS_TRIED, _TILES_TRIED = 32, 4


def _whole_registers() -> None:
    """Let the compiler use registers of 512 bits where the processor has them: by itself it stops at 256.

    That was a quarter to a half faster on a processor without an instruction that counts bits.
    """
    features, compiler = binding.get_host_cpu_features(), vars(config)
    if features.get("avx512f") and compiler["CPU_FEATURES"] is None:
        features["prefer-256-bit"] = False
        compiler["CPU_FEATURES"] = features.flatten()


_whole_registers()


@dataclass(frozen=True, slots=True, eq=False)
class Tiles:
    """The right list: ``words`` tiles × words × lanes; ``ones`` tiles × lanes; ``order`` the row of each record.

    Records stand by their number of ones, fewest first, so that those of a tile have nearly one need.
    """

    words: NDArray[np.uint64]
    ones: NDArray[np.int32]
    order: NDArray[np.int32]


def tiles_of(right: Words, ones: Counts) -> Tiles:
    """The list in tiles, the last one filled up with empty records."""
    order = np.argsort(ones, kind="stable").astype(np.int32)
    many = max(1, -(-len(right) // LANES))
    words = np.zeros((many * LANES, right.shape[1]), np.uint64)
    np.take(right, order, axis=0, out=words[: len(right)])
    counts = np.zeros(many * LANES, np.int32)
    counts[: len(right)] = ones[order]
    laid = counts.reshape(many, LANES)
    turned = np.ascontiguousarray(words.reshape(many, LANES, -1).transpose(0, 2, 1))
    return Tiles(turned, laid, order)


def hits(left: Words, ones: Counts, prepared: Tiles, need: Counts) -> Iterator[tuple[Counts, Counts, Counts]]:
    """The hits of the left rows in pieces of bounded size: left rows, right rows, bits in common."""
    lowest = lowest_needs(need, prepared, ones)
    first = words_first(left, ones, prepared, lowest)
    rest = np.bitwise_count(left[:, first:]).sum(axis=1, dtype=np.int32)
    out = [np.empty(_BUFFER, np.int32) for _ in range(3)]
    tile, row = 0, 0
    while tile < len(prepared.words):
        tile, row, found = _scan(
            left, ones, prepared.words, prepared.ones, prepared.order, need, lowest, first, rest, tile, row, *out
        )
        if found:
            yield out[0][:found].copy(), out[1][:found].copy(), out[2][:found].copy()


def lowest_needs(need: Counts, tiles: Tiles, ones: Counts) -> Counts:
    """For each tile the need of its poorest record, by the ones of the left row: what no record of it may go below.

    Needs grow with the sum of ones, but for the sum 0, which is out of reach.
    """
    most = int(ones.max(initial=0))
    sums = np.minimum(tiles.ones[:, :1].astype(np.int64) + np.arange(most + 1)[None, :], len(need) - 1)
    lowest: Counts = need[np.maximum(sums, 1)]
    return lowest


def words_first(left: Words, ones: Counts, tiles: Tiles, lowest: Counts) -> int:
    """How many words are best counted before the rest, measured on a few rows and tiles; it changes no result."""
    rows = np.linspace(0, len(left) - 1, min(_ROWS_TRIED, len(left)), dtype=np.int64)
    held = np.linspace(0, len(tiles.words) - 1, min(_TILES_TRIED, len(tiles.words)), dtype=np.int64)
    shared = tiles.words[held][None] & left[rows][:, None, :, None]  # rows × tiles × words × lanes
    most = np.bitwise_count(shared).cumsum(axis=2, dtype=np.int32).max(axis=3, initial=0)
    wide = left.shape[1]
    own = np.bitwise_count(left[rows]).cumsum(axis=1, dtype=np.int32)
    least = lowest[held[None, :], ones[rows][:, None]]
    goes_on = (most + (ones[rows][:, None] - own)[:, None] >= least[:, :, None]).mean(axis=(0, 1))
    words = np.arange(1, wide + 1)
    looked = np.where(words < wide, 1, 0)  # the look at a tile costs about as much as a word of it
    return int(words[np.argmin(words + looked + goes_on * (wide - words))])


@intrinsic
def _ctpop(context: Any, word: Any) -> Any:  # numba has no count of ones of its own: this is LLVM's
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.IntType(64)
        function = builder.module.declare_intrinsic("llvm.ctpop", [kind], ir.FunctionType(kind, [kind]))
        return builder.call(function, arguments)

    return types.uint64(types.uint64), build


@numba.njit(nogil=True, cache=False, boundscheck=False)
def _count(row: Any, held: Any, begin: int, end: int, common: Any) -> None:
    """Add the bits that a row shares with each lane of a tile in the words from ``begin`` to ``end``."""
    for word in range(begin, end):
        own = row[word]
        for lane in range(common.shape[0]):
            common[lane] += _ctpop(own & held[word, lane])  # type: ignore[call-arg]


@numba.njit(nogil=True, cache=False, boundscheck=False)
def _any_reaches(common: Any, least: int) -> bool:
    if least <= 0:
        return True
    bar = np.uint64(least)
    reached = False
    for lane in range(common.shape[0]):
        reached |= common[lane] >= bar
    return reached


@numba.njit(nogil=True, cache=False, boundscheck=False)
def _scan(
    left: Any, ones: Any, words: Any, tile_ones: Any, order: Any, need: Any, lowest: Any, first: int, rest: Any,
    tile: int, row: int, out_left: Any, out_right: Any, out_common: Any,
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
            least = lowest[tile, ones[row]]
            common[:] = 0
            _count(left[row], held, 0, first, common)
            if _any_reaches(common, least - rest[row]):
                _count(left[row], held, first, wide, common)
                if first == wide or _any_reaches(common, least):
                    for lane in range(lanes):
                        at = tile * lanes + lane
                        if at < len(order) and common[lane] >= need[ones[row] + tile_ones[tile, lane]]:
                            out_left[found] = row
                            out_right[found] = order[at]
                            out_common[found] = common[lane]
                            found += 1
            row += 1
        row = 0
        tile += 1
    return tile, row, found
