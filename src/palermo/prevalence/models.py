"""Hierarchical log-linear models and their names: ``[123,25,34]`` by generators, longer ones first.

A term is a whole number with a bit a list; a model is a row of truth values, one for each of the 2^k terms. Term 0 is
the intercept. A model holds every part of each of its terms, and every main effect.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from palermo.ground.errors import UsageError
from palermo.prevalence.lists import Truth

_DIGITS = 9


def bits(term: int) -> tuple[int, ...]:
    """The places of the lists in a term, from 0."""
    return tuple(at for at in range(term.bit_length()) if term >> at & 1)


@lru_cache(maxsize=8192)
def parts(term: int) -> tuple[int, ...]:
    """The terms within ``term`` that have one list less."""
    return tuple(term ^ 1 << at for at in bits(term))


def main_effects(k: int) -> Truth:
    """The model of independent lists."""
    model = np.zeros(1 << k, np.bool_)
    model[[0, *(1 << at for at in range(k))]] = True
    return model


def can_enumerate(k: int, order: int) -> bool:
    """Models are counted out to five lists at any order, and to six with pairs alone."""
    return k <= 5 or (k == 6 and order <= 2)


@lru_cache(maxsize=16)
def every_model(k: int, order: int) -> Truth:
    """All hierarchical models with terms of up to ``order`` lists, the saturated one left out: rows of truth values.

    Each term in turn, small ones first, doubles the models that hold all its parts: with it and without it.
    """
    found = np.array([sum(1 << term for term in np.flatnonzero(main_effects(k)).tolist())], np.uint64)
    for term in sorted(range(1 << k), key=lambda term: (term.bit_count(), term)):
        if not 2 <= term.bit_count() <= order:
            continue
        need = np.uint64(sum(1 << part for part in parts(term)))
        found = np.concatenate([found, found[found & need == need] | np.uint64(1 << term)])
    held = (found[:, None] >> np.arange(1 << k, dtype=np.uint64)) & np.uint64(1) == 1
    rows: Truth = held[~held.all(axis=1)]
    rows.setflags(write=False)
    return rows


def models(k: int, order: int | None = None) -> Iterator[str]:
    """The names of all models of ``k`` lists with terms of up to ``order`` lists; default k − 1.

    Raises UsageError where they are too many to count out, or where there are fewer than two lists.
    """
    order = check_order(k, order)
    if not can_enumerate(k, order):
        raise UsageError(
            f"The models of {k} lists to order {order} are too many to count out.",
            hint="Any order to five lists, order 2 for six; beyond that the search is greedy.",
        )
    return (name_of(row) for row in every_model(k, order))


def check_order(k: int, order: int | None) -> int:
    """The order asked for, or the default: k − 1 to five lists, else 2. Raises UsageError outside 1 to k − 1."""
    if k < 2:
        raise UsageError(f"{k} list has no model.", hint="Two lists or more.")
    if order is None:
        return max(k - 1, 1) if k <= 5 else 2
    if not 1 <= order <= max(k - 1, 1):
        raise UsageError(f"The order is {order}.", hint=f"With {k} lists it is 1 to {max(k - 1, 1)}.")
    return order


def generators(model: Truth) -> list[int]:
    """The terms of a model that lie in no other of its terms."""
    held = set(np.flatnonzero(model).tolist())
    covered = {part for term in held for part in parts(term)}
    return sorted((term for term in held - covered if term), key=lambda term: (-term.bit_count(), bits(term)))


def name_of(model: Truth) -> str:
    """``[12,3]``; with more than nine lists the numbers of a generator are parted by a dot."""
    dot = "." if model.size > 1 << _DIGITS else ""
    return f"[{','.join(dot.join(str(at + 1) for at in bits(term)) for term in generators(model))}]"


def model_of(name: str, k: int) -> Truth:
    """The model a name stands for, main effects always included. Raises UsageError where it is no name of a model."""
    model = main_effects(k)
    for generator in _generators_of(name):
        numbers = generator.split(".") if k > _DIGITS else list(generator)
        places = {int(number) - 1 for number in numbers}
        if not places <= set(range(k)) or len(places) < len(numbers):
            raise UsageError(f"{generator!r} in the model {name!r} is no set of the lists 1 to {k}.")
        term = sum(1 << place for place in places)
        model[[part for part in range(1 << k) if part & term == part]] = True
    if model.all():
        raise UsageError("The saturated model says nothing of the hidden number.", hint="Leave a term out.")
    return model


def _generators_of(name: str) -> list[str]:
    if not re.fullmatch(r"\[\d+(?:\.\d+)*(?:,\d+(?:\.\d+)*)*\]", name):
        raise UsageError(f"{name!r} is no name of a model.", hint="Write it as [12,13,4].")
    return name[1:-1].split(",")
