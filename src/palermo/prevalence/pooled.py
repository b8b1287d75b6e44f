"""The pool: one interval from all methods that spoke, by weights settled on made-up worlds before it met any other."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from palermo.prevalence.answers import Answer, Table, answer
from palermo.prevalence.lists import Floats, without_sub_lists
from palermo.prevalence.models import check_order
from palermo.prevalence.resampling import LEVEL
from palermo.prevalence.telling import tell

WORLDS_A = "a4663c5cf4bdc69d6275a3ce7747b0bd3aea27284b076700f41b70f62be2970d"
"""The hash of the worlds of set A on which the weights were settled: 120, twenty a kind (the coverage benchmark)."""
_SETTLED = {"bic": 0.6, "latent-class": 0.4}
"""Stepwise and independence held the truth less often in every mixture that they were in."""
WEIGHTS: Mapping[int, Mapping[str, float]] = MappingProxyType({3: _SETTLED, 4: _SETTLED, 5: _SETTLED})
"""By the number of lists: two count as three, six and more as five. Set A gave no reason to tell them apart."""
METHODS = tuple(_SETTLED)
_POINTS = 1000  # equally likely ones that stand for the mixture


def weights_for(k: int) -> Mapping[str, float]:
    """The weights for ``k`` lists."""
    return WEIGHTS[min(max(k, 3), 5)]


def by_pool(table: Table, given: Mapping[str, Answer] | None = None) -> Answer:
    """log N averaged over the methods that did not refuse; the interval from the mixture of their draws of log N.

    A list within another is counted as that other one first: whether somebody is on it says nothing of who is on none,
    and models that keep the two apart have no estimate or a low one.
    """
    whole = without_sub_lists(table.lists)
    if whole.k < table.k:
        order = check_order(whole.k, min(table.settings.order, max(whole.k - 1, 1))) if whole.k > 1 else 1
        return by_pool(Table(whole, replace(table.settings, order=order)))
    if table.refusals:
        return Answer(method="pooled", findings=table.refusals)
    said = {name: (given or {}).get(name) or answer(table, name) for name in METHODS}
    return pool(said, weights_for(table.k))


def pool(said: Mapping[str, Answer], weights: Mapping[str, float]) -> Answer:
    """The pooled answer of several. Refused where those that refused have more than half of the weight."""
    asked = {name: one for name, one in said.items() if weights.get(name)}
    spoke = {name: one for name, one in asked.items() if one.value is not None and len(one.draws)}
    held = sum(weights[name] for name in spoke)
    plain = Answer(
        method="pooled", criterion=("pool_weights", None), model=f"{len(spoke)} of {len(asked)} methods",
        rhat=said["latent-class"].rhat if "latent-class" in said else None,
    )  # fmt: skip
    if held < 0.5 * sum(weights.values()):
        return replace(plain, findings=(tell("prevalence.pool-too-thin"),))
    share = {name: weights[name] / held for name in spoke}
    value = float(np.exp(sum(share[name] * np.log(one.value or 1.0) for name, one in spoke.items())))
    draws = np.concatenate([one.draws for one in spoke.values()])
    mass = np.concatenate([np.full(len(one.draws), share[name] / len(one.draws)) for name, one in spoke.items()])
    low, high = (float(np.exp(_quantile(draws, mass, tail))) for tail in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    alike = np.array([_quantile(draws, mass, (at + 0.5) / _POINTS) for at in range(_POINTS)])
    return replace(plain, value=value, low=low, high=high, interval="mixture", draws=alike)


def _quantile(draws: Floats, mass: Floats, chance: float) -> float:
    order = np.argsort(draws, kind="stable")
    passed = np.cumsum(mass[order])
    return float(draws[order][min(int(np.searchsorted(passed, chance)), len(draws) - 1)])
