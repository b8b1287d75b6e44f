"""The chain as the database holds it, past the managers: every event, whoever's it is, as text."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connection

from palermo.site.audit.canonical import GENESIS, Line
from palermo.site.audit.walls import GUARDS

PAGE = 5_000
"""Events read at once: the whole chain need not fit in memory, and no reading lasts so long that a writer waits."""
_BEFORE_ALL = -(2**63)

_POSTGRES = """
SELECT seq, id::text, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'), actor::text, role,
 agency_id::text, purpose, verb, kind, key, fields::text, rows, encode(before_digest, 'hex'),
 encode(after_digest, 'hex'), request, prev_hash, hash
FROM audit_event WHERE (seq, id) > (%s, %s) ORDER BY seq, id LIMIT %s
"""
_UUID = "substr({0},1,8)||'-'||substr({0},9,4)||'-'||substr({0},13,4)||'-'||substr({0},17,4)||'-'||substr({0},21)"
_SQLITE = f"""
SELECT seq, {_UUID.format("id")}, replace(substr(at || '.000000', 1, 26), ' ', 'T') || '+00:00',
 {_UUID.format("actor")}, role, {_UUID.format("agency_id")}, purpose, verb, kind, key, fields, rows,
 CASE WHEN before_digest IS NULL THEN NULL ELSE lower(hex(before_digest)) END,
 CASE WHEN after_digest IS NULL THEN NULL ELSE lower(hex(after_digest)) END, request, prev_hash, hash
FROM audit_event WHERE (seq, id) > (%s, %s) ORDER BY seq, id LIMIT %s
"""  # noqa: S608  # nothing in it comes from outside


def lines() -> Iterator[Line]:
    """Every event in its order, also one whose place is below the first or taken twice.

    On PostgreSQL in the scope of an auditor, who sees all.
    """
    on_postgres = connection.vendor == "postgresql"
    seq, key = _BEFORE_ALL, UUID(int=0)
    while rows := _rows(_POSTGRES if on_postgres else _SQLITE, [seq, key if on_postgres else key.hex, PAGE]):
        yield from map(Line._make, rows)
        seq, key = rows[-1][0], UUID(rows[-1][1])


def tail() -> tuple[int, bytes]:
    """Place and hash of the last event; 0 and zeros before the first. PostgreSQL keeps them in a table apart."""
    if connection.vendor == "postgresql":
        found = _rows("SELECT seq, hash FROM audit_head_now()", [])
    else:
        found = _rows("SELECT seq, hash FROM audit_event ORDER BY seq DESC LIMIT 1", [])
    return (found[0][0], bytes(found[0][1])) if found else (0, GENESIS)


def missing_guards() -> list[str]:
    """Triggers that should hold the chain and are not there, or were switched off."""
    by_engine = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_event'::regclass AND tgenabled = 'A'",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_event'",
    }
    there = {name for (name,) in _rows(by_engine[connection.vendor], [])}
    return [name for name in GUARDS[connection.vendor] if name not in there]


def _rows(select: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(select, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
