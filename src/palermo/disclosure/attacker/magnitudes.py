"""Sums and means: one of few people tells theirs, and a hidden one follows from totals less parts like a count."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf, isfinite

from palermo.disclosure.attacker.bounds import Bounds, Solver, solver_of
from palermo.disclosure.attacker.facts import Magnitude, Part, Statement
from palermo.disclosure.attacker.verdict import Recovered
from palermo.ground.finding import Finding, Severity

_SLACK = 1e-6
_TENTH = 0.1
"""Within a tenth to either side a value counts as told, as the ratio rule has it."""


def told_magnitudes(
    values: Sequence[Magnitude], part: Part, counts: Solver, threshold: int
) -> tuple[list[Recovered], list[Finding]]:
    """Hidden sums and means of one part that follow, and printed ones of too few people.

    ``counts`` solves the counts of the same part: a mean and its count make a sum.
    """
    recovered: list[Recovered] = []
    told = list(_few(values, part, counts, threshold))
    for column in dict.fromkeys(one.column for one in values):
        some = [one for one in values if one.column == column]
        sums = solver_of(_sums(some, part, counts), whole=False)
        if not sums.consistent:
            told.append(_inconsistent(some[0]))
            continue
        tables = tuple(sorted({one.place.table for one in some}))
        freedom = solver_of(_freedom(some, part), whole=False)
        for one in some:
            if one.hidden and (value := _follows(one, part, counts, sums, freedom)) is not None:
                recovered.append(Recovered(kind=one.measure, place=one.place, value=value, by=tables))
    return recovered, told


def _few(values: Sequence[Magnitude], part: Part, counts: Solver, threshold: int) -> Iterator[Finding]:
    for one in values:
        people = counts.bounds(part.key(one.place.codes))
        if not one.hidden and 1 <= people.high <= threshold - 1:
            yield Finding(
                code="attack.few-behind-value",
                severity=Severity.ERROR,
                text=f"a {one.measure} of fewer people than the threshold is printed: each of few can subtract itself",
                hint="hide it, and enough others that it does not follow",
                table=one.place.table,
                cell=str(one.place),
            )


def _sums(values: Sequence[Magnitude], part: Part, counts: Solver) -> Part:
    """The sums of a column as facts like counts, though without a least; a sum over nobody is none."""
    said = tuple(
        Statement(one.place, *_sum_of(one, counts.bounds(part.key(one.place.codes))), "shown") for one in values
    )
    return replace(_told_of(values, part), statements=said)


def _told_of(values: Sequence[Magnitude], part: Part) -> Part:
    """The tables of a column as a part that says nothing yet; the sum over nobody is none."""
    nobody = tuple(fact.places[0].codes for fact in part.facts.values() if fact.exact and fact.low == 0 and fact.places)
    tables = {one.place.table: tuple(name for name, _ in one.place.codes) for one in values}
    names = {name for by in tables.values() for name in by}
    return Part(
        population=part.population,
        as_of=part.as_of,
        lowest=-inf,
        axes=part.axes,
        tables=tables,
        statements=(),
        structural=tuple(one for one in (*part.structural, *nobody) if {name for name, _ in one} <= names),
    )


def _sum_of(one: Magnitude, people: Bounds) -> tuple[float, float]:
    if one.measure == "sum" or one.hidden:
        return one.low, one.high
    if not isfinite(people.low) or not isfinite(people.high):
        return -inf, inf
    ends = [value * count for value in (one.low, one.high) for count in (people.low, people.high)]
    return min(ends), max(ends)


def _freedom(values: Sequence[Magnitude], part: Part) -> Part:
    """How far hidden sums can move while every printed one stays: what cannot move at all is a subtraction."""
    said = tuple(
        Statement(one.place, -1.0, 1.0, "hidden") if one.hidden else Statement(one.place, 0.0, 0.0, "shown")
        for one in values
    )
    return replace(_told_of(values, part), statements=said)


def _follows(one: Magnitude, part: Part, counts: Solver, sums: Solver, freedom: Solver) -> float | None:
    """The hidden sum or mean, where it is known as finely as its table would print it.

    One that is a total less its parts is told as well when rounding alone leaves it open, by less than a tenth.
    """
    key = part.key(one.place.codes)
    people = counts.bounds(key)
    bounds = sums.bounds(key)
    if people.high <= 0 or not isfinite(bounds.low) or not isfinite(bounds.high):
        return None
    each = 1.0
    if one.measure == "mean":
        if not people.exact:
            return None
        each = people.low
    open_by = bounds.high - bounds.low
    if open_by / each > one.step + _SLACK:
        moves = freedom.bounds(key)
        subtracted = moves.high - moves.low <= _SLACK
        if not (subtracted and open_by <= _TENTH * abs(bounds.low + bounds.high)):
            return None
    return round((bounds.low + bounds.high) / 2 / each, 6)


def _inconsistent(one: Magnitude) -> Finding:
    return Finding(
        code="attack.inconsistent",
        severity=Severity.ERROR,
        text=f"the published sums and means of {one.column or 'a column'} contradict each other",
        hint="one of the files is wrong; nothing can be called safe until it is mended",
        table=one.place.table,
    )
