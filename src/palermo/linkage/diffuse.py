"""Linear diffusion: each output bit is the XOR of several input bits, so that no output bit follows one token."""

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
_CHUNK = 4096  # records at a time: their bits lie in the cache of the processor
_SWAPS = tuple(
    (np.uint64(shift), np.uint64(mask))
    for shift, mask in ((7, 0x00AA00AA00AA00AA), (14, 0x0000CCCC0000CCCC), (28, 0x00000000F0F0F0F0))
)


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
        planes = _planes(part)
        mixed = planes[table[:, 0]]
        for column in range(1, table.shape[1]):
            mixed ^= planes[table[:, column]]
        out[start : start + len(part)] = _records(mixed, len(part))
    return out


def _planes(filters: Bytes) -> Bytes:
    """One row a bit, eight records a byte: XOR then works on eight records at once."""
    records, size = filters.shape
    whole = np.zeros((-(-records // 8), 8, size), np.uint8)
    whole.reshape(-1, size)[:records] = filters
    return _turned(whole.transpose(0, 2, 1)).transpose(1, 2, 0).reshape(size * 8, -1)


def _records(planes: Bytes, records: int) -> Bytes:
    """The way back: one row a record."""
    size = len(planes) // 8
    return _turned(planes.reshape(size, 8, -1).transpose(2, 0, 1)).transpose(0, 2, 1).reshape(-1, size)[:records]


def _turned(squares: Bytes) -> Bytes:
    """Each eight bytes as a square of bits, rows and columns changed over: three swaps of ever larger corners."""
    square = np.ascontiguousarray(squares).view("<u8")
    for shift, mask in _SWAPS:
        moved = (square ^ (square >> shift)) & mask
        square ^= moved ^ (moved << shift)
    return square.view(np.uint8)
