"""A batch of many rows is one event: the root of a tree of their hashes stands in it, and any row can be shown in it.

As in RFC 6962: leaves and knots are hashed apart, so that no knot passes for a leaf.
"""

from collections.abc import Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()
_LEAF, _KNOT = b"\0", b"\1"
Step = tuple[bool, bytes]
"""One knot beside the way up, and whether it stands on the right."""


def root(rows: Sequence[bytes]) -> bytes:
    """The root over ``rows``, 32 bytes."""
    level = _leaves(rows)
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else EMPTY


def way(rows: Sequence[bytes], place: int) -> list[Step]:
    """What leads from the row at ``place`` up to the root: enough to show it, and nothing of another row."""
    level, steps = _leaves(rows), []
    while len(level) > 1:
        beside = place ^ 1
        if beside < len(level):
            steps.append((beside > place, level[beside]))
        level, place = _above(level), place // 2
    return steps


def leads(row: bytes, steps: Sequence[Step], to: bytes) -> bool:
    """Whether ``row`` is one of those that ``to`` is the root of."""
    found = sha256(_LEAF + row).digest()
    for on_the_right, beside in steps:
        found = _knot(found, beside) if on_the_right else _knot(beside, found)
    return found == to


def _leaves(rows: Sequence[bytes]) -> list[bytes]:
    return [sha256(_LEAF + row).digest() for row in rows]


def _above(level: Sequence[bytes]) -> list[bytes]:
    pairs = [_knot(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
    return [*pairs, level[-1]] if len(level) % 2 else pairs


def _knot(left: bytes, right: bytes) -> bytes:
    return sha256(_KNOT + left + right).digest()
