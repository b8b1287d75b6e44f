"""Speed: our fits with every existence check, against statsmodels' Poisson GLM with one linear programme a model.

    python benchmarks/prevalence.py [--data DIR] [--rounds 3] [--sample 120]

DIR holds `uk_2013_5.csv`, `kosovo_4.csv` and `korea_palembang_3.csv`. Imports stand outside the clock; CPU seconds of
one thread, the least of the rounds, programs in turn. The baseline is timed on a sample of the models and scaled. R is
not run here: its seconds are quoted from the project's reference run. Exit 1 where a bar is missed.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import csv
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from scipy.optimize import linprog
from scipy.stats import poisson

from palermo.prevalence import existence, fitting
from palermo.prevalence.answers import Settings, Table, by_criterion
from palermo.prevalence.existence import design, kept
from palermo.prevalence.latent import run_chains
from palermo.prevalence.lists import Lists, as_cells
from palermo.prevalence.models import every_model, main_effects
from palermo.prevalence.resampling import resample
from palermo.prevalence.stepwise import stepwise

DATA = Path(os.environ.get("PALERMO_REAL_DATA", ".")) / "lists"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sample", type=int, default=120)
    asked = parser.parse_args()
    uk, kosovo, korea = (_read(asked.data / name) for name in (
        "uk_2013_5.csv", "kosovo_4.csv", "korea_palembang_3.csv"))  # fmt: skip
    six = Lists(names=tuple("abcdef"), cells=as_cells(_six()))
    missed = 0
    print("| task | ours, s | statsmodels + LP, s | ratio | bar | | R, s (quoted) | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    for name, lists, order, bar, quoted in (
        ("UK five, 1,024 pairwise, all statuses", uk, 2, 50, 2.25),
        ("UK five, all 6,893, all statuses", uk, 4, 30, 12.9),
        ("six lists, 32,768 pairwise", six, 2, 20, None),
    ):
        models, counts = every_model(lists.k, order), lists.counts()
        ours = _least(lambda m=models, c=counts, k=lists.k: _fresh(m, c, k), asked.rounds)
        base = _baseline(models, counts, lists.k, asked.sample)
        missed += _row(name, ours, base, bar, quoted)
    for name, lists, bar, quoted in (
        ("UK five", uk, 4, 0.043),
        ("Kosovo", kosovo, 15, 0.0206),
        ("Korea", korea, 2, 0.0066),
    ):
        tables = resample(lists.counts(), 300, 1)
        ours = _least(lambda t=tables, k=lists.k: stepwise(t, k, 0.02), asked.rounds) / len(tables)
        missed += _row(f"stepwise a resample, {name}", ours, _plain_steps(tables[:4], lists.k), bar, quoted)
    settings = Settings(order=3, resamples=1000)
    _row(
        "Kosovo BIC + BCa, B = 1000, top 20", _least(lambda: by_criterion(Table(kosovo, settings)), 1), None, None, 15.5
    )
    seconds = _least(lambda: run_chains(uk.counts(), 5, seed=1, iterations=2000), 1)
    _row("latent class, UK five, 10,000 iterations, one chain", seconds / 2000 * 10_000 / 4, None, None, 0.11)
    return int(missed > 0)


def _row(name: str, ours: float, base: float | None, bar: float | None, quoted: float | None) -> int:
    ratio = base / ours if base else None
    met = ratio is None or bar is None or ratio >= bar
    cells = [
        name, f"{ours:.4f}", f"{base:.3f}" if base else "–", f"{ratio:.0f}" if ratio else "–",
        f"≥ {bar}" if bar else "–",
        ("met" if met else "**missed**") if bar else "", str(quoted or "–"), f"{quoted / ours:.1f}" if quoted else "–",
    ]  # fmt: skip
    print("| " + " | ".join(cells) + " |", flush=True)
    return int(not met)


def _least(work: Callable[[], object], rounds: int) -> float:
    seconds = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def _fresh(models: np.ndarray, counts: np.ndarray, k: int) -> None:
    """All fits with nothing remembered from before."""
    existence._has_mle.cache_clear()
    fitting.fit_models(models, counts, k)


def _baseline(models: np.ndarray, counts: np.ndarray, k: int, sample: int) -> float:
    """Seconds for all models, from a sample of them: a linear programme, then a GLM where it finds an estimate."""
    picked = models[:: max(1, len(models) // sample)]
    start = time.process_time()
    for model in picked:
        _plain(model, counts, k)
    return (time.process_time() - start) * len(models) / len(picked)


def _plain(model: np.ndarray, counts: np.ndarray, k: int) -> np.ndarray | None:
    live, cells = kept(model, counts, k)
    at = np.flatnonzero(cells)
    rows = design(live, at)
    matrix = np.hstack([rows, rows.sum(axis=1, keepdims=True)])
    costs = np.append(np.zeros(len(at)), -1.0)
    best = linprog(costs, A_eq=matrix, b_eq=rows @ counts[at], method="highs")
    if best.status != 0 or -best.fun < 1e-9:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = sm.GLM(counts[at], rows.T, family=sm.families.Poisson()).fit()
    means = np.zeros(len(counts))
    means[at] = fitted.fittedvalues
    return means


def _plain_steps(tables: np.ndarray, k: int) -> float:
    """Seconds a resample for the same steps with one programme and one GLM a model that is tried."""
    start = time.process_time()
    for counts in tables:
        model = main_effects(k)
        means = _plain(model, counts, k)
        pairs = [1 << i | 1 << j for i in range(k) for j in range(i + 1, k)]
        while means is not None:
            tails = []
            for pair in pairs:
                if model[pair]:
                    continue
                holds = np.arange(1 << k) & pair == pair
                seen, expected = counts[holds].sum(), means[holds].sum()
                tails.append((min(poisson.cdf(seen, expected), poisson.sf(seen - 1, expected)), pair))
            added = None
            for tail, pair in sorted(tails):
                if tail > 0.02:
                    break
                tried = model.copy()
                tried[pair] = True
                added = _plain(tried, counts, k)
                if added is not None:
                    model = tried
                    break
            if added is None:
                break
            means = added
    return (time.process_time() - start) / len(tables)


def _read(path: Path) -> Lists:
    with path.open(encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    k = len(header) - 1
    cells = {sum(1 << at for at in range(k) if row[at] == "1"): int(row[-1]) for row in rows}
    return Lists(names=tuple(header[:-1]), cells=as_cells(cells))


def _six() -> np.ndarray:
    """A made-up table of six lists with two pairs that hang together and some empty cells."""
    dice = np.random.default_rng(6)
    marks = dice.random((6000, 6)) < np.array([0.12, 0.08, 0.10, 0.06, 0.09, 0.05])
    marks[:, 1] |= marks[:, 0] & (dice.random(6000) < 0.2)
    counts = np.bincount(marks @ (1 << np.arange(6)), minlength=64).astype(float)
    counts[0] = 0
    return counts


if __name__ == "__main__":
    raise SystemExit(main())
