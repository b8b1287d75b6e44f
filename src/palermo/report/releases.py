"""The gate: protected data get into a report as tables of a release that the ledger holds, and by no other way.

A build reads the whole ledger, lays the release's files beside those the ledger keeps, and attacks the release once
more with all that was published before it. An edition is verified by the receipts it carries, or by a ledger given.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from palermo import disclosure
from palermo.disclosure import MANIFEST, HeldRelease, Ledger, ReleaseFolder, ReleaseTable
from palermo.ground.errors import PalermoError
from palermo.ground.finding import Finding
from palermo.report.canonical import sha256
from palermo.report.copies import is_copy
from palermo.report.folder import REPORT, DataEntry, Folder
from palermo.report.forms import fault
from palermo.report.release_files import below

RECEIPTS = "releases.yml"
_FORMAT = "palermo.releases/1"
_WEIGHTY = ("ledger.table-differs", "ledger.table-missing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What opens the gate beside the folder: a ledger given by hand, and whether it is an edition that is verified."""

    ledger: bytes | None = None
    edition: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A table that came through the gate."""

    name: str
    path: str
    folder: ReleaseFolder
    table: ReleaseTable

    @property
    def content(self) -> bytes:
        """The table as published."""
        return self.folder.files[self.table.file]

    @property
    def sdc_applied(self) -> str:
        """What was done to its cells, by which threshold, in which release: computed, never written."""
        method = self.folder.method or "as published"
        return f"{method}, threshold {self.folder.threshold}, release {self.folder.release}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """The tables that came through, by dataset; the receipts of their releases; and why others did not come through."""

    tables: Mapping[str, Released] = field(default_factory=dict)
    receipts: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def admit(folder: Folder, gate: Gate) -> Admitted:
    """Every table of a release that ``folder`` names, held against the ledger."""
    asked = {name: entry for name, entry in folder.data.items() if entry.release is not None}
    if not (asked or folder.ledger or gate.ledger):
        return Admitted()
    keeper = _Keeper(folder, gate)
    found = {name: one for name, entry in asked.items() if (one := keeper.admit(entry)) is not None}
    keeper.name_copies()
    return Admitted(tables=found, receipts=keeper.receipts(found), findings=tuple(keeper.told))


class _Keeper:
    def __init__(self, folder: Folder, gate: Gate) -> None:
        self.folder = folder
        self.told: list[Finding] = []
        self.ledger = self._ledger(gate)
        self.kept = _receipts(folder) if gate.edition and self.ledger is None else {}
        self.stopped = self.ledger is None and not self.kept
        self.judged: dict[str, bool] = {}

    def admit(self, entry: DataEntry) -> Released | None:
        """The table of ``entry``; None, and every reason, where it may not come through."""
        before = len(self.told)
        release = self._release(entry)
        if release is None:
            return None
        table = release.table(entry.table or "")
        if table is None:
            ids = ", ".join(one.id for one in release.tables)
            self._blame(entry, "data.release-table", f"the release has no table {entry.table}", f"tables: {ids}")
        if entry.population and entry.population != (table.population if table else release.population):
            told = f"it counts {release.population}, and the report says {entry.population}"
            self._blame(entry, "data.release-population", told)
        if self.ledger is not None:
            self._held(entry, release, self.ledger)
        elif self.kept:
            self._receipt(entry, release)
        if table is None or self.stopped or len(self.told) > before:
            return None
        return Released(name=entry.name, path=f"{entry.release}/{table.file}", folder=release, table=table)

    def name_copies(self) -> None:
        """Files that are a table of a release, and are not named as one: their rule would be written by hand."""
        files = [entry for entry in self.folder.data.values() if entry.release is None]
        held = (
            [(one.folder, table) for one in self.ledger.releases for table in one.folder.tables] if self.ledger else []
        )
        for entry in files:
            content = self.folder.files.get(entry.path or "", b"")
            if release := next(
                (one.release for one, table in held if is_copy(content, entry.sha256, one, table)), None
            ):
                told = f"the file is a table of the release {release}"
                self._blame(entry, "data.release-file", told, "release: DIR, table: ID in place of path and sha256")

    def receipts(self, found: Mapping[str, Released]) -> Mapping[str, Any]:
        """What an edition keeps of the ledger: where it stood, and the line and the files of each release."""
        if self.ledger is None or not found:
            return self.kept
        releases: dict[str, object] = {}
        for one in found.values():
            if held := self.ledger.release(one.folder.release):
                files = {path: sha256(content) for path, content in held.files.items()}
                releases[held.release] = {"line": held.line, "sha256": held.sha256, "files": files}
        head = {"head": self.ledger.head, "lines": len(self.ledger.hashes)}
        return {"format": _FORMAT, "ledger": head, "releases": releases}

    # ── the ledger ─────────────────────────────────────────────────────────────────────────────────────────────────
    def _ledger(self, gate: Gate) -> Ledger | None:
        """The ledger to hold releases against: the one given, else the folder's; None, and why, where there is none."""
        path = self.folder.ledger
        own = self.folder.files.get(path) if path else None
        if gate.ledger is None and own is None:
            if not (gate.edition and _receipts(self.folder)):
                hint = "ledger: FILE in report.yml, or --ledger FILE"
                told = "no ledger is named: nobody can tell what was published before"
                self.told.append(fault("data.ledger-missing", told, path=REPORT, hint=hint))
            return None
        read = [
            self._read(data, name) for data, name in ((own, path or ""), (gate.ledger, "--ledger")) if data is not None
        ]
        if None in read:
            return None
        *folders, last = [one for one in read if one is not None]
        if any(last.hashes[: len(one.hashes)] != one.hashes for one in folders):
            told = f"{path} is no beginning of the ledger given: one of the two is not the one that was kept"
            self.told.append(fault("data.ledger-forked", told, path=REPORT))
            return None
        return last

    def _read(self, data: bytes, name: str) -> Ledger | None:
        try:
            return disclosure.read_ledger(data, name=name)
        except PalermoError as error:
            for one in error.findings:
                told = f"{name}, line {one.line}: {one.text}"
                self.told.append(fault("data.ledger-broken", told, path=REPORT, hint=error.hint))
            if not error.findings:
                self.told.append(fault("data.ledger-broken", error.message, path=REPORT, hint=error.hint))
            return None

    # ── a release ──────────────────────────────────────────────────────────────────────────────────────────────────
    def _release(self, entry: DataEntry) -> ReleaseFolder | None:
        files = below(self.folder.files, entry.release or "")
        if MANIFEST not in files:
            told = f"{entry.release} holds no {MANIFEST}: it is no release"
            self._blame(entry, "data.release-missing", told, "palermo tables makes one")
            return None
        found, told_of = disclosure.read_release(files, name=entry.release or "")
        for one in told_of:
            code = "data.release-differs" if one.code in _WEIGHTY else "data.release-manifest"
            where = f"{one.path}, line {one.line}" if one.line else one.path
            self._blame(entry, code, f"{where}: {one.text}", one.hint)
        if found is not None and found.derived:
            told = "its manifest was made for the ledger: it is on record, and no release of ours"
            self._blame(entry, "data.release-manifest", told, "palermo tables makes one")
            return None
        return None if told_of else found

    def _held(self, entry: DataEntry, release: ReleaseFolder, ledger: Ledger) -> None:
        """Whether the ledger holds this very release, and nothing speaks against it."""
        held = ledger.release(release.release)
        if held is None:
            hint = "palermo ledger add DIR"
            self._blame(entry, "data.release-unknown", f"the ledger holds no release {release.release}", hint)
            return
        for path in sorted({*held.files, *release.files}):
            if held.files.get(path) != release.files.get(path):
                told = f"{path} is not the one that the ledger holds of {release.release}, in line {held.line}"
                self._blame(entry, "data.release-differs", told, "take the folder as it was published")
        if held.withdrawn:
            told = f"{release.release} was withdrawn on {held.withdrawn.at}: {held.withdrawn.why}"
            self._blame(entry, "data.release-withdrawn", told)
        if held.unsafe or not self._safe(held, ledger):
            told = f"counts or changes can be told from {release.release} with what was published before it"
            hint = f"palermo ledger check {entry.release} names them"
            self._blame(entry, "data.release-unsafe", told, hint)

    def _safe(self, held: HeldRelease, ledger: Ledger) -> bool:
        """The attack once more, on what the ledger holds: a line that only says so makes nothing safe."""
        if held.release not in self.judged:
            today = date.fromisoformat(held.at)
            try:
                self.judged[held.release] = disclosure.judge(held.folder, ledger, today=today).safe
            except PalermoError:
                self.judged[held.release] = False
        return self.judged[held.release]

    def _receipt(self, entry: DataEntry, release: ReleaseFolder) -> None:
        """Whether the edition's files are those it was built from."""
        kept = self.kept["releases"].get(release.release)
        if kept is None:
            self._blame(entry, "data.release-unknown", f"the edition has no receipt of {release.release}")
            return
        for path in sorted({*kept["files"], *release.files}):
            content = release.files.get(path)
            if content is None or kept["files"].get(path) != sha256(content):
                self._blame(entry, "data.release-differs", f"{path} is not the one the edition was built from")

    def _blame(self, entry: DataEntry, code: str, told: str, hint: str = "") -> None:
        self.told.append(fault(code, f"data {entry.name}: {told}", path=REPORT, line=entry.line, hint=hint))


def _receipts(folder: Folder) -> Mapping[str, Any]:
    """The receipts that an edition carries; empty where they cannot be read."""
    try:
        found = json.loads(folder.files.get(RECEIPTS, b""))
    except ValueError:
        return {}
    shaped = isinstance(found, dict) and found.get("format") == _FORMAT and isinstance(found.get("releases"), dict)
    whole = shaped and all(
        isinstance(one, dict) and isinstance(one.get("files"), dict) for one in found["releases"].values()
    )
    return found if whole else {}


def published_with(folder: Folder, tables: Mapping[str, Released]) -> Iterator[tuple[str, bytes]]:
    """The files of every release that a table came from, as they go into the edition."""
    for one in tables.values():
        entry = folder.data[one.name]
        yield from ((f"{entry.release}/{path}", content) for path, content in one.folder.files.items())
