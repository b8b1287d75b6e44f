"""A small country: 150 persons a year, five years, six tables, threshold 10; advice beside brute force over its moves.

    python benchmarks/advice.py [--seeds 11,12,13] [--free]

Every combination of keep, drop, pool and coarsen is written by hand into the catalogue, made into a release and
attacked. Then advice is asked for the most that any of them shows, for some less, and for one more. Exit 1 where advice
does not reach what brute force does, or says it reaches more, or where what it advises does not come out of `tables`.
`--free` leaves the profile out: single years may be kept as well, and there are more combinations.
"""

import argparse
import csv
import io
import random
import sys
import time
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import polars as pl
import yaml

from palermo import disclosure
from palermo.ground.errors import Differs

Written = dict[str, Any]
YEARS = [str(year) for year in range(2021, 2026)]
POOLS = {"2023-2025": YEARS[2:]}
TREE = {"north": ["r1", "r2"], "south": ["r3", "r4"]}
DIMENSIONS: Written = {
    "year": {"codes": YEARS},
    "region": {"codes": ["r1", "r2", "r3", "r4"], "hierarchy": TREE},
    "sex": {"codes": ["F", "M"]},
    "form": {"codes": ["sexual", "labour", "other"]},
}
BY = [["year"], ["year", "sex"], ["year", "form"], ["year", "region"], ["region", "sex"], ["region", "form"]]


def country(seed: int) -> pl.DataFrame:
    chance = random.Random(seed)
    weights = {"region": [68, 20, 8, 4], "sex": [85, 15], "form": [65, 28, 7]}
    rows = [
        {"subject_id": f"p{year}-{at}", "year": year}
        | {name: chance.choices(DIMENSIONS[name]["codes"], share)[0] for name, share in weights.items()}
        for year in YEARS
        for at in range(150)
    ]
    return pl.DataFrame(rows)


def written(profile: bool) -> Written:
    tables = [{"id": f"t{at}", "by": by, "margins": "all"} for at, by in enumerate(BY, 1)]
    found = {"version": 1, "release": "small", "population": {"id": "registered", "as_of": "2025-12-31"}}
    return {**found, **({"profile": "small-country"} if profile else {}), "dimensions": DIMENSIONS, "tables": tables}


def each_way(table: Written, profile: bool) -> Iterator[Written | None]:
    yield None
    by = table["by"]
    for pooled, coarse in product((False, True), repeat=2):
        must = profile and "year" in by and len(by) > 1
        if (pooled and "year" not in by) or (coarse and "region" not in by) or (must and not pooled):
            continue
        codes = {**({"year": list(POOLS)} if pooled else {}), **({"region": list(TREE)} if coarse else {})}
        margins: Any = "all" if not pooled else [["year"]] if len(by) > 1 else "none"
        yield {**table, "codes": codes, "margins": margins} if codes else table


def shown(catalogue: Written, rows: pl.DataFrame) -> int | None:
    """Useful cells of the release that ``palermo tables`` would write; None where it would refuse."""
    read = disclosure.read_catalogue("c.yml", yaml.safe_dump(catalogue).encode())
    try:
        files = disclosure.make_release(read, disclosure.read_people(rows, read)).files
    except Differs:
        return None
    found = disclosure.attack(disclosure.read_publication(files, name="now"))
    if not found.safe or any(str(one.severity) == "question" for one in found.other):
        return None
    return sum(useful(files, table) for table in catalogue["tables"])


def useful(files: Mapping[str, bytes], table: Written) -> int:
    rows = list(csv.DictReader(io.StringIO(files[f"{table['id']}.csv"].decode())))
    printed = {row[name] for row in rows for name in table["by"]}
    return sum(
        row["status"] == "exact"
        and int(row["value"]) >= 10
        and not any(row[name] == "_T" or set(TREE.get(row[name], ())) & printed for name in table["by"])
        for row in rows
    )


def brute_force(catalogue: Written, rows: pl.DataFrame, profile: bool) -> tuple[int, int, int]:
    """The most useful cells that any combination shows, how many combinations there are, how many are refused."""
    dimensions = {**DIMENSIONS, "year": {"codes": YEARS, "pools": POOLS}}
    best = tried = refused = 0
    for taken in product(*(each_way(table, profile) for table in catalogue["tables"])):
        tables = [table for table in taken if table]
        if tables:
            found = shown({**catalogue, "dimensions": dimensions, "tables": tables}, rows)
            best, tried, refused = max(best, found or 0), tried + 1, refused + (found is None)
    return best, tried, refused


def compare(seed: int, profile: bool) -> Iterator[tuple[bool, str]]:
    catalogue, rows = written(profile), country(seed)
    began = time.process_time()
    most, tried, refused = brute_force(catalogue, rows, profile)
    took = time.process_time() - began
    yield True, f"brute force: {most} useful cells at most, {tried} combinations, {refused} refused, {took:.0f} s"
    text = yaml.safe_dump(catalogue).encode()
    for asked in (most // 2, most - 2, most - 1, most, most + 1):
        read = disclosure.read_catalogue("c.yml", text, advising=True)
        began = time.process_time()
        advice = disclosure.advise(read, disclosure.read_people(rows, read), useful=asked)
        took = time.process_time() - began
        made = yaml.safe_load(disclosure.advised_catalogue("c.yml", text, advice)) if advice.reached else None
        good = advice.reached == (asked <= most) and (made is None or shown(made, rows) == advice.after)
        said = f"{advice.before} as written, {advice.after} advised, {advice.tried} proposals, {took:.1f} s"
        yield good, f"asked {asked}: {'reached' if advice.reached else 'not reached'}, {said}"
        if asked == most:
            moves = (f"{one.move.action} {one.move.table} {one.move.dimension or ''}".strip() for one in advice.advised)
            yield True, "; ".join(moves)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="11,12,13")
    parser.add_argument("--free", action="store_true")
    options = parser.parse_args()
    missed = False
    for seed in map(int, options.seeds.split(",")):
        for good, text in compare(seed, not options.free):
            print(f"country {seed}: {text}{'' if good else '  MISSED'}", flush=True)
            missed |= not good
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
