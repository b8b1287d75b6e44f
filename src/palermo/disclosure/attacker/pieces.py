"""What lies in a published folder beside its tables: pieces of text and rows, open to view or hidden."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Row = tuple[str, ...]
LONGEST_TEXT = 1_000_000
MOST_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Something found in a file. ``hidden``: what kind of hidden content it is, empty where it is open to view."""

    file: str
    where: str
    hidden: str = ""
    text: str = ""
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """A file that had to be opened: the parts of an archive by name, or what was taken out of it.

    ``trouble``: why it could not be read, or not to its end.
    """

    parts: Mapping[str, bytes] = field(default_factory=dict)
    pieces: tuple[Piece, ...] = ()
    trouble: str = ""


class Unread(Exception):
    """A file that cannot be read as what its name says; inside the scanner only, told as a finding."""
