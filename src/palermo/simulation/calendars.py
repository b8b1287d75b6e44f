"""Days as bodies write them: in their calendar, order and digits."""

import polars as pl

from palermo.ground.reckoning import Calendar, day_of, parts_of
from palermo.simulation.dice import Whole


def day_number(year: int, month: int, day: int) -> int:
    """Days since 1 January 1970."""
    return day_of("gregorian", year, month, day)


def written(days: Whole, calendar: Calendar, order: str, sign: str) -> pl.Series:
    """Each day as text: ``order`` is ymd, dmy or mdy, ``sign`` stands between."""
    year, month, day = parts_of(calendar, days)
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
