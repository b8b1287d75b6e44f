"""A referral and its moves, what it carries, what is told of it, and the days the coordination office looks at.

The sender alone writes the referral; each move is a row of whoever made it. Until it is sent it has no receiver, so
that nobody else sees a draft.
"""

from typing import ClassVar

from django.db import models

from palermo.register.referral import MOVES
from palermo.site.access.declared import Protection, protected
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.site.keys.fields import EncryptedTextField
from palermo.site.referrals.models.columns import PAYLOAD, REFERRAL, code

_BOTH_ENDS = Protection(resource=REFERRAL, ends=("agency", "receiver"))
_ITS_MOVE = (
    "EXISTS (SELECT 1 FROM referrals_referral r JOIN referrals_referralmove m ON m.referral_id = r.id"
    " WHERE r.agency_id = {row}.agency_id AND r.receiver_id = {row}.receiver_id AND r.reference = {row}.reference"
    " AND r.due = {row}.due AND r.urgent = {row}.urgent AND m.seq = {row}.seq AND m.state = {row}.state)"
)
"""Else whoever holds a reference could take the place of a day that is due, and nobody could move the referral."""
_OF_ITS_REFERRAL = (
    "EXISTS (SELECT 1 FROM referrals_referral r WHERE r.id = {row}.referral_id AND r.agency_id = {row}.agency_id"
    " AND (r.receiver_id = {row}.receiver_id OR (r.receiver_id IS NULL AND {row}.receiver_id IS NULL)))"
)
_THOSE_BEFORE = "FROM referrals_referralmove m WHERE m.referral_id = {row}.referral_id"
_STATE = f"COALESCE((SELECT m.state {_THOSE_BEFORE} ORDER BY m.seq DESC LIMIT 1), 'draft')"
_NEXT = " AND ".join(
    (
        _OF_ITS_REFERRAL,
        f"{{row}}.seq = 1 + (SELECT count(*) {_THOSE_BEFORE})",
        f"({_STATE}, {{row}}.state, {{row}}.by) IN (VALUES {', '.join(map(str, sorted(MOVES)))})",
    )
)
"""A move is the next one, and one that whoever makes it may make from where the referral stands. Else a body could
accept what it never opened, go on with what was recalled, or take a later place so that the other side cannot move."""


@protected(_BOTH_ENDS)
class Referral(ProtectedModel):
    """From one body to another, about one person, under one version of one consent."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    """The sender."""
    addressee = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    """The body it is meant for."""
    receiver = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+", null=True)
    """The same body, from the moment it is sent."""
    reference = code(12)
    """Drawn at random: what both sides and the office call it."""
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="referrals")
    participation = models.ForeignKey("cases.Participation", models.PROTECT, related_name="referrals")
    consent = models.ForeignKey("referrals.Consent", models.PROTECT, related_name="referrals")
    purpose = code()
    fields = models.JSONField(default=list)
    urgent = models.BooleanField(default=False)
    family_unit = models.ForeignKey("cases.FamilyUnit", models.PROTECT, related_name="referrals", null=True)
    apart_because = EncryptedTextField(null=True)
    """Why a family is not referred to one body; read by the sender alone."""
    desk = EncryptedTextField(null=True)
    """Whom the receiver may ask back, as the payload says it."""
    details = EncryptedTextField(null=True)
    """What the sender writes for the receiver; it is sent where the consent covers it."""
    offer = models.UUIDField(null=True)
    """The offer of the directory it was begun from."""
    due = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    """The last day on which it may be answered."""
    account = models.UUIDField()
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agency", "-made_at"], name="referral_sent_list"),
            models.Index(fields=["receiver", "-made_at"], name="referral_received_list"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "reference"], name="referral_reference_once"),
            models.CheckConstraint(
                condition=models.Q(receiver=None) | models.Q(receiver=models.F("addressee")),
                name="referral_goes_to_its_addressee",
            ),
            models.CheckConstraint(
                condition=~models.Q(addressee=models.F("agency")), name="referral_goes_to_another_body"
            ),
        ]


@protected(
    Protection(
        resource=REFERRAL,
        ends=("agency", "receiver"),
        sides=(("agency", ("sender", "system")), ("receiver", ("receiver",))),
        holds=_NEXT,
    )
)
class ReferralMove(ProtectedModel):
    """One move. Of two who move at once the second finds the place taken: ``(referral, seq)`` is there once.

    ``agency`` is the sender of the referral whoever moves it, so that the key holds over both sides.
    """

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    receiver = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+", null=True)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="moves")
    seq = models.PositiveIntegerField()
    state = code(10)
    by = code(10)
    cause = code(12)
    """Of a move of the system: withdrawal, narrowing, expiry."""
    to_sender = EncryptedTextField(null=True)
    to_receiver = EncryptedTextField(agency="receiver", null=True)
    """The reason or the outcome, sealed for each of the two."""
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    """None: the worker, of its own accord."""

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["seq"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "referral", "seq"], name="referral_moved_once_at_a_time")
        ]


@protected(Protection(resource=PAYLOAD, ends=("agency", "receiver")))
class ReferralPayload(ProtectedModel):
    """The exact bytes that were sent, sealed once for each side; names for the receiver alone.

    When the referral is recalled or runs out, what was sealed for the receiver is destroyed; at the end of the sender's
    schedule for cases every copy is. Hash and fields stay.
    """

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    receiver = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="payloads")
    schema_version = code()
    fields = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    sealed_sha256 = code(64)
    """Of the sealed names; of the names themselves nothing is hashed."""
    sent_body = EncryptedTextField(null=True)
    body = EncryptedTextField(agency="receiver", null=True)
    names = EncryptedTextField(agency="receiver", null=True)
    frozen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "referral"], name="payload_once_a_referral"),
            models.CheckConstraint(
                condition=models.Q(closed_at=None, body__isnull=False)
                | models.Q(closed_at__isnull=False, body__isnull=True, names__isnull=True),
                name="payload_closed_is_gone",
            ),
        ]


@protected(_BOTH_ENDS)
class Notice(ProtectedModel):
    """What whoever holds a referral is told of it: that it was recalled, or that its consent ended."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    receiver = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="notices")
    kind = code(12)
    sent = models.DateField()
    due = models.DateField()
    at = models.DateTimeField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["-at"]


@protected(Protection(resource=REFERRAL, ends=("agency", "sender")))
class NoticeSeen(ProtectedModel):
    """The receiver has read a notice: a row of its own, since nobody changes another body's."""

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    sender = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="seen")
    on = models.DateField()
    account = models.UUIDField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "notice"], name="notice_seen_once")
        ]


@protected(
    Protection(
        resource=REFERRAL,
        ends=("agency", "receiver"),
        readers=("plan_secretary",),
        sides=(("agency", ()), ("receiver", ())),
        holds=_ITS_MOVE,
    )
)
class DueDay(ProtectedModel):
    """What the coordination office sees: a reference, two bodies, a state and a day. Written with each move.

    The only table of referrals that somebody of neither body reads. It leads to no person and to no case.
    """

    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    receiver = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+")
    reference = code(12)
    seq = models.PositiveIntegerField()
    state = code(10)
    due = models.DateField(null=True)
    urgent = models.BooleanField(default=False)
    on = models.DateField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[list[str]] = ["due", "reference", "seq"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "reference", "seq"], name="due_day_once_a_move")
        ]
