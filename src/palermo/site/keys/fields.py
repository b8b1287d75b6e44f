"""Columns of a model that are sealed at rest, and the column by which a sealed text is found again.

    class PersonName(ProtectedModel):
        agency = models.ForeignKey("accounts.Agency", models.PROTECT)
        family = EncryptedTextField()
        family_index = BlindIndexField(of="family")

The attribute is text. Read from the database it stays closed until it is looked at; looking raises KeyAbsent where the
key of the body is not open. Saving needs no key, but for the index.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from palermo.site.keys.envelope import Place, close
from palermo.site.keys.sealing import blind_text, receiver_of, unseal_all

if TYPE_CHECKING:
    _Bytes = models.BinaryField[Any, Any]
else:
    _Bytes = models.BinaryField


@dataclass(frozen=True, slots=True)
class Closed:
    """A sealed value as it came from the database."""

    sealed: bytes


class _Text(DeferredAttribute):
    """Opens the value when it is looked at, and keeps the text in the object."""

    field: Any

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or not isinstance(value, Closed):
            return value
        [plain] = unseal_all(self.field.body_of(instance), [(self.field.place_of(instance), value.sealed)])
        instance.__dict__[self.field.attname] = plain.decode()
        return instance.__dict__[self.field.attname]

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class _OfBody(_Bytes):
    """A column of bytes in a row of a body; ``agency`` names the reference to it."""

    allowed: tuple[str, ...] = ("isnull",)

    def __init__(self, *args: Any, agency: str = "agency", **kwargs: Any) -> None:
        self.agency = agency
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, **({"agency": self.agency} if self.agency != "agency" else {})}

    def get_lookup(self, lookup_name: str) -> Any:
        """None for a question that sealed bytes cannot answer."""
        return super().get_lookup(lookup_name) if lookup_name in self.allowed else None

    def body_of(self, instance: Any) -> UUID:
        """Whose row it is."""
        body: UUID = getattr(instance, f"{self.agency}_id")
        return body


class EncryptedTextField(_OfBody):
    """Text, sealed for the body of the row, at this column of this row."""

    descriptor_class = _Text

    def from_db_value(self, value: Any, *told: Any) -> Closed | None:
        """Closed, until it is looked at."""
        return None if value is None else Closed(bytes(value))

    def place_of(self, instance: Any) -> Place:
        """Table, column and row."""
        return Place(self.model._meta.db_table, str(self.column), instance.pk)

    def pre_save(self, model_instance: Any, add: bool) -> bytes | None:
        """What is written: as it was, where nobody looked at it; else sealed anew."""
        held = model_instance.__dict__.get(self.attname)
        if held is None:
            return None
        if isinstance(held, Closed):
            return held.sealed
        body = receiver_of(self.body_of(model_instance))
        return next(close(body, [(self.place_of(model_instance), held.encode())]))

    def get_prep_value(self, value: Any) -> Any:
        """Bytes alone. Raises TypeError for text: an update of many rows has no place to seal it for."""
        if isinstance(value, str):
            raise TypeError(f"{self.name} is sealed row by row: set it and save the row.")
        return super().get_prep_value(value)


class BlindIndexField(_OfBody):
    """The index of a sealed text: equal for equal texts of one body and one column, and telling nothing else."""

    allowed = ("exact", "in", "isnull")

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def value_for(self, agency: UUID, text: str) -> bytes:
        """What to look for, to find ``text``. Raises KeyAbsent."""
        return blind_text(agency, f"{self.model._meta.db_table}.{self.of}", text)

    def pre_save(self, model_instance: Any, add: bool) -> bytes | None:
        """Of the text as it is now. Where nobody looked at the text, it did not change, nor does this."""
        text = model_instance.__dict__.get(self.of)
        if not isinstance(text, Closed):
            value = None if text is None else self.value_for(self.body_of(model_instance), text)
            setattr(model_instance, self.attname, value)
        held: bytes | None = getattr(model_instance, self.attname)
        return held


def seal_fields(rows: Sequence[models.Model]) -> None:
    """Close every sealed text of ``rows``, which are of one model, with one agreement a body: before a bulk insert.

    An index is filled at the same time, since its text can then no longer be looked at. Raises NoKeys, KeyAbsent.
    """
    waiting: dict[UUID, list[tuple[Any, EncryptedTextField]]] = {}
    for row in rows:
        _fill_indexes(row)
        for field in _texts(row):
            if isinstance(row.__dict__.get(field.attname), str):
                waiting.setdefault(field.body_of(row), []).append((row, field))
    for body, held in waiting.items():
        values = [(field.place_of(row), row.__dict__[field.attname].encode()) for row, field in held]
        for (row, field), sealed in zip(held, close(receiver_of(body), values), strict=True):
            row.__dict__[field.attname] = Closed(sealed)


def unseal_fields(rows: Sequence[models.Model]) -> None:
    """Open every sealed text of ``rows``, with one question a body to whoever holds the keys. Raises KeyAbsent."""
    waiting: dict[UUID, list[tuple[Any, EncryptedTextField]]] = {}
    for row in rows:
        for field in _texts(row):
            if isinstance(row.__dict__.get(field.attname), Closed):
                waiting.setdefault(field.body_of(row), []).append((row, field))
    for body, held in waiting.items():
        values = [(field.place_of(row), row.__dict__[field.attname].sealed) for row, field in held]
        for (row, field), plain in zip(held, unseal_all(body, values), strict=True):
            row.__dict__[field.attname] = plain.decode()


def _texts(row: models.Model) -> list[EncryptedTextField]:
    return [field for field in row._meta.concrete_fields if isinstance(field, EncryptedTextField)]


def _fill_indexes(row: models.Model) -> None:
    for field in row._meta.concrete_fields:
        if isinstance(field, BlindIndexField):
            field.pre_save(row, add=False)
