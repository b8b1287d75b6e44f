"""The lists that every test of linkage works on: invented people, seen by several bodies."""

from datetime import date
from functools import cache

import polars as pl

from palermo.linkage import Encoded, Fields, encode, read_fields, read_people
from palermo.simulation import invented_lists

TODAY = date(2026, 3, 1)
SECRET = bytes(range(7, 71))
WRITTEN = b"""version: 1
record_id: record_id
fields:
  given: {kind: name, part: given, column: given}
  family: {kind: name, part: family, column: family}
  birth: {kind: date, column: birth_date}
"""
FIELDS: Fields = read_fields("FIELDS.yml", WRITTEN)


@cache
def country(
    people: int = 600, shares: tuple[float, ...] = (0.6, 0.6), seed: int = 3, mistakes: float = 0.1
) -> tuple[dict[str, pl.DataFrame], dict[tuple[str, str], int]]:
    """Lists by source, and the person of each record."""
    lists, truth = invented_lists(people, seed=seed, shares=shares, mistakes=mistakes)
    return lists, {(source, record): person for source, record, person in truth.iter_rows()}


def encoded(
    frame: pl.DataFrame, source: str, *, fields: Fields = FIELDS, run: str = "r1", secret: bytes = SECRET
) -> Encoded:
    """A list as a body encodes it."""
    people = read_people(frame, fields, today=TODAY)
    return encode(people, fields, secret=secret, run=run, source=source, basis="Act 1", today=TODAY)
