"""What a body does for a person it knows: plans of support, assessments of risk, the time limits that run."""

import polars as pl

from palermo.simulation.bodies import BODIES
from palermo.simulation.calendars import iso
from palermo.simulation.dice import Dice, skewed
from palermo.simulation.records import LAST, TO_ANSWER

_PLANS = ("SocialCare", "Health", "Legal", "Livelihood", "Education", "Financial", "RightsBasedTraining")
_REHABILITATION = {"forced_labour_or_services": "LabourExploitationRehabilitation",
                   "prostitution_of_others": "SexualExploitationRehabilitation",
                   "other_sexual_exploitation": "SexualExploitationRehabilitation"}  # fmt: skip
_LEVELS = ("individual", "household", "community")
RULES = (
    ("identification", "1", "2019-01-01", "2023-06-30", "reasonable grounds", ""),
    ("identification", "2", "2023-07-01", "", "balance of probabilities", ""),
    ("reflection_period", "1", "2019-01-01", "2023-06-30", "", "30"),
    ("reflection_period", "2", "2023-07-01", "", "", "45"),
    ("answer_to_referral", "1", "2019-01-01", "", "", str(TO_ANSWER)),
)
"""Rule, version, the days it is in force, the threshold of a decision, the days of a time limit."""
_CHANGE = "2023-07-01"
_PARTICIPATION = pl.format("{}/{}", "body", "record_id").alias("participation")


def care(dice: Dice, known: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Entity → its rows for these records."""
    cases = known.filter(pl.col("body").is_in([one.id for one in BODIES.values() if one.keeps in ("cases", "htcds")]))
    return {
        "support_plan": _plans(dice, cases),
        "risk_assessment": _risks(dice, cases),
        "clock": pl.concat([_reflection(cases), _answers(known)]),
    }


def _some(dice: Dice, stream: str, cases: pl.DataFrame, per_million: int) -> pl.DataFrame:
    return cases.filter(pl.Series(dice.happens(stream, cases["record"], per_million), dtype=pl.Boolean))


def _plans(dice: Dice, cases: pl.DataFrame) -> pl.DataFrame:
    """For half of those who are held to be victims, at bodies that help; begun with the decision."""
    helping = [one for one in BODIES if BODIES[one].sees in ("shelters", "health")]
    held = cases.filter(pl.col("body").is_in(helping) & pl.col("status").is_in(["presumed", "identified"]))
    told = _some(dice, "support plan", held, 500_000)
    number = told["record"].to_numpy()
    kinds = pl.Series(list(_PLANS))[dice.pick("plan type", number, skewed(len(_PLANS)))]
    own = pl.Series(dice.happens("rehabilitation", number, 400_000), dtype=pl.Boolean)
    ends = pl.col("decided") + pl.Series(dice.between("plan length", number, 30, 360))
    late = ends + pl.Series(dice.between("plan late", number, -30, 60))
    return told.with_columns(kind=kinds, ends=ends, late=late).select(
        _PARTICIPATION,
        spl_Type=pl.when(own).then(pl.col("purpose").replace_strict(_REHABILITATION, default=None)).fill_null(
            pl.col("kind")
        ).fill_null(""),
        spl_Objectives=pl.lit("invented objectives"),
        spl_ActionPlan=pl.lit("invented steps"),
        spl_PlannedEndDate=iso("ends"),
        spl_ActualEndDate=pl.when(pl.col("late") <= LAST).then(iso("late")),
    )  # fmt: skip


def _risks(dice: Dice, cases: pl.DataFrame) -> pl.DataFrame:
    """What the assessor wrote down, from 0 to 10; nothing is computed from it."""
    parts = []
    for level, per_million in zip(_LEVELS, (350_000, 120_000, 60_000), strict=True):
        told = _some(dice, f"risk {level}", cases, per_million)
        score = pl.Series(dice.pick(f"score {level}", told["record"], (3, 5, 8, 12, 15, 16, 14, 11, 8, 5, 3)))
        on = pl.col("opened") + pl.Series(dice.between(f"risk on {level}", told["record"], 0, 20))
        parts.append(told.with_columns(score=score, on=on).select(
            _PARTICIPATION, level=pl.lit(level), score="score", assessed_by="body", on_date=iso("on")
        ))  # fmt: skip
    return pl.concat(parts)


def _reflection(cases: pl.DataFrame) -> pl.DataFrame:
    """From the presumption on; stopped by a decision that comes before its end."""
    started = iso("opened")
    new = started >= _CHANGE
    due = pl.col("opened") + pl.when(new).then(45).otherwise(30)
    stopped = (pl.col("status") != "presumed") & (pl.col("decided") < due)
    return cases.select(
        subject_of=_PARTICIPATION,
        kind=pl.lit("reflection_period"),
        started=started,
        due=iso(due),
        stopped=pl.when(stopped).then(iso("decided")),
        rule_version=pl.when(new).then(pl.lit("2")).otherwise(pl.lit("1")),
    )


def _answers(known: pl.DataFrame) -> pl.DataFrame:
    """For each referral; what expired was never stopped."""
    sent = known.filter(pl.col("referred") >= 0)
    stopped = (pl.col("answered") != -1) & (pl.col("answer") != "expired")
    return sent.select(
        subject_of=_PARTICIPATION,
        kind=pl.lit("answer_to_referral"),
        started=iso("referred"),
        due=iso(pl.col("referred") + TO_ANSWER),
        stopped=pl.when(stopped).then(iso("answered")),
        rule_version=pl.lit("1"),
    )
