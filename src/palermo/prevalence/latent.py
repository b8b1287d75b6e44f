"""Latent classes: persons of a class are seen by each list independently, classes differ; how many there are is open.

A stick-breaking mixture of independence models with at most K classes and a prior of 1/N on the number of persons,
sampled by Gibbs' method (Manrique-Vallier 2016). Chains run side by side in one array. One chain alone can rest in a
corner for a long time: whether several agree is part of the answer.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from palermo.prevalence.lists import Floats, Ints

CLASSES = 10
CHAINS = 4
REFUSE_ABOVE, WARN_ABOVE = 1.1, 1.05
_SHAPE = _RATE = 0.25
_STRIDE = 1.5
_THIN = 5


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """Draws of N (chains × draws), their R-hat and effective sample size."""

    draws: Floats
    rhat: float
    ess: float


def run_chains(counts: Floats, k: int, *, seed: int, iterations: int = 32_000, chains: int = CHAINS) -> Chains:
    """Run ``chains`` chains, the first half of each left out: half of ``iterations`` where that is enough.

    They go on to the whole while they do not agree.
    """
    sampler = _Sampler(counts, k, chains, np.random.default_rng(seed))
    held: list[Ints] = []
    made = Chains(np.zeros((chains, 0)), np.inf, 0.0)
    for stop in (iterations // 2, iterations):
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
    """The state of all chains: logs of class shares, chances of being seen by each list, hidden persons."""

    def __init__(self, counts: Floats, k: int, chains: int, dice: np.random.Generator) -> None:
        at = np.flatnonzero(counts)
        self.dice, self.k, self.chains = dice, k, chains
        self.marks = (at[:, None] >> np.arange(k) & 1).astype(np.float64)
        self.counts: Ints = np.broadcast_to(counts[at].astype(np.int64), (chains, len(at))).copy()
        self.n = int(counts.sum())
        self.hidden: Ints = dice.integers(0, self.n * 3 + 1, chains)
        self.seen = dice.beta(1.0, 1.0, (chains, k, CLASSES))
        self.focus = np.full(chains, 1.0)
        self.shares = np.log(dice.dirichlet(np.ones(CLASSES), chains))

    def step(self) -> None:
        """One sweep: classes of the persons, the hidden ones, chances, sticks, concentration."""
        dice = self.dice
        no = np.log(1.0 - self.seen)
        start = self.shares + no.sum(axis=1)
        chances = np.exp(self.marks @ (np.log(self.seen) - no) + start[:, None, :])
        chances /= chances.sum(axis=2, keepdims=True)
        classed = dice.multinomial(self.counts, chances)
        unseen = np.exp(np.maximum(start, -700.0))
        missed = np.minimum(unseen.sum(axis=1), 1.0 - 1e-9)
        # With a prior of 1/N the hidden are negative binomial: a Poisson number with a gamma mean.
        self.hidden = dice.poisson(dice.standard_gamma(self.n, self.chains) * missed / (1.0 - missed))
        of_hidden = dice.multinomial(self.hidden, unseen / unseen.sum(axis=1, keepdims=True))
        sizes = (classed.sum(axis=1) + of_hidden).astype(np.float64)
        caught = self.marks.T @ classed
        raw = dice.beta(1.0 + caught, 1.0 + sizes[:, None, :] - caught)
        self.seen = np.minimum(np.maximum(raw, 1e-9), 1.0 - 1e-9)
        later = sizes.sum(axis=1, keepdims=True) - sizes.cumsum(axis=1)
        self._concentrate(sizes[:, :-1], later[:, :-1])
        self._break_sticks(sizes[:, :-1], later[:, :-1])

    def _concentrate(self, sizes: Floats, later: Floats) -> None:
        """A step of the concentration α given who is in which class, the sticks summed out; with them it rests."""
        tried = self.focus * np.exp(_STRIDE * self.dice.standard_normal(self.chains))
        both = np.stack([self.focus, tried])
        at = both[:, :, None] + later
        height = (gammaln(at) - gammaln(at + 1.0 + sizes)).sum(axis=2)
        height += (CLASSES - 1.0 + _SHAPE) * np.log(both) - _RATE * both
        taken = np.log(1.0 - self.dice.random(self.chains)) < height[1] - height[0]
        self.focus = np.where(taken & (tried > 1e-12), tried, self.focus)

    def _break_sticks(self, sizes: Floats, later: Floats) -> None:
        """Sticks V ~ Beta(1 + size, α + later), in logarithms: 1 − V may be smaller than any number that is one."""
        dice = self.dice
        shape = self.focus[:, None] + later
        taken = np.log(dice.standard_gamma(1.0 + sizes))
        # A gamma of shape s is one of shape s + 1 times a uniform to the power of 1/s.
        left = np.log(dice.standard_gamma(shape + 1.0)) + np.log(1.0 - dice.random(shape.shape)) / shape
        both = np.logaddexp(taken, left)
        self.shares[:, :-1] = taken - both
        self.shares[:, -1] = 0.0
        self.shares[:, 1:] += np.cumsum(left - both, axis=1)


def rhat(draws: Floats) -> float:
    """The split potential scale reduction of chains × draws: 1 where the halves of all chains agree."""
    half = draws.shape[1] // 2
    if half < 2:
        return float(np.inf)
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
