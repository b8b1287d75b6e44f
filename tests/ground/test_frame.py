"""A contract names every breach of a frame, and quotes no cell."""

import polars as pl

from palermo.ground.frame import Column, Contract

CASES = Contract("cases", (Column(name="id", nullable=False), Column(name="sex", allowed=frozenset({"f", "m"}))))


def test_a_frame_that_keeps_the_contract_has_no_breach() -> None:
    assert CASES.breaches(pl.DataFrame({"id": ["1", "2"], "sex": ["f", None], "more": [1, 2]})) == ()


def test_all_breaches_are_named_at_once() -> None:
    found = CASES.breaches(pl.DataFrame({"id": ["1", None], "sex": ["secret", "f"]}))
    assert [(f.code, f.column, f.count) for f in found] == [("frame.null", "id", 1), ("frame.not-in-list", "sex", 1)]
    assert not any("secret" in f.text for f in found)


def test_a_missing_column_and_a_wrong_type_are_breaches() -> None:
    found = CASES.breaches(pl.DataFrame({"sex": [1, 2]}))
    assert [f.code for f in found] == ["frame.column-missing", "frame.type"]
