"""Candidate pairs of records across lists, from hits between filters: the best over all names of both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from palermo.linkage.compare import Hits, Join, dice, ones_of, together
from palermo.linkage.encodings import Encodings, Whole, Words
from palermo.linkage.evaluate import Numbers, Scores

Runner = Callable[[Join], Hits]
_SAMPLED = 256
_STRANGERS = 8  # chance pairs a record that the lowest score of interest lets through
_LOWEST = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """The real filters of a list in the order of its record ids: ``record`` the place of each filter's record."""

    source: str
    ids: Sequence[str]
    filters: Words
    record: Whole


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of records of two lists by place, best score each, sorted by place."""

    left: Whole
    right: Whole
    score: Numbers

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True, slots=True, eq=False)
class Copies:
    """Planted copies: their filters, and the score of each beside its original."""

    filters: Words
    score: Numbers


def run_here(work: Join) -> Hits:
    """All blocks of a join, one after the other."""
    prepared = work.prepared()
    return together([work.block(start, prepared) for start in work.blocks()])


def listed(encodings: Encodings) -> Listed:
    """The real records of an encoded list, sorted by id and name, so that the order of the file does not matter."""
    rows = encodings.real_rows()
    keyed = sorted(rows[np.argsort(encodings.alias[rows], kind="stable")].tolist(), key=encodings.ids.__getitem__)
    names = [encodings.ids[at] for at in keyed]
    first = [at == 0 or name != names[at - 1] for at, name in enumerate(names)]
    ids = [name for name, begins in zip(names, first, strict=True) if begins]
    return Listed(encodings.passport.source, ids, encodings.filters[keyed], np.cumsum(first, dtype=np.int64) - 1)


def planted(encodings: Encodings) -> dict[str, Copies]:
    """The planted copies of a list by level, each with its score beside its original, the best over all its names."""
    ones = ones_of(encodings.filters)
    copied = {plant for plant in encodings.plant_of if plant is not None}
    rows: dict[str, list[int]] = {}
    for at, (id, plant) in enumerate(zip(encodings.ids, encodings.plant_of, strict=True)):
        if plant is None and id in copied:
            rows.setdefault(id, []).append(at)
    found: dict[str, list[tuple[int, float]]] = {}
    for at, plant in enumerate(encodings.plant_of):
        if plant is not None and plant in rows:
            own = rows[plant]
            common = np.bitwise_count(encodings.filters[own] & encodings.filters[at]).sum(axis=1, dtype=np.int32)
            best = float(dice(common, ones[own], np.full(len(own), ones[at], np.int32)).max())
            found.setdefault(encodings.ids[at].split(":")[1], []).append((at, best))
    return {
        level: Copies(encodings.filters[[at for at, _ in held]], np.array([score for _, score in held]))
        for level, held in sorted(found.items())
    }


def found_elsewhere(copies: Copies, other: Listed, floor: float, kernel: str, run: Runner) -> Numbers:
    """The best score of each copy in another list, 0 below ``floor``; those left out that are like their original."""
    filters = copies.filters[copies.score < floor]
    hits = run(Join(filters, other.filters, floor, kernel))
    best = np.zeros(len(filters))
    score = dice(hits.common, ones_of(filters)[hits.left], ones_of(other.filters)[hits.right])
    np.maximum.at(best, hits.left, score)
    return best


def floor_of(left: Listed, right: Listed) -> float:
    """The score that some eight chance pairs of a record reach: below it nothing can be told apart.

    Read off a sample of the left list, evenly spread.
    """
    some = left.filters[np.unique(np.linspace(0, len(left.filters) - 1, _SAMPLED).astype(np.int64))]
    share = min(1.0, _STRANGERS / max(len(right.filters), 1))
    ones = ones_of(right.filters)
    cuts = []
    for at in range(len(some)):  # one at a time: a row has as many scores as the right list records
        common = np.bitwise_count(right.filters & some[at]).sum(axis=1, dtype=np.int32)
        cuts.append(np.quantile(dice(common, ones_of(some[at : at + 1]), ones), 1 - share))
    return round(max(_LOWEST, float(np.median(cuts))), 3)


def candidates(left: Listed, right: Listed, threshold: float, kernel: str, run: Runner) -> tuple[Pairs, int]:
    """The pairs of records at or above ``threshold``, and how many hits the cap let go."""
    hits = run(Join(left.filters, right.filters, threshold, kernel))
    score = dice(hits.common, ones_of(left.filters)[hits.left], ones_of(right.filters)[hits.right])
    a, b = left.record[hits.left], right.record[hits.right]
    order = np.lexsort((-score, b, a))
    a, b, score = a[order], b[order], score[order]
    first = np.r_[True, (a[1:] != a[:-1]) | (b[1:] != b[:-1])] if len(a) else np.empty(0, bool)
    return Pairs(a[first], b[first], score[first]), hits.capped


def scores_of(pairs: Pairs, left: int, right: int) -> Scores:
    """What the estimators read off the pairs of two lists."""
    order = np.lexsort((pairs.right, pairs.left, -pairs.score))
    return Scores(pairs.score, pairs.score[greedy(pairs, order, left, right)], others(pairs), left, right)


def greedy(pairs: Pairs, order: Whole, left: int, right: int) -> Whole:
    """The pairs that are kept when the best comes first and nobody is taken twice."""
    free_left, free_right = np.ones(left, bool), np.ones(right, bool)
    kept = []
    for at, one, two in zip(order.tolist(), pairs.left[order].tolist(), pairs.right[order].tolist(), strict=True):
        if free_left[one] and free_right[two]:
            free_left[one] = free_right[two] = False
            kept.append(at)
    return np.array(kept, np.int64)


def others(pairs: Pairs) -> Numbers:
    """The scores of all but the best pair of each left record."""
    order = np.lexsort((-pairs.score, pairs.left))
    rows = pairs.left[order]
    beside: Numbers = pairs.score[order][1:][rows[1:] == rows[:-1]]
    return beside
