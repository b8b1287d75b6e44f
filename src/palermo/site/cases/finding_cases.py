"""Which cases a list shows: by coded facts, page after page from the last row one has; by a reference or a name."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from palermo.site.access.actor import Actor
from palermo.site.cases import models, words
from palermo.site.keys.fields import unseal_fields
from palermo.site.keys.refusals import KeyAbsent

SIZE = 50
FEW = 500
"""Cases of one status up to which they are named one by one; SQLite lets a question name less than a thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A case in the list: its first person by name where it can be read, and the status of each."""

    case: models.Case
    who: str
    others: int
    source: str
    statuses: str


@dataclass(frozen=True, slots=True)
class Page:
    """Lines, and where the next page begins; empty: there is none."""

    lines: tuple[Line, ...] = ()
    following: str = ""


def page_of(told: Mapping[str, Any], *, after: str) -> Page:
    """The next cases behind ``after``, the newest first. Nothing is counted: the cost does not grow with the table."""
    rows = models.Case.objects.all()
    if told.get("state"):
        rows = rows.filter(closed_on__isnull=told["state"] == "open")
    if told.get("source"):
        rows = rows.filter(source=told["source"])
    if told.get("status"):
        rows = rows.filter(_of_status(told["status"]))
    place = _read(after)
    if place is not None:
        day, key = place
        # The day stands alone once more: from an alternative the engines take no place in their index.
        rows = rows.filter(Q(opened_on__lt=day) | Q(opened_on=day, pk__lt=key), opened_on__lte=day)
    found = list(rows.order_by("-opened_on", "-pk")[: SIZE + 1])
    more = len(found) > SIZE
    return Page(lines_of(found[:SIZE]), _written(found[SIZE - 1]) if more else "")


def by_text(actor: Actor, text: str) -> Page:
    """Cases of that reference, or of a person of that name: whole, or its given or family part. Raises KeyAbsent."""
    told = text.strip()
    rows = list(models.Case.objects.filter(reference=told.upper())[:1])
    if not rows and actor.agency is not None:
        named = models.PersonName.objects.filter(_named(actor.agency, told)).values("person")
        inside = models.Participation.objects.filter(person__in=named).values("case")
        rows = list(models.Case.objects.filter(pk__in=inside).order_by("-opened_on", "-pk")[:SIZE])
    return Page(lines_of(rows))


def lines_of(rows: list[models.Case]) -> tuple[Line, ...]:
    """The lines of cases: three questions however many there are."""
    parts: dict[UUID, list[models.Participation]] = {}
    for one in models.Participation.objects.filter(case__in=[row.pk for row in rows]):
        parts.setdefault(one.case_id, []).append(one)
    for found in parts.values():
        found.sort(key=lambda one: (one.role != "victim", str(one.pk)))
    first = {key: found[0].person_id for key, found in parts.items()}
    names = names_of(list(first.values()))
    return tuple(
        Line(
            case=row,
            who=names.get(first[row.pk], "") if row.pk in first else "",
            others=max(len(parts.get(row.pk, [])) - 1, 0),
            source=words.word(words.SOURCES, row.source),
            statuses=", ".join(words.word(words.STATUSES, one.status) for one in parts.get(row.pk, []) if one.status),
        )
        for row in rows
    )


def names_of(persons: list[UUID]) -> dict[UUID, str]:
    """The names of people, opened with one question; none while the keys are closed."""
    rows = list(models.PersonName.objects.filter(person__in=persons).defer("given", "family"))
    try:
        unseal_fields(rows)
    except KeyAbsent:
        return {}
    rows.sort(key=lambda one: one.kind == "used")
    return {one.person_id: one.full for one in rows}


def _of_status(status: str) -> Q:
    """Cases in which somebody has that status: few are named, of many the list meets the next ones soon."""
    parts = models.Participation.objects.filter(status=status)
    few = list(parts.values_list("case", flat=True)[: FEW + 1])
    return Q(pk__in=few) if len(few) <= FEW else Q(Exists(parts.filter(case=OuterRef("pk"))))


def _named(agency: UUID, text: str) -> Q:
    found = Q()
    for part in ("given", "family", "full"):
        index: Any = models.PersonName._meta.get_field(f"{part}_index")
        found |= Q(**{f"{part}_index": index.value_for(agency, text)})
    return found


def _written(row: models.Case) -> str:
    return urlsafe_b64encode(f"{row.opened_on.isoformat()} {row.pk}".encode()).decode()


def _read(cursor: str) -> tuple[date, UUID] | None:
    """The place in the list; None for what is none of ours: the list then begins anew."""
    try:
        day, _, key = urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        return date.fromisoformat(day), UUID(key)
    except (ValueError, Error):
        return None
