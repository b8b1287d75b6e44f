"""Linear diffusion: each output bit is the XOR of several input bits, so that no output bit follows one token."""

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
_CHUNK = 4096  # records at a time: their bits lie in the cache of the processor


def table_of(generator: np.random.Generator, bits: int, inputs: int) -> NDArray[np.int64]:
    """``bits`` rows of ``inputs`` distinct input bits, every input bit used ``inputs`` times over all rows.

    Repeated inputs would cancel each other. Each column is a permutation, drawn again where it repeats a row's input.
    """
    table = np.empty((bits, inputs), np.int64)
    for column in range(inputs):
        drawn = generator.permutation(bits)
        while (clash := np.flatnonzero((table[:, :column] == drawn[:, None]).any(axis=1))).size:
            other = generator.integers(0, bits, clash.size)
            for one, two in zip(clash.tolist(), other.tolist(), strict=True):
                drawn[one], drawn[two] = drawn[two], drawn[one]
        table[:, column] = drawn
    return table


def diffused(filters: Bytes, table: NDArray[np.int64]) -> Bytes:
    """``filters`` (records × bytes, bit i = byte i/8 position i mod 8) with every bit replaced by the table's XOR."""
    out = np.empty_like(filters)
    for start in range(0, len(filters), _CHUNK):
        part = filters[start : start + _CHUNK]
        # One row a bit, eight records a byte: XOR then works on eight records at once.
        planes = np.packbits(np.unpackbits(part, axis=1, bitorder="little").T, axis=1, bitorder="little")
        mixed = planes[table[:, 0]]
        for column in range(1, table.shape[1]):
            mixed ^= planes[table[:, column]]
        rows = np.unpackbits(mixed, axis=1, bitorder="little", count=len(part)).T
        out[start : start + len(part)] = np.packbits(rows, axis=1, bitorder="little")
    return out
