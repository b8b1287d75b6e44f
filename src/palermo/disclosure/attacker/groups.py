"""Groups of which nearly everybody shares one attribute: to be known to belong is to be told the attribute.

Where both counts stand there it is a division. Where a group is known by shares alone, or its size is rounded or
hidden, it is asked whether every table that fits has so many of it in the one cell, as long as no more than some two
thousand unknowns hang together.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from palermo.disclosure.attacker.bounds import Solver
from palermo.disclosure.attacker.facts import Fact, Key, Part, Place
from palermo.ground.finding import Finding, Severity

HOMOGENEOUS = 0.95
"""From this share of a row or column in one cell on, the whole group is told by belonging to it."""
_NEARLY = (20.0, 19.0)
_WHOLLY = (1.0, 1.0)
"""So many times the cell are at least so many times the group: 19 of 20, and all of it."""
Terms = list[tuple[Key, float]]


def told_groups(part: Part, threshold: int, waived: Sequence[Place], solver: Solver | None) -> Iterator[Finding]:
    """Each cell in which a group of at least the threshold stands nearly or wholly; ``waived`` cells are on record.

    Of a group whose size nobody can tell its share is told. Without a ``solver`` only what stands there is looked at.
    """
    on_record = {(one.table, one.codes) for one in waived}
    for key, fact in part.facts.items():
        if len(key) < 2 or (fact.exact and fact.low < threshold * HOMOGENEOUS):
            continue
        for name in sorted(name for name, leaves in key if len(leaves) == 1):
            wholly = _share_of_group(part, key, fact, name, threshold, solver)
            if wholly is None:
                continue
            for place in fact.shown if fact.exact else fact.places:
                waiver = (place.table, tuple(sorted(place.cell.items()))) in on_record
                yield _finding(place, name, wholly=wholly, waived=waiver)


def _share_of_group(part: Part, key: Key, fact: Fact, name: str, threshold: int, solver: Solver | None) -> bool | None:
    """Whether all of the group stands in the cell; None where no more than nearly all can be told of it."""
    whole = _whole(part, key, name)
    if fact.exact and whole is not None:
        enough = whole >= threshold and fact.low >= HOMOGENEOUS * whole
        return fact.low == whole if enough else None
    return _provable(part, key, fact, name, threshold, solver) if solver is not None else None


def _whole(part: Part, key: Key, name: str) -> float | None:
    """The size of the group whatever its ``name``: printed, or the sum of its cells where they all are."""
    rest = _rest(key, name)
    fact = part.facts.get(rest)
    if fact is not None and fact.exact:
        return fact.low
    cells = [part.facts.get(cell) for cell in _cells(part, rest, name)]
    return sum(one.low for one in cells if one) if all(one is not None and one.exact for one in cells) else None


def _rest(key: Key, name: str) -> Key:
    return frozenset(one for one in key if one[0] != name)


def _cells(part: Part, rest: Key, name: str) -> list[Key]:
    return [rest | {(name, frozenset((leaf,)))} for leaf in part.axes[name].leaves]


# ── where a division is not enough ─────────────────────────────────────────────────────────────────────────────────
def _provable(part: Part, key: Key, fact: Fact, name: str, threshold: int, solver: Solver) -> bool | None:
    """The same, of what every table that fits has in common."""
    group = _known(part, _rest(key, name), name, solver)
    if group is None or solver.value([(key, 1.0)]) is None:
        return None
    if any(solver.hangs_in_large(one) for one in (key, *group)):
        return None  # one question there takes seconds, and there are as many as cells
    size = [(one, 1.0) for one in group]
    seen = solver.value(size)
    may_be_few = seen is not None and bool(np.any(seen < threshold))
    if (may_be_few and not fact.shares) or not _at_least_none(solver, key, group, _NEARLY):
        return None
    if fact.shares:
        if -solver.least([(one, -1.0) for one in group]) < threshold:
            return None
    elif solver.least(size) < threshold:
        return None
    return _at_least_none(solver, key, group, _WHOLLY)


def _known(part: Part, rest: Key, name: str, solver: Solver) -> list[Key] | None:
    """The unknowns that make up a group: itself, or its cells; None where the system has neither."""
    for keys in ([rest], _cells(part, rest, name)):
        if solver.value([(one, 1.0) for one in keys]) is not None:
            return keys
    return None


def _at_least_none(solver: Solver, key: Key, group: list[Key], times: tuple[float, float]) -> bool:
    """Whether the one less the other falls below none in no table that fits; first among those found already."""
    terms: Terms = [(key, times[0]), *((one, -times[1]) for one in group)]
    seen = solver.value(terms)
    return seen is not None and not np.any(seen < -1e-6) and solver.least(terms) >= 0


def _finding(place: Place, name: str, *, wholly: bool, waived: bool) -> Finding:
    much = "everybody" if wholly else "nearly everybody"
    severity = Severity.ERROR if wholly else Severity.WARNING
    return Finding(
        code="attack.group-disclosure",
        severity=Severity.INFO if waived else severity,
        text=f"{much} of a group has one {name}: to belong to it is to be told",
        hint="it is on record that this may be published"
        if waived
        else "coarsen the dimension, or record why it may be",
        table=place.table,
        cell=str(place),
    )
