"""Delimited text to cells: Polars reads, and what it would cut off, merge or guess is counted before it may.

The skeleton of a file is its text with every quoted cell shrunk to one quote: there each line is a record and each
delimiter parts two cells. A file without quotes is its own skeleton. When the counts say that all records are as wide
as the header, Polars' reading stands. When some are not, it reads again at the width of the widest. When quotes stand
where no rule lets them, or a line is absurdly wide, the plain reader of ``records.py`` does it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from polars.exceptions import ComputeError, SchemaError

from palermo.engines.records import records
from palermo.engines.sniffing import Opening
from palermo.ground.errors import UnreadableInput
from palermo.intake.raw import no_ragged

_WIDEST_SURPLUS = 200
_SPARSEST = 20  # cells a byte: one broken line of 150 cells in a million of eight stays below
_MOST_CELLS = 100_000_000  # laid out as a rectangle; files with short lines or one endless line may pass it
_PIECE = 4 << 20
_FILLED = r"[^\s\x1c-\x1f]"  # what str.strip() leaves


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
    returns = data.count(b"\r") if b"\r" in data else 0
    if returns and returns != data.count(b"\r\n"):
        return _read_plainly(data, opening)  # Polars drops a lone CR at the end of a cell
    quoted = b'"' in data
    _refuse_strewn(opening.width, data)
    even = _parse(data, opening, opening.width, quoted)
    if even is not None and not quoted and _adds_up(even, len(data) - returns, data.endswith(b"\n")):
        return even, None
    counted = _widths(data, opening.delimiter, quoted)
    if counted is None or _widest(counted) > opening.width + _WIDEST_SURPLUS:
        return _read_plainly(data, opening)
    if even is not None and even.height == counted.len() and (counted == opening.width).all():
        return even, None
    _refuse_strewn(_widest(counted), data)
    wide = _parse(data, opening, max(opening.width, _widest(counted)), quoted)
    return (wide, counted) if wide is not None and wide.height == counted.len() else _read_plainly(data, opening)


def _refuse_strewn(width: int, data: bytes) -> None:
    """A line of many cells above or among many short ones makes a rectangle that no memory holds."""
    cells = width * (data.count(b"\n") + 1)
    if cells > _MOST_CELLS and cells > _SPARSEST * len(data):
        raise UnreadableInput(
            f"A line of {width} cells stands among far shorter ones: together they would fill {cells} cells.",
            hint="Look whether that line lacks its line ends, or the file has another delimiter.",
        )


def _adds_up(cells: pl.DataFrame, size: int, ended: bool) -> bool:
    """Without quotes, texts, delimiters and line ends make up the file: a record cut short would leave it shorter."""
    texts = sum(cells.select(pl.all().str.len_bytes().cast(pl.UInt64).sum()).row(0))
    return bool(texts + (cells.width - 1) * cells.height + cells.height - (not ended) == size)


def _widths(data: bytes, delimiter: str, quoted: bool) -> pl.Series | None:
    """The number of cells of each record; None when a quote stands inside a cell or is never closed."""
    sign = f"\\x{ord(delimiter):02x}"
    stray = rf'[^{sign}\n]"|"[^{sign}\r\n]|"\r[^\n]'
    found = []
    for piece in _pieces(data, quoted):
        text = pl.Series([piece], dtype=pl.Binary).cast(pl.String)
        if quoted:
            text = text.str.replace_all(r'(?:"[^"]*")+', '"')
            if piece.count(b'"') % 2 or text.str.contains(stray)[0]:
                return None
        found.append(
            text.str.strip_suffix("\n").str.split("\n").explode().str.count_matches(delimiter, literal=True) + 1
        )
    return pl.concat(found)


def _pieces(data: bytes, quoted: bool) -> Iterator[bytes]:
    """The data in pieces of whole records, small enough that copies of one do not count."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start + _PIECE) + 1 or len(data)
        open_quote = quoted and data.count(b'"', start, end) % 2
        while open_quote and end < len(data):
            following = data.find(b"\n", end) + 1 or len(data)
            open_quote = (data.count(b'"', end, following) + open_quote) % 2
            end = following
        yield data[start:end]
        start = end


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


def _widest(widths: pl.Series) -> int:
    widest = widths.max()
    return widest if isinstance(widest, int) else 0


def _read_plainly(data: bytes, opening: Opening) -> tuple[pl.DataFrame, pl.Series]:
    found = [record.cells for record in records(data.decode(), opening.delimiter)]
    widths = pl.Series([len(cells) for cells in found], dtype=pl.UInt32)
    width = max(opening.width, *map(len, found), 1)
    _refuse_strewn(width, data)
    columns = {f"c{at}": [cells[at] if at < len(cells) else "" for cells in found] for at in range(width)}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), widths


def _line_numbers(data: bytes, cells: pl.DataFrame) -> pl.Series:
    """The line each record begins on: a line break inside a cell pushes the records below it down."""
    plain = pl.int_range(1, cells.height + 1, dtype=pl.UInt32, eager=True).alias("row")
    if b'"' not in data or data.count(b"\n") + (not data.endswith(b"\n")) == cells.height:
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
    empty = pl.col("c0").str.contains(_FILLED).not_()
    candidates = cells.select(empty)["c0"]
    if not candidates.any():
        return None
    return cells.select(pl.all_horizontal(pl.all().str.contains(_FILLED).not_()).alias("blank"))["blank"]


def _ragged(cells: pl.DataFrame, rows: pl.Series, found: pl.Series, width: int) -> pl.DataFrame:
    odd = found != width
    if not odd.any():
        return no_ragged()
    surplus = cells.columns[width:]
    places = pl.DataFrame({"row": rows, "found": found}, schema={"row": pl.UInt32, "found": pl.UInt32})
    if not surplus:
        return places.filter(odd).with_columns(extra=pl.lit([], dtype=pl.List(pl.String)))
    longer = (pl.col("found").cast(pl.Int64) - width).clip(lower_bound=0)
    extra = pl.concat_list(surplus).list.head(longer)
    return places.hstack(cells.select(surplus)).filter(odd).select("row", "found", extra=extra)
