"""Frames of those who are held: stints in one facility after another, what happened in them, their reviews."""

import polars as pl

from palermo.simulation.calendars import iso
from palermo.simulation.dice import Dice

STINT = pl.format("{}/{}", "body", "stint_id")


def custody(dice: Dice, held: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Stints, what happened in them, and their reviews."""
    key = held["record"].to_numpy() * 4 + held["stint"].to_numpy()
    asked = pl.Series(["yes", "no"])[dice.below("exam consent", key, 2)]
    told = held.with_columns(
        stint=STINT,
        asked=pl.when(pl.col("event") == "medical_exam").then(asked).otherwise(pl.lit("")),
        due=pl.col("into") + 30,
        kept=pl.col("into") + 30 + pl.Series(dice.below("review", key, 5)),
    )
    long = (pl.col("out") == -1) | (pl.col("out") > pl.col("due") + 5)
    return {
        "custody_stint": _stints(told),
        "custody_event": told.filter(pl.col("event") != "").select(
            "stint", kind="event", at=iso("event_day"), consent="asked"
        ),
        "custody_review": told.filter(long).select(
            "stint", due=iso("due"), held=iso("kept"), decision=pl.lit("continued")
        ),
    }


def _stints(held: pl.DataFrame) -> pl.DataFrame:
    person = pl.format("{}/{}", "body", "record_id")
    return held.select(
        "stint",
        person_record=person,
        facility="facility",
        in_at=iso("into"),
        out_at=iso("out"),
        release_reason="release_reason",
    )
