"""The tags an author writes into text: ``{{fig:ID}}`` and its kin, found with their place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

KINDS = ("fig", "table", "chart", "contrast", "claim", "pair", "evidence", "conference", "lit")
LIT_KINDS = ("date", "title", "article", "address", "version", "code", "name")
_TAG = re.compile(r"\{\{\s*(?P<kind>[a-z]+):(?P<target>[^|{}]*)(?:\|(?P<option>[^{}]*))?\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One tag: ``{{kind:target|option}}``, its offsets in the text, and its line and column, counted from 1."""

    kind: str
    target: str
    option: str
    start: int
    end: int
    line: int
    column: int


def find_tags(text: str) -> Iterator[Tag]:
    """Every tag of ``text`` in order, unknown kinds included (the lint names those)."""
    for match in _TAG.finditer(text):
        start = match.start()
        yield Tag(
            kind=match["kind"],
            target=match["target"].strip(),
            option=(match["option"] or "").strip(),
            start=start,
            end=match.end(),
            line=text.count("\n", 0, start) + 1,
            column=start - (text.rfind("\n", 0, start) + 1) + 1,
        )


def without_tags(text: str) -> str:
    """``text`` with each tag blanked out by spaces, so that lines and columns stay where they are."""
    return _TAG.sub(lambda match: " " * len(match[0]), text)
