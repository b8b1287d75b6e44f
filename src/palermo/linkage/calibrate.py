"""Thresholds and probabilities without truth: from planted copies and the mixture of scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from palermo.linkage.evaluate import Curve, Interval, Numbers, Scores, curve, poisson, settled, wilson
from palermo.linkage.plant import LEVELS

_STEP = 0.002
_DOUBTED = 3.0  # a third of the wrong links may be misjudged: that must not outweigh the chance error of the right ones
_LEAST_WRONG, _MOST_WRONG = 0.05, 0.3  # shares of wrong links that are borne however long or short the lists are
_AROUND = 0.02
_RARE = 0.005  # pairs beside the best a link: copies with changed names are counted where few are found by chance
_CUTS = 20
_SMOOTH = 0.002
_NEAR = 1.92  # of the logarithm of the likelihood: means that fit the links nearly as well as the best one
_MEANS = np.geomspace(0.05, 6.0, 60)


@dataclass(frozen=True, slots=True, eq=False)
class Probed:
    """Copies of two lists with names changed over: the best scores in the other list of those unlike their originals.

    ``a_record`` is the number of copies a record, ``records`` that of the records of the left list.
    """

    best: Numbers
    a_record: float
    records: int


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """The true pairs: their number with its interval, and the share of those not changed over above each threshold."""

    pairs: Interval
    kept: Numbers
    unchanged: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration:
    """A threshold, the probabilities by score, and what is expected of the links above the threshold."""

    threshold: float
    method: str
    points: tuple[tuple[float, float], ...]
    precision: Interval
    recall: Interval
    f1_around: tuple[float, float]
    plants: int
    true_pairs: Interval

    def probability(self, scores: Numbers) -> Numbers:
        """The probability that a pair of this score is one person, by straight lines between the points."""
        at, value = (np.array([point[side] for point in self.points]) for side in (0, 1))
        return np.interp(scores, at, value) if len(at) else np.zeros_like(scores)


def calibrate(
    parts: Sequence[Scores],
    plants: Mapping[str, Numbers],
    probed: Sequence[Probed] = (),
    *,
    floor: float,
    one_to_one: bool,
    threshold: float | None = None,
) -> Calibration:
    """The calibration of a run: ``parts`` a pair of lists each, ``plants`` the scores of copies with their originals.

    Plants come by the level of their mistakes; ``probed`` are copies with names changed over, a pair of lists each.

    ``threshold`` None asks for the one whose estimated F1 is highest.
    """
    grid = grid_from(floor)
    return calibrated(curve(parts, grid, one_to_one=one_to_one), plants, probed, threshold=threshold)


def grid_from(floor: float) -> Numbers:
    """The thresholds looked at, from ``floor`` to 1."""
    return np.arange(np.ceil(floor / _STEP) * _STEP, 1.0 + _STEP / 2, _STEP)


def calibrated(
    whole: Curve,
    plants: Mapping[str, Numbers],
    probed: Sequence[Probed] = (),
    *,
    threshold: float | None = None,
    precise: float | None = None,
) -> Calibration:
    """The calibration of a curve.

    The threshold is that given; else, where ``precise`` is asked for, the lowest of that estimated precision; else the
    one with the best estimated F1.
    """
    whole = settled(whole)
    grid = whole.thresholds
    true = _true_pairs(whole, plants, probed)
    f1 = 2 * whole.right / np.maximum(whole.made + true.pairs.value, 1e-9)
    if threshold is not None:
        at = int(np.clip(np.searchsorted(grid, threshold - 1e-9), 0, len(grid) - 1))
    elif precise is not None:
        good = np.flatnonzero((whole.made > 0) & (whole.right >= precise * whole.made))
        at = int(good[0]) if len(good) else len(grid) - 1
    else:
        at = int(np.argmax(f1))
    value = float(round(grid[at], 6)) if threshold is None else threshold
    around = int(round(_AROUND / _STEP))
    near = f1[max(0, at - around)], f1[min(len(f1) - 1, at + around)]
    return Calibration(
        threshold=value,
        method="auto" if threshold is None else "given",
        points=_points(whole, true),
        precision=_precision(whole, at),
        recall=_recall(whole, at, true.pairs, sum(map(len, plants.values()))),
        f1_around=(float(f1[at] - near[0]), float(f1[at] - near[1])),
        plants=sum(map(len, plants.values())),
        true_pairs=true.pairs,
    )


def _true_pairs(whole: Curve, plants: Mapping[str, Numbers], probed: Sequence[Probed]) -> Whole:
    """How many pairs are true, and the share of them at or above each threshold.

    The copies of each level spread over the scores in a way of their own. How careless records were written varies as
    an exponential with one mean: the mean under which the levels together look most like the right links, where these
    can be trusted, says how many lie below, where they cannot be told from chance. Pairs whose names were changed over
    lie there too, and are counted by copies that were changed over. Means that fit worse by no more than the copies'
    own chance and the family of means make the best one misfit are within the interval.
    """
    grid = whole.thresholds
    held = [int(level) for level, scores in plants.items() if len(scores)]
    spread = [np.array([np.mean(plants[str(level)] >= at - 1e-12) for at in grid]) for level in held]
    wrong = np.clip(_DOUBTED / np.sqrt(np.maximum(whole.right, 1)), _LEAST_WRONG, _MOST_WRONG)
    trusted = np.flatnonzero((whole.made > 0) & (whole.right >= (1 - wrong) * whole.made))
    if not spread or not len(trusted):
        most = float(whole.right.max(initial=0.0))
        return Whole(Interval(most, most, most), np.ones_like(grid), most)
    first = int(trusted[0])
    shares = [np.average(spread, axis=0, weights=_shares_of_levels(mean)[held] + 1e-12) for mean in _MEANS]
    likely, misfit = _likelihoods(whole.right, shares, first)
    kept = shares[int(np.argmax(likely))]
    error = _relative_error(whole, kept, sum(map(len, plants.values())))
    best = int(trusted[np.argmin(error[trusted])])
    near = [max(float(shares[at][best]), 0.05) for at in np.flatnonzero(likely >= likely.max() - _NEAR * misfit)]
    right, off = float(whole.right[best]), 1.96 * float(error[best])
    unchanged = right / max(float(kept[best]), 0.05)
    changed = _changed_over(whole, probed, kept)
    low, high = right / max(near) * max(1 - off, 0.0), right / min(near) * (1 + off)
    return Whole(Interval(unchanged + changed.value, low + changed.low, high + changed.high), kept, unchanged)


def _relative_error(whole: Curve, kept: Numbers, copies: int) -> Numbers:
    """The standard error of right links over the share kept, by threshold, as a share of it."""
    share = np.clip(kept, 0.05, 1.0)
    error: Numbers = np.hypot(whole.error / np.maximum(whole.right, 1.0), np.sqrt((1 / share - 1) / copies))
    return error


def _likelihoods(right: Numbers, shares: Sequence[Numbers], first: int) -> tuple[Numbers, float]:
    """How well each way to spread the scores fits the right links above the first threshold, as a logarithm.

    With it the misfit of the best one: Pearson's chi-square a degree of freedom, no less than 1.
    """
    cuts = _bins(right, first=first, least=max(20.0, float(right[first]) / _CUTS))
    seen = _steps(right, cuts)
    shapes = [_steps(share, cuts) + _SMOOTH for share in shares]
    shapes = [shape / shape.sum() for shape in shapes]
    likely = np.array([float((seen * np.log(shape)).sum()) for shape in shapes])
    expected = shapes[int(np.argmax(likely))] * seen.sum()
    misfit = float(((seen - expected) ** 2 / expected).sum()) / max(len(seen) - 2, 1)
    return likely, max(misfit, 1.0)


def _changed_over(whole: Curve, probed: Sequence[Probed], kept: Numbers) -> Interval:
    """How many true pairs have names changed over: copies found in the other list, over copies a record.

    They are counted where few strangers are found, less those, and made up for what other mistakes hide.
    """
    safe = np.flatnonzero(whole.beside <= _RARE * whole.made)
    copies = sum(one.a_record for one in probed)
    if not copies or not len(safe):
        return Interval(0.0, 0.0, 0.0)
    at = int(safe[0])
    seen = poisson(sum(int((one.best >= whole.thresholds[at] - 1e-12).sum()) for one in probed))
    strangers = whole.beside[at] * sum(len(one.best) for one in probed) / sum(one.records for one in probed)
    times = len(probed) / copies / max(float(kept[at]), 0.05)
    value, low, high = (max(0.0, many - strangers) * times for many in (seen.value, seen.low, seen.high))
    return Interval(value, low, high)


def _shares_of_levels(mean: float) -> Numbers:
    """The share of each level of mistakes where records' rates are exponential with this mean."""
    edges = [0.0, *((low + high) / 2 for low, high in pairwise(LEVELS)), np.inf]
    return np.diff([1 - np.exp(-edge / mean) for edge in edges])


def _steps(above: Numbers, cuts: Sequence[int]) -> Numbers:
    """How many fall into each bin, from how many lie at or above each threshold."""
    return -np.diff(np.append(above, 0.0)[list(cuts)])


def _precision(whole: Curve, at: int) -> Interval:
    made = float(whole.made[at])
    if made <= 0:
        return Interval(1.0, 0.0, 1.0)
    value = float(np.clip(whole.right[at] / made, 0, 1))
    reach = 1.96 * float(whole.error[at]) / made
    around = wilson(value * made, int(made))
    return Interval(value, max(0.0, min(around.low, value - reach)), min(1.0, max(around.high, value + reach)))


def _recall(whole: Curve, at: int, true: Interval, plants: int) -> Interval:
    """Right links over true pairs.

    The interval is as wide as one of so many plants, the links' own error, and what is open of the true pairs.
    """
    if true.value <= 0 or not plants:
        return Interval(0.0, 0.0, 1.0)
    right = float(whole.right[at])
    value = float(np.clip(right / true.value, 0, 1))
    around = wilson(value * plants, plants)
    own = 1.96 * float(whole.error[at]) / max(true.value, 1.0)
    low = value - np.hypot(value - around.low + own, value - right / max(true.high, 1e-9))
    high = value + np.hypot(around.high - value + own, right / max(true.low, 1e-9) - value)
    return Interval(value, max(0.0, float(low)), min(1.0, float(high)))


def _points(whole: Curve, told: Whole) -> tuple[tuple[float, float], ...]:
    """Score and probability, rising: right pairs over all pairs of that score.

    Where links are mostly right their number is that of the right ones; where they are not, it is what the copies say.
    """
    grid = whole.thresholds
    cuts = _bins(whole.made)
    made, right, pairs, kept = (_steps(above, cuts) for above in (whole.made, whole.right, whole.pairs, told.kept))
    trust = np.clip(right / np.maximum(made, 1e-9), 0, 1)
    true = trust * np.maximum(right, 0) + (1 - trust) * told.unchanged * np.maximum(kept, 0)
    share = np.where(pairs > 0, np.clip(true / np.maximum(pairs, 1e-9), 0, 1), 1.0)
    middle = [min(float(grid[low:high].mean() + _STEP / 2), 1.0) for low, high in pairwise(cuts)]
    found = zip(middle, share.tolist(), np.maximum(pairs, 1e-9).tolist(), strict=True)
    return tuple((round(score, 6), round(value, 6)) for score, value in _rising(list(found)))


def _bins(above: Numbers, *, first: int = 0, least: float = 20) -> list[int]:
    """Where to cut the scores: at least so many pairs a bin, as far as there are so many."""
    cuts, last = [len(above)], 0.0
    for at in range(len(above) - 1, first - 1, -1):
        if above[at] - last >= least:
            cuts.append(at)
            last = float(above[at])
    if cuts[-1] != first:
        cuts.append(first)
    return cuts[::-1]


def _rising(found: Sequence[tuple[float, float, float]]) -> list[tuple[float, float]]:
    """The shares made to rise with the score, by pooling neighbours that do not."""
    pools: list[list[float]] = []
    sizes: list[int] = []
    for _, share, weight in found:
        pools.append([share * weight, weight])
        sizes.append(1)
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            value, size = pools.pop(), sizes.pop()
            pools[-1] = [pools[-1][0] + value[0], pools[-1][1] + value[1]]
            sizes[-1] += size
    shares = [value[0] / value[1] for value, size in zip(pools, sizes, strict=True) for _ in range(size)]
    return [(score, share) for (score, _, _), share in zip(found, shares, strict=True)]
