"""Rows that stand twice: exactly, apart from their writing, or under one key."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from palermo.intake.dates import earliest, latest
from palermo.intake.distinct import Distinct

_NOTHING = pl.Series([], dtype=pl.UInt32)


@dataclass(frozen=True, slots=True)
class Repeats:
    """Rows that repeat an earlier one: ``exact`` in every cell, ``near`` apart from case and blanks."""

    exact: pl.Series
    near: pl.Series


def find_repeats(columns: Sequence[Distinct], cells: pl.DataFrame) -> Repeats:
    """The repeats among the rows of ``cells``. Hashes only find who may be alike; the cells decide."""
    hashes: list[pl.Series] = []
    for column in sorted(columns, key=lambda column: column.places is not None):
        hashed = column.spread(_plain(column.cells).hash())
        if column.places is None and hashed.n_unique() == len(hashed):
            return Repeats(_NOTHING, _NOTHING)  # this column alone tells all rows apart
        hashes.append(hashed.alias(str(len(hashes))))
    among = _alike(pl.DataFrame(hashes).hash_rows()).arg_true() if hashes else _NOTHING
    if among.is_empty():
        return Repeats(_NOTHING, _NOTHING)
    candidates = cells[among]
    exact = among.filter(_later(candidates))
    near = among.filter(_later(candidates.select(_plain(column) for column in candidates.iter_columns())))
    return Repeats(exact, near.filter(~near.is_in(exact.implode())))


def _plain(cells: pl.Series) -> pl.Series:
    lower = cells.str.to_lowercase()
    if not lower.str.contains(r"\s").any():
        return lower
    return lower.str.replace_all(r"\s+", " ").str.strip_chars()


def _later(cells: pl.DataFrame) -> pl.Series:
    return ~cells.select(pl.struct(pl.all()).is_first_distinct()).to_series()


def repeated_keys(key: pl.DataFrame) -> pl.Series:
    """The rows, first ones included, whose key another row has too: which of them is right nobody here knows.

    ``key`` holds null where a row has no key; such rows repeat nothing.
    """
    whole = key.select(pl.all_horizontal(pl.all().is_not_null())).to_series()
    alike = _alike(key.hash_rows()) & whole
    among = alike.arg_true()
    if among.is_empty():
        return _NOTHING
    return among.filter(key[among].is_duplicated())


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


def _alike(hashes: pl.Series) -> pl.Series:
    """Where a hash stands more than once."""
    if hashes.n_unique() == len(hashes):
        return pl.repeat(False, len(hashes), dtype=pl.Boolean, eager=True)
    return hashes.is_duplicated()
