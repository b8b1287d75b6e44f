"""Help for a person: what was asked about risks, agreed as support, and delivered."""

from typing import ClassVar

from django.db import models

from palermo.site.access.declared import protected
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.site.cases.models.columns import OWN, coded
from palermo.site.keys.fields import EncryptedTextField


@protected(OWN)
class RiskAssessment(ProtectedModel):
    """What somebody asked about the risks of a person, at one level, with the answers as written. No score."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="%(class)ss")
    participation = models.ForeignKey("cases.Participation", models.PROTECT, related_name="%(class)ss")
    level = coded()
    on = models.DateField()
    account = models.UUIDField()
    answers = EncryptedTextField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["-on"]


@protected(OWN)
class SupportPlan(ProtectedModel):
    """What was agreed with a person, by a planned day."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="%(class)ss")
    participation = models.ForeignKey("cases.Participation", models.PROTECT, related_name="%(class)ss")
    type = coded()
    objectives = EncryptedTextField(null=True)
    action_plan = EncryptedTextField(null=True)
    planned_end = models.DateField(null=True)
    actual_end = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"


@protected(OWN)
class Service(ProtectedModel):
    """A service from need to delivery."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="%(class)ss")
    participation = models.ForeignKey("cases.Participation", models.PROTECT, related_name="%(class)ss")
    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="services", null=True)
    type = coded()
    provider = coded()
    """The body that provides it, by its code."""
    offer = models.UUIDField(null=True)
    """The offer of the directory it was taken from; no reference, since that may be another body's."""
    referral = models.UUIDField(null=True)
    """The referral it came of."""
    requested = models.DateField()
    started = models.DateField(null=True)
    ended = models.DateField(null=True)
    outcome = EncryptedTextField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["requested"]
