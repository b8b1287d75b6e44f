"""A column as its different cells and where each stands: a code that stands in a million rows is judged once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

_WORTH = 2  # a sample with as many repeats as different cells: judging these alone pays
_SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Distinct:
    """``cells``: the different cells, or all of them; ``places``: for each row its cell among them, None for all.

    ``odd``: whether a glance found any cell worth a second look; None where nobody glanced yet.
    """

    cells: pl.Series
    places: pl.Series | None
    odd: bool | None = None

    def judged(self, cells: pl.Series) -> "Distinct":
        """What was made of each of ``cells``, standing where they stood."""
        return Distinct(cells, self.places)

    def spread(self, judged: pl.Series) -> pl.Series:
        """What was found for each of ``cells``, for each row."""
        return judged if self.places is None else judged.gather(self.places)

    def rows(self, judged: pl.Series) -> pl.Series:
        """The rows, counted from 0, of the cells for which ``judged`` is true."""
        if not judged.any():
            return pl.Series([], dtype=pl.UInt32)
        return self.spread(judged).arg_true()


def distinct_columns(cells: pl.DataFrame, glance: Callable[[pl.Expr], pl.Expr]) -> list[Distinct]:
    """Every column of ``cells``; those that repeat themselves, going by a sample, as their different cells.

    The others are long: ``glance`` runs over them in the same pass, which Polars spreads over the processors.
    """
    few = [column.name for column in cells.iter_columns() if _repeats_itself(column)]
    different = cells.select(pl.col(few).unique(maintain_order=True).implode()).row(0) if few else ()
    words: dict[str, Sequence[str]] = dict(zip(few, different, strict=True))
    found = cells.select(
        glance(pl.col(name)).alias(name)
        if name not in words
        else pl.col(name).cast(pl.Enum(words[name])).to_physical().implode().alias(name)
        for name in cells.columns
    )
    return [
        Distinct(pl.Series(name, words[name], dtype=pl.String), found[name].explode())
        if name in words
        else Distinct(cells[name], None, bool(found[name].item()))
        for name in cells.columns
    ]


def _repeats_itself(column: pl.Series) -> bool:
    sample = column.gather_every(max(1, len(column) // _SAMPLE))
    return sample.n_unique() * _WORTH <= len(sample)
