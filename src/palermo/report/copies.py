"""A table of a release known again in a file: whatever its order, its headings, its line ends or the rows left out."""

import csv
import io

from palermo.disclosure import ReleaseFolder, ReleaseTable
from palermo.report.renamed import is_renamed

_STATUSES = frozenset(("exact", "rounded", "perturbed"))
_FEWEST = 2


def is_copy(content: bytes, sha256: str | None, release: ReleaseFolder, table: ReleaseTable) -> bool:
    """Whether a file is a table byte for byte, or each of its lines with a value is a line of it, its
    codes renamed or not.

    Only what is published can be known again so; who has the true counts and calls them invented cannot be told.
    """
    if sha256 == table.sha256:
        return True
    lines = [line for line in _lines(content)[1:] if "" not in line]
    if len(lines) < _FEWEST or len(lines) > release.cells:
        return False
    published = {frozenset(line[:-1]) for line in release.rows(table) if line[-2]}
    if all(frozenset(line) - _STATUSES in published for line in lines):
        return True
    plain = [[token for token in line if token not in _STATUSES] for line in lines]
    return is_renamed(_telling(plain), [line[:-1] for line in release.rows(table) if line[-2]])


def _telling(lines: list[list[str]]) -> list[list[str]]:
    """The lines without columns in which all of them say the same, as one of statuses in another language."""
    if len({len(line) for line in lines}) != 1:
        return lines
    columns = [column for column in zip(*lines, strict=True) if len(set(column)) > 1]
    return [list(line) for line in zip(*columns, strict=True)]


def _lines(content: bytes) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return []
