"""Rows that stand twice: exactly, apart from their writing, or under one key."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from palermo.intake.dates import earliest, latest
from palermo.intake.distinct import Distinct

_FEW = 10  # candidates among fewer than a tenth of the rows are compared cell by cell
_NOTHING = pl.Series([], dtype=pl.UInt32)


@dataclass(frozen=True, slots=True)
class Repeats:
    """Rows that repeat an earlier one: ``exact`` in every cell, ``near`` apart from case and blanks."""

    exact: pl.Series
    near: pl.Series


class Likeness:
    """Rows that may be the same as another, going by hashes of their plain cells; a column is looked at once."""

    def __init__(self, height: int) -> None:
        self._height = height
        self._alike: dict[int, pl.Series] = {}

    def candidates(self, columns: Sequence[Distinct]) -> pl.Series:
        """A column that tells most rows apart leaves few of them: then it alone decides who is looked at."""
        hashes: list[pl.Series] = []
        for column in sorted(columns, key=lambda column: column.places is not None):
            if column.places is None and len(among := self._alike_by(column)) * _FEW < self._height:
                return among
            hashes.append(column.spread(_plain(column.cells).hash()).alias(str(len(hashes))))
        return _alike(pl.DataFrame(hashes).hash_rows()) if hashes else _NOTHING

    def _alike_by(self, column: Distinct) -> pl.Series:
        if id(column.cells) not in self._alike:
            self._alike[id(column.cells)] = _alike(_plain(column.cells).hash())
        return self._alike[id(column.cells)]


def find_repeats(columns: Sequence[Distinct], cells: pl.DataFrame, likeness: Likeness) -> Repeats:
    """The repeats among the rows of ``cells``. Hashes only find who may be alike; the cells decide."""
    among = likeness.candidates(columns)
    if among.is_empty():
        return Repeats(_NOTHING, _NOTHING)
    candidates = cells[among]
    exact = among.filter(_later(candidates))
    near = among.filter(_later(candidates.select(_plain(column) for column in candidates.iter_columns())))
    return Repeats(exact, near.filter(~near.is_in(exact.implode())))


def repeated_keys(key: Sequence[Distinct], likeness: Likeness) -> pl.Series:
    """The rows, first ones included, whose key another row has too: which of them is right nobody here knows.

    A null cell is no key; such rows repeat nothing.
    """
    among = likeness.candidates(key)
    if among.is_empty():
        return _NOTHING
    cells = pl.DataFrame([one.spread(one.cells)[among].alias(str(at)) for at, one in enumerate(key)])
    whole = cells.select(pl.all_horizontal(pl.all().is_not_null())).to_series()
    return among.filter(cells.is_duplicated() & whole)


def _alike(hashes: pl.Series) -> pl.Series:
    """The rows whose hash stands more than once. Sorting finds them several times faster than a table of hashes."""
    ordered = hashes.sort()
    doubled = ordered.filter((ordered == ordered.shift(1)).fill_null(False))
    return hashes.is_in(doubled.unique().implode()).arg_true() if len(doubled) else _NOTHING


def _plain(cells: pl.Series) -> pl.Series:
    lower = cells.str.to_lowercase()
    if not lower.str.contains(r"\s").any():
        return lower
    return lower.str.replace_all(r"\s+", " ").str.strip_chars()


def _later(cells: pl.DataFrame) -> pl.Series:
    return ~cells.select(pl.struct(pl.all()).is_first_distinct()).to_series()


def overlapping_stints(person: pl.Series, start: pl.Series, end: pl.Series) -> pl.Series:
    """The rows whose time [start, end) meets that of another row of the same person; an empty end lasts on.

    Rows without person or start are not asked; a day that is not known to the day is taken at its latest as a start
    and at its earliest as an end, so that only what certainly overlaps is named.
    """
    frame = pl.DataFrame({"person": person, "start": start, "end": end}).with_row_index("at")
    frame = frame.filter(pl.col("person").is_not_null() & pl.col("start").is_not_null()).with_columns(
        start=latest(pl.col("start")), end=earliest(pl.col("end")).fill_null("9999-99-99")
    )
    ordered = frame.filter(pl.col("start") < pl.col("end")).sort("person", "start", "end", "at")
    furthest = pl.col("end").cum_max().shift(1).over("person")
    meets_earlier = pl.col("start") < furthest
    first_to_come = pl.col("start").shift(-1).over("person")
    meets_later = first_to_come < pl.col("end")
    hit = ordered.filter((meets_earlier | meets_later).fill_null(False))
    return hit["at"].sort()
