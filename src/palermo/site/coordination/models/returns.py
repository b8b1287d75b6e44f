"""Yearly returns: counts of one body, its own people's to see. What the office knows is that it came, and how full."""

from typing import ClassVar

from django.db import models

from palermo.site.access.declared import Protection, centre_owned, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.site.coordination.models.columns import MEETING, SUBMISSION, Written, ref

_OWN = Protection(resource=SUBMISSION)


@protected(_OWN)
class YearlyReturn(ProtectedModel):
    """One form as it was handed in. A later one for the same period takes its place; none is changed."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    account = models.UUIDField()
    """Who sent it: a key and no reference, for the account may be seen by fewer than the return."""
    body = ref()
    period = models.CharField(max_length=10)
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    received = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    pending = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()
    sent = models.BooleanField()
    """Anything was filled in."""
    findings = models.JSONField(default=list)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["-at"]


@protected(_OWN)
class ReturnLine(ProtectedModel):
    """One row of a form: the cell it speaks of, what it says, and what became of it."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    of = models.ForeignKey(YearlyReturn, models.CASCADE, related_name="lines")
    row = models.PositiveIntegerField()
    cell = models.JSONField(default=list)
    answer = models.CharField(max_length=20, blank=True)
    value = models.CharField(max_length=90, blank=True)
    state = models.CharField(max_length=10)
    sealed = models.BinaryField(null=True)
    """Of a row that was not accepted: its cells as they came, sealed for a key of the return; none without keys."""

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["row"]


@centre_owned(
    resource=MEETING, why="that a return came, and how complete, is the conference's business; no count is here"
)
class ReturnReceipt(Written):
    """What the office is told of a return: the latest of a body and period."""

    body = ref()
    period = models.CharField(max_length=10)
    at = models.DateTimeField()
    answered = models.PositiveIntegerField()
    held = models.PositiveIntegerField()
    asked = models.PositiveIntegerField()

    class Meta(Written.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "period"], name="receipt_once")
        ]
