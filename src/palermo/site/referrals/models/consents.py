"""Consent in its versions: a later one says less than the one before, and none is changed but to be withdrawn."""

from typing import ClassVar

from django.db import models

from palermo.site.access.declared import Protection, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.site.referrals.models.columns import CONSENT, code


@protected(Protection(resource=CONSENT))
class Consent(ProtectedModel):
    """What a person agreed to: for one purpose, to named bodies, field by field; or the law that stands in its place.

    The row of the highest version counts. ``consent`` is the same in all of them.
    """

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    consent = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    participation = models.ForeignKey("cases.Participation", models.PROTECT, related_name="consents")
    purpose = code()
    fields = models.JSONField(default=list)
    recipients = models.JSONField(default=list)
    """Codes of bodies; those outside the system begin with ``outside:``."""
    given_on = models.DateField(null=True)
    given_by = code(10)
    expires_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    basis_if_none = models.CharField(max_length=300, blank=True)
    """A law by its name: searched for the person's names before anything is sent under it."""
    run_out_at = models.DateTimeField(null=True)
    """When what follows from its end was done."""
    account = models.UUIDField()
    made_at = models.DateTimeField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["made_at", "version"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agency", "expires_on"], name="consent_ends", condition=models.Q(run_out_at=None))
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "consent", "version"], name="consent_version_once"),
            # By the database too: given by somebody on a day, or resting on a law; never both.
            models.CheckConstraint(
                condition=models.Q(given_on=None, given_by="") | models.Q(basis_if_none="", given_on__isnull=False),
                name="consent_given_or_by_law",
            ),
        ]
