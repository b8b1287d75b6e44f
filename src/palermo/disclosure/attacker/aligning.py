"""Two releases read with the same dimensions: what a code of the one covers in the other, down to common pieces.

A body that was merged or split is a code of the one release and a wider code of the other. Codes that only one of
them has are, taken together, the same people as those that only the other has.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from palermo.disclosure.attacker.facts import Axis, Key, Part, Place


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two parts on dimensions of the same finest codes, as far as they have them."""

    old: Part
    new: Part
    only_old: Mapping[str, frozenset[str]]
    only_new: Mapping[str, frozenset[str]]

    @property
    def alike(self) -> bool:
        """Whether every finest code is in both."""
        return not any(self.only_old.values()) and not any(self.only_new.values())

    def keys(self) -> Iterator[tuple[Key, Key]]:
        """What both can say something about, as the key of the old and of the new."""
        found = dict.fromkeys((key, new) for key in self.old.facts if (new := self._to_new(key)) is not None)
        found |= dict.fromkeys((old, key) for key in self.new.facts if (old := self._to_old(key)) is not None)
        found |= dict.fromkeys(self._rests())
        yield from found

    def _to_new(self, key: Key) -> Key | None:
        return _moved(key, self.only_old, self.only_new, self.new)

    def _to_old(self, key: Key) -> Key | None:
        return _moved(key, self.only_new, self.only_old, self.old)

    def _rests(self) -> Iterator[tuple[Key, Key]]:
        """The people of all codes that the other release does not know, beside each other cell."""
        for name in self.only_old:
            if self.only_old[name] and self.only_new[name]:
                yield frozenset({(name, self.only_old[name])}), frozenset({(name, self.only_new[name])})

    def place(self, old: Key, new: Key) -> Place:
        """Where the people stand: in a table of the new, of the old, or in none as they are."""
        for part, key in ((self.new, new), (self.old, old)):
            fact = part.facts.get(key)
            if fact is not None and (places := [*fact.places, *fact.left_out]):
                return places[0]
        names = {name for name, _ in new}
        table = next((id for id, by in self.new.tables.items() if names <= set(by)), next(iter(self.new.tables), ""))
        return Place(
            table, tuple((name, " + ".join(sorted(leaves))) for name, leaves in sorted(new, key=lambda one: one[0]))
        )


def align(old: Part, new: Part) -> Aligned:
    """The two on common dimensions; a dimension that only one of them has stays as it is."""
    common = [name for name in old.axes if name in new.axes]
    pairs = {name: _axes(old.axes[name], new.axes[name]) for name in common}
    first = old.on({**old.axes, **{name: pair[0] for name, pair in pairs.items()}})
    second = new.on({**new.axes, **{name: pair[1] for name, pair in pairs.items()}})
    leaves = {name: (set(pair[0].leaves), set(pair[1].leaves)) for name, pair in pairs.items()}
    return Aligned(
        old if first.axes == old.axes else first,
        new if second.axes == new.axes else second,
        {name: frozenset(one - other) for name, (one, other) in leaves.items()},
        {name: frozenset(other - one) for name, (one, other) in leaves.items()},
    )


def _axes(old: Axis, new: Axis) -> tuple[Axis, Axis]:
    return _opened(old, new), _opened(new, old)


def _opened(axis: Axis, other: Axis) -> Axis:
    """``axis`` with every finest code opened that the other knows as a wider one of finer codes."""
    opened = {
        leaf: other.wider[leaf]
        for leaf in axis.leaves
        if leaf in other.wider and not other.wider[leaf] & set(axis.leaves)
    }
    if not opened:
        return axis
    leaves = dict.fromkeys(part for leaf in axis.leaves for part in sorted(opened.get(leaf, {leaf})))
    wider = {
        code: frozenset(part for leaf in parts for part in opened.get(leaf, {leaf}))
        for code, parts in axis.wider.items()
    }
    return replace(axis, leaves=tuple(leaves), wider={**wider, **opened})


def _moved(
    key: Key, only_here: Mapping[str, frozenset[str]], only_there: Mapping[str, frozenset[str]], there: Part
) -> Key | None:
    """The key of the same people in the other release; None where it has none."""
    found = set()
    for name, leaves in key:
        if name not in only_here:
            return None
        strange = leaves & only_here[name]
        if strange and strange != only_here[name]:
            return None
        covered = (leaves - strange) | (only_there[name] if strange else frozenset())
        if not covered or (strange and not only_there[name]):
            return None
        if len(covered) < len(there.axes[name].leaves):
            found.add((name, frozenset(covered)))
    return frozenset(found)


def joined(aligned: Aligned, release: str) -> Part | None:
    """Both as one part, for two releases of the same people on the same day; the old tables by their release.

    None where a code means other people in the one than in the other.
    """
    old, new = aligned.old, aligned.new
    axes = {**old.axes, **new.axes}
    for name in set(old.axes) & set(new.axes):
        then, now = old.axes[name].wider, new.axes[name].wider
        if any(code in now and now[code] != leaves for code, leaves in then.items()):
            return None
        axes[name] = replace(new.axes[name], wider={**then, **now})
    said = tuple(replace(one, place=Place(f"{release}:{one.place.table}", one.place.codes)) for one in old.statements)
    tables = {f"{release}:{id}": by for id, by in old.tables.items()}
    return replace(
        new,
        axes=axes,
        tables={**new.tables, **tables},
        statements=(*new.statements, *said),
        structural=tuple(dict.fromkeys((*new.structural, *old.structural))),
        lowest=min(new.lowest, old.lowest),
    )
