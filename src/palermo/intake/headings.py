"""Headers of several rows: each cell gets the text that stands over it, merged or meant to reach that far."""

from collections.abc import Sequence
from itertools import pairwise

from palermo.ground.finding import Finding, Severity
from palermo.intake.blocks import Block
from palermo.intake.grid import Area, SheetGrid, cell_text, column_letters

Texts = list[list[str]]


def filled_header(grid: SheetGrid, block: Block) -> tuple[Texts, tuple[Finding, ...]]:
    """The header's texts from the block's first column to its last, row by row, and what was read between the lines.

    A merged cell's text stands in each cell it reaches, a group's name over all of its columns. Where the names under
    a group begin anew and nothing stands above them, the group has ended: the columns get no name from it, or, in a
    run of years, the year that follows, which is said.
    """
    texts = [[cell_text(cell) for cell in grid.cells[row][block.left : block.right + 1]] for row in block.header]
    merged = [area for area in grid.merged if area.top in block.header and block.left <= area.left <= block.right]
    for area in merged:
        _spread(texts, block, area)
    findings = []
    for at in range(len(texts) - 2, -1, -1):
        covered = {
            column - block.left
            for area in merged
            if area.top <= block.header[at] <= area.bottom
            for column in range(area.left, area.right + 1)
        }
        ended = _spread_groups(texts, at, covered)
        findings += [_continued(grid, block, at, place, texts[at][place]) for place in ended if texts[at][place]]
    return texts, tuple(findings)


def _spread(texts: Texts, block: Block, area: Area) -> None:
    first = texts[area.top - block.header[0]][area.left - block.left]
    for row in range(area.top, min(area.bottom, block.header[-1]) + 1):
        for column in range(area.left, min(area.right, block.right) + 1):
            texts[row - block.header[0]][column - block.left] = first


def _spread_groups(texts: Texts, at: int, covered: set[int]) -> list[int]:
    """Fills row ``at`` to the right; gives the places where a group ended without another having been named."""
    row, ended = texts[at], []
    seen: set[tuple[str, ...]] = set()
    named = [text for text in row if text.strip()]
    for place, text in enumerate(row):
        below = tuple(lower[place].strip() for lower in texts[at + 1 :])
        if text.strip() or place in covered or not any(below):
            seen = {below}
            continue
        if below in seen:
            row[place] = _year_after(named)
            named.append(row[place])
            ended.append(place)
            seen = {below}
        elif place and place - 1 not in covered:
            row[place] = row[place - 1]
            seen.add(below)
    return ended


def _year_after(named: Sequence[str]) -> str:
    """The year that goes on a run of two or more in steps of one; empty for anything else."""
    tail = [text.strip() for text in named][-2:]
    years = [int(text) for text in tail if len(text) == 4 and text.isdecimal()]
    return str(years[-1] + 1) if len(years) == 2 and all(two - one == 1 for one, two in pairwise(years)) else ""


def _continued(grid: SheetGrid, block: Block, at: int, place: int, year: str) -> Finding:
    return Finding(
        code="intake.header-continued",
        severity=Severity.WARNING,
        text="columns begin with the same names again under no year of their own; "
        f"as the years before run on, they were read as {year}",
        hint="Check the year and write it into the header.",
        count=1,
        row=block.header[at] + 1,
        table=f"{grid.name}!{block.area}",
        cell=f"{column_letters(block.left + place)}{block.header[at] + 1}",
    )
