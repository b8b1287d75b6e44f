"""FIELDS.yml and the header of a list: all faults at once, none with a value."""

import polars as pl
import pytest
from linkage_cast import FIELDS, TODAY, country

from palermo.ground.errors import BadDefinition, UnreadableInput
from palermo.linkage import read_fields, read_people


def test_every_fault_of_the_file_is_named_with_its_line() -> None:
    bad = b"""version: 2
record_id: id
fields:
  given: {kind: nickname, column: g}
  birth: {kind: date, format: "%y"}
  sex: {kind: code, column: s, bits: 9000, part: given}
scheme: {bits: 1000}
policy: {min_records: 3}
extra: 1
"""
    with pytest.raises(BadDefinition) as told:
        read_fields("FIELDS.yml", bad)
    assert {one.line for one in told.value.findings} >= {1, 4, 5, 6, 7, 8, 9}


def test_the_example_of_the_docs_is_read() -> None:
    read = read_fields(
        "FIELDS.yml",
        b"""version: 1
record_id: rec_id
fields:
  given_name: {kind: name, part: given, column: given_name, bits: 140, aliases: [nickname]}
  birth_date: {kind: date, column: date_of_birth, format: "%Y%m%d", bits: 140, age: {column: age, on: seen}}
calendar: {birth_date: {column: cal}}
basis: basis
role: role
""",
    )
    assert read.columns() == (
        "rec_id",
        "given_name",
        "nickname",
        "date_of_birth",
        "age",
        "seen",
        "cal",
        "basis",
        "role",
    )
    assert read.scheme.name == "palermo-1/1024/diffusion-5"


def test_every_fault_of_header_and_ids_is_named() -> None:
    frame = pl.DataFrame({"record_id": ["a", "a", " "], "given": ["x", "y", "z"]})
    with pytest.raises(UnreadableInput) as told:
        read_people(frame, FIELDS, today=TODAY)
    found = {(one.code, one.column, one.row) for one in told.value.findings}
    assert found == {
        ("linkage.column-missing", "family", None),
        ("linkage.column-missing", "birth_date", None),
        ("linkage.record-id-repeated", "record_id", 3),
        ("linkage.record-id-empty", "record_id", 4),
    }


def test_ids_that_hold_names_are_refused_without_quoting_one() -> None:
    frame = country()[0]["list1"].with_columns(record_id=pl.concat_str("given", "record_id"))
    with pytest.raises(UnreadableInput) as told:
        read_people(frame, FIELDS, today=TODAY)
    assert [one.code for one in told.value.findings] == ["linkage.record-id-looks-personal"]
    assert str(frame["given"][0]) not in str(told.value.findings[0])
