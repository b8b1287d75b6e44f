"""What a body hands in and what became of it. Cells lie sealed; in the clear stand counts, codes, rows and columns.

A submission is one file, a run one check of it: under one mapping, on one day, with the corrections made until then.
Runs are never changed; a file checked again has a new one beside the old.
"""

from collections.abc import Mapping as Mapped
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from palermo.site.access.declared import Protection, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.site.jobs.leased import WORKER, LeasedJob

SUBMISSION = "submission"
_OWN = Protection(resource=SUBMISSION)


class State(models.TextChoices):
    """What became of a row."""

    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("rejected")
    PENDING = "pending", _("pending")


@protected(_OWN)
class Mapping(ProtectedModel):
    """What a body's columns and codes mean, in one version. A change is a new version; the old one is kept."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    version = models.PositiveIntegerField()
    valid_from = models.DateField()
    """The day it was made; it ends with the day of the next version."""
    sealed = models.BinaryField()
    """The definition, as JSON: what an agency writes for a code may have been a person's cell."""
    account = models.UUIDField()
    made_at = models.DateTimeField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["name", "-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "name", "version"], name="mapping_version_once")
        ]


@protected(_OWN)
class Submission(ProtectedModel):
    """One file received. Its bytes, its name and its rows are sealed for a key of its own, which can be destroyed."""

    class Stage(models.TextChoices):
        RECEIVED = "received", _("received")
        CHECKED = "checked", _("checked")
        UNREADABLE = "unreadable", _("cannot be read")
        ERASED = "erased", _("erased")

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    account = models.UUIDField()
    received_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    format = models.CharField(max_length=8, blank=True)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.RECEIVED)
    current = models.PositiveIntegerField(default=0)
    """The number of the run that counts: the last one. None yet: 0."""
    sealed_name = models.BinaryField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["-received_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agency", "-received_at"], name="submission_list")
        ]


@protected(_OWN)
class SubmittedFile(ProtectedModel):
    """The bytes as they came, sealed; apart from the submission, so that a list does not load them."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="files")
    sealed = models.BinaryField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"


@protected(_OWN)
class Run(ProtectedModel):
    """One check of a submission: received = accepted + rejected + pending + erased, which the database holds too."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    mapping = models.ForeignKey(Mapping, models.PROTECT, null=True, related_name="+")
    standard = models.CharField(max_length=10, blank=True)
    """htcds or ctdc where one was chosen; with neither mapping nor standard the header decides."""
    today = models.DateField()
    corrections = models.PositiveIntegerField(default=0)
    """How many of the submission's corrections were made before it."""
    account = models.UUIDField()
    at = models.DateTimeField()
    received = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    pending = models.PositiveIntegerField()
    erased = models.PositiveIntegerField(default=0)
    columns = models.JSONField(default=list)
    """The columns as they came: place, header, what it means, how that was found."""
    receipt = models.JSONField()
    """The receipt of the check without titles and names of sheets, which somebody may have named after a person."""
    sealed = models.BinaryField()
    """Names and titles of the sheets, and which was chosen."""

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "submission", "number"], name="run_number_once"),
            models.CheckConstraint(
                condition=models.Q(received=F("accepted") + F("rejected") + F("pending") + F("erased")),
                name="run_loses_no_row",
            ),
        ]


@protected(_OWN)
class SourceRow(ProtectedModel):
    """One row of the file in one run: the cells as they came and, where accepted, what they mean. Never changed."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    # The run is written in the same transaction: a constraint would only be looked up once a row.
    run = models.ForeignKey(Run, models.PROTECT, related_name="rows", db_index=False, db_constraint=False)
    row = models.PositiveIntegerField()
    """Its line in the file, or its row on the sheet."""
    state = models.CharField(max_length=8, choices=State)
    sealed = models.BinaryField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["row"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["run", "state", "row"], name="sourcerow_of_run")]


@protected(_OWN)
class RowIssue(ProtectedModel):
    """Why a row did not pass: a code and where. What stands in the cell is sealed with its row."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    run = models.ForeignKey(Run, models.PROTECT, related_name="issues", db_index=False, db_constraint=False)
    row = models.PositiveIntegerField()
    column = models.PositiveIntegerField(null=True)
    """The place of the column in the file; none where it is the whole row."""
    code = models.CharField(max_length=60)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["row", "column"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["run", "row"], name="rowissue_of_run")]


@protected(_OWN)
class Correction(ProtectedModel):
    """A cell as somebody mended it. What came in stays as it is; the next run reads the cell as mended."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="corrections")
    number = models.PositiveIntegerField()
    row = models.PositiveIntegerField()
    column = models.PositiveIntegerField()
    sealed = models.BinaryField()
    account = models.UUIDField()
    at = models.DateTimeField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "submission", "number"], name="correction_number_once")
        ]


@protected(Protection(resource=SUBMISSION, writers=(WORKER,)))
class Job(LeasedJob):
    """A check that waits, runs or is done."""

    class Stage(models.TextChoices):
        QUEUED = "queued", _("waiting for its turn")
        KEYLESS = "keyless", _("waiting until somebody of the body has signed in")
        RUNNING = "running", _("being checked")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    class Step(models.TextChoices):
        READING = "reading", _("reading the file")
        CHECKING = "checking", _("checking its rows")
        SEALING = "sealing", _("sealing its rows")
        STORING = "storing", _("storing the result")

    LEASE = timedelta(seconds=90)
    AT_REST: ClassVar[Mapped[str, str]] = {"step": ""}

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="jobs")
    mapping = models.ForeignKey(Mapping, models.PROTECT, null=True, related_name="+")
    standard = models.CharField(max_length=10, blank=True)
    sealed_sheet = models.BinaryField(null=True)
    today = models.DateField()
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.QUEUED)
    step = models.CharField(max_length=10, choices=Step, blank=True)
    sealed_fault = models.BinaryField(null=True)
    """What the reader of the file said: it may name a sheet."""

    class Meta(LeasedJob.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "not_before"], name="job_queue")]
