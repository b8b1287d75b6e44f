"""A release as it lies in its folder: the manifest and the tables it names, held against each other."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from palermo.ground.counted import counted
from palermo.ground.finding import Finding, Severity

MANIFEST = "manifest.json"
TOTAL = "_T"
HIDDEN = "hidden"
LOWEST_THRESHOLD = 3
"""Release profiles go from ten down to three; below that a count of one or two would pass for safe."""
_STATUSES = ("exact", HIDDEN, "rounded", "perturbed")
_DEFAULT_THRESHOLD = 10
_LAST = ["value", "status"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTable:
    """A table as the manifest names it. ``due``: the day by which its indicator is promised next."""

    id: str
    file: str
    by: tuple[str, ...]
    measure: str
    population: str
    as_of: str
    indicator: str
    version: str
    due: date | None
    sha256: str
    decimals: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFolder:
    """A published folder. ``files`` are its manifest and its tables, byte for byte.

    ``derived``: it had no manifest, and one was made for the ledger from its tables as somebody wrote them.
    """

    release: str
    population: str
    as_of: str
    threshold: int
    method: str
    tables: tuple[ReleaseTable, ...]
    files: Mapping[str, bytes]
    manifest: Mapping[str, Any]
    derived: bool = False

    def table(self, id: str) -> ReleaseTable | None:
        """The table with that id."""
        return next((one for one in self.tables if one.id == id), None)

    def rows(self, table: ReleaseTable) -> list[list[str]]:
        """The lines of a table below its head: codes, value, status."""
        return _lines(self.files[table.file])[1:]

    @property
    def cells(self) -> int:
        return sum(len(self.rows(one)) for one in self.tables)

    @property
    def hidden(self) -> int:
        return sum(line[-1] == HIDDEN for one in self.tables for line in self.rows(one))


def read_release(
    files: Mapping[str, bytes], *, name: str, release: str | None = None, population: str | None = None
) -> tuple[ReleaseFolder | None, tuple[Finding, ...]]:
    """The release in ``files`` (relative path → bytes) and everything that is wrong with it; None where it is none.

    A folder without a manifest gets one derived: its tables are its CSV files, ``release`` and ``population`` are then
    asked of the caller. ``name`` is what findings call the folder.
    """
    reader = _Reader(files, name)
    made = reader.read(release, population)
    return made, tuple(reader.told)


def text_of(content: bytes) -> str | None:
    """A published file as text that gives the same bytes again; None where it is no UTF-8."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


class _Reader:
    def __init__(self, files: Mapping[str, bytes], name: str) -> None:
        self.files = files
        self.name = name
        self.told: list[Finding] = []

    def read(self, release: str | None, population: str | None) -> ReleaseFolder | None:
        derived = MANIFEST not in self.files
        manifest = self._derived(release, population) if derived else self._manifest()
        if manifest is None:
            return None
        derived = derived or manifest.get("derived") is True
        population_id, as_of = _population(manifest.get("population"))
        tables = tuple(self._tables(manifest, population_id, as_of))
        found = ReleaseFolder(
            release=str(manifest.get("release") or ""),
            population=population_id,
            as_of=as_of,
            threshold=_whole(manifest.get("threshold"), _DEFAULT_THRESHOLD),
            method=str(manifest.get("method") or ""),
            tables=tables,
            files={
                MANIFEST: self.files[MANIFEST] if MANIFEST in self.files else _page(manifest),
                **{one.file: self.files[one.file] for one in tables},
            },
            manifest=manifest,
            derived=derived,
        )
        self._beside(found)
        return found

    # ── the manifest ───────────────────────────────────────────────────────────────────────────────────────────────
    def _manifest(self) -> dict[str, Any] | None:
        try:
            found = json.loads(self.files[MANIFEST].decode())
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or not isinstance(found.get("tables"), list):
            self._blame("ledger.manifest", "the manifest is no JSON that names tables", file=MANIFEST)
            return None
        if found.get("format") != 1 or isinstance(found.get("format"), bool):
            self._blame("ledger.manifest", "the manifest is not of format 1", "format: 1", file=MANIFEST)
        if not (isinstance(found.get("release"), str) and found["release"]):
            self._blame("ledger.manifest", "the manifest has no release", file=MANIFEST)
        if not _population(found.get("population"))[0]:
            self._blame("ledger.manifest", "the manifest has no population", file=MANIFEST)
        if _whole(found.get("threshold"), None) is None:
            self._blame("ledger.manifest", "the manifest has no threshold", file=MANIFEST)
        return found

    def _derived(self, release: str | None, population: str | None) -> dict[str, Any] | None:
        """A manifest for a folder that has none: dimensions are all columns of a table but the last two."""
        names = sorted(path for path in self.files if path.endswith(".csv"))
        if not (names and release and population):
            hint = "a folder that names its tables in one; or CSV tables, with --release and --population"
            self._blame("ledger.no-manifest", f"there is no {MANIFEST}", hint)
            return None
        tables = []
        codes: dict[str, dict[str, None]] = {}
        for name in names:
            head, *lines = _lines(self.files[name]) or [[]]
            tables.append({"id": name.removesuffix(".csv"), "file": name, "by": head[:-2]})
            for at, dimension in enumerate(head[:-2]):
                seen = (line[at] for line in lines if len(line) == len(head))
                codes.setdefault(dimension, {}).update(dict.fromkeys(code for code in seen if code != TOTAL))
        return {
            "format": 1,
            "derived": True,
            "release": release,
            "population": {"id": population},
            "threshold": _DEFAULT_THRESHOLD,
            "dimensions": {name: {"codes": list(found)} for name, found in codes.items()},
            "tables": tables,
        }

    def _beside(self, found: ReleaseFolder) -> None:
        """What is wrong with the folder beside its tables."""
        if found.threshold < LOWEST_THRESHOLD:
            told = f"the threshold is {found.threshold}: counts of one or two would pass for safe"
            self._blame("ledger.threshold", told, f"a threshold is {LOWEST_THRESHOLD} or more", file=MANIFEST)
        specs = [one for one in found.manifest["tables"] if isinstance(one, dict)]
        named = {str(one.get("file") or f"{one.get('id')}.csv") for one in specs}
        ids = [str(one.get("id")) for one in specs]
        for id in sorted({one for one in ids if ids.count(one) > 1}):
            self._blame("ledger.manifest", f"two tables are called {id}", file=MANIFEST)
        for path in sorted(self.files):
            if path.lower().endswith(".csv") and path not in named:
                told = "the manifest names no such table: it would be published and never attacked"
                self._blame("ledger.file-undeclared", told, file=path)

    # ── the tables ─────────────────────────────────────────────────────────────────────────────────────────────────
    def _tables(self, manifest: Mapping[str, Any], population: str, as_of: str) -> Iterator[ReleaseTable]:
        for spec in manifest["tables"]:
            id = spec.get("id") if isinstance(spec, dict) else None
            by = spec.get("by") if isinstance(spec, dict) else None
            if not id or not isinstance(id, str) or not isinstance(by, list):
                self._blame("ledger.manifest", "a table has no id or no dimensions", "id and by", file=MANIFEST)
                continue
            file = str(spec.get("file") or f"{id}.csv")
            if file not in self.files:
                self._blame("ledger.table-missing", f"the table {id} has no file {file}", table=id)
                continue
            own, own_day = _population(spec.get("population"))
            strict = manifest.get("derived") is not True
            if self._is_table(id, file, [str(one) for one in by], spec.get("sha256"), strict):
                indicator, _, version = str(spec.get("indicator") or id).partition("@")
                yield ReleaseTable(
                    id=id,
                    file=file,
                    by=tuple(map(str, by)),
                    measure=str(spec.get("measure") or "count"),
                    population=own or population,
                    as_of=own_day or as_of,
                    indicator=indicator,
                    version=version,
                    due=self._due(spec.get("due"), id),
                    sha256=hashlib.sha256(self.files[file]).hexdigest(),
                    decimals=_whole(spec.get("decimals"), None),
                )

    def _due(self, written: object, id: str) -> date | None:
        if written in (None, ""):
            return None
        try:
            return date.fromisoformat(str(written))
        except ValueError:
            self._blame("ledger.manifest", f"due of {id} is no day", "due: 2026-03-31", file=MANIFEST, table=id)
            return None

    def _is_table(self, id: str, file: str, by: list[str], sha256: object, strict: bool) -> bool:
        """Whether the file is the table the manifest speaks of; every line of it that is not is named.

        Where the manifest was derived, somebody else wrote the table: what its last columns say is not for us to rule.
        """
        content = self.files[file]
        before = len(self.told)
        if sha256 is not None and sha256 != hashlib.sha256(content).hexdigest():
            self._blame("ledger.table-differs", "the file's sha256 is not that of the manifest", file=file, table=id)
        lines = _lines(content)
        named = bool(lines) and (lines[0] == [*by, *_LAST] if strict else lines[0][:-2] == by != [])
        if text_of(content) is None or not named:
            told = "it is no CSV table in UTF-8 with a column a dimension, then value and status"
            self._blame("ledger.table", told, f"head: {', '.join([*by, *_LAST])}", file=file, table=id, line=1)
            return False
        for number, line in enumerate(lines[1:], start=2):
            if wrong := _wrong(line, len(by), strict):
                code, told = wrong
                self._blame(code, told, file=file, table=id, line=number)
        return not any(one.code != "ledger.table-differs" for one in self.told[before:])

    def _blame(
        self, code: str, text: str, hint: str = "", *, file: str = "", table: str | None = None, line: int | None = None
    ) -> None:
        path = f"{self.name}/{file}" if file else self.name
        self.told.append(
            Finding(code=code, severity=Severity.ERROR, text=text, hint=hint, table=table, path=path, line=line)
        )


def _wrong(line: list[str], dimensions: int, strict: bool) -> tuple[str, str] | None:
    """Why a line is none of a published table; the line itself is not quoted."""
    if len(line) != dimensions + 2:
        return "ledger.table", f"the line has {counted(len(line), 'cell')} instead of {dimensions + 2}"
    if not strict:
        return None
    value, status = line[-2], line[-1]
    if status not in _STATUSES:
        return "ledger.table", f"the status is none of {', '.join(_STATUSES)}"
    if status == HIDDEN and value:
        return "ledger.hidden-with-value", "the cell is called hidden, and its value stands there"
    if status != HIDDEN and not _is_number(value):
        return "ledger.table", "the value is no number"
    return None


def _is_number(value: str) -> bool:
    whole, point, rest = value.removeprefix("-").partition(".")
    return whole.isascii() and whole.isdecimal() and (not point or (rest.isascii() and rest.isdecimal()))


def _lines(content: bytes) -> list[list[str]]:
    """The cells of a CSV file; none where it is no text."""
    try:
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return []


def _population(written: object) -> tuple[str, str]:
    """Its id, and the day it is counted at."""
    if isinstance(written, Mapping):
        return str(written.get("id") or ""), str(written.get("as_of") or "")
    return str(written or ""), ""


def _whole(written: object, default: Any) -> Any:
    return written if isinstance(written, int) and not isinstance(written, bool) else default


def _page(manifest: Mapping[str, Any]) -> bytes:
    return (json.dumps(manifest, sort_keys=True, ensure_ascii=False, indent=1) + "\n").encode()
