"""A list as its holder keeps it, read by FIELDS.yml: cells, birth dates in parts, and what was wrong with which row."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from palermo.ground.counted import counted
from palermo.ground.errors import UnreadableInput
from palermo.ground.finding import Finding, Severity
from palermo.linkage.calendars import CALENDARS
from palermo.linkage.dates import UNKNOWN, Born, born, born_of_age, pattern_of
from palermo.linkage.fields import Field, Fields
from palermo.linkage.normalise import is_missing, name_parts

_FIRST_ROW = 2  # the header is line 1
_LONGEST_ID = 200
_LOOKED_AT = 2000
_PERSONAL_SHARE = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """The records of one list. ``cells`` hold names, codes and numbers; ``dates`` the fields of kind date."""

    ids: Sequence[str]
    cells: Mapping[str, Sequence[str]]
    dates: Mapping[str, Sequence[Born]]
    aliases: Mapping[str, Mapping[int, tuple[str, ...]]]
    sources: Sequence[str] = ()
    bases: Sequence[str] | None = None
    roles: Sequence[str] | None = None
    findings: tuple[Finding, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.ids)

    def filled(self, fields: Fields) -> list[int]:
        """How many fields of each record say something."""
        known = [
            [bool(date.years) for date in self.dates[one.name]]
            if one.kind == "date"
            else map(bool, self.cells[one.name])
            for one in fields.fields
        ]
        return [sum(row) for row in zip(*known, strict=True)]


def read_people(frame: pl.DataFrame, fields: Fields, *, today: date, path: str = "") -> People:
    """The people of ``frame``, every column text. Raises UnreadableInput with every fault of header and ids."""
    missing = [column for column in fields.columns() if column not in frame.columns]
    faults = [
        _error("linkage.column-missing", "the list lacks a column that FIELDS.yml names", path, column=column)
        for column in missing
    ]
    if fields.record_id in frame.columns:
        faults += _faults_of_ids(frame[fields.record_id], fields, path)
    if not faults:
        faults += _personal_ids(frame, fields, path)
    if faults:
        many = counted(len(faults), "fault")
        raise UnreadableInput(f"{path or 'The list'} cannot be used: {many}.", findings=faults)
    found: list[Finding] = []
    dates = {one.name: _dates(frame, one, today, path, found) for one in fields.fields if one.kind == "date"}
    cells = {one.name: _cells(frame[one.column]) for one in fields.fields if one.kind != "date"}
    return People(
        ids=frame[fields.record_id].to_list(),
        cells=cells,
        dates=dates,
        aliases={one.name: _aliases(frame, one) for one in fields.fields if one.aliases},
        sources=frame[fields.source_column].to_list() if fields.source_column else (),
        bases=frame[fields.basis_column].to_list() if fields.basis_column else None,
        roles=frame[fields.role_column].to_list() if fields.role_column else None,
        findings=tuple(found),
    )


def _error(code: str, text: str, path: str, *, column: str, row: int | None = None, hint: str = "") -> Finding:
    return Finding(code=code, severity=Severity.ERROR, text=text, hint=hint, column=column, row=row, path=path or None)


def _faults_of_ids(ids: pl.Series, fields: Fields, path: str) -> list[Finding]:
    rows = ids.to_frame("id").with_row_index("row", offset=_FIRST_ROW)
    blank = rows.filter(pl.col("id").str.strip_chars() == "")["row"].to_list()
    long = rows.filter(pl.col("id").str.len_chars() > _LONGEST_ID)["row"].to_list()
    key = "id" if not fields.source_column else "id"
    twice = rows.filter((pl.col("id").str.strip_chars() != "") & ~pl.col(key).is_first_distinct())["row"].to_list()
    column = fields.record_id
    return [
        *(_error("linkage.record-id-empty", "the record has no id", path, column=column, row=row) for row in blank),
        *(_error("linkage.record-id-long", "the id is too long", path, column=column, row=row) for row in long),
        *(
            _error("linkage.record-id-repeated", "the id stands on an earlier row too", path, column=column, row=row)
            for row in twice
        ),
    ]


def _personal_ids(frame: pl.DataFrame, fields: Fields, path: str) -> list[Finding]:
    """An id that holds the record's own name would carry it into every file."""
    hint = "Give each record a number of its own that says nothing of the person."
    code = "linkage.record-id-looks-personal"
    if fields.record_id in [column for one in fields.fields for column in one.columns()]:
        return [_error(code, "the id is a field of the person", path, column=fields.record_id, hint=hint)]
    names = [one.column for one in fields.fields if one.kind == "name"]
    some = frame.head(_LOOKED_AT)
    holds = 0
    for id, *cells in some.select(fields.record_id, *names).iter_rows() if names else ():
        letters = " ".join(name_parts(str(id)))
        holds += any(len(part) > 3 and part in letters for cell in cells for part in name_parts(str(cell)))
    if holds > max(2, _PERSONAL_SHARE * some.height):
        return [_error(code, "ids hold the names of the people", path, column=fields.record_id, hint=hint)]
    return []


def _cells(column: pl.Series) -> list[str]:
    """The cells with every word for missing as nothing."""
    known: dict[str, str] = {}
    found = []
    for cell in column.to_list():
        clean = known.get(cell)
        if clean is None:
            clean = known[cell] = "" if cell is None or is_missing(cell) else cell.strip()
        found.append(clean)
    return found


def _aliases(frame: pl.DataFrame, one: Field) -> dict[int, tuple[str, ...]]:
    """Record → its other names of this field; several in a cell are parted by semicolons."""
    found: dict[int, tuple[str, ...]] = {}
    main = frame[one.column].to_list()
    for column in one.aliases:
        for at, cell in enumerate(frame[column].to_list()):
            for name in (part.strip() for part in re.split(r"[;|]", cell or "")):
                if not is_missing(name) and name != main[at] and name not in found.get(at, ()):
                    found[at] = (*found.get(at, ()), name)
    return found


def _dates(frame: pl.DataFrame, one: Field, today: date, path: str, found: list[Finding]) -> list[Born]:
    pattern = pattern_of(one.format)
    known: dict[tuple[str, str], Born] = {}
    calendars: Iterable[str] = (
        [cell.strip().casefold() or one.calendar for cell in frame[one.calendar_column].to_list()]
        if one.calendar_column
        else [one.calendar] * frame.height
    )
    read = []
    for key in zip(frame[one.column].to_list(), calendars, strict=True):
        value = known.get(key)
        if value is None:
            cell, calendar = key
            value = known[key] = _date(cell.strip(), calendar, pattern, today)
        read.append(value)
    if one.age:
        ages, days = frame[one.age].to_list(), frame[one.age_on].to_list()
        for at, (value, age, on) in enumerate(zip(read, ages, days, strict=True)):
            if value == UNKNOWN and not is_missing(age):
                read[at] = born_of_age(age.strip(), on.strip(), today)
    found += _dated_badly(read, one, path)
    return read


def _date(cell: str, calendar: str, pattern: re.Pattern[str], today: date) -> Born:
    if is_missing(cell):
        return UNKNOWN
    if calendar not in CALENDARS:
        return Born(fault="unreadable")
    return born(cell, pattern, calendar, today)


def _dated_badly(read: Sequence[Born], one: Field, path: str) -> Iterable[Finding]:
    """One finding a sort of fault: how many, the first row, and what the years look like."""
    for fault, code, text in (
        ("unreadable", "linkage.birth-date-unreadable", "birth dates are not written as FIELDS.yml says"),
        ("implausible", "linkage.birth-year-implausible", "birth years lie outside 1900 to today"),
    ):
        rows = [at for at, value in enumerate(read) if value.fault == fault]
        if rows:
            hints = sorted({read[at].hint for at in rows if read[at].hint})
            hint = f"They may be of the calendar {' or '.join(hints)}: say so under calendar." if hints else ""
            yield Finding(
                code=code,
                severity=Severity.WARNING,
                text=f"{text}; they count as unknown",
                hint=hint,
                column=one.column,
                row=rows[0] + _FIRST_ROW,
                count=len(rows),
                path=path or None,
            )
