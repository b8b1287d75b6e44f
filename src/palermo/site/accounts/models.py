"""Bodies with dated names and successors; accounts, their second factor, their invitations."""

from datetime import date
from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from palermo.site.access.declared import Protection, centre_owned, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.site.accounts.roles import ROLES

ACCOUNTS = "accounts"
_DIRECTORY = "the list of bodies of the conference; every body knows the others by name"


@centre_owned(resource=ACCOUNTS, why=_DIRECTORY, body="pk")
class Agency(models.Model):
    """A body that owns records. It is never deleted; what it is called depends on the day."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    dissolved = models.DateField(_("dissolved on"), null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["code"]

    def __str__(self) -> str:
        return self.code

    def name_on(self, day: date, language: str = "en") -> str:
        """What it was called on ``day``: in the language asked for where there is such a name, else in another."""
        names = sorted(self.names.all(), key=lambda name: (name.language != language, name.valid_from or date.min))
        held = [name for name in names if name.held_on(day)]
        return (held or names[-1:])[0].text if names else self.code


@centre_owned(resource=ACCOUNTS, why=_DIRECTORY, body="agency_id")
class AgencyName(models.Model):
    """What a body is called in one language, from one day to the day before another."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=12)
    text = models.CharField(_("name"), max_length=200)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lt=models.F("valid_to")),
                name="agencyname_from_before_to",
            )
        ]

    def held_on(self, day: date) -> bool:
        """Whether the body bore this name on ``day``; ``valid_to`` is the first day it no longer did."""
        return (self.valid_from or date.min) <= day and (self.valid_to is None or day < self.valid_to)


@centre_owned(resource=ACCOUNTS, why=_DIRECTORY, body="agency_id")
class Succession(models.Model):
    """A body became another, or went into it. What it owed passes only by a recorded act, not by this row."""

    class How(models.TextChoices):
        RENAMED = "renamed", _("renamed")
        MERGED = "merged", _("merged")
        SPLIT = "split", _("split")

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Agency, models.PROTECT, related_name="inherited")
    on = models.DateField(_("on"), null=True, blank=True)
    how = models.CharField(_("how"), max_length=10, choices=How)


@protected(
    Protection(
        resource=ACCOUNTS,
        readers=("auditor",),
        writers=("system_admin",),
        personal="id",
        by_login=True,
        body_writes=False,
    )
)
class Account(ProtectedModel, AbstractBaseUser):
    """A login of one body, in one role. It is closed, never deleted: the audit names it.

    A sign-in name ends with the body's code ("amal@shelter-north"), so that it is nobody else's without a key over all
    bodies: such a key would tell one body which names another has.
    """

    last_login = None  # the audit knows; a field here would write at each sign-in

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="accounts")
    login = models.CharField(_("sign-in name"), max_length=150)
    display_name = models.CharField(_("name shown to colleagues"), max_length=150)
    role = models.CharField(_("role"), max_length=30, choices=ROLES)
    language = models.CharField(_("language"), max_length=12, default="en")
    is_active = models.BooleanField(_("open"), default=True)
    active_from = models.DateField(_("from"), null=True, blank=True)
    active_to = models.DateField(_("to"), null=True, blank=True)
    factors_since = models.DateTimeField(null=True, blank=True)
    """Second factors older than this are void: so an administrator can reset them without ever seeing one."""
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[ScopedManager] = ScopedManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["login"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "login"], name="account_login_in_agency")
        ]

    def open_on(self, day: date) -> bool:
        """Whether one may sign in with it on ``day``; ``active_to`` is the last such day."""
        return self.is_active and (self.active_from or date.min) <= day <= (self.active_to or date.max)


_MINE_ALONE = Protection(resource=ACCOUNTS, personal="account_id", body_sees=False, body_writes=False)


@protected(_MINE_ALONE)
class SecondFactor(ProtectedModel):
    """A device that shows a code of six digits each half minute. No colleague and no administrator sees the secret.

    It is sealed under the key of the installation; see ``installation``.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="factors")
    secret = models.BinaryField()
    last_step = models.BigIntegerField(default=-1)
    """The step of the last code taken: a code is good once."""
    confirmed = models.BooleanField(default=False)
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"


@protected(_MINE_ALONE)
class RecoveryCode(ProtectedModel):
    """One of ten codes for the day the device is lost; kept as a hash, good once."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
