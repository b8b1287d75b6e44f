"""The acts of publishing: the only place that writes proposals. May, change, audit, and last of all the ledger.

The line in the ledger is what publishes. It is written after everything else has succeeded, and a transaction that is
lost behind it loses nothing: the same approval, given again, finds the line there and only mends the row.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate

from palermo.disclosure import ReleaseFolder
from palermo.ground.errors import UsageError
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand, demand_of, person
from palermo.site.access.refusals import Forbidden, LostRace
from palermo.site.audit.actions import record
from palermo.site.publications import exporting, ledger
from palermo.site.publications.folders import hash_of
from palermo.site.publications.models import Edition, EditionFile, Proposal, Release, ReleaseFile, State
from palermo.site.publications.reading import deciding, files_of, folder_of

P = TypeVar("P", bound=Proposal)
LONGEST_REASON = 500


@transaction.atomic
def propose_release(
    actor: Actor, folder: ReleaseFolder, *, now: datetime, files: Mapping[str, bytes] | None = None
) -> Release:
    """A release laid before a second person, after an attack on it has failed.

    ``files``: all that came with it, searched for what nobody meant to publish. Manifest and tables alone are kept.

    Raises Forbidden, Protected where counts can be told from it, UsageError where one of its name is there.
    """
    demand_of(actor, Verb.WRITE, Release)
    today = localdate(now)
    kept = ledger.held(today=today)
    if Release.objects.filter(name=folder.release).exclude(state=State.DECLINED).exists():
        raise UsageError("A release of that name was proposed before.", hint="Give the new one a name of its own.")
    found = ledger.judged(folder, kept, today=today, files=files)
    release = Release(
        name=folder.release,
        population=folder.population,
        as_of=folder.as_of,
        method=folder.method,
        threshold=folder.threshold,
        tables=_tables(folder),
        against=list(found.against),
        sha256=hash_of(folder.files),
        proposed_by=person(actor),
        proposed_at=now,
    )
    try:
        with transaction.atomic():
            release.save(force_insert=True)
    except IntegrityError as error:
        raise LostRace("A release of that name was proposed meanwhile.") from error
    ReleaseFile.objects.bulk_create(
        ReleaseFile(release=release, path=path, content=content) for path, content in sorted(folder.files.items())
    )
    record(actor, "release.propose", release, fields=["files"])
    return release


@transaction.atomic
def approve_release(actor: Actor, release: Release, *, version: int, now: datetime) -> Release:
    """Publish it: attacked once more with all that is out by now, it goes into the ledger.

    Raises Forbidden for whoever proposed it, LostRace on a stale version, Protected where it is unsafe by now.
    """
    _demand_second(actor, release)
    taken = _move(release, version, State.PROPOSED, state=State.APPROVED, decided_by=person(actor), decided_at=now)
    ledger.enter(
        folder_of(taken),
        today=localdate(now),
        first=lambda: record(actor, "release.approve", taken, fields=["state"]),
    )
    return taken


@transaction.atomic
def withdraw_release(actor: Actor, release: Release, *, version: int, why: str, now: datetime) -> Release:
    """No report may use it from now on. What was seen stays seen. Raises Forbidden, LostRace, UsageError."""
    demand(actor, deciding(Release), release)
    taken = _withdraw(actor, release, version, _reason(why), now)
    record(actor, "release.withdraw", taken, fields=["state", "why"])
    ledger.withdraw(taken.name, why=taken.why, today=localdate(now))
    return taken


@transaction.atomic
def decline_release(actor: Actor, release: Release, *, version: int, why: str, now: datetime) -> Release:
    """It is not published; its name is free again. Raises Forbidden, LostRace, UsageError."""
    _demand_either(actor, release)
    taken = _decline(actor, release, version, _reason(why), now)
    record(actor, "release.decline", taken, fields=["state", "why"])
    return taken


@transaction.atomic
def propose_edition(actor: Actor, files: Mapping[str, bytes], *, now: datetime) -> Edition:
    """A report folder laid before a second person, after it was found to build.

    Raises Forbidden, UnreadableInput where it is no report folder, Protected where a figure of protected data comes
    from no release in force, Refused where it would not build.
    """
    demand_of(actor, Verb.WRITE, Edition)
    today = localdate(now)
    exporting.exported(files, ledger=ledger.content(today=today), today=today)
    head, own = exporting.head_of(files), exporting.own_files(files)
    edition = Edition(
        report=str(head.get("id")),
        title=dict(head.get("title") or {}),
        releases=sorted(set(exporting.release_folders(files).values())),
        files_held=len(own),
        sha256=hash_of(own),
        proposed_by=person(actor),
        proposed_at=now,
    )
    edition.save(force_insert=True)
    EditionFile.objects.bulk_create(
        EditionFile(edition=edition, path=path, content=content) for path, content in sorted(own.items())
    )
    record(actor, "edition.propose", edition, fields=["files"])
    return edition


@transaction.atomic
def approve_edition(actor: Actor, edition: Edition, *, version: int, now: datetime) -> Edition:
    """It is the edition now, if it still builds. Raises Forbidden for whoever proposed it, LostRace, Protected."""
    _demand_second(actor, edition)
    taken = _move(edition, version, State.PROPOSED, state=State.APPROVED, decided_by=person(actor), decided_at=now)
    exporting.exported(files_of(taken), ledger=ledger.content(today=localdate(now)), today=localdate(now))
    record(actor, "edition.approve", taken, fields=["state"])
    return taken


@transaction.atomic
def withdraw_edition(actor: Actor, edition: Edition, *, version: int, why: str, now: datetime) -> Edition:
    """It is no edition any more. Raises Forbidden, LostRace, UsageError."""
    demand(actor, deciding(Edition), edition)
    taken = _withdraw(actor, edition, version, _reason(why), now)
    record(actor, "edition.withdraw", taken, fields=["state", "why"])
    return taken


@transaction.atomic
def decline_edition(actor: Actor, edition: Edition, *, version: int, why: str, now: datetime) -> Edition:
    """It does not become one. Raises Forbidden, LostRace, UsageError."""
    _demand_either(actor, edition)
    taken = _decline(actor, edition, version, _reason(why), now)
    record(actor, "edition.decline", taken, fields=["state", "why"])
    return taken


def _demand_second(actor: Actor, one: Proposal) -> None:
    demand(actor, deciding(type(one)), one)
    if actor.account == one.proposed_by:
        raise Forbidden("A second person approves.")


def _demand_either(actor: Actor, one: Proposal) -> None:
    """Who approves may decline; who proposed may take it back."""
    if actor.account is None or actor.account != one.proposed_by:
        demand(actor, deciding(type(one)), one)


def _decline(actor: Actor, one: P, version: int, why: str, now: datetime) -> P:
    return _move(
        one, version, State.PROPOSED, state=State.DECLINED, decided_by=person(actor), decided_at=now, why=why
    )  # fmt: skip


def _withdraw(actor: Actor, one: P, version: int, why: str, now: datetime) -> P:
    return _move(
        one, version, State.APPROVED, state=State.WITHDRAWN, withdrawn_by=person(actor), withdrawn_at=now, why=why
    )


def _move(one: P, version: int, before: State, **wanted: object) -> P:
    """One statement with its condition: of two who decide at once, one is told that the other was faster."""
    rows = type(one)._default_manager.filter(pk=one.pk, version=version, state=before)
    if not rows.update(**wanted, version=F("version") + 1):
        now = type(one)._default_manager.get(pk=one.pk)
        raise LostRace(
            "It was decided meanwhile.",
            there={"version": now.version, "state": now.state, "why": now.why},
            sent={"version": version, "state": wanted["state"], "why": wanted.get("why", "")},
        )
    return type(one)._default_manager.get(pk=one.pk)


def _reason(why: str) -> str:
    told = why.strip()
    if not 0 < len(told) <= LONGEST_REASON or not told.isprintable():
        raise UsageError(
            "It needs a reason.", hint=f"One line of at most {LONGEST_REASON} letters, and nothing about a person."
        )
    return told


def _tables(folder: ReleaseFolder) -> list[dict[str, object]]:
    return [
        {
            "id": one.id,
            "by": list(one.by),
            "measure": one.measure,
            "cells": len(rows := folder.rows(one)),
            "hidden": sum(line[-1] == "hidden" for line in rows),
        }
        for one in folder.tables
    ]
