"""The plain twin of the fast kernel: numpy, row by row. What it finds is what every other kernel has to find."""

from collections.abc import Iterator

import numpy as np

from palermo.linkage.encodings import Counts, Words


def hits(
    left: Words, ones: Counts, prepared: tuple[Words, Counts], need: Counts
) -> Iterator[tuple[Counts, Counts, Counts]]:
    """For each left row in turn its hits: left rows, right rows, bits in common."""
    right, right_ones = prepared
    for at, row in enumerate(left):
        common = np.bitwise_count(right & row).sum(axis=1, dtype=np.int32)
        found = np.flatnonzero(common >= need[right_ones + ones[at]]).astype(np.int32)
        if len(found):
            yield np.full(len(found), at, np.int32), found, common[found]
