"""Tokens, kept as hashes, and what was answered to a write, so that the same write sent again is done once."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from palermo.site.access.declared import Protection, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager

_MINE_ALONE = Protection(resource="accounts", personal="account_id", body_sees=False, body_writes=False)


@protected(_MINE_ALONE)
class Token(ProtectedModel):
    """What a program shows in place of a person: bound to account, body, role, verbs and a last day.

    It opens nothing that its person may not do in that role; when the role changes or the account closes, it is void.
    """

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    label = models.CharField(_("what it is for"), max_length=80)
    verbs = models.JSONField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    last_day = models.DateField()
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["-made_at"]

    def good_on(self, day: date) -> bool:
        """Whether it opens anything on ``day``; ``last_day`` is the last such day."""
        return self.revoked_at is None and day <= self.last_day


@protected(_MINE_ALONE)
class Answered(ProtectedModel):
    """A write under the key its sender gave it: what was asked, by hash, and what was answered."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "account", "key"], name="answered_once_a_key")
        ]
