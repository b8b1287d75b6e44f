"""What bodies report and what independent readers say beside it: each row is changed by its own body alone.

Everybody who may read the plan reads them, the public too. The secretariat may write down what came on paper, and
never change what a body has written itself: the walls of the database say so, not a page.
"""

from typing import ClassVar

from django.db import models

from palermo.site.access.declared import Protection, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.site.coordination.models.columns import PLAN, day, ref, texts, words

READERS = (
    "case_worker",
    "agency_manager",
    "statistician",
    "plan_secretary",
    "report_editor",
    "auditor",
    "public",
)
"""Those who read plans by the permission matrix; a test compares."""
SECRETARY = "plan_secretary"
OWN_WORDS = Protection(resource=PLAN, readers=READERS, inserters=(SECRETARY,))


@protected(OWN_WORDS)
class ProgressEntry(ProtectedModel):
    """What a body reports of a measure for a period."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    """Whose row it is: the body itself where it has accounts, else the office that wrote it down."""
    file = models.CharField(max_length=200)
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    body = ref()
    measure = ref()
    period = models.CharField(max_length=10)
    status = models.CharField(max_length=20)
    values = models.JSONField(default=dict)
    evidence = texts()
    note = words()
    reply = words()
    on = day()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["file", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "body", "measure", "period"], name="progress_told_once")
        ]


@protected(OWN_WORDS)
class Review(ProtectedModel):
    """What an independent reader says of a measure. It stands beside the report and changes nothing in it."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    file = models.CharField(max_length=200)
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    reviewer = ref()
    measure = ref()
    period = models.CharField(max_length=10)
    verdict = models.CharField(max_length=20)
    status = models.CharField(max_length=20, blank=True)
    text = words()
    evidence = texts()
    on = day()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["file", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "reviewer", "measure", "period"], name="reviewed_once")
        ]
