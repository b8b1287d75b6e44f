"""One system for all tables: each wider cell is the sum of its parts, each part the sum of the atoms it is made of.

Tables that are safe one by one can be solved together; so there is one system, over the margins, levels, groupings and
tables of a release, and every cell is one unknown in it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from palermo.disclosure.domain import OPEN, Domain, Key

MOST_ATOMS = 50_000
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Equations:
    """Unknowns by key, and rows: the unknown at the head of each row is the sum of the others in it."""

    keys: tuple[Key, ...]
    at: Mapping[Key, int]
    heads: tuple[int, ...]
    parts: tuple[tuple[int, ...], ...]

    @property
    def width(self) -> int:
        return len(self.keys)

    def matrix(self) -> csr_matrix:
        """A row an equation: the head less its parts, which is nothing."""
        lengths = np.array([1 + len(parts) for parts in self.parts], np.int64)
        starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
        numbers = (at for head, parts in zip(self.heads, self.parts, strict=True) for at in (head, *parts))
        indices = np.fromiter(numbers, np.int64, int(starts[-1]))
        values = np.full(len(indices), -1.0)
        values[starts[:-1]] = 1.0
        return csr_matrix((values, indices, starts), shape=(len(self.heads), self.width))


def link(
    domain: Domain,
    tables: Iterable[Sequence[str]],
    printed: Iterable[Key],
    *,
    also: Iterable[Key] = (),
    empty: frozenset[Key] = frozenset(),
) -> Equations:
    """The equations over ``printed`` cells of ``tables`` (their dimensions), and over cells that are ``also`` asked of.

    An atom within an ``empty`` cell is none, and needs no unknown.
    """
    return _Linking(domain, tables, frozenset(printed), frozenset(also), empty).link()


@dataclass(slots=True)
class _Linking:
    domain: Domain
    tables: Iterable[Sequence[str]]
    printed: frozenset[Key]
    also: frozenset[Key]
    empty: frozenset[Key]
    sums: dict[tuple[Key, tuple[int, ...]], list[Key]] = field(default_factory=dict)

    def link(self) -> Equations:
        bys = sorted({tuple(sorted(self.domain.names.index(name) for name in by)) for by in self.tables})
        for by in bys:
            for key in self.inside(by):
                self.open(key, by)
        for left, right in self.shared(bys):
            for key in self.cells(tuple(sorted(set(left) & set(right)))):
                self.open(key, left)
                self.open(key, right)
        asked = {key: tuple(at for at, mask in enumerate(key) if mask != OPEN) for key in self.also - self.printed}
        for key, own in asked.items():
            for by in [by for by in bys if set(own) <= set(by)] or [own]:
                self.open(key, by)
        for cluster in self.clusters(bys):
            every = sorted({*bys, *asked.values()})
            self.atoms(cluster, [by for by in every if set(by) <= set(cluster)])
        return self.pack()

    def inside(self, by: tuple[int, ...]) -> list[Key]:
        """The printed cells that leave every other dimension open."""
        return [key for key in self.printed if all(mask == OPEN or at in by for at, mask in enumerate(key))]

    def cells(self, by: tuple[int, ...]) -> Iterator[Key]:
        """The finest cells over some dimensions."""
        for pieces in product(*(range(self.domain.size(at)) for at in by)):
            key = [OPEN] * len(self.domain.names)
            for at, piece in zip(by, pieces, strict=True):
                key[at] = self.domain.single(at, piece)
            yield tuple(key)

    def open(self, key: Key, by: tuple[int, ...]) -> None:
        """A cell as the sum of its parts, and these of theirs, down to the finest cells over ``by``."""
        waiting = [key]
        while waiting:
            one = waiting.pop()
            if (one, by) not in self.sums and (parts := self.parts(one, by)):
                self.sums[one, by] = parts
                waiting += parts

    def parts(self, key: Key, by: tuple[int, ...]) -> list[Key]:
        """The cells that sum to ``key`` along the dimension of ``by`` that falls into the fewest pieces."""
        wide = [(len(pieces), at, pieces) for at in by if len(pieces := self.domain.members(at, key[at])) > 1]
        if not wide:
            return []
        _, at, pieces = min(wide)
        return [(*key[:at], self.domain.single(at, piece), *key[at + 1 :]) for piece in pieces]

    def shared(self, bys: Sequence[tuple[int, ...]]) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
        """Pairs of tables: what they have in common is the same people, printed or not."""
        for at, left in enumerate(bys):
            yield from ((left, right) for right in bys[at + 1 :])

    # ── atoms ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def clusters(self, bys: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
        """Dimensions whose joint classification is small enough to be laid out, smallest unions first."""
        found = [frozenset(by) for by in bys]
        while True:
            pairs = [
                (self.size(left | right), sorted(left | right), left, right)
                for at, left in enumerate(found)
                for right in found[at + 1 :]
                if left & right
            ]
            fitting = [pair for pair in pairs if pair[0] <= MOST_ATOMS]
            if not fitting:
                return [tuple(sorted(cluster)) for cluster in found]
            _, _, left, right = min(fitting, key=lambda pair: pair[:2])
            found = [one for one in found if one not in (left, right)] + [left | right]

    def size(self, dimensions: Iterable[int]) -> int:
        return prod(len(self.domain.leaves[self.domain.names[at]]) for at in dimensions)

    def atoms(self, cluster: tuple[int, ...], inside: Sequence[tuple[int, ...]]) -> None:
        """The finest cells of every table in a cluster as sums of the cluster's atoms; nothing where it has but one."""
        if len(inside) < 2:
            return
        emptied = {tuple(at for at, mask in enumerate(key) if mask != OPEN) for key in self.empty}
        told = [by for by in inside if self.narrowed(by) in emptied]
        wider = sorted({self.narrowed(by) for by in inside if by != cluster})
        sums: dict[Key, list[Key]] = {}
        for atom in self.cells(cluster):
            someone = not any(self.seen_by(by, atom) in self.empty for by in told)
            for by in wider:
                parts = sums.setdefault(self.seen_by(by, atom), [])
                if someone:
                    parts.append(atom)
        self.sums |= {(head, cluster): parts for head, parts in sums.items()}

    def narrowed(self, by: Sequence[int]) -> tuple[int, ...]:
        """The dimensions of ``by`` in which cells can differ."""
        return tuple(at for at in by if self.domain.size(at) > 1)

    @staticmethod
    def seen_by(by: Sequence[int], atom: Key) -> Key:
        """The cell over ``by`` that an atom stands in."""
        found = [OPEN] * len(atom)
        for at in by:
            found[at] = atom[at]
        return tuple(found)

    def pack(self) -> Equations:
        keys = set(self.printed | self.also)
        for (head, _), parts in self.sums.items():
            keys.add(head)
            keys.update(parts)
        ordered = tuple(sorted(keys))
        at = {key: number for number, key in enumerate(ordered)}
        rows = sorted({(at[head], tuple(at[part] for part in parts)) for (head, _), parts in self.sums.items()})
        rows = [(head, parts) for head, parts in rows if parts != (head,)]
        return Equations(ordered, at, tuple(head for head, _ in rows), tuple(parts for _, parts in rows))
