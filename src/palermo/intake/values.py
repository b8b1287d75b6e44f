"""The cells of one column under its meaning: what they say in the words of the standard, and what is wrong."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from palermo import standards
from palermo.ground.decimals import decimal, text
from palermo.intake.cells import Oddities
from palermo.intake.dates import FORMATS, lies_after, read_dates
from palermo.intake.digits import plain_digits
from palermo.intake.layout import Column
from palermo.standards import CodeList

_CELL = pl.col("cell")
_SHORTEST = r"^0$|^-?[1-9][0-9]*$|^-?(0|[1-9][0-9]*)\.[0-9]*[1-9]$"
_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?$"
_INTEGER = r"^[+-]?[0-9]+(\.0*)?$"
_YES, _NO = ("1", "true", "yes", "y"), ("0", "false", "no", "n")
_FEW = 12  # codes a hint spells out
_CONVERTED = {"hijri": "Reckoned by tables: where the month begins with a sighting, a day may lie one beside it."}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing to say about some of the cells: ``cells`` is true where it applies; ``hint`` says more than usual."""

    code: str
    cells: pl.Series
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """``text``: each cell in the standard's words; ``known``: where that is a value, not empty, missing or wrong."""

    text: pl.Series
    known: pl.Series
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """What a reader of one type found: text, null where the cell is none of that type, and what it has to say."""

    text: pl.Series
    troubles: tuple[Trouble, ...] = ()


def read_cells(odd: Oddities, column: Column, today: date) -> Reading:
    """Read the different cells of ``column``. Cells that were taken for missing, blackened or broken are not read."""
    cells = odd.bare.alias("cell")
    missing = _missing(cells, column)
    live = _live(cells, missing, odd)
    asked = cells if live.all() else cells.set(~live, None)
    read = _READERS[column.type](asked, column, today)
    troubles = list(read.troubles)
    if odd.trimmed is not None:
        troubles.append(_trouble("value.trimmed", odd.trimmed & live))
    if column.pattern is not None:
        troubles.append(_trouble("value.pattern", ~asked.str.contains(column.pattern)))
    known = live if read.text is asked else live & read.text.is_not_null()
    unread = cells if missing is None else missing.fill_null(cells)
    text = read.text.fill_null(unread) if read.text.null_count() else read.text
    return Reading(text, known, tuple(troubles))


def _live(cells: pl.Series, missing: pl.Series | None, odd: Oddities) -> pl.Series:
    """Where there is a value to read."""
    live = cells != ""
    if missing is not None:
        live &= missing.is_null()
    for closed in (odd.redacted, odd.formula_error):
        live = live if closed is None else live & ~closed
    return live


def _missing(cells: pl.Series, column: Column) -> pl.Series | None:
    """The missing code a cell stands for, null where it is none; None when none is. Each column has its own signs."""
    own = {one.code: one.code for one in standards.code_list("missing_codes").codes}
    spoken = {**(own if column.type != "text" else {}), **column.missing}
    means = {seen: "" if code == "empty" else code for seen, code in spoken.items()}
    if not means or not cells.is_in(list(means)).any():
        return None
    return cells.replace_strict(means, default=None, return_dtype=pl.String)


def _trouble(code: str, cells: pl.Series, hint: str = "") -> Trouble:
    return Trouble(code, cells.fill_null(False), hint)


def _read_text(cells: pl.Series, column: Column, today: date) -> _Read:
    """Text as it is; as code, where it names a list it need not keep to."""
    return _coded(cells, column, several=column.either) if column.codes else _Read(cells)


def _read_date(cells: pl.Series, column: Column, today: date) -> _Read:
    cells, digits = plain_digits(cells)
    found = read_dates(cells, column.dates, column.calendar)
    unreadable = cells.is_not_null() & found.text.is_null() & ~found.ambiguous
    forms = _forms(column)
    troubles = [
        _trouble("date.unreadable", unreadable, f"Write {forms}." if forms else ""),
        _trouble("date.ambiguous", found.ambiguous),
        _trouble("date.serial", found.serial),
        _trouble("intake.time-dropped", found.timed),
        *_digit_troubles(digits),
    ]
    if column.calendar != "gregorian":
        troubles.append(_trouble("date.converted", found.text.is_not_null(), _CONVERTED.get(column.calendar, "")))
    if not column.future:
        troubles.append(_trouble("date.future", lies_after(found.text, today)))
    return _Read(found.text, tuple(troubles))


def _forms(column: Column) -> str:
    """How a date of the column is written: the layout's formats, and the calendar where it is another one."""
    if column.calendar != "gregorian":
        return f"a day of the calendar {column.calendar} as {' or '.join(column.dates)}"
    return " or ".join(FORMATS[name] for name in column.dates)


def _digit_troubles(changed: pl.Series | None) -> tuple[Trouble, ...]:
    return () if changed is None else (_trouble("value.digits", changed),)


def _read_integer(cells: pl.Series, column: Column, today: date) -> _Read:
    return _read_digits(cells, _INTEGER, "Write a whole number with digits alone, as in 1200 or -3.")


def _read_number(cells: pl.Series, column: Column, today: date) -> _Read:
    return _read_digits(cells, _NUMBER, "Write a number with a point and without separators, as in 1200.5.")


def _read_digits(cells: pl.Series, pattern: str, hint: str) -> _Read:
    """Numbers as the shortest text that reads back to the same value."""
    cells, digits = plain_digits(cells)
    fits = cells.str.contains(pattern)
    wrong = _trouble("value.type", ~fits, hint)
    troubles = (wrong, *_digit_troubles(digits))
    if fits.all() and cells.str.contains(_SHORTEST).all():
        return _Read(cells, troubles)
    short = {seen: text(decimal(seen)) for seen in cells.filter(fits & ~cells.str.contains(_SHORTEST)).unique()}
    numbers = cells.to_frame("cell").select(pl.when(fits.fill_null(False)).then(_CELL)).to_series()
    return _Read(numbers.replace(short) if short else numbers, troubles)


def _read_boolean(cells: pl.Series, column: Column, today: date) -> _Read:
    yes, no = column.flags
    words = {**dict.fromkeys(_YES, yes), **dict.fromkeys(_NO, no), **column.values}
    read = cells.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.String)
    return _Read(read, (_trouble("value.type", cells.is_not_null() & read.is_null(), f"Write {yes} or {no}."),))


def _read_code(cells: pl.Series, column: Column, today: date) -> _Read:
    return _coded(cells, column, several=column.either)


def _read_codes(cells: pl.Series, column: Column, today: date) -> _Read:
    return _coded(cells, column, several=True)


_READERS: Mapping[str, Callable[[pl.Series, Column, date], _Read]] = {
    "text": _read_text,
    "code": _read_code,
    "codes": _read_codes,
    "date": _read_date,
    "integer": _read_integer,
    "number": _read_number,
    "boolean": _read_boolean,
}


@dataclass(frozen=True, slots=True)
class _Coded:
    """The codes one cell means, and how they were found: the least plain way of its parts."""

    codes: tuple[str, ...]
    how: str
    near: bool = False


_SPOKEN = {"case": "value.case", "label": "value.label", "alias": "value.alias"}
_PLAINNESS = ("code", "trimmed", "case", "label", "alias")


def _coded(cells: pl.Series, column: Column, *, several: bool) -> _Read:
    """Codes of the list stand as they are; each other cell is looked up once."""
    words = _Words.of(column)
    strange = cells.filter(~cells.is_in(words.plain)).unique(maintain_order=True)
    meant = {seen: found for seen in strange if (found := words.meaning(seen, several=several)) is not None}
    foreign = [seen for seen in strange if seen not in meant]
    out = cells.replace({seen: ";".join(found.codes) for seen, found in meant.items()}) if meant else cells
    if foreign and column.strict:
        out = out.to_frame("cell").select(pl.when(~cells.is_in(foreign)).then(_CELL)).to_series()
    return _Read(out, tuple(_code_troubles(cells, column, meant, foreign)))


def _code_troubles(
    cells: pl.Series, column: Column, meant: Mapping[str, _Coded], foreign: list[str]
) -> Iterable[Trouble]:
    if foreign and column.strict:
        yield _trouble("value.not_in_list", cells.is_in(foreign), _codes_hint(column))
    for how in ("case", "label", "alias"):
        seen = [cell for cell, found in meant.items() if found.how == how and not found.near]
        if seen:
            yield _trouble(_SPOKEN[how], cells.is_in(seen))
    if near := [cell for cell, found in meant.items() if found.near]:
        yield _trouble("intake.near-alias", cells.is_in(near))
    many = [cell for cell, found in meant.items() if len(found.codes) > 1]
    if many and column.either:
        yield _trouble("multi.single", cells.is_in(many))


def _codes_hint(column: Column) -> str:
    codes = [one.code for one in column.codes.codes] if column.codes else []
    shown = ", ".join(codes[:_FEW]) + (f" and {len(codes) - _FEW} more" if len(codes) > _FEW else "")
    return f"Use a code of the list {column.codes.name if column.codes else ''}: {shown}."


@dataclass(frozen=True, slots=True)
class _Words:
    """Every way to write a code of one column: the layout's own words first, then the list's."""

    codes: CodeList | None
    own: Mapping[str, str]
    folded: Mapping[str, str]
    plain: list[str]
    separators: tuple[str, ...]

    @classmethod
    def of(cls, column: Column) -> "_Words":
        exact = [one.code for one in column.codes.codes] if column.codes else []
        folded = {word.casefold(): code for word, code in column.values.items()}
        plain = [code for code in exact if code not in column.values]
        return cls(column.codes, column.values, folded, plain, column.split)

    def meaning(self, seen: str, *, several: bool) -> _Coded | None:
        """The code or the codes that ``seen`` means; None when a part of it means nothing."""
        whole = self._one(seen)
        if whole is not None or not several:
            return whole
        for separator in self.separators:
            if separator in seen and (found := self._all([part for part in seen.split(separator) if part.strip()])):
                return found
        words = seen.split()
        if len(words) > 1 and all(self.codes is not None and word in self.codes for word in words):
            return self._all(words)
        return self._by_pieces(seen)

    def _all(self, parts: list[str]) -> _Coded | None:
        found = [one for part in parts if (one := self._one(part.strip())) is not None]
        return _joined(found) if found and len(found) == len(parts) else None

    def _by_pieces(self, seen: str) -> _Coded | None:
        """Labels may hold a separator themselves: put pieces together until each group is a code."""
        pieces = re.split("([" + re.escape("".join(self.separators)) + "])", seen)
        found, start = [], 0
        while start < len(pieces):
            for end in range(len(pieces), start, -2):
                one = self._one("".join(pieces[start:end]).strip())
                if one is not None:
                    found.append(one)
                    start = end + 1
                    break
            else:
                return None
        return _joined(found)

    def _one(self, seen: str) -> _Coded | None:
        if seen in self.own:
            return _Coded((self.own[seen],), "code" if self.own[seen] == seen else "alias")
        match = self.codes.lookup(seen) if self.codes else None
        if match is None:
            own = self.folded.get(seen.casefold())
            return _Coded((own,), "alias") if own else None
        return _Coded((match.code,), match.how, match.near)


def _joined(found: list[_Coded]) -> _Coded:
    codes = tuple(dict.fromkeys(code for one in found for code in one.codes))
    how = max((one.how for one in found), key=_PLAINNESS.index)
    return _Coded(codes, how, any(one.near for one in found))
