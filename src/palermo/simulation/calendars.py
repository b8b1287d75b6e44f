"""Days in other calendars, by whole-number arithmetic over day numbers (days since 1 January 1970)."""

import numpy as np
import polars as pl

from palermo.simulation.dice import Whole

CALENDARS = ("gregorian", "buddhist", "hijri", "ethiopian")
_JULIAN = 2_440_588  # the Julian day number of 1 January 1970


def day_number(year: int, month: int, day: int) -> int:
    """Days since 1 January 1970."""
    return int(np.datetime64(f"{year:04d}-{month:02d}-{day:02d}", "D").astype(np.int64))


def parts(days: Whole, calendar: str = "gregorian") -> tuple[Whole, Whole, Whole]:
    """Year, month and day of each day number. The hijri calendar is the tabular one, as offices reckon it."""
    if calendar == "hijri":
        return _hijri(days)
    if calendar == "ethiopian":
        return _ethiopian(days)
    stamps = days.astype("datetime64[D]")
    months = stamps.astype("datetime64[M]")
    number = months.astype(np.int64)
    year, month = number // 12 + 1970, number % 12 + 1
    day = (stamps - months.astype("datetime64[D]")).astype(np.int64) + 1
    return (year + 543 if calendar == "buddhist" else year), month, day


def written(days: Whole, calendar: str, order: str, sign: str) -> pl.Series:
    """Each day as text: ``order`` is ymd, dmy or mdy, ``sign`` stands between."""
    year, month, day = parts(days, calendar)
    frame = pl.DataFrame({"y": year, "m": month, "d": day}).select(
        pl.col(name).cast(pl.String).str.zfill(4 if name == "y" else 2) for name in order
    )
    return frame.select(pl.concat_str(pl.all(), separator=sign)).to_series()


def iso(days: str | pl.Expr) -> pl.Expr:
    """Day numbers as ISO text, empty where it is -1: nothing known."""
    number = pl.col(days) if isinstance(days, str) else days
    return pl.when(number == -1).then(pl.lit("")).otherwise(
        pl.from_epoch(number, time_unit="d").dt.strftime("%Y-%m-%d")
    )  # fmt: skip


def _hijri(days: Whole) -> tuple[Whole, Whole, Whole]:
    left = days + _JULIAN - 1_948_440 + 10_632
    cycle = (left - 1) // 10_631
    left = left - 10_631 * cycle + 354
    year = ((10_985 - left) // 5316) * ((50 * left) // 17_719) + (left // 5670) * ((43 * left) // 15_238)
    left = left - ((30 - year) // 15) * ((17_719 * year) // 50) - (year // 16) * ((15_238 * year) // 43) + 29
    month = (24 * left) // 709
    return 30 * cycle + year - 30, month, left - (709 * month) // 24


def _ethiopian(days: Whole) -> tuple[Whole, Whole, Whole]:
    left = days + _JULIAN - 1_723_856  # the first day of a year 0; every year 3 of four has the extra day
    cycle, rest = left // 1461, left % 1461
    of_cycle = np.minimum(rest // 365, 3)
    rest = rest - of_cycle * 365
    return 4 * cycle + of_cycle, rest // 30 + 1, rest % 30 + 1
