"""What other apps use: seal for a body, unseal while its key is open, and find a text again without reading any.

Sealing needs the public half alone; it is done at any hour, by any process. Reading raises KeyAbsent where nobody of
the body is signed in with its key: a job then waits.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from palermo.site.access.scope import current_or_none
from palermo.site.accounts.models import Agency
from palermo.site.keys.envelope import (
    BODY,
    HEAD,
    RECORD,
    Head,
    Place,
    Receiver,
    agree,
    close,
    close_column,
    head_of,
    opened,
    opened_column,
)
from palermo.site.keys.holder import LARGEST_FILE
from palermo.site.keys.holding import holder
from palermo.site.keys.models import PublicKey, RecordKey
from palermo.site.keys.refusals import Erased, KeyAbsent, NoKeys, NotForUs, SealBroken, WrongKey

__all__ = [
    "LARGEST_FILE",
    "Erased",
    "KeyAbsent",
    "NoKeys",
    "NotForUs",
    "Place",
    "SealBroken",
    "WrongKey",
    "blind",
    "blind_text",
    "open_file",
    "plain_letters",
    "receiver_of",
    "seal",
    "seal_all",
    "seal_column",
    "secret_place",
    "unseal",
    "unseal_all",
    "unseal_column",
]


def seal(agency: Agency, place: Place, plain: bytes, *, record: RecordKey | None = None) -> bytes:
    """``plain`` sealed for ``agency`` at ``place``; for the key of one record, where that is named. Raises NoKeys."""
    return seal_all(agency.pk, [(place, plain)], record=record)[0]


def unseal(agency: Agency, place: Place, sealed: bytes) -> bytes:
    """What was sealed at ``place``. Raises KeyAbsent; Erased; SealBroken where it was changed or moved."""
    return unseal_all(agency.pk, [(place, sealed)])[0]


def blind(agency: Agency, field: str, text: str) -> bytes:
    """What stands in the index of ``field`` for ``text``, however its letters are written. Raises KeyAbsent."""
    return blind_text(agency.pk, field, text)


def blind_text(agency: UUID, field: str, text: str) -> bytes:
    """As ``blind``, for the key of a body."""
    return holder().blind(agency=agency, field=field, texts=[plain_letters(text)])[0]


def open_file(agency: UUID, content: bytes) -> bytes:
    """What an age file from outside holds, sealed to a key of the body; its public half stands on the page of keys.

    Raises KeyAbsent; NotForUs; SealBroken for what is no such file, is cut off, was changed, or is over LARGEST_FILE.
    """
    _of_the_reader(agency)
    return holder().open_file(agency=agency, content=content)


def seal_all(agency: UUID, values: Iterable[tuple[Place, bytes]], *, record: RecordKey | None = None) -> list[bytes]:
    """Each value sealed at its place, as ``seal`` does, all with one agreement: for many at once. Raises NoKeys."""
    return list(close(receiver_of(agency, record), values))


def seal_column(
    agency: UUID, table: str, column: str, rows: Iterable[tuple[bytes, bytes]], *, record: RecordKey | None = None
) -> Iterator[bytes]:
    """As ``seal_all``, for many rows of one column, each by the bytes of its key. Raises NoKeys."""
    return close_column(receiver_of(agency, record), table, column, rows)


def unseal_all(agency: UUID, values: Sequence[tuple[Place, bytes]]) -> list[bytes]:
    """Each value, as ``unseal`` does, with one question to whoever holds the key.

    In the scope of another body nothing is opened, though somebody of the right one be signed in on the same server.
    """
    _of_the_reader(agency)
    heads = [head_of(sealed) for _, sealed in values]
    keys = _agreed(agency, heads)
    return [opened(agency, place, sealed, keys[head]) for (place, sealed), head in zip(values, heads, strict=True)]


def unseal_column(agency: UUID, table: str, column: str, rows: Sequence[tuple[UUID, bytes]]) -> Iterator[bytes]:
    """As ``unseal_all``, for many rows of one column, each by its key: those closed together are opened together."""
    _of_the_reader(agency)
    heads = {sealed[:HEAD]: head_of(sealed) for sealed in {sealed[:HEAD]: sealed for _, sealed in rows}.values()}
    agreed = _agreed(agency, list(heads.values()))
    keys = {bare: agreed[head] for bare, head in heads.items()}
    return opened_column(agency, table, column, ((key.bytes, sealed) for key, sealed in rows), keys)


def _of_the_reader(agency: UUID) -> None:
    """Raises KeyAbsent in the scope of another body."""
    reader = current_or_none()
    if reader is not None and reader.agency is not None and reader.agency != agency:
        raise KeyAbsent("The value is of another body.")


def receiver_of(agency: UUID, record: RecordKey | None = None) -> Receiver:
    """The public half that seals for a body, or for one of its records. Raises NoKeys, or Erased."""
    if record is not None:
        if record.secret is None:
            raise Erased("The key of this record was destroyed.")
        return Receiver(RECORD, record.pk, agency, bytes(record.public))
    key = PublicKey.objects.filter(agency_id=agency, replaced_at__isnull=True).first()
    if key is None:
        raise NoKeys("The body has made no keys yet; its manager does, on the page of keys.")
    return Receiver(BODY, key.pk, agency, bytes(key.public))


def secret_place(record: UUID) -> Place:
    """Where the secret half of a record's key stands."""
    return Place(RecordKey._meta.db_table, "secret", record)


def _agreed(agency: UUID, heads: Sequence[Head]) -> dict[Head, bytes]:
    """The key of each head: the body's own by its holder, those of records by the records' keys."""
    own = [head for head in dict.fromkeys(heads) if head.kind == BODY]
    found: dict[Head, bytes] = {}
    if own:
        asked = [[head.key_id, head.fresh] for head in own]
        found |= zip(own, holder().agree(agency=agency, heads=asked), strict=True)
    records = [head for head in dict.fromkeys(heads) if head.kind == RECORD]
    if records:
        secrets = _record_secrets(agency, {head.key_id for head in records})
        found |= {head: agree(secrets[head.key_id], head.fresh, agency) for head in records}
    return found


def _record_secrets(agency: UUID, ids: set[UUID]) -> dict[UUID, bytes]:
    rows = RecordKey.objects.filter(agency_id=agency, pk__in=ids).values_list("pk", "secret")
    sealed: dict[UUID, bytes | None] = dict(rows)
    if ids - sealed.keys():
        raise SealBroken("The key of a record is not there.")
    values = [(secret_place(key), bytes(secret)) for key, secret in sealed.items() if secret is not None]
    if len(values) < len(sealed):
        raise Erased("The key of this record was destroyed.")
    return dict(zip(sealed, unseal_all(agency, values), strict=True))


def plain_letters(text: str) -> str:
    """Without difference of case, width and spaces: exact search forgives these and nothing else."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
