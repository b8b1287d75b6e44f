"""A sheet as it stands: its cells by row and column, merged ranges, hidden rows; and the text of a stored value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

Cell = str | float | int | bool | date | datetime | time | timedelta
_PLAIN_BELOW = 1e22  # up to here every float of Excel's that is whole is written with its digits, not with an exponent


@dataclass(frozen=True, slots=True)
class Area:
    """Rows and columns from first to last, both counted from 0 and both included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        """As a spreadsheet writes it: ``A11:AA213``."""
        return f"{column_letters(self.left)}{self.top + 1}:{column_letters(self.right)}{self.bottom + 1}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SheetGrid:
    """``cells[row][column]`` from the sheet's first cell on; an empty cell is an empty text. Rows are equally long."""

    name: str
    cells: Sequence[Sequence[Cell]]
    merged: tuple[Area, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    visible: bool = True
    formulas: tuple[tuple[int, int], ...] = ()

    def filled(self, row: int, left: int, right: int) -> list[int]:
        """The columns of ``row`` that hold more than blanks."""
        cells = self.cells[row]
        return [at for at in range(left, right + 1) if is_filled(cells[at])]


def is_filled(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else True


def column_letters(column: int) -> str:
    """``A`` for 0, ``AA`` for 26."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def cell_text(cell: Cell) -> str:
    """The text of a stored value: the shortest that reads back to the same number, ISO for dates, TRUE and FALSE."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return _number_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, timedelta):
        return _duration_text(cell)
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _number_text(number: float) -> str:
    short = repr(number)
    if short.endswith(".0"):
        return "0" if number == 0 else short[:-2]
    if "e+" in short and abs(number) < _PLAIN_BELOW:
        return format(Decimal(short), "f")
    return short


def _duration_text(duration: timedelta) -> str:
    """Hours, which may pass 24, minutes and seconds."""
    seconds = int(duration.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
