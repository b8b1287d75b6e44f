"""Repatriation: a person returns or is removed, and how they fared afterwards."""

from typing import ClassVar

from django.db import models

from palermo.site.access.declared import Protection, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.site.cases.models.columns import RETURN, coded
from palermo.site.keys.fields import EncryptedTextField

_OWN = Protection(resource=RETURN)


@protected(_OWN)
class Repatriation(ProtectedModel):
    """A return or removal of one person; not the yearly return of a body."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="%(class)ss")
    participation = models.ForeignKey("cases.Participation", models.PROTECT, related_name="%(class)ss")
    kind = coded()
    planned_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    risk_assessed_on = models.DateField(null=True)
    received_by = EncryptedTextField(null=True)
    apart_because = EncryptedTextField(null=True)
    """Why a family does not return together."""
    consented_on = models.DateField(null=True)
    """The day on which the person agreed to return."""
    consent = models.UUIDField(null=True)
    """The consent it rests on, by its key, where it was recorded as one."""
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"


@protected(_OWN)
class FollowUp(ProtectedModel):
    """A look after a person some months later. Who could not be reached stays counted."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="%(class)ss")
    repatriation = models.ForeignKey(Repatriation, models.PROTECT, related_name="follow_ups")
    month = models.PositiveSmallIntegerField()
    due = models.DateField()
    result = coded()
    on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["month"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "repatriation", "month"], name="follow_up_once_a_month")
        ]
