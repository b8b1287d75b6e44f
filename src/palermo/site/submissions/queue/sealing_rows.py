"""From the outcome of a check to rows that can be stored: each a text of its cells and what they mean, then sealed."""

from collections.abc import Iterator

import polars as pl

from palermo.intake import Outcome, RawBook, Receipt
from palermo.site.access.bulk import new_ids
from palermo.site.keys.models import RecordKey
from palermo.site.submissions.models import SourceRow
from palermo.site.submissions.vault import lock_rows


def sealed_rows(key: RecordKey, frame: pl.DataFrame) -> Iterator[tuple[bytes, int, str, bytes]]:
    """Key, line, state and sealed text of each row."""
    ids = new_ids(frame.height)
    texts = frame["text"].cast(pl.Binary).to_list()
    sealed = lock_rows(key, SourceRow, "sealed", zip(ids, texts, strict=True))
    return zip(ids, frame["row"].to_list(), frame["state"].to_list(), list(sealed), strict=True)


def row_texts(book: RawBook, outcome: Outcome) -> pl.DataFrame:
    """``row``, ``state`` and ``text`` of every row: a JSON object of ``cells`` as they came and ``values`` accepted.

    ``surplus`` holds cells beyond the header.
    """
    if "palermo_table" in outcome.pending.columns:  # no table was chosen: every row of each of them waits
        return _waiting(outcome.pending)
    table = max(book.tables(), key=lambda one: _shared(outcome, one.rows), default=None)
    if table is None:
        return pl.DataFrame(schema={"row": pl.Int64, "state": pl.String, "text": pl.String})
    came = pl.DataFrame({"row": table.rows.cast(pl.Int64), "cells": _json(table.cells)})
    surplus = pl.struct("extra").struct.json_encode().str.strip_prefix('{"extra":').str.strip_suffix("}")
    extra = table.ragged.select(pl.col("row").cast(pl.Int64), surplus.alias("extra"))
    told = _states(outcome).join(came, on="row", how="left", maintain_order="left").join(
        extra, on="row", how="left", maintain_order="left"
    )  # fmt: skip
    text = pl.concat_str(
        pl.lit('{"cells":'),
        "cells",
        pl.lit(',"values":['),
        "values",
        pl.lit('],"surplus":'),
        pl.col("extra").fill_null("null"),
        pl.lit("}"),
    )
    return told.select("row", "state", text.alias("text"))


def issues_of(outcome: Outcome, receipt: Receipt) -> list[tuple[int, int | None, str]]:
    """Line, place of the column in the file and code of everything that stops a row."""
    places = [place.at for place in receipt.columns if place.how != "ignored"]
    marks = outcome.marks.select("palermo_row", "column", "code").unique(maintain_order=True)
    return [(row, None if column is None else places[column], code) for row, column, code in marks.iter_rows()]


def _shared(outcome: Outcome, rows: pl.Series) -> int:
    """How many of the outcome's rows a table holds: the one that was checked holds them all."""
    seen = [frame["palermo_row"].cast(pl.Int64) for frame in (outcome.accepted, outcome.rejected, outcome.pending)]
    return int(pl.concat(seen).unique().is_in(rows.cast(pl.Int64).implode()).sum())


def _states(outcome: Outcome) -> pl.DataFrame:
    accepted = outcome.accepted
    values = accepted.select(pl.exclude("palermo_row"))
    meant = pl.DataFrame({"row": accepted["palermo_row"].cast(pl.Int64), "values": _json(values)})
    if accepted["palermo_row"].is_duplicated().any():  # a wide row made long: several records of one row
        meant = meant.group_by("row", maintain_order=True).agg(pl.col("values").str.join(","))
    parts = [meant.with_columns(state=pl.lit("accepted"))]
    for state, frame in (("rejected", outcome.rejected), ("pending", outcome.pending)):
        rows = pl.DataFrame({"row": frame["palermo_row"].cast(pl.Int64)})
        parts.append(rows.with_columns(values=pl.lit(""), state=pl.lit(state)))
    return pl.concat(parts, how="vertical")


def _waiting(pending: pl.DataFrame) -> pl.DataFrame:
    cells = pending.select(pl.exclude("^palermo_.*$"))
    renamed = cells.rename({name: f"c{at}" for at, name in enumerate(cells.columns)})
    frame = pl.DataFrame({"row": pending["palermo_row"].cast(pl.Int64), "cells": _json(renamed)})
    text = pl.concat_str(pl.lit('{"cells":'), "cells", pl.lit(',"values":[],"surplus":null}'))
    return frame.select("row", pl.lit("pending").alias("state"), text.alias("text"))


def _json(frame: pl.DataFrame) -> pl.Series:
    if not frame.width:
        return pl.Series("json", ["{}"] * frame.height, dtype=pl.String)
    return frame.select(pl.struct(pl.all()).struct.json_encode().alias("json")).to_series()
