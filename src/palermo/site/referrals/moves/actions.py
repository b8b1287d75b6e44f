"""A move as rows: the move itself, the day the office looks at, the payload closed, the notice. For the acts alone.

Nothing here asks whether somebody may: that the acts have done. Of two who move at once the second finds the place
taken and is told so.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from palermo import register
from palermo.site.access.actor import Actor
from palermo.site.access.refusals import LostRace
from palermo.site.audit.actions import record
from palermo.site.referrals.models import DueDay, Notice, Referral, ReferralMove, ReferralPayload

CLOSING = ("recalled", "expired")


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
    except IntegrityError as error:
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


def close(row: Referral, at: datetime) -> None:
    """Destroy what was sealed for the receiver. A draft has nothing yet."""
    held = ReferralPayload.objects.filter(referral=row, closed_at__isnull=True)
    if held.exists():
        held.update(body=None, names=None, closed_at=at)
