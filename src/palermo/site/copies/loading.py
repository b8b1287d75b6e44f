"""Restoring a backup into a database that is empty: loaded aside, verified, and only then put in place.

On PostgreSQL the rows are verified before policies and triggers are set, since row security, which binds the owner
too, would hide them. Whatever fails, the target is empty again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.db import DatabaseError

from palermo.engines import (
    open_sealed,
    pg_restore_sections,
    private_folder,
    put_in_place,
    sound_sqlite,
    tar_members,
    write_parts,
)
from palermo.ground.errors import PalermoError, UnreadableInput, UsageError
from palermo.ground.finding import Finding, Severity
from palermo.site.audit.heads import Head
from palermo.site.configuration import POSTGRES
from palermo.site.copies.looking import damaged, head_within, unlike
from palermo.site.copies.manifest import DUMP, HEAD, MANIFEST, Manifest, read_manifest
from palermo.site.copies.taking import address_of
from palermo.site.copies.target import demand_empty, empty_again
from palermo.site.owner import connected_to, opened_sqlite
from palermo.site.startup import Start, audit_unguarded


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What the backup is, and what is wrong with it; put in place where nothing is."""

    manifest: Manifest
    findings: tuple[Finding, ...]

    @property
    def done(self) -> bool:
        return not any(finding.severity is Severity.ERROR for finding in self.findings)

    def to_dict(self) -> dict[str, object]:
        """As the verb prints it."""
        return {
            "done": self.done,
            "findings": [finding.to_dict() for finding in self.findings],
            "engine": self.manifest.engine,
            "made_at": self.manifest.made_at,
            "tables": len(self.manifest.counts),
            "rows": self.manifest.rows,
            "events": self.manifest.seq,
            "hash": self.manifest.hash,
        }


def restore(file: Path, identity: Path, target: str, *, ours: bytes | None, environment: Mapping[str, str]) -> Restored:
    """Load ``file`` into ``target``, which is empty. ``ours`` is the public key that must have signed the head.

    Raises UsageError and UnreadableInput, leaving the target empty.
    """
    on_postgres = target.startswith(POSTGRES)
    demand_empty(target)
    with private_folder(None if on_postgres else Path(target)) as folder:
        tar = folder / "plain-tar"
        open_sealed(file, identity, tar)
        manifest, head, found = _looked_into(tar, ours)
        if manifest.engine != ("postgresql" if on_postgres else "sqlite"):
            told = f"This is a backup of a {manifest.engine} database."
            raise UsageError(told, hint="Restore it into one of the same engine: a path, or a postgresql:// address.")
        if not any(finding.severity is Severity.ERROR for finding in found):
            load = _into_postgres if on_postgres else _into_sqlite
            found += load(tar, target, manifest, head, environment)
    return Restored(manifest=manifest, findings=tuple(found))


def _looked_into(tar: Path, ours: bytes | None) -> tuple[Manifest, Head | None, list[Finding]]:
    """Manifest and head, and whether the dump is the one they speak of. Raises UnreadableInput for no backup."""
    digest, small = sha256(), dict[str, bytes]()
    for name, data in tar_members(tar):
        if name.startswith(DUMP):
            digest.update(data)
        else:
            small[name] = data
    if MANIFEST not in small:
        raise UnreadableInput("The file holds no backup.", hint="Name one that palermo backup wrote.")
    manifest = read_manifest(small[MANIFEST])
    head, found = head_within(small.get(HEAD), ours)
    return manifest, head, [*found, *([damaged()] if digest.hexdigest() != manifest.sha256 else [])]


def _into_sqlite(
    tar: Path, target: str, manifest: Manifest, head: Head | None, environment: Mapping[str, str]
) -> list[Finding]:
    copy = tar.with_name("copy.sqlite3")
    write_parts(copy, _dump(tar))
    try:
        with connected_to(str(copy)):
            if not sound_sqlite(opened_sqlite()):
                return [damaged()]
            found = [*unlike(manifest, head), *_unguarded()]
    except DatabaseError:
        return [damaged()]
    if not found:
        put_in_place(copy, Path(target))
    return found


def _into_postgres(
    tar: Path, target: str, manifest: Manifest, head: Head | None, environment: Mapping[str, str]
) -> list[Finding]:
    address, told = address_of(target, environment)
    try:
        pg_restore_sections(_dump(tar), address, told, ("pre-data", "data"))
        with connected_to(target):
            found = unlike(manifest, head)
        if not found:
            pg_restore_sections(_dump(tar), address, told, ("post-data",))
            with connected_to(target):
                found = _unguarded()
    except DatabaseError:
        found = [damaged()]
    except PalermoError:
        empty_again(target)
        raise
    if found:
        empty_again(target)
    return found


def _dump(tar: Path) -> Iterator[bytes]:
    return (data for name, data in tar_members(tar) if name.startswith(DUMP))


def _unguarded() -> list[Finding]:
    """The triggers of the audit came back with the rest."""
    return audit_unguarded(Start(host=""))
