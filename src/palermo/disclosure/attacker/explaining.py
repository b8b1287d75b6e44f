"""From which tables a hidden count follows: its own alone, one or two that tell it, or all that hang together."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from palermo.disclosure.attacker.bounds import Bounds, Solver, solver_of
from palermo.disclosure.attacker.facts import Key, Part, Place

_MOST_CELLS = 3_000
_MOST_PAIRS = 60


@dataclass(slots=True)
class Explainer:
    """Solvers of single tables and pairs, made when first asked for and kept."""

    part: Part
    _solvers: dict[tuple[str, ...], Solver] = field(default_factory=dict)

    def by(self, key: Key, place: Place, value: float) -> tuple[str, ...]:
        """The fewest tables from which the count of ``key`` follows, those with ``place``'s own first."""
        for some in self._groups(place.table):
            solver = self._solver(some)
            if solver.consistent and solver.bounds(key) == Bounds(value, value):
                return some
        return self._linked(place.table)

    def of_unprinted(self, key: Key, bounds: Bounds) -> tuple[str, ...]:
        """Tables that hold a cell of none of them within ``bounds``: without any one of them nothing would."""
        names = {name for name, _ in key}
        kept = sorted(id for id, by in self.part.tables.items() if names & set(by))
        if not self._holds(kept, key, bounds):
            return self._linked(kept[0])
        for one in list(kept):
            less = [id for id in kept if id != one]
            if len(self.part.statements) <= _MOST_CELLS and self._holds(less, key, bounds):
                kept = less
        return tuple(kept)

    def _holds(self, tables: list[str], key: Key, bounds: Bounds) -> bool:
        solver = solver_of(self.part.only(tables), also=[key])
        return solver.consistent and solver.bounds(key) == bounds

    def _groups(self, own: str) -> Iterator[tuple[str, ...]]:
        tables = sorted(self.part.tables)
        if own not in tables:
            return
        yield (own,)
        others = [one for one in tables if one != own]
        if len(self.part.statements) <= _MOST_CELLS and len(others) <= _MOST_PAIRS:
            yield from ((one,) for one in others)
            yield from (tuple(sorted((own, one))) for one in others)

    def _solver(self, tables: tuple[str, ...]) -> Solver:
        if tables not in self._solvers:
            self._solvers[tables] = solver_of(self.part.only(tables))
        return self._solvers[tables]

    def _linked(self, own: str) -> tuple[str, ...]:
        """The tables that share dimensions with ``own``, or with one that does."""
        found = {own}
        names = set(self.part.tables.get(own, ()))
        while True:
            more = {id for id, by in self.part.tables.items() if id not in found and (names & set(by) or not by)}
            if not more:
                return tuple(sorted(found))
            found |= more
            names |= {name for id in more for name in self.part.tables[id]}
