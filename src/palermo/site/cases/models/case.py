"""A case, who takes part in it, what happened and which signs were seen."""

from typing import ClassVar

from django.db import models

from palermo.site.access.declared import Protection, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.site.cases.models.columns import CASE, OPENED, OWN, PARTIAL_DATE, coded
from palermo.site.cases.models.people import PersonRecord
from palermo.site.keys.fields import EncryptedTextField


@protected(Protection(resource=CASE, opened="self"))
class Case(ProtectedModel):
    """The work of one body for somebody, from its first contact until it is closed."""

    # Every index here begins with the body, and bodies are never deleted: no index and no check of its own.
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    reference = models.CharField(max_length=40)
    """Drawn at random: it tells neither how many cases there are nor anything of a person."""
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    source = coded()
    """How it came to the body."""
    closing_reason = EncryptedTextField(null=True)
    submission = models.ForeignKey("submissions.Submission", models.PROTECT, related_name="cases", null=True)
    source_row = models.PositiveIntegerField(null=True)
    """The row of the submission it was taken from, if it was."""
    account = models.UUIDField()
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["-opened_on", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agency", "-opened_on", "-id"], name="case_list"),
            models.Index(
                fields=["agency", "-opened_on", "-id"], name="case_list_open", condition=models.Q(closed_on=None)
            ),
            models.Index(
                fields=["agency", "-opened_on", "-id"],
                name="case_list_closed",
                condition=models.Q(closed_on__isnull=False),
            ),
            models.Index(fields=["agency", "source", "-opened_on", "-id"], name="case_list_source"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "reference"], name="case_reference_once"),
            models.UniqueConstraint(fields=["agency", "submission", "source_row"], name="case_taken_once_from_a_row"),
        ]


@protected(OPENED)
class Participation(ProtectedModel):
    """A person in a case, in one role."""

    # Every index here begins with the body, and bodies are never deleted: no index and no check of its own.
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="participations", db_index=False)
    person = models.ForeignKey(PersonRecord, models.PROTECT, related_name="participations", db_index=False)
    role = coded()
    staff_of = coded()
    """Of an alleged perpetrator: the body or facility whose staff it is."""
    status = coded()
    """The status in force by the decisions, kept here for the list; empty while nothing was decided."""

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agency", "status", "case"], name="participation_status"),
            models.Index(fields=["agency", "person"], name="participation_of_person"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "case", "person", "role"], name="participation_once")
        ]


@protected(OPENED)
class TraffickingEvent(ProtectedModel):
    """Something that happened: acts, means and purposes by the codes of article 3, and where and when."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="%(class)ss")
    participation = models.ForeignKey("cases.Participation", models.PROTECT, related_name="%(class)ss")
    acts = models.JSONField(default=list)
    means = models.JSONField(default=list)
    purposes = models.JSONField(default=list)
    place = EncryptedTextField(null=True)
    country = coded()
    place_role = coded()
    facility = coded()
    staff_of = coded()
    started = models.CharField(max_length=PARTIAL_DATE, blank=True)
    ended = models.CharField(max_length=PARTIAL_DATE, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"


@protected(OPENED)
class IndicatorObservation(ProtectedModel):
    """A sign that somebody saw, on a day."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="%(class)ss")
    participation = models.ForeignKey("cases.Participation", models.PROTECT, related_name="%(class)ss")
    indicator = coded()
    on = models.DateField()
    account = models.UUIDField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "participation", "indicator"], name="indicator_seen_once")
        ]


@protected(OWN)
class Note(ProtectedModel):
    """What somebody wrote down. Never changed; a second note puts right the first."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="%(class)ss")
    text = EncryptedTextField()
    account = models.UUIDField()
    at = models.DateTimeField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["-at"]
