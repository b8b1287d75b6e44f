"""From what happened to the complaint of it, and to what courts made of it."""

from typing import ClassVar

from django.db import models

from palermo.site.access.declared import protected
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.site.cases.models.case import TraffickingEvent
from palermo.site.cases.models.columns import OWN, coded
from palermo.site.keys.fields import EncryptedTextField


@protected(OWN)
class Complaint(ProtectedModel):
    """A complaint that somebody made of an event."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="%(class)ss")
    event = models.ForeignKey(TraffickingEvent, models.PROTECT, related_name="complaints")
    made_on = models.DateField()
    made_to = coded()
    """The body it was made to, by its code."""

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["made_on"]


@protected(OWN)
class Proceeding(ProtectedModel):
    """A proceeding as of a day. Numbers are people; none written is not known, which is not none at all."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="%(class)ss")
    kind = coded()
    stage = coded()
    on = models.DateField()
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="proceedings", null=True)
    offence = coded()
    court = EncryptedTextField(null=True)
    suspects = models.PositiveIntegerField(null=True)
    charged = models.PositiveIntegerField(null=True)
    convicted = models.PositiveIntegerField(null=True)
    sentences = models.JSONField(default=list)
    """One a convicted person: ``months``, ``suspended``, ``fine``."""
    compensation_awarded = EncryptedTextField(null=True)
    compensation_paid = models.BooleanField(null=True)
    officials_involved = models.PositiveIntegerField(null=True)
    victim_punished = models.BooleanField(null=True)
    """A victim was punished for an act they were forced to do."""
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["on"]


@protected(OWN)
class ProceedingEvent(ProtectedModel):
    """An event that a proceeding is about."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="%(class)ss")
    proceeding = models.ForeignKey(Proceeding, models.PROTECT, related_name="events")
    event = models.ForeignKey(TraffickingEvent, models.PROTECT, related_name="proceedings")

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "proceeding", "event"], name="proceeding_event_once")
        ]
