"""The bits of a file of encodings do not change between versions: every kind of field, alias, age and planted copy."""

import hashlib

import numpy as np
import polars as pl
import pytest
from linkage_cast import SECRET, TODAY

from palermo.linkage import Encodings, encode, masks, read_fields, read_people

FIELDS = read_fields(
    "FIELDS.yml",
    b"""version: 1
record_id: record_id
fields:
  given: {kind: name, part: given, column: given, aliases: [nick]}
  family: {kind: name, part: family, column: family, aliases: [maiden]}
  birth: {kind: date, column: birth, age: {column: age, on: seen}}
  sex: {kind: code, column: sex, bits: 40}
  post: {kind: number, column: post, bits: 90}
  street: {kind: text, column: street}
  paper: {kind: identifier, column: paper, bits: 70}
policy: {plants: 0.5}
""",
)
GIVEN = (
    "Ana Mar\u00eda",
    "\u0645\u062d\u0645\u062f",
    "O\u2019Brien",
    "\u6bdb\u6fa4\u6771",
    "X",
    "",
    "unknown",
    "Nguy\u1ec5n V\u0103n \u00c1nh",
)
FAMILY = (
    "de la Cruz",
    "\u0418\u0432\u0430\u043d\u043e\u0432\u0430",
    "Stra\u00dfe",
    "\u0e2a\u0e21\u0e0a\u0e32\u0e22",
    "Garcia Garcia",
    "Ito",
    "Mohammed",
)
BIRTH = ("1990-05-06", "1990-01-01", "1987", "1987-11", "", "refused", "2002-02-28", "1990-06-05", "garbage")


def people() -> pl.DataFrame:
    """Ninety records that meet each other in all combinations the list has room for."""
    some = range(90)
    return pl.DataFrame(
        {
            "record_id": [f"r{at}" for at in some],
            "given": [GIVEN[at % 8] for at in some],
            "nick": ["Zed; Zo" if at % 10 == 0 else "" for at in some],
            "family": [FAMILY[at % 7] for at in some],
            "maiden": ["Lee" if at % 15 == 0 else "" for at in some],
            "birth": [BIRTH[at % 9] for at in some],
            "age": ["31" if at % 4 else "" for at in some],
            "seen": ["2020-03-04"] * 90,
            "sex": [("f", "m", "not asked")[at % 3] for at in some],
            "post": [str(10_000 + 37 * at) if at % 5 else "" for at in some],
            "street": [f"{at % 11} Rue de la Paix" for at in some],
            "paper": [f"P-{at % 45:04d}" for at in some],
        }
    )


def encoded(frame: pl.DataFrame | None = None) -> Encodings:
    read = read_people(people() if frame is None else frame, FIELDS, today=TODAY)
    return encode(read, FIELDS, secret=SECRET, run="r1", source="s", basis="Act 1", today=TODAY).encodings


def test_the_same_people_give_the_same_bits_as_ever() -> None:
    made = encoded()
    rows = [at for at, id in enumerate(made.ids) if not id.startswith("plant:names:")]
    who = "".join(f"{made.ids[at]}|{made.alias[at]}|{made.plant_of[at]}\n" for at in rows)
    assert (
        hashlib.sha256(who.encode()).hexdigest() == "528473ae2641e87cc54ee04fdcced65d0330439f9a104e338a97856086ee4e60"
    )
    bits = made.filters[rows].view(np.uint8).tobytes()
    assert hashlib.sha256(bits).hexdigest() == "3acee0c973ff2e8792edbab22e39605b4db3bbdc1f8192dba8e5bfe09a371f6b"


def test_a_copy_with_names_changed_over_is_the_record_written_the_other_way_round() -> None:
    made = encoded()
    other = encoded(people().rename({"given": "family", "family": "given"}))
    own = {id: at for at, id in enumerate(other.ids) if other.plant_of[at] is None and other.alias[at] == 0}
    copies = [at for at, id in enumerate(made.ids) if id.startswith("plant:names:")]
    assert len(copies) == 50
    for at in copies:
        assert np.array_equal(made.filters[at], other.filters[own[str(made.plant_of[at])]])


def test_what_was_forgotten_is_made_again_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_ROWS", "_VALUES", "_PARTS", "_TOKENS"):
        monkeypatch.setattr(masks, name, 3)
    few = encoded().filters
    monkeypatch.undo()
    assert np.array_equal(few, encoded().filters)
