"""Emergency access to another body's coded facts: a reason, a second person, two days at most.

Three tables of moves, none ever changed. The owner sees the asking as it happens; so does the auditor. It opens coded
facts of one record and never a name.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from palermo.site.access.declared import Protection, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager

EMERGENCY = "emergency"
LONGEST = timedelta(days=2)
_BOTH_ENDS = Protection(resource=EMERGENCY, ends=("agency", "owner"), readers=("auditor",))


@protected(_BOTH_ENDS)
class EmergencyAccess(ProtectedModel):
    """Somebody asks to read one record of another body, and says why."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    """The body of the one who asks."""
    owner = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    """The body whose record it is."""
    account = models.UUIDField()
    """Who asks: a key and no reference, since the owner does not see accounts of another body."""
    role = models.CharField(max_length=30)
    resource = models.CharField(max_length=40)
    reference = models.CharField(_("reference of the record"), max_length=80)
    reason = models.TextField(_("reason"))
    asked_at = models.DateTimeField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["-asked_at"]


@protected(_BOTH_ENDS)
class EmergencyApproval(ProtectedModel):
    """A manager of the asker's body opens it, until a moment at most two days later."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    owner = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    access = models.ForeignKey(EmergencyAccess, models.PROTECT, related_name="approvals")
    account = models.UUIDField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")) & Q(closes_at__lte=F("opens_at") + LONGEST),
                name="emergency_two_days_at_most",
            ),
            models.UniqueConstraint(fields=["agency", "access"], name="emergency_approved_once"),
        ]

    def open_at(self, moment: datetime) -> bool:
        """Whether it opens anything at ``moment``."""
        return self.opens_at <= moment < self.closes_at


@protected(Protection(resource=EMERGENCY, ends=("agency", "asker"), readers=("auditor",)))
class EmergencyAnswer(ProtectedModel):
    """The owner has seen it, or ends it: a row of the owner's own, since nobody changes another body's."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    """The owner of the record, who answers."""
    asker = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    """The body that asked, which sees the answer."""
    access = models.ForeignKey(EmergencyAccess, models.PROTECT, related_name="answers")
    account = models.UUIDField()
    ended = models.BooleanField(default=False)
    at = models.DateTimeField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
