"""Is one person findable in a release? Asked within the house only: the answer goes to the screen and nowhere else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from palermo.disclosure.attacker.bounds import Solver, solver_of
from palermo.disclosure.attacker.facts import Fact, Key, Place, Publication
from palermo.ground.errors import UnreadableInput


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCell:
    """A cell that holds the record, with what can be told of its count."""

    place: Place
    low: float
    high: float

    def to_dict(self) -> dict[str, object]:
        high = None if self.high == float("inf") else int(self.high)
        return {"table": self.place.table, "cell": self.place.cell, "low": int(self.low), "high": high}


@dataclass(frozen=True, slots=True, kw_only=True)
class Findable:
    """Whether a record can be found: one of its cells is held below the threshold, or tells a further attribute."""

    findable: bool
    cells: tuple[HeldCell, ...]
    told: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        return {"findable": self.findable, "cells": [one.to_dict() for one in self.cells]}


def find_record(published: Publication, record: Mapping[str, str], *, threshold: int | None = None) -> Findable:
    """Every published cell that holds ``record`` with its bounds.

    ``record`` gives a code a dimension. Raises UnreadableInput where it lacks one or names a code never declared.
    """
    asked = threshold or published.threshold
    leaves = _leaves(published, record)
    cells: list[HeldCell] = []
    told: set[str] = set()
    for part in published.parts:
        held = {key: fact for key, fact in part.facts.items() if all(leaves[name] in some for name, some in key)}
        solver = solver_of(part)
        if not solver.consistent:
            raise UnreadableInput("The published numbers contradict each other.", hint="Attack the release first.")
        cells += _cells(held, solver)
        told |= set(_told(held, solver, asked))
    small = any(1 <= cell.high <= asked - 1 for cell in cells)
    ordered = sorted(cells, key=lambda cell: (cell.place.table, cell.place.codes))
    return Findable(findable=small or bool(told), cells=tuple(ordered), told=tuple(sorted(told)))


def _cells(held: Mapping[Key, Fact], solver: Solver) -> Iterator[HeldCell]:
    """Each cell with its bounds; one that holds the record has at least one."""
    for key, fact in held.items():
        bounds = solver.bounds(key)
        for place in (*fact.places, *fact.left_out):
            yield HeldCell(place=place, low=max(1.0, bounds.low), high=bounds.high)


def _leaves(published: Publication, record: Mapping[str, str]) -> dict[str, str]:
    axes = {name: axis for part in published.parts for name, axis in part.axes.items()}
    lacking = [name for name in axes if name not in record]
    if lacking:
        raise UnreadableInput(f"The record has no {', '.join(lacking)}.", hint="It needs a column a dimension.")
    for name, axis in axes.items():
        if record[name] not in axis.leaves:
            hint = f"Codes: {', '.join(axis.leaves[:40])}."
            raise UnreadableInput(f"The record's {name} is no code of the release.", hint=hint)
    return {name: record[name] for name in axes}


def _told(held: Mapping[Key, Fact], solver: Solver, threshold: int) -> Iterator[str]:
    """Dimensions that the record's group gives away: all of the group stand in the record's own cell."""
    for key in held:
        for name, covered in key:
            whole = solver.bounds(frozenset(part for part in key if part[0] != name))
            if len(key) > 1 and len(covered) == 1 and whole.exact and whole.low >= threshold:
                if solver.bounds(key).low == whole.low:
                    yield name
