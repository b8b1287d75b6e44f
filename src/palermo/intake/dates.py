"""Dates as agencies write them, to ISO text of the precision they were written with. Two readings are a question."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from palermo.ground.reckoning import Calendar
from palermo.intake.calendars import in_calendar

Order = Literal["dmy", "mdy"]
_Reader = tuple[Callable[[str | None], pl.Expr], str | None]  # with the pattern it takes, where it takes one

# Name of a format in a layout: what it reads.
FORMATS = {
    "iso": "2021-04-09, 2021-04 or 2021",
    "ymd": "2021/4/9, 2021.04.09 or 20210409",
    "dmy": "9/4/2021, 09.04.2021 or 9-4-2021, the day first",
    "mdy": "4/9/2021 or 04-09-2021, the month first",
    "words": "9 April 2021, 9-Apr-2021 or April 9, 2021",
    "excel": "44295, a spreadsheet's day number",
}

_TIME = r"[T ]([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[AaPp][Mm])?)(?:Z|[+-][0-9]{2}:?[0-9]{2})?$"
_MIDNIGHT = r"^0?0:00(:00(\.0+)?)?$"
_ISO = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
_YMD = r"^(?<y>[0-9]{4})[-/.](?<m>[0-9]{1,2})[-/.](?<d>[0-9]{1,2})$"
_COMPACT = r"^(?<y>[0-9]{4})(?<m>[0-9]{2})(?<d>[0-9]{2})$"
_SLASHED = r"^(?<a>[0-9]{1,2})[-/.](?<b>[0-9]{1,2})[-/.](?<y>[0-9]{4})$"
_SERIAL = r"^[0-9]{1,6}$"
_LIKELY_SERIAL = r"^[0-9]{5}$"  # 1927 to 2173; four digits are a year until the layout says `excel`
_WORDED = r"^[0-9]{1,2}[. -]+[A-Za-z]+[. ,-]+[0-9]{4}$|^[A-Za-z]+\.? [0-9]{1,2},? [0-9]{4}$"
_WORD_FORMATS = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")
_SERIAL_START = date(1899, 12, 30)
_CELL = pl.col("cell")


@dataclass(frozen=True, slots=True)
class ReadDates:
    """For each cell: its date as ISO text, null where there is none; and how it was found."""

    text: pl.Series
    ambiguous: pl.Series
    serial: pl.Series
    timed: pl.Series


def read_dates(cells: pl.Series, formats: Sequence[str], calendar: Calendar = "gregorian") -> ReadDates:
    """Read the different cells of one column. Without formats all are tried; day and month then have to settle.

    The column settles their order when one cell can be read in one order only, and no cell in the other only.
    """
    bare, timed = _without_time(cells)
    if calendar != "gregorian":
        return _of_another_calendar(bare, timed, calendar, formats)
    wanted = tuple(formats) or tuple(name for name in FORMATS if name != "excel")
    serials = _SERIAL if "excel" in formats else None if formats else _LIKELY_SERIAL
    readers: list[_Reader] = [(_serial, serials)] if "excel" in formats else []
    readers += [(_READERS[name], None) for name in wanted if name in _READERS]
    readers += [(_serial, serials)] if not formats else []
    text, serial = _first_reading(bare, readers)
    ambiguous = pl.repeat(False, len(cells), dtype=pl.Boolean, eager=True)
    if not formats or _stated(formats):
        slashed, ambiguous = _slashed(bare, _stated_order(formats), asked=not formats)
        text = text.fill_null(slashed)
    return ReadDates(text, ambiguous, serial & text.is_not_null(), timed & text.is_not_null())


def _of_another_calendar(cells: pl.Series, timed: pl.Series, calendar: Calendar, formats: Sequence[str]) -> ReadDates:
    text = in_calendar(cells, calendar, formats)
    never = pl.repeat(False, len(cells), dtype=pl.Boolean, eager=True)
    return ReadDates(text, never, never, timed & text.is_not_null())


def _first_reading(cells: pl.Series, readers: Sequence[_Reader]) -> tuple[pl.Series, pl.Series]:
    """What the first reader that can read a cell makes of it, and whether that was the one of day numbers."""
    text = pl.repeat(None, len(cells), dtype=pl.String, eager=True)
    serial = pl.repeat(False, len(cells), dtype=pl.Boolean, eager=True)
    for reader, pattern in readers:
        left = (text.is_null() & cells.is_not_null()).arg_true()
        if left.is_empty():
            break
        found = cells[left].alias("cell").to_frame().select(reader(pattern)).to_series()
        text = found if len(left) == len(cells) else text.scatter(left, found)
        if reader is _serial:
            serial = serial.scatter(left.filter(found.is_not_null()), True)
    return text, serial


def lies_after(dates: pl.Series, today: date) -> pl.Series:
    """Whether every day a date may mean lies after ``today``: 2031 does, the year of ``today`` does not.

    ISO text sorts as the days do, and a year before every day in it.
    """
    return (dates > today.isoformat()).fill_null(False)


def earliest(day: pl.Expr) -> pl.Expr:
    """The first day that ISO text may mean."""
    length = day.str.len_bytes()
    return pl.when(length == 4).then(day + "-01-01").when(length == 7).then(day + "-01").otherwise(day)


def latest(day: pl.Expr) -> pl.Expr:
    """The last day that ISO text may mean, or one after it: no month has more than 31 days."""
    length = day.str.len_bytes()
    return pl.when(length == 4).then(day + "-12-31").when(length == 7).then(day + "-31").otherwise(day)


def _without_time(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The cells without a time of day, and where one other than midnight was taken off."""
    time = cells.str.extract(_TIME, 1)
    if time.null_count() == len(time):
        return cells.alias("cell"), time.is_not_null()
    bare = cells.str.replace(_TIME, "")
    return bare.alias("cell"), (~time.str.contains(_MIDNIGHT)).fill_null(False)


def _stated(formats: Iterable[str]) -> set[str]:
    return {name for name in formats if name in ("dmy", "mdy")}


def _stated_order(formats: Iterable[str]) -> Order | None:
    stated = _stated(formats)
    if len(stated) != 1:
        return None
    return "dmy" if "dmy" in stated else "mdy"


def _slashed(cells: pl.Series, order: Order | None, *, asked: bool) -> tuple[pl.Series, pl.Series]:
    """Dates of two numbers and a year, by the stated or the settled order; and which of them stay ambiguous.

    Where no order is known, a cell that is a date in one order only is read in that one.
    """
    parts = cells.alias("cell").to_frame().select(_part(name).alias(name) for name in ("a", "b", "y"))
    if parts["y"].null_count() == len(parts):
        return pl.repeat(None, len(cells), dtype=pl.String, eager=True), parts["y"].is_not_null()
    first, second, year = pl.col("a"), pl.col("b"), pl.col("y")
    order = order or (_settled_order(parts) if asked else None)
    by_day, by_month = _day(year, second, first), _day(year, first, second)
    both = pl.all_horizontal(first.is_between(1, 12), second.is_between(1, 12), first != second)
    ambiguous = both.fill_null(False) if asked and order is None else pl.lit(False)
    read = {"dmy": by_day, "mdy": by_month, None: pl.coalesce(by_day, by_month)}[order]
    found = parts.with_columns(ambiguous=ambiguous).select("ambiguous", read=pl.when(~pl.col("ambiguous")).then(read))
    return found["read"], found["ambiguous"]


def _settled_order(parts: pl.DataFrame) -> Order | None:
    first, second = pl.col("a"), pl.col("b")
    seen = parts.select(
        day_first=((first > 12) & (second <= 12)).any(), month_first=((second > 12) & (first <= 12)).any()
    ).row(0)
    if seen == (True, False):
        return "dmy"
    return "mdy" if seen == (False, True) else None


def _part(name: str, pattern: str = _SLASHED) -> pl.Expr:
    return _CELL.str.extract_groups(pattern).struct.field(name).cast(pl.Int32)


def _day(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """ISO text of a day that exists, else null."""
    written = pl.format(
        "{}-{}-{}",
        *(part.cast(pl.String).str.zfill(width) for part, width in zip((year, month, day), (4, 2, 2), strict=True)),
    )
    return written.str.to_date("%Y-%m-%d", strict=False).dt.strftime("%Y-%m-%d")


def _ymd(_: str | None = None) -> pl.Expr:
    return pl.coalesce(*(_day(*(_part(part, pattern) for part in "ymd")) for pattern in (_YMD, _COMPACT)))


def _iso(_: str | None = None) -> pl.Expr:
    written = pl.when(_CELL.str.contains(_ISO)).then(_CELL)
    whole = written + pl.when(written.str.len_bytes() == 4).then(pl.lit("-01-01")).when(
        written.str.len_bytes() == 7
    ).then(pl.lit("-01")).otherwise(pl.lit(""))
    return pl.when(whole.str.to_date("%Y-%m-%d", strict=False).is_not_null()).then(written)


def _worded(_: str | None = None) -> pl.Expr:
    plain = pl.when(_CELL.str.contains(_WORDED)).then(_CELL.str.replace_all(r"[., -]+", " "))
    days = [plain.str.to_date(written, strict=False) for written in _WORD_FORMATS]
    return pl.coalesce(*days).dt.strftime("%Y-%m-%d")


def _serial(pattern: str | None) -> pl.Expr:
    if pattern is None:
        return pl.lit(None, pl.String)
    number = pl.when(_CELL.str.contains(pattern)).then(_CELL).cast(pl.Int32, strict=False)
    # Spreadsheets count a 29 February 1900 that never was: their days 1 to 59 lie one later, day 60 does not exist.
    days = pl.when(number > 60).then(number).when((number > 0) & (number < 60)).then(number + 1)
    return (pl.lit(_SERIAL_START) + pl.duration(days=days)).dt.strftime("%Y-%m-%d")


_READERS: Mapping[str, Callable[[str | None], pl.Expr]] = {"iso": _iso, "ymd": _ymd, "words": _worded}
