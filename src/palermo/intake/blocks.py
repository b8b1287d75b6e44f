"""Where the tables of a sheet stand: parted by blank rows and columns, joined again where a blank row was only a gap.

The sheet is cut into bands of filled rows, a band into groups of columns, a group into bands again, until one table is
left. A band below a table goes on with it unless it brings a header of its own. Every decision is on the side of
"another table": two tables are asked about, two tables read as one would be a mistake nobody sees.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from palermo.intake.grid import Area, Cell, SheetGrid, is_filled

_LOOKED_AT = 200  # rows of a table that show what kind of cell its columns hold
_PROSE = 60  # characters a cell, on average: longer is text to be read, not a column of words
_REMARK = re.compile(r"\*|\(\d+\)|(?:notes?|source|data)\b", re.IGNORECASE)
_REMARK_WORDS = 4
_DEEPEST_HEADER = 6


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the sheet still to be cut: rows and columns from 0, both ends included."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def rows(self) -> range:
        return range(self.top, self.bottom + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A table found: its columns, the row of its own title, its header rows and data rows, all counted from 0."""

    left: int
    right: int
    title_row: int | None = None
    header: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()
    blank: int = 0

    @property
    def claimed(self) -> tuple[int, ...]:
        """The rows whose cells between left and right belong to the table."""
        return (*self.header, *self.rows)

    @property
    def area(self) -> Area:
        return Area(self.claimed[0], self.left, self.claimed[-1], self.right)


def find_blocks(grid: SheetGrid) -> tuple[Block, ...]:
    """The tables of a sheet, from top to bottom and left to right."""
    if not grid.cells or not grid.cells[0]:
        return ()
    whole = Region(0, len(grid.cells) - 1, 0, len(grid.cells[0]) - 1)
    blocks = _part(grid, whole)
    with_rows = [block for block in blocks if block.rows and len(block.claimed) > 1]
    kept = with_rows or blocks[:1] or _lone_column(grid, whole)
    return tuple(sorted(kept, key=lambda block: (block.claimed[0], block.left)))


def _part(grid: SheetGrid, region: Region) -> list[Block]:
    """Band after band of filled rows: more of the table above, several side by side, or one of its own."""
    done: list[Block] = []
    above: Block | None = None
    waiting: list[Region] = []  # lone cells: the next band tells whether they are rows of the table above or a title
    for band in _bands(grid, region):
        if above is not None and _all_lone(grid, band):
            waiting.append(band)
        elif above is not None and _goes_on(grid, above, band):
            above = _extended(grid, above, *waiting, band)
            waiting.clear()
        else:
            done += [above] if above else []
            above, beside = _cut(grid, band)
            done += beside
            waiting.clear()
    return [*done, _with_trailing(grid, above, waiting)] if above else done


def _cut(grid: SheetGrid, band: Region) -> tuple[Block | None, list[Block]]:
    """The one table of a band, or those standing side by side in it."""
    groups = _groups(grid, band)
    if len(groups) == 1:
        return _read_block(grid, replace(band, left=groups[0][0], right=groups[0][1])), []
    return None, [block for left, right in groups for block in _part(grid, replace(band, left=left, right=right))]


def _with_trailing(grid: SheetGrid, above: Block, waiting: Sequence[Region]) -> Block:
    """Lone cells below the last table are its rows (a record cut short), up to the first that is a remark."""
    for band in waiting:
        inside = above.left <= _first_filled(grid, band)[1] <= above.right
        if not inside or any(_is_remark(grid, row, band.left, band.right) for row in band.rows):
            return above
        above = _extended(grid, above, band)
    return above


def _extended(grid: SheetGrid, block: Block, *bands: Region) -> Block:
    rows = [row for band in bands for row in band.rows]
    while rows and len(rows) > 1 and _is_remark(grid, rows[-1], block.left, block.right):
        rows.pop()
    gaps = rows[-1] - block.claimed[-1] - len(rows)
    return replace(block, rows=(*block.rows, *rows), blank=block.blank + gaps)


def _bands(grid: SheetGrid, region: Region) -> Iterator[Region]:
    """Runs of rows with a filled cell."""
    start: int | None = None
    for row in region.rows:
        cells = grid.cells[row]
        filled = is_filled(cells[region.left]) or any(map(is_filled, cells[region.left : region.right + 1]))
        if filled and start is None:
            start = row
        elif not filled and start is not None:
            yield replace(region, top=start, bottom=row - 1)
            start = None
    if start is not None:
        yield replace(region, top=start)


def _groups(grid: SheetGrid, band: Region) -> list[tuple[int, int]]:
    """Runs of columns with a filled cell, or under a merged one, a blank column or more apart."""
    used = set(_reached(grid, band))
    for row in band.rows:
        if len(used) == band.right - band.left + 1:
            break
        used.update(grid.filled(row, band.left, band.right))
    runs: list[tuple[int, int]] = []
    for column in sorted(used):
        if runs and column == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], column)
        else:
            runs.append((column, column))
    return _joined(grid, band, runs)


def _reached(grid: SheetGrid, band: Region) -> Iterator[int]:
    """Columns below merged cells, those apart that stand alone on their row: a title does not join two tables."""
    for area in grid.merged:
        inside = band.top <= area.top <= band.bottom and band.left <= area.left and area.right <= band.right
        if inside and is_filled(grid.cells[area.top][area.left]) and not _is_lone(grid, area.top, band):
            yield from range(area.left, area.right + 1)


def _joined(grid: SheetGrid, band: Region, runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Two runs one blank column apart that begin and end on the same rows, with no title over either, are one."""
    joined = [runs[0]]
    for run in runs[1:]:
        extent = _extent(grid, band, run)
        if run[0] - joined[-1][1] == 2 and extent is not None and extent == _extent(grid, band, joined[-1]):
            joined[-1] = (joined[-1][0], run[1])
        else:
            joined.append(run)
    return joined


def _extent(grid: SheetGrid, band: Region, run: tuple[int, int]) -> tuple[int, int] | None:
    rows = [row for row in band.rows if grid.filled(row, *run)]
    titled = run[0] < run[1] and len(grid.filled(rows[0], *run)) == 1
    return None if titled or len(rows) < 2 else (rows[0], rows[-1])


def _read_block(grid: SheetGrid, region: Region) -> Block | None:
    """The table in a region without gaps; None when what stands there is text to be read."""
    if region.left == region.right:
        return _column_of_values(grid, region)
    title, top = _title(grid, region)
    body = replace(region, top=top)
    if top > region.bottom or _is_prose(grid, body):
        return None
    header = _header(grid, body)
    rows = list(range(header[-1] + 1 if header else top, region.bottom + 1))
    while rows and _is_remark(grid, rows[-1], region.left, region.right):
        rows.pop()
    return Block(left=region.left, right=region.right, title_row=title, header=header, rows=tuple(rows))


def _column_of_values(grid: SheetGrid, region: Region) -> Block | None:
    cells = [grid.cells[row][region.left] for row in region.rows]
    if len(cells) < 2 or not isinstance(cells[0], str) or any(isinstance(cell, str) for cell in cells[1:]):
        return None
    rows = tuple(region.rows)
    return Block(left=region.left, right=region.right, header=rows[:1], rows=rows[1:])


def _lone_column(grid: SheetGrid, whole: Region) -> list[Block]:
    """A sheet with nothing but one column of short texts is a list under its name."""
    rows = [row for row in whole.rows if grid.filled(row, whole.left, whole.right)]
    columns = {column for row in rows for column in grid.filled(row, whole.left, whole.right)}
    if len(columns) != 1 or len(rows) < 2 or _is_prose(grid, whole):
        return []
    (column,) = columns
    gaps = rows[-1] - rows[0] + 1 - len(rows)
    return [Block(left=column, right=column, header=(rows[0],), rows=tuple(rows[1:]), blank=gaps)]


def _title(grid: SheetGrid, region: Region) -> tuple[int | None, int]:
    """The row of the title, and the first row below the lone lines; past the end when all are lone."""
    top = region.top
    while top <= region.bottom and _is_lone(grid, top, region):
        top += 1
    return (region.top if top > region.top else None), top


def _header(grid: SheetGrid, region: Region) -> tuple[int, ...]:
    """The rows that name columns: the first, those a merged cell in it reaches, those below a group's name."""
    if not _names_columns(grid, region):
        return ()
    end, row = region.top, region.top
    while row <= end:
        end = min(max(end, _header_reach(grid, region, row)), region.bottom, region.top + _DEEPEST_HEADER - 1)
        row += 1
    if end == region.top and _has_unmerged_groups(grid, region):
        end += 1
    return tuple(range(region.top, end + 1))


def _names_columns(grid: SheetGrid, region: Region) -> bool:
    """All texts, or texts with dates or a rising run of years, as tables over time have them."""
    cells = [grid.cells[region.top][at] for at in grid.filled(region.top, region.left, region.right)]
    others = [cell for cell in cells if not isinstance(cell, str)]
    if not others:
        return True
    if any(not isinstance(cell, str) for cell in cells[: -len(others)]):
        return False
    return len(others) > 1 and (all(isinstance(cell, date) for cell in others) or _are_years(others))


def _are_years(cells: Sequence[Cell]) -> bool:
    years = [cell for cell in cells if isinstance(cell, int | float) and cell == int(cell) and 1900 <= cell <= 2100]
    rising = all(one < two for one, two in pairwise(years)) or all(one > two for one, two in pairwise(years))
    return len(years) == len(cells) and rising


def _header_reach(grid: SheetGrid, region: Region, row: int) -> int:
    """The last row that the merged cells on ``row`` make part of the header."""
    reach = row
    for area in grid.merged:
        if area.top != row or not region.left <= area.left <= region.right or not is_filled(grid.cells[row][area.left]):
            continue
        reach = max(reach, area.bottom)
        below = area.bottom + 1
        if area.right > area.left and below <= region.bottom and _are_names(grid, below, area):
            reach = max(reach, below)
    return reach


def _are_names(grid: SheetGrid, row: int, area: Area) -> bool:
    names = [grid.cells[row][at] for at in grid.filled(row, area.left, area.right)]
    return len(names) > 1 and all(isinstance(name, str) for name in names)


def _has_unmerged_groups(grid: SheetGrid, region: Region) -> bool:
    """A first row with gaps over a full row of names over a row with values: the first names groups."""
    if region.top + 2 > region.bottom:
        return False
    first, second, third = (grid.filled(region.top + at, region.left, region.right) for at in range(3))
    names = all(isinstance(grid.cells[region.top + 1][at], str) for at in second)
    values = any(not isinstance(grid.cells[region.top + 2][at], str) for at in third)
    return names and values and set(first) < set(second) and len(second) == region.right - region.left + 1


def _goes_on(grid: SheetGrid, block: Block, band: Region) -> bool:
    """The band's cells stand in the table's columns and are of their kinds: it brings no header of its own."""
    used = {column for row in band.rows for column in grid.filled(row, band.left, band.right)}
    if not used or min(used) < block.left or max(used) > block.right:
        return False
    row = next(row for row in band.rows if not _is_lone(grid, row, band))
    cells = {at: grid.cells[row][at] for at in grid.filled(row, block.left, block.right)}
    if any(not isinstance(cell, str) for cell in cells.values()):
        return not _are_headings(cells)
    return not _repeats_header(grid, block, cells) and not _names_values(grid, block, cells)


def _are_headings(cells: dict[int, Cell]) -> bool:
    others = [cell for cell in cells.values() if not isinstance(cell, str)]
    return len(others) > 1 and (all(isinstance(cell, date) for cell in others) or _are_years(others))


def _repeats_header(grid: SheetGrid, block: Block, cells: dict[int, Cell]) -> bool:
    return any({at: grid.cells[row][at] for at in cells} == cells for row in block.header)


def _names_values(grid: SheetGrid, block: Block, cells: dict[int, Cell]) -> bool:
    """A text stands where the table has only values."""
    for column in cells:
        above = [grid.cells[row][column] for row in block.rows[:_LOOKED_AT] if is_filled(grid.cells[row][column])]
        if above and not any(isinstance(cell, str) for cell in above):
            return True
    return False


def _all_lone(grid: SheetGrid, band: Region) -> bool:
    return all(_is_lone(grid, row, band) for row in band.rows)


def _is_lone(grid: SheetGrid, row: int, region: Region) -> bool:
    filled = grid.filled(row, region.left, region.right)
    return len(filled) == 1 and isinstance(grid.cells[row][filled[0]], str)


def _first_filled(grid: SheetGrid, band: Region) -> tuple[int, int]:
    return band.top, grid.filled(band.top, band.left, band.right)[0]


def _is_remark(grid: SheetGrid, row: int, left: int, right: int) -> bool:
    """A lone text across the table's columns, with a remark's first sign or of several words: no record cut short."""
    filled = grid.filled(row, left, right)
    cell = grid.cells[row][filled[0]] if len(filled) == 1 else 0
    if not isinstance(cell, str):
        return False
    merged = any(area.top == row and area.left == filled[0] and area.right > area.left for area in grid.merged)
    return merged or bool(_REMARK.match(cell.strip())) or len(cell.split()) >= _REMARK_WORDS


def _is_prose(grid: SheetGrid, region: Region) -> bool:
    """One or two columns of nothing but text, long on average."""
    cells = [grid.cells[row][at] for row in region.rows[:1000] for at in grid.filled(row, region.left, region.right)]
    texts = [cell for cell in cells if isinstance(cell, str)]
    narrow = region.right - region.left < 2
    return narrow and len(texts) == len(cells) and sum(map(len, texts)) > _PROSE * len(texts)
