"""A table of a release known again in a file: whatever its order, its headings, its line ends or the rows left out."""

import csv
import io

from palermo.disclosure import ReleaseFolder, ReleaseTable

_STATUSES = frozenset(("exact", "rounded", "perturbed"))
_FEWEST = 2


def is_copy(content: bytes, sha256: str | None, release: ReleaseFolder, table: ReleaseTable) -> bool:
    """Whether a file is a table byte for byte, or each of its lines with a value is a line of it.

    Only what is published can be known again so; who has the true counts and calls them invented cannot be told.
    """
    if sha256 == table.sha256:
        return True
    lines = [line for line in _lines(content)[1:] if "" not in line]
    if len(lines) < _FEWEST or len(lines) > release.cells:
        return False
    published = {frozenset(line[:-1]) for line in release.rows(table) if line[-2]}
    return all(frozenset(line) - _STATUSES in published for line in lines)


def _lines(content: bytes) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return []
