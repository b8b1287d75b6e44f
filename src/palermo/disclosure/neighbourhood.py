"""The part of a large system around one cell: what a push has to reach, without asking of everything else.

A part is a few codes of every dimension, and all unknowns that hold one of them in each. What moves within a part and
leaves the rest where it is keeps every equation of the whole: a push that works there is a push.
"""

from collections.abc import Sequence
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
        single = np.array([mask.bit_length() - 1 if mask > 0 and mask & mask - 1 == 0 else _NO_PIECE for mask in numbers])
        set_of = np.array([numbers[mask] for mask in masks], np.int64)
        return cls(set_of, holds.astype(np.bool_), single.astype(np.int64)[set_of])

    @property
    def pieces(self) -> int:
        return int(self.holds.shape[1])

    def own(self, at: int) -> Ints:
        return np.flatnonzero(self.holds[self.set_of[at]]).astype(np.int64)

    def meeting(self, pieces: Ints) -> Flags:
        """The unknowns that hold one of some pieces."""
        found: Flags = self.holds[:, pieces].any(axis=1)[self.set_of]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhoods:
    """The parts of a system of equations. ``values``: how many people each unknown stands for."""

    equations: Equations
    values: Floats
    dimensions: tuple[_Dimension, ...]

    @classmethod
    def of(cls, equations: Equations, values: Floats) -> "Neighbourhoods":
        return cls(equations, values, tuple(_Dimension.of(masks) for masks in zip(*equations.keys, strict=True)))

    def around(self, at: int, cost: Floats, many: int) -> Flags:
        """The part that a cell can be moved in: its own codes and, of each dimension, the ``many`` next best.

        Next best are codes whose cell in its place costs least to move, and where it leaves a dimension open those that
        most of its people have.
        """
        meeting = self._every([dimension.own(at) for dimension in self.dimensions])
        return self._every([self._codes(number, at, meeting, cost, many) for number in range(len(self.dimensions))])

    def spanned(self, some: Ints) -> Flags:
        """The part made of all codes that some unknowns have."""
        chosen = []
        for dimension in self.dimensions:
            pieces = np.unique(dimension.piece_of[some])
            pieces = pieces[pieces >= 0]
            chosen.append(pieces if len(pieces) else np.arange(dimension.pieces))
        return self._every(chosen)

    def _every(self, chosen: Sequence[Ints]) -> Flags:
        """The unknowns that hold a chosen piece in every dimension."""
        found = np.ones(self.equations.width, np.bool_)
        for dimension, pieces in zip(self.dimensions, chosen, strict=True):
            if len(pieces) < dimension.pieces:
                found &= dimension.meeting(pieces)
        return found

    def _codes(self, number: int, at: int, meeting: Flags, cost: Floats, many: int) -> Ints:
        dimension = self.dimensions[number]
        own = dimension.own(at)
        if dimension.pieces <= many + 1:
            return np.arange(dimension.pieces)
        people = self._people(dimension, meeting)
        kept = own[np.lexsort((own, -people[own]))][: many + 1 if len(own) == dimension.pieces else many]
        if len(own) == dimension.pieces:
            return kept
        price = np.full(dimension.pieces, np.inf)
        for piece in np.setdiff1d(np.arange(dimension.pieces), own):
            beside = self._beside(number, at, int(piece))
            price[piece] = cost[beside] if beside is not None else np.finfo(np.float64).max
        others = np.lexsort((np.arange(dimension.pieces), -people, price))[:many]
        return np.concatenate([kept, others[np.isfinite(price[others])]])

    def _people(self, dimension: _Dimension, meeting: Flags) -> Floats:
        """How many people of some unknowns are known to have each piece."""
        single = meeting & (dimension.piece_of >= 0)
        return np.bincount(dimension.piece_of[single], np.abs(self.values[single]), dimension.pieces)

    def _beside(self, number: int, at: int, piece: int) -> int | None:
        key = self.equations.keys[at]
        return self.equations.at.get((*key[:number], 1 << piece, *key[number + 1 :]))
