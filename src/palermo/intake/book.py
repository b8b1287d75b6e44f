"""A file as it was read, checked as a whole: which table is meant, cells mended by hand put in, then the check."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from palermo.intake.check import check
from palermo.intake.choosing import await_choice, choose_table
from palermo.intake.layout import Layout
from palermo.intake.outcome import Outcome
from palermo.intake.raw import RawBook, RawTable
from palermo.intake.receipt import Receipt, with_file

Mended = Mapping[tuple[int, int], str]
"""Row (its line in the file) and place of the column → the cell as somebody mended it."""


def check_book(
    book: RawBook, layout: Layout | None, *, today: date, mended: Mended | None = None
) -> tuple[Outcome, Receipt]:
    """What becomes of a file, and its receipt; every row pending where it is not settled which table is meant.

    ``mended`` cells take the place of those that came. Raises UnreadableInput when the layout names a table that is
    not there.
    """
    choice = choose_table(book, layout)
    if choice.table is None:
        outcome = await_choice(book, choice.question, today=today)
    else:
        outcome = check(with_mended(choice.table, mended or {}), layout, today=today)
    return outcome, with_file(outcome.receipt, book)


def with_mended(table: RawTable, mended: Mended) -> RawTable:
    """The table with those cells in place of what came. A row somebody mended is no longer ragged: it was looked at.

    Places the table does not have are left out.
    """
    numbers = {number: at for at, number in enumerate(table.rows)}
    fitting = {(row, at): cell for (row, at), cell in mended.items() if row in numbers and at < table.width}
    if not fitting:
        return table
    columns = [_mended(table.cells[f"c{at}"], numbers, _of_column(fitting, at)) for at in range(table.width)]
    looked_at = sorted({row for row, _ in fitting})
    return replace(
        table,
        cells=pl.DataFrame(columns),
        ragged=table.ragged.filter(~pl.col("row").is_in(looked_at)),
    )


def _of_column(mended: Mended, at: int) -> Sequence[tuple[int, str]]:
    return [(row, cell) for (row, place), cell in mended.items() if place == at]


def _mended(column: pl.Series, numbers: Mapping[int, int], cells: Sequence[tuple[int, str]]) -> pl.Series:
    if not cells:
        return column
    places = [numbers[row] for row, _ in cells]
    return column.clone().scatter(places, [cell for _, cell in cells])
