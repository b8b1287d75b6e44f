"""Editions: propose, read, decide, take the report folder."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Query, Router
from ninja.files import UploadedFile

from palermo.site.access.gate import Verb, demand_of
from palermo.site.access.middleware import actor_of
from palermo.site.access.refusals import Forbidden
from palermo.site.api.answers import Decision, Editions, OneEdition
from palermo.site.api.cursors import page
from palermo.site.api.interface import FAULTS, ByToken
from palermo.site.api.writing import Key, content, digest, once
from palermo.site.audit.actions import record
from palermo.site.publications import actions
from palermo.site.publications.folders import unpacked
from palermo.site.publications.models import Edition, State
from palermo.site.publications.pages_of_editions import ACTS
from palermo.site.publications.reading import OUT, desk, edition_seen, report_folder
from palermo.site.publications.views import packed as zipped

router = Router(tags=["editions"])


@router.get("/editions", auth=ByToken("editions.read"), response={200: Editions, **FAULTS})
def editions(request: HttpRequest, after: str = "", limit: Annotated[int, Query(ge=1, le=100)] = 50) -> Editions:
    """What is out; with proposals, for those who propose or approve."""
    rows = Edition.objects.all() if desk(actor_of(request), Edition).sees else Edition.objects.filter(state__in=OUT)
    found, following = page(rows, after=after, limit=limit, by="proposed_at")
    return Editions(items=[shown(one) for one in found], next=following)


@router.post("/editions", auth=ByToken("editions.propose"), response={201: OneEdition, **FAULTS})
def propose(request: HttpRequest, key: Key, packed: Annotated[UploadedFile, File()]) -> Any:
    """Propose a report folder, packed as a zip file."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Edition)
    data = content(packed)

    def act() -> OneEdition:
        return shown(actions.propose_edition(actor, unpacked(data), now=timezone.now()))

    return once(request, key, act, asked=digest(data))


@router.get("/editions/{uuid:edition}", auth=ByToken("editions.read"), response={200: OneEdition, **FAULTS})
def one(request: HttpRequest, edition: UUID) -> OneEdition:
    """One edition."""
    return shown(edition_seen(actor_of(request), edition))


@router.post("/editions/{uuid:edition}/decide", auth=ByToken("editions.decide"), response={200: OneEdition, **FAULTS})
def decide(request: HttpRequest, edition: UUID, key: Key, told: Decision) -> Any:
    """Approve, decline or withdraw it. Nobody approves what they proposed."""
    actor = actor_of(request)
    seen = edition_seen(actor, edition)

    def act() -> OneEdition:
        return shown(ACTS[told.decision](actor, seen, told.model_dump(), timezone.now()))

    return once(request, key, act, status=200, asked=told.model_dump_json().encode())


@router.get(
    "/editions/{uuid:edition}/report",
    auth=ByToken("editions.read"),
    response=FAULTS,
    openapi_extra={
        "responses": {
            200: {
                "description": "The report folder, as a zip file",
                "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def export(request: HttpRequest, edition: UUID) -> HttpResponse:
    """The report folder, which `palermo report build` builds unchanged."""
    actor = actor_of(request)
    seen = edition_seen(actor, edition)
    if not desk(actor, Edition).sees:
        raise Forbidden("Not allowed.")
    files = report_folder(seen, today=timezone.localdate())
    record(actor, "edition.export", seen)
    return zipped(files, "report-folder.zip")


def shown(one: Edition) -> OneEdition:
    """An edition as the API shows it."""
    return OneEdition(
        id=one.pk,
        state=State(one.state),
        version=one.version,
        sha256=one.sha256,
        why=one.why,
        proposed_at=one.proposed_at,
        decided_at=one.decided_at,
        withdrawn_at=one.withdrawn_at,
        report=one.report,
        title=one.title,
        releases=one.releases,
    )
