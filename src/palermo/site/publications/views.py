"""The public page of what is out, and what of it can be taken away as a file."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from palermo import engines
from palermo.ground.errors import PalermoError
from palermo.site.access.actor import Actor, stranger
from palermo.site.access.middleware import FACTOR_MISSING, actor_of, open_to_strangers
from palermo.site.access.refusals import Forbidden
from palermo.site.accounts.models import Account
from palermo.site.audit.actions import record
from palermo.site.publications import register
from palermo.site.publications.models import Edition, Release, State
from palermo.site.publications.reading import OUT, desk, releases_out, report_folder


@open_to_strangers
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Editions and releases that stand, those withdrawn, and for those who decide what waits for them."""
    actor = reader(request)
    of_releases, of_editions = desk(actor, Release), desk(actor, Edition)
    standing = releases_out()
    names = {one.pk for one, _ in standing}
    withdrawn = [one for one in Release.objects.filter(state__in=OUT) if one.pk not in names]
    shown = {
        "editions": [(one, title_of(one)) for one in Edition.objects.filter(state=State.APPROVED)],
        "releases": [(one, held.at) for one, held in standing],
        "withdrawn": withdrawn,
        "withdrawn_editions": [(one, title_of(one)) for one in Edition.objects.filter(state=State.WITHDRAWN)],
        "waiting": Release.objects.filter(state=State.PROPOSED) if of_releases.sees else (),
        "waiting_editions": [
            (one, title_of(one)) for one in Edition.objects.filter(state=State.PROPOSED) if of_editions.sees
        ],
        "of_releases": of_releases,
        "of_editions": of_editions,
    }
    return render(request, "publications/list.html", shown)


@open_to_strangers
@require_GET
def register_of_releases(request: HttpRequest) -> HttpResponse:
    """The releases that stand, as a table."""
    held = {one.name: kept for one, kept in releases_out()}
    return a_file(register.frame(held), "text/csv; charset=utf-8", "releases.csv")


@require_GET
def report_of_releases(request: HttpRequest) -> HttpResponse:
    """Every release that stands, as a report folder."""
    actor = actor_of(request)
    if not desk(actor, Edition).sees:
        raise Forbidden("Not allowed.")
    try:
        files = report_folder(None, today=timezone.localdate())
    except PalermoError as error:
        return refused(request, error)
    record(actor, "edition.export", Edition)
    return packed(files, "report-folder.zip")


def reader(request: HttpRequest) -> Actor:
    """Who looks at an open page: somebody who has not shown the second factor yet is a stranger there."""
    return stranger() if request.session.get(FACTOR_MISSING) else actor_of(request)


def title_of(edition: Edition) -> str:
    """In the reader's language where there is such a title."""
    titles: Mapping[str, str] = edition.title
    return titles.get(get_language() or "en") or next(iter(titles.values()), edition.report)


def colleague(account: UUID | None) -> str:
    """The name of an account of one's own body; nothing where it is another's."""
    found = Account.objects.filter(pk=account).first() if account else None
    return found.display_name if found else ""


def refused(request: HttpRequest, error: PalermoError) -> HttpResponse:
    """What stands in the way, point by point."""
    return render(request, "publications/refused.html", {"error": error}, status=422)


def packed(files: Mapping[str, bytes], name: str) -> HttpResponse:
    """A folder as a zip file."""
    return a_file(engines.pack_folder(files), "application/zip", name)


def a_file(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to be kept, never shown within the site."""
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
