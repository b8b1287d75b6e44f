"""One query gives every cell and every subtotal, exact, and equal to sums made one by one."""

from collections import defaultdict
from decimal import Decimal
from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo import engines
from palermo.ground.finding import Finding
from palermo.report.canonical import canonical_sha256
from palermo.report.cube import Cube, Key, cell_id, compute_cube, read_cell_id
from palermo.report.model import Indicator

WORDS = st.sampled_from(["a", "b", "", "(all)", "it's", 'say "x"', "п", "1", "10", "2", "a;b=c%"])
NUMBERS = st.decimals(min_value=-(10**12), max_value=10**12, places=3, allow_nan=False, allow_infinity=False)


def indicator(**query: object) -> Indicator:
    whole = {"from": "t", "inputs": ["t"], "grouping_sets": "rows" if "value" in query else "cube", **query}
    return Indicator(
        id="x",
        version=1,
        name={"en": "x"},
        definition={"text": "x"},
        query=whole,
        query_sha256=canonical_sha256(whole),
        path="indicators/x.yml",
        inputs=("t",),
    )


def compute(one: Indicator, rows: list[dict[str, str]]) -> tuple[Cube | None, list[Finding]]:
    told: list[Finding] = []
    frame = pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))
    return compute_cube(one, {"t": frame}, engines.DuckQuery(), told), told


def naive(rows: list[dict[str, str]], dimensions: list[str]) -> dict[Key, Decimal]:
    sums: dict[Key, Decimal] = defaultdict(Decimal)
    for row in rows:
        for shown in product([True, False], repeat=len(dimensions)):
            key = tuple(row[name] if kept else None for name, kept in zip(dimensions, shown, strict=True))
            sums[key] += Decimal(row["N"])
    return dict(sums)


TABLES = st.lists(
    st.fixed_dictionaries({"A": WORDS, "B": WORDS, "N": NUMBERS.map(lambda n: format(n, "f"))}), min_size=1, max_size=25
)


@settings(max_examples=60)
@given(TABLES)
def test_a_cube_is_the_sums_made_one_by_one(rows: list[dict[str, str]]) -> None:
    cube, told = compute(indicator(sum="N", by=["A", "B"]), rows)
    assert told == []
    assert cube is not None
    assert {key: Decimal(value) for key, value in cube.cells.items()} == naive(rows, ["A", "B"])


@settings(max_examples=30)
@given(TABLES)
def test_counts_and_distinct_counts_are_those_counted_one_by_one(rows: list[dict[str, str]]) -> None:
    counted, _ = compute(indicator(count="rows", by=["A"]), rows)
    distinct, _ = compute(indicator(count_distinct="B", by=["A"]), rows)
    assert counted is not None
    assert distinct is not None
    for value in {row["A"] for row in rows}:
        own = [row for row in rows if row["A"] == value]
        assert counted.cells[(value,)] == str(len(own))
        assert distinct.cells[(value,)] == str(len({row["B"] for row in own}))
    assert distinct.cells[(None,)] == str(len({row["B"] for row in rows}))


@given(WORDS, WORDS)
def test_an_address_is_read_back(first: str, second: str) -> None:
    cell = {"B": second, "A dim": first}
    assert read_cell_id(cell_id("us.ht", cell)) == ("us.ht", cell)


def test_dimensions_are_sorted_and_values_encoded_in_an_address() -> None:
    assert cell_id("x", {"Z": "a b", "A": "(all)"}) == "x:A=%28all%29;Z=a%20b"
    assert cell_id("x", {}) == "x"


def test_an_empty_value_is_not_the_subtotal() -> None:
    cube, _ = compute(indicator(sum="N", by=["A"]), [{"A": "", "N": "1"}, {"A": "b", "N": "2"}])
    assert cube is not None
    assert cube.cells == {("",): "1", ("b",): "2", (None,): "3"}


def test_sums_are_exact_where_floats_are_not() -> None:
    cube, _ = compute(indicator(sum="N", by=[]), [{"N": "0.1"}] * 3 + [{"N": "12345678901234567890.1234567890"}])
    assert cube is not None
    assert cube.cells == {(): "12345678901234567890.423456789"}


@pytest.mark.parametrize("wrong", ["", "n/a", "1,000", "1e3", " 1", "٣"])
def test_a_cell_that_is_no_number_is_no_zero(wrong: str) -> None:
    cube, told = compute(indicator(sum="N", by=["A"]), [{"A": "a", "N": "1"}, {"A": "a", "N": wrong}])
    assert cube is None
    assert [one.code for one in told] == ["data.not-a-number"]
    assert "1 cells" in told[0].text


def test_given_values_have_no_subtotals_and_must_not_repeat() -> None:
    rows = [{"A": "a", "N": "1"}, {"A": "b", "N": "2"}]
    cube, told = compute(indicator(value="N", by=["A"]), rows)
    assert told == []
    assert cube is not None
    assert cube.cells == {("a",): "1", ("b",): "2"}
    _, told = compute(indicator(value="N", by=["A"]), [*rows, {"A": "a", "N": "1"}])
    assert [one.code for one in told] == ["figure.cell-repeats"]


def test_a_column_that_is_not_there_is_named() -> None:
    cube, told = compute(indicator(sum="M", by=["C"], where={"D": "1"}), [{"A": "a", "N": "1"}])
    assert cube is None
    assert [one.text.split()[-1] for one in told] == ["C", "D", "M"]


@pytest.mark.parametrize(
    ("where", "total"),
    [
        ({"A": "9"}, "1"),
        ({"A": ["9", "10"]}, "3"),
        ({"A": {"from": "9", "to": "10"}}, "3"),
        ({"A": {"from": "10"}}, "6"),
        ({"B": {"from": "2020-02-01", "to": "2020-12-31"}}, "2"),
        ({"B": "it's"}, "4"),
    ],
)
def test_conditions_choose_rows(where: dict[str, object], total: str) -> None:
    rows = [
        {"A": "9", "B": "2020-01-31", "N": "1"},
        {"A": "10", "B": "2020-02-01", "N": "2"},
        {"A": "11", "B": "it's", "N": "4"},
    ]
    cube, _ = compute(indicator(sum="N", by=[], where=where), rows)
    assert cube is not None
    assert cube.cells[()] == total


def test_a_condition_is_no_way_into_the_query() -> None:
    rows = [{"A": "a", "N": "1"}]
    cube, told = compute(indicator(sum="N", by=[], where={"A": "x' OR '1'='1"}), rows)
    assert cube is not None
    assert cube.cells == {}
    assert [one.code for one in told] == ["figure.no-rows"]


def test_floats_of_a_query_are_refused() -> None:
    sql = "SELECT A, CAST(SUM(CAST(N AS DOUBLE)) AS DOUBLE) AS V FROM t GROUP BY A"
    _, told = compute(indicator(value="V", by=["A"], sql=sql), [{"A": "a", "N": "0.1"}])
    assert [one.code for one in told] == ["data.float"]


@pytest.mark.parametrize(
    "sql", ["SELECT * FROM read_csv('/etc/passwd')", "DROP TABLE t", "SELECT 1; SELECT 2", "COPY t TO '/tmp/x'"]
)
def test_a_query_reaches_nothing_but_its_tables(sql: str) -> None:
    cube, told = compute(indicator(value="V", by=[], sql=sql), [{"A": "a", "N": "1"}])
    assert cube is None
    assert [one.code for one in told] == ["data.query-fails"]
