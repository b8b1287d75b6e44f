"""Linked tables by acro and by `palermo tables` over the same people, and the attack on each.

    python benchmarks/acro_margins.py --acro-python VENV/bin/python [--people 600] [--seed 5]

acro wants other versions of other packages than the house does, so it runs in an environment of its own. It hides
what is below its threshold of 10 in each table by itself: a two-way table and the two of its margins. (With
`margins=True` it adds up what is left shown, so that its totals fall short of the people.)
Exit 1 where the attack succeeds on ours.
"""

import argparse
import csv
import io
import json
import random
import subprocess
import sys
from pathlib import Path

import polars as pl
import yaml

from palermo import disclosure

CODES = {"region": ["r1", "r2", "r3", "r4", "r5"], "form": ["sexual", "labour", "domestic", "begging"]}
_BY_ACRO = """
import contextlib, io, json, sys
import pandas as pd
from acro import ACRO
rows = pd.read_csv(sys.stdin)
rows["all"] = "all"
with contextlib.redirect_stdout(io.StringIO()):
    tool = ACRO(suppress=True)
    made = {name: tool.crosstab(one, other) for name, one, other in (
        ("t1", rows.region, rows.form), ("t2", rows.region, rows["all"]), ("t3", rows.form, rows["all"]))}
json.dump({name: [[str(i), str(c), None if pd.isna(v) else int(v)] for i, row in some.iterrows() for c, v in row.items()]
    for name, some in made.items()}, sys.stdout)
"""  # noqa: E501


def country(people: int, seed: int) -> pl.DataFrame:
    chance = random.Random(seed)
    drawn = {
        name: chance.choices(some, [0.45**at for at in range(len(some))], k=people) for name, some in CODES.items()
    }
    return pl.DataFrame({"subject_id": [f"p{at}" for at in range(people)], **drawn})


def by_acro(python: Path, rows: pl.DataFrame) -> dict[str, bytes]:
    done = subprocess.run([python, "-c", _BY_ACRO], input=rows.write_csv(), capture_output=True, text=True, check=True)
    files = {}
    for name, cells in json.loads(done.stdout).items():
        by = {"t1": ["region", "form"], "t2": ["region"], "t3": ["form"]}[name]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*by, "value", "status"])
        for *codes, value in cells:
            writer.writerow([*codes[: len(by)], value, "hidden" if value is None else "exact"])
        files[f"{name}.csv"] = out.getvalue().encode()
    return files


def by_palermo(rows: pl.DataFrame) -> dict[str, bytes]:
    made = {"version": 1, "release": "r", "population": {"id": "all", "as_of": "2025-12-31"}, "threshold": 10}
    made["dimensions"] = {name: {"codes": some} for name, some in CODES.items()}
    made["tables"] = [
        {"id": "t1", "by": list(CODES), "margins": "none"},
        {"id": "t2", "by": ["region"], "margins": "none"},
    ]
    made["tables"] += [{"id": "t3", "by": ["form"], "margins": "none"}]
    catalogue = disclosure.read_catalogue("c.yml", yaml.safe_dump(made).encode())
    return dict(disclosure.make_release(catalogue, disclosure.read_people(rows, catalogue)).files)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acro-python", type=Path, required=True)
    parser.add_argument("--people", type=int, default=600)
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    rows = country(given.people, given.seed)
    safe = False
    for name, files in (("acro", by_acro(given.acro_python, rows)), ("palermo", by_palermo(rows))):
        found = disclosure.attack(disclosure.read_publication(files, name=name), threshold=10)
        hidden = [one for one in found.recovered if one.by != ("published",)]
        sys.stdout.write(
            f"{name}: {found.cells} cells, {found.hidden} hidden, {len(hidden)} recovered exactly, "
            f"{len(found.recovered) - len(hidden)} small ones printed, {len(found.pinned)} held below the threshold, "
            f"{'safe' if found.safe else 'unsafe'}\n"
        )
        safe = found.safe
    return 0 if safe else 1


if __name__ == "__main__":
    sys.exit(main())
