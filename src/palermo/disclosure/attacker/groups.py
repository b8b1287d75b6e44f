"""Groups of which nearly everybody shares one attribute: to be known to belong is to be told the attribute."""

from collections.abc import Iterator, Sequence

from palermo.disclosure.attacker.facts import Key, Part, Place
from palermo.ground.finding import Finding, Severity

HOMOGENEOUS = 0.95
"""From this share of a row or column in one cell on, the whole group is told by belonging to it."""


def told_groups(part: Part, threshold: int, waived: Sequence[Place]) -> Iterator[Finding]:
    """Each cell in which a group of at least the threshold stands nearly or wholly; ``waived`` cells are on record."""
    on_record = {(one.table, one.codes) for one in waived}
    for key, fact in part.facts.items():
        if len(key) < 2 or not fact.exact or fact.low < threshold * HOMOGENEOUS:
            continue
        names = [name for name, leaves in key if len(leaves) == 1]
        for name in sorted(names):
            whole = _whole(part, key, name)
            if whole is None or whole < threshold or fact.low < HOMOGENEOUS * whole:
                continue
            for place in fact.shown:
                waiver = (place.table, tuple(sorted(place.cell.items()))) in on_record
                yield _finding(place, name, wholly=fact.low == whole, waived=waiver)


def _whole(part: Part, key: Key, name: str) -> float | None:
    """The size of the group whatever its ``name``: printed, or the sum of its cells where they all are."""
    rest = frozenset(one for one in key if one[0] != name)
    fact = part.facts.get(rest)
    if fact is not None and fact.exact:
        return fact.low
    cells = [part.facts.get(rest | {(name, frozenset((leaf,)))}) for leaf in part.axes[name].leaves]
    return sum(one.low for one in cells if one) if all(one is not None and one.exact for one in cells) else None


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
