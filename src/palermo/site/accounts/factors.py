"""The second factor: codes of a device by the time (RFC 6238), and ten recovery codes for the day it is lost. Pure."""

import base64
import secrets
from hashlib import sha256
from urllib.parse import quote

from django_otp.oath import TOTP

SECRET_BYTES = 20
STEP = 30  # seconds
DRIFT = 1  # steps that a clock may be off
CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what is mistaken for another: i, l, o, 0, 1."""


def new_secret() -> bytes:
    """A random secret for a device."""
    return secrets.token_bytes(SECRET_BYTES)


def step_of(secret: bytes, code: str, *, now: float, after: int) -> int | None:
    """The step whose code this is, later than ``after``; None where it is none: wrong, old, or taken before."""
    digits = code.replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        return None
    clock = TOTP(secret, STEP)
    clock.time = now
    if not clock.verify(int(digits), tolerance=DRIFT, min_t=after + 1):
        return None
    step: int = clock.t()
    return step


def written(secret: bytes) -> str:
    """The secret as one types it into a device, in groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def address(secret: bytes, login: str) -> str:
    """The otpauth address of the secret, for a device that takes one."""
    return f"otpauth://totp/Palermo:{quote(login)}?secret={written(secret).replace(' ', '')}&issuer=Palermo"


def new_recovery_codes() -> list[str]:
    """Ten codes of twelve letters, shown once."""
    return ["-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3)) for _ in range(CODES)]


def digest(code: str, account: str) -> str:
    """What is kept of a recovery code. It is random and long: no slow hash is needed."""
    return sha256(f"{account}:{code.strip().lower().replace(' ', '-')}".encode()).hexdigest()
