"""Taking a backup: one moment of the database, verified, counted, and sealed for whoever keeps copies."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from palermo import __version__
from palermo.engines import copy_sqlite, file_parts, pg_dump_parts, private_folder, tar_stream, write_sealed
from palermo.ground.errors import UsageError
from palermo.ground.finding import Finding, Severity
from palermo.site.audit.heads import fingerprint, sign, signing_key_or_none
from palermo.site.audit.looking import look
from palermo.site.configuration import Configuration
from palermo.site.copies.looking import counted, unsigned
from palermo.site.copies.manifest import DUMP, HEAD, MANIFEST, Manifest
from palermo.site.owner import connected_to, opened_sqlite
from palermo.site.reachable import demand_tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was written, or why nothing was."""

    manifest: Manifest | None = None
    bytes: int = 0
    key: str | None = None
    """The fingerprint of the key that signed the head."""
    findings: tuple[Finding, ...] = ()

    @property
    def done(self) -> bool:
        return self.manifest is not None

    def to_dict(self) -> dict[str, object]:
        """As the verb prints it."""
        found = [finding.to_dict() for finding in self.findings]
        told: dict[str, object] = {"done": self.done, "findings": found}
        return {**told, "bytes": self.bytes, "key": self.key, **_of(self.manifest)} if self.manifest else told


def take(target: Path, recipient: str, *, told: Configuration, environment: Mapping[str, str], now: datetime) -> Taken:
    """Seal the whole database into ``target`` for ``recipient``. A broken audit is not copied: its database is kept.

    Raises UsageError, leaving nothing.
    """
    with _one_moment(told, environment) as parts:
        counts, verdict = counted(), look()
        if verdict.broken:
            return Taken(findings=(verdict.broken,))
        signer = signing_key_or_none(told.audit_key)
        moment = now.isoformat(timespec="seconds")
        head = sign(signer, seq=verdict.events, digest=verdict.hash, at=moment) if signer else None
        made: list[Manifest] = []

        def members() -> Iterator[tuple[str, bytes]]:
            digest = sha256()
            for number, part in enumerate(parts):
                digest.update(part)
                yield f"{DUMP}{number:06d}", part
            if head:
                yield HEAD, head.to_bytes()
            about: dict[str, Any] = {"engine": connection.vendor, "made_at": moment, "version": __version__}
            about |= {"counts": counts, "seq": verdict.events, "hash": verdict.hash.hex(), "sha256": digest.hexdigest()}
            made.append(Manifest(**about))
            yield MANIFEST, made[0].to_bytes()

        size = write_sealed(target, recipient, tar_stream(members()))
    key = fingerprint(head.public) if head else None
    return Taken(manifest=made[0], bytes=size, key=key, findings=() if head else (unsigned(Severity.WARNING),))


def address_of(address: str, environment: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The address without its password, which other users could read among the words of a program; that goes into
    the environment."""
    parts: dict[str, Any] = dict(conninfo_to_dict(address))
    password = parts.pop("password", None)
    return make_conninfo(**parts), {**environment, **({"PGPASSWORD": str(password)} if password else {})}


@contextmanager
def _one_moment(told: Configuration, environment: Mapping[str, str]) -> Iterator[Iterable[bytes]]:
    """Within, the default connection sees one moment of the database, and the parts of its dump are of that moment."""
    if connection.vendor == "sqlite":
        demand_tables()
        source = Path(str(connection.settings_dict["NAME"]))
        with private_folder(source) as folder:
            copy = folder / "copy.sqlite3"
            copy_sqlite(opened_sqlite(), copy)
            with connected_to(str(copy)):
                yield _closed_parts(copy)
        return
    if not told.database_backup:
        hint = "Let it name the role palermo_backup, which palermo roles makes; no other sees every row."
        raise UsageError("PALERMO_DATABASE_BACKUP names no database.", hint=hint)
    with connected_to(told.database_backup):
        demand_tables()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone() != (True,):
                hint = "Let PALERMO_DATABASE_BACKUP name the role palermo_backup."
                raise UsageError("The role of the copy does not see every row.", hint=hint)
            cursor.execute("SELECT pg_export_snapshot()")
            [snapshot] = cursor.fetchone()
            yield pg_dump_parts(*address_of(told.database_backup, environment), snapshot)


def _closed_parts(copy: Path) -> Iterator[bytes]:
    """The file, once nobody has it open: with a write-ahead log a part of it would lie elsewhere."""
    connection.close()
    yield from file_parts(copy)


def _of(manifest: Manifest) -> dict[str, object]:
    return {
        "engine": manifest.engine,
        "made_at": manifest.made_at,
        "tables": len(manifest.counts),
        "rows": manifest.rows,
        "events": manifest.seq,
        "hash": manifest.hash,
    }
