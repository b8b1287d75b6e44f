"""What came in as a file from a body outside, and the answer that was decided here."""

from typing import ClassVar

from django.db import models

from palermo.site.access.declared import Protection, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.site.keys.fields import EncryptedTextField
from palermo.site.referrals.models.columns import REFERRAL, code


@protected(Protection(resource=REFERRAL))
class ReceivedFile(ProtectedModel):
    """A referral from a body outside, as its file says it. Nothing in the file proves who made it.

    What it says and why it was answered so is sealed under a key of its own: with that key, which the body's schedule
    for cases destroys, it goes. Who sent it, what for, its fields, its hash and the answer stay.
    """

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    """The body it came to."""
    file_sha256 = models.CharField(max_length=64)
    confirmed = models.BooleanField()
    """Whether the sender told the hash of the file by another way, and it was this one."""
    sender = code()
    reference = code()
    """Both as the sender calls itself and the referral."""
    purpose = code()
    fields = models.JSONField(default=list)
    schema_version = code()
    sha256 = models.CharField(max_length=64)
    """Of the body; of the names nothing is hashed."""
    body = EncryptedTextField(null=True)
    names = EncryptedTextField(null=True)
    account = models.UUIDField()
    at = models.DateTimeField()
    answer = code(10)
    """accepted or refused; empty until it is decided."""
    reason = EncryptedTextField(null=True)
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="received_files", null=True)
    """What was opened from it."""
    participation = models.ForeignKey("cases.Participation", models.PROTECT, related_name="received_files", null=True)
    """Whom in the case it speaks of."""

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "file_sha256"], name="received_file_once"),
            models.CheckConstraint(
                condition=models.Q(body__isnull=False) | models.Q(names__isnull=True, reason__isnull=True),
                name="received_file_goes_whole",
            ),
        ]

    @property
    def is_erased(self) -> bool:
        """Whether its time was over and what it said is gone. Nothing is opened to tell it."""
        return self.__dict__["body"] is None
