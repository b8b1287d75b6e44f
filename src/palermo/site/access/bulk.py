"""Many rows at once: staged in a table of the connection's own, then promoted by one INSERT ... SELECT.

The staging table is nobody else's and ends with the transaction; the promotion meets the walls like any other insert.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice, repeat
from struct import Struct
from typing import Any

from django.db import connection
from django.db.models import Model

from palermo.site.access.refusals import NothingWritten

_CHUNK = 2_000  # rows that are sent together


def promote(
    model: type[Model], fields: Sequence[str], rows: Iterable[Sequence[object]], *, every: Mapping[str, object]
) -> int:
    """Insert ``rows`` of ``fields`` into the table of ``model``, each with what ``every`` one has: how many.

    A key stands in a row as its sixteen bytes, also one that refers to another table. Raises NothingWritten where a
    row is lost.
    """
    found: list[Any] = [model._meta.get_field(name) for name in fields]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in found)
    kinds = [_kind(field) for field in found]
    table = model._meta.db_table
    stage = f"stage_{table}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {stage}")
        ends = " ON COMMIT DROP" if connection.vendor == "postgresql" else ""
        cursor.execute(f"CREATE TEMP TABLE {stage}{ends} AS SELECT {columns} FROM {table} WHERE 1 = 0")  # noqa: S608
        if connection.vendor == "postgresql":
            staged = _copy(cursor, stage, columns, kinds, rows)
        else:
            marks = ", ".join(["%s"] * len(found))
            told: Any = _for_sqlite(kinds, rows)
            cursor.executemany(f"INSERT INTO {stage} VALUES ({marks})", told)  # noqa: S608
            staged = cursor.rowcount
        shared = ", ".join(_column(model, name) for name in every)
        ids = [_as_stored(model, name, value) for name, value in every.items()]
        given = ", ".join(["%s"] * len(ids))
        cursor.execute(f"INSERT INTO {table} ({shared}, {columns}) SELECT {given}, {columns} FROM {stage}", ids)  # noqa: S608
        promoted = int(cursor.rowcount)
        cursor.execute(f"DROP TABLE {stage}")
    if promoted != max(staged, 0):  # SQLite has no count where no row was sent
        raise NothingWritten(f"Of {staged} rows for {table} {promoted} were written.")
    return promoted


def new_ids(count: int) -> list[bytes]:
    """Random keys of sixteen bytes in their order, in which an index takes them fastest."""
    drawn = os.urandom(16 * count)
    return sorted(drawn[at : at + 16] for at in range(0, len(drawn), 16))


def _column(model: type[Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.column)


def _kind(field: Any) -> str:
    """The kind of a column; of a reference that of the key it refers to."""
    return str((field.target_field if field.is_relation else field).get_internal_type())


def _as_stored(model: type[Model], name: str, value: object) -> Any:
    """A value as the engine holds it in that column."""
    field: Any = model._meta.get_field(name)
    return field.get_db_prep_save(value, connection)


def _for_sqlite(kinds: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[Any]:
    """A few at a time: a large file is not held twice."""
    waiting = iter(rows)
    while chunk := list(islice(waiting, _CHUNK)):
        columns = zip(kinds, zip(*chunk, strict=True), strict=True)
        yield from zip(*(_AS_SQLITE.get(kind, iter)(cells) for kind, cells in columns), strict=True)


def _hexed(cells: Iterable[Any]) -> Iterator[str]:
    return (cell.hex() for cell in cells)


def _days_told(cells: Iterable[Any]) -> Iterator[str]:
    return (cell.isoformat() for cell in cells)


_AS_SQLITE: Mapping[str, Callable[[Any], Iterator[Any]]] = {"UUIDField": _hexed, "DateField": _days_told}


def _copy(cursor: Any, stage: str, columns: str, kinds: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """The rows in PostgreSQL's own binary form, written here column by column: the driver looks at each cell anew."""
    written = [_BINARY[kind] for kind in kinds]
    width, count, waiting = repeat(_SHORT(len(kinds))), 0, iter(rows)
    with cursor.copy(f"COPY {stage} ({columns}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(_SIGNATURE)
        while chunk := list(islice(waiting, _CHUNK)):
            cells = [write(column) for write, column in zip(written, zip(*chunk, strict=True), strict=True)]
            copy.write(b"".join(chain.from_iterable(zip(width, *cells, strict=False))))
            count += len(chunk)
        copy.write(_END)
    return count


def _keys(values: Iterable[bytes]) -> list[bytes]:
    return [_SIXTEEN + value for value in values]


def _bytes(values: Iterable[bytes | None]) -> list[bytes]:
    return [_NULL if value is None else _LONG(len(value)) + value for value in values]


def _texts(values: Iterable[str]) -> list[bytes]:
    return _bytes(value.encode() for value in values)


def _numbers(values: Iterable[int | None]) -> list[bytes]:
    return [_NULL if value is None else _NUMBER(4, value) for value in values]


def _days(values: Iterable[date]) -> list[bytes]:
    return [_NUMBER(4, value.toordinal() - _FIRST_DAY) for value in values]


_SHORT, _LONG, _NUMBER = Struct(">h").pack, Struct(">i").pack, Struct(">ii").pack
_SIGNATURE, _END = b"PGCOPY\n\xff\r\n\x00" + bytes(8), _SHORT(-1)
_SIXTEEN, _NULL = _LONG(16), _LONG(-1)
_FIRST_DAY = date(2000, 1, 1).toordinal()
"""From which PostgreSQL counts days."""
_BINARY: Mapping[str, Callable[[Any], list[bytes]]] = {
    "UUIDField": _keys,
    "PositiveIntegerField": _numbers,
    "CharField": _texts,
    "BinaryField": _bytes,
    "DateField": _days,
}
