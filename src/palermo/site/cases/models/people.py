"""People as one body knows them. Names lie apart, sealed, and have no way to another body."""

from typing import ClassVar

from django.db import models

from palermo.site.access.declared import Protection, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.site.cases.models.columns import CASE, OWN, PARTIAL_DATE, coded
from palermo.site.keys.fields import BlindIndexField, EncryptedTextField


@protected(Protection(resource=CASE, opened="participations__case__"))
class PersonRecord(ProtectedModel):
    """A person by coded facts and a reference. Unknown, refused and not asked are codes; empty is not yet recorded."""

    # Every index here begins with the body, and bodies are never deleted: no index and no check of its own.
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    reference = models.CharField(max_length=40)
    sex = coded()
    born = models.CharField(max_length=PARTIAL_DATE, blank=True)
    """A day, a month or a year, as far as it is known."""
    age = models.PositiveSmallIntegerField(null=True)
    age_on = models.DateField(null=True)
    """The day on which somebody was told that age, or guessed it."""
    nationality = coded()
    national = coded()
    """Whether of the country, foreign, or not asked."""
    language = coded()
    disability = models.JSONField(default=dict)
    """The short set of questions of the Washington Group: domain and answer. Empty: not asked."""
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "reference"], name="person_reference_once")
        ]


@protected(OWN)
class PersonName(ProtectedModel):
    """One name of a person, sealed for the body. It can be found by the whole name, or by one part of it."""

    # Every index here begins with the body, and bodies are never deleted: no index and no check of its own.
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    person = models.ForeignKey(PersonRecord, models.PROTECT, related_name="names", db_index=False)
    kind = coded()
    script = coded()
    given = EncryptedTextField(null=True)
    family = EncryptedTextField(null=True)
    full = EncryptedTextField(null=True)
    given_index = BlindIndexField(of="given", null=True)
    family_index = BlindIndexField(of="family", null=True)
    full_index = BlindIndexField(of="full", null=True)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        indexes: ClassVar[list[models.Index]] = [
            # With the body in it: SQLite keeps no statistics here and would read every name of the body.
            models.Index(fields=["agency", "person"], name="name_of_person"),
            models.Index(fields=["agency", "given_index"], name="name_by_given"),
            models.Index(fields=["agency", "family_index"], name="name_by_family"),
            models.Index(fields=["agency", "full_index"], name="name_by_full"),
        ]


@protected(OWN)
class SafeContact(ProtectedModel):
    """How a person may be reached without harm. None: nobody has asked."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    person = models.ForeignKey(PersonRecord, models.PROTECT, related_name="safe_contacts")
    channels = models.JSONField(default=list)
    """Codes of channels, the one preferred first."""
    hours = models.JSONField(default=list)
    """Each with ``days`` (1 to 7), ``start`` and ``end`` (HH:MM). None: at any time."""
    do_not_contact = models.BooleanField(default=False)
    address = EncryptedTextField(null=True)
    """The number or address itself, and what to say when somebody else answers."""
    asked_on = models.DateField(null=True)
    account = models.UUIDField()
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "person"], name="contact_once_a_person")
        ]


@protected(OWN)
class FamilyUnit(ProtectedModel):
    """A family, or a guardian with a child: referred, housed and returned together unless somebody says why not."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    reference = models.CharField(max_length=40)
    guardian = models.ForeignKey(PersonRecord, models.PROTECT, related_name="guarded", null=True)
    keep_together = models.BooleanField(default=True)
    why_not = EncryptedTextField(null=True)
    """Why they are not to be kept together."""
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "reference"], name="family_reference_once")
        ]


@protected(OWN)
class FamilyMember(ProtectedModel):
    """One of a family unit, and how related."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    unit = models.ForeignKey(FamilyUnit, models.PROTECT, related_name="members")
    person = models.ForeignKey(PersonRecord, models.PROTECT, related_name="memberships")
    relation = coded()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "unit", "person"], name="family_member_once")
        ]
