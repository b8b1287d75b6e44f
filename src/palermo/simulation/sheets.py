"""A body's table as it goes out: what it knows, the mistakes in it, and where in the file each of them stands."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from palermo.simulation.bodies import Body
from palermo.simulation.dice import Dice, Whole
from palermo.simulation.errors import Made, make_seen, make_silent
from palermo.simulation.records import stints
from palermo.simulation.tables import as_written, cells_of, key_of


@dataclass(frozen=True, slots=True)
class Sheet:
    """A body's table as it is written, with what it would be without a mistake."""

    cells: pl.DataFrame
    clean: pl.DataFrame
    persons: pl.Series
    made: Made
    places: Whole
    ragged: frozenset[int]
    twice: frozenset[int] = field(default_factory=frozenset)

    def mistakes(self, body: Body, header: dict[str, str], rows: Whole) -> pl.DataFrame:
        """One row for each error: where it stands, what it is, and the code of the finding `check` makes of it."""
        made = self.made
        places = self.places[np.array(made.rows, dtype=np.int64)]
        frame = pl.DataFrame(
            {
                "source": [body.id] * len(made.rows),
                "row": rows[places],
                "record_id": self.cells[key_of(body)].gather(places),
                "column": [header.get(name, "") for name in made.columns],
                "kind": made.kinds,
                "finding": made.seen,
                "before": _at(self.clean, made.columns, places),
                "after": _at(self.cells, made.columns, places),
            },
            schema_overrides=dict.fromkeys(("source", "column", "kind", "finding", "before", "after"), pl.String),
        )
        copies = np.array(sorted(self.twice), dtype=np.int64)
        again = pl.DataFrame({"row": rows[copies], "record_id": self.cells[key_of(body)].gather(copies)}).select(
            source=pl.lit(body.id),
            row="row",
            record_id="record_id",
            column=pl.lit(""),
            kind=pl.lit("row_duplicate"),
            finding=pl.lit("row.duplicate"),
            before=pl.lit(""),
            after=pl.lit(""),
        )
        return pl.concat([frame, again]).sort("row", maintain_order=True).with_columns(pl.col("row").cast(pl.String))


def _at(cells: pl.DataFrame, columns: list[str], places: Whole) -> list[str]:
    """What stands in each of the cells; nothing for an error of a whole row."""
    return [cells[name][at] if name else "" for name, at in zip(columns, places.tolist(), strict=True)]


def sheet_of(dice: Dice, body: Body, kept: pl.DataFrame) -> Sheet:
    """What a body sends of these records, in the order it keeps them, mistakes and all."""
    if body.keeps == "custody":
        kept = stints(dice, kept).sort("record_id", "stint")
    made = Made()
    number = kept["stint"].to_numpy() if "stint" in kept.columns else np.zeros(kept.height, dtype=np.int64)
    keys = kept["record"].to_numpy() * 4 + number
    clean = cells_of(body, kept)
    silent = make_silent(dice, body, clean, kept, keys, made)
    planted = make_seen(dice, body, silent, number, keys, made)
    order, places, copies = _with_copies(kept.height, planted.twice)
    written = as_written(body, pl.concat([planted.cells, clean]))
    ragged = frozenset(places[sorted(planted.ragged)].tolist())
    return Sheet(
        cells=written[: kept.height][order],
        clean=written[kept.height :][order],
        persons=kept["person_id"].gather(order),
        made=made,
        places=places,
        ragged=ragged,
        twice=copies,
    )


def _with_copies(height: int, twice: frozenset[int]) -> tuple[Whole, Whole, frozenset[int]]:
    """The order of rows when some stand twice; where each row went; where the copies stand."""
    times = np.ones(height, dtype=np.int64)
    times[sorted(twice)] = 2
    order = np.repeat(np.arange(height), times)
    places = np.cumsum(times) - times
    return order, places, frozenset((places[sorted(twice)] + 1).tolist())
