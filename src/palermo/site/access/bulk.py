"""Many rows at once: staged in a table of the connection's own, then promoted by one INSERT ... SELECT.

The staging table is nobody else's and ends with the transaction; the promotion meets the walls like any other insert.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from palermo.site.access.refusals import NothingWritten


def promote(model: type[Model], fields: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Insert ``rows`` of ``fields`` into the table of ``model``: how many. Raises NothingWritten where one is lost."""
    found: list[Any] = [model._meta.get_field(name) for name in fields]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in found)
    table = model._meta.db_table
    stage = f"stage_{table}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {stage}")
        ends = " ON COMMIT DROP" if connection.vendor == "postgresql" else ""
        cursor.execute(f"CREATE TEMP TABLE {stage}{ends} AS SELECT {columns} FROM {table} WHERE 1 = 0")  # noqa: S608
        if connection.vendor == "postgresql":
            _copy(cursor, stage, columns, [_TYPES[field.get_internal_type()] for field in found], rows)
        else:
            marks = ", ".join(["%s"] * len(found))
            cursor.executemany(f"INSERT INTO {stage} VALUES ({marks})", map(_for_sqlite, rows))  # noqa: S608
        cursor.execute(f"SELECT count(*) FROM {stage}")  # noqa: S608
        [staged] = cursor.fetchone()
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {stage}")  # noqa: S608
        promoted = int(cursor.rowcount)
        cursor.execute(f"DROP TABLE {stage}")
    if promoted != staged:
        raise NothingWritten(f"Of {staged} rows for {table} {promoted} were written.")
    return promoted


def _copy(cursor: Any, stage: str, columns: str, types: list[str], rows: Iterable[Sequence[object]]) -> None:
    with cursor.copy(f"COPY {stage} ({columns}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


def _for_sqlite(row: Sequence[object]) -> list[object]:
    return [value.hex if isinstance(value, UUID) else value for value in row]


_TYPES = {
    "UUIDField": "uuid",
    "ForeignKey": "uuid",
    "PositiveIntegerField": "int4",
    "CharField": "varchar",
    "BinaryField": "bytea",
}
