"""Mistakes made in a body's table, cell by cell: those nobody can see in the file, and those `check` has to find.

A row gets one error at most that `check` sees, so that the codes of its findings can be counted against the truth.
Errors that are seen leave the order of a row's other dates alone, for the same reason.
"""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from palermo.ground.mistakes import MISTAKES, OF_DATES, OF_FOREIGN_DATES, OF_NAMES, OF_NUMBERS
from palermo.simulation.bodies import Body
from palermo.simulation.cultures import CULTURES
from palermo.simulation.dice import Dice, Whole
from palermo.simulation.tables import (
    CODES,
    DATES,
    INTEGERS,
    checks_of,
    fields_of,
    in_other_calendar,
    key_of,
    required_of,
)

_NAMES = ("given_name", "family_name", "full_name", "prs_FirstName", "prs_SecondName")
_ETHIOPIC = next(code for code, culture in CULTURES.items() if culture.script == "Ethiopic")
_BIRTHS = ("birth_date", "prs_Birthdate")
_CODED = ("gender", "ageBroad", "majorityStatus", "prs_Gender", "vic_TraffickingStatus", "vic_TypeOfExploitation",
          "vic_TraffickingStatusDecisionMakingOrg", "vic_MethodsOfControl", "cas_Status",
          "cas_ReasonForIncomingReferral", "cas_ReasonForOutgoingReferral", "citizenship",
          "prs_Citizenship")  # fmt: skip
_LATEST = {"cases": "decided_on", "proceedings": "decided_on", "returns": "left_on", "calls": "referred_on",
           "htcds": "cas_OutgoingReferralDate"}  # fmt: skip
_HTCDS_DATES = ("prs_Birthdate", "cas_IncomingReferralDate", "cas_OutgoingReferralDate")
SEEN = ("date.unreadable", "date.future", "date.order", "value.not_in_list", "value.type", "value.pattern",
        "key.duplicate", "row.duplicate", "row.ragged", "intake.required-empty", "formula.error",
        "stint.overlap")  # fmt: skip


def _latest_of(body: Body) -> str:
    """The date of a row that no other date has to follow; the survey form of HTCDS ends with the first referral."""
    return "cas_IncomingReferralDate" if body.form == "survey" else _LATEST.get(body.keeps, "")


@dataclass(slots=True)
class Made:
    """Errors made in one table: row, column, kind, and the code of the finding where `check` sees it."""

    rows: list[int] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def enter(self, row: int, column: str, kind: str, seen: str = "") -> None:
        """Note one error."""
        self.rows.append(row)
        self.columns.append(column)
        self.kinds.append(kind)
        self.seen.append(seen)


def make_silent(
    dice: Dice, body: Body, cells: pl.DataFrame, kept: pl.DataFrame, keys: Whole, made: Made
) -> pl.DataFrame:
    """The table with the mistakes in it that leave every cell readable."""
    old = (kept["opened"] - kept["birth"]).to_numpy() > 1000
    for name in cells.columns:
        kinds = _silent_kinds(body, name)
        at = np.flatnonzero(dice.happens(f"mistake {body.id} {name}", keys, body.care * 1000)) if kinds else keys[:0]
        at = at[old[at]] if name in _BIRTHS else at
        cells = _with_mistakes(dice, cells, name, kinds, at, keys, made)
    cells = _foreign_births(dice, body, cells, kept, keys, made)
    return _other_names(dice, body, cells, kept, keys, made)


def _foreign_births(
    dice: Dice, body: Body, cells: pl.DataFrame, kept: pl.DataFrame, keys: Whole, made: Made
) -> pl.DataFrame:
    """A birth date copied from papers of another calendar, where no other mistake stands in the cell."""
    name = next((one for one in _BIRTHS if one in cells.columns), None)
    if name is None or in_other_calendar(body):
        return cells
    taken = [row for row, column in zip(made.rows, made.columns, strict=True) if column == name]
    foreign = (kept["citizenship"] == _ETHIOPIC).to_numpy() & dice.happens("foreign papers", keys, 120_000)
    at = np.setdiff1d(np.flatnonzero(foreign), np.array(taken, dtype=np.int64))
    return _with_mistakes(dice, cells, name, tuple(OF_FOREIGN_DATES), at, keys, made)


def _silent_kinds(body: Body, name: str) -> tuple[str, ...]:
    if name in _NAMES:
        return tuple(OF_NAMES)
    if name in _BIRTHS:
        whole = body.order != "ymd" or body.sign != "-" or in_other_calendar(body)
        return tuple(kind for kind in OF_DATES if not (whole and kind == "year_alone"))
    if name in ("age", "birth_year"):
        return tuple(OF_NUMBERS)
    return ("emptied",) if name in ("citizenship", "sex", "place", "purpose", "disability") else ()


def _with_mistakes(
    dice: Dice, cells: pl.DataFrame, name: str, kinds: tuple[str, ...], at: Whole, keys: Whole, made: Made
) -> pl.DataFrame:
    if not len(at):
        return cells
    draws = (dice.bits(f"which {name}", keys[at]) >> np.uint64(8)).tolist()
    changed: dict[int, str] = {}
    for row, cell, draw in zip(at.tolist(), cells[name].gather(at).to_list(), draws, strict=True):
        kind = kinds[draw % len(kinds)]
        after = MISTAKES[kind](cell, draw // len(kinds))
        if after is not None and after != cell:
            changed[row] = after
            made.enter(row, name, kind)
    return _set(cells, name, changed)


def _other_names(
    dice: Dice, body: Body, cells: pl.DataFrame, kept: pl.DataFrame, keys: Whole, made: Made
) -> pl.DataFrame:
    """The alias in place of the given name, or another romanisation, where no other mistake stands in the cell."""
    name = next((one for one in ("given_name", "prs_FirstName") if one in cells.columns), None)
    if name is None:
        return cells
    taken = {row for row, column in zip(made.rows, made.columns, strict=True) if column == name}
    alias = kept["alias"].to_numpy() & dice.happens("uses alias", keys, 350_000)
    changed: dict[int, str] = {}
    for row, whole in zip(np.flatnonzero(alias).tolist(), cells[name].filter(pl.Series(alias)).to_list(), strict=True):
        short = whole.split()[0][:3] if whole else ""
        if row not in taken and short and short != whole:
            changed[row] = short
            made.enter(row, name, "alias")
    if body.names in ("first", "second"):
        other = kept["given_second" if body.names == "first" else "given_first"]
        for row in np.flatnonzero(dice.happens("other romanisation", keys, 30_000)).tolist():
            spelled = other[row].upper() if body.upper else other[row]
            if row not in taken and row not in changed and cells[name][row] != spelled:
                changed[row] = spelled
                made.enter(row, name, "other_romanisation")
    return _set(cells, name, changed)


def seen_kinds(body: Body) -> tuple[str, ...]:
    """The errors that can be planted in this body's table and that `check` sees."""
    names = fields_of(body)
    dated = any(name in DATES for name in names)
    fits = {
        "date.unreadable": dated or body.keeps == "htcds",
        "date.future": body.keeps in _LATEST,
        "date.order": body.keeps == "custody" or any(_LATEST.get(body.keeps, "?") in one for one in checks_of(body)),
        "value.not_in_list": True,
        "value.type": any(name in INTEGERS for name in names),
        "value.pattern": True,
        "key.duplicate": True,
        "row.duplicate": body.keeps != "custody",
        "row.ragged": body.format == "csv",
        "intake.required-empty": True,
        "formula.error": True,
        "stint.overlap": body.keeps == "custody",
    }
    return tuple(kind for kind in SEEN if fits[kind])


@dataclass(frozen=True, slots=True)
class Planted:
    """The table with errors that `check` sees; which rows to write twice and which with a cell too many."""

    cells: pl.DataFrame
    twice: frozenset[int]
    ragged: frozenset[int]


def make_seen(dice: Dice, body: Body, cells: pl.DataFrame, stints: Whole, keys: Whole, made: Made) -> Planted:
    """Plant errors of every kind that fits, at most one a row. ``stints``: which stint of a stay a row is, from 0."""
    kinds = seen_kinds(body)
    chosen = np.flatnonzero(dice.happens(f"seen {body.id}", keys, body.care * 800))
    which = dice.below("which seen", keys[chosen], len(kinds))
    hands = _Hands(body, cells, stints, made)
    for row, kind in zip(chosen.tolist(), which.tolist(), strict=True):
        hands.plant(row, kinds[kind])
    return hands.done()


class _Hands:
    """Plants errors one by one; keeps off rows that have one."""

    def __init__(self, body: Body, cells: pl.DataFrame, stints: Whole, made: Made) -> None:
        self.body, self.cells, self.stints, self.made = body, cells, stints, made
        self.changed: dict[str, dict[int, str]] = {}
        self.taken: set[int] = set()
        self.twice: set[int] = set()
        self.ragged: set[int] = set()
        self.coded = [name for name in cells.columns if name in CODES or name in _CODED]
        self.numbers = [name for name in cells.columns if name in INTEGERS]
        self.dates = [name for name in cells.columns if name in DATES or name in _HTCDS_DATES]

    def plant(self, row: int, kind: str) -> None:
        if row in self.taken:
            return
        if kind in ("key.duplicate", "stint.overlap"):
            self._with_the_row_before(row, kind)
        elif kind == "row.duplicate":
            self.twice.add(row)
            self.taken.add(row)
        elif kind == "row.ragged":
            self.ragged.add(row)
            self._note(row, "", kind)
        else:
            self._in_a_cell(row, kind)

    def _in_a_cell(self, row: int, kind: str) -> None:
        name, cell = self._cell_for(row, kind)
        if cell is not None:
            self._change(row, name, cell)
            self._note(row, name, kind)

    def _cell_for(self, row: int, kind: str) -> tuple[str, str | None]:
        """Which cell of the row the error stands in and what it then holds; None where it cannot be made."""
        if kind.startswith("date."):
            return self._date_for(row, kind)
        if kind == "value.pattern":
            key = key_of(self.body)
            return key, f"{self.cells[key][row][:-1]}O"
        if kind == "value.type":
            return _turn(self.numbers, row), "several"
        if kind == "intake.required-empty":
            return required_of(self.body), ""
        return _turn(self.coded, row), "?9" if kind == "value.not_in_list" else "#REF!"

    def _date_for(self, row: int, kind: str) -> tuple[str, str | None]:
        held = self.body.keeps == "custody"
        latest, first = ("out_at", "in_at") if held else (_latest_of(self.body), "opened_on")
        if kind == "date.order":
            return latest, f"{int(self.cells[first][row][:4]) - 1}-01-01" if self.cells[latest][row] else None
        # An unreadable end of a stint would leave it open, and make it overlap with the next.
        name = latest if kind == "date.future" else _turn([one for one in self.dates if one != "out_at"], row)
        cell = self.cells[name][row]
        if len(cell) != len("2021-04-09"):
            return name, None
        if kind == "date.unreadable":
            return name, f"{cell[:4]}-02-31"
        return name, None if cell.endswith("02-29") else f"{int(cell[:4]) + 70}{cell[4:]}"

    def _with_the_row_before(self, row: int, kind: str) -> None:
        before = row - 1
        same = kind == "stint.overlap"
        if before < 0 or before in self.taken or (same and self.stints[row] < 1):
            return
        name = "in_at" if same else key_of(self.body)
        self._change(row, name, self.cells[name][before])
        self._note(before, name, kind)
        self._note(row, name, kind)

    def _change(self, row: int, name: str, cell: str) -> None:
        self.changed.setdefault(name, {})[row] = cell

    def _note(self, row: int, name: str, kind: str) -> None:
        self.taken.add(row)
        self.made.enter(row, name, kind.replace(".", "_").replace("-", "_"), kind)

    def done(self) -> Planted:
        cells = self.cells
        for name, changed in self.changed.items():
            cells = _set(cells, name, changed)
        return Planted(cells, frozenset(self.twice), frozenset(self.ragged))


def _turn(names: list[str], row: int) -> str:
    """One of the columns, another in the next row."""
    return names[row % len(names)]


def _set(cells: pl.DataFrame, name: str, changed: dict[int, str]) -> pl.DataFrame:
    if not changed:
        return cells
    return cells.with_columns(cells[name].scatter(list(changed), list(changed.values())).alias(name))
