"""Coded facts: codes and years alone, and of two records how they agree, never what they say."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.ground.errors import UnreadableInput
from palermo.linkage import FACTS, agreement, read_facts

RECORDS = ("a", "b", "c")
CELLS = {
    "sex": st.sampled_from(["female", "male", "other", ""]),
    "birth_year": st.sampled_from(["1990", "1991", "2001", ""]),
    "citizenship": st.sampled_from(["MD", "NG", ""]),
    "region": st.sampled_from(["MD-CU", "MD-BA", "NG", ""]),
}
a_record = st.fixed_dictionaries(CELLS).map(lambda row: {name: cell for name, cell in row.items() if cell})


def frame(**columns: list[str]) -> pl.DataFrame:
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


@pytest.mark.parametrize(
    ("name", "one", "two", "how"),
    [
        ("sex", "female", "Female", "agree"),
        ("sex", "female", "male", "disagree"),
        ("sex", "female", "", "missing"),
        ("birth_year", "1990", "1990", "agree"),
        ("birth_year", "1990", "1991", "partly"),
        ("birth_year", "1990", "1992", "disagree"),
        ("citizenship", "MD", "RO", "disagree"),
        ("region", "MD-CU", "MD-CU", "agree"),
        ("region", "MD-CU", "MD", "partly"),
        ("region", "MD-CU", "NG-LA", "disagree"),
    ],
)
def test_two_records_agree_fact_by_fact(name: str, one: str, two: str, how: str) -> None:
    found = agreement({name: one}, {name: two})
    assert found[name] == how
    assert all(found[other] == "missing" for other in FACTS if other != name)


@given(one=a_record, two=a_record)
def test_agreement_has_no_sides_and_names_no_value(one: dict[str, str], two: dict[str, str]) -> None:
    found = agreement(one, two)
    assert found == agreement(two, one)
    assert tuple(found) == FACTS
    assert set(found.values()) <= {"agree", "partly", "disagree", "missing"}
    assert all(how in ("agree", "missing") for how in agreement(one, one).values())


def test_facts_are_read_and_what_is_not_known_is_left_out() -> None:
    told = frame(record_id=["a", "b"], sex=["female", "not_asked"], birth_year=["1990", " 2001 "])
    assert read_facts(told, RECORDS, "x") == {"a": {"sex": "female", "birth_year": "1990"}, "b": {"birth_year": "2001"}}


def test_every_fault_is_named_by_row_and_column_and_none_by_its_cell() -> None:
    told = frame(
        record_id=["a", "a", "Zephyrine", "c"],
        sex=["female", "Maria of the harbour", "male", ""],
        birth_year=["1990-05-01", "1990", "90", "2101"],
        region=["MD-CU", "Chișinău", "", "md"],
    )
    with pytest.raises(UnreadableInput) as error:
        read_facts(told, RECORDS, "x")
    found = [(one.code, one.row, one.column) for one in error.value.findings]
    assert found == [
        ("linkage.record-id-repeated", 3, None),
        ("linkage.fact-of-nobody", 4, None),
        ("linkage.fact-not-a-code", 3, "sex"),
        ("linkage.fact-not-a-code", 2, "birth_year"),
        ("linkage.fact-not-a-code", 4, "birth_year"),
        ("linkage.fact-not-a-code", 5, "birth_year"),
        ("linkage.fact-not-a-code", 3, "region"),
        ("linkage.fact-not-a-code", 5, "region"),
    ]
    said = f"{error.value} {[str(one) for one in error.value.findings]}"
    assert not any(word in said for word in ("Zephyrine", "Maria", "Chișinău", "1990-05-01"))


def test_a_column_of_names_is_refused_and_not_named() -> None:
    with pytest.raises(UnreadableInput) as error:
        read_facts(frame(record_id=["a"], given=["Maria"], Quillabamba=["x"]), RECORDS, "x")
    assert [(one.code, one.column) for one in error.value.findings] == [
        ("linkage.fact-unknown", "2"),
        ("linkage.fact-unknown", "3"),
    ]
    assert "Quillabamba" not in str(error.value.findings)


def test_facts_of_no_record_are_none() -> None:
    with pytest.raises(UnreadableInput) as error:
        read_facts(frame(sex=["female"]), RECORDS, "x")
    assert [one.code for one in error.value.findings] == ["linkage.column-missing"]
