"""The Query port, filled by DuckDB in memory: it sees the frames handed in and nothing else."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb
import polars as pl

from palermo.ground.errors import BadDefinition

_SETTINGS = {
    "enable_external_access": False,
    "autoload_known_extensions": False,
    "autoinstall_known_extensions": False,
    "python_enable_replacements": False,  # or SQL could read a variable of this program by its name
    "preserve_insertion_order": True,
    "threads": 1,  # sums of floats and row order must not depend on who finished first
}
_TABLE = re.compile(r"[A-Za-z_]\w*")


class DuckQuery:
    """Answers one SELECT over registered frames. Each call has a database of its own that ends with it."""

    def __call__(self, sql: str, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
        """The result of ``sql``. Raises BadDefinition, without a value of the data, when it is no such query."""
        with _database(frames) as connection:
            _one_select(sql)
            try:
                result: pl.DataFrame = connection.sql(sql).pl()
                return result
            except duckdb.Error as error:
                raise _refusal(error, frames) from error


@contextmanager
def _database(frames: Mapping[str, pl.DataFrame]) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(":memory:", config=dict(_SETTINGS))
    try:
        for name, frame in frames.items():
            if not _TABLE.fullmatch(name):
                raise BadDefinition(f"A table cannot be called {name!r}.", hint="Use letters, digits and _.")
            connection.register(name, frame)
        connection.execute("SET lock_configuration = true")
        yield connection
    finally:
        connection.close()


def _one_select(sql: str) -> None:
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise BadDefinition(f"The query cannot be read: {_first_line(error)}") from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise BadDefinition(
            f"A query is one SELECT; this one has {len(statements)} statements, or another kind.",
            hint="Put what it prepares into WITH.",
        )


def _refusal(error: duckdb.Error, frames: Mapping[str, pl.DataFrame]) -> BadDefinition:
    """Messages about names and grammar speak of the query; those about values would quote the data."""
    if isinstance(error, duckdb.CatalogException | duckdb.BinderException | duckdb.ParserException):
        known = "; ".join(f"{name} ({', '.join(frame.columns)})" for name, frame in frames.items())
        return BadDefinition(f"The query fails: {_first_line(error)}", hint=f"It may name: {known}.")
    if isinstance(error, duckdb.PermissionException):
        return BadDefinition("The query reaches outside its tables, which is not allowed.")
    return BadDefinition(
        f"The query fails on the data it runs over ({type(error).__name__}).",
        hint="Check casts and divisions; TRY_CAST gives an empty cell where a value is no number.",
    )


def _first_line(error: duckdb.Error) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
