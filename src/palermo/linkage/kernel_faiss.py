"""A kernel on faiss, for machines that have it and not numba: its Hamming search gives candidates, Dice decides.

Hamming distance = a + b - 2c. Right records lie in buckets of like ones, so that one distance serves a bucket.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from palermo.linkage.encodings import Counts, Words

_WIDTH = 8
_ROWS = 256


@dataclass(frozen=True, slots=True, eq=False)
class _Bucket:
    index: Any
    rows: Counts
    ones: Counts


def buckets_of(right: Words, ones: Counts) -> list[_Bucket]:
    """The right list by its number of ones, eight counts a bucket, each with a flat index of its own."""
    import faiss

    found = []
    for number in np.unique(ones // _WIDTH).tolist():
        rows = np.flatnonzero(ones // _WIDTH == number).astype(np.int32)
        index = faiss.IndexBinaryFlat(right.shape[1] * 64)
        index.add(np.ascontiguousarray(right[rows]).view(np.uint8))
        found.append(_Bucket(index, rows, ones[rows]))
    return found


def hits(left: Words, ones: Counts, prepared: list[_Bucket], need: Counts) -> Iterator[tuple[Counts, Counts, Counts]]:
    """The hits of the left rows, bucket by bucket: left rows, right rows, bits in common."""
    order = np.argsort(ones, kind="stable")
    for start in range(0, len(order), _ROWS):
        rows = order[start : start + _ROWS]
        queries = np.ascontiguousarray(left[rows]).view(np.uint8)
        for bucket in prepared:
            sums = np.arange(ones[rows[0]] + bucket.ones.min(), ones[rows[-1]] + bucket.ones.max() + 1)
            radius = int((sums - 2 * need[sums]).max()) + 1  # faiss finds what is strictly nearer
            if radius <= 0:
                continue
            limits, distance, place = bucket.index.range_search(queries, radius)
            at = np.repeat(np.arange(len(rows)), np.diff(limits.astype(np.int64)))
            sums = ones[rows[at]] + bucket.ones[place]
            common = ((sums - distance.astype(np.int64)) // 2).astype(np.int32)
            kept = common >= need[sums]
            if kept.any():
                yield rows[at[kept]].astype(np.int32), bucket.rows[place[kept]], common[kept]
