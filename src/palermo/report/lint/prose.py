"""What a reader will read, each character with the place it came from."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

BOUND = "\ufffc"
"""Stands where a tag or a bound element prints something: no letter, no digit, no blank."""

UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069\ufeff\u0640") | frozenset(
    map(chr, range(0x64B, 0x653))
)
"""Printed as nothing or as ornament: soft hyphens, zero-width signs, direction marks, Arabic vowel signs and the stroke
that lengthens a word. None of them may hide a number."""

Piece = tuple[str, int]
"""A character and its offset in the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """One block of running text. ``offsets`` are in the source, one a character; ``code`` are spans of ``text``."""

    text: str
    offsets: tuple[int, ...]
    code: tuple[tuple[int, int], ...] = ()
    quoted: bool = False

    def in_code(self, start: int, end: int) -> bool:
        return any(first <= start and end <= last for first, last in self.code)


@dataclass(frozen=True, slots=True)
class Lines:
    """Turns an offset into a line and a column, both from 1."""

    starts: tuple[int, ...]

    @classmethod
    def of(cls, source: str) -> "Lines":
        lengths = [len(line) + 1 for line in source.split("\n")]
        return cls((0, *accumulate(lengths)))

    def place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


def gathered(pieces: Iterable[Piece], *, quoted: bool = False, code: Iterable[tuple[int, int]] = ()) -> Prose:
    """The prose of ``pieces`` without the signs nobody sees; ``code`` spans are given in source offsets."""
    seen = [(character, offset) for character, offset in pieces if character not in UNSEEN]
    offsets = tuple(offset for _, offset in seen)
    spans = tuple(_inside(offsets, first, last) for first, last in code)
    return Prose(text="".join(character for character, _ in seen), offsets=offsets, code=spans, quoted=quoted)


def spread(text: str, offset: int) -> Iterator[Piece]:
    """Every character of ``text``, which stands in the source at ``offset``."""
    return ((character, offset + at) for at, character in enumerate(text))


def _inside(offsets: tuple[int, ...], first: int, last: int) -> tuple[int, int]:
    within = [at for at, offset in enumerate(offsets) if first <= offset < last]
    return (within[0], within[-1] + 1) if within else (0, 0)
