"""The attack on a published folder, alone and together with everything published before it.

It says which hidden counts follow exactly, which are pinned below the threshold, and which changes between two
releases are. It knows only what was published; it shares no line with what protects the tables.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf, isfinite
from typing import Literal

from palermo.disclosure.attacker.aligning import align, joined
from palermo.disclosure.attacker.bounds import Bounds, solver_of
from palermo.disclosure.attacker.changes import changes
from palermo.disclosure.attacker.explaining import Explainer
from palermo.disclosure.attacker.facts import Key, Part, Place, Publication
from palermo.disclosure.attacker.groups import told_groups
from palermo.disclosure.attacker.implied import implied_by, rests, rests_told
from palermo.disclosure.attacker.magnitudes import told_magnitudes
from palermo.disclosure.attacker.narrowing import OUTWARD
from palermo.disclosure.attacker.verdict import Attack, Pinned, Recovered
from palermo.ground.finding import Finding, Severity

_MOST_EXPLAINED = 20
"""Of so many unprinted cells the fewest tables are sought that they follow from; of more all are named."""
Side = Literal["none", "small", "self"]


def attack(
    published: Publication,
    before: Sequence[Publication] = (),
    *,
    threshold: int | None = None,
    side: Side = "none",
    other: Iterable[Finding] = (),
) -> Attack:
    """The attack on ``published`` with the releases ``before`` of the same population. ``other`` is told along."""
    reader = _Reader(threshold or published.threshold, side, published.zeros == "disclosive")
    recovered: list[Recovered] = []
    pinned: list[Pinned] = []
    told = [*other, *map(_extreme, published.extremes), *map(_negative, published.negative)]
    for at, part in enumerate(published.parts):
        one = _PartAttack(published, part, list(_older(published, at, before)), reader)
        recovered += one.recovered()
        pinned += one.pinned()
        told += one.told()
    ordered = sorted(told, key=lambda one: (one.code, one.path or "", one.table or "", one.cell or "", one.text))
    return Attack(
        tables=len({*published.tables, *(one.place.table for one in published.magnitudes)}),
        cells=published.cells,
        hidden=published.hidden,
        recovered=tuple(sorted(dict.fromkeys(recovered), key=_order)),
        pinned=tuple(sorted(dict.fromkeys(pinned), key=_order)),
        other=tuple(ordered),
    )


def _older(published: Publication, at: int, before: Sequence[Publication]) -> Iterator[tuple[str, Part]]:
    """The parts of the same population before this one: of earlier releases, and of this at another day."""
    part = published.parts[at]
    for release in before:
        yield from ((release.release, old) for old in release.parts if old.population == part.population)
    if part.population:
        for old in published.parts[:at]:
            if old.population == part.population:
                yield f"{published.release} as of {old.as_of}", old


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads: what counts as small, and what is known besides."""

    threshold: int
    side: Side
    zeros: bool

    def small(self, value: float) -> bool:
        """Whether a count that stands there is one too small to publish; to a member the others are."""
        return (0 if self.zeros else 1) <= value <= self.threshold - (self.side != "self")

    def below(self, bounds: Bounds) -> bool:
        """Whether a hidden count is held below the threshold; to one who stands in the cell, whether the others are.

        Who knows which are small gains by bounds only where one small count is left.
        """
        most = {"none": self.threshold - 1, "small": 1, "self": self.threshold}[self.side]
        return 1 <= bounds.high <= most

    def wide(self, bounds: Bounds) -> bool:
        """Whether this reader does not gain by these bounds; those that were not seen yet are not wide."""
        if not isfinite(bounds.low) or not isfinite(bounds.high):
            return bounds.low < bounds.high and bounds.high >= self.threshold + 1
        low, high = ceil(bounds.low - OUTWARD), floor(bounds.high + OUTWARD)
        return low < high and high >= self.threshold + (self.side == "self")


class _PartAttack:
    """The attack on one population at one time."""

    def __init__(self, published: Publication, part: Part, older: list[tuple[str, Part]], reader: _Reader) -> None:
        self.published = published
        self.reader = reader
        self.part, self.older = self._with_twins(part, older)
        self.aligned = [(name, align(old, self.part)) for name, old in self.older]
        self.values = [one for one in published.magnitudes if one.part == (part.population, part.as_of)]
        asked = [new for _, one in self.aligned if one.new is self.part for _, new in one.keys()]
        asked += [self.part.key(one.place.codes) for one in self.values]
        asked += rests(self.part)
        self.solver = solver_of(self.part, also=asked)
        self.explainer = Explainer(self.part)
        self._found: dict[Key, Bounds] = {}
        self._recovered: list[Recovered] = []
        self._pinned: list[Pinned] = []
        self._told: list[Finding] = []
        if self.solver.consistent:
            self._cells()
            self._left_out()
            self._implied()
            self._recovered += self._published()
            for name, one in self.aligned:
                more, held, odd = changes(one, (name, published.release), self.solver, reader.threshold, reader.side)
                self._recovered += more
                self._pinned += held
                self._told += odd
            self._magnitudes()
        else:
            self._told.append(self._inconsistent())
        asked_too = self.solver if self.solver.consistent else None
        self._told += told_groups(self.part, reader.threshold, published.waived, asked_too)
        if self.solver.unsolved:
            self._told.append(_unsolved())

    def recovered(self) -> list[Recovered]:
        return self._recovered

    def pinned(self) -> list[Pinned]:
        return self._pinned

    def told(self) -> list[Finding]:
        return self._told

    def _with_twins(self, part: Part, older: list[tuple[str, Part]]) -> tuple[Part, list[tuple[str, Part]]]:
        """An older release of the same people on the same day is read as one with this, where the two agree."""
        rest = []
        for name, old in older:
            pair = align(old, part) if old.as_of and old.as_of == part.as_of else None
            both = joined(pair, name) if pair is not None and pair.alike else None
            if both is not None and solver_of(both).consistent:
                part = both
            else:
                rest.append((name, old))
        return part, rest

    # ── cells ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def _cells(self) -> None:
        """Hidden counts; of those that are rounded or known as a share only what one small count alone explains."""
        open_facts = {
            key: fact
            for key, fact in self.part.facts.items()
            if not fact.structural and fact.places and (fact.hidden or not fact.exact or not fact.shown)
        }

        def told(key: Key, held: Bounds) -> bool:
            return bool(open_facts[key].hidden) and self.reader.below(held)

        for key, bounds in self.solver.bounds_of(open_facts, self.reader.wide, told).items():
            fact = open_facts[key]
            for place in fact.hidden:
                self._hidden(key, place, bounds)
            if bounds.exact and not (fact.shown and fact.exact) and self.reader.small(bounds.low):
                for place in (*fact.shown, *fact.shares):
                    self._tell(key, place, bounds.low)

    def _hidden(self, key: Key, place: Place, bounds: Bounds) -> None:
        """A hidden cell of any size that follows; one that is held small."""
        known = bounds.exact or (self.reader.side == "self" and bounds.low <= 1 == bounds.high)
        if known:
            self._tell(key, place, bounds.high)
        elif self.reader.below(bounds):
            low = None if bounds.low == -inf else int(bounds.low)
            self._pinned.append(Pinned(kind="cell", place=place, low=low, high=int(bounds.high)))

    def _tell(self, key: Key, place: Place, value: float) -> None:
        by = self.explainer.by(key, place, value)
        self._recovered.append(Recovered(kind="cell", place=place, value=value, by=by))

    def _left_out(self) -> None:
        """Cells that a table leaves out, where they are small: what may be a zero, or is large, it may leave out."""
        facts = {
            key: fact for key, fact in self.part.facts.items() if fact.left_out and not (fact.places or fact.structural)
        }
        for key, bounds in self.solver.bounds_of(facts, self.reader.wide).items():
            small = self.reader.small(bounds.low) and self.reader.small(bounds.high)
            for place in facts[key].left_out if small and bounds.low >= 1 else ():
                self._hidden(key, place, bounds)

    def _implied(self) -> None:
        """Cells that no table has, where they are small and hold somebody: as if they stood there and were left out."""
        found, not_asked = implied_by(self.part, self.solver, self.reader.threshold)
        found += rests_told(self.part, self.solver, self.reader.threshold)
        for at, one in enumerate(found):
            key, held, place = one.key, one.bounds, Place("", one.codes)
            by = self.explainer.of_unprinted(key, held) if at < _MOST_EXPLAINED else tuple(sorted(self.part.tables))
            if held.exact:
                more = Recovered(kind="implied", place=place, value=held.low, by=by)
                self._recovered.append(more)
            elif self.reader.below(held):
                low, high = int(held.low), int(held.high)
                self._pinned.append(Pinned(kind="implied", place=place, low=low, high=high, by=by))
        if not_asked:
            self._told.append(_not_asked(not_asked))

    def _published(self) -> Iterator[Recovered]:
        """Small counts that stand there for everybody to read."""
        for fact in self.part.facts.values():
            if fact.shown and fact.exact and not fact.structural and self.reader.small(fact.low):
                for place in fact.shown:
                    yield Recovered(kind="cell", place=place, value=fact.low, by=("published",))

    # ── what else a reader learns ──────────────────────────────────────────────────────────────────────────────────
    def _magnitudes(self) -> None:
        more, told = told_magnitudes(self.values, self.part, self.solver, self.reader.threshold)
        self._recovered += more
        self._told += told

    def _inconsistent(self) -> Finding:
        place = next(iter(self.part.conflicts), None)
        return Finding(
            code="attack.inconsistent",
            severity=Severity.ERROR,
            text="the published numbers contradict each other: no table of people fits them",
            hint="one of the files is wrong; nothing can be called safe until it is mended",
            table=place.table if place else None,
            cell=str(place) if place else None,
        )


def _unsolved() -> Finding:
    return Finding(
        code="attack.unsolved",
        severity=Severity.ERROR,
        text="the bounds of a hidden count could not be computed",
        hint="publish smaller tables; what could not be tried is not called safe",
    )


def _not_asked(many: int) -> Finding:
    return Finding(
        code="attack.not-asked",
        severity=Severity.WARNING,
        text=f"{many} more cells that no table prints may follow from those that do, and were not asked about",
        hint="publish fewer tables with shared dimensions, or smaller ones",
        count=many,
    )


def _extreme(place: Place) -> Finding:
    return Finding(
        code="attack.extreme",
        severity=Severity.ERROR,
        text="a least or greatest value is one person's value",
        hint="publish no minimum and no maximum",
        table=place.table,
        cell=str(place),
    )


def _negative(place: Place) -> Finding:
    return Finding(
        code="attack.negative-count",
        severity=Severity.WARNING,
        text="a count below zero, and no least count declared: no cell is taken to be at least zero",
        hint="declare min in the manifest, the least a finest cell can be",
        table=place.table,
        cell=str(place),
    )


def _order(one: Recovered | Pinned) -> tuple[str, str, tuple[tuple[str, str], ...], tuple[str, ...]]:
    return (one.kind, one.place.table, one.place.codes, one.releases)
