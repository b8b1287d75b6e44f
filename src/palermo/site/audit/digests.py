"""Digests of values under a salt of their subject: without the salt nothing can be found from them, not by guessing.

Personal data has a small choice of values, so a bare hash of it would be no secret. With the salt somebody can show
later what stood in a record; once the salt is destroyed nobody can, and the chain stays whole.
"""

import hmac
import json
from collections.abc import Mapping
from secrets import token_bytes

SALT_BYTES = 32


def new_salt() -> bytes:
    """A salt for one subject."""
    return token_bytes(SALT_BYTES)


def digest(salt: bytes, values: Mapping[str, object]) -> bytes:
    """The digest of field names and values, in whatever order they come."""
    told = {name: _told(value) for name, value in values.items()}
    return keyed(salt, json.dumps(told, sort_keys=True, ensure_ascii=False).encode())


def keyed(salt: bytes, data: bytes) -> bytes:
    """HMAC-SHA256 of ``data``."""
    return hmac.digest(salt, data, "sha256")


def _told(value: object) -> object:
    """As JSON has it; a number stays apart from its digits as text."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, bytes | memoryview):
        return {"bytes": bytes(value).hex()}
    if isinstance(value, list | tuple):
        return [_told(one) for one in value]
    return str(value)
