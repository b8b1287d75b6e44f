"""Many rows at once: staged in a table of the connection's own, then promoted by one INSERT ... SELECT.

The staging table is nobody else's and ends with the transaction; the promotion meets the walls like any other insert.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from palermo.site.access.refusals import NothingWritten


def promote(
    model: type[Model], fields: Sequence[str], rows: Iterable[Sequence[object]], *, every: Mapping[str, UUID]
) -> int:
    """Insert ``rows`` of ``fields`` into the table of ``model``, each with what ``every`` one has: how many.

    Raises NothingWritten where one is lost.
    """
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
            staged_rows: Any = map(_for_sqlite, rows)  # one at a time: a large file is not held twice
            cursor.executemany(f"INSERT INTO {stage} VALUES ({marks})", staged_rows)  # noqa: S608
        cursor.execute(f"SELECT count(*) FROM {stage}")  # noqa: S608
        [staged] = cursor.fetchone()
        shared = ", ".join(_column(model, name) for name in every)
        ids: Any = [_for_sqlite([one])[0] if connection.vendor == "sqlite" else one for one in every.values()]
        given = ", ".join(["%s"] * len(ids))
        cursor.execute(f"INSERT INTO {table} ({shared}, {columns}) SELECT {given}, {columns} FROM {stage}", ids)  # noqa: S608
        promoted = int(cursor.rowcount)
        cursor.execute(f"DROP TABLE {stage}")
    if promoted != staged:
        raise NothingWritten(f"Of {staged} rows for {table} {promoted} were written.")
    return promoted


def _column(model: type[Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.column)


def _copy(cursor: Any, stage: str, columns: str, types: list[str], rows: Iterable[Sequence[object]]) -> None:
    with cursor.copy(f"COPY {stage} ({columns}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(types)
        send = copy.write_row
        for row in rows:
            send(row)


def _for_sqlite(row: Sequence[object]) -> list[object]:
    return [value.hex if isinstance(value, UUID) else value for value in row]


_TYPES = {
    "UUIDField": "uuid",
    "ForeignKey": "uuid",
    "PositiveIntegerField": "int4",
    "CharField": "varchar",
    "BinaryField": "bytea",
}


def new_ids(count: int) -> list[UUID]:
    """Random keys in their order, in which an index takes them fastest."""
    drawn = os.urandom(16 * count)
    return [UUID(bytes=one) for one in sorted(drawn[at : at + 16] for at in range(0, len(drawn), 16))]
