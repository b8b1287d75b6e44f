"""Queries see the frames handed in and nothing else, and their errors quote no value."""

from pathlib import Path

import polars as pl
import pytest

from palermo.engines import DuckQuery
from palermo.ground.errors import BadDefinition
from palermo.ground.query import Query

NAME = "Amina-of-the-shelter"
FRAMES = {"cases": pl.DataFrame({"name": [NAME, "x", ""], "n": [1, 2, 3]})}


def test_a_query_is_answered() -> None:
    query: Query = DuckQuery()
    result = query("SELECT sum(n)::INTEGER AS total, count(*)::INTEGER AS rows FROM cases", FRAMES)
    assert result.rows() == [(6, 3)]


def test_an_empty_text_stays_an_empty_text() -> None:
    assert DuckQuery()("SELECT n FROM cases WHERE name = ''", FRAMES)["n"].to_list() == [3]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM '{file}'",
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM read_text('{file}')",
        "SELECT * FROM glob('/*')",
        "COPY cases TO '{file}.out'",
        "ATTACH '{file}.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET threads = 4",
        "SET enable_external_access = true",
        "PRAGMA database_list",
        "CREATE TABLE t AS SELECT 1",
        "DROP VIEW cases",
        "SELECT 1; SELECT 2",
        "SELECT * FROM outside",
        "SELECT * FROM nothing",
        "SELECT FROM WHERE",
        "",
    ],
)
def test_everything_else_is_refused(sql: str, tmp_path: Path) -> None:
    outside = pl.DataFrame({"a": [1]})
    (tmp_path / "t.csv").write_text("a\n1\n")
    with pytest.raises(BadDefinition):
        DuckQuery()(sql.format(file=tmp_path / "t.csv"), FRAMES)
    assert outside.height == 1
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def test_an_error_over_data_quotes_no_value() -> None:
    with pytest.raises(BadDefinition) as caught:
        DuckQuery()("SELECT CAST(name AS INTEGER) FROM cases", FRAMES)
    assert NAME not in str(caught.value)


def test_an_unknown_column_names_those_there_are() -> None:
    with pytest.raises(BadDefinition, match=r"cases \(name, n\)"):
        DuckQuery()("SELECT nobody FROM cases", FRAMES)


def test_calls_share_no_state() -> None:
    query = DuckQuery()
    query("SELECT * FROM cases", FRAMES)
    with pytest.raises(BadDefinition):
        query("SELECT * FROM cases", {})
