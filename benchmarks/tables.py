"""`palermo tables` over files, as it is typed: public police counts in two releases, a small country, shuffled rows.

    PALERMO_REAL_DATA=FOLDER python benchmarks/tables.py [--only ROW]

Every release is attacked as a reader would, and so is the same folder with small counts hidden and nothing else, and
the second release made without looking at the first. The peer `acro` is asked for the same table where it is installed.
Exit 1 where something unsafe is written, or where the attacker finds nothing wrong with what hides small counts alone.
`benchmarks/disclosure.py` has the rows on large catalogues.
"""

import argparse
import csv
import importlib.util
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import yaml

Row = dict[str, str]
Catalogue = dict[str, Any]
FBI = "fbi-human-trafficking-2013-2020.csv"


def typed(*words: str | Path) -> tuple[int, str, float]:
    """Exit code, what was printed (and told, where it failed), and seconds."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "palermo", *map(str, words)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout or done.stderr, time.perf_counter() - began


def write(folder: Path, catalogue: Catalogue, rows: Sequence[Row]) -> tuple[Path, Path]:
    records, wanted = folder / "records.csv", folder / "catalogue.yml"
    with records.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    wanted.write_text(yaml.safe_dump(catalogue, sort_keys=False, allow_unicode=True), "utf-8")
    return records, wanted


def tables(folder: Path, catalogue: Catalogue, rows: Sequence[Row], out: str, *before: str) -> tuple[int, str, float]:
    records, wanted = write(folder, catalogue, rows)
    older = [word for name in before for word in ("--previous", folder / name)]
    return typed("tables", records, "--catalogue", wanted, "--out", folder / out, *older)


def attack(folder: Path, out: str, *before: str) -> tuple[bool, int, float]:
    """Whether it is safe, of how many cells or changes too much is told, and seconds."""
    older = [word for name in before for word in ("--previous", folder / name)]
    code, said, seconds = typed("attack", folder / out, *older, "--json")
    if code not in (0, 4):
        raise SystemExit(said)
    found = json.loads(said)
    return code == 0, len(found["exactly_recovered"]) + len(found["bounded_below_threshold"]), seconds


def hidden(folder: Path) -> tuple[int, int]:
    """Cells, and those without a value."""
    rows = [row for path in folder.glob("*.csv") for row in csv.DictReader(path.open(encoding="utf-8", newline=""))]
    return len(rows), sum(row["status"] == "hidden" for row in rows)


def small_only(folder: Path, out: str, catalogue: Catalogue, rows: Sequence[Row], to: str) -> int:
    """The release with every count printed but the small ones; how many are hidden."""
    shutil.copytree(folder / out, folder / to)
    manifest = json.loads((folder / to / "manifest.json").read_text("utf-8"))
    many = 0
    for spec in manifest["tables"]:
        if spec["measure"] != "count":
            continue
        counts = counted(catalogue, rows, spec["by"])
        path = folder / to / spec["file"]
        lines = list(csv.reader(path.open(encoding="utf-8", newline="")))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(lines[0])
            for *codes, _, _ in lines[1:]:
                value = counts[tuple(codes)]
                small = 0 < abs(value) < manifest["threshold"]
                many += small
                writer.writerow([*codes, *(("", "hidden") if small else (value, "exact"))])
        spec.pop("sha256")
    (folder / to / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return many


def counted(catalogue: Catalogue, rows: Sequence[Row], by: Sequence[str]) -> Counter[tuple[str, ...]]:
    above = {name: _above(catalogue["dimensions"][name]) for name in by}
    found: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        for cell in product(*(above[name][row[name]] for name in by)):
            found[cell] += int(row[catalogue["counts"]]) if "counts" in catalogue else 1
    return found


def _above(dimension: Mapping[str, Any]) -> dict[str, list[str]]:
    """Every code that holds a leaf, itself and the total among them."""
    groups = {**dimension.get("hierarchy", {}), **dimension.get("groupings", {})}
    found = {}
    for leaf in dimension["codes"]:
        held, more = [leaf], [leaf]
        while more:
            more = [code for code, parts in groups.items() if set(parts) & set(more) and code not in held]
            held += more
        found[leaf] = [*held, "_T"]
    return found


# ── public police counts ───────────────────────────────────────────────────────────────────────────────────────────
def police(until: int) -> tuple[Catalogue, list[Row]]:
    """Region > division > state > kind of agency, by year and offence; agencies take cases back, down to -1."""
    source = Path(os.environ["PALERMO_REAL_DATA"]) / FBI
    rows, tree = [], {}
    for row in csv.DictReader(source.open(encoding="utf-8", newline="")):
        state, division = row["STATE_NAME"], row["DIVISION_NAME"]
        place = f"{state}, {row['AGENCY_TYPE_NAME']}"
        tree[place] = (f"{state}, all", division, row["REGION_NAME"])  # the same places in both releases
        if int(row["DATA_YEAR"]) <= until:
            kept = {"place": place, "year": row["DATA_YEAR"], "offence": row["OFFENSE_SUBCAT_NAME"]}
            rows.append({**kept, "actual": row["ACTUAL_COUNT"] or "0"})
    levels: dict[str, set[str]] = {}
    for place, above in tree.items():
        for child, parent in zip((place, *above), above, strict=False):
            levels.setdefault(parent, set()).add(child)
    dimensions = {
        "place": {"codes": sorted(tree), "hierarchy": {code: sorted(parts) for code, parts in sorted(levels.items())}},
        "year": {"codes": [str(year) for year in range(2013, until + 1)]},
        "offence": {"codes": sorted({row["offence"] for row in rows})},
    }
    wanted = [("t1", "place", "year"), ("t2", "place", "offence"), ("t3", "year", "offence")]
    catalogue = {
        "version": 1, "release": f"to-{until}", "population": {"id": "recorded-to-date", "as_of": f"{until}-12-31"},
        "counts": "actual", "min": -1, "threshold": 10, "dimensions": dimensions,
        "tables": [{"id": id, "by": by, "margins": "all"} for id, *by in wanted],
    }  # fmt: skip
    waived = [waiver for id, *by in wanted for waiver in _waived(catalogue, rows, id, by)]
    return {**catalogue, "waivers": waived}, rows


def _waived(catalogue: Catalogue, rows: Sequence[Row], id: str, by: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Groups that share one attribute: the source is public, so each is waived, as somebody would have to decide."""
    counts = counted(catalogue, rows, by)
    for cell, value in sorted(counts.items()):
        margins = [tuple("_T" if at == other else code for at, code in enumerate(cell)) for other in range(len(cell))]
        if "_T" not in cell and value >= 10 and any(counts[margin] <= value for margin in margins):
            yield {"table": id, "cell": dict(zip(by, cell, strict=True)), "because": "the source is public"}


def fbi(folder: Path) -> Iterator[tuple[bool, str]]:
    if not (Path(os.environ.get("PALERMO_REAL_DATA", "")) / FBI).is_file():
        yield True, f"not available: PALERMO_REAL_DATA has no {FBI}"
        return
    (first, early), (second, late) = police(2019), police(2020)
    code, said, seconds = tables(folder, first, early, "a")
    if code:
        yield False, f"to 2019: exit {code}, {said.strip().splitlines()[0]}"
        return
    yield from _judged(folder, "to 2019", "a", seconds)
    yield from _plain(folder, "a", first, early)
    code, said, seconds = tables(folder, second, late, "alone")
    if code == 0:
        safe, many, _ = attack(folder, "alone", "a")
        yield True, f"to 2020 made without the first: {'safe' if safe else f'{many} cells or changes told'}"
    code, said, seconds = tables(folder, second, late, "b", "a")
    if code == 4:
        yield "to-2019" in said, f"to 2020 beside the first: refused in {seconds:.0f} s, {len(said.splitlines())} lines"
    elif code:
        yield False, f"to 2020 beside the first: exit {code}, {said.strip().splitlines()[0]}"
    else:
        yield from _judged(folder, "to 2020 beside the first", "b", seconds, "a")


def _judged(folder: Path, name: str, out: str, seconds: float, *before: str) -> Iterator[tuple[bool, str]]:
    safe, many, more = attack(folder, out, *before)
    cells, without = hidden(folder / out)
    told = "safe" if safe else f"UNSAFE, {many} told"
    yield (
        safe,
        f"{name}: {cells} cells, {without} hidden, {seconds:.1f} s; attack {more:.1f} s: {told}",
    )


def _plain(folder: Path, out: str, catalogue: Catalogue, rows: Sequence[Row]) -> Iterator[tuple[bool, str]]:
    many = small_only(folder, out, catalogue, rows, f"{out}-plain")
    safe, told, _ = attack(folder, f"{out}-plain")
    yield not safe or not many, f"small counts hidden and nothing else: {many} hidden, {told} told"


# ── a small country ────────────────────────────────────────────────────────────────────────────────────────────────
def small_country(folder: Path) -> Iterator[tuple[bool, str]]:
    """150 persons a year over five years, six tables of one or two ways, threshold 10."""
    chance = random.Random(11)
    codes = {
        "sex": ["F", "M"], "age": ["child", "adult"], "form": ["sexual", "labour", "begging", "other"],
        "region": ["r1", "r2", "r3", "r4"], "origin": ["home", "near", "far"],
        "year": [str(2021 + at) for at in range(5)],
    }  # fmt: skip
    weights = {name: [0.55**at for at in range(len(some))] for name, some in codes.items() if name != "year"}
    rows = [
        {
            "subject_id": f"p{year}-{at}",
            "year": year,
            **{name: chance.choices(codes[name], w)[0] for name, w in weights.items()},
        }
        for year in codes["year"]
        for at in range(150)
    ]
    wanted = [
        ("t1", "year"),
        ("t2", "sex", "age"),
        ("t3", "year", "sex"),
        ("t4", "year", "form"),
        ("t5", "region", "form"),
        ("t6", "origin", "sex"),
    ]
    catalogue = {
        "version": 1, "release": "small", "population": {"id": "registered", "as_of": "2025-12-31"},
        "dimensions": {name: {"codes": some} for name, some in codes.items()},
        "tables": [{"id": id, "by": by, "margins": "all"} for id, *by in wanted],
    }  # fmt: skip
    code, said, seconds = tables(folder, catalogue, rows, "a")
    if code:
        yield False, f"exit {code}, {said.strip().splitlines()[0]}"
        return
    yield from _judged(folder, "six tables", "a", seconds)
    yield from _plain(folder, "a", catalogue, rows)
    yield from _peer(catalogue, rows)
    records, path = write(folder, {**catalogue, "profile": "small-country"}, rows)
    code, said, seconds = typed("tables", records, "--catalogue", path, "--advise", "--useful", "20", "--json")
    if "No such option" in said:
        yield True, "--advise: not built yet"
    elif code not in (0, 4):
        yield False, f"--advise: exit {code}, {said.strip().splitlines()[0]}"
    else:
        useful = json.loads(said)["useful"]
        yield True, f"--advise in {seconds:.1f} s: {useful}"


def _peer(catalogue: Catalogue, rows: Sequence[Row]) -> Iterator[tuple[bool, str]]:
    if importlib.util.find_spec("acro") is None:
        yield True, "acro: not available, not compared"
        return
    import acro  # type: ignore[import-not-found]
    import pandas

    frame = pandas.DataFrame(rows)
    table = acro.ACRO(suppress=True).crosstab(frame["region"], frame["form"], margins=True)
    values = table.to_numpy()
    yield (
        True,
        f"acro, region by form: {int(pandas.isna(values).sum())} of {values.size} hidden, margins printed beside them",
    )


# ── the same again ─────────────────────────────────────────────────────────────────────────────────────────────────
def same_again(folder: Path) -> Iterator[tuple[bool, str]]:
    chance = random.Random(5)
    codes = {"a": 6, "b": 5, "c": 4}
    rows = []
    for at in range(800):
        drawn = {name: f"{name}{min(int(chance.expovariate(0.6)), size - 1)}" for name, size in codes.items()}
        rows.append({"subject_id": f"p{at}", **drawn})
    named = {name: [f"{name}{at}" for at in range(size)] for name, size in codes.items()}
    catalogue = {
        "version": 1, "release": "again", "population": {"id": "registered", "as_of": "2025-12-31"},
        "dimensions": {name: {"codes": some} for name, some in named.items()},
        "tables": [{"id": f"t{x}{y}", "by": [x, y], "margins": "all"} for x, y in ("ab", "bc", "ac")],
    }  # fmt: skip
    turned = {name: {"codes": some[::-1]} for name, some in named.items()}
    shuffled = chance.sample(rows, len(rows))
    runs = (
        ("a", catalogue, rows),
        ("b", catalogue, rows),
        ("c", catalogue, shuffled),
        ("d", {**catalogue, "dimensions": turned}, rows),
    )
    for out, wanted, some in runs:
        code, said, _ = tables(folder, wanted, some, out)
        if code:
            yield False, f"exit {code}, {said.strip().splitlines()[0]}"
            return
    files = {out: {path.name: path.read_bytes() for path in (folder / out).iterdir()} for out, _, _ in runs}
    yield files["a"] == files["b"], f"a rerun: {'same bytes' if files['a'] == files['b'] else 'DIFFERS'}"
    yield files["a"] == files["c"], f"rows shuffled: {'same bytes' if files['a'] == files['c'] else 'DIFFERS'}"
    values = [
        {name: sorted(data.splitlines()) for name, data in files[out].items() if name != "manifest.json"}
        for out in "ad"
    ]
    yield values[0] == values[1], f"code lists turned round: {'same values' if values[0] == values[1] else 'DIFFERS'}"


ROWS: Mapping[str, Callable[[Path], Iterator[tuple[bool, str]]]] = {
    "fbi": fbi,
    "small-country": small_country,
    "same-again": same_again,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=sorted(ROWS))
    options = parser.parse_args()
    missed = False
    for name, row in ROWS.items():
        if options.only in (None, name):
            with tempfile.TemporaryDirectory() as folder:
                for good, text in row(Path(folder)):
                    print(f"{name}: {text}{'' if good else '  MISSED'}", flush=True)
                    missed |= not good
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
