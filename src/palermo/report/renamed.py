"""A table of a release known again where its codes are called otherwise: by its numbers, and how they hang together.

Each column of labels has to stand for one dimension and each label for one code, so that every line is a published one.
Small tables fit each other by chance: it is a copy where its numbers hold more than any two tables have in common.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from math import factorial, log2, prod

EVIDENCE = 10.0
"""So many bits the numbers have to hold beyond the ways in which labels can be laid on codes."""
_FEWEST = 4
_MOST_DIMENSIONS = 4
_MOST_TRIED = 5_000
Line = Sequence[str]


def is_renamed(lines: Sequence[Line], published: Sequence[Line]) -> bool:
    """Whether the ``lines`` are ``published`` ones (codes, and the value last) under other names of their codes."""
    width = len(published[0]) if published else 0
    if len(lines) < _FEWEST or not 1 < width <= _MOST_DIMENSIONS + 1 or any(len(line) != width for line in lines):
        return False
    if len(lines) > len(published) or not _is_telling([line[-1] for line in published], published):
        return False
    return any(
        _Laying(lines, at, order, by_value).fits()
        for by_value in [_by_value(published)]
        for at in range(width)
        if _is_telling([line[at] for line in lines], published) and all(line[at] in by_value for line in lines)
        for order in permutations([n for n in range(width) if n != at])
    )


def _by_value(published: Sequence[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in published:
        found.setdefault(line[-1], []).append(line[:-1])
    return found


def _is_telling(values: Sequence[str], published: Sequence[Line]) -> bool:
    """Whether numbers are too many and too large to be another table's as well.

    Half of them mostly follow from the others as totals do; the smaller half is the evidence.
    """
    if not all(value.isdecimal() for value in values):
        return False
    counts = sorted({int(value) for value in values if int(value) > 1})
    codes = [len({line[at] for line in published}) for at in range(len(published[0]) - 1)]
    ways = factorial(len(codes)) * prod(factorial(many) for many in codes)
    return sum(map(log2, counts[: (len(counts) + 1) // 2])) - log2(ways) >= EVIDENCE


@dataclass(slots=True)
class _Laying:
    """Lines laid on published lines of the same number, those with the fewest to choose from first."""

    lines: Sequence[Line]
    value_at: int
    order: Sequence[int]
    by_value: Mapping[str, Sequence[Line]]
    tried: int = 0
    _codes: dict[tuple[int, str], str] = field(default_factory=dict)
    _labels: dict[tuple[int, str], str] = field(default_factory=dict)

    def fits(self) -> bool:
        waiting = sorted(self.lines, key=lambda line: (len(self.by_value[line[self.value_at]]), line))
        return self._lay(waiting, 0)

    def _lay(self, waiting: Sequence[Line], number: int) -> bool:
        if number == len(waiting):
            return True
        line = waiting[number]
        labels = [line[at] for at in self.order]
        for codes in self.by_value[line[self.value_at]]:
            self.tried += 1
            if self.tried > _MOST_TRIED:
                return False
            new = self._new(labels, codes)
            if new is None:
                continue
            for at, label, code in new:
                self._codes[at, label], self._labels[at, code] = code, label
            if self._lay(waiting, number + 1):
                return True
            for at, label, code in new:
                del self._codes[at, label], self._labels[at, code]
        return False

    def _new(self, labels: Line, codes: Line) -> list[tuple[int, str, str]] | None:
        """What laying one line on another says anew of labels; None where it contradicts what is laid already."""
        new = []
        for at, (label, code) in enumerate(zip(labels, codes, strict=True)):
            known, taken = self._codes.get((at, label)), self._labels.get((at, code))
            if known is None and taken is None:
                new.append((at, label, code))
            elif known != code:
                return None
        return new
