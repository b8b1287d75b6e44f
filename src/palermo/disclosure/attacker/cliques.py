"""Which cross-classifications have to be laid out for tables to be held against each other, and no larger ones.

A joint table of many dimensions with given margins exists just when smaller ones do that agree where they meet, as
long as those are the cliques of a graph without holes: dimensions are its points, joined where a table has both
(Vorob'ev 1962; Lauritzen and Spiegelhalter 1988). Whole numbers glue as well as fractions do.
"""

from collections.abc import Iterable, Mapping
from itertools import combinations
from math import prod

Names = tuple[str, ...]


def cliques(tables: Iterable[Names], sizes: Mapping[str, int]) -> list[Names]:
    """The sets of dimensions to lay out for ``tables``; ``sizes``: the number of codes of each dimension."""
    neighbours: dict[str, set[str]] = {name: set() for by in tables for name in by}
    for by in tables:
        for one, other in combinations(by, 2):
            neighbours[one].add(other)
            neighbours[other].add(one)
    found: list[frozenset[str]] = []
    while neighbours:
        name = min(neighbours, key=lambda one: (_missing(neighbours, one), _size(sizes, neighbours, one), one))
        around = neighbours.pop(name)
        clique = frozenset({name, *around})
        if not any(clique <= other for other in found):
            found.append(clique)
        for one in around:
            neighbours[one] |= around - {one}
            neighbours[one].discard(name)
    return [tuple(sorted(clique)) for clique in found]


def _missing(neighbours: Mapping[str, set[str]], name: str) -> int:
    """How many pairs around a dimension are not joined yet."""
    return sum(other not in neighbours[one] for one, other in combinations(sorted(neighbours[name]), 2))


def _size(sizes: Mapping[str, int], neighbours: Mapping[str, set[str]], name: str) -> int:
    return prod(sizes[one] for one in (name, *neighbours[name]))
