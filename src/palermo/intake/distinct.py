"""A column as its different cells and where each stands: a code that stands in a million rows is judged once."""

from dataclasses import dataclass

import polars as pl

_WORTH = 4  # fewer different cells than a quarter of the rows: judging them alone pays


@dataclass(frozen=True, slots=True)
class Distinct:
    """``cells``: the different cells, or all of them; ``places``: for each row its cell among them, None for all."""

    cells: pl.Series
    places: pl.Series | None

    @classmethod
    def of(cls, column: pl.Series) -> "Distinct":
        different = column.to_frame("c").select(pl.col("c").approx_n_unique()).item()
        if different * _WORTH > len(column):
            return cls(column, None)
        cells = column.unique(maintain_order=True)
        return cls(cells, column.cast(pl.Enum(cells)).to_physical())

    def spread(self, judged: pl.Series) -> pl.Series:
        """What was found for each of ``cells``, for each row."""
        return judged if self.places is None else judged.gather(self.places)

    def rows(self, judged: pl.Series) -> pl.Series:
        """The rows, counted from 0, of the cells for which ``judged`` is true."""
        if not judged.any():
            return pl.Series([], dtype=pl.UInt32)
        return self.spread(judged).arg_true()
