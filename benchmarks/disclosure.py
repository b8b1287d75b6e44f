"""Tables protected and attacked: how much is hidden, how long it takes, and what hiding small counts alone would tell.

    python benchmarks/disclosure.py [--seed 1] [--only NAME]

Each row makes a catalogue over invented people, protects it, attacks the result with the attacker that shares no code
with the protector, and attacks the same tables with only small counts hidden. Exit 1 where a bar is missed.
"""

import argparse
import csv
import io
import json
import random
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import yaml

from palermo import disclosure

Files = Mapping[str, bytes]
Seconds = tuple[float, float]
"""By the clock, and of the processor."""
FEWER = 0.2
"""The share of what the first pass hides that the clean-up is to show again."""


def single(seed: int) -> tuple[dict[str, Any], pl.DataFrame]:
    """One table of some 2,000 cells, a few in a hundred of them small."""
    chance = random.Random(seed)
    dimensions = {
        "place": {"codes": [f"p{at:02}" for at in range(40)]},
        "form": {"codes": [f"f{at:02}" for at in range(24)]},
        "sex": {"codes": ["F", "M"]},
    }
    tables = [{"id": "t", "by": ["place", "form", "sex"], "margins": "all"}]
    rows = []
    for place in range(40):
        for form in range(24):
            for sex in ("F", "M"):
                size = chance.randint(1, 9) if chance.random() < 0.02 else chance.randint(10, 120)
                rows += [(f"p{place:02}", f"f{form:02}", sex)] * size
    return _catalogue(dimensions, tables), _frame(dimensions, rows)


def linked(seed: int, people: int = 60_000) -> tuple[dict[str, Any], pl.DataFrame]:
    """Twenty tables of some 10,000 cells together, with hierarchies, that share their margins; 2 in a hundred small."""
    chance = random.Random(seed)
    sizes = {"region": 48, "form": 8, "age": 8, "sex": 3, "origin": 40, "body": 12, "year": 5}
    dimensions: dict[str, Any] = {
        name: {"codes": [f"{name[0]}{at:02}" for at in range(size)]} for name, size in sizes.items()
    }
    codes = dimensions["region"]["codes"]
    dimensions["region"]["hierarchy"] = {f"R{at}": codes[at * 6 : at * 6 + 6] for at in range(8)}
    codes = dimensions["origin"]["codes"]
    dimensions["origin"]["hierarchy"] = {f"O{at}": codes[at * 8 : at * 8 + 8] for at in range(5)}
    pairs = [
        ("region", "form"), ("region", "age"), ("region", "sex"), ("region", "year"), ("region", "body"),
        ("origin", "form"), ("origin", "age"), ("origin", "sex"), ("origin", "year"), ("origin", "body"),
        ("form", "age", "sex"), ("form", "age", "year"), ("form", "sex", "body"), ("age", "sex", "year"),
        ("body", "year"), ("body", "age"), ("region", "sex", "year"), ("origin", "sex", "age"), ("form", "body"),
        ("body", "sex", "year"),
    ]  # fmt: skip
    tables = [{"id": f"t{at:02}", "by": list(by), "margins": "all"} for at, by in enumerate(pairs)]
    weights = {name: [(at + 1) ** -0.9 for at in range(size)] for name, size in sizes.items()}
    columns = [chance.choices(dimensions[name]["codes"], weights[name], k=people) for name in sizes]
    return _catalogue(dimensions, tables), _frame(dimensions, list(zip(*columns, strict=True)))


def _catalogue(dimensions: dict[str, Any], tables: list[dict[str, Any]]) -> dict[str, Any]:
    population = {"id": "invented", "as_of": "2026-12-31"}
    return {"version": 1, "release": "bench", "population": population, "threshold": 10,
            "dimensions": dimensions, "tables": tables}  # fmt: skip


def _frame(dimensions: Mapping[str, Any], rows: list[tuple[str, ...]]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(dimensions, pl.String), orient="row")
    return frame.with_columns(subject_id=pl.Series([f"p{at}" for at in range(frame.height)]))


def protected(
    catalogue: dict[str, Any], frame: pl.DataFrame, *, clean: bool = True
) -> tuple[disclosure.Release, Seconds]:
    """The release, with seconds by the clock and of the processor."""
    began = seconds()
    wanted = disclosure.read_catalogue("bench.yml", yaml.safe_dump(catalogue).encode())
    release = disclosure.make_release(wanted, disclosure.read_people(frame, wanted), clean=clean)
    return release, since(began)


def attacked(files: Files) -> tuple[disclosure.Attack, Seconds]:
    began = seconds()
    found = disclosure.attack(disclosure.read_publication(files, name="bench"))
    return found, since(began)


def seconds() -> Seconds:
    return time.perf_counter(), time.process_time()


def since(began: Seconds) -> Seconds:
    clock, processor = seconds()
    return clock - began[0], processor - began[1]


def small_hidden_only(catalogue: dict[str, Any], frame: pl.DataFrame, files: Files) -> dict[str, bytes]:
    """The same tables with small counts hidden and nothing else."""
    lowest = {**catalogue, "threshold": 2}
    open_files = protected(lowest, frame)[0].files
    found = {"manifest.json": files["manifest.json"]}
    for table in json.loads(files["manifest.json"])["tables"]:
        rows = list(csv.DictReader(io.StringIO(open_files[table["file"]].decode())))
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*table["by"], "value", "status"])
        for row in rows:
            hidden = row["status"] == "hidden" or 0 < int(row["value"]) < 10
            writer.writerow(
                [*(row[name] for name in table["by"]), "" if hidden else row["value"], "hidden" if hidden else "exact"]
            )
        found[table["file"]] = out.getvalue().encode()
    return found


ROWS: Mapping[str, tuple[Callable[[int], tuple[dict[str, Any], pl.DataFrame]], float]] = {
    "single": (single, 5.0),
    "linked": (linked, 60.0),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=sorted(ROWS))
    options = parser.parse_args()
    missed = False
    for name, (make, bar) in ROWS.items():
        if options.only in (None, name):
            missed |= _row(name, *make(options.seed), bar)
    return int(missed)


def _row(name: str, catalogue: dict[str, Any], frame: pl.DataFrame, bar: float) -> bool:
    release, took = protected(catalogue, frame)
    attack, more = attacked(release.files)
    late = took[0] + more[0] > bar
    print(f"{name}: {len(catalogue['tables'])} tables, {release.cells} cells, {frame.height} people", flush=True)
    print(
        f"  protected in {took[0]:.1f} s ({took[1]:.1f} of processor), attacked in {more[0]:.1f} s ({more[1]:.1f}): "
        f"{'safe' if attack.safe else 'UNSAFE'}; bar {bar:.0f} s{'  MISSED' if late else ''}"
    )
    bare = protected(catalogue, frame, clean=False)[0].hidden
    fewer = 1 - release.hidden / bare
    many = fewer < FEWER
    print(f"  hidden {release.hidden}, {fewer:.0%} fewer than the {bare} of the first pass alone{'  MISSED' * many}")
    plain, _ = attacked(small_hidden_only(catalogue, frame, release.files))
    told = len(plain.recovered) + len(plain.pinned)
    print(f"  small counts hidden and nothing else: {plain.hidden} hidden, {told} of them told", flush=True)
    return late or many or not attack.safe


if __name__ == "__main__":
    sys.exit(main())
