"""Do the intervals that linkage states hold the truth? Forty made-up countries, fixed here before the first was run.

    python benchmarks/linkage_coverage.py --out coverage.jsonl                  # 40 seeds of 10,000 people
    python benchmarks/linkage_coverage.py --mistakes 0.2 --seeds 1 --out x.jsonl # mistakes doubled: the model is wrong
    python benchmarks/linkage_coverage.py --read coverage.jsonl                 # the table of a finished run

Two lists of the same people, each seen with chance 0.6, are encoded and linked one-to-one at the program's own
threshold; the number of people N is then estimated from the clusters and from 20 drawn clusterings. A country is one
line of the output file, so that a run that was stopped goes on where it was.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "tools"))

from linkage_cast import TODAY, encoded  # noqa: E402

from palermo.linkage import Links, kernels, link  # noqa: E402
from palermo.prevalence import Lists, estimate, estimate_over  # noqa: E402
from palermo.prevalence.lists import as_cells  # noqa: E402
from palermo.simulation import invented_lists  # noqa: E402

SEEDS = range(1, 41)
SHARES = (0.6, 0.6)
DRAWS = 20
BAR = 0.8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--mistakes", type=float, default=0.1)
    parser.add_argument("--seeds", type=int, default=len(SEEDS), help="the first so many of the fixed seeds")
    parser.add_argument("--out", type=Path, default=Path("linkage-coverage.jsonl"))
    parser.add_argument("--read", type=Path)
    options = parser.parse_args()
    if options.read is None:
        done = len(options.out.read_text("utf-8").splitlines()) if options.out.exists() else 0
        with options.out.open("a", encoding="utf-8") as out:
            for seed in SEEDS[done : options.seeds]:
                out.write(json.dumps(country(options.people, seed, options.mistakes)) + "\n")
                out.flush()
    report([json.loads(line) for line in (options.read or options.out).read_text("utf-8").splitlines()])


def country(people: int, seed: int, mistakes: float) -> dict[str, dict[str, float]]:
    """For precision, recall and N: the truth, the estimate and its interval."""
    lists, truth = invented_lists(people, seed=seed, shares=SHARES, mistakes=mistakes)
    person = {(source, id): number for source, id, number in truth.iter_rows()}
    made = [encoded(frame, source).encodings for source, frame in lists.items()]
    run = link(made, today=TODAY, one_to_one=True, kernel=kernels()[0])
    links = [one for one in run.links if one.decision == "link"]
    right = sum(person[one.left_source, one.left_id] == person[one.right_source, one.right_id] for one in links)
    held = [{person[one.passport.source, id] for id in one.records()} for one in made]
    true = {"precision": right / len(links), "recall": right / len(held[0] & held[1])}
    told = {name: {"true": share, **getattr(run.calibration, name).to_dict()} for name, share in true.items()}
    return told | {"N": number_of_people(run, people)}


def number_of_people(run: Links, people: int) -> dict[str, float]:
    """N by independent lists: the interval of sampling, wider by what the drawn clusterings say of the links."""
    made = estimate(table(run, run.clusters.subjects), method="independence", resamples=0).headline
    drawn = estimate_over([table(run, groups) for groups in run.draws(DRAWS, seed=1)], method="independence")
    if made is None or made.high is None or drawn.low is None or drawn.median is None or drawn.high is None:
        raise SystemExit("N was refused: this run says nothing")
    return {
        "true": people,
        "value": drawn.median,
        "low": made.low + drawn.low - made.value,
        "high": made.high + drawn.high - made.value,
        "by_links": made.value,
    }


def table(run: Links, groups: Sequence[str | int]) -> Lists:
    """Who stands on which of the two lists, by a clustering."""
    names = tuple(source for source, *_ in run.sources)
    histories: dict[str | int, int] = {}
    for (source, _), group in zip(run.clusters.records, groups, strict=True):
        histories[group] = histories.get(group, 0) | 1 << names.index(source)
    return Lists(names=names, cells=as_cells(Counter(histories.values())))


def report(rows: list[dict[str, dict[str, float]]]) -> None:
    """The share of intervals that hold the truth, and how far the estimates are off."""
    print("| over " + f"{len(rows)} countries | interval holds the truth | bar | mean error | largest |")
    print("|---|---|---|---|---|")
    for name in ("precision", "recall", "N"):
        told = [row[name] for row in rows]
        held = sum(one["low"] <= one["true"] <= one["high"] for one in told) / len(told)
        off = [(one["value"] - one["true"]) / (one["true"] if name == "N" else 1) for one in told]
        bar = f">= {BAR:.0%} {'met' if held >= BAR else '**missed**'}"
        print(f"| {name} | {held:.0%} | {bar} | {sum(off) / len(off):+.4f} | {max(off, key=abs):+.4f} |")


if __name__ == "__main__":
    main()
