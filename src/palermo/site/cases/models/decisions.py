"""Decisions on a person's status, which are never changed, and the clocks that run."""

from typing import ClassVar

from django.db import models

from palermo.site.access.declared import Protection, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.site.cases.models.columns import OPENED, STATUS, coded
from palermo.site.keys.fields import EncryptedTextField


@protected(Protection(resource=STATUS, opened="case__"))
class StatusDecision(ProtectedModel):
    """One decision of one participation, as it was made. A later one stands beside it and says what it supersedes."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="%(class)ss")
    participation = models.ForeignKey("cases.Participation", models.PROTECT, related_name="%(class)ss")
    value = coded()
    stage = coded()
    decided_by = coded()
    """The body that decided, by its code."""
    decided_on = models.DateField()
    recorded_at = models.DateTimeField()
    account = models.UUIDField()
    rulebook = coded()
    rule_version = models.CharField(max_length=120, blank=True)
    threshold = coded()
    reasons = EncryptedTextField()
    supersedes = models.ForeignKey("self", models.PROTECT, related_name="superseded_by", null=True)
    corrects = models.BooleanField(default=False)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["decided_on", "recorded_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "supersedes"], name="decision_superseded_once")
        ]


@protected(OPENED)
class Clock(ProtectedModel):
    """A running time, started under one version of a rule, which stays its version."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="%(class)ss")
    participation = models.ForeignKey("cases.Participation", models.PROTECT, related_name="%(class)ss")
    code = coded()
    rulebook = coded()
    holidays = coded()
    """The area whose holidays do not count as working days."""
    rule_version = models.CharField(max_length=120)
    kind = coded()
    started = models.DateField()
    due = models.DateField(null=True)
    earliest = models.DateField(null=True)
    waiting = models.BooleanField(default=False)
    stopped = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["started", "code"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agency", "due"], name="clock_due", condition=models.Q(stopped=None))
        ]


@protected(OPENED)
class ClockPause(ProtectedModel):
    """Days on which a clock stands still: from the first until the day it runs again."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="%(class)ss")
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="pauses")
    start = models.DateField()
    end = models.DateField(null=True)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["start"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "clock", "start"], name="pause_once_a_day"),
            models.UniqueConstraint(fields=["agency", "clock"], condition=models.Q(end=None), name="pause_open_once"),
        ]
