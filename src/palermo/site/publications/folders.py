"""Folders as they come in: a release or a report, packed by hand or lying in the configured place."""

from collections.abc import Mapping
from hashlib import sha256

from django.conf import settings

from palermo import disclosure, engines
from palermo.disclosure import MANIFEST, ReleaseFolder
from palermo.ground.errors import UnreadableInput, UsageError
from palermo.ground.finding import Finding

_HINT = "`palermo tables` makes one."


def release_in(files: Mapping[str, bytes], *, name: str = "the folder") -> ReleaseFolder:
    """The release that ``files`` are. Raises UnreadableInput with everything that is wrong with it."""
    published = {path: held for path, held in files.items() if path == MANIFEST or path.lower().endswith(".csv")}
    if MANIFEST not in published:
        raise UnreadableInput(f"There is no {MANIFEST}: it is no release.", hint=_HINT)
    found, told = disclosure.read_release(published, name=name)
    if told or found is None:
        raise UnreadableInput("It is no release.", hint=_HINT, findings=told)
    if found.derived:
        raise UnreadableInput("Its manifest was made for the ledger alone: it is no release of ours.", hint=_HINT)
    return found


def scanned(files: Mapping[str, bytes], release: ReleaseFolder) -> tuple[Finding, ...]:
    """What a stranger finds in ``files`` beside the tables: a folder is handed on, and so published, as a whole."""
    folder = {**files, **release.files}
    published = disclosure.read_publication(release.files, name=release.release)
    return tuple(disclosure.scan_files(folder, engines.open_contents(folder), published))


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of an upload."""
    return engines.unpack_folder(data, "the upload")


def configured() -> list[str]:
    """Names of the folders in the configured place that hold a manifest."""
    root = settings.PALERMO_RELEASES
    if root is None or not root.is_dir():
        return []
    return sorted(one.name for one in root.iterdir() if not one.is_symlink() and (one / MANIFEST).is_file())


def configured_files(name: str) -> dict[str, bytes]:
    """Everything that lies in one of them. Raises UsageError for a name that is none."""
    root = settings.PALERMO_RELEASES
    if root is None or name not in configured():
        raise UsageError("There is no such folder in the configured place.", hint="Take one that the page lists.")
    return engines.read_folder(root / name)


def hash_of(files: Mapping[str, bytes]) -> str:
    """One hash for a folder."""
    lines = "".join(f"{path} {sha256(held).hexdigest()}\n" for path, held in sorted(files.items()))
    return sha256(lines.encode()).hexdigest()
