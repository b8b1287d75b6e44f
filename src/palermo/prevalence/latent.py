"""Latent classes: persons of a class are seen by each list independently, classes differ; how many there are is open.

A stick-breaking mixture of independence models with at most K classes and a prior of 1/N on the number of persons,
sampled by Gibbs' method (Manrique-Vallier 2016). Chains run side by side in one array. One chain alone can rest in a
corner for a long time: whether several agree is part of the answer.
"""

from dataclasses import dataclass

import numpy as np

from palermo.prevalence.lists import Floats, Ints

CLASSES = 10
CHAINS = 8
REFUSE_ABOVE, WARN_ABOVE = 1.1, 1.05
_SHAPE = _RATE = 0.25
_THIN = 5


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """Draws of N (chains × draws), their R-hat and effective sample size."""

    draws: Floats
    rhat: float
    ess: float


def run_chains(counts: Floats, k: int, *, seed: int, iterations: int = 24_000, chains: int = CHAINS) -> Chains:
    """Run ``chains`` chains, the first half of each left out: a quarter of ``iterations`` where that is enough.

    They go on to the half and to the whole while they do not agree.
    """
    sampler = _Sampler(counts, k, chains, np.random.default_rng(seed))
    held: list[Ints] = []
    made = Chains(np.zeros((chains, 0)), np.inf, 0.0)
    for stop in (iterations // 4, iterations // 2, iterations):
        while len(held) * _THIN < stop:
            for _ in range(_THIN):
                sampler.step()
            held.append(sampler.hidden.copy())
        draws = np.array(held[len(held) // 2 :], np.float64).T + float(counts.sum())
        made = Chains(draws, rhat(np.log(draws)), effective(np.log(draws)))
        if made.rhat < WARN_ABOVE:
            break
    return made


class _Sampler:
    """The state of all chains: class chances, chances of being seen (chains × lists × classes), hidden persons."""

    def __init__(self, counts: Floats, k: int, chains: int, dice: np.random.Generator) -> None:
        at = np.flatnonzero(counts)
        self.dice, self.k, self.chains = dice, k, chains
        self.marks = (at[:, None] >> np.arange(k) & 1).astype(np.float64)
        self.counts: Ints = np.broadcast_to(counts[at].astype(np.int64), (chains, len(at))).copy()
        self.n = int(counts.sum())
        self.hidden: Ints = dice.integers(0, self.n * 3 + 1, chains)
        self.seen = dice.beta(1.0, 1.0, (chains, k, CLASSES))
        self.focus = np.full(chains, 1.0)
        self.sticks = dice.beta(1.0, 1.0, (chains, CLASSES))
        self.sticks[:, -1] = 1.0

    def step(self) -> None:
        """One sweep: classes of the persons, the hidden ones, chances, sticks, concentration."""
        shares = self._shares()
        yes, no = np.log(self.seen), np.log1p(-self.seen)
        absent = no.sum(axis=1)
        logs = np.log(shares)[:, None, :] + absent[:, None, :] + self.marks @ (yes - no)
        logs -= logs.max(axis=2, keepdims=True)
        chances = np.exp(logs)
        chances /= chances.sum(axis=2, keepdims=True)
        classed = self.dice.multinomial(self.counts, chances)
        unseen = shares * np.exp(absent)
        missed = np.clip(unseen.sum(axis=1), 1e-12, 1.0 - 1e-9)
        self.hidden = self.dice.negative_binomial(self.n, 1.0 - missed)
        of_hidden = self.dice.multinomial(self.hidden, unseen / unseen.sum(axis=1, keepdims=True))
        sizes = (classed.sum(axis=1) + of_hidden).astype(np.float64)
        caught = self.marks.T @ classed
        raw = self.dice.beta(1.0 + caught, 1.0 + sizes[:, None, :] - caught)
        self.seen = np.clip(raw, 1e-9, 1.0 - 1e-9)
        later = np.cumsum(sizes[:, ::-1], axis=1)[:, ::-1] - sizes
        sticks = np.clip(self.dice.beta(1.0 + sizes, self.focus[:, None] + later), 1e-12, 1.0 - 1e-9)
        sticks[:, -1] = 1.0
        self.sticks = sticks
        left = -np.log1p(-sticks[:, :-1]).sum(axis=1)
        self.focus = np.maximum(self.dice.gamma(_SHAPE + CLASSES - 1.0, 1.0 / (_RATE + left)), 1e-6)

    def _shares(self) -> Floats:
        left = np.cumprod(1.0 - self.sticks, axis=1)
        shares: Floats = self.sticks * np.concatenate([np.ones((self.chains, 1)), left[:, :-1]], axis=1)
        return np.maximum(shares, 1e-300)


def rhat(draws: Floats) -> float:
    """The split potential scale reduction of chains × draws: 1 where the halves of all chains agree."""
    half = draws.shape[1] // 2
    parts = np.concatenate([draws[:, :half], draws[:, half : 2 * half]])
    within = float(parts.var(axis=1, ddof=1).mean())
    between = float(parts.mean(axis=1).var(ddof=1))
    return float(np.sqrt((half - 1) / half + between / within)) if within > 0 else (1.0 if between == 0 else np.inf)


def effective(draws: Floats) -> float:
    """The effective sample size: draws over 1 + twice the autocorrelations, summed while pairs of them are positive."""
    chains, many = draws.shape
    centred = draws - draws.mean(axis=1, keepdims=True)
    size = 1 << (2 * many - 1).bit_length()
    power = np.abs(np.fft.rfft(centred, size, axis=1)) ** 2
    covariance = np.fft.irfft(power, size, axis=1)[:, :many].mean(axis=0) / many
    within = covariance[0] * many / (many - 1)
    spread = within * (many - 1) / many + float(draws.mean(axis=1).var(ddof=1))
    if spread <= 0:
        return float(chains * many)
    correlation = 1.0 - (within - covariance) / spread
    pairs = correlation[1 : many // 2 * 2 - 1 : 2] + correlation[2 : many // 2 * 2 : 2]
    stop = int(np.argmax(pairs < 0)) if (pairs < 0).any() else len(pairs)
    return float(chains * many / max(1.0 + 2.0 * float(pairs[:stop].sum() + 0.0), 1e-9))
