"""Dates as agencies write them, to ISO text of the precision they were written with. Two readings are a question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

Order = Literal["dmy", "mdy"]

# Name of a format in a layout: what it reads.
FORMATS = {
    "iso": "2021-04-09, 2021-04 or 2021",
    "ymd": "2021/4/9, 2021.04.09 or 20210409",
    "dmy": "9/4/2021, 09.04.2021 or 9-4-2021, the day first",
    "mdy": "4/9/2021 or 04-09-2021, the month first",
    "words": "9 April 2021, 9-Apr-2021 or April 9, 2021",
    "excel": "44295, a spreadsheet's day number",
}

_TIME = r"[T ](\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?)(?:Z|[+-]\d{2}:?\d{2})?$"
_MIDNIGHT = r"^0?0:00(:00(\.0+)?)?$"
_ISO = r"^\d{4}(-\d{2}(-\d{2})?)?$"
_YMD = r"^(?<y>\d{4})[-/.](?<m>\d{1,2})[-/.](?<d>\d{1,2})$"
_COMPACT = r"^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})$"
_SLASHED = r"^(?<a>\d{1,2})[-/.](?<b>\d{1,2})[-/.](?<y>\d{4})$"
_SERIAL = r"^\d{1,6}$"
_LIKELY_SERIAL = r"^\d{5}$"  # 1927 to 2173; four digits are a year until the layout says `excel`
_WORDED = r"^\d{1,2}[. -]+[A-Za-z]+[. ,-]+\d{4}$|^[A-Za-z]+\.? \d{1,2},? \d{4}$"
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


def read_dates(cells: pl.Series, formats: Sequence[str]) -> ReadDates:
    """Read the different cells of one column. Without formats all are tried; day and month then have to settle.

    The column settles their order when one cell can be read in one order only, and no cell in the other only.
    """
    bare, timed = _without_time(cells)
    frame = bare.to_frame("cell")
    order = _stated_order(formats) or _settled_order(frame)
    wanted = tuple(formats) or tuple(name for name in FORMATS if name != "excel")
    readers = [_reader(name) for name in wanted if name not in ("dmy", "mdy", "excel")]
    slashed = _slashed(order) if not formats or {"dmy", "mdy"} & set(formats) else pl.lit(None, pl.String)
    serial = _serial(_SERIAL if "excel" in formats else _LIKELY_SERIAL if not formats else None)
    read = frame.select(
        text=pl.coalesce(*readers, slashed, serial)
        if "excel" not in formats
        else pl.coalesce(serial, *readers, slashed),
        ambiguous=_ambiguous() if order is None and not _stated(formats) else pl.lit(False),
        serial=serial.is_not_null(),
    )
    ambiguous = read["ambiguous"]
    found = frame.select(pl.when(~ambiguous).then(read["text"])).to_series().alias("text")
    return ReadDates(found, ambiguous, read["serial"] & found.is_not_null(), timed & found.is_not_null())


def lies_after(dates: pl.Series, today: date) -> pl.Series:
    """Whether every day a date may mean lies after ``today``: 2031 does, the year of ``today`` does not."""
    end = today.isoformat()
    return (
        dates.to_frame("d")
        .select((pl.col("d") > pl.lit(end).str.head(pl.col("d").str.len_bytes())).fill_null(False))
        .to_series()
    )


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


def _settled_order(frame: pl.DataFrame) -> Order | None:
    first, second = (_part(name) for name in ("a", "b"))
    seen = frame.select(
        day_first=((first > 12) & (second <= 12)).any(), month_first=((second > 12) & (first <= 12)).any()
    ).row(0)
    if seen == (True, False):
        return "dmy"
    return "mdy" if seen == (False, True) else None


def _part(name: str, pattern: str = _SLASHED) -> pl.Expr:
    return _CELL.str.extract_groups(pattern).struct.field(name).cast(pl.Int32)


def _ambiguous() -> pl.Expr:
    first, second = _part("a"), _part("b")
    both = (first <= 12) & (second <= 12) & (first != second) & (first > 0) & (second > 0)
    return both.fill_null(False)


def _slashed(order: Order | None) -> pl.Expr:
    """By the order, or, where none is known, in the one order in which the cell is a date."""
    first, second = _part("a"), _part("b")
    by_day, by_month = _day(_part("y"), second, first), _day(_part("y"), first, second)
    if order is not None:
        return by_day if order == "dmy" else by_month
    return pl.coalesce(by_day, by_month)


def _day(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """ISO text of a day that exists, else null."""
    written = pl.format(
        "{}-{}-{}",
        *(part.cast(pl.String).str.zfill(width) for part, width in zip((year, month, day), (4, 2, 2), strict=True)),
    )
    return _existing(written)


def _existing(written: pl.Expr) -> pl.Expr:
    return written.str.to_date("%Y-%m-%d", strict=False).dt.strftime("%Y-%m-%d")


def _reader(name: str) -> pl.Expr:
    if name == "iso":
        return _iso()
    if name == "ymd":
        return pl.coalesce(*(_day(*(_part(part, pattern) for part in "ymd")) for pattern in (_YMD, _COMPACT)))
    return _worded()


def _iso() -> pl.Expr:
    written = pl.when(_CELL.str.contains(_ISO)).then(_CELL)
    whole = written + pl.when(written.str.len_bytes() == 4).then(pl.lit("-01-01")).when(
        written.str.len_bytes() == 7
    ).then(pl.lit("-01")).otherwise(pl.lit(""))
    return pl.when(_existing(whole).is_not_null()).then(written)


def _worded() -> pl.Expr:
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
