"""Drawn links: how far N moves when the matching of persons is drawn again (after Sadinle 2018)."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from palermo.prevalence.answers import Table, answer
from palermo.prevalence.estimating import settings_for
from palermo.prevalence.lists import Floats, Lists
from palermo.prevalence.resampling import LEVEL
from palermo.prevalence.results import Estimate

_QUICK = "bic"
"""What stands for the methods that take long, or have no model: how far links move N differs little between them."""
_SLOW = ("pooled", "latent-class")
_TAILS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """One interval for chance and links together; ``share`` of its width, on the scale of log N, is that of links."""

    value: float
    low: float
    high: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """How many link sets were drawn and refused, and the middle and the 95 % range of N over the others.

    ``pooled``: the estimate beside which they stand, with both sources of error; None where it was refused, or too
    many draws were.
    """

    draws: int
    refused: int
    median: float | None
    low: float | None
    high: float | None
    pooled: Pooled | None = None

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


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
    asked = {"criterion": criterion, "order": order, "threshold": threshold, "seed": seed, "facial": facial}
    return _range([_said(lists, method, **asked).point for lists in link_sets])


def with_links(made: Estimate, lists: Lists, link_sets: Iterable[Lists], **asked: Any) -> Estimate:
    """An estimate on ``lists`` with drawn link sets beside it, pooled with them. ``asked`` as for ``estimate_over``.

    Each equally likely N of the estimate is moved by what each drawn link set moves N: by the same method, or by BIC
    for those that take long, there over all models by their weights, since a model that leads by a hair is no reason
    for a leap.
    """
    method = asked.pop("method", _QUICK)
    said = [_said(one, method, **asked) for one in link_sets]
    found = _range([one.point for one in said])
    before = _said(lists, method, **asked).even if made.headline and len(made.likely) else None
    if made.headline and before is not None and found.refused <= found.draws / 2:
        moved = np.log([one.even for one in said if one.even is not None]) - np.log(before)
        found = replace(found, pooled=_pooled(made.headline.value, made.likely, moved))
    return replace(made, links=found.to_dict())


@dataclass(frozen=True, slots=True)
class _Said:
    """N of a link set: by the method, and evened out over the models where it chooses among them by weights."""

    point: float | None
    even: float | None


def _said(lists: Lists, method: str, **asked: Any) -> _Said:
    quick = _QUICK if method in _SLOW else method
    table = Table(lists, settings_for(lists, method=quick, resamples=0, **asked))
    point = answer(table, quick).value
    if point is None or quick != _QUICK:
        return _Said(point, point)
    found = table.leaders
    weights = found.weights()
    return _Said(point, float(np.exp(weights @ np.log(table.n + found.dark[found.best]))))


def _pooled(value: float, draws: Floats, moved: Floats) -> Pooled:
    """``draws`` are equally likely values of log N, ``moved`` what links add to it."""
    chance = np.quantile(draws, _TAILS)
    low, high = np.quantile(np.add.outer(draws, moved), _TAILS)
    width = float(high - low)
    share = 1 - float(chance[1] - chance[0]) / width if width > 0 else 0.0
    return Pooled(
        value=float(value * np.exp(np.median(moved))), low=float(np.exp(low)), high=float(np.exp(high)),
        share=round(max(share, 0.0), 4),
    )  # fmt: skip


def _range(values: Sequence[float | None]) -> Links:
    known = [value for value in values if value is not None]
    if not known:
        return Links(draws=len(values), refused=len(values), median=None, low=None, high=None)
    low, median, high = (
        float(one) for one in np.quantile(known, [_TAILS[0], 0.5, _TAILS[1]], method="median_unbiased")
    )
    return Links(draws=len(values), refused=len(values) - len(known), median=median, low=low, high=high)
