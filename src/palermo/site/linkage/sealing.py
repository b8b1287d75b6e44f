"""What is sealed in a run lies under the key of the installation, at its own column of its own row.

Not under that of a body: a linking reads the lists of all bodies at once, while nobody of them need be signed in.
"""

import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db.models import Model

from palermo.ground.errors import UnreadableInput
from palermo.site.accounts.installation import installation_key

_MARK, _NONCE = b"PL\x01", 12


def seal(row: Model, plain: bytes) -> bytes:
    """``plain`` sealed for the column ``sealed`` of ``row``, which need not be stored yet."""
    nonce = os.urandom(_NONCE)
    return _MARK + nonce + _cipher().encrypt(nonce, plain, _MARK + _place(row))


def unseal(row: Model) -> bytes:
    """What stands sealed in ``row``. Raises UnreadableInput under another key, or where it was moved or changed."""
    held = bytes(row.sealed)  # type: ignore[attr-defined]
    start = len(_MARK)
    try:
        return _cipher().decrypt(held[start : start + _NONCE], held[start + _NONCE :], held[:start] + _place(row))
    except (InvalidTag, ValueError):
        told = "A file of a run was sealed by another installation key, or was changed."
        raise UnreadableInput(told, hint="Put the key of the installation back from where its copy is kept.") from None


def _place(row: Model) -> bytes:
    key: UUID = row.pk
    return row._meta.db_table.encode() + b"\0" + key.bytes


def _cipher() -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"palermo.linkage.1").derive(installation_key()))
