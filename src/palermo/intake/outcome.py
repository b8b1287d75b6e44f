"""What becomes of the rows of a table: three frames that together hold every one of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from palermo.ground.finding import Finding
from palermo.intake.raw import RawTable
from palermo.intake.receipt import Receipt

OWN = ("palermo_row", "palermo_codes", "palermo_hints")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``accepted`` in the words of the standard; ``rejected`` and ``pending`` with the cells as they came.

    ``header``: the header rows of the file over its own columns of ``rejected`` and ``pending``. ``marks``: the cells
    with an error or a question, by ``palermo_row`` and the place of their column in ``rejected`` (null: the whole row),
    with code and hint.
    """

    accepted: pl.DataFrame
    rejected: pl.DataFrame
    pending: pl.DataFrame
    findings: tuple[Finding, ...]
    receipt: Receipt
    header: tuple[tuple[str, ...], ...] = ()
    marks: pl.DataFrame

    def header_lines(self, rows: pl.DataFrame) -> list[list[str]]:
        """The header rows of the file over ``rows``, with the names of our own columns in the first of them."""
        own = [name for name in rows.columns if name.startswith("palermo_")]
        width = rows.width - len(own)
        first, *others = self.header or (tuple(f"column {at + 1}" for at in range(width)),)
        return [[*first, *own], *([*line, *[""] * len(own)] for line in others)]

    def marks_of_rejected(self) -> dict[tuple[int, int], list[str]]:
        """Hints by row and column of ``rejected``; what speaks of a whole row stands at its ``palermo_codes``."""
        rows = {number: at for at, number in enumerate(self.rejected["palermo_row"])}
        codes = self.rejected.columns.index("palermo_codes")
        found: dict[tuple[int, int], list[str]] = {}
        for number, column, hint in self.marks.select("palermo_row", "column", "hint").iter_rows():
            if number in rows:
                found.setdefault((rows[number], codes if column is None else column), []).append(hint)
        return found

    def summary(self) -> str:
        """One sentence."""
        told = self.receipt
        return f"{told.received} rows: {told.accepted} accepted, {told.rejected} rejected, {told.pending} pending"


def no_marks() -> pl.DataFrame:
    """The frame of marks when there is none."""
    texts = dict.fromkeys(("code", "hint"), pl.String)
    return pl.DataFrame(schema={"column": pl.UInt32, **texts, "palermo_row": pl.UInt32})


def set_aside(table: RawTable, own: Sequence[int], wanted: pl.Series, reasons: pl.DataFrame) -> pl.DataFrame:
    """The ``wanted`` rows with the cells of their columns ``own`` as they came, and why they are not accepted."""
    at = wanted.arg_true()
    names = [f"c{place}" for place in own]
    cells = table.cells[at].select(names)
    frame = pl.DataFrame([*cells, at.alias("at"), table.rows.gather(at).alias("palermo_row")])
    told = frame.join(reasons, on="at", how="left", maintain_order="left").rename(
        {"codes": "palermo_codes", "hints": "palermo_hints"}
    )
    kept = told.select(*names, *OWN)
    surplus = _surplus(table, kept["palermo_row"])
    return kept.with_columns(palermo_extra=surplus) if surplus is not None else kept


def _surplus(table: RawTable, rows: pl.Series) -> pl.Series | None:
    """Cells beyond the header, as JSON lists; None when no row has any."""
    extra = {row: cells for row, cells in table.ragged.select("row", "extra").iter_rows() if cells}
    found = [json.dumps(extra[row], ensure_ascii=False) if row in extra else "" for row in rows] if extra else []
    return pl.Series("palermo_extra", found, dtype=pl.String) if any(found) else None
