"""A catalogue: the tables a release is to hold, over dimensions whose every code was declared beforehand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

TOTAL = "_T"
Method = Literal["suppress", "round"]
Measure = Literal["count", "percent", "mean"]
Place = tuple[str, ...]
"""A cell of a table: a code for each of its dimensions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One question asked of every person. ``missing`` is the code of an empty cell, ``several`` of who has two."""

    name: str
    codes: tuple[str, ...]
    missing: str | None = None
    several: str | None = None
    hierarchy: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groupings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pools: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    until: Mapping[str, str] = field(default_factory=dict)
    """The last day of each code that is a year, where it is no year of the common calendar."""
    line: int = 0

    @property
    def leaves(self) -> tuple[str, ...]:
        """The finest codes in their declared order, the own codes of ``several`` and ``missing`` last."""
        own = [code for code in (self.several, self.missing) if code and code not in self.codes]
        return (*self.codes, *own)

    @property
    def wider(self) -> dict[str, frozenset[str]]:
        """The leaves below every wider code: of the hierarchy, of the pools and of the groupings."""
        parts = {**self.hierarchy, **self.pools, **self.groupings}
        return {code: frozenset(_below(code, parts)) for code in parts}

    @property
    def printed(self) -> tuple[str, ...]:
        """Every code but the total, in the order in which tables print them; pools only where a table names them."""
        return (*self.leaves, *self.hierarchy, *self.groupings)

    def coarser(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """``codes`` with the finest of them replaced by their parents in the hierarchy; groupings are left out.

        The same codes where none of the finest has a parent.
        """
        parent = {child: code for code, children in self.hierarchy.items() for child in children}
        tree = [code for code in codes if code not in self.groupings]
        above = set()
        for code in tree:
            while (code := parent.get(code, "")) and code not in above:
                above.add(code)
        lifted = {code for code in tree if code in parent and code not in above}
        if not lifted:
            return codes
        kept = {*tree, *(parent[code] for code in lifted)} - lifted
        return tuple(code for code in (*self.hierarchy, *self.leaves, *self.pools) if code in kept)

    def covers(self, code: str) -> frozenset[str]:
        """The leaves of one of its codes."""
        if code == TOTAL:
            return frozenset(self.leaves)
        return self.wider.get(code) or frozenset((code,))


def _below(code: str, parts: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    children = parts.get(code)
    if children is None:
        yield code
    for child in children or ():
        yield from _below(child, parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its dimensions, which margins it prints, what it measures."""

    id: str
    by: tuple[str, ...]
    margins: tuple[tuple[str, ...], ...]
    measure: Measure = "count"
    decimals: int = 0
    column: str | None = None
    contributor: str | None = None
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    indicator: str | None = None
    due: str | None = None
    line: int = 0

    @property
    def file(self) -> str:
        return f"{self.id}.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A recorded decision that a whole group may be told to share one attribute."""

    table: str
    cell: Mapping[str, str]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """What a release is to hold, and the rules by which it is made safe."""

    release: str
    population: str
    as_of: str | None = None
    unit: str | None = "subject_id"
    counts: str | None = None
    threshold: int = 10
    zeros: Literal["safe", "disclosive"] = "safe"
    method: Method = "suppress"
    base: int = 5
    controlled: bool = False
    lowest: int = 0
    profile: str | None = None
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    structural_zeros: tuple[Mapping[str, str], ...] = ()
    priorities: Mapping[str, int] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    besides: frozenset[str] = frozenset()
    """Dimensions that no table of this release has, and an older one had."""

    @property
    def shown(self) -> tuple[str, ...]:
        """The dimensions that a table has, by name."""
        return tuple(sorted({name for table in self.tables for name in table.by}))

    @property
    def used(self) -> tuple[str, ...]:
        """The dimensions that people are counted by, by name."""
        return tuple(sorted({*self.shown, *self.besides}))

    def printed(self, table: Table, name: str) -> tuple[str, ...]:
        """The codes of a dimension that a table prints, the total apart."""
        return table.codes.get(name) or self.dimensions[name].printed

    def sums(self, table: Table) -> frozenset[tuple[str, str]]:
        """The codes, with their dimensions, that are totals in a table: of everybody, or of codes printed beside."""
        found = {(name, TOTAL) for name in table.by}
        for name in table.by:
            dimension, codes = self.dimensions[name], self.printed(table, name)
            held = {code: dimension.covers(code) for code in codes}
            everybody = frozenset(dimension.leaves)
            wide = (code for code in codes if len(held[code]) > 1 and any(held[one] < held[code] for one in codes))
            found |= {(name, code) for code in wide}
            if len(everybody) > 1:
                found |= {(name, code) for code in codes if held[code] == everybody}
        return frozenset(found)

    def places(self, table: Table) -> Iterator[Place]:
        """Every declared cell of a table, sorted by declared code order; totals come last."""
        kept = {frozenset(table.by), *(frozenset(margin) for margin in table.margins)}
        if table.measure == "percent":
            kept.add(frozenset())  # a share tells of its base, so the base is a cell like any other
        each = [(*self.printed(table, name), TOTAL) for name in table.by]
        for codes in product(*each):
            open_names = frozenset(name for name, code in zip(table.by, codes, strict=True) if code != TOTAL)
            if open_names in kept:
                yield codes


def cell_text(by: tuple[str, ...], place: Place) -> str:
    """A cell as findings name it."""
    return ", ".join(f"{name}={code}" for name, code in zip(by, place, strict=True))
