"""Random catalogues with people for them: levels, groupings, margins, shares and means, and a year of change."""

import random
from dataclasses import dataclass
from typing import Any

import polars as pl
import yaml

from palermo import disclosure
from palermo.ground.finding import Severity

Person = dict[str, str]


@dataclass(frozen=True)
class World:
    """A catalogue as YAML would have it, and the random source that made it."""

    dimensions: dict[str, Any]
    tables: list[dict[str, Any]]
    zeros: str
    chance: random.Random

    def catalogue(self, release: str, as_of: str, **options: Any) -> disclosure.Catalogue:
        written = {
            "version": 1, "release": release, "population": {"id": "registered", "as_of": as_of}, "threshold": 5,
            "zeros": self.zeros, "dimensions": self.dimensions, "tables": self.tables, **options,
        }  # fmt: skip
        return disclosure.read_catalogue("catalogue.yml", yaml.safe_dump(written).encode())

    def people(self, number: int, first: int = 0) -> list[Person]:
        weights = {
            name: [self.chance.random() ** 2 + 0.02 for _ in one["codes"]] for name, one in self.dimensions.items()
        }
        return [self._person(first + at, weights) for at in range(number)]

    def _person(self, number: int, weights: dict[str, list[float]]) -> Person:
        chance = self.chance
        found = {"subject_id": f"p{number}", "months": str(chance.randint(1, 30)), "agency": f"a{chance.randint(1, 5)}"}
        for name, one in self.dimensions.items():
            missing = "missing" in one and chance.random() < 0.1
            found[name] = "" if missing else chance.choices(one["codes"], weights[name])[0]
        return found

    def a_year_later(self, people: list[Person]) -> list[Person]:
        """Some withdrew, some came, and of some another thing is known now."""
        chance = self.chance
        stayed = [dict(one) for one in people if chance.random() > 0.05]
        for one in stayed:
            if chance.random() < 0.05:
                name = chance.choice(list(self.dimensions))
                one[name] = chance.choice(self.dimensions[name]["codes"])
        return stayed + self.people(chance.randint(0, 15), 1000)

    def frame(self, people: list[Person]) -> pl.DataFrame:
        columns = ["subject_id", "months", "agency", *self.dimensions]
        return pl.DataFrame(people, schema=dict.fromkeys(columns, pl.String))


def world(seed: int) -> World:
    """One to three dimensions, one to three tables."""
    chance = random.Random(seed)
    dimensions = {f"d{at}": _dimension(chance, at) for at in range(chance.randint(1, 3))}
    tables = [_table(chance, at, list(dimensions)) for at in range(chance.randint(1, 3))]
    return World(dimensions, tables, chance.choice(["safe", "safe", "disclosive"]), chance)


def _dimension(chance: random.Random, at: int) -> dict[str, Any]:
    codes = [f"c{at}{number}" for number in range(chance.randint(1, 4))]
    found: dict[str, Any] = {"codes": codes}
    if len(codes) > 2 and chance.random() < 0.5:
        found["hierarchy"] = {f"h{at}": codes[:2]}
    if len(codes) > 2 and chance.random() < 0.4:
        found["groupings"] = {f"g{at}": codes[1:3]}
    if chance.random() < 0.2:
        found["missing"] = f"u{at}"
    return found


def _table(chance: random.Random, at: int, names: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": f"t{at}",
        "by": chance.sample(names, chance.randint(1, len(names))),
        "margins": chance.choice(["all", "all", "none"]),
    }
    drawn = chance.random()
    if drawn < 0.12:
        found |= {"measure": "percent", "decimals": chance.choice([0, 1])}
    elif drawn < 0.24:
        found |= {"measure": "mean", "column": "months"}
        if chance.random() < 0.5:
            found["contributor"] = "agency"
    return found


def tells_nothing(found: disclosure.Attack) -> bool:
    """Whether no count follows; that a whole group shares an attribute is for the verb to refuse, or to be waived."""
    errors = {one.code for one in found.other if one.severity is Severity.ERROR}
    return not found.recovered and not found.pinned and errors <= {"attack.group-disclosure"}
