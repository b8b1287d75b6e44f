"""What published tables tell, worked out by going through whole numbers: neither protector nor attacker is asked.

The oracle reads a release folder by itself and asks of every cell whether some table of people fits all that is out and
has this count or that in it. ``every_table`` writes such tables down one by one, for a few people; ``Published`` goes
through them by halving what each finest cell can be, which reaches some dozens of finest cells. It knows counts,
rounded counts and shares; means tell it nothing. An answer it cannot reach is ``TooHard``, never a guess.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations_with_replacement, product

import numpy as np
from numpy.typing import NDArray

Files = Mapping[str, bytes]
Whom = frozenset[tuple[str, frozenset[str]]]
"""A group of people: the leaves they may have, for each dimension that is not open."""
Place = tuple[str, tuple[str, ...]]
"""A table and the codes of one of its rows."""
Sum = tuple[tuple[int, ...], int, int]
"""A weight for every finest cell, and the least and most that the weighted sum is."""
Ints = NDArray[np.int64]

MOST_ATOMS = 64
MOST_STEPS = 400
_MOST_SUMS = 200
_ROUNDS = 40
_FAR = 10**9
_ROOM = 40
"""How far above all that is printed a finest cell may lie: where a total is hidden, nothing else ends the search."""


class TooHard(Exception):
    """More cells or more steps than the oracle goes through."""


@dataclass(frozen=True)
class Line:
    """One printed row, and whom it counts."""

    place: Place
    whom: Whom
    value: str
    status: str
    measure: str
    decimals: int
    base: int
    of: Whom


@dataclass(frozen=True)
class Told:
    """A cell of which a reader learns too much: the least and the most that it can be."""

    place: Place
    low: int
    high: int


@dataclass(frozen=True)
class Folder:
    """One release as a reader has it."""

    release: str
    threshold: int
    people: tuple[str, str]
    dimensions: Mapping[str, Mapping[str, frozenset[str]]]
    leaves: Mapping[str, tuple[str, ...]]
    zeros: tuple[Whom, ...]
    lines: tuple[Line, ...]


# ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────────
def read(files: Files) -> Folder:
    """A release folder with its manifest."""
    manifest = json.loads(files["manifest.json"])
    leaves = {name: _leaves(one) for name, one in manifest["dimensions"].items()}
    codes = {name: _codes(one, leaves[name]) for name, one in manifest["dimensions"].items()}
    population = manifest.get("population", {})
    return Folder(
        release=manifest["release"],
        threshold=manifest["threshold"],
        people=(population.get("id", ""), population.get("as_of", "")),
        dimensions=codes,
        leaves=leaves,
        zeros=tuple(
            _whom(codes, leaves, zero) for zero in manifest.get("structural_zeros", []) if set(zero) <= set(codes)
        ),
        lines=tuple(
            line for table in manifest["tables"] for line in _lines(table, codes, leaves, files[table["file"]])
        ),
    )


def _leaves(dimension: Mapping[str, object]) -> tuple[str, ...]:
    codes = dimension["codes"]
    assert isinstance(codes, list)
    return (*codes, *([str(dimension["missing"])] if "missing" in dimension else []))


def _codes(dimension: Mapping[str, object], leaves: Sequence[str]) -> dict[str, frozenset[str]]:
    """Every code with the leaves it covers; the codes of a hierarchy may hold one another."""
    found = {leaf: frozenset((leaf,)) for leaf in leaves} | {"_T": frozenset(leaves)}
    wanted: dict[str, list[str]] = {}
    for kind in ("hierarchy", "groupings"):
        part = dimension.get(kind, {})
        assert isinstance(part, dict)
        wanted |= part
    while wanted:
        ready = [code for code, parts in wanted.items() if all(part in found for part in parts)]
        assert ready, "a hierarchy that leads back to itself"
        for code in ready:
            found[code] = frozenset().union(*(found[part] for part in wanted.pop(code)))
    return found


def _whom(
    codes: Mapping[str, Mapping[str, frozenset[str]]], leaves: Mapping[str, Sequence[str]], cell: Mapping[str, str]
) -> Whom:
    held = {name: codes[name][code] for name, code in cell.items()}
    return frozenset((name, some) for name, some in held.items() if len(some) < len(leaves[name]))


def _lines(
    table: Mapping[str, object],
    codes: Mapping[str, Mapping[str, frozenset[str]]],
    leaves: Mapping[str, Sequence[str]],
    data: bytes,
) -> Iterator[Line]:
    by, within = table["by"], table.get("of") or []
    assert isinstance(by, list) and isinstance(within, list)
    for row in csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")):
        cell = {name: row[name] for name in by}
        yield Line(
            place=(str(table["id"]), tuple(cell.values())),
            whom=_whom(codes, leaves, cell),
            value=row["value"],
            status=row["status"],
            measure=str(table.get("measure") or "count"),
            decimals=int(str(table.get("decimals") or 0)),
            base=int(str(table.get("rounding_base") or 1)),
            of=_whom(codes, leaves, {name: cell[name] for name in within}),
        )


# ── what it says ───────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Published:
    """All that is out about the same people on the same day."""

    folders: tuple[Folder, ...]

    @cached_property
    def leaves(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for folder in self.folders:
            for name, some in folder.leaves.items():
                assert set(found.setdefault(name, some)) == set(some), "the codes of a dimension changed"
        return found

    @cached_property
    def asked(self) -> tuple[Whom, ...]:
        """Every group that some line prints or takes its shares of."""
        found = [whom for folder in self.folders for line in folder.lines for whom in (line.whom, line.of)]
        return tuple(dict.fromkeys(found))

    @cached_property
    def atoms(self) -> tuple[tuple[str, ...], ...]:
        """The finest cells that can hold anybody; those that no printed cell parts are one."""
        seen: dict[tuple[bool, ...], tuple[str, ...]] = {}
        zeros = [zero for folder in self.folders for zero in folder.zeros]
        size = 1
        for some in self.leaves.values():
            size *= len(some)
        if size > 50 * MOST_ATOMS:
            raise TooHard(f"{size} finest cells")
        for atom in product(*self.leaves.values()):
            if not any(self.within(atom, zero) for zero in zeros):
                seen.setdefault(tuple(self.within(atom, whom) for whom in self.asked), atom)
        if len(seen) > MOST_ATOMS:
            raise TooHard(f"{len(seen)} finest cells")
        return tuple(seen.values())

    def within(self, atom: Sequence[str], whom: Whom) -> bool:
        held = dict(zip(self.leaves, atom, strict=True))
        return all(held[name] in some for name, some in whom)

    def weights(self, whom: Whom) -> tuple[int, ...]:
        return tuple(int(self.within(atom, whom)) for atom in self.atoms)

    @cached_property
    def sums(self) -> tuple[Sum, ...]:
        found: list[Sum] = []
        for folder in self.folders:
            for line in folder.lines:
                if line.value and line.measure in ("count", "percent"):
                    found += self._sums(line)
        return tuple(dict.fromkeys(found))

    def _sums(self, line: Line) -> Iterator[Sum]:
        part = self.weights(line.whom)
        if line.measure == "count":
            value, width = int(line.value), line.base - 1 if line.status == "rounded" else 0
            yield part, value - width, value + width
            return
        base = self.weights(line.of)
        scale = 200 * 10**line.decimals  # 100 part / base lies within half a unit of the share, times twice its digits
        low, high = (int(2 * 10**line.decimals * Fraction(line.value)) + side for side in (-1, 1))
        yield tuple(scale * one - low * whole for one, whole in zip(part, base, strict=True)), 0, _FAR
        yield tuple(high * whole - scale * one for one, whole in zip(part, base, strict=True)), 0, _FAR

    @cached_property
    def search(self) -> "Search":
        printed = [
            int(Fraction(line.value))
            for one in self.folders
            for line in one.lines
            if line.value and line.measure == "count"
        ]
        most = max(printed, default=0) + max(one.threshold for one in self.folders) + _ROOM
        return Search(len(self.atoms), most, self.sums)

    def can_be(self, whom: Whom, low: int, high: int) -> bool:
        """Whether ``low`` to ``high`` people can be in a group, as far as anything printed says."""
        return self.search.finds(self.weights(whom), low, high)

    def span(self, whom: Whom) -> tuple[int, int]:
        """The least and the most people that can be in a group."""
        weights, search = self.weights(whom), self.search
        low, high = search.bounds(weights)
        if not search.finds(weights, low, high):
            raise AssertionError("no table of people fits what is published")
        return search.edge(weights, low, high, -1), search.edge(weights, low, high, 1)

    def told(self, threshold: int) -> list[Told]:
        """Every line of which a reader learns too much: a hidden count, or a small one that is left alone."""
        lines = [line for line in self.counts() if self._is_told(line, threshold)]
        return [Told(line.place, *self.span(line.whom)) for line in lines]

    def tells(self, threshold: int) -> bool:
        """Whether there is such a line, printed ones first."""
        return any(self._is_told(line, threshold) for line in sorted(self.counts(), key=lambda line: not line.value))

    def counts(self) -> Iterator[Line]:
        return (line for folder in self.folders for line in folder.lines if line.measure == "count")

    def _is_told(self, line: Line, threshold: int) -> bool:
        if line.status == "rounded":
            low, high = self.span(line.whom) if int(line.value) < threshold + line.base else (0, 0)
            return low == high and 0 < low < threshold
        if line.status == "exact":
            return 0 < int(line.value) < threshold
        return self._hidden_is_told(line.whom, threshold)

    def _hidden_is_told(self, whom: Whom, threshold: int) -> bool:
        """Two answers are enough where a count is free: it can be large, and it can be something else."""
        weights, search = self.weights(whom), self.search
        top = search.most * max(1, sum(weights))
        if not search.finds(weights, threshold, top):
            return True
        some = search.seen(weights)
        return len(some) < 2 and not any(
            search.finds(weights, *ends)
            for one in some
            for ends in ((0, one - 1), (one + 1, top))
            if ends[0] <= ends[1]
        )


def changes_told(old: Published, new: Published, threshold: int) -> list[tuple[Whom, int, int]]:
    """Every group both days tell of whose change is known to be one of a few people, and not none."""
    found = []
    for whom in dict.fromkeys((*old.asked, *new.asked)):
        if not all(name in one.leaves for name, _ in whom for one in (old, new)):
            continue
        was, now = _near(old, whom, threshold), _near(new, whom, threshold)
        low, high = now[0] - was[1], now[1] - was[0]
        if (low > 0 or high < 0) and max(abs(low), abs(high)) < threshold:
            found.append((whom, low, high))
    return found


def _near(one: Published, whom: Whom, threshold: int) -> tuple[int, int]:
    named = frozenset((name, some & frozenset(one.leaves[name])) for name, some in whom)
    asked = one if named in one.asked else _asking(one, named)
    return asked.span(named)


def _asking(one: Published, whom: Whom) -> Published:
    """The same publication, its finest cells cut so that ``whom`` is a sum of them."""
    first, *rest = one.folders
    line = Line(("", ()), whom, "", "asked", "asked", 0, 1, frozenset())
    known = Folder(
        first.release, first.threshold, first.people, first.dimensions, first.leaves, first.zeros, (*first.lines, line)
    )
    return Published((known, *rest))


def days(folders: Iterable[Folder]) -> list[Published]:
    """Folders about the same people on the same day together, in the order in which they came."""
    found: dict[tuple[str, str], list[Folder]] = {}
    for folder in folders:
        found.setdefault(folder.people, []).append(folder)
    return [Published(tuple(some)) for some in found.values()]


# ── searching ──────────────────────────────────────────────────────────────────────────────────────────────────────
class Search:
    """Whole numbers for every finest cell that keep to all sums; each found is kept and answers later questions."""

    def __init__(self, atoms: int, most: int, sums: Sequence[Sum]) -> None:
        self.atoms, self.most = atoms, most
        self.sums = _differences(sums)
        self.known = {weights: (low, high) for weights, low, high in self.sums}
        self.low, self.high = np.zeros(atoms, np.int64), np.full(atoms, most, np.int64)
        self.fits = not self.sums or Rows(self.sums).tighten(self.low, self.high)
        self.found: list[tuple[int, ...]] = []

    def seen(self, weights: Sequence[int]) -> set[int]:
        return {_total(weights, one) for one in self.found}

    def bounds(self, weights: tuple[int, ...]) -> tuple[int, int]:
        """What a sum cannot leave, as is plain at once."""
        low, high = self.known.get(weights, (0, self.most * self.atoms))
        return max(low, int(self.low @ weights)), min(high, int(self.high @ weights))

    def finds(self, weights: tuple[int, ...], low: int, high: int) -> bool:
        least, most = self.bounds(weights)
        low, high = max(low, least), min(high, most)
        if low > high or not self.fits:
            return False
        if any(low <= value <= high for value in self.seen(weights)):
            return True
        asked: Sum = (weights, low, high)
        one = self._first(Rows([*self.sums, *_differences([*self.sums, asked], only=asked)]))
        if one is not None:
            self.found.append(one)
        return one is not None

    def edge(self, weights: tuple[int, ...], low: int, high: int, side: int) -> int:
        """The least value (side -1) or the most (side 1) that a table has there; some table is known to fit."""
        best = max(self.seen(weights), key=lambda value: side * value)
        far = low if side < 0 else high
        while best != far:
            middle = (best + far + (side > 0)) // 2 if side > 0 else (best + far) // 2
            ends = (middle, far) if side > 0 else (far, middle)
            if self.finds(weights, *ends):
                best = max(
                    (value for value in self.seen(weights) if low <= value <= high), key=lambda value: side * value
                )
            else:
                far = middle - side
        return best

    def _first(self, rows: "Rows") -> tuple[int, ...] | None:
        """A table, or None where there is none. Each way to go is complete; one may end sooner than another."""
        for first in ("middle", "low", "high"):
            try:
                return self._going(rows, first)
            except TooHard:
                continue
        raise TooHard(f"{MOST_STEPS} steps, three times")

    def _going(self, rows: "Rows", first: str) -> tuple[int, ...] | None:
        waiting = [(self.low.copy(), self.high.copy())]
        for _ in range(MOST_STEPS):
            if not waiting:
                return None
            low, high = waiting.pop()
            if not rows.tighten(low, high):
                continue
            if (low == high).all():
                if rows.tighten(low, high):
                    return tuple(low.tolist())
                continue
            at = int(np.argmin(np.where(low < high, high - low, _FAR)))
            for least, most in _parts(int(low[at]), int(high[at]), first):
                waiting.append((_with(low, at, least), _with(high, at, most)))
        raise TooHard(f"{MOST_STEPS} steps")


def _parts(low: int, high: int, first: str) -> list[tuple[int, int]]:
    """What a cell can be, parted; the last part is tried first."""
    middle = (low + high) // 2
    if first == "low":
        return [(middle + 1, high), (low, middle)]
    if first == "high":
        return [(low, middle), (middle + 1, high)]
    return [part for part in ((low, middle - 1), (middle + 1, high), (middle, middle)) if part[0] <= part[1]]


def _total(weights: Sequence[int], one: Sequence[int]) -> int:
    return sum(weight * value for weight, value in zip(weights, one, strict=True) if weight)


def _with(some: Ints, at: int, value: int) -> Ints:
    found = some.copy()
    found[at] = value
    return found


class Rows:
    """Many sums at once, by which the bounds of the finest cells are drawn in."""

    def __init__(self, sums: Sequence[Sum]) -> None:
        self.weights: Ints = np.array([one[0] for one in sums], np.int64)
        self.least: Ints = np.array([one[1] for one in sums], np.int64)
        self.most: Ints = np.array([one[2] for one in sums], np.int64)
        self.up, self.down = np.maximum(self.weights, 0), np.minimum(self.weights, 0)
        self.each = np.where(self.weights == 0, 1, self.weights)

    def tighten(self, low: Ints, high: Ints) -> bool:
        """Bounds drawn in as far as a few rounds draw them; False where a sum cannot be kept."""
        for _ in range(_ROUNDS):
            bottom, top = self.up @ low + self.down @ high, self.up @ high + self.down @ low
            if (bottom > self.most).any() or (top < self.least).any():
                return False
            if (low == high).all():
                return True
            part = self.weights * np.where(self.weights > 0, low, high)
            rest = self.weights * np.where(self.weights > 0, high, low)
            upper = self.most[:, None] - (bottom[:, None] - part)  # the most that weight times cell can be
            lower = self.least[:, None] - (top[:, None] - rest)
            highest = np.where(self.weights > 0, upper // self.each, lower // self.each)
            lowest = -np.where(self.weights > 0, -lower // self.each, -upper // self.each)
            new_high = np.minimum(high, np.where(self.weights == 0, _FAR, highest).min(axis=0, initial=_FAR))
            new_low = np.maximum(low, np.where(self.weights == 0, -_FAR, lowest).max(axis=0, initial=-_FAR))
            if (new_low > new_high).any():
                return False
            if (new_low == low).all() and (new_high == high).all():
                return True
            low[:], high[:] = new_low, new_high
        return True


def _differences(sums: Iterable[Sum], only: Sum | None = None) -> list[Sum]:
    """The sums, and what is left of one where another is a part of it: the total less what is shown.

    With ``only`` just what that one sum adds is given. They say nothing new, but bounds are drawn in by them sooner.
    """
    plain = [one for one in dict.fromkeys(sums) if set(one[0]) <= {0, 1}]
    others = [one for one in dict.fromkeys(sums) if not set(one[0]) <= {0, 1}]
    held: dict[tuple[int, ...], tuple[int, int]] = {}
    for weights, low, high in plain:
        was = held.get(weights, (low, high))
        held[weights] = max(low, was[0]), min(high, was[1])
    fresh = [only[0]] if only else list(held)
    while fresh and len(held) < _MOST_SUMS:
        found = {}
        for some in fresh:
            for other in list(held):
                for part, whole in ((some, other), (other, some)):
                    if part != whole and all(a <= b for a, b in zip(part, whole, strict=True)):
                        rest = tuple(b - a for a, b in zip(part, whole, strict=True))
                        if rest not in held and rest not in found:
                            found[rest] = (held[whole][0] - held[part][1], held[whole][1] - held[part][0])
        held |= found
        fresh = [] if only else list(found)
    if only:
        known = {weights for weights, _, _ in plain if weights != only[0]}
        return [(weights, low, high) for weights, (low, high) in held.items() if weights not in known]
    return [*((weights, low, high) for weights, (low, high) in held.items()), *others]


# ── one by one ─────────────────────────────────────────────────────────────────────────────────────────────────────
def every_table(published: Published, most: int) -> Iterator[tuple[int, ...]]:
    """Each table of at most ``most`` people that fits what is published, written down: for small examples only."""
    atoms = range(len(published.atoms))
    for total in range(most + 1):
        for some in combinations_with_replacement(atoms, total):
            people = tuple(some.count(at) for at in atoms)
            if all(low <= _total(weights, people) <= high for weights, low, high in published.sums):
                yield people


# ── tampering ──────────────────────────────────────────────────────────────────────────────────────────────────────
def hidden_places(files: Files) -> list[Place]:
    """Every hidden count of a folder."""
    return [line.place for line in read(files).lines if line.status == "hidden" and line.measure == "count"]


def shown(files: Files, place: Place, value: int) -> dict[str, bytes]:
    """The folder with one hidden count printed, as a hurried hand would."""
    table, codes = place
    found = dict(files)
    manifest = json.loads(files["manifest.json"])
    spec = next(one for one in manifest["tables"] if one["id"] == table)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in csv.reader(io.StringIO(files[spec["file"]].decode("utf-8"), newline="")):
        writer.writerow([*codes, value, "exact"] if tuple(row[:-2]) == codes else row)
    found[spec["file"]] = out.getvalue().encode()
    spec.pop("sha256", None)
    found["manifest.json"] = json.dumps(manifest, ensure_ascii=False).encode()
    return found
