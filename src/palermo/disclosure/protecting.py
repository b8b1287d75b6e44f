"""Which cells of a release to hide, so that neither its own tables nor what is out already tell of few people.

All tables, margins, levels and groupings are one system (``equations``). A count that is small, a change since an
older release that is small, and a cell that an older release of the same day has hidden each have a need: a reader
must not be able to rule out that the count is another. Needs that nothing can meet are refusals, told with their cell.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from palermo.disclosure.catalogue import TOTAL, Catalogue, Place, cell_text
from palermo.disclosure.counting import People
from palermo.disclosure.domain import OPEN
from palermo.disclosure.equations import Flags, Floats
from palermo.disclosure.history import Covered, Earlier, Spans, comparable, harmless, same_day, ways
from palermo.disclosure.layout import Layout, covered, lay_out
from palermo.disclosure.suppression import Need, Problem, Suppression, suppress
from palermo.disclosure.unprinted import needs_of_unprinted
from palermo.ground.finding import Finding, Severity

Cell = tuple[str, Place]
"""A table and a place in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Protection:
    """The cells laid out, the unknowns hidden, and what stands in the way of publishing the rest."""

    layout: Layout
    hidden: Flags
    before: int
    """How many unknowns the first pass alone would have hidden."""
    refused: tuple[Finding, ...] = ()
    stopped: bool = False

    def hides(self, table: str, place: Place) -> bool:
        return bool(self.hidden[self.layout.number(self.layout.cells[table][place])])


def protect(
    catalogue: Catalogue,
    people: People,
    earlier: Sequence[Earlier] = (),
    *,
    more: Callable[[], bool] = lambda: True,
    clean: bool = True,
    whole: bool = True,
) -> Protection:
    """The cells to hide by complementary suppression. ``more`` says whether there is time left for the clean-up.

    Without ``whole`` a table that fits may hold parts of persons: far quicker, and no more than a sketch.
    """
    same = tuple(one for one in earlier if one.population == catalogue.population)
    layout = lay_out(catalogue, people, same)
    work = _Needs(catalogue, layout, same, whole)
    found = suppress(work.problem(), more=more, clean=clean)
    while work.hide_shares(found.hidden) or work.keep_unprinted(found, more):
        found = suppress(work.problem(), more=more, clean=clean)
    return Protection(layout, found.hidden, found.before, tuple(work.refusals(found)), found.stopped)


@dataclass(slots=True)
class _Needs:
    """What must not be told, gathered from the catalogue and from every older release."""

    catalogue: Catalogue
    layout: Layout
    earlier: Sequence[Earlier]
    whole: bool = True
    needs: set[Need] = field(default_factory=set)
    because: dict[Need, str] = field(default_factory=dict)
    primary: Flags = field(init=False)
    fixed: Flags = field(init=False)
    places: dict[int, list[Cell]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.primary = self._small()
        self.fixed = np.zeros(len(self.layout.values), np.bool_)
        for table, cells in self.layout.cells.items():
            for place, key in cells.items():
                self.places[self.layout.number(key)].append((table, place))
        self._left_out()
        for one in self.earlier:
            dimensions = comparable(one, self._leaves())
            if same_day(one, self.catalogue.as_of, dimensions):
                self._same_day(one)
            else:
                self._since(one, dimensions)

    def problem(self) -> Problem:
        layout = self.layout
        return Problem(
            equations=layout.equations,
            values=layout.values,
            lowest=self.catalogue.lowest,
            printed=layout.printed,
            price=self._price(),
            never=layout.never | self.fixed,
            threshold=self.catalogue.threshold,
            primary=self.primary,
            needs=tuple(sorted(self.needs)),
            whole=self.whole,
        )

    def hide_shares(self, hidden: Flags) -> bool:
        """Where the base of percentages is hidden they all are, and so are their counts; whether that is new."""
        found = False
        for table in self.catalogue.tables:
            base = self.layout.cells[table.id].get((TOTAL,) * len(table.by))
            if table.measure != "percent" or base is None or not hidden[self.layout.number(base)]:
                continue
            for key in self.layout.cells[table.id].values():
                at = self.layout.number(key)
                if not hidden[at] and self.layout.values[at]:  # a share of nobody is none, whatever the base
                    found = self.primary[at] = True
                    if self.layout.values[at] >= self.catalogue.threshold:
                        self.needs.add(Need(at, 1.0, -1.0))
        return found

    def keep_unprinted(self, found: Suppression, more: Callable[[], bool]) -> bool:
        """Cells of no table that what is left shown would tell; whether there are new ones."""
        if found.failed:
            return False
        tables = [table.by for table in self.catalogue.tables]
        new = set(needs_of_unprinted(self.layout, tables, self.problem(), found, more)) - self.needs
        self.needs |= new
        return bool(new)

    def _small(self) -> Flags:
        """Printed counts of few; zeros as well where they disclose."""
        values, never = self.layout.values, self.layout.never
        small = (np.abs(values) < self.catalogue.threshold) & (values != 0)
        if self.catalogue.zeros == "disclosive":
            small |= (values == 0) & ~never
        found: Flags = small & self.layout.printed
        return found

    def _price(self) -> Floats:
        """What it costs to hide an unknown, a unit moved: more for more people, for totals, and by priority."""
        dear = np.ones(len(self.layout.values))
        for number, cells in self.places.items():
            dear[number] = max(self.catalogue.priorities.get(table, 1) for table, _ in cells)
        found: Floats = dear * (1 + np.log1p(np.abs(self.layout.values)))
        return found

    def _left_out(self) -> None:
        """A few people whom a table leaves out, as of years outside its pools, are not to follow from the rest."""
        layout, threshold = self.layout, self.catalogue.threshold
        for at in map(layout.number, layout.rests):
            value = float(layout.values[at])
            if 0 < value < threshold and not layout.printed[at] and not layout.never[at]:
                self.needs.add(Need(at, -value, threshold - value))

    # ── what is out already ────────────────────────────────────────────────────────────────────────────────────────
    def _leaves(self) -> Mapping[str, tuple[str, ...]]:
        return {name: self.catalogue.dimensions[name].leaves for name in self.catalogue.used}

    def _same_day(self, one: Earlier) -> None:
        """The same people on the same day: what is out stays as it is, and what it hides stays hidden."""
        shared = {whom for share in one.shares for whom in (share.part, share.base)}
        for told in one.told:
            at = self.layout.number(self.layout.domain.key(dict(told.covered)))
            if told.low == told.high or told.covered in shared:
                self.fixed[at] = True
                continue
            self.primary[at] |= self.layout.printed[at]
            value = self.layout.values[at]
            if value >= self.catalogue.threshold:
                self._need(Need(at, 1.0, -1.0), one)
            else:
                self._need(Need(at, self.catalogue.threshold - value), one)
                if value > 0:
                    self._need(Need(at, -value), one)

    def _since(self, one: Earlier, dimensions: frozenset[str]) -> None:
        """Each count that both tell of must be able to stand as it stood, or to differ by the threshold."""
        asked = self._asked(one, dimensions)
        spans = Spans(one, list(asked))
        threshold = self.catalogue.threshold
        for whom, at in asked.items():
            value = float(self.layout.values[at])
            low, high = spans.of(whom, value, threshold)
            if harmless(value - high, value - low, threshold):
                continue
            self.primary[at] |= self.layout.printed[at]
            self._need(Need(at, *ways(value, low, high, threshold)), one)

    def _asked(self, one: Earlier, dimensions: frozenset[str]) -> dict[Covered, int]:
        """Every group of people that the older release or this one prints, as far as both know its dimensions."""
        found = {told.covered: 0 for told in one.told if all(name in dimensions for name, _ in told.covered)}
        for table in self.catalogue.tables:
            for place in self.layout.cells[table.id]:
                held = covered(self.catalogue, table, place)
                if all(name in dimensions for name in held):
                    whole = [(name, some) for name, some in held.items() if len(some) < len(one.leaves[name])]
                    found[tuple(sorted(whole))] = 0
        return {whom: self.layout.number(self.layout.domain.key(dict(whom))) for whom in found}

    def _need(self, need: Need, one: Earlier) -> None:
        self.needs.add(need)
        self.because.setdefault(need, one.release)

    # ── refusals ───────────────────────────────────────────────────────────────────────────────────────────────────
    def refusals(self, found: Suppression) -> Iterator[Finding]:
        """The cells whose needs nothing could meet, each once."""
        told = set()
        for need in found.failed:
            table, cell = self._where(need.at)
            release = self.because.get(need) or (self.earlier[-1].release if self.fixed.any() else "")
            if (table, cell, release) in told:
                continue
            told.add((table, cell, release))
            against = f"beside the release {release} " if release else ""
            yield Finding(
                code="disclosure.cannot-hide",
                severity=Severity.ERROR,
                text=f"{against}this count cannot be kept from being told, whatever else is hidden",
                hint="coarsen a dimension, drop the table, or wait until the count has changed by the threshold"
                if release
                else "coarsen a dimension, or drop the table; fewer structural zeros help as well",
                table=table,
                cell=cell,
            )

    def _where(self, at: int) -> tuple[str | None, str]:
        if cells := self.places.get(at):
            table, place = cells[0]
            by = next(one.by for one in self.catalogue.tables if one.id == table)
            return table, cell_text(by, place)
        key, domain = self.layout.equations.keys[at], self.layout.domain
        named = []
        for n, name in enumerate(domain.names):
            if key[n] != OPEN:
                leaves = sorted(leaf for piece in domain.members(n, key[n]) for leaf in domain.pieces[name][piece])
                named.append(f"{name}={'+'.join(leaves)}")
        return None, ", ".join(named) or TOTAL
