"""Drawn links: how far N moves when the matching of persons is drawn again (after Sadinle 2018)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from palermo.prevalence.answers import Table, answer
from palermo.prevalence.estimating import settings_for
from palermo.prevalence.lists import Lists
from palermo.prevalence.resampling import LEVEL


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """How many link sets were drawn and refused, and the middle and the 95 % range of N over the others."""

    draws: int
    refused: int
    median: float | None
    low: float | None
    high: float | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "draws": self.draws,
            "refused": self.refused,
            "median": self.median,
            "low": self.low,
            "high": self.high,
        }


def estimate_over(
    link_sets: Iterable[Lists],
    *,
    method: str = "bic",
    criterion: str = "bic",
    order: int | None = None,
    threshold: float = 0.02,
    seed: int = 1,
    facial: bool = False,
) -> Links:
    """Estimate N on every drawn link set; the range is that of linkage alone, beside the sampling interval.

    Raises UsageError outside the domain of a parameter.
    """
    values: list[float] = []
    refused = 0
    for lists in link_sets:
        asked = settings_for(
            lists, method=method, criterion=criterion, order=order, threshold=threshold, resamples=0, seed=seed,
            facial=facial,
        )  # fmt: skip
        table = Table(lists, asked)
        found = answer(table, method if method != "pooled" else "bic").value
        if found is None:
            refused += 1
        else:
            values.append(found)
    if not values:
        return Links(draws=refused, refused=refused, median=None, low=None, high=None)
    low, median, high = (
        float(one) for one in np.quantile(values, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2], method="median_unbiased")
    )
    return Links(draws=len(values) + refused, refused=refused, median=median, low=low, high=high)
