"""What stands sealed under which key, and its way from an old key to the new one.

Every column of bytes of every table of ours is looked through for values that an old key of the body sealed; which
ones those are is written at their head. Nothing has to be declared, so nothing can be forgotten.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import BinaryField, Model

from palermo.site.access.declared import PROTECTED
from palermo.site.keys.envelope import BODY, Place, head_of
from palermo.site.keys.fields import Closed

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Column:
    """A column that may hold sealed values."""

    model: type[Model]
    name: str

    def __str__(self) -> str:
        return f"{self.model._meta.db_table}.{self.field.column}"

    @property
    def field(self) -> Any:
        return self.model._meta.get_field(self.name)

    def place(self, row: UUID) -> Place:
        return Place(self.model._meta.db_table, str(self.field.column), row)


def columns() -> list[Column]:
    """Every column of bytes in a protected table, in a fixed order."""
    found = [
        Column(model, field.attname)
        for model in apps.get_models()
        if model in PROTECTED
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField)
    ]
    return sorted(found, key=str)


def sealed_by(
    column: Column, keys: Collection[UUID], *, after: UUID | None = None, rows: Any = None
) -> Iterator[tuple[UUID, bytes]]:
    """The rows of a column (or those of them in ``rows``) that one of ``keys`` sealed, in the order of their own keys,
    beginning ``after`` one."""
    rows = column.model._default_manager.order_by("pk") if rows is None else rows
    if after is not None:
        rows = rows.filter(pk__gt=after)
    for key, value in rows.values_list("pk", column.name).iterator(chunk_size=AT_ONCE):
        sealed = value.sealed if isinstance(value, Closed) else bytes(value or b"")
        if sealed[:3] == BODY and head_of(sealed).key_id in keys:
            yield key, sealed
