"""What may be odd about any cell, whatever its column means: blanks, formulas, blackening, digits that got lost."""

from dataclasses import dataclass

import polars as pl

_BARE = pl.col("bare")
_NUMBER = r"^[+-]?(\d+([.,]\d+)*|[.,]\d+)([eE][+-]?\d+)?\s?%?$"
_FORMULA_ERROR = r"^#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|GETTING_DATA|BLOCKED!|CONNECT!)$"
_REDACTED = r"(?i)^(\(?b\)? ?\(\d\) ?\(?[a-f]?\)?[,;/ ]*)+$|^[\[(<*]*redacted[\])>*]*$|^[█■]+$"
_POWER = r"^[+-]?\d([.,]\d+)?[eE]\+?\d{2}$"
_RUINED = r"^\d{15}0+$"
_ODD = r"^[=@#]|^[+-](.*[^\d.,].*)?$|^\s|\s$|^\(?[bB]\)? ?\(\d|(?i:redacted)|[█■]|\d[eE]\+?\d{2}$"
_LONGEST_EXACT = 15  # digits a spreadsheet keeps of a number


@dataclass(frozen=True, slots=True)
class Oddities:
    """For each of the cells: its text without blanks around it, and what is odd about it (null: not for any cell)."""

    bare: pl.Series
    trimmed: pl.Series | None = None
    formula_like: pl.Series | None = None
    formula_error: pl.Series | None = None
    redacted: pl.Series | None = None
    imprecise: pl.Series | None = None


def any_odd(cell: pl.Expr) -> pl.Expr:
    """One glance tells whether any of the cells may be odd at all; most columns need no second."""
    return cell.str.contains(_ODD).any() | (cell.str.len_bytes() > _LONGEST_EXACT).any()


def look_at(cells: pl.Series, odd: bool | None = None) -> Oddities:
    """What is odd about each of the cells. ``odd``: the result of the glance, where it was thrown already."""
    frame = cells.to_frame("bare")
    if not (frame.select(any_odd(_BARE)).item() if odd is None else odd):
        return Oddities(cells)
    bare = cells.str.strip_chars()
    found = bare.to_frame("bare").select(
        formula_like=_BARE.str.contains(r"^[=+\-@]") & ~_BARE.str.contains(_NUMBER),
        formula_error=_BARE.str.contains(_FORMULA_ERROR),
        redacted=_BARE.str.contains(_REDACTED),
        imprecise=_BARE.str.contains(_POWER) | _BARE.str.contains(_RUINED),
    )
    return Oddities(bare, bare != cells, *(_unless_none(found[name]) for name in found.columns))


def _unless_none(found: pl.Series) -> pl.Series | None:
    return found if found.any() else None
