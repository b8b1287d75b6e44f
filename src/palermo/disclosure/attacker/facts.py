"""What a reader of a published folder knows: each cell's value or bounds, by the people it stands for.

Two published cells that stand for the same people are one unknown, whatever table they stand in. People are counted
within one population at one time: a part of the publication.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf
from typing import Literal

from palermo.ground.errors import UnreadableInput

TOTAL = "_T"

Key = frozenset[tuple[str, frozenset[str]]]
"""The people a cell stands for: by dimension the leaves its code covers, dimensions it leaves open left out."""
Codes = tuple[tuple[str, str], ...]
Said = Literal["shown", "hidden", "left out", "share"]
"""``left out``: a cell that its table should print and does not; ``share``: known as a share of others alone."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A dimension as published: its finest codes, and for every wider code the leaves it covers."""

    name: str
    leaves: tuple[str, ...]
    wider: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def covers(self, code: str) -> frozenset[str]:
        """The leaves of a code. Raises UnreadableInput on one that was never declared."""
        if code == TOTAL:
            return frozenset(self.leaves)
        if code in self.wider:
            return self.wider[code]
        if code in self.leaves:
            return frozenset((code,))
        raise UnreadableInput(f"The dimension {self.name} has no code {code!r}.", hint="Look at the manifest.")


@dataclass(frozen=True, slots=True)
class Place:
    """A published cell: its table, and its codes by dimension."""

    table: str
    codes: Codes

    @property
    def cell(self) -> dict[str, str]:
        """The codes that say something, totals left out."""
        return {name: code for name, code in self.codes if code != TOTAL}

    def __str__(self) -> str:
        return ", ".join(f"{name}={code}" for name, code in self.codes)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one line of a table says of a count: it lies between ``low`` and ``high``.

    Of a ``share`` they are shares of the people of ``base``.
    """

    place: Place
    low: float
    high: float
    said: Said
    base: Codes = ()


@dataclass(slots=True)
class Fact:
    """All that is published of a key: bounds on its count, open where hidden, and the places that say so.

    ``structural``: declared to be no one, ever.
    """

    low: float
    high: float = inf
    shown: list[Place] = field(default_factory=list)
    hidden: list[Place] = field(default_factory=list)
    left_out: list[Place] = field(default_factory=list)
    shares: list[Place] = field(default_factory=list)
    structural: bool = False

    @property
    def exact(self) -> bool:
        return self.low == self.high

    @property
    def places(self) -> list[Place]:
        """Where it is printed, as a number or as hidden."""
        return [*self.shown, *self.hidden, *self.shares]

    def add(self, place: Place, said: Said) -> None:
        lists = {"shown": self.shown, "hidden": self.hidden, "left out": self.left_out, "share": self.shares}
        if place not in lists[said]:
            lists[said].append(place)


@dataclass(frozen=True, slots=True)
class Share:
    """A published percentage: the count of ``part`` lies between two shares of the count of ``whole``."""

    part: Key
    whole: Key
    low: float
    high: float


@dataclass(frozen=True)
class Part:
    """What a release says of one population at one time. ``tables``: the dimensions of each."""

    population: str
    as_of: str
    lowest: float
    axes: Mapping[str, Axis]
    tables: Mapping[str, tuple[str, ...]]
    statements: tuple[Statement, ...]
    structural: tuple[Codes, ...] = ()

    def on(self, axes: Mapping[str, Axis]) -> "Part":
        """The same statements, read with other dimensions."""
        return replace(self, axes=axes)

    def only(self, tables: Iterable[str]) -> "Part":
        """What some of the tables say."""
        kept = frozenset(tables)
        said = tuple(one for one in self.statements if one.place.table in kept)
        return replace(self, tables={id: by for id, by in self.tables.items() if id in kept}, statements=said)

    def key(self, codes: Iterable[tuple[str, str]]) -> Key:
        covered = ((name, self.axes[name].covers(code)) for name, code in codes)
        return frozenset((name, leaves) for name, leaves in covered if len(leaves) < len(self.axes[name].leaves))

    def least(self, key: Key) -> float:
        """The least a count can be where nothing is said of it.

        A ``min`` below zero is one of the finest cells: of wider ones, which add several up, nothing is known.
        """
        if self.lowest >= 0:
            return 0.0
        return self.lowest if self._is_finest(key) else -inf

    def _is_finest(self, key: Key) -> bool:
        names = {name for name, leaves in key if len(leaves) == 1}
        return len(names) == len(key) and any(names == by for by in self._finest)

    @cached_property
    def _finest(self) -> list[set[str]]:
        """The dimensions of the tables that no other table goes into further; those of one code say nothing."""
        found = [{name for name in by if len(self.axes[name].leaves) > 1} for by in self.tables.values()]
        return [by for by in found if not any(by < other for other in found)]

    @cached_property
    def _gathered(self) -> tuple[dict[Key, Fact], tuple[Share, ...], tuple[Place, ...]]:
        facts: dict[Key, Fact] = {}
        shares: list[Share] = []
        conflicts: list[Place] = []
        for one in self.statements:
            key = self.key(one.place.codes)
            fact = facts.get(key) or facts.setdefault(key, Fact(self.least(key)))
            fact.add(one.place, one.said)
            if one.base or one.said == "share":
                whole = self.key(one.base)
                facts.setdefault(whole, Fact(self.least(whole)))
                shares.append(Share(key, whole, one.low, one.high))
                continue
            fact.low, fact.high = max(fact.low, one.low), min(fact.high, one.high)
            if fact.low > fact.high:
                conflicts.append(one.place)
        for codes in self.structural:
            key = self.key(codes)
            fact = facts.setdefault(key, Fact(self.least(key)))
            fact.structural = True
            if fact.low > 0 or fact.high < 0:
                conflicts += fact.places
            else:
                fact.low = fact.high = 0.0
        return facts, tuple(shares), tuple(conflicts)

    @property
    def facts(self) -> Mapping[Key, Fact]:
        return self._gathered[0]

    @property
    def shares(self) -> tuple[Share, ...]:
        return self._gathered[1]

    @property
    def conflicts(self) -> tuple[Place, ...]:
        """Cells of which two numbers are published that cannot both be."""
        return self._gathered[2]


@dataclass(frozen=True, slots=True)
class Magnitude:
    """A published sum or mean of a column over the people of a cell, between two bounds; open where hidden.

    ``step``: how finely its table prints it; ``part``: the population and the day of its people.
    """

    place: Place
    part: tuple[str, str]
    measure: Literal["sum", "mean"]
    column: str
    low: float
    high: float
    hidden: bool
    step: float


@dataclass(frozen=True, slots=True)
class Publication:
    """One published folder, read. ``waived``: cells of which it is on record that a group's attribute may be told."""

    release: str
    threshold: int
    zeros: str
    parts: tuple[Part, ...]
    magnitudes: tuple[Magnitude, ...] = ()
    extremes: tuple[Place, ...] = ()
    negative: tuple[Place, ...] = ()
    waived: tuple[Place, ...] = ()

    @property
    def population(self) -> str:
        """The population of its first tables."""
        return self.parts[0].population if self.parts else ""

    @property
    def axes(self) -> Mapping[str, Axis]:
        return self.parts[0].axes if self.parts else {}

    @property
    def tables(self) -> Mapping[str, tuple[str, ...]]:
        return {id: by for part in self.parts for id, by in part.tables.items()}

    @property
    def cells(self) -> int:
        return sum(1 for _ in self._counts()) + len(self.magnitudes) + len(self.extremes)

    @property
    def hidden(self) -> int:
        return sum(1 for one in self._counts() if one.said == "hidden") + sum(one.hidden for one in self.magnitudes)

    def _counts(self) -> Iterator[Statement]:
        return (one for part in self.parts for one in part.statements if one.said != "left out")
