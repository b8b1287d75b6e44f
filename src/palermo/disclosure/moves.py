"""What may be done with a table so that more of it can be shown: drop it, pool its years, coarsen its codes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

from palermo.disclosure.catalogue import Catalogue, Place, Table
from palermo.disclosure.counting import People, count
from palermo.disclosure.domain import cut
from palermo.disclosure.layout import covered
from palermo.disclosure.profile import to_be_pooled
from palermo.disclosure.years import Years

Action = Literal["keep", "drop", "pool", "coarsen"]
MOST_WAYS = 200
"""So many ways to take one table are weighed; a table with more levels than that has its mildest ones weighed."""


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """One thing done with a table: its years pooled, the finest codes of a dimension replaced, the whole dropped."""

    table: str
    action: Action
    dimension: str | None = None
    years: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Way:
    """A table after some moves, None where it is dropped, and its cells that are no totals and hold enough people."""

    table: Table | None
    moves: tuple[Move, ...]
    large: frozenset[Place] = frozenset()

    @property
    def most(self) -> int:
        """As many useful cells as it can have: those that hold enough people."""
        return len(self.large)


def ways(catalogue: Catalogue, people: People, table: Table, years: Years | None) -> tuple[Way, ...]:
    """Every way to take a table, from as it is to dropped, milder ones first; what its profile forbids is left out."""
    pooled = pool(catalogue, table, years) if years else None
    taken = [(table, ()), *([(pooled[0], (pooled[1],))] if pooled else [])]
    every = [way for one, moves in taken for way in _coarsened(catalogue, one, moves)]
    every.sort(key=lambda one: len(one[1]))
    allowed = [(one, moves) for one, moves in every if not to_be_pooled(catalogue, one)][:MOST_WAYS]
    kept = [Way(table=one, moves=moves, large=large_cells(catalogue, people, one)) for one, moves in allowed]
    return (*kept, Way(table=None, moves=(Move(table.id, "drop"),)))


def pool(catalogue: Catalogue, table: Table, years: Years) -> tuple[Table, Move] | None:
    """The table with pools for years, and no sum over the years, from which a single year would follow in time."""
    if years.name not in table.by or set(catalogue.printed(table, years.name)) <= set(years.pools):
        return None
    codes = {**table.codes, years.name: tuple(years.pools)}
    margins = tuple(margin for margin in table.margins if years.name in margin)
    return replace(table, codes=codes, margins=margins), Move(table.id, "pool", years.name, tuple(years.pools))


def _coarsened(catalogue: Catalogue, table: Table, moves: tuple[Move, ...]) -> Iterator[tuple[Table, tuple[Move, ...]]]:
    """The table with each of its dimensions as it is, or one level coarser, or two, and so on."""
    levels = [(name, list(_levels(catalogue, table, name))) for name in table.by]
    for steps in product(*(range(len(codes)) for _, codes in levels)):
        changed = {name: codes[step] for (name, codes), step in zip(levels, steps, strict=True) if step}
        named = [name for (name, _), step in zip(levels, steps, strict=True) for _step in range(step)]
        more = [Move(table.id, "coarsen", name) for name in named]
        yield (replace(table, codes={**table.codes, **changed}) if changed else table), (*moves, *more)


def _levels(catalogue: Catalogue, table: Table, name: str) -> Iterator[tuple[str, ...]]:
    """The codes a table prints of a dimension, then coarser and coarser ones."""
    dimension, codes = catalogue.dimensions[name], catalogue.printed(table, name)
    while True:
        yield codes
        coarser = dimension.coarser(codes)
        everybody = frozenset(dimension.leaves)
        if coarser == codes or all(dimension.covers(code) == everybody for code in coarser):
            return  # one code for everybody is the total
        codes = coarser


def large_cells(catalogue: Catalogue, people: People, table: Table) -> frozenset[Place]:
    """The cells of a table that are no totals and hold at least the threshold of people."""
    names = {name: catalogue.dimensions[name] for name in table.by}
    printed = {name: [names[name].covers(code) for code in catalogue.printed(table, name)] for name in names}
    domain = cut({name: one.leaves for name, one in names.items()}, printed)
    counts = count(people, domain, unit=catalogue.unit is not None)
    sums = catalogue.sums(table)
    return frozenset(
        place
        for place in catalogue.places(table)
        if not sums & set(zip(table.by, place, strict=True))
        and counts.of(domain.key(covered(catalogue, table, place))) >= catalogue.threshold
    )


def milder(way: Way, other: Way) -> bool:
    """Whether ``way`` does less than ``other`` and nothing besides."""
    if other.table is None:
        return way.table is not None
    return way.table is not None and len(way.moves) < len(other.moves) and _within(way.moves, other.moves)


def next_to(way: Way, every: Iterable[Way]) -> Iterator[Way]:
    """The ways that are one move further."""
    for other in every:
        if milder(way, other) and (other.table is None or len(other.moves) == len(way.moves) + 1):
            yield other


def _within(some: Sequence[Move], others: Sequence[Move]) -> bool:
    return all(some.count(move) <= others.count(move) for move in some)


def with_pools(catalogue: Catalogue, years: Years | None) -> Catalogue:
    """The catalogue with the pools of its years declared."""
    if years is None:
        return catalogue
    dimension = catalogue.dimensions[years.name]
    pooled = replace(dimension, pools={**dimension.pools, **years.pools})
    return replace(catalogue, dimensions={**catalogue.dimensions, years.name: pooled})


def with_ways(catalogue: Catalogue, taken: Sequence[Way], years: Years | None) -> Catalogue:
    """The catalogue with its tables as taken; what names a dropped table goes with it."""
    kept = tuple(way.table for way in taken if way.table)
    ids = {table.id for table in kept}
    if any(move.action == "pool" for way in taken for move in way.moves):
        catalogue = with_pools(catalogue, years)
    return replace(
        catalogue,
        tables=kept,
        priorities={id: value for id, value in catalogue.priorities.items() if id in ids},
        waivers=tuple(one for one in catalogue.waivers if one.table in ids),
    )
