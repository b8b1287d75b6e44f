"""Notices to those who hold what was shared: told, acknowledged or overdue."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from palermo.ground.calendar import WorkingDays
from palermo.ground.errors import UsageError
from palermo.register import clocks
from palermo.register.referral import Move, Referral
from palermo.standards.nrm import Rulebook

Kind = Literal["withdrawal", "narrowing", "recall", "expiry"]
Standing = Literal["waiting", "overdue", "acknowledged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a holder is told of a referral. It names the referral and nobody."""

    referral: str
    sender: str
    receiver: str
    kind: Kind
    sent: date
    due: date
    acknowledged: date | None = None

    def standing(self, today: date) -> Standing:
        """Where it stands on the day; acknowledged late is acknowledged."""
        if self.acknowledged is not None and self.acknowledged <= today:
            return "acknowledged"
        return "overdue" if self.due < today else "waiting"


def after_move(before: Referral, made: Move, rulebook: Rulebook, calendar: WorkingDays) -> Notice | None:
    """What the receiver is told when a referral is recalled or expires; None of any other move, and of a draft."""
    if made.to not in ("recalled", "expired") or not is_held(before):
        return None
    kind: Kind = "recall" if made.to == "recalled" else "expiry"
    return notice(before, kind, made.at.date(), rulebook, calendar)


def notice(to: Referral, kind: Kind, sent: date, rulebook: Rulebook, calendar: WorkingDays) -> Notice:
    """A notice to the receiver, to be acknowledged by the rulebook's ``notice_acknowledgement``."""
    due = clocks.due("notice_acknowledgement", sent, rulebook, calendar).due or sent
    return Notice(referral=to.id, sender=to.sender, receiver=to.receiver, kind=kind, sent=sent, due=due)


def is_held(one: Referral) -> bool:
    """Whether the receiver has what was sent: it was opened, or lies there to be opened."""
    return one.at("received") is not None or one.state == "sent"


def acknowledged(notice: Notice, *, by: str, on: date) -> Notice:
    """The notice, acknowledged by its receiver. Raises UsageError for anybody else, twice, or before it was sent."""
    if by != notice.receiver or notice.acknowledged is not None or on < notice.sent:
        raise UsageError(
            "The notice cannot be acknowledged.", hint="Its receiver acknowledges it, once, from the day it was sent."
        )
    return replace(notice, acknowledged=on)
