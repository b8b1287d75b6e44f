"""The one way an event is written out before it is hashed: the same text from Python and from PostgreSQL.

It is the JSON that PostgreSQL's ``json_build_object`` prints, which puts a space on each side of a colon and one after
a comma, escapes what JSON must escape and nothing else, and keeps the order in which the names are given.
"""

from hashlib import sha256
from json.encoder import encode_basestring
from typing import NamedTuple

GENESIS = bytes(32)
"""What stands before the first event."""


class Line(NamedTuple):
    """One event as text. ``at`` is in UTC with six digits of a second, ``fields`` a JSON list, digests are hex."""

    seq: int
    id: str
    at: str
    actor: str | None
    role: str
    agency: str | None
    purpose: str
    verb: str
    kind: str
    key: str
    fields: str
    rows: int | None
    before: str | None
    after: str | None
    request: str
    prev_hash: bytes
    hash: bytes


def canonical(line: Line) -> str:
    """Everything of the event but the two hashes."""
    seq, key_of_row, at, actor, role, agency, purpose, verb, kind, key, fields, rows, before, after, request, _, _ = (
        line
    )
    text = encode_basestring
    return (
        f'{{"seq" : {seq}, "id" : "{key_of_row}", "at" : "{at}", "actor" : {_quoted(actor)}, "role" : {text(role)}, '
        f'"agency" : {_quoted(agency)}, "purpose" : {text(purpose)}, "verb" : {text(verb)}, "kind" : {text(kind)}, '
        f'"key" : {text(key)}, "fields" : {fields}, "rows" : {"null" if rows is None else rows}, '
        f'"before" : {_quoted(before)}, "after" : {_quoted(after)}, "request" : {text(request)}}}'
    )


def hash_of(line: Line) -> bytes:
    """What the event hashes to behind the one that ``prev_hash`` names."""
    return sha256(line.prev_hash + canonical(line).encode()).digest()


def _quoted(value: str | None) -> str:
    return "null" if value is None else f'"{value}"'
