"""From scored pairs to clusters: at most one record a list where asked, must-links joined, cannot-links kept apart.

Records are numbered in the order of (source, id), and all choices are made in that order, so that neither the order of
the input nor that of ties can change a cluster.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from palermo.linkage.evaluate import Numbers

_LARGEST_TABLE = 4_000_000  # cells of one assignment; beyond it the greedy choice with moves stands
_ROUNDS = 10
_ALIKE = 50  # pairs of like probability


@dataclass(frozen=True, slots=True)
class Edge:
    """A pair of records by number, ``one`` before ``two``, and its score."""

    one: int
    two: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """What a clustering has to keep to. ``source`` gives the list of each record; pairs are numbers of records."""

    source: Sequence[int]
    one_to_one: bool = False
    must: tuple[tuple[int, int], ...] = ()
    cannot: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Unseen:
    """Links that no pair stands for: how many, parted over pairs of lists by ``shares``.

    ``error`` is the standard error of the number of all links, seen and unseen.
    """

    links: float
    error: float
    shares: Mapping[tuple[int, int], float]


NOTHING_UNSEEN = Unseen(0.0, 0.0, {})


@dataclass(slots=True)
class _Groups:
    """Clusters that grow: members, lists held, and records that may not join."""

    rules: Constraints
    of: list[int]
    members: dict[int, list[int]] = field(default_factory=dict)
    barred: dict[int, set[int]] = field(default_factory=dict)

    @classmethod
    def of_rules(cls, rules: Constraints) -> "_Groups":
        made = cls(rules, list(range(len(rules.source))))
        for one, two in rules.cannot:
            made.barred.setdefault(one, set()).add(two)
            made.barred.setdefault(two, set()).add(one)
        for one, two in rules.must:
            made.join(one, two)
        return made

    @classmethod
    def of_clusters(cls, groups: Sequence[int], rules: Constraints) -> "_Groups":
        made = cls.of_rules(replace(rules, must=()))
        made.of = list(groups)
        for record, group in enumerate(groups):
            made.members.setdefault(group, []).append(record)
        return made

    def held(self, group: int) -> list[int]:
        return self.members.get(group) or [group]

    def may_join(self, one: int, two: int) -> bool:
        """Whether two clusters, named by their first records, break no rule together."""
        left, right = self.held(one), self.held(two)
        if self.rules.one_to_one:
            lists = {self.rules.source[member] for member in left}
            if any(self.rules.source[member] in lists for member in right):
                return False
        inside = set(right)
        return not any(self.barred.get(member, set()) & inside for member in left)

    def join(self, one: int, two: int) -> None:
        """Make one cluster of those of two records."""
        left, right = sorted((self.of[one], self.of[two]))
        if left == right:
            return
        moved = self.held(right)
        self.members[left] = sorted([*self.held(left), *moved])
        self.members.pop(right, None)
        for member in moved:
            self.of[member] = left


def resolve(edges: Iterable[Edge], rules: Constraints) -> tuple[int, ...]:
    """The cluster of each record, named by its first member. No rule is broken; the scores kept are as high as found.

    Two lists one-to-one: the best assignment within each connected part. Otherwise: the best pair first, each checked
    against the whole of both clusters, then single records moved where that raises the sum of scores.
    """
    ordered = sorted(set(edges), key=lambda edge: (-edge.score, edge.one, edge.two))
    two_lists = rules.one_to_one and len(set(rules.source)) == 2 and not rules.must
    chosen = _assigned(ordered, rules) if two_lists else ordered
    groups = _Groups.of_rules(rules)
    for edge in chosen:
        one, two = groups.of[edge.one], groups.of[edge.two]
        if one != two and groups.may_join(one, two):
            groups.join(one, two)
    if rules.one_to_one and not two_lists:
        _improve(groups, ordered)
    return tuple(groups.of)


def _assigned(edges: Sequence[Edge], rules: Constraints) -> list[Edge]:
    """The pairs of the assignment with the highest sum of scores, part by part."""
    barred = {tuple(sorted(pair)) for pair in rules.cannot}
    edges = [edge for edge in edges if (edge.one, edge.two) not in barred]
    if not edges:
        return []
    size = len(rules.source)
    one, two = np.array([edge.one for edge in edges]), np.array([edge.two for edge in edges])
    _, part = connected_components(coo_array((np.ones(len(edges)), (one, two)), shape=(size, size)), directed=False)
    parts: dict[int, list[Edge]] = {}
    for edge in edges:
        parts.setdefault(int(part[edge.one]), []).append(edge)
    chosen = [edge for held in parts.values() for edge in _best_of_part(held, rules)]
    return sorted(chosen, key=lambda edge: (-edge.score, edge.one, edge.two))


def _best_of_part(edges: list[Edge], rules: Constraints) -> list[Edge]:
    if len(edges) == 1:
        return edges
    ends = sorted({end for edge in edges for end in (edge.one, edge.two)})
    first = rules.source[ends[0]]
    rows = {end: at for at, end in enumerate(end for end in ends if rules.source[end] == first)}
    columns = {end: at for at, end in enumerate(end for end in ends if rules.source[end] != first)}
    if len(rows) * len(columns) > _LARGEST_TABLE:
        return edges
    table: Numbers = np.zeros((len(rows), len(columns)))
    known = {}
    for edge in edges:
        row, column = (edge.one, edge.two) if edge.one in rows else (edge.two, edge.one)
        table[rows[row], columns[column]] = edge.score
        known[rows[row], columns[column]] = edge
    from scipy.optimize import linear_sum_assignment  # here: it takes a second that few processes need

    pairs = zip(*linear_sum_assignment(table, maximize=True), strict=True)
    return [known[int(row), int(column)] for row, column in pairs if (int(row), int(column)) in known]


def _improve(groups: _Groups, edges: Sequence[Edge]) -> None:
    """Move single records to the cluster where their scores sum higher, as long as one gains; a few rounds at most."""
    near: dict[int, list[tuple[int, float]]] = {}
    for edge in edges:
        near.setdefault(edge.one, []).append((edge.two, edge.score))
        near.setdefault(edge.two, []).append((edge.one, edge.score))
    fixed = {end for pair in groups.rules.must for end in pair}
    for _ in range(_ROUNDS):
        moved = [record for record in sorted(near) if record not in fixed and _moved(groups, record, near[record])]
        if not moved:
            return


def _moved(groups: _Groups, record: int, near: Sequence[tuple[int, float]]) -> bool:
    own = groups.of[record]
    sums: dict[int, float] = {}
    for other, score in near:
        sums[groups.of[other]] = sums.get(groups.of[other], 0.0) + score
    here = sums.get(own, 0.0)
    rest = [member for member in groups.held(own) if member != record]
    for group in sorted(sums, key=lambda name: (-sums[name], name)):
        if group == own or sums[group] <= here + 1e-12:
            continue
        if _fits(groups, record, group):
            _take_out(groups, record, own, rest)
            groups.join(record, group)
            return True
    return False


def _fits(groups: _Groups, record: int, group: int) -> bool:
    members = groups.held(group)
    if any(groups.rules.source[member] == groups.rules.source[record] for member in members):
        return False
    return not groups.barred.get(record, set()) & set(members)


def _take_out(groups: _Groups, record: int, own: int, rest: list[int]) -> None:
    """The record alone, and its old cluster named by its first member."""
    groups.members.pop(own, None)
    groups.of[record] = record
    if rest:
        groups.members[rest[0]] = rest
        for member in rest:
            groups.of[member] = rest[0]


def broken(clusters: Sequence[int], rules: Constraints) -> int:
    """How many rules a clustering breaks: 0 of every one made here."""
    seen: set[tuple[int, int]] = set()
    twice = 0
    for record, group in enumerate(clusters):
        key = group, rules.source[record]
        twice += rules.one_to_one and key in seen
        seen.add(key)
    apart = sum(clusters[one] == clusters[two] for one, two in rules.cannot)
    return twice + apart + sum(clusters[one] != clusters[two] for one, two in rules.must)


def draw_clusterings(
    edges: Sequence[Edge],
    probabilities: Sequence[float],
    rules: Constraints,
    *,
    draws: int,
    seed: int,
    unseen: Unseen = NOTHING_UNSEEN,
) -> list[tuple[int, ...]]:
    """Clusterings that might be: in each, pairs are kept by their probability and resolved under the same rules.

    How many links there are in all is drawn first, with its error; the probabilities give way where it is fewer than
    they add up to. ``unseen`` links, which no pair of ``edges`` stands for, are drawn in number only: they join records
    by lot that have no link between those lists. They are right for counting persons, and say nothing of any of them.
    """
    keyed = sorted(zip(edges, probabilities, strict=True), key=lambda one: (one[0].one, one[0].two))
    chances = np.array([probability for _, probability in keyed])
    places = _places(rules.source)
    generator = np.random.Generator(np.random.PCG64(seed))
    found = []
    for _ in range(draws):
        more = unseen.links + unseen.error * generator.standard_normal()
        now = chances if more >= 0 else _fewer(chances, -more)
        kept = np.flatnonzero(generator.random(len(keyed)) < now)
        groups = resolve([keyed[at][0] for at in kept.tolist()], rules)
        found.append(_with_unseen(groups, rules, places, unseen.shares, max(more, 0.0), generator))
    return found


def _fewer(chances: Numbers, by: float) -> Numbers:
    """Probabilities that add up to so much less, all odds lowered alike; certain pairs stay."""
    odds = chances / np.maximum(1 - chances, 1e-12)
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        less = float((chances - middle * odds / (1 + middle * odds)).sum())
        low, high = (middle, high) if less > by else (low, middle)
    now: Numbers = high * odds / (1 + high * odds)
    return now


def _places(source: Sequence[int]) -> dict[int, list[int]]:
    """The records of each list."""
    found: dict[int, list[int]] = {}
    for record, held in enumerate(source):
        found.setdefault(held, []).append(record)
    return found


def _with_unseen(
    groups: tuple[int, ...],
    rules: Constraints,
    places: Mapping[int, Sequence[int]],
    shares: Mapping[tuple[int, int], float],
    links: float,
    generator: np.random.Generator,
) -> tuple[int, ...]:
    """The clustering with so many free records of two lists joined by lot as the draw of their number says."""
    made = _Groups.of_clusters(groups, rules)
    for lists, share in shares.items():
        many = int(links * share + generator.random())
        if not many:
            continue
        left, right = (
            generator.permutation(_free(made, places[one], other)).tolist() for one, other in (lists, lists[::-1])
        )
        for a, b in list(zip(left, right, strict=False))[:many]:
            if made.of[a] != made.of[b] and made.may_join(made.of[a], made.of[b]):
                made.join(a, b)
    return tuple(made.of)


def _free(groups: _Groups, own: Sequence[int], other: int) -> Sequence[int]:
    """The records of a list that are in no cluster with one of the other list."""
    source = groups.rules.source
    return [at for at in own if not any(source[member] == other for member in groups.held(groups.of[at]))]


def competing(left: NDArray[np.int64], right: NDArray[np.int64], probabilities: Numbers) -> Numbers:
    """Probabilities of pairs where a place can have one pair only: each weighed against the others of both its places.

    A place is a record as seen from one other list: of each other list it can have a partner. ``left`` and ``right``
    number the places of each pair. Among pairs of like probability some have rivals and some have none. Their mean
    stays what it was, as far as the rivals leave room: those without are the likelier for it.
    """
    places = np.unique(np.concatenate((left, right)), return_inverse=True)[1].reshape(2, -1)
    wanted = np.minimum(probabilities, 1 - 1e-9)
    alike = np.argsort(np.argsort(wanted, kind="stable")) // _ALIKE
    enough = np.bincount(alike) == _ALIKE
    odds = wanted / (1 - wanted)
    for _ in range(_ROUNDS):
        now = np.bincount(alike, _against_rivals(places, odds))
        times = np.clip(np.bincount(alike, wanted) / np.maximum(now, 1e-12), 0.5, 2)
        odds = np.minimum(odds * np.where(enough, times, 1)[alike], 1e9)
    return _against_rivals(places, odds)


def _against_rivals(places: NDArray[np.int64], odds: Numbers) -> Numbers:
    """``places`` (2 × pairs) are those of each pair."""
    whole = np.bincount(places.ravel(), np.tile(odds, 2))
    own: Numbers = odds / (1 + np.maximum(whole[places[0]], whole[places[1]]))
    return own
