"""Make the records behind this report: `python examples/annual-tables/make.py OUT`.

They are taken from a made-up country of 9,000 people, seed 11, world mixed: nobody in it is a real person. The records
are not kept here, as those of a real office would not be; its releases are. A test makes both again.
"""

import hashlib
import sys
from pathlib import Path

import polars as pl

from palermo import engines, simulation

_SEX = {"female": "F", "male": "M", "other": "X"}
_REGION = {
    "North Shore": "north-shore",
    "Harbour District": "harbour",
    "Salt Plain": "salt-plain",
    "Old Capital": "old-capital",
    "Three Rivers": "three-rivers",
    "Upper Valley": "upper-valley",
}
_PURPOSE = {
    "forced_labour_or_services": "labour",
    "servitude": "labour",
    "slavery": "labour",
    "practices_similar_to_slavery": "labour",
    "prostitution_of_others": "sexual",
    "other_sexual_exploitation": "sexual",
    "organ_removal": "other",
}
_WITHDRAWN, _MOVED = 7, 11
"""People who withdrew their consent, and people whose region was put right, between the two editions."""


def records() -> dict[str, bytes]:
    """File name → bytes: the persons registered to date at the end of either year, and what bodies returned."""
    people = _people()
    early = people.filter(pl.col("year") <= 2024)
    late = _a_year_later(people)
    made = {
        "registered-2024.csv": _by_agency(early),
        "registered-2025.csv": _by_agency(late),
        "returned-2024.csv": _returned(early, 2024),
        "returned-2025.csv": _returned(late, 2025),
    }
    return {name: engines.write_csv(frame.select(pl.all().cast(pl.String))) for name, frame in made.items()}


def _people() -> pl.DataFrame:
    """Everybody whom some list saw, in the codes of the catalogues; ``year``: when they were registered."""
    order = simulation.ask(people=9_000, seed=11)
    parts = [part for part in simulation.country(order) if isinstance(part, simulation.Rows)]
    everybody = pl.concat([part.cells for part in parts if part.file == "truth/people.csv"])
    age = (pl.col("begun").str.to_date() - pl.col("birth").str.to_date()).dt.total_days() * 4 // 1461
    bands = pl.when(age < 18).then(pl.lit("0-17")).when(age < 30).then(pl.lit("18-29")).otherwise(pl.lit("30+"))
    lists = [f"on_{name}" for name in simulation.LISTS]
    return everybody.filter(pl.any_horizontal(pl.col(name).cast(pl.Int64) > 0 for name in lists)).select(
        subject_id=pl.col("person_id").map_elements(_subject, return_dtype=pl.String),
        sex=pl.col("sex").replace_strict(_SEX),
        age=bands,
        region=pl.col("destination").replace_strict(_REGION),
        purpose=pl.col("purpose").replace_strict(_PURPOSE),
        year=pl.col("ended").str.slice(0, 4).cast(pl.Int64),
        **{name: pl.col(f"on_{name}").cast(pl.Int64) > 0 for name in simulation.LISTS},
    )


def _subject(person: str) -> str:
    return "S" + hashlib.sha256(f"annual-tables {person}".encode()).hexdigest()[:12]


def _a_year_later(people: pl.DataFrame) -> pl.DataFrame:
    """Those of both years without those who withdrew, and with what was put right in the old cases."""
    old = people.filter(pl.col("year") <= 2024).sort("subject_id")["subject_id"].to_list()
    gone, moved = old[:_WITHDRAWN], old[_WITHDRAWN : _WITHDRAWN + _MOVED]
    right = pl.when(pl.col("region") == "harbour").then(pl.lit("old-capital")).otherwise(pl.lit("harbour"))
    region = pl.when(pl.col("subject_id").is_in(moved)).then(right).otherwise(pl.col("region"))
    return people.filter(~pl.col("subject_id").is_in(gone)).with_columns(region=region)


def _by_agency(people: pl.DataFrame) -> pl.DataFrame:
    """One row a person and agency that knows them: the same person stands in several."""
    shared = ["subject_id", "sex", "age", "region", "purpose"]
    each = [people.filter(pl.col(name)).select(*shared, agency=pl.lit(name)) for name in simulation.LISTS]
    return pl.concat(each).sort("subject_id", "agency")


def _returned(people: pl.DataFrame, year: int) -> pl.DataFrame:
    """What bodies counted in a year, in aggregate: no row is a person."""
    of_year = people.filter(pl.col("year") == year)
    each = [
        of_year.filter(pl.col(name)).group_by("sex").len("n").with_columns(body=pl.lit(name))
        for name in simulation.LISTS
    ]
    return pl.concat(each).select("body", "sex", "n").sort("body", "sex")


def main() -> None:
    """Write the records into the folder named."""
    if len(sys.argv) != 2:
        sys.exit("Name a folder for the records.")
    engines.write_files(Path(sys.argv[1]), records())


if __name__ == "__main__":
    main()
