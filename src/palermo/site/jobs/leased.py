"""What every job has in common. A worker holds it on a lease; whose lease ran out has died."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models

from palermo.site.access.rows import ProtectedModel

WORKER = "job_worker"
"""The role of the process that does the jobs. No account has it; it sees jobs and no other row."""
QUEUED, KEYLESS, RUNNING, DONE, FAILED = "queued", "keyless", "running", "done", "failed"
"""The stages of a job. Each kind says them in words of its own; one that needs no key is never keyless."""


class LeasedJob(ProtectedModel):
    """Base of every kind of job."""

    LEASE: ClassVar[timedelta]
    """Longer than a worker is silent about a job of this kind."""
    AT_REST: ClassVar[Mapping[str, Any]] = {}
    """What else is set back when nobody holds it any more."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    account = models.UUIDField()
    stage = models.CharField(max_length=8, default=QUEUED)
    fault = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(ProtectedModel.Meta):
        abstract = True
        ordering: ClassVar[list[str]] = ["asked_at"]
