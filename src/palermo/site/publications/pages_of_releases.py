"""Releases: propose one, look at it, decide on it, take a table."""

import re
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.ground.errors import PalermoError
from palermo.site.access.gate import Verb, demand_of
from palermo.site.access.middleware import actor_of, open_to_strangers
from palermo.site.access.refusals import Hidden
from palermo.site.publications import actions
from palermo.site.publications.folders import configured_files, release_in, unpacked
from palermo.site.publications.forms import Decide, ProposeRelease
from palermo.site.publications.models import Release, State
from palermo.site.publications.reading import desk, folder_of, release_seen, releases_out
from palermo.site.publications.views import a_file, colleague, reader, refused

ACTS = {
    "approve": lambda actor, one, told, now: actions.approve_release(actor, one, version=told["version"], now=now),
    "decline": lambda actor, one, told, now: actions.decline_release(
        actor, one, version=told["version"], why=told["why"], now=now
    ),
    "withdraw": lambda actor, one, told, now: actions.withdraw_release(
        actor, one, version=told["version"], why=told["why"], now=now
    ),
}
_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Lay a release before a second person."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Release)
    form = ProposeRelease(request.POST or None, request.FILES or None)
    error = None
    if form.is_valid():
        told = form.cleaned_data
        try:
            files = configured_files(told["folder"]) if told["folder"] else unpacked(told["packed"].read())
            made = actions.propose_release(actor, release_in(files), files=files, now=timezone.now())
            return redirect("publications:release", made.pk)
        except PalermoError as caught:
            error = caught
    return render(request, "publications/propose_release.html", {"form": form, "error": error})


@open_to_strangers
@require_GET
def one(request: HttpRequest, key: UUID) -> HttpResponse:
    """One release: what it counts, its tables, how far it has come."""
    actor = reader(request)
    release, of_releases = release_seen(actor, key), desk(actor, Release)
    own = actor.account is not None and actor.account == release.proposed_by
    proposed = release.state == State.PROPOSED
    shown = {
        "release": release,
        "stands": release.pk in {row.pk for row, _ in releases_out()},
        "inside": of_releases.sees,
        "proposed_by": colleague(release.proposed_by) if of_releases.sees else "",
        "decided_by": colleague(release.decided_by) if of_releases.sees else "",
        "approves": of_releases.approves and proposed and not own,
        "declines": proposed and (of_releases.approves or own),
        "withdraws": of_releases.approves and release.state == State.APPROVED,
        "own": own and proposed,
        "form": Decide(initial={"version": release.version}),
    }
    return render(request, "publications/release.html", shown)


@require_POST
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """Approve, decline or withdraw."""
    actor = actor_of(request)
    release, form = release_seen(actor, key), Decide(request.POST)
    if not form.is_valid():
        return redirect("publications:release", key)
    try:
        ACTS[form.cleaned_data["decision"]](actor, release, form.cleaned_data, timezone.now())
    except PalermoError as error:
        return refused(request, error)
    return redirect("publications:release", key)


@open_to_strangers
@require_GET
def table(request: HttpRequest, key: UUID, table: str) -> HttpResponse:
    """A table, byte for byte as it was, or would be, published."""
    folder = folder_of(release_seen(reader(request), key))
    found = folder.table(table)
    if found is None:
        raise Hidden("Nothing here.")
    name = "-".join(_PLAIN.findall(f"{folder.release}-{table}"))
    return a_file(folder.files[found.file], "text/csv; charset=utf-8", f"{name}.csv")
