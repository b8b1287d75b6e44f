"""The envelope of a submission: a key of its own for everything in it, itself sealed under the body's key.

So a hundred thousand rows are sealed at the speed of the cipher, arrive without anybody being signed in, and are all
erased at once when the one sealed key is.
"""

import json
import os
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from palermo.site.accounts.models import Agency
from palermo.site.keys.sealing import Place, seal, unseal
from palermo.site.submissions.models import Mapping, Submission

_NONCE = 12
TABLE = "submissions_submission"


class Erased(Exception):
    """The key of the submission is destroyed; nothing in it can be read any more."""


@dataclass(frozen=True, slots=True, repr=False)
class Envelope:
    """Locks and opens what belongs to one submission. It has no repr: a trace would print the key."""

    cipher: AESGCM

    def lock(self, column: str, row: UUID, plain: bytes) -> bytes:
        """``plain`` locked to its column and row: moved to another it does not open."""
        nonce = os.urandom(_NONCE)
        return nonce + self.cipher.encrypt(nonce, plain, _bound(column, row))

    def open(self, column: str, row: UUID, locked: bytes) -> bytes:
        """What ``lock`` was given. Raises InvalidTag where it was changed or moved."""
        held = bytes(locked)
        return self.cipher.decrypt(held[:_NONCE], held[_NONCE:], _bound(column, row))


def _bound(column: str, row: UUID) -> bytes:
    return column.encode() + b"\0" + row.bytes


def new_envelope(agency: Agency, submission: UUID) -> tuple[Envelope, bytes]:
    """An envelope for a new submission, and its key sealed: needs only the body's public half."""
    key = AESGCM.generate_key(bit_length=256)
    return Envelope(AESGCM(key)), seal(agency, Place(TABLE, "sealed_key", submission), key)


def envelope_of(submission: Submission) -> Envelope:
    """The envelope of a submission. Raises KeyAbsent while nobody of the body is signed in, Erased for ever after."""
    if submission.sealed_key is None:
        raise Erased
    place = Place(TABLE, "sealed_key", submission.pk)
    return Envelope(AESGCM(unseal(submission.agency, place, bytes(submission.sealed_key))))


def seal_definition(agency: Agency, key: UUID, definition: dict[str, Any]) -> bytes:
    """The definition of a mapping, sealed."""
    plain = json.dumps(definition, ensure_ascii=False).encode()
    return seal(agency, Place("submissions_mapping", "sealed", key), plain)


def definition_of(mapping: Mapping) -> dict[str, Any]:
    """What a mapping says. Raises KeyAbsent as ``envelope_of`` does."""
    plain = unseal(mapping.agency, Place("submissions_mapping", "sealed", mapping.pk), bytes(mapping.sealed))
    told: dict[str, Any] = json.loads(plain)
    return told
