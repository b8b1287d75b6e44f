"""A million against a million without blocking, and a million rows deduplicated: run once, on a quiet machine.

    python benchmarks/linkage_million.py --folder million [--records 1000000] [--threads 2] [--only dedupe]

Each step is the program's own command, in a process of its own; seconds are of the wall, memory is the largest that
the process held. The lists are made by `palermo.simulation` with a tenth of the cells written wrong, six people in ten
in each list. For the dedupe two such lists of half the size are put into one.
"""

import argparse
import json
import os
import sys
from collections import Counter
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "tools"))

from linkage_cast import WRITTEN  # noqa: E402
from linkage_chain import TODAY, Step  # noqa: E402

from palermo.simulation import invented_lists  # noqa: E402

SHARE = 0.6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--records", type=int, default=1_000_000, help="of each list")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", choices=("link", "dedupe"))
    asked = parser.parse_args()
    asked.folder.mkdir()
    (asked.folder / "FIELDS.yml").write_bytes(WRITTEN)
    if asked.only != "dedupe":
        linked(asked.folder, asked.records, asked.threads)
    if asked.only != "link":
        deduplicated(asked.folder, asked.records)


def linked(folder: Path, records: int, threads: int) -> None:
    """Two lists encoded and linked one-to-one."""
    lists, truth = invented_lists(round(records / SHARE), seed=2, shares=(SHARE, SHARE))
    secret = folder / "secret"
    secret.write_text(os.urandom(32).hex())
    secret.chmod(0o600)
    encode, link = Step("encode"), Step(f"link, {threads} threads")
    for name, frame in lists.items():
        frame.write_csv(folder / f"{name}.csv")
        words = ("--fields", str(folder / "FIELDS.yml"), "--secret", str(secret), "--run", "bench", "--basis", "made")
        encode.run("encode", str(folder / f"{name}.csv"), *words, "--out", str(folder / f"{name}.parquet"), *TODAY)
    files = [str(folder / f"{name}.parquet") for name in lists]
    out = folder / "links.csv"
    words = ("--one-to-one", "--threads", str(threads), "--json", *TODAY)
    told = json.loads(link.run("link", *files, "--out", str(out), *words))
    links = pl.read_csv(out, infer_schema=False).filter(decision="link")
    for side in ("left", "right"):
        names = {"source": f"{side}_source", "record_id": f"{side}_id", "person_id": f"{side}_person"}
        links = links.join(truth.rename(names), on=[f"{side}_source", f"{side}_id"], how="left")
    right = links.filter(pl.col("left_person") == pl.col("right_person")).height
    both = truth.group_by("person_id").len().filter(pl.col("len") > 1).height
    print(f"{' and '.join(f'{frame.height:,}' for frame in lists.values())} records, ", end="")
    print(f"{told['pairs_compared']:,} pairs compared, {both:,} true pairs\n")
    print("| step | commands | wall | most memory |\n|---|---|---|---|")
    print(f"{encode}\n{link}\n")
    print("| | true | stated |\n|---|---|---|")
    for name, value in (("precision", right / links.height), ("recall", right / both)):
        stated = told["estimated"][name]
        print(f"| {name} | {value:.4f} | {stated['value']:.4f} ({stated['low']:.4f} to {stated['high']:.4f}) |")


def deduplicated(folder: Path, records: int) -> None:
    """One list in which many stand twice."""
    lists, truth = invented_lists(round(records / 2 / SHARE), seed=2, shares=(SHARE, SHARE))
    pl.concat(lists.values()).write_csv(folder / "people.csv")
    step, out = Step("dedupe"), folder / "subjects.csv"
    told = json.loads(
        step.run(
            "dedupe",
            str(folder / "people.csv"),
            "--fields",
            str(folder / "FIELDS.yml"),
            "--out",
            str(out),
            "--json",
            *TODAY,
        )
    )
    subjects = pl.read_csv(out, infer_schema=False).rename({"id": "record_id"}).join(truth, on="record_id")
    counts = [
        sum(many * (many - 1) // 2 for many in Counter(subjects.select(*names).iter_rows()).values())
        for names in (("subject", "person_id"), ("subject",), ("person_id",))
    ]
    print(f"\n{subjects.height:,} records, {counts[2]:,} true pairs\n")
    print(f"| step | commands | wall | most memory |\n|---|---|---|---|\n{step}\n")
    print(f"precision {counts[0] / counts[1]:.4f}, recall {counts[0] / counts[2]:.4f}; stated {told.get('estimated')}")


if __name__ == "__main__":
    main()
