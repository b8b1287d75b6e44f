"""Do the intervals hold the truth? Every method on made-up worlds whose number of persons is known.

    python benchmarks/prevalence_coverage.py --set A --worlds 12 --out a.jsonl      # for settling the pool's weights
    python benchmarks/prevalence_coverage.py --set B --worlds 100 --out b.jsonl     # once, for the record
    python benchmarks/prevalence_coverage.py --read b.jsonl                         # the table of a finished run

Kinds: independent lists, dependent pairs of either sign, a three-list term, two hidden classes, a sub-list, few
overlaps; 3 to 6 lists. Sets A and B differ in seeds and in the ranges of every parameter. A world is one line of the
output file, so that a run that was stopped goes on where it was. Weights are settled on A alone; after B nothing moves.
"""

import argparse
import hashlib
import json
import math
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from palermo.prevalence import Lists, answers, latent
from palermo.prevalence.answers import ANSWERS, Table, answer
from palermo.prevalence.estimating import settings_for
from palermo.prevalence.lists import as_cells, without_sub_lists
from palermo.prevalence.pooled import by_pool

KINDS = ("independent", "pairs", "three-list", "classes", "sub-list", "few-overlaps")
LISTS = (3, 4, 5, 4, 3, 5, 4, 6)
RANGES = {
    "A": {"seed": 1_000, "people": (800, 4000), "seen": (0.06, 0.30), "few": (0.010, 0.035), "pull": (1.8, 3.5)},
    "B": {"seed": 9_000, "people": (600, 6000), "seen": (0.05, 0.35), "few": (0.008, 0.040), "pull": (1.5, 4.0)},
}
RESAMPLES = 200
SWEEPS = 8000  # of the latent class chains; the program's own 32,000 are too many for hundreds of worlds
METHODS = (*ANSWERS, "pooled")


def main() -> None:
    options = _options()
    answers.run_chains = partial(latent.run_chains, iterations=SWEEPS)
    if options.read:
        report([json.loads(line) for line in options.read.read_text("utf-8").splitlines()])
        return
    done = options.out.read_text("utf-8").splitlines() if options.out.exists() else []
    with options.out.open("a", encoding="utf-8") as out:
        for number in range(len(done), options.worlds * len(KINDS)):
            out.write(json.dumps(run(options.set, number)) + "\n")
            out.flush()
    report([json.loads(line) for line in options.out.read_text("utf-8").splitlines()])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=RANGES, default="A")
    parser.add_argument("--worlds", type=int, default=12, help="a kind")
    parser.add_argument("--out", type=Path, default=Path("coverage.jsonl"))
    parser.add_argument("--read", type=Path)
    return parser.parse_args()


def world(which: str, number: int) -> tuple[str, int, Lists]:
    """Kind, true number of persons and lists of a world."""
    ranges = RANGES[which]
    dice = np.random.default_rng([int(ranges["seed"]), number])
    kind, k = KINDS[number % len(KINDS)], LISTS[number // len(KINDS) % len(LISTS)]
    people = int(dice.integers(*ranges["people"]))
    chance = dice.uniform(*(ranges["few"] if kind == "few-overlaps" else ranges["seen"]), k)
    ease = np.ones(people)
    if kind == "classes":
        ease = np.where(dice.random(people) < 0.3, dice.uniform(1.8, 2.4), dice.uniform(0.3, 0.6))
    marks = dice.random((people, k)) < np.minimum(chance[None, :] * ease[:, None], 0.95)
    if kind == "pairs":
        for _ in range(int(dice.integers(1, 3))):
            first, then = dice.permutation(k)[:2]
            pull = dice.uniform(*ranges["pull"]) ** (1 if dice.random() < 0.7 else -1)
            again = dice.random(people) < min(chance[then] * pull, 0.95)
            marks[:, then] = np.where(marks[:, first], again, marks[:, then])
    elif kind == "three-list":
        agree = marks[:, 0] == marks[:, 1]
        again = dice.random(people) < chance[2] * np.where(agree, 1.2, 0.3)
        marks[:, 2] = again
    elif kind == "sub-list":
        marks[:, -1] = marks[:, -2] & (dice.random(people) < dice.uniform(0.2, 0.5))
    cells = np.bincount(marks @ (1 << np.arange(k)), minlength=1 << k).astype(float)
    cells[0] = 0
    return kind, people, Lists(names=tuple("abcdef"[:k]), cells=as_cells(cells))


def worlds_hash(which: str, worlds: int) -> str:
    """The hash of the worlds of a set: what the weights in the code name."""
    told = [
        (kind, people, lists.cells) for kind, people, lists in (world(which, n) for n in range(worlds * len(KINDS)))
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def run(which: str, number: int) -> dict:
    """Every method on one world; what the pool mixes is kept in brief, so that it can be mixed again."""
    kind, people, lists = world(which, number)
    table = _table(lists)
    said = {name: answer(table, name) for name in ANSWERS}
    whole = without_sub_lists(lists)
    mixed = said if whole is lists else {name: answer(_table(whole), name) for name in ANSWERS}
    told = {**said, "pooled": by_pool(_table(whole), mixed)}
    return {
        "world": number, "kind": kind, "lists": lists.k, "people": people, "observed": lists.n,
        "methods": {name: {"value": one.value, "low": one.low, "high": one.high} for name, one in told.items()},
        "mixed": {
            name: {"value": one.value,
                   "draws": np.quantile(one.draws, np.arange(1, 40) / 40).round(5).tolist() if len(one.draws) else []}
            for name, one in mixed.items()
        },
    }  # fmt: skip


def _table(lists: Lists) -> Table:
    return Table(lists, settings_for(lists, resamples=RESAMPLES, seed=1))


def report(rows: list[dict]) -> None:
    """The table: coverage of 95 % intervals with its error, refusals, width beside that of BIC, median log bias."""
    print("| kind | method | worlds | refused | covered | width / bic | median log bias |")
    print("|---|---|---|---|---|---|---|")
    for kind in (*KINDS, "all"):
        held = [row for row in rows if kind in (row["kind"], "all")]
        for method in METHODS:
            print("| " + " | ".join(_cells(kind, method, held)) + " |")


def _cells(kind: str, method: str, rows: list[dict]) -> Iterator[str]:
    spoke = [(row, row["methods"][method]) for row in rows if row["methods"][method]["value"] is not None]
    yield kind
    yield method
    yield str(len(rows))
    yield f"{1 - len(spoke) / len(rows):.0%}" if rows else ""
    inside = [(one["low"] or 0) <= row["people"] <= (one["high"] or math.inf) for row, one in spoke]
    share = sum(inside) / len(inside) if inside else 0.0
    yield f"{share:.0%} ± {math.sqrt(share * (1 - share) / max(len(inside), 1)):.0%}" if inside else "–"
    ratios = [
        _width(one) / _width(row["methods"]["bic"])
        for row, one in spoke
        if row["methods"]["bic"]["value"] is not None and _width(row["methods"]["bic"]) > 0
    ]
    yield f"{np.median(ratios):.2f}" if ratios else "–"
    yield f"{np.median([math.log(one['value'] / row['people']) for row, one in spoke]):+.2f}" if spoke else "–"


def _width(one: dict) -> float:
    return (one["high"] or math.inf) - (one["low"] or 0.0) if one["high"] else math.inf


if __name__ == "__main__":
    main()
