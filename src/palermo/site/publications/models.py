"""What is published: releases of tables, and editions of the report; each proposed, and decided by a second person.

A release is published when the ledger holds it, and by nothing else: the row here says who proposed and who approved.
"""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from palermo.site.access.declared import centre_owned

_BY_ROLE = "what the office publishes: proposals are seen by the roles that propose and approve, the rest by everybody"


class State(models.TextChoices):
    """How far a proposal has come. Only what is approved can be withdrawn; nothing goes back."""

    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Proposal(models.Model):
    """One person proposes, another decides; ``version`` counts the changes, so that nobody decides on a stale page."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    version = models.PositiveIntegerField(default=1)
    sha256 = models.CharField(max_length=64)
    """Of all its files: path, blank, hash, a line each."""
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    why = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["-proposed_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # By the database too: what is out was approved, and not by the one who proposed it.
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "withdrawn"])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="%(class)s_second_person",
            )
        ]


@centre_owned(resource="release", why=_BY_ROLE)
class Release(Proposal):
    """A folder of `palermo tables`: its manifest and tables, byte for byte."""

    name = models.CharField(max_length=200)
    """The id that its manifest gives it."""
    population = models.CharField(max_length=200)
    as_of = models.CharField(max_length=40, blank=True)
    method = models.CharField(max_length=40, blank=True)
    threshold = models.PositiveIntegerField()
    tables = models.JSONField()
    """Of each table: id, dimensions, measure, cells, hidden cells."""
    against = models.JSONField()
    """The releases with which the attack on it failed when it was proposed."""

    class Meta(Proposal.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Proposal.Meta.constraints,
            models.UniqueConstraint(
                fields=["name"], condition=~Q(state="declined"), name="release_of_that_name_is_there"
            ),
        ]


@centre_owned(resource="release", why=_BY_ROLE)
class ReleaseFile(models.Model):
    """One file of a release."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="files")
    path = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        ordering: ClassVar[list[str]] = ["path"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["release", "path"], name="releasefile_path_once")
        ]


@centre_owned(resource="figure", why=_BY_ROLE)
class Edition(Proposal):
    """A report folder: definitions, texts, evidence, public data, and the names of the releases it shows."""

    report = models.CharField(max_length=200)
    title = models.JSONField()
    """By language."""
    releases = models.JSONField()
    """Names of the releases that its data come from."""
    files_held = models.PositiveIntegerField()


@centre_owned(resource="figure", why=_BY_ROLE)
class EditionFile(models.Model):
    """One file of a report folder. Releases and ledger are not kept with it: they come from the ledger."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="files")
    path = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        ordering: ClassVar[list[str]] = ["path"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "path"], name="editionfile_path_once")
        ]
