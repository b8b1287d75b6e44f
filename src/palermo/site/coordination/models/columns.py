"""The columns that the tables of a conference share."""

from typing import ClassVar
from uuid import uuid4

from django.db import models

PLAN, MEETING, CLAIM, SUBMISSION = "plan", "meeting", "claim", "submission"
ID = 120
"""The longest id of the conference folder."""


class Written(models.Model):
    """A row that stands at a place among others of its kind; ``version`` grows with every change to it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["position"]


def ref(*, unique: bool = False, blank: bool = False) -> "models.CharField[str, str]":
    """An id of the folder, or a reference to one."""
    return models.CharField(max_length=2 * ID + 1, unique=unique, blank=blank)


def day() -> "models.CharField[str, str]":
    """A date as far as it is known: 2026, 2026-02 or 2026-02-10; empty where none was written."""
    return models.CharField(max_length=10, blank=True)


def words() -> "models.JSONField[dict[str, str], dict[str, str]]":
    """The same words by language."""
    return models.JSONField(default=dict)


def texts() -> "models.JSONField[list[str], list[str]]":
    """A list of texts."""
    return models.JSONField(default=list)
