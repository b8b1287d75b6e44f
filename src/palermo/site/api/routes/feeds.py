"""What is out, for everybody: the only routes without a token."""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from palermo.site.access.refusals import Hidden
from palermo.site.api.answers import (
    Cell,
    PublicEdition,
    PublicEditions,
    PublicRelease,
    PublicReleases,
    PublicTable,
    ReleasedTable,
)
from palermo.site.api.cursors import page
from palermo.site.api.interface import OPEN_FAULTS
from palermo.site.publications import ledger
from palermo.site.publications.models import Edition, State
from palermo.site.publications.reading import releases_out

router = Router(tags=["public"])


@router.get("/public/editions", auth=None, response={200: PublicEditions, **OPEN_FAULTS})
def public_editions(
    request: HttpRequest, after: str = "", limit: Annotated[int, Query(ge=1, le=100)] = 50
) -> PublicEditions:
    """The editions approved and not withdrawn."""
    rows, following = page(Edition.objects.filter(state=State.APPROVED), after=after, limit=limit, by="proposed_at")
    return PublicEditions(items=[_edition(one) for one in rows], next=following)


@router.get("/public/counts", auth=None, response={200: PublicReleases, **OPEN_FAULTS})
def public_counts(request: HttpRequest) -> PublicReleases:
    """The releases in force, and the head of the ledger that holds them."""
    made = [
        PublicRelease(
            id=one.pk,
            release=one.name,
            population=one.population,
            as_of=one.as_of,
            published_on=date.fromisoformat(held.at),
            tables=[ReleasedTable(**table) for table in one.tables],
            sha256=one.sha256,
        )
        for one, held in releases_out()
    ]
    return PublicReleases(ledger_head=ledger.held(today=timezone.localdate()).head, items=made)


@router.get("/public/counts/{uuid:release}/{table}", auth=None, response={200: PublicTable, **OPEN_FAULTS})
def public_table(request: HttpRequest, release: UUID, table: str) -> PublicTable:
    """The cells of a table as they were published, hidden ones included."""
    for one, held in releases_out():
        found = held.folder.table(table)
        if one.pk == release and found is not None:
            cells = [
                Cell(codes=dict(zip(found.by, line, strict=False)), value=line[-2], status=line[-1])  # type: ignore[arg-type]
                for line in held.folder.rows(found)
            ]
            return PublicTable(release=one.name, table=table, cells=cells)
    raise Hidden("Nothing here.")


def _edition(one: Edition) -> PublicEdition:
    day = timezone.localdate(one.decided_at or one.proposed_at)
    return PublicEdition(id=one.pk, title=one.title, approved_on=day, releases=one.releases, sha256=one.sha256)
