"""A database looked through, table by table: how many rows, and what its audit is worth."""

from collections.abc import Mapping, Sequence

from django.db import connection

from palermo.ground.finding import Finding, Severity
from palermo.site.audit.heads import Head, fingerprint, read_head
from palermo.site.audit.looking import look
from palermo.site.audit.verifying import Kept
from palermo.site.copies.manifest import Manifest

_OTHER = "Take another copy, or the installation it was made of; nothing was put in place."


def counted() -> dict[str, int]:
    """Rows of every table, whoever's they are: asked by a role that sees all."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        found = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  # named by itself
            [found[table]] = cursor.fetchone()
    return found


def unlike(manifest: Manifest, head: Head | None) -> list[Finding]:
    """Where what was loaded is not what the backup says: rows by table, and the chain up to the last event."""
    held = [Kept(seq=manifest.seq, hash=bytes.fromhex(manifest.hash), whose="the backup's own record")]
    if head is not None:
        held.append(Kept(seq=head.seq, hash=head.hash, whose=f"the signed head of {head.at}"))
    verdict = look([one for one in held if one.seq])
    return [*_rows_differ(manifest.counts, counted()), *([verdict.broken] if verdict.broken else [])]


def head_within(data: bytes | None, ours: bytes | None) -> tuple[Head | None, list[Finding]]:
    """The signed head, and what is wrong with it where the settings name a key, ``ours``."""
    if data is None:
        return None, [unsigned(Severity.ERROR if ours is not None else Severity.WARNING)]
    head = read_head(data)
    if ours is None or ours == head.public:
        return head, []
    told = f"The head is signed with key {fingerprint(head.public)}; PALERMO_AUDIT_KEY is {fingerprint(ours)}."
    hint = "Let it name the key of that day; its public half is enough."
    return head, [_fault("backup.head-foreign", told, hint)]


def unsigned(severity: Severity) -> Finding:
    """Without a signature whoever can seal a file for the recipient can also make one up."""
    told = "Nobody signed the head of the audit in this backup."
    return Finding(code="backup.head-unsigned", severity=severity, text=told, hint="Name a key in PALERMO_AUDIT_KEY.")


def damaged() -> Finding:
    """The dump is not the one the manifest tells of, or no sound database."""
    return _fault("backup.dump-damaged", "The database in this backup is not as it was written.", _OTHER)


def _rows_differ(told: Mapping[str, int], found: Mapping[str, int]) -> Sequence[Finding]:
    return [
        _fault(
            "backup.rows-differ",
            f"The table {table} has {found.get(table, 'no')} rows, and {told.get(table, 'no')} by the backup.",
            _OTHER,
            table=table,
        )
        for table in sorted({*told, *found})
        if told.get(table) != found.get(table)
    ]


def _fault(code: str, text: str, hint: str, *, table: str | None = None) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, text=text, hint=hint, table=table)
