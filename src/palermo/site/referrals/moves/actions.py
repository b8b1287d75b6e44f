"""A move as rows: the move itself, the day the office looks at, the payload closed, the notice. For the acts alone.

Nothing here asks whether somebody may: that the acts have done. Of two who move at once the second finds the place
taken and is told so.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction

from palermo import register
from palermo.site.access.actor import Actor
from palermo.site.access.refusals import LostRace
from palermo.site.accounts.models import Agency
from palermo.site.audit.actions import record
from palermo.site.keys.actions import make_record_key
from palermo.site.keys.fields import Closed
from palermo.site.keys.models import RecordKey
from palermo.site.keys.sealing import seal
from palermo.site.referrals.models import (
    DueDay,
    Notice,
    OutsideReferral,
    ReceivedFile,
    Referral,
    ReferralMove,
    ReferralPayload,
)

CLOSING = ("recalled", "expired")
OF_CASES = "case"
"""The kind of record under which a retention schedule knows what was sent of a case, and what came from outside."""


def write(actor: Actor, row: Referral, made: register.Move, *, cause: str = "") -> ReferralMove:
    """The move and the day it is due, in the transaction of the caller. Raises LostRace.

    ``cause``: why the system moves it; a reason in words is sealed for both sides. The audit is told by ``tell``.
    """
    move = ReferralMove(
        agency_id=row.agency_id,
        receiver_id=row.receiver_id,
        referral=row,
        seq=made.seq,
        state=made.to,
        by=made.by,
        cause=cause,
        at=made.at,
        account=actor.account,
    )
    if made.reason and not cause:
        move.to_sender = made.reason
        move.to_receiver = made.reason if row.receiver_id else None
    try:
        with transaction.atomic():
            move.save()
    except DatabaseError as error:  # the key of the place, or the rule that a move is the next one
        if not ReferralMove.objects.filter(referral=row, seq=made.seq).exists():
            raise  # another wall than that of two who move at once
        raise LostRace("Somebody moved the referral meanwhile.") from error
    if row.receiver_id:
        _due_day(row, made)
    if made.to in CLOSING:
        close(row, made.at)
    return move


def tell(actor: Actor, row: Referral, made: register.Move) -> None:
    """Write the move into the audit: after all moves of a transaction, since the chain lets in one at a time."""
    record(actor, f"referral.{made.to}", row, fields=["state"])


def notify(rows: Iterable[tuple[Referral, register.Notice]], now: datetime) -> None:
    """What the receivers are told."""
    for row, told in rows:
        Notice(
            agency_id=row.agency_id,
            receiver_id=row.addressee_id,
            referral=row,
            kind=told.kind,
            sent=told.sent,
            due=told.due,
            at=now,
        ).save()


def _due_day(row: Referral, made: register.Move) -> None:
    DueDay(
        agency_id=row.agency_id,
        receiver_id=row.addressee_id,
        reference=row.reference,
        seq=made.seq,
        state=made.to,
        due=row.due,
        urgent=row.urgent,
        on=made.at.date(),
    ).save()


def keep(actor: Actor, row: ReferralPayload | OutsideReferral, body: str, *, on: date) -> None:
    """Put the sender's copy into the row, sealed under a key of its own: the body's schedule for cases destroys it."""
    lock(row, key_for(actor, row, on=on), sent_body=body)


def key_for(actor: Actor, row: ReferralPayload | OutsideReferral | ReceivedFile, *, on: date) -> RecordKey:
    """A key of its own for what a row holds, whose time runs from that day by the body's schedule for cases."""
    agency = Agency.objects.get(pk=row.agency_id)
    return make_record_key(actor, agency, kind=OF_CASES, thing=row.pk, made_on=on)


def lock(row: ReferralPayload | OutsideReferral | ReceivedFile, key: RecordKey, **texts: str | None) -> None:
    """Put texts into columns of the row, sealed under that key; None into those that say nothing. Raises Erased."""
    agency = Agency.objects.get(pk=row.agency_id)
    for column, text in texts.items():
        field: Any = type(row)._meta.get_field(column)
        sealed = None if text is None else Closed(seal(agency, field.place_of(row), text.encode(), record=key))
        setattr(row, column, sealed)


def erase_copies(thing: UUID, now: datetime) -> None:
    """Take every copy of one payload away, on both sides, and what its sender wrote for it; or what one file from
    outside said. Hash and fields stay."""
    for held in ReferralPayload.objects.filter(pk=thing):
        closed = {"body": None, "names": None, "closed_at": held.closed_at or now}
        ReferralPayload.objects.filter(pk=thing).update(sent_body=None, **closed)
        Referral.objects.filter(pk=held.referral_id).update(details=None, apart_because=None)
    if OutsideReferral.objects.filter(pk=thing).exists():
        OutsideReferral.objects.filter(pk=thing).update(sent_body=None, details=None, apart_because=None)
    if ReceivedFile.objects.filter(pk=thing).exists():
        ReceivedFile.objects.filter(pk=thing).update(body=None, names=None, reason=None)


def close(row: Referral, at: datetime) -> None:
    """Destroy what was sealed for the receiver. A draft has nothing yet."""
    held = ReferralPayload.objects.filter(referral=row, closed_at__isnull=True)
    if held.exists():
        held.update(body=None, names=None, closed_at=at)
