"""Figures by one cube against one DuckDB query a figure; and whether two builds give the same bytes.

    python benchmarks/report.py [--cases 100000] [--singles 200] [--rounds 3] [--folder examples/trafficking-offences]

Cases are invented. The peer is DuckDB itself: one connection, the table loaded into it before the clock runs, one
SELECT a figure. Ours is the indicator as `report build` computes it, loading included. Sides alternate; the median of
the rounds counts. Exit 1 where a figure costs more than 1/50 of a single query, values differ, or bytes do.
"""

import argparse
import hashlib
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl

from palermo.engines import DuckQuery
from palermo.report.cube import Cube, compute_cube
from palermo.report.forms import read_definition
from palermo.report.indicators import indicator

BAR = 50
DEFINITION = b"""id: xx.cases
version: 1
name: {en: Cases}
definition: {text: Cases, unit: count}
sdc_applied: none-invented
query: {from: cases, sum: PERSONS, by: [YEAR, PROVINCE, PURPOSE, SEX]}
"""
_BUILD = "import sys; from palermo.cli import main; main(['report', 'build', sys.argv[1], '--out', sys.argv[2]])"


def main() -> int:
    options = _options()
    frame = invented_cases(options.cases, random.Random(options.seed))
    cheap, right = compare(frame, options.singles, options.rounds, random.Random(options.seed))
    return int(not (cheap and right and same_bytes(options.folder)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--singles", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parents[1] / "examples" / "trafficking-offences")
    return parser.parse_args()


def invented_cases(count: int, chance: random.Random) -> pl.DataFrame:
    """Rows as a checked table gives them: every cell text."""
    values = {
        "YEAR": [str(year) for year in range(2018, 2026)],
        "PROVINCE": [f"Province {letter}" for letter in "ABCDEFGHIJKL"],
        "PURPOSE": ["forced labour", "sexual exploitation", "begging", "domestic servitude", "unknown"],
        "SEX": ["female", "male", "unknown"],
        "PERSONS": ["1", "1", "1", "2", "3", "12"],
    }
    return pl.DataFrame({name: chance.choices(allowed, k=count) for name, allowed in values.items()})


def compare(frame: pl.DataFrame, singles: int, rounds: int, chance: random.Random) -> tuple[bool, bool]:
    """Is a figure of the cube cheap enough, and are its values those of single queries?"""
    definition = indicator(read_definition("cases.yml", DEFINITION, []), ("en",), ("cases",), [])
    cube = _cube(frame, definition)
    keys = chance.sample(list(cube.cells), singles)
    connection = duckdb.connect(config={"threads": 2})
    connection.execute("CREATE TABLE cases AS SELECT * REPLACE (CAST(PERSONS AS BIGINT) AS PERSONS) FROM frame")
    asked = [single_query(cube, key) for key in keys]
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(_took(lambda: _cube(frame, definition)) / len(cube.cells))
        theirs.append(_took(lambda: [connection.execute(sql, values).fetchone() for sql, values in asked]) / singles)
    right = all(
        Decimal(cube.cells[key]) == connection.execute(sql, values).fetchone()[0]
        for key, (sql, values) in zip(keys, asked, strict=True)
    )
    ours_median, theirs_median = statistics.median(ours), statistics.median(theirs)
    ratio = theirs_median / ours_median
    print(f"{frame.height} cases, {len(cube.cells)} figures by one cube: {ours_median * 1e6:.1f} µs a figure")
    print(
        f"{singles} single DuckDB queries: {theirs_median * 1e6:.0f} µs a figure, "
        f"values {'equal' if right else 'DIFFER'}"
    )
    print(f"ratio: 1/{ratio:.0f} (bar 1/{BAR})")
    return ratio >= BAR, right


def _cube(frame: pl.DataFrame, definition: object) -> Cube:
    told: list[object] = []
    cube = compute_cube(definition, {"cases": frame}, DuckQuery(), told)
    assert cube is not None and not told
    return cube


def single_query(cube: Cube, key: tuple[str | None, ...]) -> tuple[str, list[str]]:
    """The query an author would write for one figure."""
    named = [(name, value) for name, value in zip(cube.dimensions, key, strict=True) if value is not None]
    where = " AND ".join(f'"{name}" = ?' for name, _ in named) or "TRUE"
    return f"SELECT SUM(PERSONS) FROM cases WHERE {where}", [value for _, value in named]  # noqa: S608


def _took(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def same_bytes(folder: Path) -> bool:
    """Two builds in two folders, under another hash seed, zone and locale, have the same bytes in every file."""
    settings = ({"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C"})
    with tempfile.TemporaryDirectory() as place:
        built = [_built(folder, Path(place) / str(at) / "out", told) for at, told in enumerate(settings)]
    differ = sorted(path for path in {*built[0], *built[1]} if built[0].get(path) != built[1].get(path))
    print(f"two builds of {folder.name}: {len(built[0])} files, {len(differ)} differ {', '.join(differ)}")
    return not differ


def _built(folder: Path, out: Path, told: dict[str, str]) -> dict[str, str]:
    out.parent.mkdir(parents=True)
    subprocess.run(
        [sys.executable, "-c", _BUILD, str(folder), str(out)],
        check=True,
        env={**os.environ, **told},
        stdout=subprocess.DEVNULL,
    )
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


if __name__ == "__main__":
    sys.exit(main())
