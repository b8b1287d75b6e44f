"""A run of linkage and what belongs to it. Encodings lie sealed, and no row of another app points here or from here.

What a body sent it sees as received, checked and deleted. What came of it no body sees: those rows are behind a wall
by role, and their body is the office that opened the run.
"""

from datetime import timedelta
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from palermo.site.access.declared import Protection, centre_owned, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.site.jobs.leased import WORKER, LeasedJob

KEY, DECISION = "linkage_key", "link_decision"
OPERATOR, STATISTICIAN = "linkage_operator", "statistician"
_SENT = Protection(resource=KEY, writers=(OPERATOR,))
_FOUND = Protection(
    resource=DECISION, readers=(STATISTICIAN,), writers=(OPERATOR, WORKER), body_sees=False, body_writes=False
)
_SAID = Protection(
    resource=DECISION, readers=(STATISTICIAN,), writers=(OPERATOR,), body_sees=False, body_writes=False
)  # fmt: skip


@centre_owned(resource=DECISION, why="the terms of a run, which every body has to know before it sends a list")
class LinkageRun(models.Model):
    """What is linked, for what, on which basis and until when. A list of another run or scheme is not taken in."""

    class Stage(models.TextChoices):
        COLLECTING = "collecting", _("lists are being taken in")
        LINKING = "linking", _("no list is taken in any more")
        CLOSED = "closed", _("closed")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.CharField(max_length=60, unique=True)
    """The run id that bodies encode for."""
    purpose = models.CharField(max_length=300)
    basis = models.CharField(max_length=300)
    scheme = models.CharField(max_length=60)
    one_to_one = models.BooleanField()
    expires_on = models.DateField()
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.COLLECTING)
    passport = models.JSONField(default=dict)
    """What the first list said of itself: the others have to say the same."""
    passport_of = models.UUIDField(null=True)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    account = models.UUIDField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    """When, after its last day, its results were taken away too."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-opened_at"]


@protected(_SENT)
class EncodedList(ProtectedModel):
    """A list that a body sent: the receipt, which stays, of a file, which does not."""

    class Gone(models.TextChoices):
        BODY = "body", _("by the body itself")
        OPERATOR = "operator", _("by the operator")
        CLOSED = "closed", _("as the run was closed")
        EXPIRED = "expired", _("as its time was over")

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    run = models.ForeignKey(LinkageRun, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    """Which of the body's lists of this run it is."""
    account = models.UUIDField()
    received_at = models.DateTimeField()
    basis = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    records = models.PositiveIntegerField()
    with_facts = models.BooleanField()
    expires_on = models.DateField()
    deleted_at = models.DateTimeField(null=True)
    deleted_why = models.CharField(max_length=10, choices=Gone, blank=True)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["received_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "run", "number"], name="encodedlist_number_once")
        ]


@protected(_SENT)
class EncodedFile(ProtectedModel):
    """The bytes of a list, or of its coded facts, sealed for the installation; taken away, never changed."""

    class Kind(models.TextChoices):
        ENCODINGS = "encodings"
        FACTS = "facts"

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    list = models.ForeignKey(EncodedList, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind)
    sealed = models.BinaryField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"


@protected(_SAID)
class SchemeAudit(ProtectedModel):
    """A passed audit of the run's scheme: without one nothing is linked."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    run = models.ForeignKey(LinkageRun, models.PROTECT, related_name="+")
    account = models.UUIDField()
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    people = models.CharField(max_length=10)
    largest = models.PositiveIntegerField()
    """How many people were attacked at most."""
    share = models.FloatField()
    """The highest share found again."""

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["-at"]


@protected(_FOUND)
class Linking(LeasedJob):
    """A linking that waits, runs or is done: the job and what came of it."""

    class Stage(models.TextChoices):
        QUEUED = "queued", _("waiting for its turn")
        RUNNING = "running", _("being linked")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    LEASE = timedelta(hours=1)
    """Longer than lists of a million take."""

    run = models.ForeignKey(LinkageRun, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.QUEUED)
    fault = models.CharField(max_length=60, blank=True)
    outcome = models.JSONField(default=dict)
    """Coarse counts, and what is expected of the links."""
    sealed = models.BinaryField(null=True)
    """The files for `palermo estimate`, packed; taken away when the run's time is over."""

    class Meta(LeasedJob.Meta):
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "run", "number"], name="linking_number_once")
        ]


@protected(_FOUND)
class DoubtfulPair(ProtectedModel):
    """Two records of which the score does not say whether they are one person: how they agree, and no value."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    linking = models.ForeignKey(Linking, models.PROTECT, related_name="pairs")
    number = models.PositiveIntegerField()
    """Its place in the queue: those first that change most."""
    left = models.CharField(max_length=60)
    right = models.CharField(max_length=60)
    score = models.FloatField()
    probability = models.FloatField()
    joins = models.PositiveIntegerField()
    """How many records one answer would bring together."""
    agreement = models.JSONField()
    sealed = models.BinaryField()
    """Which records they are; read by the next linking alone, and emptied as the run is closed."""

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "linking", "number"], name="doubtfulpair_number_once")
        ]


@protected(_SAID)
class PairAnswer(ProtectedModel):
    """What one reviewer said of a pair. Never changed: a later answer of the same person takes its place."""

    class Answer(models.TextChoices):
        SAME = "same", _("one person")
        DIFFERENT = "different", _("two persons")

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    pair = models.ForeignKey(DoubtfulPair, models.PROTECT, related_name="answers")
    account = models.UUIDField()
    at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer)
    carried = models.BooleanField(default=False)
    """Said of the same two records in an earlier linking; ``at`` is then when the pair stood again."""

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["at"]
