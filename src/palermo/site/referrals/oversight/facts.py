"""What a share shows, as the case stands: the status in force and the returns, in codes."""

from collections.abc import Iterator
from datetime import date

from palermo.register import status
from palermo.site.cases import in_the_room
from palermo.site.cases.models import Repatriation, StatusDecision
from palermo.site.referrals.models import MonitorShare, SharedFact

STATUS, RETURN = "status", "repatriation"
FIELDS = (STATUS, RETURN)
"""What a monitor can be shown at all, as a consent calls it."""


def facts_of(share: MonitorShare, today: date) -> list[SharedFact]:
    """The rows a share shows on the day, not yet written."""
    return [
        *(_status(share, today) if STATUS in share.fields else ()),
        *(_returns(share) if RETURN in share.fields else ()),
    ]


def _status(share: MonitorShare, today: date) -> Iterator[SharedFact]:
    decided = StatusDecision.objects.filter(participation=share.participation_id).defer("reasons")
    current = status.as_of([in_the_room.decision(one) for one in decided], today)
    if current is not None:
        yield _fact(share, STATUS, current.value, current.stage, current.decided_on)


def _returns(share: MonitorShare) -> Iterator[SharedFact]:
    for one in Repatriation.objects.filter(participation=share.participation_id).defer("received_by"):
        yield _fact(share, RETURN, one.kind, "left" if one.left_on else "planned", one.left_on or one.planned_on)


def _fact(share: MonitorShare, what: str, value: str, stage: str, on: date | None) -> SharedFact:
    return SharedFact(
        agency_id=share.agency_id, monitor_id=share.monitor_id, share=share, what=what, value=value, stage=stage, on=on
    )
