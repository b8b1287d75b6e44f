"""Numbers in files beside the tables that tell a hidden count: beside its codes, in a series, or added up from rows.

A claim is a number that fits what is published of a hidden cell. Whoever reads it there need not solve anything.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from palermo.disclosure.attacker.copies import MOST_DIMENSIONS, Pattern, grids
from palermo.disclosure.attacker.facts import TOTAL, Codes, Key, Part, Place, Statement
from palermo.disclosure.attacker.pieces import Piece, Row

_NUMBER = re.compile(r"[+-]?\d{1,3}(?:[,  ' ]\d{3})+(?:\.0+)?|[+-]?\d{1,12}(?:\.0+)?")
_IN_TEXT = re.compile(r"(?<![\w.])(?<!\d,)[+-]?\d{1,12}(?![\w%]|[.,]\d)")
_SHORT = 400
_MOST_ROWS_ADDED = 100_000


@dataclass(frozen=True, slots=True)
class Claim:
    """A count that a piece tells: of ``key``, published at ``place`` as hidden, or nowhere (``place`` None)."""

    piece: Piece
    key: Key
    value: int
    place: Place | None


@dataclass(frozen=True)
class Readable:
    """One part of a publication, made ready to be recognised in other files."""

    part: Part
    _codes: dict[str, list[tuple[str, str]]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for name, axis in self.part.axes.items():
            for code in (*axis.leaves, *axis.wider):
                self._codes.setdefault(code.strip().casefold(), []).append((name, code))

    def claims(self, pieces: Sequence[Piece]) -> Iterator[Claim]:
        """All that the pieces of one file tell."""
        for piece in pieces:
            yield from self._beside_codes(piece)
            yield from self._added_up(piece)
            yield from self._copied(piece)
            for numbers in _series(piece.rows):
                yield from self._in_series(piece, numbers)
        for _, some in groupby(pieces, key=lambda one: re.sub(r"\d+", "", one.where)):
            alike = list(some)
            numbers = [found[0] for one in alike if one.text and (found := _IN_TEXT.findall(one.text))]
            if len(numbers) > 2:
                yield from self._in_series(alike[0], [int(one) for one in numbers])

    # ── beside the codes ───────────────────────────────────────────────────────────────────────────────────────────
    def _beside_codes(self, piece: Piece) -> Iterator[Claim]:
        heads: dict[int, list[str]] = {}
        in_head = False
        for row in piece.rows:
            numbers = {at: value for at, token in enumerate(row) if (value := self._number(token)) is not None}
            if not numbers:
                heads = heads if in_head else {}
                in_head = True
                for at, token in enumerate(row):
                    if token.strip().casefold() in self._codes:
                        heads.setdefault(at, []).append(token)
                continue
            in_head = False
            labels = [token for at, token in enumerate(row) if at not in numbers]
            for at, value in numbers.items():
                if heads.get(at) or len(numbers) == 1 or piece.hidden:
                    yield from self._claim(piece, (*labels, *heads.get(at, ())), value)
        for line in _short_lines(piece.text):
            labels = self._in_words.findall(line) if self._codes else []
            found = _IN_TEXT.findall(self._in_words.sub(" ", line)) if labels else []
            if len(found) == 1:
                yield from self._claim(piece, labels, int(found[0]))

    @cached_property
    def _in_words(self) -> re.Pattern[str]:
        codes = sorted({code for some in self._codes.values() for _, code in some}, key=lambda one: (-len(one), one))
        return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, codes)) + r")(?!\w)", re.IGNORECASE)

    def _number(self, token: str) -> int | None:
        """A whole number that is no code."""
        plain = token.strip()
        if plain.casefold() in self._codes or not _NUMBER.fullmatch(plain):
            return None
        return int(re.sub(r"[,  ' ]", "", plain).partition(".")[0])

    def _claim(self, piece: Piece, labels: Iterable[str], value: int) -> Iterator[Claim]:
        codes = self._resolved(labels)
        if codes is None:
            return
        key = self.part.key(codes)
        fact = self.part.facts.get(key)
        if fact is None:
            yield Claim(piece, key, value, None)
        elif fact.hidden and not fact.exact and fact.low <= value <= fact.high:
            yield Claim(piece, key, value, fact.hidden[0])

    def _resolved(self, labels: Iterable[str]) -> Codes | None:
        """A code a dimension; None where there is none, or two of one dimension."""
        found: dict[str, str] = {}
        tokens = {token.strip().casefold() for token in labels}
        for candidates in sorted((self._codes[one] for one in tokens if one in self._codes), key=len):
            free = [(name, code) for name, code in candidates if name not in found]
            if not free:
                return None
            found[free[0][0]] = free[0][1]
        return tuple(sorted(found.items())) if found else None

    # ── in a series ────────────────────────────────────────────────────────────────────────────────────────────────
    def _in_series(self, piece: Piece, numbers: Sequence[int]) -> Iterator[Claim]:
        """A series as long as a line of a table, with its numbers where it shows some: the others are the hidden."""
        for line in self._lines.get(len(numbers), ()):
            if all(value is None or value == said for (_, _, value), said in zip(line, numbers, strict=True)):
                for (key, place, value), said in zip(line, numbers, strict=True):
                    fact = self.part.facts[key]
                    if value is None and fact.low <= said <= fact.high:
                        yield Claim(piece, key, said, place)

    @cached_property
    def _lines(self) -> Mapping[int, list[list[tuple[Key, Place, int | None]]]]:
        """Lines of tables with something hidden and two numbers shown, by their length; totals left out and kept."""
        found: dict[int, list[list[tuple[Key, Place, int | None]]]] = {}
        for id, by in self.part.tables.items():
            cells = [
                (one.place, None if one.said == "hidden" else int(one.low))
                for one in self.part.statements
                if one.place.table == id and (one.said == "hidden" or (one.said == "shown" and one.low == one.high))
            ]
            lines = [cells]
            for name in by:
                groups: dict[Codes, list[tuple[Place, int | None]]] = {}
                for place, value in cells:
                    groups.setdefault(tuple(one for one in place.codes if one[0] != name), []).append((place, value))
                lines += groups.values()
            for line in lines:
                for some in (line, [one for one in line if not any(code == TOTAL for _, code in one[0].codes)]):
                    hidden = sum(value is None for _, value in some)
                    shown = {value for _, value in some if value}
                    if hidden and len(some) - hidden >= 2 and shown:
                        keyed = [(self.part.key(place.codes), place, value) for place, value in some]
                        if keyed not in found.setdefault(len(keyed), []):
                            found[len(keyed)].append(keyed)
        return found

    # ── under other names ──────────────────────────────────────────────────────────────────────────────────────────
    def _copied(self, piece: Piece) -> Iterator[Claim]:
        """A grid of numbers that is a table of the release in which its codes are called otherwise."""
        for grid in grids(piece, self._any_number) if self._patterns else ():
            for pattern in self._patterns:
                for place, value in pattern.told_by(grid).items():
                    key = self.part.key(place.codes)
                    fact = self.part.facts[key]
                    if fact.low <= value <= fact.high and not fact.exact:
                        yield Claim(piece, key, value, place)

    @cached_property
    def _patterns(self) -> list[Pattern]:
        """The tables that hide something and show enough to be known again."""
        found = [Pattern.of(self.part, id) for id, by in self.part.tables.items() if 0 < len(by) <= MOST_DIMENSIONS]
        return [one for one in found if one.hidden and one.distinct]

    def _any_number(self, token: str) -> int | None:
        return _plain(token.strip()) if _NUMBER.fullmatch(token.strip()) else None

    # ── added up ───────────────────────────────────────────────────────────────────────────────────────────────────
    def _added_up(self, piece: Piece) -> Iterator[Claim]:
        """Rows of finer detail, or of persons, that add up to what a table shows, add up to what it hides as well."""
        rows = [(self._leaves(row), row) for row in piece.rows[:_MOST_ROWS_ADDED]]
        rows = [(leaves, row) for leaves, row in rows if leaves]
        if len(rows) < 2:
            return
        everywhere = set.intersection(*(set(leaves) for leaves, _ in rows))
        wide = min(len(row) for _, row in rows)
        columns = [at for at in range(wide) if all(self._number(row[at]) is not None for _, row in rows[:50])]
        for id, by in self.part.tables.items():
            if not set(by) <= everywhere or not any(one.said == "hidden" for one in self._said[id]):
                continue
            for column in (None, *columns):
                sums: dict[tuple[str, ...], int] = {}
                for leaves, row in rows:
                    at = tuple(leaves[name] for name in by)
                    sums[at] = sums.get(at, 0) + (1 if column is None else self._number(row[column]) or 0)
                yield from self._of_sums(piece, id, by, sums)

    def _of_sums(
        self, piece: Piece, id: str, by: tuple[str, ...], sums: Mapping[tuple[str, ...], int]
    ) -> Iterator[Claim]:
        agree = 0
        hidden = []
        for one in self._said[id]:
            codes = tuple(code for _, code in one.place.codes)
            if any(code not in self.part.axes[name].leaves for name, code in one.place.codes):
                continue
            value = sums.get(codes, 0)
            if one.said == "hidden":
                hidden.append((one.place, value))
            elif one.said == "shown" and one.low == one.high:
                if value != one.low:
                    return
                agree += value > 0
        for place, value in hidden if agree >= 2 else ():
            key = self.part.key(place.codes)
            fact = self.part.facts[key]
            if fact.low <= value <= fact.high and not fact.exact:
                yield Claim(piece, key, value, place)

    @cached_property
    def _said(self) -> dict[str, list[Statement]]:
        found: dict[str, list[Statement]] = {id: [] for id in self.part.tables}
        for one in self.part.statements:
            found[one.place.table].append(one)
        return found

    def _leaves(self, row: Row) -> dict[str, str]:
        """The finest codes of a row by dimension; none where it holds a total or a wider code."""
        if TOTAL in row:
            return {}
        codes = self._resolved(row) or ()
        return {} if any(code not in self.part.axes[name].leaves for name, code in codes) else dict(codes)


def _short_lines(text: str) -> Iterator[str]:
    if 0 < len(text) <= _SHORT:
        yield text
    if "\n" in text or len(text) > _SHORT:
        yield from (line for line in text.splitlines()[:20_000] if 0 < len(line) <= _SHORT)


def _series(rows: Sequence[Row]) -> Iterator[list[int]]:
    """Runs of numbers: rows that are nothing else, and columns."""
    for row in rows:
        if len(row) > 2 and all(_NUMBER.fullmatch(one.strip()) for one in row):
            yield [_plain(one) for one in row]
    for at in range(min(max((len(row) for row in rows), default=0), 500)):
        column = [row[at].strip() if at < len(row) else "" for row in rows]
        for is_number, run in groupby(column, key=lambda one: bool(_NUMBER.fullmatch(one))):
            numbers = list(run)
            if is_number and len(numbers) > 2:
                yield [_plain(one) for one in numbers]


def _plain(text: str) -> int:
    return int(re.sub(r"[,  ' ]", "", text).partition(".")[0])
