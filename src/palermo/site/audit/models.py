"""What was done, as a chain. No personal data: names of fields and digests, never a value."""

import json
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

from palermo.site.access.declared import Protection, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.site.audit.canonical import Line, hash_of
from palermo.site.audit.chain import tail

AUDIT = "audit"


class PlainJSON(json.JSONEncoder):
    """JSON as PostgreSQL prints it, so that the text of a list is the same on both engines."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**{**told, "ensure_ascii": False})


@protected(Protection(resource=AUDIT, readers=("auditor",)))
class AuditEvent(ProtectedModel):
    """One act or one reading, written in the transaction of the change itself, behind the one before it.

    Its place, its time and its hash are given by the database on PostgreSQL, and here on SQLite, which has one writer.
    ``seq`` is no key of its own: a key over all bodies would be refused at the start, and the database gives it alone.
    """

    seq = models.BigIntegerField(db_index=True)
    prev_hash = models.BinaryField()
    hash = models.BinaryField()
    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.UUIDField(null=True)
    role = models.CharField(max_length=30)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=60, blank=True)
    fields = models.JSONField(default=list, encoder=PlainJSON)
    rows = models.PositiveIntegerField(null=True)
    """Of a batch: how many. ``after_digest`` is then the root of the tree of their hashes."""
    before_digest = models.BinaryField(null=True)
    after_digest = models.BinaryField(null=True)
    request = models.CharField(max_length=32, blank=True)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        db_table = "audit_event"
        ordering: ClassVar[list[str]] = ["seq"]

    def save(self, **told: Any) -> None:
        """Take the next place in the chain. An event that was saved before is refused by the database."""
        if self._state.adding and connection.vendor == "sqlite":
            last, self.prev_hash = tail()
            self.seq, self.at = last + 1, timezone.now()
            self.hash = hash_of(self.line())
        super().save(**told)

    def line(self) -> Line:
        """The event as it is hashed."""
        return Line(
            seq=self.seq,
            id=str(self.id),
            at=self.at.isoformat(timespec="microseconds"),
            actor=_written(self.actor),
            role=self.role,
            agency=_written(self.agency_id),
            purpose=self.purpose,
            verb=self.verb,
            kind=self.kind,
            key=self.key,
            fields=json.dumps(self.fields, cls=PlainJSON),
            rows=self.rows,
            before=_hex(self.before_digest),
            after=_hex(self.after_digest),
            request=self.request,
            prev_hash=bytes(self.prev_hash),
            hash=bytes(self.hash or b""),
        )


@protected(Protection(resource=AUDIT))
class SubjectSalt(ProtectedModel):
    """The salt under which a body's events tell what stood in one record. Destroyed with the record's data."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    salt = models.BinaryField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "kind", "key"], name="salt_one_a_subject_and_body")
        ]


def _written(key: UUID | str | None) -> str | None:
    return None if key is None else str(UUID(str(key)))


def _hex(value: bytes | memoryview | None) -> str | None:
    return None if value is None else bytes(value).hex()
