"""What a monitor of custody is shown of a person who agreed to it: coded status and return, from when to when.

A share and its end are rows of their own and are never changed. The facts are a copy for the monitor's eyes: written
with the share, kept as the case stands, and taken away in the moment the share ends.
"""

from typing import ClassVar

from django.db import models

from palermo.site.access.declared import Protection, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.site.cases.models.columns import RETURN, STATUS
from palermo.site.referrals.models.columns import code

_ENDS = ("agency", "monitor")


@protected(Protection(resource=RETURN, ends=_ENDS))
class MonitorShare(ProtectedModel):
    """Since when a monitor sees what a person agreed to, under one version of one consent."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    monitor = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    reference = code(12)
    """Drawn at random for this share: it leads to no case and to no other share."""
    participation = models.ForeignKey("cases.Participation", models.PROTECT, related_name="shares")
    consent = models.ForeignKey("referrals.Consent", models.PROTECT, related_name="shares")
    fields = models.JSONField(default=list)
    account = models.UUIDField()
    begun_at = models.DateTimeField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["-begun_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "reference"], name="share_reference_once")
        ]


@protected(Protection(resource=RETURN, ends=_ENDS))
class MonitorShareEnd(ProtectedModel):
    """A share has ended, and why."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    monitor = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    share = models.ForeignKey(MonitorShare, models.PROTECT, related_name="ends")
    cause = code(12)
    account = models.UUIDField(null=True)
    """None: the worker, when the consent ran out."""
    ended_at = models.DateTimeField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "share"], name="share_ended_once")
        ]


@protected(Protection(resource=STATUS, ends=_ENDS))
class SharedFact(ProtectedModel):
    """A status in force, or a return, in codes and a day."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    monitor = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    share = models.ForeignKey(MonitorShare, models.PROTECT, related_name="facts")
    what = code(12)
    """status or repatriation, as the consent calls it."""
    value = code()
    stage = code()
    on = models.DateField(null=True)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["what", "on"]
