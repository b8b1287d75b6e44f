"""How long what is kept, and what is due to be erased: by the schedules of a body and the day each record began."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from palermo.site.keys.models import RecordKey, RetentionSchedule

SHOWN = 500


@dataclass(frozen=True, slots=True)
class Due:
    """A record whose time is over, the day it ended, and the schedule that says so."""

    key: RecordKey
    since: date
    schedule: RetentionSchedule


def in_force(agency: UUID, today: date) -> dict[str, RetentionSchedule]:
    """The schedule of each kind of record on a day: the one with the latest first day."""
    rows: Iterable[RetentionSchedule] = RetentionSchedule.objects.filter(agency_id=agency, valid_from__lte=today)
    return {row.kind: row for row in sorted(rows, key=lambda row: (row.valid_from, row.made_at))}


def due(agency: UUID, today: date) -> list[Due]:
    """What is due to be erased on a day, the longest overdue first."""
    found: list[Due] = []
    for kind, schedule in in_force(agency, today).items():
        last = today - timedelta(days=schedule.days)
        rows = RecordKey.objects.filter(agency_id=agency, kind=kind, erased_at__isnull=True, made_on__lt=last)
        found += [Due(row, row.made_on + timedelta(days=schedule.days), schedule) for row in rows]
    return sorted(found, key=lambda one: (one.since, str(one.key.pk)))


def erased(agency: UUID, kind: str) -> int:
    """How many records of a kind were erased: a term of received = accepted + rejected + pending + erased."""
    return int(RecordKey.objects.filter(agency_id=agency, kind=kind, erased_at__isnull=False).count())
