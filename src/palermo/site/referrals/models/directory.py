"""Who helps, with how many free places; and bodies that are not in the system, each with the key it is sealed to."""

from typing import ClassVar
from uuid import uuid4

from django.db import models

from palermo.site.access.declared import Protection, centre_owned, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.site.keys.fields import EncryptedTextField
from palermo.site.referrals.models.columns import REFERRAL, code


@centre_owned(
    resource=REFERRAL, why="the directory of services, which every body that refers people reads", body="agency_id"
)
class ServiceOffer(models.Model):
    """What a body offers, as of a day. It names nobody who uses it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    type = code()
    area = code(80)
    """Empty: everywhere."""
    languages = models.JSONField(default=list)
    for_whom = models.JSONField(default=list)
    places = models.PositiveIntegerField(null=True)
    free = models.PositiveIntegerField(null=True)
    """None: not told."""
    as_of = models.DateField()
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["type", "id"]


@protected(Protection(resource=REFERRAL))
class OutsideBody(ProtectedModel):
    """A body outside the system that somebody of ours refers to, and its public age key."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    recipient = models.CharField(max_length=200)
    """Its public key, as age writes it."""
    account = models.UUIDField()
    made_at = models.DateTimeField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "code"], name="outside_body_once")
        ]


@protected(Protection(resource=REFERRAL))
class OutsideReferral(ProtectedModel):
    """A referral to a body outside: a draft; then a file, what it held and the hash of what left. No one recalls it."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    outside = models.ForeignKey(OutsideBody, models.PROTECT, related_name="referrals")
    reference = code(12)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="outside_referrals")
    participation = models.ForeignKey("cases.Participation", models.PROTECT, related_name="outside_referrals")
    consent = models.ForeignKey("referrals.Consent", models.PROTECT, related_name="outside_referrals")
    purpose = code()
    fields = models.JSONField(default=list)
    family_unit = models.ForeignKey("cases.FamilyUnit", models.PROTECT, related_name="outside_referrals", null=True)
    apart_because = EncryptedTextField(null=True)
    desk = EncryptedTextField(null=True)
    details = EncryptedTextField(null=True)
    schema_version = code()
    sha256 = code(64)
    file_sha256 = code(64)
    sent_body = EncryptedTextField(null=True)
    """Exactly what was sent, but for the names."""
    account = models.UUIDField()
    made_at = models.DateTimeField()
    at = models.DateTimeField(null=True)
    """When the file was made; none of a draft."""
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["-made_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "reference"], name="outside_reference_once")
        ]
