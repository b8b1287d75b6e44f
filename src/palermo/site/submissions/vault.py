"""What belongs to a submission or a mapping is sealed for a key of its own, at its place, and opened together.

So a file that arrives needs nobody to be signed in, and all of it is erased at once when its one key is destroyed.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model

from palermo.site.keys.models import RecordKey
from palermo.site.keys.sealing import Place, seal_all, seal_column, unseal_all
from palermo.site.submissions.models import Mapping

OF_SUBMISSIONS, OF_MAPPINGS = "submission", "mapping"
"""Kinds of records, as schedules of retention name them."""


def key_of(agency: UUID, kind: str, thing: UUID) -> RecordKey:
    """The key of a submission or a mapping."""
    key: RecordKey = RecordKey.objects.get(agency_id=agency, kind=kind, thing=thing)
    return key


def place(model: type[Model], column: str, row: UUID) -> Place:
    """Where a sealed value stands."""
    return Place(model._meta.db_table, column, row)


def lock(key: RecordKey, model: type[Model], column: str, values: Iterable[tuple[UUID, bytes]]) -> list[bytes]:
    """Each value sealed for ``key``, at ``column`` of its row. Raises Erased."""
    placed = ((place(model, column, row), plain) for row, plain in values)
    return seal_all(key.agency_id, placed, record=key)


def lock_rows(key: RecordKey, model: type[Model], column: str, rows: Iterable[tuple[bytes, bytes]]) -> Iterator[bytes]:
    """As ``lock``, for rows of one column that are not stored yet, each by the bytes of its key. Raises Erased."""
    return seal_column(key.agency_id, model._meta.db_table, column, rows, record=key)


def lock_one(key: RecordKey, row: Model, column: str, plain: bytes) -> bytes:
    """``plain`` sealed at its column of ``row``, which need not be stored yet."""
    return lock(key, type(row), column, [(row.pk, plain)])[0]


def unlock(rows: Sequence[Any], column: str = "sealed") -> list[bytes]:
    """What stands sealed in ``column`` of rows of one model and body. Raises KeyAbsent, Erased."""
    if not rows:
        return []
    values = [(place(type(row), column, row.pk), bytes(getattr(row, column))) for row in rows]
    return unseal_all(rows[0].agency_id, values)


def unlock_one(row: Any, column: str = "sealed") -> bytes:
    """What stands sealed in ``column`` of ``row``. Raises KeyAbsent, Erased."""
    return unlock([row], column)[0]


def definition_of(mapping: Mapping) -> dict[str, Any]:
    """What a mapping says, as a LAYOUT.yml would. Raises KeyAbsent."""
    told: dict[str, Any] = json.loads(unlock_one(mapping))
    return told


def as_bytes(value: object) -> bytes:
    """JSON, to be sealed."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
