"""Quality without truth: what the planted copies and the second best scores say of links missed and links wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_Z = 1.959963984540054
_ENOUGH, _MANY = 5, 50  # pairs beside the best: fewer say little of how often strangers look alike
_SLOWER = 0.5
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


def curve(parts: Sequence[Scores], thresholds: Numbers, *, one_to_one: bool) -> Curve:
    """The estimated number of right links above each threshold, all pairs of lists together.

    The model: above a threshold a record meets chance pairs in a Poisson number. Their mean shows in the pairs beside
    each record's best: all of a record's chance pairs where the best is its true partner, all but one where it has
    none. In a one-to-one choice chance pairs make wrong links where both records are free. How often strangers look
    alike falls with the threshold in the same way for all pairs of lists, from as many as each has at the lowest one:
    two short lists alone hold too few pairs to say. A list that holds a person twice makes chance pairs seem frequent.
    """
    left, right = (np.array([[getattr(one, side)] for one in parts], np.float64) for side in ("left", "right"))
    pairs, links, others = (
        np.array([_at_or_above(getattr(one, name), thresholds) for one in parts])
        for name in ("pairs", "links", "others")
    )
    made = links if one_to_one else pairs
    lowest = pairs[:, :1] / np.maximum(left, 1)
    most = np.minimum(left, right) if one_to_one else None
    sure, wrong = made.copy(), np.zeros_like(made)
    beside = others.sum(axis=0)
    for _ in range(60):  # a fixed point; it settles in a dozen rounds
        matched = np.clip(sure / np.maximum(left, 1), 0, 1)
        share = _with_tail(_share_of_lowest(beside, lowest, left, matched), beside, thresholds)
        strangers = share * lowest
        wrong = _wrong(left, right, strangers, sure) if one_to_one else strangers * left
        before = sure
        sure = 0.5 * sure + 0.5 * np.clip(made - wrong, 0, most)
        if np.abs((sure - before).sum(axis=0)).max(initial=0.0) < _SETTLED:
            break
    made, wrong, pairs = (one.sum(axis=0) for one in (made, wrong, pairs))
    error = np.sqrt(wrong + 1) + wrong / np.sqrt(np.maximum(beside, _ENOUGH))
    return Curve(thresholds, made, made - wrong, error, pairs, beside)


def settled(whole: Curve) -> Curve:
    """The curve with right links no fewer than none, and none lost by a lower threshold.

    Done to the sum of all pairs of lists: done to each, the chance ups of many small ones would add up to right links.
    """
    right = np.maximum.accumulate(np.clip(whole.right, 0, whole.made)[::-1])[::-1]
    return replace(whole, right=right)


def _at_or_above(scores: Numbers, thresholds: Numbers) -> Numbers:
    held = np.sort(scores)
    return (len(held) - np.searchsorted(held, thresholds - 1e-12)).astype(np.float64)


def _share_of_lowest(others: Numbers, lowest: Numbers, left: Numbers, matched: Numbers) -> Numbers:
    """By threshold: the share of the lowest threshold's chance pairs that leaves so many pairs beside the best.

    ``lowest`` (pairs of lists × 1) are those of a record, ``matched`` (pairs of lists × thresholds) the share of
    records with a true partner. What is sought is a root of a convex rising function, approached from above by
    Newton's steps, so that no step passes it.
    """
    weight = left * lowest
    share: Numbers = (others + left.sum()) / max(float(weight.sum()), 1e-9)
    for _ in range(50):
        mean = share * lowest
        chance = np.exp(-mean)
        given = left * (matched * mean + (1 - matched) * (mean - 1 + chance))
        slope = weight * (matched + (1 - matched) * (1 - chance))
        step = (given.sum(axis=0) - others) / np.maximum(slope.sum(axis=0), 1e-9)
        share = np.maximum(share - step, 0.0)
        if step.max(initial=0.0) < 1e-9 * max(float(share.max(initial=0.0)), 1e-9):
            break
    return share


def _with_tail(share: Numbers, beside: Numbers, thresholds: Numbers) -> Numbers:
    """The share carried on where too few pairs beside the best are left to say.

    It falls half as fast as over the scores before: people of one name hold out longer than strangers at large.
    """
    enough = np.flatnonzero(beside >= _ENOUGH)
    many = np.flatnonzero(beside >= _MANY)
    if not len(enough) or not len(many) or many[-1] >= enough[-1] or share[enough[-1]] <= 0:
        return share
    first, last = int(many[-1]), int(enough[-1])
    falls = np.log(share[first] / share[last]) / (thresholds[last] - thresholds[first])
    tail = share[last] * np.exp(-max(float(falls), 0.0) * _SLOWER * (thresholds - thresholds[last]))
    carried: Numbers = np.where(np.arange(len(share)) > last, tail, share)
    return carried


def _wrong(left: Numbers, right: Numbers, strangers: Numbers, sure: Numbers) -> Numbers:
    """Wrong links of a one-to-one choice: chance pairs between records that no right link holds."""
    free_left, free_right = np.maximum(left - sure, 0), np.maximum(right - sure, 0)
    least = np.minimum(free_left, free_right)
    pairs = strangers * free_left * free_right / np.maximum(right, 1)
    wrong: Numbers = np.where(least > 0, least * (1 - np.exp(-pairs / np.maximum(least, 1e-9))), 0.0)
    return wrong
