"""Intake against its peers: 1,000,000 rows x 8 columns, 7 rules, 0.8 % rejects, every reject listed; and a workbook.

    python benchmarks/intake.py [--rows 1000000] [--rounds 3] [--share 100000] [--xlsx-rows 50000]

Each measurement runs in a process of its own, the peers in turn, and reports the median and the ratio to palermo
(`read_raw` + `check` to frames; writing is timed apart). frictionless runs on the first `--share` rows and is scaled,
which flatters it: its time grows at least with the rows. Needs the extra `bench`. Exit 1 where a bar is missed.
"""

import argparse
import datetime
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TODAY = datetime.date(2026, 1, 31)
COUNTRIES = "NA DE FR IT ES NG RO BG UA MD TH PH VN CN IN BD NP ET GH CI".split()
GENDERS = ("Feminine", "Masculine", "TransgenderFeminine", "NonConforming", "NonSpecifiedUnknown")
HEADER = ("ref", "started", "ended", "country", "gender", "age", "phone", "place")
PHONE = r"^\+?[1-9]\d{1,14}$"
LAYOUT = {
    "name": "benchmark",
    "columns": {
        "ref": {"type": "text"},
        "started": {"date": "iso"},
        "ended": {"date": "iso"},
        "country": {"list": COUNTRIES},
        "gender": {"list": list(GENDERS)},
        "age": {"type": "integer"},
        "phone": {"pattern": PHONE},
        "place": {"type": "text"},
    },
    "key": ["ref"],
    "checks": [{"expr": "started <= ended", "code": "date.order"}],
}
BARS = {"polars": ("at most", 1.6), "pandera": ("at least", 1.5), "frictionless": ("at least", 20.0)}
BAR_MB, BAR_XLSX = 600, 10.0


def write_csv(path: Path, rows: int) -> None:
    """Made-up records; every 143rd row breaks one of the seven rules, in turn."""
    dice = random.Random(7)
    first = datetime.date(2010, 1, 1)
    days = [(first + datetime.timedelta(days=day)).isoformat() for day in range(5500)]
    places = [f"Place {number}" for number in range(3000)]
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(",".join(HEADER) + "\n")
        for at in range(rows):
            start = dice.randrange(5000)
            row = [
                f"K{at:07d}", days[start], days[start + dice.randrange(400)], dice.choice(COUNTRIES),
                dice.choice(GENDERS), str(dice.randrange(1, 80)), f"+49{dice.randrange(10**9, 10**10)}",
                dice.choice(places),
            ]  # fmt: skip
            if at % 143 == 142:
                _break(row, at // 143 % 7, at)
            out.write(",".join(row) + "\n")


def _break(row: list[str], rule: int, at: int) -> None:
    place, wrong = (
        (0, f"K{at - 1:07d}"), (1, "2021-02-30"), (2, "soon"), (3, "XX"), (4, "Unclear"), (5, "twelve"), (6, "0049x"),
    )[rule]  # fmt: skip
    row[place] = wrong
    if rule == 2 and at % 2:
        row[2] = "2009-12-31"


def by_palermo(path: Path) -> int:
    """The program itself."""
    from palermo import engines, intake

    book = engines.read_raw(path)
    outcome = intake.check(next(book.tables()), intake.load_layout(LAYOUT), today=TODAY)
    return outcome.rejected.height


def by_polars(path: Path) -> int:
    """A bare read and the same rules as filter expressions, rejects listed with their rules."""
    import polars as pl

    frame = pl.read_csv(path, infer_schema=False, empty_string_is_null=False)
    day = {name: pl.col(name).str.to_date("%Y-%m-%d", strict=False) for name in ("started", "ended")}
    rules = {
        "key": pl.col("ref").is_duplicated(),
        "started": day["started"].is_null() | (day["started"] > TODAY),
        "ended": day["ended"].is_null() | (day["ended"] > TODAY),
        "order": (day["started"] > day["ended"]).fill_null(False),
        "country": ~pl.col("country").is_in(COUNTRIES),
        "gender": ~pl.col("gender").is_in(list(GENDERS)),
        "age": ~pl.col("age").str.contains(r"^[+-]?\d+$"),
        "phone": ~pl.col("phone").str.contains(PHONE),
    }
    broken = frame.select(**rules)
    bad = broken.select(pl.any_horizontal(pl.all())).to_series()
    listed = broken.with_row_index().filter(bad)
    accepted, rejected = frame.filter(~bad), frame.filter(bad)
    return len(rejected) if len(listed) == len(rejected) and len(accepted) else -1


def by_pandera(path: Path) -> int:
    """pandera on Polars, lazy, every failure case listed, and the rows parted by them as the others part them."""
    import pandera.polars as pa
    import polars as pl
    from pandera.errors import SchemaErrors

    def rule(expression: "pl.Expr") -> pa.Check:
        return pa.Check(lambda data: data.lazyframe.select(expression))

    def is_day(name: str) -> "pl.Expr":
        return (pl.col(name).str.to_date("%Y-%m-%d", strict=False) <= TODAY).fill_null(False)

    schema = pa.DataFrameSchema(
        {
            "ref": pa.Column(str, unique=True),
            "started": pa.Column(str, rule(is_day("started"))),
            "ended": pa.Column(str, rule(is_day("ended"))),
            "country": pa.Column(str, pa.Check.isin(COUNTRIES)),
            "gender": pa.Column(str, pa.Check.isin(list(GENDERS))),
            "age": pa.Column(str, pa.Check.str_matches(r"^[+-]?\d+$")),
            "phone": pa.Column(str, pa.Check.str_matches(PHONE)),
            "place": pa.Column(str),
        },
        checks=[rule(pl.col("started") <= pl.col("ended"))],
    )
    frame = pl.read_csv(path, infer_schema=False, empty_string_is_null=False)
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        listed = errors.failure_cases["index"].drop_nulls().unique().implode()
        bad = frame.with_row_index().select(pl.col("index").is_in(listed)).to_series()
        accepted, rejected = frame.filter(~bad), frame.filter(bad)
        return len(rejected) if len(accepted) else -1
    return 0


def by_frictionless(path: Path) -> int:
    """frictionless with a schema, and an expression for the rule across columns."""
    from frictionless import Checklist, Resource, Schema, checks

    fields = [
        {"name": "ref", "type": "string", "constraints": {"unique": True}},
        {"name": "started", "type": "date"},
        {"name": "ended", "type": "date"},
        {"name": "country", "type": "string", "constraints": {"enum": COUNTRIES}},
        {"name": "gender", "type": "string", "constraints": {"enum": list(GENDERS)}},
        {"name": "age", "type": "integer"},
        {"name": "phone", "type": "string", "constraints": {"pattern": PHONE}},
        {"name": "place", "type": "string"},
    ]
    schema = Schema.from_descriptor({"fields": fields, "missingValues": [""]})
    resource = Resource(path=path.name, basepath=str(path.parent), schema=schema)
    rule = checks.row_constraint(formula="started is None or ended is None or started <= ended")
    report = resource.validate(Checklist(checks=[rule]), limit_errors=10**9)
    return len({error[0] for error in report.flatten(["rowNumber"])})


def by_reading_xlsx(path: Path) -> int:
    """The program reads a workbook."""
    from palermo import engines

    return next(engines.read_raw(path).tables()).height


def by_openpyxl(path: Path) -> int:
    """openpyxl reads it as its documentation begins; merged cells and hidden rows, which intake needs, are there."""
    from openpyxl import load_workbook

    sheet = load_workbook(path, data_only=True).worksheets[0]
    return sum(1 for _ in sheet.iter_rows(values_only=True)) - 1


def by_openpyxl_streaming(path: Path) -> int:
    """openpyxl in its read-only mode, which knows neither merged cells nor hidden rows."""
    from openpyxl import load_workbook

    sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
    return sum(1 for _ in sheet.iter_rows(values_only=True)) - 1


RUNNERS: dict[str, Callable[[Path], int]] = {
    "palermo": by_palermo,
    "polars": by_polars,
    "pandera": by_pandera,
    "frictionless": by_frictionless,
    "xlsx-palermo": by_reading_xlsx,
    "xlsx-openpyxl": by_openpyxl,
    "xlsx-openpyxl-streaming": by_openpyxl_streaming,
}


def run_one(name: str, path: Path) -> None:
    """One measurement, after the imports; prints it as JSON."""
    warm = path.with_name("warm" + path.suffix)
    RUNNERS[name](warm)
    began = time.perf_counter()
    rows = RUNNERS[name](path)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak": peak, "rows": rows}))


def measure(names: list[str], paths: dict[str, Path], rounds: int) -> dict[str, dict[str, float]]:
    """The median of each, run in turn."""
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            command = [sys.executable, __file__, "--one", name, str(paths[name])]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(f"{name} failed:\n{done.stderr}")
            runs[name].append(json.loads(done.stdout.splitlines()[-1]))
    return {
        name: {key: statistics.median(run[key] for run in done) for key in ("seconds", "peak", "rows")}
        for name, done in runs.items()
    }


def main() -> int:
    options = _options()
    if options.one:
        run_one(options.one, Path(options.path))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return _compare(options, Path(folder))


def _compare(options: argparse.Namespace, folder: Path) -> int:
    whole, share, book = folder / "whole.csv", folder / "share.csv", folder / "book.xlsx"
    write_csv(whole, options.rows)
    with whole.open("rb") as lines:
        share.write_bytes(b"".join(next(lines) for _ in range(min(options.share, options.rows) + 1)))
    write_csv(folder / "warm.csv", 1000)
    _write_xlsx(book, options.xlsx_rows)
    _write_xlsx(folder / "warm.xlsx", 100)
    names = [name for name in ("palermo", "polars", "pandera", "frictionless") if name not in options.without]
    paths = dict.fromkeys(names, whole) | {"frictionless": share}
    found = measure(names, paths, options.rounds)
    missed = _report(found, options)
    return int(_report_sheets(book, options) or missed)


def _report_sheets(book: Path, options: argparse.Namespace) -> bool:
    names = [name for name in RUNNERS if name.startswith("xlsx")]
    found = measure(names, dict.fromkeys(names, book), options.rounds)
    ours = found["xlsx-palermo"]["seconds"]
    print(f"\nXLSX {options.xlsx_rows} x 8, reading alone")
    for name, one in found.items():
        print(f"  {name:24} {one['seconds']:6.2f} s  peak {one['peak']:5.0f} MB  ratio {one['seconds'] / ours:.1f}")
    missed = found["xlsx-openpyxl"]["seconds"] / ours < BAR_XLSX
    print(f"  bar: openpyxl at least {BAR_XLSX:.0f} times as long{': MISSED' if missed else ''}")
    return missed


def _report(found: dict[str, dict[str, float]], options: argparse.Namespace) -> bool:
    ours, missed = found["palermo"], False
    print(f"CSV {options.rows} x 8, median of {options.rounds}")
    for name, one in found.items():
        scale = options.rows / min(options.share, options.rows) if name == "frictionless" else 1
        seconds, scaled = one["seconds"] * scale, " (scaled)" if scale > 1 else ""
        ratio = ours["seconds"] / seconds if name == "polars" else seconds / ours["seconds"]
        bar, limit = BARS.get(name, ("", 0.0))
        kept = not bar or (ratio <= limit if bar == "at most" else ratio >= limit)
        missed = missed or not kept
        said = f"ratio {ratio:.2f} ({bar} {limit}{'' if kept else ': MISSED'})" if bar else ""
        print(
            f"  {name:13} {seconds:7.2f} s{scaled}  peak {one['peak']:5.0f} MB  rejected rows {one['rows']:.0f}  {said}"
        )
    small = ours["peak"] < BAR_MB
    print(f"  peak of palermo {ours['peak']:.0f} MB (under {BAR_MB}{'' if small else ': MISSED'})")
    return missed or not small


def _write_xlsx(path: Path, rows: int) -> None:
    from openpyxl import Workbook

    dice = random.Random(7)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("cases")
    sheet.append(HEADER)
    for at in range(rows):
        sheet.append([f"K{at:07d}", datetime.date(2021, 4, 9), datetime.date(2021, 5, 9), dice.choice(COUNTRIES),
                      dice.choice(GENDERS), dice.randrange(80), dice.random(), "Place"])  # fmt: skip
    book.save(path)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--share", type=int, default=100_000)
    parser.add_argument("--xlsx-rows", type=int, default=50_000)
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--one", choices=list(RUNNERS))
    parser.add_argument("path", nargs="?")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
