"""Whom a cell stands for: codes cut into their finest common pieces, cells keyed by the pieces they cover.

Two cells with the same key are one unknown, whatever table, release or wording they stand in. Everything is ordered by
the words of the codes, never by the order in which somebody declared them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Key = tuple[int, ...]
"""For every dimension, in the order of their names, the pieces covered as bits; -1 where it is left open."""
OPEN = -1
Codes = Mapping[str, frozenset[str]]
"""The codes of a dimension, each with the leaves it covers."""


@dataclass(frozen=True, slots=True)
class Domain:
    """Dimensions by name, each cut into pieces: sets of leaves that no code in use tells apart."""

    names: tuple[str, ...]
    leaves: Mapping[str, tuple[str, ...]]
    pieces: Mapping[str, tuple[frozenset[str], ...]]
    _piece_of: Mapping[str, Mapping[str, int]] = field(repr=False)

    def piece(self, name: str, leaf: str) -> int:
        return self._piece_of[name][leaf]

    def mask(self, name: str, leaves: Iterable[str]) -> int:
        """The pieces that ``leaves`` cover, as bits; -1 for all. Leaves that cut a piece are a fault of ours."""
        wanted = frozenset(leaves)
        found = 0
        for at, piece in enumerate(self.pieces[name]):
            if piece <= wanted:
                found |= 1 << at
            elif piece & wanted:
                raise ValueError(f"a piece of {name} is cut")
        return OPEN if found == (1 << len(self.pieces[name])) - 1 else found

    def key(self, covered: Mapping[str, Iterable[str]]) -> Key:
        return tuple(self.mask(name, covered[name]) if name in covered else OPEN for name in self.names)

    def size(self, at: int) -> int:
        """How many pieces the dimension at a place has."""
        return len(self.pieces[self.names[at]])

    def single(self, at: int, piece: int) -> int:
        """One piece of a dimension as bits."""
        return OPEN if self.size(at) == 1 else 1 << piece

    def members(self, at: int, mask: int) -> list[int]:
        """The pieces that bits stand for."""
        return [piece for piece in range(self.size(at)) if mask == OPEN or mask >> piece & 1]


def cut(leaves: Mapping[str, Iterable[str]], codes: Mapping[str, Iterable[frozenset[str]]]) -> Domain:
    """The domain over ``leaves`` in which every set of ``codes`` is made of whole pieces."""
    names = tuple(sorted(leaves))
    ordered = {name: tuple(sorted(leaves[name])) for name in names}
    pieces, piece_of = {}, {}
    for name in names:
        sets = sorted(set(codes.get(name, ())), key=sorted)
        groups: dict[tuple[int, ...], list[str]] = {}
        holding: dict[str, list[int]] = {leaf: [] for leaf in ordered[name]}
        for number, wanted in enumerate(sets):
            for leaf in wanted:
                holding[leaf].append(number)
        for leaf in ordered[name]:
            groups.setdefault(tuple(holding[leaf]), []).append(leaf)
        pieces[name] = tuple(frozenset(group) for group in groups.values())
        piece_of[name] = {leaf: at for at, piece in enumerate(pieces[name]) for leaf in piece}
    return Domain(names, ordered, pieces, piece_of)
