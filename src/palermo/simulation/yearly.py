"""The yearly returns of the country's bodies: who is asked, who sends one, and what stands in it.

A form is written as ``docs/reference/returns.md`` has it, cell by cell of ``standards.returns``; each row is marked.
"""

import json
from collections.abc import Iterator

import polars as pl

from palermo.simulation.bodies import BODIES
from palermo.simulation.counting import ADDRESS, NOT_COUNTED, groups_of
from palermo.simulation.dice import Dice
from palermo.simulation.tables import INVENTED
from palermo.standards.returns import cells, label, lines_of

YEARS = (2023, 2024, 2025)
HEADER = ("What is counted", "Unit", "Number", "Reason when empty", "Note", "Body", "Period", "Line", "Sex", "Age",
          "Nationality", "Disability", "Form")  # fmt: skip
CURRENCY = "made-up crowns"


def ask(among: tuple[str, ...]) -> bytes:
    """``returns/ask.yml``: who is asked for what, bodies with the same groups together."""
    asked: dict[tuple[str, ...], list[str]] = {}
    for body in among:
        if groups_of(body):
            asked.setdefault(groups_of(body), []).append(body)
    data = {
        "format": "palermo.returns/1",
        "period": [str(year) for year in YEARS],
        "due": {str(year): f"{year + 1}-03-31" for year in YEARS},
        "currency": CURRENCY,
        "ask": [{"groups": list(groups), "bodies": bodies} for groups, bodies in asked.items()],
    }
    return ("# INVENTED: yearly returns of a made-up country.\n" + json.dumps(data, indent=1) + "\n").encode()


def sends(dice: Dice, body: str, year: int) -> bool:
    """Whether a body sends the return of a year; one in eight never comes."""
    return not dice.happens("silent return", [list(BODIES).index(body) * 10_000 + year], 125_000)[0]


def returns(dice: Dice, among: tuple[str, ...], counted: pl.DataFrame) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Body, period and filled form of every return that is sent; ``counted`` as ``counting.summed`` has it."""
    bodies: dict[tuple[str, ...], list[str]] = {}
    for body in among:
        bodies.setdefault(groups_of(body), []).append(body)
    for groups, asked in bodies.items():
        pairs = [(body, str(year)) for body in asked for year in YEARS if sends(dice, body, year)]
        if groups and pairs:
            whole = pl.DataFrame(pairs, schema=["body", "period"], orient="row").join(_form(groups), how="cross")
            for form in _filled(whole, counted).partition_by("body", "period", maintain_order=True):
                yield form["body"][0], form["period"][0], form


def truth(dice: Dice, counted: pl.DataFrame) -> pl.DataFrame:
    """Every count that is not zero, of those who are silent too; ``sent`` says which stand in a return."""
    pairs = counted.select("body", "period").unique(maintain_order=True)
    sent = ["yes" if sends(dice, body, int(year)) else "no" for body, year in pairs.rows()]
    told = counted.join(pairs.with_columns(sent=pl.Series(sent, dtype=pl.String)), on=["body", "period"], how="left",
                        maintain_order="left")  # fmt: skip
    return told.select(pl.col("body").alias("source"), "period", "sent", pl.col("line").alias("return_line"),
                       *ADDRESS[1:], "value")  # fmt: skip


def _form(groups: tuple[str, ...]) -> pl.DataFrame:
    """The rows of a form with what is printed in them."""
    found = [
        (label(cell), CURRENCY if line.unit == "money" else line.unit, NOT_COUNTED.get(line.id, "").replace("_", " "),
         *cell)
        for line in lines_of(groups)
        for cell in cells(line.id)
    ]  # fmt: skip
    return pl.DataFrame(found, schema=["what", "unit", "reason", *ADDRESS], orient="row")


def _filled(forms: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    """0 where nothing was counted: the body looked. No number where it gives a reason."""
    number = pl.col("value").fill_null(0).cast(pl.String)
    return forms.join(counted, on=["body", "period", *ADDRESS], how="left", maintain_order="left").select(
        "what",
        "unit",
        value=pl.when(pl.col("reason") == "").then(number).otherwise(pl.lit("")),
        reason="reason",
        note=pl.lit(INVENTED),
        body="body",
        period="period",
        **{name: pl.col(name) for name in ADDRESS},
    )
