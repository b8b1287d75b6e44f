"""The key of the installation, in a file outside the database: what it seals is of no use to whoever has the database.

It seals the secrets of second factors, which the server must read before anybody is signed in: so it is the server's,
and not a body's.
"""

import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from palermo.engines import begin_file, read_bytes
from palermo.ground.errors import UnreadableInput, UsageError

MARK = b"PI\x01"
_FINGERPRINT, _NONCE = 4, 12
_DIGITS = 64
_HINT = "Put the file back from where its copy is kept; see how to serve the site, under keys."


class KeyMissing(UsageError):
    """No file is named, or there is none of that name."""


class SecretClosed(UnreadableInput):
    """Another key sealed the secret, or it is not in its own place. Recovery codes still open the account."""


def seal_secret(secret: bytes, *, factor: UUID, account: UUID) -> bytes:
    """The secret of a device, sealed at its own row of its own account."""
    key, nonce = installation_key(), os.urandom(_NONCE)
    head = MARK + _mark_of(key)
    return head + nonce + _cipher(key).encrypt(nonce, secret, head + factor.bytes + account.bytes)


def open_secret(sealed: bytes, *, factor: UUID, account: UUID) -> bytes:
    """What was sealed so. Raises SecretClosed where another key sealed it, or it was moved or changed."""
    key, start = installation_key(), len(MARK) + _FINGERPRINT
    head, nonce, text = sealed[:start], sealed[start : start + _NONCE], sealed[start + _NONCE :]
    if head != MARK + _mark_of(key):
        raise SecretClosed("The secret of a second factor was sealed by another installation key.", hint=_HINT)
    try:
        return _cipher(key).decrypt(nonce, text, head + factor.bytes + account.bytes)
    except InvalidTag:
        told = "The secret of a second factor was changed, or stands in another row than its own."
        raise SecretClosed(told, hint="An administrator resets the second factor of the account.") from None


def installation_key() -> bytes:
    """The key that the settings name. Raises KeyMissing; UnreadableInput where the file is no key."""
    path: Path | None = settings.PALERMO_INSTALLATION_KEY
    if path is None:
        told = "No file is named for the key of the installation."
        raise KeyMissing(told, hint="Name one in PALERMO_INSTALLATION_KEY; palermo migrate makes it.")
    return _key_in(path)


def make_installation_key() -> bool:
    """Make the file where one is named and there is none: whether it was made. Raises UsageError where it cannot be."""
    path: Path | None = settings.PALERMO_INSTALLATION_KEY
    if path is None or path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    begin_file(path, f"{os.urandom(_DIGITS // 2).hex()}\n".encode(), private=True)
    return True


def fingerprint() -> str:
    """Eight digits by which two keys can be told apart."""
    return _mark_of(installation_key()).hex()


@lru_cache(maxsize=4)
def _key_in(path: Path) -> bytes:
    if not path.exists():
        raise KeyMissing(f"There is no key of the installation at {path}.", hint=_HINT)
    try:
        written = read_bytes(path).decode("ascii").strip()
        if len(written) != _DIGITS:
            raise ValueError
        return bytes.fromhex(written)
    except ValueError:  # and of the decoding; its cause may quote the file
        told = f"{path} is no key of an installation: {_DIGITS} digits of base 16."
        raise UnreadableInput(told, hint=_HINT) from None


def _mark_of(key: bytes) -> bytes:
    return sha256(b"palermo.installation\0" + key).digest()[:_FINGERPRINT]


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"palermo.factor.1").derive(key))
