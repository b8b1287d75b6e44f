"""One sealed value: whoever knows a public key closes it, whoever holds the secret one opens it. Pure.

A fresh X25519 key pair agrees with the receiver's public key on a key for AES-256-GCM, and its secret half is thrown
away: the one who closed it cannot open it again. The place (table, column, row) and the body are bound in: the same
bytes in another row are no longer readable.

    "PS" | kind | id of the receiving key, 16 | fresh public key, 32 | nonce, 12 | text and tag
"""

import os
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from palermo.site.keys.refusals import SealBroken

BODY, RECORD = b"PS\x01", b"PS\x02"
"""Sealed for a body's own key; for the key of one record, which can be destroyed."""
HEAD = 3 + 16 + 32
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stands, and nowhere else: table, column, and the key of the row."""

    table: str
    column: str
    row: UUID

    def bound(self) -> bytes:
        """The place as bytes; no two places give the same."""
        table, column = self.table.encode(), self.column.encode()
        return struct.pack(">HH", len(table), len(column)) + table + column + self.row.bytes


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the text: who can open it, and with which fresh key it was closed."""

    kind: bytes
    key_id: UUID
    fresh: bytes


@dataclass(frozen=True, slots=True)
class Receiver:
    """The public half of a key, and whose it is."""

    kind: bytes
    key_id: UUID
    agency: UUID
    public: bytes


def close(receiver: Receiver, values: Iterable[tuple[Place, bytes]]) -> Iterator[bytes]:
    """Each value sealed for ``receiver`` at its place. One agreement serves all of them; each has its own nonce."""
    return _closed(receiver, b"", ((place.bound(), plain) for place, plain in values))


def close_column(receiver: Receiver, table: str, column: str, rows: Iterable[tuple[bytes, bytes]]) -> Iterator[bytes]:
    """As ``close``, for many rows of one column: the bytes of each row's key, and what is to be sealed there."""
    first = Place(table, column, UUID(int=0)).bound()
    return _closed(receiver, first[: -len(UUID(int=0).bytes)], rows)


def _closed(receiver: Receiver, before: bytes, values: Iterable[tuple[bytes, bytes]]) -> Iterator[bytes]:
    fresh = X25519PrivateKey.generate()
    public = fresh.public_key().public_bytes_raw()
    shared = fresh.exchange(X25519PublicKey.from_public_bytes(receiver.public))
    encrypt = AESGCM(_derived(shared, public, receiver.public, receiver.agency)).encrypt
    head = receiver.kind + receiver.key_id.bytes + public
    bound = head + receiver.agency.bytes + before
    for count, (place, plain) in enumerate(values):
        nonce = count.to_bytes(_NONCE, "big")  # counted: the key is new and serves nothing else
        yield head + nonce + encrypt(nonce, plain, bound + place)


def head_of(sealed: bytes) -> Head:
    """Who can open it. Raises SealBroken where it is no sealed value."""
    kind = bytes(sealed[:3])
    if kind not in (BODY, RECORD) or len(sealed) < HEAD + _NONCE + 16:
        raise SealBroken("The bytes are no sealed value.")
    return Head(kind, UUID(bytes=bytes(sealed[3:19])), bytes(sealed[19:HEAD]))


def opened(agency: UUID, place: Place, sealed: bytes, key: bytes) -> bytes:
    """The text, with the key that ``agree`` gives for its head. Raises SealBroken where it was changed or moved."""
    head, nonce, text = sealed[:HEAD], sealed[HEAD : HEAD + _NONCE], sealed[HEAD + _NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, text, head + agency.bytes + place.bound())
    except InvalidTag:
        raise SealBroken("A sealed value was changed, or stands in another place than its own.") from None


def opened_column(
    agency: UUID, table: str, column: str, rows: Iterable[tuple[bytes, bytes]], keys: Mapping[bytes, bytes]
) -> Iterator[bytes]:
    """As ``opened``, for many rows of one column, each by the bytes of its key; ``keys`` by head. Raises SealBroken."""
    first = Place(table, column, UUID(int=0)).bound()
    before = agency.bytes + first[: -len(UUID(int=0).bytes)]
    decrypts = {head: AESGCM(key).decrypt for head, key in keys.items()}
    try:
        for row, sealed in rows:
            head, nonce, text = sealed[:HEAD], sealed[HEAD : HEAD + _NONCE], sealed[HEAD + _NONCE :]
            yield decrypts[head](nonce, text, head + before + row)
    except InvalidTag:
        raise SealBroken("A sealed value was changed, or stands in another place than its own.") from None


def agree(secret: bytes, fresh: bytes, agency: UUID) -> bytes:
    """The key of what was closed with ``fresh``, by the receiver's secret half."""
    own = X25519PrivateKey.from_private_bytes(secret)
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(fresh))
    except ValueError:
        raise SealBroken("The head of a sealed value was changed.") from None
    return _derived(shared, fresh, own.public_key().public_bytes_raw(), agency)


def new_pair() -> tuple[bytes, bytes]:
    """A secret half and its public one."""
    secret = os.urandom(32)
    return secret, X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def _derived(shared: bytes, fresh: bytes, public: bytes, agency: UUID) -> bytes:
    return HKDF(SHA256(), 32, salt=fresh + public, info=b"palermo.seal.1" + agency.bytes).derive(shared)


Agreement = Callable[[list[Head]], list[bytes]]
"""Gives the key of each head; asked of whoever holds the secret."""
