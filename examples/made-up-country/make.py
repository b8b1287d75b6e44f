"""Make the tables of this report again: `python examples/made-up-country/make.py`. A test compares them with these.

They are counted from a country of 20,000 people, seed 1, world mixed: nobody in it is a real person.
"""

import hashlib
import re
from pathlib import Path

import polars as pl

from palermo import engines, simulation

HERE = Path(__file__).parent
_BANDS = ((18, "under 18"), (25, "18 to 24"), (35, "25 to 34"), (50, "35 to 49"), (200, "50 and older"))


def tables() -> dict[str, bytes]:
    """File name → bytes of every table of the report."""
    order = simulation.ask(people=20_000, seed=1)
    parts = [part for part in simulation.country(order) if isinstance(part, simulation.Rows)]
    people, errors, rows = (
        gathered(parts, f"{name}.csv") for name in ("truth/people", "truth/errors", "truth/records")
    )
    made = {
        "people": by_sex_and_age(people),
        "lists": by_lists(people),
        "overlaps": by_overlap(people),
        "origins": people.group_by("citizenship").len("PERSONS").sort("citizenship"),
        "rows": by_body(rows, errors),
        "mistakes": by_kind(errors),
    }
    return {f"{name}.csv": engines.write_csv(frame.select(pl.all().cast(pl.String))) for name, frame in made.items()}


def gathered(parts: list[simulation.Rows], file: str) -> pl.DataFrame:
    """All rows of one file."""
    return pl.concat([part.cells for part in parts if part.file == file])


def seen(people: pl.DataFrame) -> pl.DataFrame:
    """With the number of lists a person is on."""
    return people.with_columns(
        lists=pl.sum_horizontal(pl.col(f"on_{name}").cast(pl.Int64) for name in simulation.LISTS)
    )


def by_sex_and_age(people: pl.DataFrame) -> pl.DataFrame:
    """Persons by sex, age when the exploitation began, and whether any list saw them."""
    days = (pl.col("begun").str.to_date() - pl.col("birth").str.to_date()).dt.total_days()
    band: pl.Expr = pl.lit(_BANDS[-1][1])
    for upto, name in reversed(_BANDS[:-1]):
        band = pl.when(days * 4 // 1461 < upto).then(pl.lit(name)).otherwise(band)
    told = seen(people).with_columns(
        AGE=band, SEEN=pl.when(pl.col("lists") > 0).then(pl.lit("seen")).otherwise(pl.lit("hidden"))
    )
    return told.group_by(pl.col("sex").alias("SEX"), "AGE", "SEEN").len("PERSONS").sort("SEX", "AGE", "SEEN")


def by_lists(people: pl.DataFrame) -> pl.DataFrame:
    """Persons on each list."""
    found = {name: people[f"on_{name}"].cast(pl.Int64).sum() for name in simulation.LISTS}
    return pl.DataFrame({"LIST": list(found), "PERSONS": list(found.values())})


def by_overlap(people: pl.DataFrame) -> pl.DataFrame:
    """Persons by the number of lists they are on."""
    return seen(people).group_by(pl.col("lists").alias("LISTS")).len("PERSONS").sort("LISTS")


def by_body(rows: pl.DataFrame, errors: pl.DataFrame) -> pl.DataFrame:
    """Rows each body sends, and those with an error that check sees."""
    wrong = errors.filter(pl.col("finding") != "").group_by("source").agg(REJECTED=pl.col("row").n_unique())
    counted = rows.group_by("source").len("SENT").join(wrong, on="source", how="left").fill_null(0)
    return counted.rename({"source": "BODY"}).sort("BODY")


def by_kind(errors: pl.DataFrame) -> pl.DataFrame:
    """Mistakes by kind, those that check sees and those it cannot see."""
    told = errors.with_columns(
        FOUND=pl.when(pl.col("finding") != "").then(pl.lit("check sees it")).otherwise(pl.lit("nobody can see it"))
    )
    return (
        told.group_by(pl.col("kind").str.replace_all("_", " ").alias("KIND"), "FOUND").len("MADE").sort("FOUND", "KIND")
    )


def main() -> None:
    """Write the tables, and their hashes into report.yml."""
    report = (HERE / "report.yml").read_text("utf-8")
    for name, data in tables().items():
        (HERE / "data").mkdir(exist_ok=True)
        (HERE / "data" / name).write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        report = re.sub(rf"(path: data/{name}, sha256: )\w*", rf"\g<1>{digest}", report)
    (HERE / "report.yml").write_text(report, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
