"""Quality without truth: what the planted copies and the second best scores say of links missed and links wrong."""

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_Z = 1.959963984540054
_SETTLED = 1e-6
"""Right links that a round may still add or take when the fixed point counts as reached."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def to_dict(self) -> dict[str, float]:
        return {"value": round(self.value, 6), "low": round(self.low, 6), "high": round(self.high, 6)}


def wilson(right: float, of: int) -> Interval:
    """The Wilson interval of a share; 0 to 1 where nothing was counted."""
    if of <= 0:
        return Interval(0.0, 0.0, 1.0)
    share = min(max(right / of, 0.0), 1.0)
    middle = share + _Z * _Z / (2 * of)
    reach = _Z * sqrt(share * (1 - share) / of + _Z * _Z / (4 * of * of))
    whole = 1 + _Z * _Z / of
    return Interval(share, max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole))


def poisson(seen: int) -> Interval:
    """The mean of a count with its interval, by the square root, whose spread is the same for every mean."""
    return Interval(float(seen), max(0.0, sqrt(seen) - _Z / 2) ** 2, (sqrt(seen + 1) + _Z / 2) ** 2)


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """What the join of two lists says by score alone.

    ``pairs`` are the scores of all candidate pairs, ``links`` those that a greedy one-to-one choice keeps, ``others``
    those of all but the best pair of each left record. ``left`` and ``right`` are the numbers of records.
    """

    pairs: Numbers
    links: Numbers
    others: Numbers
    left: int
    right: int


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """By threshold, rising: links made, links right among them as estimated, and the standard error of that.

    ``pairs`` are all pairs, of which a one-to-one choice makes the links; ``beside`` those beside each record's best
    one: how often strangers look alike.
    """

    thresholds: Numbers
    made: Numbers
    right: Numbers
    error: Numbers
    pairs: Numbers
    beside: Numbers

    def __add__(self, other: "Curve") -> "Curve":
        return Curve(
            self.thresholds,
            self.made + other.made,
            self.right + other.right,
            np.hypot(self.error, other.error),
            self.pairs + other.pairs,
            self.beside + other.beside,
        )


def curve(scores: Scores, thresholds: Numbers, *, one_to_one: bool) -> Curve:
    """The estimated number of right links above each threshold.

    The model: above a threshold a record meets chance pairs in a Poisson number. Their mean shows in the pairs beside
    each record's best: all of a record's chance pairs where the best is its true partner, all but one where it has
    none. In a one-to-one choice chance pairs make wrong links where both records are free.
    """
    pairs = _at_or_above(scores.pairs, thresholds)
    made = _at_or_above(scores.links, thresholds) if one_to_one else pairs
    others = _at_or_above(scores.others, thresholds)
    right = made.copy()
    wrong = np.zeros_like(made)
    for _ in range(60):  # a fixed point; it settles in a dozen rounds
        share = np.clip(right / max(scores.left, 1), 0, 1)
        strangers = _strangers(others / max(scores.left, 1), share)
        wrong = _wrong(scores, strangers, right) if one_to_one else strangers * scores.left
        before = right
        right = 0.5 * right + 0.5 * np.clip(made - wrong, 0, min(scores.left, scores.right) if one_to_one else None)
        if np.abs(right - before).max(initial=0.0) < _SETTLED:
            break
    error = np.sqrt(wrong + 1) + wrong / np.sqrt(np.maximum(others, 1))
    return Curve(thresholds, made, made - wrong, error, pairs, others)


def settled(whole: Curve) -> Curve:
    """The curve with right links no fewer than none, and none lost by a lower threshold.

    Done to the sum of all pairs of lists: done to each, the chance ups of many small ones would add up to right links.
    """
    right = np.maximum.accumulate(np.clip(whole.right, 0, whole.made)[::-1])[::-1]
    return replace(whole, right=right)


def _at_or_above(scores: Numbers, thresholds: Numbers) -> Numbers:
    held = np.sort(scores)
    return (len(held) - np.searchsorted(held, thresholds - 1e-12)).astype(np.float64)


def _strangers(others: Numbers, matched: Numbers) -> Numbers:
    """The mean number of chance pairs of a record that leaves so many pairs beside the best, by Newton's steps.

    What is sought is a root of a convex rising function, approached from above, so that no step passes it.
    """
    mean = others + 1.0
    for _ in range(50):
        chance = np.exp(-mean)
        given = matched * mean + (1 - matched) * (mean - 1 + chance)
        step = (given - others) / np.maximum(matched + (1 - matched) * (1 - chance), 1e-12)
        mean = np.maximum(mean - step, 0.0)
        if step.max(initial=0.0) < 1e-9:
            break
    return mean


def _wrong(scores: Scores, strangers: Numbers, right: Numbers) -> Numbers:
    """Wrong links of a one-to-one choice: chance pairs between records that no right link holds."""
    free_left = np.maximum(scores.left - right, 0)
    free_right = np.maximum(scores.right - right, 0)
    least = np.minimum(free_left, free_right)
    pairs = strangers * free_left * free_right / max(scores.right, 1)
    return np.where(least > 0, least * (1 - np.exp(-pairs / np.maximum(least, 1e-9))), 0.0)
