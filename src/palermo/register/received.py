"""A payload that came from elsewhere: its bytes read back, and nothing believed that they do not bear out."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from palermo.ground.errors import Refused
from palermo.register.consent import is_name
from palermo.register.payload import SCHEMA_VERSION, canonical
from palermo.register.sayings import tell

_KEYS = {"schema", "referral", "from", "to", "desk", "reference", "purpose", "allowed_by", "fields", "sealed_fields"}
_TEXTS = ("referral", "to", "desk", "purpose")
_BODY = re.compile(r"[A-Za-z0-9_-]{1,40}")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})?")
_REFERENCE = re.compile(r"[2-9B-DF-HJ-NP-TV-Z]{4}-[2-9B-DF-HJ-NP-TV-Z]{4}")
"""As they are drawn here: no vowel, so that none can hold a name, which would then stand in lists and titles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A payload as it says of itself; who made it, the bytes do not prove.

    ``body`` and ``names`` are the bytes as they came, ``sha256`` that of ``body``, ``fields`` all of them, names too.
    """

    sender: str
    reference: str
    purpose: str
    fields: tuple[str, ...]
    schema_version: str
    sha256: str
    body: bytes
    names: bytes | None = field(repr=False)


def read(plain: bytes, *, purposes: Collection[str], fields: Collection[str]) -> Received:
    """The payload in ``plain``: a line of the body and, where names go, one of them. Raises Refused, saying why.

    ``purposes`` and ``fields`` are the codes that are known here: any other is refused, since codes lie in the open.
    """
    lines = plain.splitlines(keepends=True) or [b""]
    body, names = lines[0], lines[1] if len(lines) > 1 else None
    said = _said(body)
    _in_our_version(said)
    if len(lines) > 2 or not _is_body(said):
        raise _refused("register.file-shape")
    secret: list[str] = said["sealed_fields"]
    told = sorted([*said["fields"], *secret])
    if said["purpose"] not in purposes or not set(told) <= set(fields):
        raise _refused("register.file-schema")
    if not _are_names(names, secret, said["referral"]):
        raise _refused("register.file-names")
    return Received(
        sender=said["from"],
        reference=said["reference"],
        purpose=said["purpose"],
        fields=tuple(told),
        schema_version=said["schema"],
        sha256=hashlib.sha256(body).hexdigest(),
        body=body,
        names=names,
    )


def _said(part: bytes) -> dict[str, Any]:
    """What a line says, where it is written the one way we write; empty where it is not."""
    try:
        said = json.loads(part)
        return said if isinstance(said, dict) and canonical(said) == part else {}
    except (ValueError, RecursionError):
        return {}


def _in_our_version(said: Mapping[str, Any]) -> None:
    if "schema" in said and said["schema"] != SCHEMA_VERSION:
        raise _refused("register.file-schema")


def _is_body(said: Mapping[str, Any]) -> bool:
    return (
        said.keys() == _KEYS
        and all(isinstance(said[key], str) for key in _TEXTS)
        and _matches(_BODY, said["from"])
        and _matches(_REFERENCE, said["reference"])
        and isinstance(said["allowed_by"], dict)
        and _are_fields(said["fields"], said["sealed_fields"])
    )


def _are_fields(told: object, secret: object) -> bool:
    """Whether fields have values, and no name stands among those that lie open."""
    if not isinstance(told, dict) or not isinstance(secret, list):
        return False
    return (
        all(isinstance(code, str) for code in secret)
        and not any(map(is_name, told))
        and all(map(is_name, secret))
        and all(_is_value(value) for code, value in told.items() if code != "age")
        and _is_age(told.get("age"))
    )


def _are_names(part: bytes | None, secret: list[str], referral: str) -> bool:
    """Whether the sealed part is of the same referral and holds what the body announces."""
    if part is None or not secret:
        return part is None and not secret
    said = _said(part)
    held = said.get("fields")
    return (
        said == {"referral": referral, "schema": SCHEMA_VERSION, "fields": held}
        and isinstance(held, dict)
        and sorted(held) == secret
        and all(isinstance(value, str) for value in held.values())
    )


def _is_value(value: object) -> bool:
    parts = value if isinstance(value, list) else [value]
    return all(isinstance(part, str | int) for part in parts)


def _is_age(told: object) -> bool:
    """Years, and the day on which they were told; empty where nobody wrote it down."""
    if not isinstance(told, dict):
        return told is None
    return told.keys() == {"years", "told_on"} and isinstance(told["years"], int) and _matches(_DAY, told["told_on"])


def _matches(pattern: re.Pattern[str], told: object) -> bool:
    return isinstance(told, str) and pattern.fullmatch(told) is not None


def _refused(code: str) -> Refused:
    return Refused("The file is not taken in.", findings=(tell(code),))
