"""The ILO's operational indicators of trafficking for labour: weights, dimensions, and the rules that combine them.

An aid to screening. The two lists for sexual exploitation are missing, and no rule here decides a status.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from palermo.ground.errors import UsageError
from palermo.standards.loader import load

Weight = Literal["S", "M", "W"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One sign: its dimension, its weight for adults and for children (None: not in their list)."""

    code: str
    dimension: int
    label: str
    adult: Weight | None = None
    child: Weight | None = None
    forced_labour: tuple[int, ...] = ()

    def weight(self, *, child: bool) -> Weight | None:
        """The weight in the children's or the adults' list."""
        return self.child if child else self.adult


@cache
def indicators(*, child: bool | None = None) -> tuple[Indicator, ...]:
    """All indicators, or those of the children's or the adults' list."""
    every = tuple(Indicator(**row) for row in load("ilo_indicators")["indicators"])
    return every if child is None else tuple(one for one in every if one.weight(child=child))


@cache
def dimensions() -> Mapping[int, str]:
    """Number and name of the six dimensions."""
    return MappingProxyType({row["number"]: row["label"] for row in load("ilo_indicators")["dimensions"]})


@cache
def forced_labour() -> Mapping[int, str]:
    """Number and name of the eleven indicators of forced labour."""
    return MappingProxyType({row["number"]: row["label"] for row in load("ilo_indicators")["forced_labour"]})


def dimension_positive(weights: Iterable[str]) -> bool:
    """Whether there are two strong, a strong and any other, three medium, or two medium and a weak.

    Raises UsageError on a weight that is none of S, M and W.
    """
    counted = Counter(weights)
    if not set(counted) <= {"S", "M", "W"}:
        raise UsageError("A weight is S (strong), M (medium) or W (weak).")
    have = dict(counted) | {"other": counted["M"] + counted["W"]}
    rules = load("ilo_indicators")["dimension_positive_if_any"]
    return any(all(have.get(weight, 0) >= least for weight, least in rule.items()) for rule in rules)


def positive_dimensions(observed: Collection[str], *, child: bool) -> tuple[int, ...]:
    """The dimensions that the observed indicators make positive. Raises UsageError on a code outside the list."""
    listed = {one.code: one for one in indicators(child=child)}
    if not set(observed) <= set(listed):
        raise UsageError("An observed indicator is not in this list.", hint="Adults and children have each their own.")
    seen = [listed[code] for code in set(observed)]
    return tuple(number for number in dimensions() if dimension_positive(_weights(seen, number, child=child)))


def _weights(seen: Iterable[Indicator], dimension: int, *, child: bool) -> list[str]:
    return [one.weight(child=child) or "" for one in seen if one.dimension == dimension]


def case_rule_met(positive: Collection[int], *, child: bool, act_recorded: bool = False) -> bool:
    """Whether the positive dimensions meet the combination rule; a child's also needs a recorded act.

    Adult: deception or coercion in recruitment (abuse of vulnerability may stand in), exploitation, and coercion there.
    """
    if not set(positive) <= set(dimensions()):
        raise UsageError("A dimension is a number from 1 to 6.")
    rule = load("ilo_indicators")["case_rule"]["child" if child else "adult"]
    one = not rule["one_of"] or bool(set(rule["one_of"]) & set(positive))
    return one and set(rule["all_of"]) <= set(positive) and (act_recorded or not rule["act"])
