"""Dice that fall the same everywhere: a draw is a function of seed, stream and number, in whole numbers alone.

Nothing is drawn in turn, so that a chunk of people comes out the same whatever was made before it, and no float and
no generator of a library stands between a seed and its bytes.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Whole = NDArray[np.int64]
Truth = NDArray[np.bool_]
_Bits = NDArray[np.uint64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
MILLION = 1_000_000


class Dice:
    """All the chance of one country. A stream is named after what it decides; ids say for whom."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._keys: dict[str, np.uint64] = {}

    def bits(self, stream: str, ids: ArrayLike) -> _Bits:
        """64 even bits for each of ``ids``."""
        numbers = np.asarray(ids).astype(np.uint64)
        return _mixed(_mixed(numbers * _GOLDEN + self._key(stream)) ^ self._key(stream + "/"))

    def below(self, stream: str, ids: ArrayLike, limit: int) -> Whole:
        """A whole number from 0 to ``limit`` - 1, each as likely (limit at most 2³¹)."""
        return ((self.bits(stream, ids) >> np.uint64(33)) * np.uint64(limit) >> np.uint64(31)).astype(np.int64)

    def between(self, stream: str, ids: ArrayLike, low: int, high: int) -> Whole:
        """A whole number from ``low`` to ``high``, both included."""
        return self.below(stream, ids, high - low + 1) + low

    def happens(self, stream: str, ids: ArrayLike, per_million: ArrayLike) -> Truth:
        """Whether it happens, ``per_million`` times in a million."""
        return self.below(stream, ids, MILLION) < np.asarray(per_million)

    def pick(self, stream: str, ids: ArrayLike, weights: Sequence[int]) -> Whole:
        """A place in ``weights``, each as likely as its weight says."""
        upto = np.cumsum(np.asarray(weights, dtype=np.int64))
        return np.searchsorted(upto, self.below(stream, ids, int(upto[-1])), side="right").astype(np.int64)

    def _key(self, stream: str) -> np.uint64:
        if stream not in self._keys:
            digest = hashlib.blake2b(f"palermo/{self._seed}/{stream}".encode(), digest_size=8).digest()
            self._keys[stream] = np.uint64(int.from_bytes(digest, "little"))
        return self._keys[stream]


def skewed(many: int, level: int = 0) -> list[int]:
    """Weights of a Zipf law: the second half as common as the first, the third a third.

    ``level`` makes the first ones more alike: weights of the ranks that lie so many places further on.
    """
    return [10_000_000 // rank for rank in range(1 + level, many + 1 + level)]


def shuffled(numbers: ArrayLike, key: int, width: int) -> Whole:
    """Another number below 2**``width`` for each, none twice: what looks like a running number tells no order."""
    mask = np.uint64((1 << width) - 1)
    half = np.uint64(width // 2)
    found = np.asarray(numbers).astype(np.uint64)
    for step in range(3):
        factor = np.uint64((key * 2 + 1) * (2 * step + 3) * 0x9E3779B1 & 0xFFFFFFFF | 1)
        found = (found * factor + np.uint64(key)) & mask
        found ^= found >> half
    return found.astype(np.int64)


def _mixed(bits: _Bits) -> _Bits:
    bits = (bits ^ (bits >> np.uint64(30))) * _FIRST
    bits = (bits ^ (bits >> np.uint64(27))) * _SECOND
    return bits ^ (bits >> np.uint64(31))
