"""The models of a table, best first: all of them where they can be counted out, else a greedy search."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from palermo.prevalence.facial import fit_facial
from palermo.prevalence.fitting import FINE, fit_models
from palermo.prevalence.lists import Floats, Ints, Truth
from palermo.prevalence.models import can_enumerate, every_model, main_effects, parts
from palermo.prevalence.stepwise import stepwise

CRITERIA = ("bic", "aic")
_RANDOM_STARTS = 3
_START_THRESHOLD = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Leaders:
    """Models tried (rows) with status, class, dark figure, criteria; ``best`` are the admissible rows, best first."""

    models: Truth
    status: Ints
    facial: Truth
    dark: Floats
    bic: Floats
    aic: Floats
    score: Floats
    best: Ints
    exhaustive: bool

    def weights(self) -> Floats:
        """exp(−Δ/2), normalised over the admissible models, in the order of ``best``."""
        if not len(self.best):
            return np.zeros(0)
        raw: Floats = np.exp(-(self.score[self.best] - self.score[self.best[0]]) / 2.0)
        shares: Floats = raw / raw.sum()
        return shares


def leaders(counts: Floats, k: int, order: int, *, criterion: str = "bic", facial: bool = False) -> Leaders:
    """Every model of up to ``order`` lists a term, or those that a greedy search meets, fitted and ranked."""
    exhaustive = can_enumerate(k, order)
    if exhaustive:
        tried = every_model(k, order)
    else:
        tried = _Greedy(counts, k, order, criterion, facial).run()
    return ranked(tried, counts, k, criterion=criterion, facial=facial, exhaustive=exhaustive)


def ranked(
    models: Truth, counts: Floats, k: int, *, criterion: str = "bic", facial: bool = False, exhaustive: bool = True
) -> Leaders:
    """These models fitted to ``counts`` and ranked; facial ones where asked for and strict existence fails."""
    fits = fit_models(models, counts, k)
    dark, loglik = fits.dark.copy(), fits.loglik.copy()
    by_face = np.zeros(len(models), np.bool_)
    if facial:
        for row in np.flatnonzero(fits.status != FINE).tolist():
            found = fit_facial(models[row], counts)
            by_face[row], dark[row], loglik[row] = found.estimable, found.dark, found.loglik
    bic = fits.terms * np.log(counts.sum()) - 2.0 * loglik
    aic = 2.0 * fits.terms - 2.0 * loglik
    score = np.where(np.isnan(bic), np.inf, bic if criterion == "bic" else aic)
    admissible = np.flatnonzero(np.isfinite(score))
    best = admissible[np.argsort(score[admissible], kind="stable")]
    return Leaders(models, fits.status, by_face, dark, bic, aic, score, best, exhaustive)


class _Greedy:
    """Best-neighbour descent: a term more or a term less, from independent lists, the stepwise model, random graphs."""

    def __init__(self, counts: Floats, k: int, order: int, criterion: str, facial: bool) -> None:
        self.counts, self.k, self.order = counts, k, order
        self.criterion, self.facial = criterion, facial
        self.scores: dict[bytes, float] = {}
        self.terms = [term for term in range(1 << k) if 2 <= term.bit_count() <= order]

    def run(self) -> Truth:
        for start in self._starts():
            self._descend(start)
        return np.array([np.frombuffer(model, np.bool_) for model in self.scores])

    def _starts(self) -> Iterable[Truth]:
        yield main_effects(self.k)
        yield stepwise(self.counts[None, :], self.k, _START_THRESHOLD).models[0]
        dice = np.random.default_rng(1)
        pairs = [term for term in self.terms if term.bit_count() == 2]
        for turn in range(_RANDOM_STARTS):
            model = main_effects(self.k)
            model[[pair for pair in pairs if dice.random() < 0.1 * (turn + 1)]] = True
            yield model

    def _descend(self, model: Truth) -> None:
        here = self._score([model])[0]
        while True:
            near = list(self._neighbours(model))
            scores = self._score(near)
            at = int(np.argmin(scores))
            if not scores[at] < here:
                return
            model, here = near[at], scores[at]

    def _neighbours(self, model: Truth) -> Iterable[Truth]:
        for term in self.terms:
            if model[term] and not any(model[term | 1 << at] for at in range(self.k) if not term >> at & 1):
                yield _flipped(model, term)
            elif not model[term] and all(model[part] for part in parts(term)):
                yield _flipped(model, term)

    def _score(self, models: list[Truth]) -> list[float]:
        fresh = [model for model in models if model.tobytes() not in self.scores]
        if fresh:
            found = ranked(
                np.array(fresh), self.counts, self.k, criterion=self.criterion, facial=self.facial, exhaustive=False
            )
            self.scores.update((model.tobytes(), score) for model, score in zip(fresh, found.score, strict=True))
        return [self.scores[model.tobytes()] for model in models]


def _flipped(model: Truth, term: int) -> Truth:
    other = model.copy()
    other[term] = ~other[term]
    return other
