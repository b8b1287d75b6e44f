"""Delimited text to cells: Polars reads, and what it would cut off, merge or guess is counted before it may.

The skeleton of a file is its text with every quoted cell shrunk to one quote: there each line is a record and each
delimiter parts two cells. When the skeleton's counts say that all records are as wide as the header, Polars reads the
file as it is. When some are not, it reads at the width of the widest. When quotes stand where no rule lets them,
or a line is absurdly wide, the plain reader of ``records.py`` does it.
"""

from dataclasses import dataclass

import polars as pl
from polars.exceptions import ComputeError, SchemaError

from palermo.engines.records import records
from palermo.engines.sniffing import Opening
from palermo.intake.raw import no_ragged

_WIDEST_SURPLUS = 200
_LINE_SEPARATOR = "\x1f"  # the unit separator, which no text file uses: it makes a reader of whole lines


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The data rows of a text file: cells, the line each begins on, ragged rows, blank lines left out and counted."""

    cells: pl.DataFrame
    rows: pl.Series
    ragged: pl.DataFrame
    blank: int


def read_grid(data: bytes, opening: Opening) -> Grid:
    """The rows of ``data`` below its opening, each with as many cells as the header, the surplus kept apart."""
    cells, widths = read_records(data, opening)
    rows = _line_numbers(data, cells).slice(opening.taken)
    cells = cells.slice(opening.taken)
    found = widths.slice(opening.taken) if widths is not None else None
    return _without_blank(cells, rows, found, opening.width)


def read_records(data: bytes, opening: Opening) -> tuple[pl.DataFrame, pl.Series | None]:
    """All records, and the cells of each where they differ in number (None: all as wide as the header)."""
    quoted = b'"' in data
    skeleton = _skeleton(data, opening.delimiter) if quoted else data
    if skeleton is None or data.count(b"\r") != data.count(b"\r\n"):  # Polars drops a lone CR at the end of a cell
        return _read_plainly(data, opening)
    sign, width = opening.delimiter.encode(), opening.width
    height = skeleton.count(b"\n") + (not skeleton.endswith(b"\n"))
    if skeleton.count(sign) == (width - 1) * height and (even := _parse(data, opening, width, quoted)) is not None:
        return even, None
    widths = _widths(skeleton, opening.delimiter)
    if widths is None or len(widths) != height or _widest(widths) > width + _WIDEST_SURPLUS:
        return _read_plainly(data, opening)
    wide = _parse(data, opening, max(width, _widest(widths)), quoted)
    return (wide, widths) if wide is not None and wide.height == height else _read_plainly(data, opening)


def _skeleton(data: bytes, delimiter: str) -> bytes | None:
    """The text with each quoted cell as one quote; None when a quote stands inside a cell or is never closed."""
    text = pl.Series([data], dtype=pl.Binary).cast(pl.String)
    shrunk = text.str.replace_all(r'(?:"[^"]*")+', '"')
    sign = f"\\x{ord(delimiter):02x}"
    stray = shrunk.str.contains(rf'[^{sign}\n]"|"[^{sign}\r\n]|"\r[^\n]')
    skeleton: bytes = shrunk.cast(pl.Binary)[0]
    odd = data.count(b'"') % 2
    return None if odd or stray[0] else skeleton


def _parse(data: bytes, opening: Opening, width: int, quoted: bool) -> pl.DataFrame | None:
    """The cells by Polars; None when a record is wider than ``width``."""
    try:
        return pl.read_csv(
            data,
            has_header=False,
            separator=opening.delimiter,
            quote_char='"' if quoted else None,
            schema={f"c{at}": pl.String for at in range(width)},
            empty_string_is_null=False,
            missing_columns="insert",
        )
    except (ComputeError, SchemaError):
        return None


def _widths(skeleton: bytes, delimiter: str) -> pl.Series | None:
    """The number of cells on each line of the skeleton; None when the lines cannot be told apart."""
    try:
        lines = pl.read_csv(
            skeleton,
            has_header=False,
            separator=_LINE_SEPARATOR,
            quote_char=None,
            schema={"line": pl.String},
            empty_string_is_null=False,
        )
    except (ComputeError, SchemaError):
        return None
    return lines["line"].str.count_matches(delimiter, literal=True) + 1


def _widest(widths: pl.Series) -> int:
    widest = widths.max()
    return widest if isinstance(widest, int) else 0


def _read_plainly(data: bytes, opening: Opening) -> tuple[pl.DataFrame, pl.Series]:
    found = [record.cells for record in records(data.decode(), opening.delimiter)]
    widths = pl.Series([len(cells) for cells in found], dtype=pl.UInt32)
    width = max(opening.width, *map(len, found), 1)
    columns = {f"c{at}": [cells[at] if at < len(cells) else "" for cells in found] for at in range(width)}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), widths


def _line_numbers(data: bytes, cells: pl.DataFrame) -> pl.Series:
    """The line each record begins on: a line break inside a cell pushes the records below it down."""
    plain = pl.int_range(1, cells.height + 1, dtype=pl.UInt32, eager=True).alias("row")
    if data.count(b"\n") + (not data.endswith(b"\n")) == cells.height:
        return plain
    breaks = cells.select(pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True)).alias("row"))["row"]
    return (plain + breaks.cum_sum().shift(1, fill_value=0)).cast(pl.UInt32)


def _without_blank(cells: pl.DataFrame, rows: pl.Series, found: pl.Series | None, width: int) -> Grid:
    blank = _blank(cells)
    if blank is not None:
        cells, rows = cells.filter(~blank), rows.filter(~blank)
        found = found.filter(~blank) if found is not None else None
    ragged = _ragged(cells, rows, found, width) if found is not None else no_ragged()
    lines = 0 if blank is None else int(blank.sum())
    return Grid(cells.select(cells.columns[:width]), rows, ragged, lines)


def _blank(cells: pl.DataFrame) -> pl.Series | None:
    """Which rows hold no filled cell; None when there is none. The first column decides for nearly all of them."""
    empty = pl.col("c0").str.contains(r"\S").not_()
    candidates = cells.select(empty)["c0"]
    if not candidates.any():
        return None
    return cells.select(pl.all_horizontal(pl.all().str.contains(r"\S").not_()).alias("blank"))["blank"]


def _ragged(cells: pl.DataFrame, rows: pl.Series, found: pl.Series, width: int) -> pl.DataFrame:
    odd = found != width
    if not odd.any():
        return no_ragged()
    surplus = cells.columns[width:]
    extra = pl.concat_list(surplus) if surplus else pl.lit([], dtype=pl.List(pl.String))
    longer = (pl.col("found").cast(pl.Int64) - width).clip(lower_bound=0)
    places = pl.DataFrame({"row": rows, "found": found}, schema={"row": pl.UInt32, "found": pl.UInt32})
    return places.hstack(cells.select(surplus)).filter(odd).select("row", "found", extra=extra.list.head(longer))
