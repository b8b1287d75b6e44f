"""Write data/estimates.csv: what every method says of the four published tables in data/histories.csv.

    python examples/hidden-population/make.py

Runs what `palermo estimate --sensitivity` runs, seed 1, 1,000 resamples. Figures are whole persons; a method that
refused has the finding in place of them.
"""

import csv
from pathlib import Path

import polars as pl

from palermo.prevalence import Lists, lists_from, sensitivity

HERE = Path(__file__).parent / "data"


def main() -> None:
    with (HERE / "histories.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    made = [("set", "method", "quantity", "persons", "refused")]
    for name in dict.fromkeys(row["set"] for row in rows):
        lists = lists_of([row for row in rows if row["set"] == name])
        made.append((name, "seen", "value", str(lists.n), ""))
        picture = sensitivity(lists).sensitivity or {}
        for line in picture["methods"]:
            why = next((code for code in line["findings"]), "") if line["refused"] else ""
            for quantity in ("value", "low", "high"):
                number = line[quantity]
                made.append((name, line["method"], quantity, "" if number is None else str(round(number)), why))
    with (HERE / "estimates.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(made)


def lists_of(rows: list[dict[str, str]]) -> Lists:
    """The lists of one published table; a history is written as the names of its lists."""
    names = sorted({name for row in rows for name in row["history"].split("+")})
    marks = [{name: int(name in row["history"].split("+")) for name in names} for row in rows]
    return lists_from(pl.DataFrame(marks).with_columns(pl.Series("count", [int(row["count"]) for row in rows])))


if __name__ == "__main__":
    main()
