"""A body's secret keys, wrapped twice: by its passphrase and by its key file; both lost, all is lost.

Pure. A wrap is bound to the body, the key and its kind.
"""

import base64
import os
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from palermo.site.keys.refusals import WrongKey

PASSPHRASE, KEY_FILE = "passphrase", "key_file"
COST = 1 << 17
"""Of scrypt: 128 MiB and about half a second for each guess."""
_MARK = "PALERMO-KEY-1"


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """What a body keeps secret: the data key, for its index of names, and the secret half of its age key pair."""

    data_key: bytes
    identity: bytes

    def joined(self) -> bytes:
        return self.data_key + self.identity


@dataclass(frozen=True, slots=True)
class Wrap:
    """One key of a body, closed by one of its two openers."""

    key_id: UUID
    kind: str
    salt: bytes
    cost: int
    blob: bytes


def new_key_file(label: str) -> str:
    """A key file: a random secret as text, with a check of its letters. ``label`` says whose it is."""
    secret = os.urandom(32)
    written = base64.b32encode(secret + _check(secret)).decode().rstrip("=")
    return f"# {label}\n# Keep it apart from the passphrase. Whoever has it reads the names.\n{_MARK} {written}\n"


def wrap(secrets: Secrets, agency: UUID, key_id: UUID, opener: "Opener") -> Wrap:
    """The secrets, closed by a passphrase or a key file."""
    nonce = os.urandom(12)
    bound = _bound(agency, key_id, opener.kind)
    blob = nonce + AESGCM(opener.key).encrypt(nonce, secrets.joined(), bound)
    return Wrap(key_id, opener.kind, opener.salt, opener.cost, blob)


def unwrap(wrapped: Wrap, agency: UUID, opener: "Opener") -> Secrets:
    """The secrets. Raises WrongKey."""
    bound = _bound(agency, wrapped.key_id, wrapped.kind)
    try:
        joined = AESGCM(opener.key).decrypt(wrapped.blob[:12], wrapped.blob[12:], bound)
    except InvalidTag:
        raise WrongKey("It does not open the keys of this body.") from None
    return Secrets(joined[:32], joined[32:])


@dataclass(frozen=True, slots=True, repr=False)
class Opener:
    """A key made of a passphrase or of a key file, with the salt and the cost it was made with."""

    kind: str
    salt: bytes
    cost: int
    key: bytes


def by_passphrase(passphrase: str, *, salt: bytes = b"", cost: int = COST) -> Opener:
    """The opener that a passphrase makes; slow on purpose."""
    salt = salt or os.urandom(16)
    text = unicodedata.normalize("NFKC", passphrase.strip()).encode()
    return Opener(PASSPHRASE, salt, cost, Scrypt(salt, 32, cost, 8, 1).derive(text))


def by_key_file(text: str, *, salt: bytes = b"") -> Opener:
    """The opener that a key file makes. Raises WrongKey where the text is none, or was copied wrong."""
    salt = salt or os.urandom(16)
    key = HKDF(SHA256(), 32, salt=salt, info=b"palermo.key-file.1").derive(_read_key_file(text))
    return Opener(KEY_FILE, salt, 0, key)


def opener_for(wrapped: Wrap, told: str) -> Opener:
    """The opener that fits ``wrapped``, made of what was told."""
    if wrapped.kind == PASSPHRASE:
        return by_passphrase(told, salt=wrapped.salt, cost=wrapped.cost)
    return by_key_file(told, salt=wrapped.salt)


def _read_key_file(text: str) -> bytes:
    found = [line.split()[1] for line in text.splitlines() if line.startswith(_MARK) and len(line.split()) == 2]
    if len(found) != 1:
        raise WrongKey("This is no key file.")
    try:
        held = base64.b32decode(found[0] + "=" * (-len(found[0]) % 8))
    except ValueError:
        raise WrongKey("The key file was copied wrong.") from None
    if len(held) != 36 or held[32:] != _check(held[:32]):
        raise WrongKey("The key file was copied wrong.")
    return held[:32]


def _check(secret: bytes) -> bytes:
    return sha256(b"palermo.key-file.check\0" + secret).digest()[:4]


def _bound(agency: UUID, key_id: UUID, kind: str) -> bytes:
    return b"palermo.wrap.1\0" + agency.bytes + key_id.bytes + kind.encode()
