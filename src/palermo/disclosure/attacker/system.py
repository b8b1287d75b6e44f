"""Everything published about one population as one system of equations over the counts nobody printed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from palermo.disclosure.attacker.facts import Axis, Key, Publication

MOST_ATOMS = 50_000
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class System:
    """Unknown counts with bounds, and rows ``low ≤ Σ coefficient × unknown ≤ high`` in compressed form."""

    columns: Mapping[Key, int]
    constants: Mapping[Key, float]
    low: Floats
    high: Floats
    starts: Ints
    indices: Ints
    values: Floats
    row_low: Floats
    row_high: Floats
    consistent: bool

    @property
    def width(self) -> int:
        return len(self.low)


def build_system(published: Publication, *, also: Iterable[Key] = (), only: Iterable[str] | None = None) -> System:
    """The equations of ``published``; ``also`` are keys asked about that it may not print, ``only`` some tables."""
    return _Builder(published, frozenset(only) if only is not None else None).build(also)


class _Builder:
    def __init__(self, published: Publication, only: frozenset[str] | None) -> None:
        self.published = published
        self.axes: Mapping[str, Axis] = published.axes
        self.tables = {id: by for id, by in published.tables.items() if only is None or id in only}
        self.known = {
            key: fact.low
            for key, fact in published.facts.items()
            if fact.exact and (only is None or any(place.table in only for place in fact.places) or not fact.places)
        }
        self.only = only
        self.columns: dict[Key, int] = {}
        self.low: list[float] = []
        self.high: list[float] = []
        self.rows: list[tuple[Ints, Floats, float, float]] = []
        self.consistent = not published.conflicts
        self.expanded: set[tuple[Key, tuple[str, ...]]] = set()

    def build(self, also: Iterable[Key]) -> System:
        clusters = self._clusters()
        for by in dict.fromkeys(self.tables.values()):
            self._table(by)
        for key in also:
            if all(name in self.axes for name, _ in key):
                self._expand_open(key)
        for cluster in clusters:
            self._atoms(cluster)
        for share in self.published.shares:
            self._share(share.part, share.whole, share.low, share.high)
        return self._pack()

    # ── keys as columns ────────────────────────────────────────────────────────────────────────────────────────────
    def column(self, key: Key) -> int:
        """The column of an unknown key, made when first asked for."""
        at = self.columns.get(key)
        if at is None:
            at = self.columns[key] = len(self.low)
            fact = self.published.facts.get(key)
            bounded = fact is not None and (self.only is None or any(place.table in self.only for place in fact.places))
            self.low.append(fact.low if fact is not None and bounded else float(self.published.lowest))
            self.high.append(fact.high if fact is not None and bounded else np.inf)
        return at

    def _row(self, terms: Iterable[tuple[Key, float]], low: float, high: float) -> None:
        """A row over keys; what is known goes to the other side."""
        ids: list[int] = []
        values: list[float] = []
        known = 0.0
        for key, coefficient in terms:
            value = self.known.get(key)
            if value is None:
                ids.append(self.column(key))
                values.append(coefficient)
            else:
                known += coefficient * value
        if ids:
            self.rows.append((np.array(ids, np.int64), np.array(values), low - known, high - known))
        elif not low - 1e-6 <= known <= high + 1e-6:
            self.consistent = False

    # ── sums within a table ────────────────────────────────────────────────────────────────────────────────────────
    def _table(self, by: tuple[str, ...]) -> None:
        """Each wider cell of the tables over ``by`` is the sum of its parts along one dimension."""
        held = [key for key in self.published.facts if {name for name, _ in key} <= set(by) and self._stands(key, by)]
        for key in held:
            self._expand(key, by)

    def _stands(self, key: Key, by: tuple[str, ...]) -> bool:
        places = self.published.facts[key].places
        return any(self.published.tables[place.table] == by and place.table in self.tables for place in places)

    def _expand(self, key: Key, by: tuple[str, ...]) -> None:
        waiting = [key]
        while waiting:
            one = waiting.pop()
            parts = self._parts(one, by)
            if parts is None or (one, by) in self.expanded:
                continue
            self.expanded.add((one, by))
            self._row([(one, 1.0), *((part, -1.0) for part in parts)], 0.0, 0.0)
            waiting += parts

    def _parts(self, key: Key, by: tuple[str, ...]) -> list[Key] | None:
        """The cells that ``key`` is the sum of, along the dimension of ``by`` with the fewest leaves to open."""
        covered = dict(key)
        wide = [(len(covered.get(name, self.axes[name].leaves)), name) for name in by]
        wide = [(size, name) for size, name in wide if size > 1]
        if not wide:
            return None
        _, name = min(wide)
        rest = frozenset(part for part in key if part[0] != name)
        return [self._with(rest, name, leaf) for leaf in sorted(covered.get(name, frozenset(self.axes[name].leaves)))]

    def _with(self, key: Key, name: str, leaf: str) -> Key:
        return key | {(name, frozenset((leaf,)))} if len(self.axes[name].leaves) > 1 else key

    def _expand_open(self, key: Key) -> None:
        """A key asked about that no table prints: opened along its own dimensions, closed again over the atoms."""
        self._expand(key, tuple(sorted(name for name, _ in key)))

    # ── what tables say together ───────────────────────────────────────────────────────────────────────────────────
    def _clusters(self) -> list[tuple[str, ...]]:
        """Sets of dimensions whose joint cross-classification is small enough, linked tables put together first."""
        found = [frozenset(by) for by in dict.fromkeys(self.tables.values())]
        while True:
            pairs = [
                (self._size(left | right), sorted(left | right), left, right)
                for at, left in enumerate(found)
                for right in found[at + 1 :]
                if left & right
            ]
            fitting = [pair for pair in pairs if pair[0] <= MOST_ATOMS]
            if not fitting:
                return [tuple(sorted(cluster)) for cluster in found]
            _, _, left, right = min(fitting, key=lambda pair: (pair[0], pair[1]))
            found = [one for one in found if one not in (left, right)] + [left | right]

    def _size(self, names: Iterable[str]) -> int:
        return prod(len(self.axes[name].leaves) for name in names)

    def _atoms(self, cluster: tuple[str, ...]) -> None:
        """The finest cell of each table in the cluster is a sum of the cluster's atoms."""
        inside = [by for by in dict.fromkeys(self.tables.values()) if set(by) <= set(cluster)]
        if any(set(by) == set(cluster) for by in inside) and len(inside) == 1:
            return
        shape = tuple(len(self.axes[name].leaves) for name in cluster)
        ids = self._atom_columns(cluster, shape)
        for by in inside:
            axes = [cluster.index(name) for name in by]
            for leaves in product(*(range(shape[axis]) for axis in axes)):
                pick: list[int | slice] = [slice(None)] * len(cluster)
                for axis, leaf in zip(axes, leaves, strict=True):
                    pick[axis] = leaf
                key = frozenset(
                    (name, frozenset((self.axes[name].leaves[leaf],)))
                    for name, leaf in zip(by, leaves, strict=True)
                    if len(self.axes[name].leaves) > 1
                )
                self._sum_of_atoms(key, np.atleast_1d(ids[tuple(pick)]).ravel())

    def _sum_of_atoms(self, key: Key, atoms: Ints) -> None:
        atoms = atoms[atoms >= 0]
        value = self.known.get(key)
        if value is not None:
            if len(atoms):
                self.rows.append((atoms, np.ones(len(atoms)), value, value))
            elif abs(value) > 1e-6:
                self.consistent = False
            return
        at = self.column(key)
        if len(atoms) == 1 and atoms[0] == at:
            return
        ids = np.append(atoms, at)
        self.rows.append((ids, np.append(np.ones(len(atoms)), -1.0), 0.0, 0.0))

    def _atom_columns(self, cluster: tuple[str, ...], shape: tuple[int, ...]) -> Ints:
        """A column an atom; those that a published zero empties have none (-1), those that are cells share theirs."""
        ids = np.zeros(shape, np.int64)
        if self.published.lowest >= 0:
            for key, value in self.known.items():
                if value == 0 and {name for name, _ in key} <= set(cluster):
                    ids[self._pick(key, cluster)] = -1
        free = np.argwhere(ids == 0)
        names = [self.axes[name].leaves for name in cluster]
        for place in map(tuple, free.tolist()):
            key = frozenset(
                (name, frozenset((leaves[at],)))
                for name, leaves, at in zip(cluster, names, place, strict=True)
                if len(leaves) > 1
            )
            held = self.known.get(key)
            ids[place] = self.column(key) if held is None else self._constant(key, held)
        return ids

    def _constant(self, key: Key, value: float) -> int:
        """A column that is held at a known value."""
        at = self.columns.get(key)
        if at is None:
            at = self.columns[key] = len(self.low)
            self.low.append(value)
            self.high.append(value)
        return at

    def _pick(self, key: Key, cluster: tuple[str, ...]) -> tuple[Ints, ...]:
        covered = dict(key)
        each = []
        for name in cluster:
            leaves = self.axes[name].leaves
            inside = covered.get(name)
            each.append(np.array([at for at, leaf in enumerate(leaves) if inside is None or leaf in inside], np.int64))
        return tuple(np.ix_(*each))

    def _share(self, part: Key, whole: Key, low: float, high: float) -> None:
        self._row([(part, 1.0), (whole, -low)], 0.0, np.inf)
        self._row([(part, 1.0), (whole, -high)], -np.inf, 0.0)

    def _pack(self) -> System:
        lengths = [len(ids) for ids, _, _, _ in self.rows]
        return System(
            columns=self.columns,
            constants=self.known,
            low=np.array(self.low, np.float64),
            high=np.array(self.high, np.float64),
            starts=np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int64),
            indices=np.concatenate([ids for ids, _, _, _ in self.rows]) if self.rows else np.zeros(0, np.int64),
            values=np.concatenate([values for _, values, _, _ in self.rows]) if self.rows else np.zeros(0),
            row_low=np.array([low for _, _, low, _ in self.rows], np.float64),
            row_high=np.array([high for _, _, _, high in self.rows], np.float64),
            consistent=self.consistent,
        )


def keys_of(published: Iterable[Publication]) -> Iterator[Key]:
    """Every key that any of the folders prints, hidden or not."""
    for one in published:
        yield from one.facts
