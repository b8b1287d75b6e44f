"""Which tables to drop, to pool over years or to coarsen, so that enough useful cells survive.

A useful cell is shown, holds the threshold of people and is no total. Every proposal is made into a release beside all
that is out, and attacked. The search climbs: of all moves the one that gains most, until enough is reached; then what
turned out needless is taken back. Where climbing ends too low, all other proposals are tried, those that can hold most
first, so that a number is called out of reach only when nothing reaches it.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import prod

from palermo.disclosure.attacker import Publication, attack, read_publication
from palermo.disclosure.catalogue import Catalogue
from palermo.disclosure.counting import People
from palermo.disclosure.history import Earlier, beside, read_earlier
from palermo.disclosure.moves import Move, Way, large_cells, milder, next_to, ways, with_pools, with_ways
from palermo.disclosure.reach import crowded, out_of_reach
from palermo.disclosure.releasing import Release, make_release
from palermo.disclosure.years import Years, years_of
from palermo.ground.errors import Differs, UsageError
from palermo.ground.finding import Finding, Severity

Files = Mapping[str, bytes]
Proposal = tuple[Way, ...]
MOST_ATOMS = 100
"""Up to so many combinations of finest codes every proposal is made in whole persons; above it is sketched first."""
MOST_PROPOSALS = 5000
MOST_CONFIRMED = 20
"""Of proposals whose sketch falls short so many are made in whole persons all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advised:
    """What to do with a table, and how many useful cells it has without any advice and with all of it."""

    move: Move
    before: int
    after: int

    def to_dict(self) -> dict[str, object]:
        years = list(self.move.years) or None
        said = {"table": self.move.table, "action": self.move.action, "dimension": self.move.dimension, "years": years}
        return {**said, "useful_before": self.before, "useful_after": self.after}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Advice:
    """How many useful cells a catalogue has, how many it can have, and by what; ``catalogue`` is the one advised."""

    asked: int | None
    before: int | None
    after: int | None
    advised: tuple[Advised, ...]
    findings: tuple[Finding, ...]
    catalogue: Catalogue
    tried: int = 0

    @property
    def reached(self) -> bool:
        return self.after is not None and self.after >= (self.asked or 1)

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {
            "useful": {"asked": self.asked, "before": self.before, "after": self.after},
            "advice": [one.to_dict() for one in self.advised],
            "findings": [one.to_dict() for one in self.findings],
        }


def advise(
    catalogue: Catalogue,
    people: People,
    before: Sequence[tuple[str, Files]] = (),
    *,
    useful: int | None = None,
    more: Callable[[], bool] = lambda: True,
    told: Callable[[int, int], None] = lambda tried, best: None,
) -> Advice:
    """Advice by which at least ``useful`` cells are shown beside the releases ``before`` (name and files of each).

    Without a number: by which as many are shown as climbing finds. ``more`` says whether there is time for another
    proposal; ``told`` hears after each how many were tried, and the most useful cells that one of them shows.
    Raises UsageError for a catalogue that rounds.
    """
    if catalogue.method != "suppress":
        raise UsageError("Advice is about what is hidden, and rounding hides nothing.", hint="Use method: suppress.")
    earlier = [read_earlier(files, name=name) for name, files in before]
    years, said = years_of(catalogue, earlier)
    pooled = with_pools(catalogue, years)
    choices = tuple(ways(pooled, people, table, years) for table in catalogue.tables)
    findings = [*people.warnings, *said, *crowded(catalogue, people)]
    if useful is not None and (told_so := out_of_reach(pooled, people, choices, useful)):
        return Advice(
            asked=useful, before=None, after=None, advised=(), findings=(*findings, told_so), catalogue=catalogue
        )
    older = [read_publication(files, name=name) for name, files in before]
    search = _Search(catalogue, people, earlier, older, choices, years, useful, more, told)
    return search.advice(findings)


@dataclass(frozen=True, slots=True)
class _Trial:
    """The useful cells of a proposal by table; None where it would be refused."""

    useful: Mapping[str, int] | None
    because: str = ""

    @property
    def total(self) -> int:
        return -1 if self.useful is None else sum(self.useful.values())

    def of(self, table: str) -> int:
        return (self.useful or {}).get(table, 0)


@dataclass(slots=True, eq=False)
class _Search:
    catalogue: Catalogue
    people: People
    earlier: Sequence[Earlier]
    older: Sequence[Publication]
    choices: Sequence[Sequence[Way]]
    years: Years | None
    asked: int | None
    more: Callable[[], bool]
    told: Callable[[int, int], None]
    stopped: bool = False
    tried: int = 0
    best: int = 0
    _seen: dict[tuple[Proposal, bool], _Trial] = field(default_factory=dict)

    def advice(self, findings: Sequence[Finding]) -> Advice:
        as_written = self.try_whole(tuple(self.as_written()))
        taken = self.taken()
        trial = self.try_whole(taken)
        found = self.findings(as_written, trial)
        return Advice(
            asked=self.asked,
            before=max(0, as_written.total),
            after=max(0, trial.total),
            advised=tuple(self.advised(taken, as_written, trial)),
            findings=(*findings, *found),
            catalogue=with_ways(self.catalogue, taken, self.years),
            tried=self.tried,
        )

    def as_written(self) -> Iterator[Way]:
        """Every table unchanged, also where the profile wants it pooled."""
        for table, some in zip(self.catalogue.tables, self.choices, strict=True):
            if some[0].moves:
                yield Way(table=table, moves=(), large=large_cells(self.catalogue, self.people, table))
            else:
                yield some[0]

    def advised(self, taken: Proposal, as_written: _Trial, trial: _Trial) -> Iterator[Advised]:
        for table, way in zip(self.catalogue.tables, taken, strict=True):
            for move in way.moves or (Move(table.id, "keep"),):
                yield Advised(move=move, before=as_written.of(table.id), after=trial.of(table.id))

    def findings(self, as_written: _Trial, trial: _Trial) -> Iterator[Finding]:
        if as_written.useful is None:
            text = f"as it is written the catalogue would be refused: {as_written.because}"
            yield _said("disclosure.refused-as-written", Severity.INFO, text, "nothing of it may be published so")
        if self.stopped:
            text = f"{self.tried} proposals were tried, and not all there are"
            hint = "a longer --time-limit, or fewer tables"
            yield _said("disclosure.not-all-tried", Severity.WARNING, text, hint)
        if trial.total < (self.asked or 1):
            what = f"{self.asked} useful cells cannot be reached" if self.asked else "no useful cell can be shown"
            if self.stopped:
                what = what.replace("cannot be reached", "were not reached")
            hint = "ask for fewer, or declare hierarchies and pools that give more ways to coarsen and to pool"
            yield _said("disclosure.too-few-useful", Severity.ERROR, f"{what}: {max(0, trial.total)} can", hint)

    # ── search ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def taken(self) -> Proposal:
        """The proposal advised: the first found to reach what is asked, else the best of those tried."""
        start = tuple(some[0] for some in self.choices)
        if self.asked is not None and self.enough(self.try_whole(start)):
            return start
        high = self.climb(start)
        for proposal in dict.fromkeys((self.take_back(high), high)):
            if self.enough(self.try_whole(proposal)) and (self.asked is not None or self.gains(proposal, start)):
                return proposal
        if self.asked is not None or self.try_whole(high).total <= 0:
            if found := self.all_others():
                return found
        return self.best_made(start)

    def gains(self, proposal: Proposal, start: Proposal) -> bool:
        return self.try_whole(proposal).total > self.try_whole(start).total

    def enough(self, trial: _Trial) -> bool:
        return trial.total >= (self.asked or 1)

    def climb(self, at: Proposal) -> Proposal:
        """Of all moves the one that gains most, again and again, until there is enough or no move gains."""
        while self.asked is None or not self.enough(self.try_quick(at)):
            every: list[Proposal] = []
            for one in self.neighbours(at):
                if not self.more():
                    self.stopped = True
                    return max((at, *every), key=lambda one: self.try_quick(one).total)
                if self.try_quick(one).total > self.try_quick(at).total:
                    every.append(one)
            if not every:
                break
            at = max(every, key=lambda one: self.try_quick(one).total)
        return at

    def neighbours(self, at: Proposal) -> Iterator[Proposal]:
        for number, way in enumerate(at):
            for other in next_to(way, self.choices[number]):
                yield self.changed(at, number, other)

    def changed(self, at: Proposal, number: int, way: Way) -> Proposal:
        return (*at[:number], way, *at[number + 1 :])

    def take_back(self, at: Proposal) -> Proposal:
        """The proposal without the moves that it does not need."""
        needed = self.asked if self.asked is not None else self.try_quick(at).total
        again = True
        while again and self.more():
            again = False
            for number, way in enumerate(at):
                for less in (one for one in self.choices[number] if milder(one, way)):
                    other = self.changed(at, number, less)
                    if self.try_quick(other).total >= needed:
                        at, again = other, True
                        break
        return at

    def all_others(self) -> Proposal | None:
        """The first of all proposals that reaches what is asked, those that can hold most first."""
        short = []
        for number, proposal in enumerate(self.by_most()):
            if number == MOST_PROPOSALS or not self.more():
                self.stopped = True
                break
            if not self.enough(self.try_quick(proposal)):
                short.append(proposal)
            elif self.enough(self.try_whole(proposal)):
                return self.confirmed_less(proposal)
        short = [one for one in short if (one, True) not in self._seen]
        short.sort(key=lambda one: -self.try_quick(one).total)
        self.stopped |= len(short) > MOST_CONFIRMED
        for proposal in short[:MOST_CONFIRMED]:
            if not self.more():
                self.stopped = True
                break
            if self.enough(self.try_whole(proposal)):
                return proposal
        return None

    def confirmed_less(self, proposal: Proposal) -> Proposal:
        less = self.take_back(proposal)
        return less if self.enough(self.try_whole(less)) else proposal

    def by_most(self) -> Iterator[Proposal]:
        """Every proposal that can hold what is asked, by how many useful cells it can have at most."""
        order = [sorted(some, key=lambda way: (-way.most, len(way.moves))) for some in self.choices]
        first = (0,) * len(order)

        def most(at: tuple[int, ...]) -> int:
            return sum(some[number].most for some, number in zip(order, at, strict=True))

        heap, seen = [(-most(first), first)], {first}
        while heap:
            held, at = heappop(heap)
            if -held < (self.asked or 1):
                return
            proposal = tuple(some[number] for some, number in zip(order, at, strict=True))
            yield proposal
            for place, number in enumerate(at):
                after = (*at[:place], number + 1, *at[place + 1 :])
                if number + 1 < len(order[place]) and after not in seen:
                    seen.add(after)
                    heappush(heap, (-most(after), after))

    def best_made(self, start: Proposal) -> Proposal:
        """The best of all proposals that were made in whole persons; with as many useful cells, the one found first."""
        made = [proposal for proposal, whole in self._seen if whole and self.allowed(proposal)]
        return max(made, key=lambda one: self.try_whole(one).total, default=start)

    def allowed(self, proposal: Proposal) -> bool:
        return all(way in some for way, some in zip(proposal, self.choices, strict=True))

    # ── trials ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def try_quick(self, proposal: Proposal) -> _Trial:
        """The proposal made and attacked; in parts of persons where whole ones would take long."""
        return self.attempt(proposal, whole=(proposal, True) in self._seen or self.small(proposal))

    def try_whole(self, proposal: Proposal) -> _Trial:
        """The proposal made and attacked as ``palermo tables`` will make it."""
        return self.attempt(proposal, whole=True)

    def small(self, proposal: Proposal) -> bool:
        names = {name for way in proposal if way.table for name in way.table.by}
        return prod(len(self.catalogue.dimensions[name].leaves) for name in names) <= MOST_ATOMS

    def attempt(self, proposal: Proposal, *, whole: bool) -> _Trial:
        found = self._seen.get((proposal, whole))
        if found is None:
            found = self._seen[proposal, whole] = self.made(proposal, whole=whole)
            self.tried += 1
            self.best = max(self.best, found.total)
            self.told(self.tried, self.best)
        return found

    def made(self, proposal: Proposal, *, whole: bool) -> _Trial:
        if not any(way.table for way in proposal):
            return _Trial(None, "it has no table")
        catalogue = with_ways(self.catalogue, proposal, self.years)
        catalogue = beside(catalogue, self.earlier, self.people.frame.columns)
        try:
            release = make_release(catalogue, self.people, self.earlier, whole=whole)
        except Differs as error:
            return _Trial(None, _first(error.findings))
        found = attack(read_publication(release.files, name=catalogue.release), self.older)
        odd = [one for one in found.other if one.severity in (Severity.ERROR, Severity.QUESTION)]
        if not found.safe or odd:
            return _Trial(None, _first(odd) if odd else "an attack on it succeeds")
        return _Trial({way.table.id: useful_cells(release, way) for way in proposal if way.table})


def useful_cells(release: Release, way: Way) -> int:
    """How many cells of a table a release shows that are no totals and hold enough people."""
    table = way.table
    if table is None:
        return 0
    rows = csv.DictReader(io.StringIO(release.files[table.file].decode(), newline=""))
    shown = {tuple(row[name] for name in table.by) for row in rows if row["status"] == "exact" and row["value"]}
    return len(shown & way.large)


def _first(findings: Sequence[Finding]) -> str:
    if not findings:
        return "a count of it cannot be protected"
    one = findings[0]
    where = ", ".join(part for part in (one.table and f"table {one.table}", one.cell) if part)
    return f"{where}: {one.text}" if where else one.text


def _said(code: str, severity: Severity, text: str, hint: str) -> Finding:
    return Finding(code=code, severity=severity, text=text, hint=hint)
