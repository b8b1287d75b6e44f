"""Keys of one linkage run, derived from the secret the holders share; nothing here is ever printed."""

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass

import numpy as np

from palermo.ground.errors import UnreadableInput

SHORTEST = 32
_FEWEST_VALUES = 20  # of 32 random bytes fewer than 24 differ once in a hundred million times
_PREFIX = "palermo/linkage/1"


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one run: HKDF-SHA256 of the secret, salted with the run's id; one key a purpose and field."""

    _root: bytes

    def __repr__(self) -> str:
        return "Keys(…)"

    @classmethod
    def of(cls, secret: bytes, run: str) -> "Keys":
        return cls(hmac.digest(run.encode(), secret, "sha256"))

    def key(self, purpose: str, name: str = "") -> bytes:
        """32 bytes for one purpose and field."""
        return expand(self._root, f"{_PREFIX}/{purpose}/{name}".encode(), 32)

    def generator(self, purpose: str, name: str = "") -> np.random.Generator:
        """A generator whose draws follow from the key alone."""
        return np.random.Generator(np.random.PCG64(int.from_bytes(self.key(purpose, name), "big")))

    @property
    def fingerprint(self) -> str:
        """Sixteen digits that are equal where secret and run are, and say nothing else of either."""
        return self.key("fingerprint").hex()[:16]


class Marks:
    """Keyed BLAKE2b digests of many short texts: the key is taken in once."""

    __slots__ = ("_keyed",)

    def __init__(self, key: bytes, *, salt: bytes = b"", size: int = 64) -> None:
        self._keyed = hashlib.blake2b(key=key, salt=salt, digest_size=size)

    def __call__(self, text: bytes) -> bytes:
        digest = self._keyed.copy()
        digest.update(text)
        return digest.digest()


def expand(root: bytes, info: bytes, length: int) -> bytes:
    """The second step of HKDF-SHA256 (RFC 5869): ``length`` bytes for ``info``."""
    made, block, counter = b"", b"", 1
    while len(made) < length:
        block = hmac.digest(root, block + info + bytes([counter]), hashlib.sha256)
        made, counter = made + block, counter + 1
    return made[:length]


def read_secret(data: bytes) -> bytes:
    """The secret in a file: raw bytes, hex or base64. Raises UnreadableInput where it is short or no random bytes."""
    secret = _decoded(data)
    if len(secret) < SHORTEST:
        raise _weak(f"The secret has {len(secret)} bytes; {SHORTEST} or more are needed.")
    if len(set(secret)) < _FEWEST_VALUES or _is_words(secret):
        raise _weak("The secret is not random: it repeats itself or is made of words.")
    return secret


def _decoded(data: bytes) -> bytes:
    text = data.strip()
    if re.fullmatch(rb"(?:[0-9a-fA-F]{2})+", text):
        return bytes.fromhex(text.decode())
    if re.fullmatch(rb"[A-Za-z0-9+/_-]+={0,2}", text) and len(text) % 4 == 0:
        try:
            return base64.b64decode(text.translate(bytes.maketrans(b"-_", b"+/")), validate=True)
        except binascii.Error:
            return data
    return data


def _is_words(secret: bytes) -> bool:
    return all(32 <= byte < 127 or byte in (9, 10, 13) for byte in secret)


def _weak(message: str) -> UnreadableInput:
    return UnreadableInput(message, hint="Make one for each run with: openssl rand -hex 32 > secret")
