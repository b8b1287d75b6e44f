"""The attack on a published folder, alone and together with everything published before it.

It says which hidden counts follow exactly, which are pinned below the threshold, and which changes between two
releases are. It knows only what was published; it shares no line with what protects the tables.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

from palermo.disclosure.attacker.bounds import SMALL, Bounds, Solver, whole_bounds
from palermo.disclosure.attacker.facts import Fact, Key, Place, Publication
from palermo.disclosure.attacker.system import build_system
from palermo.ground.finding import Finding, Severity

Side = Literal["none", "small", "self"]
HOMOGENEOUS = 0.95
"""From this share of a row or column in one cell on, the whole group is told by belonging to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A count, or a change, that follows exactly."""

    kind: str
    place: Place
    value: int
    by: tuple[str, ...]
    releases: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        found: dict[str, object] = {"kind": self.kind, "table": self.place.table, "cell": self.place.cell}
        found |= {"value": self.value, "by": list(self.by)}
        return found | ({"releases": list(self.releases)} if self.releases else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """A count, or a change, that is held below the threshold."""

    kind: str
    place: Place
    low: int
    high: int
    releases: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        found: dict[str, object] = {"kind": self.kind, "table": self.place.table, "cell": self.place.cell}
        found |= {"low": self.low, "high": self.high}
        return found | ({"releases": list(self.releases)} if self.releases else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """What the attacker found in a release."""

    tables: int
    cells: int
    hidden: int
    recovered: tuple[Recovered, ...]
    pinned: tuple[Pinned, ...]
    other: tuple[Finding, ...]

    @property
    def safe(self) -> bool:
        return not (self.recovered or self.pinned or any(one.severity is Severity.ERROR for one in self.other))

    def to_dict(self) -> dict[str, object]:
        """JSON-ready, every list in a fixed order."""
        return {
            "tables": self.tables,
            "cells": self.cells,
            "hidden": self.hidden,
            "exactly_recovered": [one.to_dict() for one in self.recovered],
            "bounded_below_threshold": [one.to_dict() for one in self.pinned],
            "verdict": "safe" if self.safe else "unsafe",
            "other": [one.to_dict() for one in self.other],
        }


def attack(
    published: Publication,
    before: Sequence[Publication] = (),
    *,
    threshold: int | None = None,
    side: Side = "none",
    other: Iterable[Finding] = (),
) -> Attack:
    """The attack on ``published`` with the releases ``before`` of the same population. ``other`` is told along."""
    return _Attacker(published, before, threshold or published.threshold, side).attack(other)


class _Attacker:
    def __init__(self, published: Publication, before: Sequence[Publication], threshold: int, side: Side) -> None:
        self.published = published
        self.before = [one for one in before if one.population == published.population]
        self.threshold = threshold
        self.side = side
        self.solver = Solver(build_system(published, also=self._keys_before(published)))

    def _keys_before(self, published: Publication) -> list[Key]:
        """Keys that older releases print and that mean the same people here."""
        return [key for one in self.before for key in one.facts if _same_meaning(key, one, published)]

    def attack(self, other: Iterable[Finding]) -> Attack:
        facts, told = self.published.facts, list(other)
        open_keys = {key: fact for key, fact in facts.items() if not (fact.shown and fact.exact)}
        open_keys |= {key: fact for key, fact in facts.items() if fact.hidden}
        recovered: list[Recovered] = []
        pinned: list[Pinned] = []
        if not self.solver.consistent:
            told.append(self._inconsistent())
        else:
            self._cells(open_keys, recovered, pinned)
            recovered += self._published()
            for old in self.before:
                self._changes(old, recovered, pinned)
        told += self._homogeneous()
        told += (_extreme(place) for place in self.published.extremes)
        return Attack(
            tables=len(self.published.tables),
            cells=self.published.cells,
            hidden=sum(len(fact.places) for fact in facts.values() if fact.hidden),
            recovered=tuple(sorted(recovered, key=_order)),
            pinned=tuple(sorted(pinned, key=_order)),
            other=tuple(sorted(told, key=lambda one: (one.code, one.table or "", one.cell or "", one.path or ""))),
        )

    # ── cells ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def _cells(self, facts: Mapping[Key, Fact], recovered: list[Recovered], pinned: list[Pinned]) -> None:
        """Hidden counts; of those that are rounded or known as a share only what one small count alone explains."""
        for key, bounds in self._bounds(facts).items():
            fact = facts[key]
            small = 1 <= bounds.low <= self.threshold - 1
            for place in fact.places if fact.hidden or (bounds.exact and small) else ():
                if bounds.exact:
                    by = self._by(key, place)
                    recovered.append(Recovered(kind="cell", place=place, value=int(bounds.low), by=by))
                elif self._below(bounds):
                    pinned.append(Pinned(kind="cell", place=place, low=int(bounds.low), high=int(bounds.high)))

    def _bounds(self, hidden: Iterable[Key]) -> dict[Key, Bounds]:
        """The bounds of every hidden key; those seen wide by tables that fit get the span that was seen."""
        keys = list(hidden)
        if self.solver.system.width <= SMALL and self.solver.system.width:
            whole = whole_bounds(self.solver.system, keys)
            return {key: whole.get(key) or self.solver.bounds(key) for key in keys}
        self.solver.widen(keys)
        found = {}
        for key in keys:
            seen = self.solver.seen(key)
            wide = seen.high >= self.threshold + 1 and seen.low <= seen.high - 2
            found[key] = seen if wide else self.solver.bounds(key)
        return found

    def _below(self, bounds: Bounds) -> bool:
        """Whether a count is held within 1..t-1; for one who stands in the cell, whether the others are."""
        if self.side == "small":
            return False
        if self.side == "self":
            return 2 <= bounds.high <= self.threshold
        return 1 <= bounds.high <= self.threshold - 1

    def _by(self, key: Key, place: Place) -> tuple[str, ...]:
        """The fewest tables from which a count follows: those that print it elsewhere, one alone, or all that link."""
        tables = sorted(self.published.tables)
        for size in (1, 2):
            for some in _groups(tables, size, place.table):
                alone = Solver(build_system(self.published, only=some))
                if alone.consistent and alone.bounds(key).exact:
                    return tuple(some)
        return tuple(tables)

    def _published(self) -> Iterator[Recovered]:
        """Small counts that stand there for everybody to read, and rounded ones that only one small count fits."""
        for fact in self.published.facts.values():
            small = fact.exact and 1 <= fact.low <= self.threshold - 1 and fact.shown
            if small:
                for place in fact.places:
                    yield Recovered(kind="cell", place=place, value=int(fact.low), by=("published",))

    # ── changes between releases ───────────────────────────────────────────────────────────────────────────────────
    def _changes(self, old: Publication, recovered: list[Recovered], pinned: list[Pinned]) -> None:
        """Counts that both releases tell something about: is the difference small and known?"""
        keys = [key for key in old.facts if _same_meaning(key, old, self.published)]
        keys += [
            key for key in self.published.facts if key not in old.facts and _same_meaning(key, self.published, old)
        ]
        then = Solver(build_system(old, also=keys))
        if not then.consistent:
            return
        then.widen(key for key in keys if not then.seen(key).exact)
        for key in sorted(set(keys), key=_key_order):
            place = self._place(key, old)
            change = self._change(key, then)
            if place is None or change is None:
                continue
            releases = (old.release, self.published.release)
            if change.exact:
                by = tuple(dict.fromkeys(one.table for one in self._places(key, old)))
                recovered.append(
                    Recovered(kind="difference", place=place, value=int(change.low), by=by, releases=releases)
                )
            elif self.side != "small":
                pinned.append(
                    Pinned(
                        kind="difference", place=place, low=int(change.low), high=int(change.high), releases=releases
                    )
                )  # fmt: skip

    def _change(self, key: Key, then: Solver) -> Bounds | None:
        """The change of a count where it is small and known not to be none; None where it is not."""
        now_seen, then_seen = self.solver.seen(key), then.seen(key)
        if self._harmless(now_seen.low - then_seen.high, now_seen.high - then_seen.low):
            return None
        now, before = self.solver.bounds(key), then.bounds(key)
        low, high = now.low - before.high, now.high - before.low
        return None if self._harmless(low, high) else Bounds(low, high)

    def _harmless(self, low: float, high: float) -> bool:
        """A change that may be none, or that reaches the threshold either way."""
        if low > high or inf in (abs(low), abs(high)):
            return low <= high
        return low <= 0 <= high or max(abs(low), abs(high)) >= self.threshold

    def _places(self, key: Key, old: Publication) -> list[Place]:
        return [
            place for facts in (self.published.facts, old.facts) if (fact := facts.get(key)) for place in fact.places
        ]

    def _place(self, key: Key, old: Publication) -> Place | None:
        return next(iter(self._places(key, old)), None)

    # ── what else a reader learns ──────────────────────────────────────────────────────────────────────────────────
    def _inconsistent(self) -> Finding:
        place = next(iter(self.published.conflicts), None)
        return Finding(
            code="attack.inconsistent",
            severity=Severity.ERROR,
            text="the published numbers contradict each other: no table of people fits them",
            hint="one of the files is wrong; nothing can be called safe until it is mended",
            table=place.table if place else None,
            cell=_cell_text(place) if place else None,
        )

    def _homogeneous(self) -> Iterator[Finding]:
        """Groups of which nearly everybody shares one attribute: to belong is to be told."""
        for table, by in self.published.tables.items():
            for name in by if len(by) > 1 else ():
                yield from self._along(table, by, name)

    def _along(self, table: str, by: tuple[str, ...], name: str) -> Iterator[Finding]:
        leaves = self.published.axes[name].leaves
        if len(leaves) < 2:
            return
        for key, fact in self.published.facts.items():
            place = next((one for one in fact.places if one.table == table), None)
            covered = dict(key)
            if place is None or not fact.exact or len(covered.get(name, frozenset())) != 1:
                continue
            whole = self.published.facts.get(frozenset(part for part in key if part[0] != name))
            enough = whole is not None and whole.exact and whole.low >= self.threshold and len(key) > 1
            if enough and whole is not None and fact.low >= HOMOGENEOUS * whole.low:
                yield Finding(
                    code="attack.group-disclosure",
                    severity=Severity.WARNING,
                    text=f"nearly everybody of a group has one {name}: to belong to it is to be told",
                    hint="coarsen the dimension, or record why it may be published",
                    table=table,
                    cell=_cell_text(place),
                )


def _extreme(place: Place) -> Finding:
    return Finding(
        code="attack.extreme",
        severity=Severity.ERROR,
        text="a least or greatest value is one person's value",
        hint="publish no minimum and no maximum",
        table=place.table,
        cell=_cell_text(place),
    )


def _cell_text(place: Place) -> str:
    return ", ".join(f"{name}={code}" for name, code in place.codes)


def _same_meaning(key: Key, here: Publication, there: Publication) -> bool:
    """Whether a key stands for the same people in another release: its leaves are there, and it leaves out as many."""
    for name, leaves in key:
        axis = there.axes.get(name)
        if axis is None or not leaves <= set(axis.leaves):
            return False
    return all(set(here.axes[name].leaves) == set(there.axes[name].leaves) for name, _ in key)


def _groups(tables: Sequence[str], size: int, own: str) -> Iterator[tuple[str, ...]]:
    """One table or two, those with the cell's own first."""
    if size == 1:
        yield (own,)
        yield from ((one,) for one in tables if one != own)
    else:
        yield from (tuple(sorted((own, one))) for one in tables if one != own)


def _key_order(key: Key) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(sorted((name, tuple(sorted(leaves))) for name, leaves in key))


def _order(one: Recovered | Pinned) -> tuple[str, str, tuple[tuple[str, str], ...], tuple[str, ...]]:
    return (one.kind, one.place.table, one.place.codes, one.releases)
