"""How far a mapping covers a table: for the person who draws it up, column by column."""

from datetime import date

import polars as pl

from palermo.ground.finding import Severity
from palermo.intake.cells import any_odd, look_at
from palermo.intake.columns import Place, place_columns, with_label_row
from palermo.intake.distinct import Distinct, distinct_columns
from palermo.intake.layout import Layout
from palermo.intake.raw import RawTable
from palermo.intake.sayings import SAYINGS
from palermo.intake.values import read_cells

_NEVER = date.max  # whether a date is in the future is no matter of the mapping
_SCHEMA = {
    **dict.fromkeys(("seen", "means", "how"), pl.String),
    **dict.fromkeys(("filled", "different", "unread"), pl.UInt32),
}


def coverage(table: RawTable, mapping: Layout) -> pl.DataFrame:
    """One row a column: ``seen``, ``means``, ``how``; cells ``filled``, ``different`` ones, and those left ``unread``.

    Unread are cells that the mapping turns into an error or a question; of a column it does not know, all that are
    filled.
    """
    whole = with_label_row(table, mapping)
    rows = [_covered(whole, place) for place in place_columns(whole, mapping).places if place.how != "ignored"]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _covered(table: RawTable, place: Place) -> tuple[str, str, str, int, int, int]:
    column = table.cells[f"c{place.at}"]
    distinct = distinct_columns(column.to_frame(), any_odd)[0]
    filled = int((column.str.strip_chars() != "").sum())
    different = int((distinct.cells.unique().str.strip_chars() != "").sum())
    return place.seen, place.means, str(place.how), filled, different, _unread(place, distinct, filled)


def _unread(place: Place, distinct: Distinct, filled: int) -> int:
    if place.column is None or place.asked:
        return filled
    troubles = read_cells(look_at(distinct.cells), place.column, _NEVER).troubles
    stopping = [one.cells for one in troubles if SAYINGS[one.code].severity in (Severity.ERROR, Severity.QUESTION)]
    if not stopping:
        return 0
    wrong = stopping[0]
    for cells in stopping[1:]:
        wrong = wrong | cells
    return len(distinct.rows(wrong))
