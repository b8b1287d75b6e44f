"""Where in the folder something is written, words by language, and what is wrong at a place."""

from collections.abc import Mapping
from dataclasses import dataclass

from palermo.ground.finding import Finding, Severity
from palermo.ground.rows import Row

ROOM = "coordination"
Words = Mapping[str, str]
"""The same words by language: ``{"en": "Prevention"}``."""


@dataclass(frozen=True, slots=True)
class Place:
    """File and line, counted from 1."""

    path: str
    line: int

    @classmethod
    def of(cls, row: Row) -> "Place":
        return cls(row.path, row.line)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def finding(code: str, text: str, at: Place, hint: str = "", *, severity: Severity = Severity.ERROR) -> Finding:
    """What is to be said at a place of the folder."""
    return Finding(code=code, severity=severity, text=text, hint=hint, path=at.path, line=at.line)


def said(words: Words, language: str = "en") -> str:
    """The words in ``language``, or in the first there is."""
    return words.get(language) or next(iter(words.values()), "")
