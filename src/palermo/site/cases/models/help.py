"""Help for a person: what was asked about risks, agreed as support, and delivered."""

from typing import ClassVar

from django.db import models

from palermo.site.access.declared import protected
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.site.cases.models.columns import OWN, body, coded, of_case, of_participation
from palermo.site.keys.fields import EncryptedTextField


@protected(OWN)
class RiskAssessment(ProtectedModel):
    """What somebody asked about the risks of a person, at one level, with the answers as written. No score."""

    agency = body()
    case = of_case()
    participation = of_participation()
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

    agency = body()
    case = of_case()
    participation = of_participation()
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

    agency = body()
    case = of_case()
    participation = of_participation()
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
