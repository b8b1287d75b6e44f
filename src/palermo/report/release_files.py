"""Where the files of a release lie in a report folder."""

from collections.abc import Mapping

from palermo import disclosure
from palermo.ground.forms import Form
from palermo.report.canonical import sha256
from palermo.report.forms import OUTSIDE, leads_out

ROOTS = ("data/", "releases/")
"""An edition keeps releases where the folder has them, so they lie where no page, table or chart does."""
_OF_THE_RELEASE = ("path", "sha256", "sensitivity", "document", "source", "sql")


def below(files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    """The files of ``folder`` by their names within it."""
    start = f"{folder}/"
    return {path.removeprefix(start): content for path, content in files.items() if path.startswith(start)}


def release_folder(form: Form) -> str | None:
    """The folder that a dataset names as its release. What the release says itself may not be written beside it."""
    named = form.text("release")
    if named is None:
        return None
    for name in _OF_THE_RELEASE:
        if form.has(name):
            form.blame(name, f"{name} is not written beside a release", "the manifest and the ledger say it")
        form.get(name)
    if not form.has("table"):
        form.blame("table", "a release is named with one of its tables", "table: t1", code="evidence.missing-field")
    if leads_out(named):
        form.blame("release", "release leads out of the folder", "a path within it", code=OUTSIDE)
        return named.strip("/")
    if not named.startswith(ROOTS):
        form.blame("release", f"release lies below neither {' nor '.join(ROOTS)}", "releases/annual-2026")
    return named


def place_of_table(files: Mapping[str, bytes], release: str, table: str) -> tuple[str, str]:
    """The path of a released table and its hash; empty where there is none."""
    found, _ = disclosure.read_release(below(files, release), name=release)
    one = found.table(table) if found and not found.derived else None
    return (f"{release}/{one.file}", sha256(files[f"{release}/{one.file}"])) if one else ("", "")
