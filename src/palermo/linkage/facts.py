"""Coded facts of a list, beside its encodings: all that a reviewer of a doubtful pair has, and of these the agreement.

A hardened filter holds no field that could be compared. So a body may send four coarse facts of all its records; which
of them a pair is about it never learns.
"""

import re
from collections.abc import Callable, Collection, Mapping

import polars as pl

from palermo.ground.errors import UnreadableInput
from palermo.ground.finding import Finding, Severity
from palermo.linkage.normalise import is_missing

RECORD = "record_id"
AGREE, PARTLY, DISAGREE, MISSING = "agree", "partly", "disagree", "missing"
_FORMS: Mapping[str, re.Pattern[str]] = {
    "sex": re.compile(r"[A-Za-z]{1,20}"),
    "birth_year": re.compile(r"(?:19|20)\d\d"),
    "citizenship": re.compile(r"[A-Z]{2,3}"),
    "region": re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?"),
}
"""Codes and years alone: nothing that could hold a name, a day or an address."""
FACTS = tuple(_FORMS)
_FIRST_ROW = 2

Facts = Mapping[str, Mapping[str, str]]
"""By record the facts that are known of it."""


def read_facts(frame: pl.DataFrame, records: Collection[str], path: str) -> Facts:
    """The facts in ``frame``, every column text, about ``records``.

    Raises UnreadableInput with every column that is no coded fact, every record that is none or is named twice, and
    every cell that is no such code; by row and column, never by what stands there.
    """
    faults = _columns(frame, path)
    if not faults:
        faults = [*_records(frame, frozenset(records), path), *_cells(frame, path)]
    if faults:
        raise UnreadableInput("The coded facts cannot be used.", hint=_HINT, findings=faults)
    named = [name for name in FACTS if name in frame.columns]
    return {
        row[RECORD].strip(): {name: row[name].strip() for name in named if not is_missing(row[name])}
        for row in frame.iter_rows(named=True)
    }


def agreement(one: Mapping[str, str], two: Mapping[str, str]) -> dict[str, str]:
    """How two records agree, fact by fact: *agree*, *partly*, *disagree*, or *missing* where one says nothing."""
    return {name: _agree(name, one.get(name, ""), two.get(name, "")) for name in FACTS}


def _agree(name: str, one: str, two: str) -> str:
    if not one or not two:
        return MISSING
    if one.casefold() == two.casefold():
        return AGREE
    near = _NEAR.get(name)
    return PARTLY if near is not None and near(one, two) else DISAGREE


_NEAR: Mapping[str, Callable[[str, str], bool]] = {
    "birth_year": lambda one, two: abs(int(one) - int(two)) <= 1,
    "region": lambda one, two: one.partition("-")[0] == two.partition("-")[0],
}


def _columns(frame: pl.DataFrame, path: str) -> list[Finding]:
    found = [
        _fault("linkage.fact-unknown", "the column is no coded fact", path, column=str(at))
        for at, name in enumerate(frame.columns, start=1)
        if name not in (RECORD, *FACTS)
    ]  # by its place: somebody may have named a column after a person
    if RECORD not in frame.columns:
        found.append(_fault("linkage.column-missing", "the file lacks a column", path, column=RECORD))
    return found


def _records(frame: pl.DataFrame, records: Collection[str], path: str) -> list[Finding]:
    found, seen = [], set()
    for row, cell in enumerate(frame[RECORD].to_list(), start=_FIRST_ROW):
        if cell.strip() not in records:
            found.append(_fault("linkage.fact-of-nobody", "the list has no such record", path, row=row))
        elif cell.strip() in seen:
            found.append(_fault("linkage.record-id-repeated", "the record stands there twice", path, row=row))
        seen.add(cell.strip())
    return found


def _cells(frame: pl.DataFrame, path: str) -> list[Finding]:
    return [
        _fault("linkage.fact-not-a-code", "the cell holds no such code", path, column=name, row=row)
        for name in FACTS
        if name in frame.columns
        for row, cell in enumerate(frame[name].to_list(), start=_FIRST_ROW)
        if not is_missing(cell) and not _FORMS[name].fullmatch(cell.strip())
    ]


_HINT = f"Columns: {RECORD} and any of {', '.join(FACTS)}; codes and years alone, of records of the list."


def _fault(code: str, text: str, path: str, *, column: str | None = None, row: int | None = None) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, text=text, column=column, row=row, path=path or None)
