"""The chain of a ledger: one JSON object a line, each carrying its own hash and that of the line before.

A chain shows that no line was changed, taken out or put in between. It cannot show that lines at its end are still
there, nor that it was not written anew as a whole: for that somebody else has to have kept its last hash, as every
edition and every reader of ``palermo ledger show`` can.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from palermo.ground.errors import Differs, UnreadableInput
from palermo.ground.finding import Finding, Severity

FORMAT = "palermo.ledger/1"
NOTHING_BEFORE = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a ledger that holds: its number, its fields, its hash."""

    number: int
    fields: Mapping[str, Any]
    sha256: str


def seal(fields: Mapping[str, object], previous: str) -> bytes:
    """The line that holds ``fields`` and follows on the line with the hash ``previous``."""
    body = {**fields, "previous": previous}
    return _written({**body, "sha256": _hash(body)}) + b"\n"


def read_chain(data: bytes, name: str) -> tuple[Line, ...]:
    """The lines of a ledger. ``name`` is what findings call the file.

    Raises UnreadableInput where ``data`` is no ledger, Differs naming every line that was altered, cut, or does not
    follow on the one before.
    """
    *whole, rest = data.split(b"\n")
    if FORMAT.encode() not in (whole[0] if whole else rest):
        raise UnreadableInput(f"{name} is no ledger.", hint="`palermo ledger init FILE` begins one.")
    found, told = [], []
    previous = NOTHING_BEFORE
    for number, written in enumerate(whole, start=1):
        line = _read(written, number)
        if line is None:
            told.append(_blame(name, number, "ledger.line-altered", "the line is not the one that was written"))
            previous = _claimed(written)
            continue
        if line.fields.get("previous") != previous:
            told.append(_blame(name, number, "ledger.chain-broken", _broken(number)))
        previous = line.sha256
        found.append(line)
    if rest:
        number = len(whole) + 1
        told.append(_blame(name, number, "ledger.line-cut", "the line ends before its end: it was cut off"))
    if told:
        hint = "Take the ledger from a copy that holds; nothing was added, and nothing is judged by this one."
        raise Differs(f"{name} does not hold.", hint=hint, findings=told)
    return tuple(found)


def _read(written: bytes, number: int) -> Line | None:
    """A line as it was sealed; None where one byte of it is another."""
    fields = _parsed(written)
    if fields is None or not isinstance(fields.get("sha256"), str):
        return None
    sha256 = fields.pop("sha256")
    if sha256 != _hash(fields) or written != _written({**fields, "sha256": sha256}):
        return None
    return Line(number, fields, sha256)


def _claimed(written: bytes) -> str:
    """The hash an altered line still says it has, so that only the line itself is named and not all after it."""
    fields = _parsed(written)
    return str(fields.get("sha256")) if fields else "unknown"


def _parsed(written: bytes) -> dict[str, Any] | None:
    try:
        fields = json.loads(written)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def _hash(fields: Mapping[str, object]) -> str:
    return hashlib.sha256(_written(fields)).hexdigest()


def _written(fields: Mapping[str, object]) -> bytes:
    try:
        return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except ValueError:  # half a character, or no number: nothing of ours
        return b""


def _broken(number: int) -> str:
    if number == 1:
        return "the ledger does not begin here: lines before it were taken out"
    return f"it does not follow on line {number - 1}: that one was written anew, or lines between were taken out"


def _blame(name: str, number: int, code: str, text: str) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, text=text, path=name, line=number)
