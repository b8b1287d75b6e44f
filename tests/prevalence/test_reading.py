"""Lists as they come: three forms, every fault at once, nothing counted that nobody can have counted."""

from pathlib import Path

import polars as pl
import pytest

from palermo.ground.errors import UnreadableInput
from palermo.prevalence import SAYINGS, Lists, lists_from


def refused(frame: pl.DataFrame, **how: object) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(UnreadableInput) as caught:
        lists_from(frame, **how)  # type: ignore[arg-type]
    return [(one.code.removeprefix("prevalence."), one.row, one.column) for one in caught.value.findings]


def told(lists: Lists) -> list[str]:
    return [one.code.removeprefix("prevalence.") for one in lists.findings]


def test_all_faults_of_a_table_are_named_with_row_and_column() -> None:
    frame = pl.DataFrame(
        {"A": ["1", "0", "1", "2", "0"], "B": ["0", "1", "1", "1", "0"], "count": ["-3", "2.5", "many", "", "7"]}
    )
    assert refused(frame) == [
        ("mark-not-0-1", 5, "A"),
        ("count-missing", 5, "count"),
        ("count-not-a-number", 4, "count"),
        ("count-negative", 2, "count"),
        ("count-fractional", 3, "count"),
        ("row-on-no-list", 6, "count"),
    ]


def test_not_a_number_is_no_count() -> None:
    frame = pl.DataFrame({"A": [1, 0, 1], "B": [0, 1, 1], "count": [float("nan"), float("inf"), 4.0]})
    assert [code for code, _, _ in refused(frame)] == ["count-not-a-number", "count-not-a-number"]


def test_a_header_has_each_name_once_and_none_empty() -> None:
    frame = pl.DataFrame({"c0": ["1"], "c1": ["0"], "c2": ["1"], "c3": ["5"]})
    found = refused(frame, header=("A", "", "A", "count"))
    assert ("column-unnamed", None, "2") in found
    assert ("column-duplicate", None, "A") in found


def test_a_table_without_count_or_rows_is_refused() -> None:
    assert ("no-count", None, None) in refused(pl.DataFrame({"A": ["1"], "B": ["0"]}))
    assert refused(pl.DataFrame(), header=()) == [("empty-file", None, None)]
    assert "empty-file" in {code for code, _, _ in refused(pl.DataFrame({"A": [], "B": [], "count": []}))}


def test_a_column_that_is_no_list_must_be_named() -> None:
    frame = pl.DataFrame({"A": [1, 0, 1], "B": [0, 1, 1], "sex": ["f", "m", "f"], "count": [3, 4, 5]})
    assert refused(frame) == [("column-unknown", None, "sex")]
    lists = lists_from(frame, strata=("sex",))
    assert [(one.key, dict(one.cells)) for one in lists.strata] == [(("f",), {1: 3, 3: 5}), (("m",), {2: 4})]
    assert refused(frame, strata=("sex", "age"))[0] == ("column-missing", None, "age")


def test_one_list_or_thirteen_are_refused() -> None:
    assert ("too-few-lists", None, None) in refused(pl.DataFrame({"A": [1], "count": [4]}))
    wide = pl.DataFrame({f"L{at}": [1] for at in range(13)} | {"count": [4]})
    assert refused(wide) == [("too-many-lists", None, None)]


def test_persons_and_lists_in_long_form() -> None:
    frame = pl.DataFrame({"person": ["p1", "p1", "p2", "p3", "p3", "p3"], "list": ["A", "B", "A", "B", "C", "C"]})
    lists = lists_from(frame)
    assert (lists.names, dict(lists.cells)) == (("A", "B", "C"), {1: 1, 3: 1, 6: 1})
    assert told(lists) == ["duplicate-pair"]


def test_clusters_of_linkage_merged_into_lists_by_a_map() -> None:
    frame = pl.DataFrame(
        {"source": ["north", "south", "border", "north"], "id": ["1", "2", "3", "4"], "subject": ["x", "x", "x", "y"]}
    )
    lists = lists_from(frame, mapped={"police": ["north", "south"], "border": ["border"]})
    assert (lists.names, dict(lists.cells)) == (("police", "border"), {1: 1, 3: 1})
    assert refused(frame, mapped={"police": ["north"], "border": ["border"]}) == [("source-in-no-list", None, "south")]
    twice = {"police": ["north", "south"], "border": ["border", "south"]}
    assert refused(frame, mapped=twice) == [("source-in-two-lists", None, "south")]


def test_a_wide_table_is_merged_by_a_map_too() -> None:
    frame = pl.DataFrame({"N": [1, 0, 1], "S": [0, 1, 1], "B": [1, 0, 1], "count": [3, 4, 5]})
    lists = lists_from(frame, mapped={"police": ["N", "S"], "border": ["B"]})
    assert dict(lists.cells) == {1: 4, 3: 8}


def test_a_person_has_one_value_of_a_covariate() -> None:
    frame = pl.DataFrame({"person": ["p", "p", "q"], "list": ["A", "B", "A"], "sex": ["f", "m", "f"]})
    assert refused(frame, strata=("sex",)) == [("stratum-conflict", None, "sex")]


def test_a_hundred_thousand_wrong_rows_are_told_in_few_words() -> None:
    frame = pl.DataFrame({"A": [1] * 100_000, "B": [0] * 100_000, "count": ["x"] * 100_000})
    found = refused(frame)
    assert len(found) == 21


def test_a_million_rows_in_long_form_are_read() -> None:
    persons = pl.Series("person", range(500_000)).cast(pl.String)
    frame = pl.concat([pl.DataFrame({"person": persons, "list": ["A"] * 500_000}),
                       pl.DataFrame({"person": persons, "list": ["B"] * 500_000})])  # fmt: skip
    assert dict(lists_from(frame).cells) == {3: 500_000}


def test_no_finding_quotes_a_cell() -> None:
    frame = pl.DataFrame({"A": ["1", "Anna Kowalska"], "B": ["1", "0"], "count": ["Berta", "3"]})
    with pytest.raises(UnreadableInput) as caught:
        lists_from(frame)
    said = " ".join(str(one) for one in caught.value.findings)
    assert "Kowalska" not in said
    assert "Berta" not in said


def test_every_saying_is_said_somewhere() -> None:
    house = Path(__file__).parents[2] / "src" / "palermo"
    program = "".join(
        path.read_text("utf-8")
        for room in ("prevalence", "cli")
        for path in (house / room).glob("*.py")
        if path.name != "telling.py"
    )
    assert [code for code in SAYINGS if f'"{code}"' not in program] == []
