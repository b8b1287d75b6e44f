"""What there is to see of releases and editions: everybody sees what is out; proposals are for those who decide."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

from django.utils import timezone

from palermo.disclosure import HeldRelease, ReleaseFolder
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, may
from palermo.site.access.refusals import Hidden
from palermo.site.publications import exporting, ledger, register
from palermo.site.publications.folders import release_in
from palermo.site.publications.models import Edition, Proposal, Release, State

P = TypeVar("P", bound=Proposal)
OUT = (State.APPROVED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What one may do with proposals of a kind."""

    proposes: bool
    approves: bool

    @property
    def sees(self) -> bool:
        return self.proposes or self.approves


def deciding(kind: type[Proposal]) -> Verb:
    """The letter of the matrix by which a second person decides: whoever may write figures decides on an edition."""
    return Verb.APPROVE if issubclass(kind, Release) else Verb.WRITE


def desk(actor: Actor, kind: type[Proposal]) -> Desk:
    """What ``actor`` may do with proposals of ``kind``. The public may do nothing with any."""
    signed_in = actor.signed_in
    return Desk(
        proposes=signed_in and may(actor, Verb.WRITE, kind), approves=signed_in and may(actor, deciding(kind), kind)
    )


def release_seen(actor: Actor, key: UUID) -> Release:
    """The release of that key. Raises Hidden where it is not for ``actor``."""
    return _shown(actor, Release.objects.filter(pk=key).first())


def edition_seen(actor: Actor, key: UUID) -> Edition:
    """The edition of that key. Raises Hidden where it is not for ``actor``."""
    return _shown(actor, Edition.objects.filter(pk=key).first())


def _shown(actor: Actor, found: P | None) -> P:
    if found is None or not (found.state in OUT or desk(actor, type(found)).sees):
        raise Hidden("Nothing here.")
    return found


def files_of(one: Release | Edition) -> dict[str, bytes]:
    """Its files by path."""
    return {path: bytes(content) for path, content in one.files.values_list("path", "content")}


def folder_of(release: Release) -> ReleaseFolder:
    """The release as the ledger takes it."""
    return release_in(files_of(release), name=release.name)


def releases_out(today: date | None = None) -> list[tuple[Release, HeldRelease]]:
    """The releases that stand: approved here, in the ledger byte for byte, and not withdrawn in it."""
    held = ledger.in_force(ledger.held(today=today or timezone.localdate()))
    rows = Release.objects.filter(state=State.APPROVED)
    return [(one, held[one.name]) for one in rows if one.name in held]


def edition_now() -> Edition | None:
    """The edition approved last."""
    return Edition.objects.filter(state=State.APPROVED).order_by("-decided_at").first()


def report_folder(edition: Edition | None, *, today: date) -> dict[str, bytes]:
    """What is released as a report folder: ``edition``, or without one every release that stands.

    Raises Protected where a figure of protected data comes from no release in force, Refused where there is nothing.
    """
    content = ledger.content(today=today)
    if edition is not None:
        return exporting.exported(files_of(edition), ledger=content, today=today)
    standing = {one.name: held for one, held in releases_out(today)}
    return exporting.exported(register.plain_report(standing, today=today), ledger=content, today=today)


def edition_built(edition: Edition, *, today: date) -> dict[str, bytes]:
    """The edition as pages, built on the day; the same for everybody who asks on it.

    Raises Protected where one of its releases is no longer in force.
    """
    content = ledger.content(today=today)
    return _built(edition.pk, edition.sha256, content, today)


@lru_cache(maxsize=2)
def _built(key: UUID, sha256: str, content: bytes, today: date) -> dict[str, bytes]:
    """Of the edition of that key. Whoever calls has seen it: what is held here is what was approved, or may be seen."""
    files = files_of(Edition.objects.get(pk=key, sha256=sha256))
    return exporting.built(exporting.exported(files, ledger=content, today=today))
