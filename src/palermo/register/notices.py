"""Notices to those who hold what was shared: told, acknowledged or overdue."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from palermo.ground.errors import UsageError

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


def acknowledged(notice: Notice, *, by: str, on: date) -> Notice:
    """The notice, acknowledged by its receiver. Raises UsageError for anybody else, twice, or before it was sent."""
    if by != notice.receiver or notice.acknowledged is not None or on < notice.sent:
        raise UsageError(
            "The notice cannot be acknowledged.", hint="Its receiver acknowledges it, once, from the day it was sent."
        )
    return replace(notice, acknowledged=on)
