"""Estimates of N that rest on one plain assumption each: by them a reader sees which way a model leans."""

from math import inf

import numpy as np

from palermo.prevalence.fitting import FINE, fit_models
from palermo.prevalence.lists import Lists
from palermo.prevalence.models import bits, main_effects


def independence(lists: Lists) -> float | None:
    """Independent lists; None where they have no maximum likelihood estimate."""
    fits = fit_models(main_effects(lists.k)[None, :], lists.counts(), lists.k)
    return lists.n + float(fits.dark[0]) if fits.status[0] == FINE else None


def chao_lower(lists: Lists) -> float | None:
    """Chao's lower bound where people are seen with unequal ease: n + (k − 1)/k · f1² / (2·f2) (Chao 1987).

    f1 and f2 are the persons on exactly one and exactly two lists. None without anyone on exactly two.
    """
    once, twice = (sum(count for cell, count in lists.cells if cell.bit_count() == many) for many in (1, 2))
    return lists.n + (lists.k - 1) / lists.k * once**2 / (2 * twice) if twice else None


def chapman(lists: Lists) -> float:
    """Chapman's estimate from two lists, which is defined even without an overlap."""
    first, second = lists.sizes()
    return (first + 1) * (second + 1) / (lists.overlaps()[0, 1] + 1) - 1


def sample_coverage(lists: Lists) -> float | None:
    """The estimator by sample coverage where coverage is high (Chao & Tsay 1998), pairwise dependence allowed.

    C is the mean share of a list's persons who stand on another list too, D the mean number of persons on the lists
    without one of them; each pair adds its coefficient of covariation, in which N stands again, so the equation is
    solved for N. None where it has no solution at or above n.
    """
    counts, k, sizes = lists.counts(), lists.k, lists.sizes()
    if k < 3 or not all(sizes):
        return None
    alone = [float(counts[1 << at]) for at in range(k)]
    coverage = k - sum(one / size for one, size in zip(alone, sizes, strict=True))
    seen = k * lists.n - sum(alone)
    for (i, j), shared in lists.overlaps().items():
        weight = alone[i] + alone[j] + 2.0 * float(counts[1 << i | 1 << j])
        coverage -= weight * shared / (sizes[i] * sizes[j])
        seen -= weight
    found = seen / coverage if coverage > 1e-4 else inf
    return found if np.isfinite(found) and found > lists.n else None


def components(lists: Lists) -> int:
    """Into how many groups the lists fall when two are joined where they share somebody."""
    group = list(range(lists.k))
    for cell, _ in lists.cells:
        held = {group[at] for at in bits(cell)}
        group = [min(held) if one in held else one for one in group]
    return len(set(group))
