"""The inputs of the figures: hashes held against files, sensitivity against what rests on it, rows against tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from palermo.ground.errors import PalermoError, UsageError
from palermo.ground.figure import Sensitivity
from palermo.ground.finding import Finding
from palermo.report.canonical import sha256
from palermo.report.folder import REPORT, DataEntry, Folder, SourceEntry
from palermo.report.forms import fault
from palermo.report.model import Dataset
from palermo.report.ports import Ports
from palermo.report.protection import is_protected, protected_copies
from palermo.report.releases import Admitted, Gate, Released, admit

_MOST_NAMED = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What is at hand: datasets by name, their rows as text, the sources given, and what is wrong with any of them."""

    datasets: Mapping[str, Dataset] = field(default_factory=dict)
    frames: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    at_hand: tuple[str, ...] = ()
    admitted: Admitted = Admitted()
    findings: tuple[Finding, ...] = ()


def hold(folder: Folder, given: Mapping[str, bytes], ports: Ports, gate: Gate) -> Holdings:
    """The holdings of ``folder``. ``given`` are files by the name of a source, a dataset or a snapshot."""
    _check_names(folder, given)
    admitted = admit(folder, gate)
    findings: list[Finding] = [*_protected(folder), *protected_copies(folder, given), *admitted.findings]
    findings += _released_by_hand(folder, given)
    refused = {name for name, entry in folder.data.items() if entry.release is not None or is_protected(folder, name)}
    datasets = {name: _released(one) for name, one in admitted.tables.items()}
    frames: dict[str, pl.DataFrame] = {}
    for name, entry in folder.data.items():
        content = given.get(name, folder.files.get(entry.path or ""))
        if name in refused or content is None:
            continue
        findings += _faults_of(entry, content, folder)
        datasets[name] = _dataset(entry, content, folder)
        frames |= _frame(entry, content, ports, findings)
    raw = _raw_rows(folder, given, ports, findings)
    frames |= _recomputed(folder, raw, frames, ports, findings)
    held = {name: datasets[name] for name in folder.data if name in datasets}
    return Holdings(datasets=held, frames=frames, at_hand=tuple(raw), admitted=admitted, findings=tuple(findings))


def _check_names(folder: Folder, given: Mapping[str, bytes]) -> None:
    known = (*folder.sources, *folder.data, *folder.evidence.snapshots)
    unknown = [name for name in given if name not in known]
    if unknown:
        raise UsageError(
            f"The report has no source, dataset or snapshot called {', '.join(unknown)}.",
            hint=f"It has: {', '.join(known) or 'none'}.",
        )


def _protected(folder: Folder) -> Iterator[Finding]:
    for name, entry in folder.data.items():
        if is_protected(folder, name):
            told = f"it is protected: none of its figures may be published: {_resting_on(folder, name)}"
            hint = "figures of protected data come only through disclosure control, which no word here can replace"
            yield _blame(entry, "data.protected", told, hint)


def _released_by_hand(folder: Folder, given: Mapping[str, bytes]) -> Iterator[Finding]:
    for name in given:
        entry = folder.data.get(name)
        if entry is not None and entry.release is not None:
            told = "it is a table of a release: no file given by hand stands in for it"
            yield _blame(entry, "data.release-by-hand", told, "leave --data out")


def _released(one: Released) -> Dataset:
    return Dataset(
        name=one.name,
        path=one.path,
        sha256=one.table.sha256,
        sensitivity=Sensitivity.PROTECTED,
        content=one.content,
        release=one.folder.release,
    )


def _faults_of(entry: DataEntry, content: bytes, folder: Folder) -> Iterator[Finding]:
    if sha256(content) != entry.sha256:
        told = f"the file's sha256 is not the one written; resting on it: {_resting_on(folder, entry.name)}"
        yield _blame(entry, "data.hash-differs", told, f"the file has {sha256(content)}")
    if entry.sensitivity is Sensitivity.PUBLIC and entry.document not in folder.evidence.documents:
        told = "public data name the document they come from, one of evidence/*.yml"
        yield _blame(entry, "data.no-document", told, "document: ID")
    if entry.source and entry.source not in folder.sources:
        yield _blame(entry, "report.unknown-id", f"there is no source {entry.source}", "define it under sources")


def _resting_on(folder: Folder, name: str) -> str:
    """The figures of a dataset, by name, the indicator standing for the cells without one."""
    ids = [
        id
        for indicator in folder.indicators.values()
        if name in indicator.inputs
        for id in (indicator.id, *indicator.figures)
    ]
    more = f" and {len(ids) - _MOST_NAMED} more" if len(ids) > _MOST_NAMED else ""
    return (", ".join(ids[:_MOST_NAMED]) or "no figure") + more


def _dataset(entry: DataEntry, content: bytes, folder: Folder) -> Dataset:
    source = folder.sources.get(entry.source or "")
    return Dataset(
        name=entry.name,
        path=entry.path or "",
        sha256=entry.sha256,
        sensitivity=entry.sensitivity,
        content=content,
        document=entry.document,
        source=entry.source,
        source_sha256=source.sha256 if source else None,
        derivation={"sql": entry.sql} if entry.sql else None,
    )


def _frame(entry: DataEntry, content: bytes, ports: Ports, findings: list[Finding]) -> dict[str, pl.DataFrame]:
    try:
        return {entry.name: ports.read_table(content)}
    except PalermoError as error:
        told = f"data {entry.name}: {error.message}"
        findings.append(fault("data.unreadable", told, path=entry.path or REPORT, hint=error.hint))
        return {}


def _raw_rows(
    folder: Folder, given: Mapping[str, bytes], ports: Ports, findings: list[Finding]
) -> Mapping[str, pl.DataFrame]:
    """The checked rows of each source whose file was given and is the one named."""
    found: dict[str, pl.DataFrame] = {}
    for name, source in folder.sources.items():
        content = given.get(name)
        if content is None or source.sensitivity is Sensitivity.PROTECTED:
            continue
        if sha256(content) != source.sha256 or source.bytes not in (None, len(content)):
            told = f"the file given is not the one named: its sha256 is {sha256(content)}"
            findings.append(_blame(source, "data.hash-differs", told))
        elif source.layout is None:
            findings.append(_blame(source, "data.no-layout", "it names no layout to read its rows by"))
        else:
            found |= _checked(source, content, folder.files[source.layout], folder, ports, findings)
    return found


def _checked(
    source: SourceEntry, content: bytes, layout: bytes, folder: Folder, ports: Ports, findings: list[Finding]
) -> dict[str, pl.DataFrame]:
    try:
        return {source.name: as_text(ports.check_rows(content, layout, date.fromisoformat(folder.built_at[:10])))}
    except PalermoError as error:
        findings.append(_blame(source, "data.rows-rejected", error.message, error.hint))
        findings.extend(error.findings)
        return {}


def _recomputed(
    folder: Folder,
    raw: Mapping[str, pl.DataFrame],
    shipped: Mapping[str, pl.DataFrame],
    ports: Ports,
    findings: list[Finding],
) -> dict[str, pl.DataFrame]:
    """Each derived dataset computed again from the rows of its source, and held against the table in the folder."""
    found: dict[str, pl.DataFrame] = {}
    for name, entry in folder.data.items():
        source = entry.source or ""
        if source not in raw or not entry.sql or name not in shipped:
            continue
        try:
            made = as_text(ports.query(entry.sql, {source: raw[source]}))
        except PalermoError as error:
            findings.append(_blame(entry, "data.query-fails", error.message, error.hint))
            continue
        if differs := difference(shipped[name], made):
            told = f"the table is not what its query gives over {source}: {differs}; resting on it: "
            findings.append(_blame(entry, "data.rows-differ", told + _resting_on(folder, name)))
        found[name] = made
    return found


def _blame(entry: DataEntry | SourceEntry, code: str, told: str, hint: str = "") -> Finding:
    what = "data" if isinstance(entry, DataEntry) else "source"
    return fault(code, f"{what} {entry.name}: {told}", path=REPORT, line=entry.line, hint=hint)


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Every column as text, null as empty. Raises UsageError on a column of floats: they have lost what was written."""
    floats = [name for name, kind in frame.schema.items() if kind.is_float()]
    if floats:
        raise UsageError(f"The columns {', '.join(floats)} are floats.", hint="CAST them to DECIMAL in the query.")
    return frame.with_columns(pl.all().cast(pl.String).fill_null(""))


def difference(shipped: pl.DataFrame, made: pl.DataFrame) -> str:
    """What differs between two tables whatever the order of their rows; empty when nothing does."""
    if shipped.columns != made.columns:
        return f"columns {', '.join(shipped.columns)} against {', '.join(made.columns)}"
    if shipped.height != made.height:
        return f"{shipped.height} rows against {made.height}"
    left, right = (frame.sort(frame.columns) for frame in (shipped, made))
    counts = {name: int((left[name] != right[name]).sum()) for name in left.columns}
    return ", ".join(f"{count} cells of {name}" for name, count in counts.items() if count)
