"""The plain reader of delimited text: one record after the other, every character kept. The twin of the fast path.

A cell is quoted only when it is a whole quoted cell: it begins with a quote, ends with one before the next delimiter or
line end, and doubles those inside. Everything else stands as written, stray quotes included, so that a quote nobody
closed costs its own line and not the rest of the file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the line it begins on, counted from 1, and its cells."""

    line: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        return sum(1 for cell in self.cells if cell.strip())


def records(text: str, delimiter: str) -> Iterator[Record]:
    """Every record of ``text``; an empty line is a record with one empty cell."""
    end = re.escape(delimiter)
    cell = re.compile(rf'"((?:[^"]++|"")*+)"(?={end}|\r?\n|\r?\Z)|[^{end}\n]*+')
    at, line = 0, 1
    while at < len(text):
        cells: list[str] = []
        start = at
        at = _take_record(text, at, cell, cells, delimiter)
        yield Record(line, tuple(cells))
        line += text.count("\n", start, at)


def _take_record(text: str, at: int, cell: re.Pattern[str], cells: list[str], delimiter: str) -> int:
    """Puts the cells of the record at ``at`` into ``cells``; gives where the next record begins."""
    while match := cell.match(text, at):
        at = match.end()
        ended = at >= len(text) or text[at] != delimiter
        cells.append(_value(match, ended))
        if ended:
            return (
                len(text) if at >= len(text) else text.index("\n", at) + 1 if "\n" in text[at : at + 2] else len(text)
            )
        at += 1
    return len(text)


def _value(match: re.Match[str], last: bool) -> str:
    if match[1] is not None:
        return match[1].replace('""', '"')
    return match[0].removesuffix("\r") if last else match[0]
