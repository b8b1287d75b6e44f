"""A plan on its way into the folder: what was read, piece by piece, each with its line."""

from dataclasses import dataclass
from typing import Literal

from palermo.coordination.place import Place, finding
from palermo.ground.finding import Finding, Severity

Kind = Literal[
    "title", "period", "issued", "plan_number", "area", "measure",
    "lead", "support", "start", "due", "indicator", "unit", "baseline", "target", "kept",
]  # fmt: skip
"""What a piece is. ``kept`` is text that has no field of its own: it goes to the note of what is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One thing a plan says. ``number`` is that of an area or measure, ``label`` the heading it stood under."""

    kind: Kind
    line: int
    text: str = ""
    number: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """A source read whole: its pieces in order, and what reading it brought up."""

    path: str
    pieces: tuple[Piece, ...]
    told: tuple[Finding, ...] = ()


def gap(path: str, line: int, code: str, text: str, hint: str = "") -> Finding:
    """Something that a person has to look at."""
    return finding(code, text, Place(path, line), hint, severity=Severity.WARNING)


def kept(path: str, line: int, code: str, text: str, hint: str = "") -> Finding:
    """Something that is not lost, and stands elsewhere than one may look for it."""
    return finding(code, text, Place(path, line), hint, severity=Severity.INFO)
