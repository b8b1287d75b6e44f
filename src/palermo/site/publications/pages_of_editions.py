"""Editions: propose one, look at it, decide on it, take the report folder."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.ground.errors import PalermoError
from palermo.site.access.gate import Verb, demand_of
from palermo.site.access.middleware import actor_of, open_to_strangers
from palermo.site.access.refusals import Forbidden
from palermo.site.audit.actions import record
from palermo.site.publications import actions, ledger, register
from palermo.site.publications.folders import unpacked
from palermo.site.publications.forms import Decide, ProposeEdition
from palermo.site.publications.models import Edition, Release, State
from palermo.site.publications.reading import OUT, desk, edition_built, edition_seen, releases_out, report_folder
from palermo.site.publications.views import colleague, packed, reader, refused, title_of

ACTS = {
    "approve": lambda actor, one, told, now: actions.approve_edition(actor, one, version=told["version"], now=now),
    "decline": lambda actor, one, told, now: actions.decline_edition(
        actor, one, version=told["version"], why=told["why"], now=now
    ),
    "withdraw": lambda actor, one, told, now: actions.withdraw_edition(
        actor, one, version=told["version"], why=told["why"], now=now
    ),
}


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Lay a report folder, or the register of releases, before a second person."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Edition)
    form = ProposeEdition(request.POST or None, request.FILES or None)
    error, now = None, timezone.now()
    if form.is_valid():
        upload = form.cleaned_data["packed"]
        try:
            standing = {one.name: held for one, held in releases_out()}
            files = (
                unpacked(upload.read()) if upload else register.plain_report(standing, today=timezone.localdate(now))
            )
            return redirect("publications:edition", actions.propose_edition(actor, files, now=now).pk)
        except PalermoError as caught:
            error = caught
    return render(request, "publications/propose_edition.html", {"form": form, "error": error})


@open_to_strangers
@require_GET
def one(request: HttpRequest, key: UUID) -> HttpResponse:
    """One edition: its title, the releases it shows, how far it has come."""
    actor = reader(request)
    edition, of_editions = edition_seen(actor, key), desk(actor, Edition)
    own = actor.account is not None and actor.account == edition.proposed_by
    proposed = edition.state == State.PROPOSED
    standing = ledger.in_force(ledger.held(today=timezone.localdate()))
    rows = {row.name: row for row in Release.objects.filter(name__in=edition.releases, state__in=OUT)}
    shown = {
        "edition": edition,
        "title": title_of(edition),
        "releases": [(name, rows.get(name), name in standing) for name in edition.releases],
        "inside": of_editions.sees,
        "proposed_by": colleague(edition.proposed_by) if of_editions.sees else "",
        "decided_by": colleague(edition.decided_by) if of_editions.sees else "",
        "approves": of_editions.approves and proposed and not own,
        "declines": proposed and (of_editions.approves or own),
        "withdraws": of_editions.approves and edition.state == State.APPROVED,
        "own": own and proposed,
        "form": Decide(initial={"version": edition.version}),
    }
    return render(request, "publications/edition.html", shown)


@require_POST
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """Approve, decline or withdraw."""
    actor = actor_of(request)
    edition, form = edition_seen(actor, key), Decide(request.POST)
    if not form.is_valid():
        return redirect("publications:edition", key)
    try:
        ACTS[form.cleaned_data["decision"]](actor, edition, form.cleaned_data, timezone.now())
    except PalermoError as error:
        return refused(request, error)
    return redirect("publications:edition", key)


@require_GET
def export(request: HttpRequest, key: UUID) -> HttpResponse:
    """The report folder, which `palermo report build` builds unchanged."""
    actor = actor_of(request)
    edition = edition_seen(actor, key)
    if not desk(actor, Edition).sees:
        raise Forbidden("Not allowed.")
    try:
        files = report_folder(edition, today=timezone.localdate())
    except PalermoError as error:
        return refused(request, error)
    record(actor, "edition.export", edition)
    return packed(files, "report-folder.zip")


@open_to_strangers
@require_GET
def pages(request: HttpRequest, key: UUID) -> HttpResponse:
    """The edition as pages to be opened in a browser, in one file; for everybody once it is approved."""
    edition = edition_seen(reader(request), key)
    try:
        files = edition_built(edition, today=timezone.localdate())
    except PalermoError as error:
        return refused(request, error)
    return packed(files, "edition.zip")
