"""Releases: propose, read, decide."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Query, Router
from ninja.files import UploadedFile

from palermo.site.access.gate import Verb, demand_of
from palermo.site.access.middleware import actor_of
from palermo.site.api.answers import Decision, OneRelease, ReleasedTable, Releases
from palermo.site.api.cursors import page
from palermo.site.api.interface import FAULTS, ByToken
from palermo.site.api.writing import Key, content, digest, once
from palermo.site.publications import actions
from palermo.site.publications.folders import release_in, unpacked
from palermo.site.publications.models import Release, State
from palermo.site.publications.pages_of_releases import ACTS
from palermo.site.publications.reading import OUT, desk, release_seen, releases_out

router = Router(tags=["releases"])


@router.get("/releases", auth=ByToken("releases.read"), response={200: Releases, **FAULTS})
def releases(request: HttpRequest, after: str = "", limit: Annotated[int, Query(ge=1, le=100)] = 50) -> Releases:
    """What is out; with proposals, for those who propose or approve."""
    rows = Release.objects.all() if desk(actor_of(request), Release).sees else Release.objects.filter(state__in=OUT)
    found, following = page(rows, after=after, limit=limit, by="proposed_at")
    standing = {row.pk for row, _ in releases_out()}
    return Releases(items=[shown(one, one.pk in standing) for one in found], next=following)


@router.post("/releases", auth=ByToken("releases.propose"), response={201: OneRelease, **FAULTS})
def propose(request: HttpRequest, key: Key, packed: Annotated[UploadedFile, File()]) -> Any:
    """Propose a release folder, packed as a zip file. Where a count can be told from it, nothing is kept of it."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Release)
    data = content(packed)

    def act() -> OneRelease:
        files = unpacked(data)
        return shown(actions.propose_release(actor, release_in(files), files=files, now=timezone.now()), False)

    return once(request, key, act, asked=digest(data))


@router.get("/releases/{uuid:release}", auth=ByToken("releases.read"), response={200: OneRelease, **FAULTS})
def one(request: HttpRequest, release: UUID) -> OneRelease:
    """One release."""
    return _now(release_seen(actor_of(request), release))


@router.post("/releases/{uuid:release}/decide", auth=ByToken("releases.decide"), response={200: OneRelease, **FAULTS})
def decide(request: HttpRequest, release: UUID, key: Key, told: Decision) -> Any:
    """Approve, decline or withdraw it. Nobody approves what they proposed."""
    actor = actor_of(request)
    seen = release_seen(actor, release)

    def act() -> OneRelease:
        return _now(ACTS[told.decision](actor, seen, told.model_dump(), timezone.now()))

    return once(request, key, act, status=200, asked=told.model_dump_json().encode())


def _now(one: Release) -> OneRelease:
    return shown(one, any(row.pk == one.pk for row, _ in releases_out()))


def shown(one: Release, in_force: bool) -> OneRelease:
    """A release as the API shows it."""
    return OneRelease(
        id=one.pk,
        state=State(one.state),
        version=one.version,
        sha256=one.sha256,
        why=one.why,
        proposed_at=one.proposed_at,
        decided_at=one.decided_at,
        withdrawn_at=one.withdrawn_at,
        name=one.name,
        population=one.population,
        as_of=one.as_of,
        method=one.method,
        threshold=one.threshold,
        tables=[ReleasedTable(**table) for table in one.tables],
        against=one.against,
        in_force=in_force,
    )
