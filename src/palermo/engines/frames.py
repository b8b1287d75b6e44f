"""Frames of text and CSV bytes, there and back: every cell String, none null, UTF-8, LF, quotes only where needed."""

import io
from itertools import islice

import polars as pl
from polars.exceptions import ComputeError

from palermo.engines.decoding import decode
from palermo.engines.delimited import read_records
from palermo.engines.records import records
from palermo.engines.sniffing import Opening
from palermo.ground.errors import UnreadableInput


def read_csv_frame(data: bytes) -> pl.DataFrame:
    """The table in ``data``, a comma-separated file of our own with a header line. Raises UnreadableInput otherwise."""
    text = decode(data).data
    header = next(islice(records(_head(text), ","), 1), None)
    if header is None:
        raise UnreadableInput("The table is empty.", hint="It needs a header line at least.")
    names = header.cells
    if len(set(names)) < len(names) or not all(names):
        raise UnreadableInput("The table's header has an empty or repeated name.", hint="Name each column once.")
    cells, widths = read_records(text, Opening(",", (), (header,), len(names)))
    if widths is not None and (widths != len(names)).any():
        raise UnreadableInput(f"The table's lines differ from its header of {len(names)} cells.", hint="Even them out.")
    return cells.slice(1).select(pl.col(f"c{at}").alias(name) for at, name in enumerate(names))


def _head(text: bytes) -> str:
    """Enough of the text to hold the header: all of it where a quote may carry the header over lines."""
    end = text.find(b"\n") + 1 or len(text)
    return text[:end].decode() if b'"' not in text[:end] else text.decode()


def write_csv(frame: pl.DataFrame, *, header: bool = True) -> bytes:
    """``frame`` as UTF-8 CSV with LF line ends. Only a lone empty cell is quoted: as a blank line it would get lost."""
    texts = pl.col(pl.String)
    plain = frame.with_columns(texts.replace("", None) if frame.width > 1 else texts.fill_null(""))
    out = io.BytesIO()
    plain.write_csv(out, include_header=header, line_terminator="\n", quote_style="necessary")
    return out.getvalue()


def read_csv_cells(data: bytes) -> tuple[tuple[str, ...], pl.DataFrame, tuple[int, ...]]:
    """Header as written, cells under names of their own (c0, c1 …), and the rows, from 0, that are not as wide.

    For a reader that wants to tell all that is wrong with a table itself. Nothing in the file is an empty header.
    """
    text = decode(data).data
    header = next(islice(records(_head(text), ","), 1), None)
    if header is None or not any(cell.strip() for cell in header.cells):
        return (), pl.DataFrame(), ()
    names = tuple(cell.strip() for cell in header.cells)
    cells, widths = read_records(text, Opening(",", (), (header,), len(names)))
    below = cells.slice(1).select(f"c{at}" for at in range(len(names)))
    blank = pl.all_horizontal(pl.all().fill_null("").str.strip_chars() == "")
    ragged = () if widths is None else (widths.slice(1) != len(names)).arg_true().to_list()
    empty = set(below.select(blank.alias("blank"))["blank"].arg_true().to_list()) if ragged else set()
    return names, below, tuple(row for row in ragged if row not in empty)


def read_parquet_frame(data: bytes) -> pl.DataFrame:
    """The table in ``data``, a Parquet file. Raises UnreadableInput when it is none."""
    try:
        return pl.read_parquet(io.BytesIO(data))
    except (ComputeError, OSError) as error:
        raise UnreadableInput("The file is no Parquet table.", hint="Write it again, or look at its name.") from error
