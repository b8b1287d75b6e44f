"""The part of a large system around one cell: what a push has to reach, without asking of everything else.

A part is a few codes of every dimension, and all unknowns that hold one of them in each. What moves within a part and
leaves the rest where it is keeps every equation of the whole: a push that works there is a push.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from palermo.disclosure.domain import OPEN
from palermo.disclosure.equations import Equations, Flags, Floats, Ints

_NO_PIECE = -1


@dataclass(frozen=True, slots=True, eq=False)
class _Dimension:
    """For each unknown which set of pieces it covers in a dimension, and for each set which pieces are in it."""

    set_of: Ints
    holds: Flags
    piece_of: Ints

    @classmethod
    def of(cls, masks: Sequence[int]) -> "_Dimension":
        numbers = {mask: at for at, mask in enumerate(sorted(set(masks)))}
        pieces = max(1, *(mask.bit_length() for mask in numbers))
        holds = np.array([[mask == OPEN or bool(mask >> piece & 1) for piece in range(pieces)] for mask in numbers])
        single = np.array(
            [mask.bit_length() - 1 if mask > 0 and mask & mask - 1 == 0 else _NO_PIECE for mask in numbers]
        )
        set_of = np.array([numbers[mask] for mask in masks], np.int64)
        return cls(set_of, holds.astype(np.bool_), single.astype(np.int64)[set_of])

    @property
    def pieces(self) -> int:
        return int(self.holds.shape[1])

    def own(self, at: int) -> Ints:
        return np.flatnonzero(self.holds[self.set_of[at]]).astype(np.int64)

    def meeting(self, pieces: Ints) -> Flags:
        """The unknowns that hold one of some pieces."""
        held: Flags = np.asarray(self.holds[:, pieces].any(axis=1))
        found: Flags = held[self.set_of]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhoods:
    """The parts of a system of equations. ``values``: how many people each unknown stands for."""

    equations: Equations
    values: Floats
    dimensions: tuple[_Dimension, ...]
    _parts: Mapping[int, tuple[int, ...]]

    @classmethod
    def of(cls, equations: Equations, values: Floats) -> "Neighbourhoods":
        parts: dict[int, tuple[int, ...]] = {}
        for head, some in zip(equations.heads, equations.parts, strict=True):
            parts[head] = (*parts.get(head, ()), *some)
        dimensions = tuple(_Dimension.of(masks) for masks in zip(*equations.keys, strict=True))
        return cls(equations, values, dimensions, parts)

    def around(self, at: int, by: float, cost: Floats, many: int) -> Flags:
        """The part in which a cell can be moved by so much, with ``many`` codes to choose from in each dimension.

        Where the cell has a code: those beside it whose cell in its place costs least to move. Where it leaves a
        dimension open: those of its people, who have to go elsewhere, or of the people who are to come.
        """
        named = [dimension.own(at) for dimension in self.dimensions]
        own = [len(pieces) < dimension.pieces for pieces, dimension in zip(named, self.dimensions, strict=True)]
        finest = [self._finest(at)]
        for number in np.flatnonzero(own):
            beside = self._beside(int(number), at, cost, many)
            named[number] = np.concatenate([named[number], [piece for piece, _ in beside]]).astype(np.int64)
            finest += [self._finest(cell) for _, cell in beside if cell is not None] if by > 0 else []
        for number in np.flatnonzero(~np.array(own, np.bool_)):
            named[number] = self._open(self.dimensions[number], finest, by, many)
        return self._every(named)

    def _every(self, chosen: Sequence[Ints]) -> Flags:
        """The unknowns that hold a chosen piece in every dimension."""
        found = np.ones(self.equations.width, np.bool_)
        for dimension, pieces in zip(self.dimensions, chosen, strict=True):
            if len(pieces) < dimension.pieces:
                found &= dimension.meeting(pieces)
        return found

    def _finest(self, at: int) -> Ints:
        """What a cell is made of in the end."""
        found, waiting, met = [], [at], {at}
        while waiting:
            parts = self._parts.get(one := waiting.pop())
            if parts is None:
                found.append(one)
            for part in parts or ():
                if part not in met:
                    met.add(part)
                    waiting.append(part)
        return np.array(sorted(found), np.int64)

    def _beside(self, number: int, at: int, cost: Floats, many: int) -> list[tuple[int, int | None]]:
        """Codes that the cell does not have, the cheapest first, each with the cell in its place where there is one."""
        dimension, key = self.dimensions[number], self.equations.keys[at]
        own, found = set(dimension.own(at).tolist()), []
        for piece in range(dimension.pieces):
            cell = self.equations.at.get((*key[:number], 1 << piece, *key[number + 1 :]))
            price = np.finfo(np.float64).max if cell is None else cost[cell]
            if piece not in own and np.isfinite(price):
                found.append((price, piece, cell))
        return [(piece, cell) for _, piece, cell in sorted(found, key=lambda one: one[:2])[:many]]

    def _open(self, dimension: _Dimension, finest: Sequence[Ints], by: float, many: int) -> Ints:
        """The codes of the people in some cells, in a dimension that these leave open; any where they all do."""
        people = np.zeros(dimension.pieces)
        for cells in finest:
            single = cells[dimension.piece_of[cells] >= 0]
            people += np.bincount(dimension.piece_of[single], np.abs(self.values[single]), dimension.pieces)
        wanted = max(many + 1, int((people > 0).sum()) if by < 0 else 0) if people.any() else 1
        return np.lexsort((np.arange(dimension.pieces), -people))[:wanted]
