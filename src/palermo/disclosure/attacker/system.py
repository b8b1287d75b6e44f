"""Everything published about one population as one system of equations over the counts nobody printed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from palermo.disclosure.attacker.cliques import cliques
from palermo.disclosure.attacker.facts import Axis, Key, Part

MOST_ATOMS = 50_000
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class System:
    """Unknown counts with bounds, and rows ``low ≤ Σ coefficient × unknown ≤ high`` in compressed form.

    ``whole``: the unknowns are whole numbers; ``joints``: the dimensions of each joint table that was laid out.
    """

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
    whole: bool = True
    joints: tuple[tuple[str, ...], ...] = ()

    @property
    def width(self) -> int:
        return len(self.low)


def build_system(part: Part, *, also: Iterable[Key] = (), whole: bool = True, side_by_side: bool = True) -> System:
    """The equations of ``part``; ``also`` are keys asked about that it may not print.

    Not ``side_by_side`` tables are held against each other at their shared margins alone: fewer unknowns, and bounds
    that hold as well, though narrower ones may.
    """
    return _Builder(part, whole=whole).build(also, side_by_side=side_by_side)


class _Builder:
    def __init__(self, part: Part, *, whole: bool) -> None:
        self.part = part
        self.whole = whole
        self.axes: Mapping[str, Axis] = part.axes
        self.ways = list(dict.fromkeys(part.tables.values()))
        self.known = {key: fact.low for key, fact in part.facts.items() if fact.exact}
        self.columns: dict[Key, int] = {}
        self.low: list[float] = []
        self.high: list[float] = []
        self.rows: list[tuple[Ints, Floats, float, float]] = []
        self.consistent = not part.conflicts
        self.expanded: set[tuple[Key, tuple[str, ...]]] = set()
        self.joints: list[tuple[str, ...]] = []

    def build(self, also: Iterable[Key], *, side_by_side: bool) -> System:
        nobody: Key = frozenset()
        asked = [*self.part.facts, *(key for key in also if {name for name, _ in key} <= set(self.axes))]
        for key in asked:
            names = tuple(sorted(name for name, _ in key))
            if not any(set(names) <= set(by) for by in self.ways):
                self.ways.append(names)  # as if a table printed it, and hid it all
        for by in self.ways:
            for key in (nobody, *asked):
                if {name for name, _ in key} <= set(by):
                    self._expand(key, by)
        clusters = self._clusters() if side_by_side else []
        self._shared_margins(clusters)
        for cluster in clusters:
            self._lay_out(cluster)
        for share in self.part.shares:
            self._row([(share.part, 1.0), (share.whole, -share.low)], 0.0, np.inf)
            self._row([(share.part, 1.0), (share.whole, -share.high)], -np.inf, 0.0)
        return self._pack()

    # ── keys as columns ────────────────────────────────────────────────────────────────────────────────────────────
    def column(self, key: Key) -> int:
        """The column of an unknown key, made when first asked for."""
        at = self.columns.get(key)
        if at is None:
            at = self.columns[key] = len(self.low)
            fact = self.part.facts.get(key)
            self.low.append(self.part.least(key) if fact is None else fact.low)
            self.high.append(np.inf if fact is None else fact.high)
        return at

    def _row(self, terms: Iterable[tuple[Key, float]], low: float, high: float) -> None:
        """A row over keys; what is known goes to the other side."""
        gathered: dict[int, float] = {}
        known = 0.0
        for key, coefficient in terms:
            value = self.known.get(key)
            if value is None and coefficient:
                at = self.column(key)
                gathered[at] = gathered.get(at, 0.0) + coefficient
            elif value is not None:
                known += coefficient * value
        if gathered:
            ids = np.fromiter(gathered, np.int64, len(gathered))
            self.rows.append((ids, np.array(list(gathered.values())), low - known, high - known))
        elif not low - 1e-6 <= known <= high + 1e-6:
            self.consistent = False

    # ── sums of parts ──────────────────────────────────────────────────────────────────────────────────────────────
    def _expand(self, key: Key, by: tuple[str, ...]) -> None:
        """``key`` is the sum of its parts along one dimension of ``by``, and they of theirs, down to finest cells."""
        waiting = [key]
        while waiting:
            one = waiting.pop()
            if (one, by) in self.expanded:
                continue
            self.expanded.add((one, by))
            parts = self._parts(one, by)
            if parts is not None:
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
        return [rest | {(name, frozenset((leaf,)))} for leaf in sorted(covered.get(name, self.axes[name].leaves))]

    def _leaf_key(self, by: tuple[str, ...], leaves: Iterable[str]) -> Key:
        pairs = zip(by, leaves, strict=True)
        return frozenset((name, frozenset((leaf,))) for name, leaf in pairs if len(self.axes[name].leaves) > 1)

    def _shared_margins(self, clusters: Iterable[tuple[str, ...]]) -> None:
        """Tables too large to lay side by side agree at least where their dimensions meet."""
        held = [set(cluster) for cluster in clusters]
        for at, one in enumerate(self.ways):
            for other in self.ways[at + 1 :]:
                both = set(one) | set(other)
                if any(both <= cluster for cluster in held):
                    continue
                shared = tuple(name for name in one if name in other)
                for leaves in product(*(self.axes[name].leaves for name in shared)):
                    key = self._leaf_key(shared, leaves)
                    self._expand(key, one)
                    self._expand(key, other)

    # ── what tables say together ───────────────────────────────────────────────────────────────────────────────────
    def _clusters(self) -> list[tuple[str, ...]]:
        """Sets of dimensions whose joint cross-classification is small enough, linked tables put together first."""
        found = [frozenset(by) for by in self.ways]
        while True:
            pairs = [
                (self._size(left | right), sorted(left | right), left, right)
                for at, left in enumerate(found)
                for right in found[at + 1 :]
                if left & right
            ]
            fitting = [pair for pair in pairs if pair[0] <= MOST_ATOMS]
            if not fitting:
                return [tuple(sorted(cluster)) for cluster in dict.fromkeys(found)]
            _, _, left, right = min(fitting, key=lambda pair: (pair[0], pair[1]))
            found = [one for one in found if one not in (left, right)] + [left | right]

    def _size(self, names: Iterable[str]) -> int:
        return prod(len(self.axes[name].leaves) for name in names)

    def _lay_out(self, cluster: tuple[str, ...]) -> None:
        """The tables of a cluster side by side, by the cliques they hang together in."""
        inside = list(dict.fromkeys(tuple(sorted(by)) for by in self.ways if set(by) <= set(cluster)))
        inside = [by for by in inside if not any(set(by) < set(other) for other in inside)]
        found = cliques(inside, {name: len(self.axes[name].leaves) for name in cluster})
        self.joints += found
        for clique in found:
            own = [by for by in inside if set(by) <= set(clique)]
            met = [tuple(name for name in clique if name in other) for other in found if other != clique]
            self._atoms(clique, list(dict.fromkeys((*own, *(shared for shared in met if shared)))))

    def _atoms(self, cluster: tuple[str, ...], inside: list[tuple[str, ...]]) -> None:
        """The finest cell of each table in the cluster is a sum of the cluster's atoms."""
        if cluster in inside:
            for by in inside:
                for codes in product(*(self.axes[name].leaves for name in by)) if by != cluster else ():
                    self._expand(self._leaf_key(by, codes), cluster)
            return
        shape = tuple(len(self.axes[name].leaves) for name in cluster)
        ids = self._atom_columns(cluster, shape)
        for by in inside:
            axes = [cluster.index(name) for name in by]
            for leaves in product(*(range(shape[axis]) for axis in axes)):
                pick: list[int | slice] = [slice(None)] * len(cluster)
                for axis, leaf in zip(axes, leaves, strict=True):
                    pick[axis] = leaf
                key = self._leaf_key(by, (self.axes[name].leaves[leaf] for name, leaf in zip(by, leaves, strict=True)))
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
        if self.part.lowest >= 0:
            for key, value in self.known.items():
                if value == 0 and {name for name, _ in key} <= set(cluster):
                    ids[self._pick(key, cluster)] = -1
        names = [self.axes[name].leaves for name in cluster]
        for place in map(tuple, np.argwhere(ids == 0).tolist()):
            key = self._leaf_key(cluster, (leaves[at] for leaves, at in zip(names, place, strict=True)))
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
            whole=self.whole,
            joints=tuple(self.joints),
        )
