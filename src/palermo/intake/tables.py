"""From a sheet's grid to its tables: titles, headers of several rows, totals marked, and no filled cell lost."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl

from palermo.intake.blocks import Block, find_blocks
from palermo.intake.grid import Area, Cell, SheetGrid, cell_text, is_filled
from palermo.intake.headings import filled_header
from palermo.intake.raw import RawNote, RawSheet, RawTable

_TOTAL = re.compile(r"(?:grand |sub-? ?)?(?:totals?|sum)\b|totaux\b|итого|всего|合计|总计|小计|المجموع", re.IGNORECASE)
_TOTAL_ANYWHERE = r"(?i)total|sum|totaux|итого|всего|合计|总计|小计|المجموع"
_TITLE_LENGTH = 120
_SMALL, _LARGE = 1e-3, 1e15  # between them no writer of numbers uses an exponent


def find_tables(grid: SheetGrid) -> RawSheet:
    """The sheet with every table on it and, as notes, every filled cell that stands in none."""
    blocks = find_blocks(grid)
    outside = tuple(_outside(grid, blocks))
    titles = tuple(_title_place(block, blocks, outside) for block in blocks)
    places = {(note.row, note.column) for note in titles if note is not None}
    kind = "note" if blocks else "prose"
    return RawSheet(
        name=grid.name,
        tables=tuple(_table(grid, block, title) for block, title in zip(blocks, titles, strict=True)),
        notes=tuple(_as_title(note) if (note.row, note.column) in places else _as(note, kind) for note in outside),
        prose=not blocks and bool(outside),
        hidden_rows=grid.hidden_rows,
        visible=grid.visible,
        formulas=grid.formulas,
        findings=tuple(finding for block in blocks for finding in filled_header(grid, block)[1]),
    )


def unpivot(table: RawTable, *, ids: int = 1) -> RawTable:
    """The table with one row a value: group, the first ``ids`` columns, each header level, the value.

    A line with ids and no value names the group of the lines below it; an empty id cell (but the last) repeats the one
    above. Cells without a value give no row. ``rows`` points to the row each value stands on.
    """
    levels = len(table.header)
    names = ("group", *table.names()[:ids], *(f"level_{at}" for at in range(1, levels + 1)), "value")
    found = list(_long_rows(table, ids))
    columns = {f"c{at}": [cells[at] for _, cells in found] for at in range(len(names))}
    return RawTable(
        cells=pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)),
        rows=pl.Series("row", [row for row, _ in found], dtype=pl.UInt32),
        header=(names,),
        header_rows=table.header_rows[-1:],
        title=table.title,
        sheet=table.sheet,
        range=table.range,
        blank=table.blank,
        totals=tuple(row for row in table.totals if any(row == at for at, _ in found)),
        hidden_rows=table.hidden_rows,
    )


def _long_rows(table: RawTable, ids: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    group, last = "", [""] * ids
    labels = [tuple(row[at].strip() for row in table.header) for at in range(table.width)]
    for row, cells in zip(table.rows.to_list(), table.cells.iter_rows(), strict=True):
        values = [(at, cells[at]) for at in range(ids, table.width) if cells[at].strip()]
        if not values:
            group = next((cell for cell in cells[:ids] if cell.strip()), group)
            continue
        last = [_repeated(cells, last, at, ids) for at in range(ids)]
        for at, value in values:
            yield row, (group, *last, *labels[at], value)


def _repeated(cells: Sequence[str], last: Sequence[str], at: int, ids: int) -> str:
    return last[at] if not cells[at].strip() and at < ids - 1 else cells[at]


def _table(grid: SheetGrid, block: Block, title: RawNote | None) -> RawTable:
    columns = _columns(grid, block)
    cells = _cells(grid, block, columns)
    filled, _ = filled_header(grid, block)
    claimed = set(block.claimed)
    return RawTable(
        cells=cells,
        rows=pl.Series("row", [row + 1 for row in block.rows], dtype=pl.UInt32),
        columns=tuple(column + 1 for column in columns),
        header=tuple(tuple(row[column - block.left] for column in columns) for row in filled),
        header_rows=tuple(row + 1 for row in block.header),
        title=title.text.strip() if title else None,
        sheet=grid.name,
        range=str(block.area if not columns else Area(block.area.top, columns[0], block.area.bottom, columns[-1])),
        blank=block.blank,
        totals=tuple(row + 1 for row in _totals(grid, block, cells)),
        hidden_rows=tuple(row for row in grid.hidden_rows if row - 1 in claimed),
    )


def _cells(grid: SheetGrid, block: Block, columns: Sequence[int]) -> pl.DataFrame:
    rows = [grid.cells[row] for row in block.rows]
    return pl.DataFrame([_texts(f"c{at}", [row[column] for row in rows]) for at, column in enumerate(columns)])


def _texts(name: str, cells: Sequence[Cell]) -> pl.Series:
    """The text of each cell. Columns of one kind, as large tables have them, never go through Python cell by cell."""
    kinds = set(map(type, cells))
    if kinds <= {str}:
        return pl.Series(name, cells, dtype=pl.String)
    if kinds == {float}:
        return _number_texts(pl.Series(name, cells, dtype=pl.Float64))
    if kinds == {date}:
        return pl.Series(name, cells, dtype=pl.Date).cast(pl.String)
    numbers = pl.Series(name, [cell if type(cell) is float else None for cell in cells], dtype=pl.Float64)
    others = [None if type(cell) is float else cell_text(cell) for cell in cells]
    return _number_texts(numbers).fill_null(pl.Series(name, others, dtype=pl.String))


def _number_texts(numbers: pl.Series) -> pl.Series:
    """As ``cell_text`` writes them: Polars has the same digits and differs only where an exponent may stand."""
    texts = numbers.cast(pl.String).str.strip_suffix(".0").replace("-0", "0")
    size = numbers.abs()
    unusual = (((size < _SMALL) & (size > 0)) | (size >= _LARGE)).fill_null(False).arg_true()
    return texts.scatter(unusual, [cell_text(number) for number in numbers.gather(unusual)]) if unusual.len() else texts


def _columns(grid: SheetGrid, block: Block) -> list[int]:
    """The columns with a filled cell: one that a merged cell only reaches over, or a spacer, holds nothing."""
    empty = set(range(block.left, block.right + 1))
    for row in block.claimed:
        if not empty:
            break
        cells = grid.cells[row]
        empty = {column for column in empty if not is_filled(cells[column])}
    return [column for column in range(block.left, block.right + 1) if column not in empty]


def _totals(grid: SheetGrid, block: Block, cells: pl.DataFrame) -> Iterator[int]:
    """Rows of which one of the first two texts says so. Polars finds the few that may; each is then looked at."""
    if not cells.width:
        return
    likely = cells.select(pl.any_horizontal(pl.all().str.contains(_TOTAL_ANYWHERE)).alias("likely"))["likely"]
    for at in likely.arg_true():
        row = block.rows[at]
        texts = [cell for cell in grid.cells[row][block.left : block.right + 1] if isinstance(cell, str)]
        if any(_TOTAL.match(text.strip()) for text in [text for text in texts if text.strip()][:2]):
            yield row


def _outside(grid: SheetGrid, blocks: Sequence[Block]) -> Iterator[RawNote]:
    """Every filled cell that no table claims; blanks somebody typed are filled too."""
    width = len(grid.cells[0]) if grid.cells else 0
    whole = [block for block in blocks if block.left == 0 and block.right == width - 1]
    done = {row for block in whole for row in block.claimed}
    spans: dict[int, list[Block]] = {}
    for block in blocks:
        for row in () if block in whole else block.claimed:
            spans.setdefault(row, []).append(block)
    for row, cells in enumerate(grid.cells):
        if row in done:
            continue
        held = spans.get(row, [])
        for column, cell in enumerate(cells):
            if cell != "" and not any(block.left <= column <= block.right for block in held):
                yield RawNote(row=row + 1, column=column + 1, text=cell_text(cell))


def _title_place(block: Block, blocks: Sequence[Block], notes: Sequence[RawNote]) -> RawNote | None:
    """The table's own lone line, else the first short line of the nearest text above that no table parts from it."""
    if block.title_row is not None:
        return next(note for note in notes if note.row == block.title_row + 1 and _over(note, block))
    top = block.claimed[0] + 1
    floor = max(
        (other.claimed[-1] + 1 for other in blocks if _beside(other, block) and other.claimed[-1] + 1 < top), default=0
    )
    above = [note for note in notes if floor < note.row < top and _over(note, block)]
    for lines in reversed(_paragraphs(above)):
        for note in lines:
            if note.text.strip() and len(note.text) <= _TITLE_LENGTH and not note.text.rstrip().endswith("."):
                return note
    return None


def _over(note: RawNote, block: Block) -> bool:
    return block.left <= note.column - 1 <= block.right


def _beside(other: Block, block: Block) -> bool:
    return other.left <= block.right and block.left <= other.right


def _paragraphs(notes: Sequence[RawNote]) -> list[list[RawNote]]:
    """Notes on rows next to each other belong together."""
    found: list[list[RawNote]] = []
    for note in notes:
        if found and note.row - found[-1][-1].row <= 1:
            found[-1].append(note)
        else:
            found.append([note])
    return found


def _as_title(note: RawNote) -> RawNote:
    return RawNote(row=note.row, column=note.column, text=note.text, kind="title")


def _as(note: RawNote, kind: str) -> RawNote:
    return RawNote(row=note.row, column=note.column, text=note.text, kind="prose" if kind == "prose" else "note")
