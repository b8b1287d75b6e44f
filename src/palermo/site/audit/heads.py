"""The head of the chain, signed: whoever keeps one can tell later that nothing before it was cut or rewritten.

The key lies in a file outside the database, so that who can write there cannot sign. A head is a small JSON file; it
carries the public half of the key, and its fingerprint is what two bodies compare.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from palermo.engines import read_bytes
from palermo.ground.errors import UnreadableInput, UsageError

FORMAT = "palermo.audit-head/1"
_MAKE_ONE = "Make one: openssl genpkey -algorithm ed25519 -out audit.pem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last event of the chain at a moment, and who says so."""

    seq: int
    hash: bytes
    at: str
    public: bytes
    signature: bytes

    def to_bytes(self) -> bytes:
        """The file."""
        told = {**_said(self.seq, self.hash, self.at), "key": self.public.hex(), "signature": self.signature.hex()}
        return (json.dumps(told, indent=1) + "\n").encode()


def sign(key: Ed25519PrivateKey, *, seq: int, digest: bytes, at: str) -> Head:
    """A head over the event ``seq`` whose hash is ``digest``."""
    signature = key.sign(_message(_said(seq, digest, at)))
    return Head(seq=seq, hash=digest, at=at, public=raw(key.public_key()), signature=signature)


def read_head(data: bytes) -> Head:
    """A head whose signature fits its own key. Raises UnreadableInput for anything else."""
    try:
        told: Mapping[str, object] = json.loads(data)
        if told["format"] != FORMAT or not isinstance(told["seq"], int):
            raise ValueError
        digest, public, signature = (bytes.fromhex(str(told[name])) for name in ("hash", "key", "signature"))
        head = Head(seq=told["seq"], hash=digest, at=str(told["at"]), public=public, signature=signature)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _message(_said(head.seq, head.hash, head.at)))
    except (ValueError, KeyError, TypeError):
        raise UnreadableInput("This is no head of an audit.", hint=f"A head is a JSON file of {FORMAT}.") from None
    except InvalidSignature:
        told_of = "The head of the audit is not what was signed."
        raise UnreadableInput(told_of, hint="Take the copy that another body keeps.") from None
    return head


def signing_key(path: str) -> Ed25519PrivateKey:
    """The private key of a PEM file. Raises UsageError where none is set or it is no such key."""
    if not path:
        raise UsageError("No key signs the head of the audit: PALERMO_AUDIT_KEY names no file.", hint=_MAKE_ONE)
    try:
        key = load_pem_private_key(read_bytes(Path(path)), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError("PALERMO_AUDIT_KEY names no private Ed25519 key without a passphrase.", hint=_MAKE_ONE)
    return key


def signing_key_or_none(path: str) -> Ed25519PrivateKey | None:
    """The private key of the file, where one is named and holds more than the public half."""
    return signing_key(path) if path and b"PRIVATE KEY" in read_bytes(Path(path)) else None


def public_key(path: str) -> bytes | None:
    """The public half of the PEM file, which may hold either half; None where no file is named."""
    if not path:
        return None
    data = read_bytes(Path(path))
    if b"PRIVATE KEY" in data:
        return raw(signing_key(path).public_key())
    try:
        key = load_pem_public_key(data)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError("PALERMO_AUDIT_KEY names no Ed25519 key.", hint=_MAKE_ONE)
    return raw(key)


def fingerprint(public: bytes) -> str:
    """By which two bodies tell that they mean the same key."""
    return sha256(public).hexdigest()[:16]


def raw(key: Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _said(seq: int, digest: bytes, at: str) -> dict[str, object]:
    return {"format": FORMAT, "seq": seq, "hash": digest.hex(), "at": at}


def _message(said: Mapping[str, object]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
