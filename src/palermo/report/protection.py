"""What is protected, and that none of its bytes gets into an edition under another name."""

from collections.abc import Iterator, Mapping

from palermo.ground.figure import Sensitivity
from palermo.ground.finding import Finding
from palermo.report.canonical import sha256
from palermo.report.conference import conference_files
from palermo.report.folder import REPORT, DataEntry, Folder, SourceEntry
from palermo.report.forms import fault

_HINT = "take it out: figures of protected data come only through disclosure control"


def is_protected(folder: Folder, name: str) -> bool:
    """Protected by its word, by the file it derives from, or as a copy of protected or of released bytes.

    A table of a release is none of these: the gate lets it through, or nothing does.
    """
    entry = folder.data[name]
    if entry.release is not None:
        return False
    source = folder.sources.get(entry.source or "")
    hashes = {one.sha256 for one in _entries(folder) if _said_protected(one)} - {""}
    return _said_protected(entry) or (source is not None and _said_protected(source)) or entry.sha256 in hashes


def protected_copies(folder: Folder, given: Mapping[str, bytes]) -> Iterator[Finding]:
    """Files that would go into the edition, as a text, a definition or a layout, and documents that would be quoted
    in it, whose bytes are those of something protected; and a conference that is protected and shows no table."""
    protected = _hashes(folder, given)
    for path, what in _ways_out(folder).items():
        if name := protected.get(sha256(folder.files[path])):
            yield fault("data.protected", f"the {what} has the bytes of {name}", path=path, hint=_HINT)
    for id, one in folder.evidence.snapshots.items():
        content = given.get(id) or folder.files.get(one.file or "")
        name = protected.get(one.sha256) or protected.get(sha256(content) if content else "")
        if name and name != f"snapshot {id}":
            at = folder.evidence.records[id]
            yield fault(
                "data.protected", f"snapshot {id} has the bytes of {name}", path=at.path, line=at.line, hint=_HINT
            )
    if folder.sitting and folder.sitting.entry.sensitivity is Sensitivity.PROTECTED:
        told = "the conference is protected: nothing of it may be published"
        yield fault("data.protected", told, path=REPORT, line=folder.sitting.entry.line, hint=_HINT)


def _hashes(folder: Folder, given: Mapping[str, bytes]) -> dict[str, str]:
    """Whose bytes are protected: by hash, as it is written and as the file at hand has it."""
    found: dict[str, str] = {}
    for name, entry in folder.data.items():
        if is_protected(folder, name):
            content = given.get(name) or folder.files.get(entry.path or "")
            found |= _named(f"data {name}, which are protected", entry.sha256, content)
    for name, source in folder.sources.items():
        if _said_protected(source):
            found |= _named(f"source {name}, which is protected", source.sha256, given.get(name))
    for id, one in folder.evidence.snapshots.items():
        if one.sensitivity is Sensitivity.PROTECTED:
            found |= _named(f"snapshot {id}", one.sha256, given.get(id) or folder.files.get(one.file or ""))
    return found


def _named(name: str, written: str, content: bytes | None) -> dict[str, str]:
    return {one: name for one in (written, sha256(content) if content else "") if one}


def _ways_out(folder: Folder) -> dict[str, str]:
    """Each file of the folder that gets into an edition whole or in other words, and as what."""
    found = {path: "definition" for path in folder.raw if path in folder.files}
    found |= {path: "file of the conference" for path in conference_files(folder.files) if folder.sitting}
    found |= {text.path: "text" for text in folder.texts}
    return found | {source.layout: "layout" for source in folder.sources.values() if source.layout}


def _entries(folder: Folder) -> tuple[DataEntry | SourceEntry, ...]:
    return (*folder.data.values(), *folder.sources.values())


def _said_protected(entry: DataEntry | SourceEntry) -> bool:
    return entry.sensitivity is Sensitivity.PROTECTED
