"""Frames of text and CSV bytes, there and back: every cell String, none null, UTF-8, LF, quotes only where needed."""

import io
from itertools import islice

import polars as pl

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
