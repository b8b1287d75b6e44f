"""Public counts of police bodies, by region, division, state and kind of agency, in two releases a year apart.

A small cross of what ``benchmarks/tables.py`` runs whole: one region, its places by year and by offence.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import as_typed
import pytest
import yaml

pytestmark = pytest.mark.real_data
SOURCE = "fbi-human-trafficking-2013-2020.csv"
REGION = "Northeast"
TABLES = {"t1": ("place", "year"), "t2": ("place", "offence")}
Row = dict[str, str]


@dataclass(frozen=True)
class Police:
    """Recorded offences up to a year; agencies take cases back, down to -1."""

    rows: list[Row]
    above: dict[str, tuple[str, ...]]
    until: int

    @property
    def kept(self) -> list[Row]:
        return [row for row in self.rows if int(row["year"]) <= self.until]

    @property
    def hierarchy(self) -> dict[str, list[str]]:
        levels: dict[str, set[str]] = {}
        for place, above in self.above.items():
            for child, parent in zip((place, *above), above, strict=False):
                levels.setdefault(parent, set()).add(child)
        return {code: sorted(parts) for code, parts in sorted(levels.items())}

    def counts(self, by: Sequence[str]) -> Counter[tuple[str, ...]]:
        found: Counter[tuple[str, ...]] = Counter()
        for row in self.kept:
            codes = ([row[name], *(self.above[row[name]] if name == "place" else ()), "_T"] for name in by)
            for cell in product(*codes):
                found[cell] += int(row["actual"])
        return found

    def waivers(self) -> Iterator[dict[str, Any]]:
        """The source is public: of every group that shares one attribute it may be told, as somebody decides."""
        for id, by in TABLES.items():
            counts = self.counts(by)
            for cell, value in sorted(counts.items()):
                margins = [tuple("_T" if at == n else code for at, code in enumerate(cell)) for n in range(len(cell))]
                if "_T" not in cell and value >= 10 and any(counts[margin] <= value for margin in margins):
                    yield {"table": id, "cell": dict(zip(by, cell, strict=True)), "because": "the source is public"}

    def catalogue(self) -> dict[str, Any]:
        dimensions = {
            "place": {"codes": sorted(self.above), "hierarchy": self.hierarchy},
            "year": {"codes": [str(year) for year in range(2013, self.until + 1)]},
            "offence": {"codes": sorted({row["offence"] for row in self.rows})},
        }
        population = {"id": "recorded-to-date", "as_of": f"{self.until}-12-31"}
        return {
            "version": 1, "release": f"to-{self.until}", "population": population, "counts": "actual", "min": -1,
            "threshold": 10, "dimensions": dimensions, "waivers": list(self.waivers()),
            "tables": [{"id": id, "by": list(by)} for id, by in TABLES.items()],
        }  # fmt: skip

    def written(self, room: Path) -> tuple[str | Path, ...]:
        """The records and the catalogue as files: the words of the verb up to its folder."""
        records, catalogue = room / f"{self.until}.csv", room / f"{self.until}.yml"
        with records.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(self.kept[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.kept)
        catalogue.write_text(yaml.safe_dump(self.catalogue(), sort_keys=False), "utf-8")
        return ("tables", records, "--catalogue", catalogue, "--out", room / str(self.until))


def police(folder: Path, until: int) -> Police:
    rows, above = [], {}
    with (folder / SOURCE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["REGION_NAME"] != REGION:
                continue
            place = f"{row['STATE_NAME']}, {row['AGENCY_TYPE_NAME']}"
            above[place] = (f"{row['STATE_NAME']}, all", row["DIVISION_NAME"])
            kept = {"place": place, "year": row["DATA_YEAR"], "offence": row["OFFENSE_SUBCAT_NAME"]}
            rows.append({**kept, "actual": row["ACTUAL_COUNT"] or "0"})
    return Police(rows, above, until)


def threshold_only(first: Police, folder: Path, to: Path) -> None:
    """The same release with every count printed but the small ones: how it is often done."""
    to.mkdir()
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for spec in manifest["tables"]:
        counts, path = first.counts(spec["by"]), spec["file"]
        lines = list(csv.reader((folder / path).read_text("utf-8").splitlines()))
        with (to / path).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(lines[0])
            for *codes, _, _ in lines[1:]:
                value = counts[tuple(codes)]
                writer.writerow([*codes, *(("", "hidden") if 0 < abs(value) < 10 else (value, "exact"))])
        del spec["sha256"]
    (to / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def test_two_years_of_police_counts_are_kept_or_refused_and_hiding_small_counts_alone_keeps_nothing(
    real_data: Path, tmp_path: Path
) -> None:
    first, second = police(real_data, 2019), police(real_data, 2020)
    done = as_typed.palermo(*first.written(tmp_path))
    assert done.returncode == 0, done.stderr[:3000]
    assert as_typed.palermo("attack", tmp_path / "2019").returncode == 0
    threshold_only(first, tmp_path / "2019", tmp_path / "naive")
    naive = as_typed.palermo("attack", tmp_path / "naive", "--json")
    assert naive.returncode == 4 and json.loads(naive.stdout)["exactly_recovered"]
    later = as_typed.palermo(*second.written(tmp_path), "--previous", tmp_path / "2019")
    if later.returncode == 0:
        assert as_typed.palermo("attack", tmp_path / "2020", "--previous", tmp_path / "2019").returncode == 0
    else:
        assert later.returncode == 4 and "to-2019" in later.stderr and "place=" in later.stderr
        assert not (tmp_path / "2020").exists()
