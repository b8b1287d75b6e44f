"""The cells of a catalogue laid out over the people counted: one unknown a group of people, with its true count."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from palermo.disclosure.catalogue import TOTAL, Catalogue, Place, Table
from palermo.disclosure.counting import Counts, People, codes_in_use, count
from palermo.disclosure.domain import OPEN, Domain, Key, cut
from palermo.disclosure.equations import Equations, Flags, Floats, link
from palermo.disclosure.history import Covered, Earlier, comparable, same_day, same_people


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Every cell that is printed by table, the equations that tie them, and the truth of every unknown."""

    domain: Domain
    cells: Mapping[str, Mapping[Place, Key]]
    counts: Counts
    equations: Equations
    values: Floats
    printed: Flags
    never: Flags
    rests: tuple[Key, ...] = ()
    """What tables that print some codes of a dimension alone leave out, beside each other cell of theirs."""

    def number(self, key: Key) -> int:
        return self.equations.at[key]

    def count(self, table: str, place: Place) -> int:
        """The true count of a cell."""
        return int(self.values[self.number(self.cells[table][place])])


def lay_out(catalogue: Catalogue, people: People, earlier: Sequence[Earlier] = ()) -> Layout:
    """The cells of ``catalogue`` with their true counts, cut so fine that ``earlier`` releases can be laid beside."""
    leaves = {name: catalogue.dimensions[name].leaves for name in catalogue.used}
    also = [covered for one in earlier for covered in same_people(one.told, comparable(one, leaves))]
    domain = _domain(catalogue, leaves, also)
    cells = {table.id: _keys(catalogue, table, domain) for table in catalogue.tables}
    counts = count(people, domain, unit=catalogue.unit is not None)
    printed = {key for held in cells.values() for key in held.values()}
    zeros = [domain.key(zero) for zero in _structural(catalogue, leaves)]
    told = catalogue.lowest == 0 and catalogue.zeros == "safe"  # then a zero is shown, and nobody stands in it
    empty = [*zeros, *(key for key in printed if told and counts.of(key) == 0)]
    asked = [domain.key(dict(one)) for one in also]
    rests = tuple(dict.fromkeys(domain.key(rest) for table in catalogue.tables for rest in _rests(catalogue, table)))
    tables = [table.by for table in catalogue.tables]
    for one in earlier:
        if same_day(one, catalogue.as_of, comparable(one, leaves)):
            tables += one.tables
    equations = link(domain, tables, printed, also=[*asked, *zeros, *rests], empty=frozenset(empty))
    return Layout(
        domain=domain,
        cells=cells,
        counts=counts,
        equations=equations,
        values=np.array([counts.of(key) for key in equations.keys], np.float64),
        printed=np.array([key in printed for key in equations.keys], np.bool_),
        never=np.array([_within(key, zeros) for key in equations.keys], np.bool_),
        rests=rests,
    )


def _keys(catalogue: Catalogue, table: Table, domain: Domain) -> dict[Place, Key]:
    """The key of every cell of a table."""
    at = [domain.names.index(name) for name in table.by]
    masks: list[dict[str, int]] = []
    for name in table.by:
        dimension = catalogue.dimensions[name]
        codes = {TOTAL, *catalogue.printed(table, name)}
        masks.append({code: OPEN if code == TOTAL else domain.mask(name, dimension.covers(code)) for code in codes})
    found = {}
    for place in catalogue.places(table):
        key = [OPEN] * len(domain.names)
        for dimension_at, mask, code in zip(at, masks, place, strict=True):
            key[dimension_at] = mask[code]
        found[place] = tuple(key)
    return found


def covered(catalogue: Catalogue, table: Table, place: Place) -> dict[str, frozenset[str]]:
    """The leaves that a cell covers in each dimension it does not leave open."""
    return {
        name: catalogue.dimensions[name].covers(code)
        for name, code in zip(table.by, place, strict=True)
        if code != TOTAL
    }


def _rests(catalogue: Catalogue, table: Table) -> Iterable[dict[str, frozenset[str]]]:
    """Whom a table leaves out where it prints some codes of a dimension alone: all others less its own tell of them."""
    for name in table.codes:
        dimension = catalogue.dimensions[name]
        rest = frozenset(dimension.leaves).difference(*map(dimension.covers, catalogue.printed(table, name)))
        if rest:
            for place in catalogue.places(table):
                yield {**covered(catalogue, table, place), name: rest}


def _structural(catalogue: Catalogue, leaves: Mapping[str, Sequence[str]]) -> Iterable[dict[str, frozenset[str]]]:
    """Structural zeros over the dimensions in use."""
    for zero in catalogue.structural_zeros:
        if all(name in leaves for name in zero):
            yield {name: catalogue.dimensions[name].covers(code) for name, code in zero.items()}


def _within(key: Key, zeros: Sequence[Key]) -> bool:
    """Whether a structural zero holds the whole of a key."""
    return any(all(z == -1 or (k != -1 and k & ~z == 0) for k, z in zip(key, zero, strict=True)) for zero in zeros)


def _domain(catalogue: Catalogue, leaves: Mapping[str, Sequence[str]], also: Iterable[Covered]) -> Domain:
    sets: dict[str, list[frozenset[str]]] = {name: [] for name in leaves}
    for name, held in codes_in_use(catalogue):
        if name in sets:
            sets[name].append(held)
    for one in also:
        for name, held in one:
            sets[name].append(held)
    return cut(leaves, sets)
