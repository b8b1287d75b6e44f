"""What was done. No personal data: names of fields and digests, never a value."""

from typing import ClassVar

from django.db import models

from palermo.site.access.declared import Protection, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager

AUDIT = "audit"


@protected(Protection(resource=AUDIT, readers=("auditor",)))
class AuditEvent(ProtectedModel):
    """One act or one reading, written in the transaction of the change itself."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.UUIDField(null=True)
    role = models.CharField(max_length=30)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=60, blank=True)
    fields = models.JSONField(default=list)
    request = models.CharField(max_length=32, blank=True)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["at"]
