"""Accepted rows of a submission on their way into cases."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from palermo.site.access.declared import Protection, protected
from palermo.site.cases.models.columns import CASE
from palermo.site.jobs.leased import WORKER, LeasedJob


@protected(Protection(resource=CASE, writers=(WORKER,)))
class CaseImport(LeasedJob):
    """Rows of one run of a submission that are to become cases. A row becomes one once, however often it is asked."""

    class Stage(models.TextChoices):
        QUEUED = "queued", _("waiting for its turn")
        KEYLESS = "keyless", _("waiting until somebody of the body has signed in")
        RUNNING = "running", _("cases are being made")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    LEASE = timedelta(minutes=10)
    """Longer than a hundred thousand rows take."""

    submission = models.ForeignKey("submissions.Submission", models.PROTECT, related_name="imports")
    run = models.ForeignKey("submissions.Run", models.PROTECT, related_name="imports")
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.QUEUED)
    made = models.PositiveIntegerField(default=0)
    """How many cases were made."""
    before = models.PositiveIntegerField(default=0)
    """How many of the rows had become cases before."""

    class Meta(LeasedJob.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "not_before"], name="case_import_queue")]
