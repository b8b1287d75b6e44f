"""Keys at rest: public halves for whoever writes, wrapped secrets for the body alone, keys of records that can die."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from palermo.site.access.declared import Protection, centre_owned, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager

NAMES = "case"
"""The resource of the matrix that names belong to: who may read them may open the keys."""
MATERIAL = "submission"


@centre_owned(resource="accounts", why="public halves: whoever writes for a body seals with its own", body="agency_id")
class PublicKey(models.Model):
    """The public half of a body's key. The newest that is not retired seals; older ones still name what they sealed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    public = models.BinaryField()
    made_at = models.DateTimeField(_("made on"))
    replaced_at = models.DateTimeField(_("replaced on"), null=True)
    """Since when another one seals; this one still opens what it sealed."""
    retired_at = models.DateTimeField(null=True)
    """When its secret half was dropped; nothing stood under it any more."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency"], condition=Q(replaced_at__isnull=True), name="keys_one_seals")
        ]


@protected(Protection(resource=NAMES))
class WrappedKey(ProtectedModel):
    """The secret half of a body's key, closed by its passphrase or by its key file."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    key_id = models.UUIDField()
    kind = models.CharField(max_length=12)
    salt = models.BinaryField()
    cost = models.PositiveIntegerField()
    blob = models.BinaryField()
    made_at = models.DateTimeField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "key_id", "kind"], name="keys_wrapped_once")
        ]


@protected(Protection(resource=MATERIAL))
class RecordKey(ProtectedModel):
    """The key of one record or submission, its secret half sealed for the body. Destroyed: all it sealed is gone."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    public = models.BinaryField()
    secret = models.BinaryField(null=True)
    kind = models.CharField(max_length=40)
    """What it is the key of, as retention schedules name it."""
    thing = models.UUIDField()
    """The record, by its key."""
    made_on = models.DateField()
    """The day from which its time runs."""
    erased_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "kind", "thing"], name="keys_one_a_record"),
            models.CheckConstraint(
                condition=Q(secret__isnull=False, erased_at__isnull=True)
                | Q(secret__isnull=True, erased_at__isnull=False),
                name="keys_erased_or_there",
            ),
        ]


@protected(Protection(resource=MATERIAL))
class RetentionSchedule(ProtectedModel):
    """How long a body keeps one kind of record; what is older is due to be erased. One with a later day stands."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    kind = models.CharField(_("kind of record"), max_length=40)
    days = models.PositiveIntegerField(_("days"))
    basis = models.CharField(_("legal basis"), max_length=300)
    valid_from = models.DateField(_("from"))
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["kind", "-valid_from", "-made_at"]


@protected(Protection(resource=NAMES))
class Rotation(ProtectedModel):
    """From an old key to a new one: how far the work has come, so that it can be taken up where it stopped."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    new_key = models.UUIDField()
    account = models.UUIDField(null=True)
    """Who began it; the worker goes on in that name."""
    column = models.CharField(max_length=120, blank=True)
    """The table and column it stands in; empty before the first."""
    last = models.UUIDField(null=True)
    """The last row done there."""
    done = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    """Values that could not be written anew: their tables are never changed. The old key goes on opening them."""
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["-begun_at"]
