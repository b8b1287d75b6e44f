"""Planted duplicates: copies of a list's own records with the mistakes people make, to measure what links are missed.

What the copies measure is as good as the model of mistakes: ``ground/mistakes.py``, with the rates written here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np

from palermo.ground.mistakes import OF_DATES, OF_NAMES, OF_NUMBERS, Mistake
from palermo.linkage.dates import UNKNOWN, Born, born, pattern_of
from palermo.linkage.fields import Fields
from palermo.linkage.people import People

FEWEST, MOST = 50, 2000
_ISO = pattern_of("")
_LATEST = date(9999, 12, 31)  # a year moved past today stays a year
RATES: Mapping[str, float] = MappingProxyType(
    {"name": 0.20, "date": 0.15, "code": 0.05, "number": 0.10, "text": 0.20, "identifier": 0.05}
)
"""How many mistakes a cell of each kind gets on average the second time it is written down."""
LEVELS = (0.25, 1.0, 2.0, 4.0)
"""Copies are made at four rates, these times the above: which fits best is read off the links themselves."""
NAMES = "names"
"""The level of copies whose names are changed over."""
_MISTAKES: Mapping[str, tuple[Mistake, ...]] = MappingProxyType(
    {
        "name": tuple(OF_NAMES.values()),
        "text": tuple(OF_NAMES.values()),
        "date": (*OF_DATES.values(), OF_NUMBERS["swapped_digits"]),
        "number": tuple(OF_NUMBERS.values()),
        "identifier": tuple(OF_NUMBERS.values()),
        "code": (OF_NUMBERS["emptied"],),
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Plants:
    """Copies with mistakes: the place of the record each copies, its cells, and its dates."""

    of: Sequence[int]
    cells: Mapping[str, Sequence[str]]
    dates: Mapping[str, Sequence[Born]]


def plants_of(people: People, fields: Fields, usable: Sequence[int], generator: np.random.Generator) -> Plants:
    """Copies of a share of the usable records, at least ``FEWEST`` and at most ``MOST``, never more than there are."""
    of = _chosen(usable, fields, len(usable), generator)
    cells, dates = {}, {}
    for one in fields.fields:
        if one.kind == "date":
            held = people.dates[one.name]
            dates[one.name] = [_mistaken_date(held[at], generator, _level(number)) for number, at in enumerate(of)]
        else:
            own = people.cells[one.name]
            cells[one.name] = [mistaken(own[at], one.kind, generator, _level(number)) for number, at in enumerate(of)]
    return Plants(of, cells, dates)


def changed_over(people: People, fields: Fields, usable: Sequence[int], generator: np.random.Generator) -> Plants:
    """Copies with given and family name in each other's place, as many as other copies, and without other mistakes.

    Two filters that differ so are no nearer than strangers: no mixture of scores tells how many there are. Compared
    with the other lists, such copies find whom those lists wrote down the other way round. None where names are not
    kept in two fields.
    """
    names = [[one.name for one in fields.fields if one.part == part] for part in ("given", "family")]
    if not all(len(held) == 1 for held in names):
        return Plants((), {one.name: () for one in fields.fields}, {})
    given, family = people.cells[names[0][0]], people.cells[names[1][0]]
    named = [at for at in usable if given[at] and family[at]]
    of = _chosen(named, fields, len(usable), generator)
    cells = {name: [held[at] for at in of] for name, held in people.cells.items()}
    cells[names[0][0]], cells[names[1][0]] = cells[names[1][0]], cells[names[0][0]]
    return Plants(of, cells, {name: [held[at] for at in of] for name, held in people.dates.items()})


def _chosen(usable: Sequence[int], fields: Fields, records: int, generator: np.random.Generator) -> list[int]:
    many = min(len(usable), max(FEWEST, min(MOST, round(fields.policy.plants * records))))
    return sorted(int(usable[at]) for at in generator.choice(len(usable), many, replace=False)) if many else []


def plant_id(number: int, level: str = "") -> str:
    """The id of the copy of this number: it names the level of its mistakes."""
    return f"plant:{level or number % len(LEVELS)}:{number}"


def _level(number: int) -> float:
    return LEVELS[number % len(LEVELS)]


def mistaken(cell: str, kind: str, generator: np.random.Generator, times: float = 1.0) -> str:
    """The cell as somebody else writes it down. ``times`` multiplies the declared rate."""
    kinds = _MISTAKES[kind]
    for _ in range(int(generator.poisson(RATES[kind] * times)) if cell else 0):
        changed = kinds[int(generator.integers(len(kinds)))](cell, int(generator.integers(1 << 30)))
        cell = cell if changed is None else changed
    return cell


def _mistaken_date(value: Born, generator: np.random.Generator, times: float) -> Born:
    """A date written down again; one that leaves two years open stays as it is."""
    cell = str(value)
    changed = mistaken(cell, "date", generator, times)
    return value if changed == cell else born(changed, _ISO, "gregorian", _LATEST) if changed else UNKNOWN
