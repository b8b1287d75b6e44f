"""What each method says of one table: a value with its interval, or its reasons for none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from scipy.special import ndtri

from palermo.ground.finding import Finding, Severity
from palermo.prevalence.facial import fit_facial
from palermo.prevalence.fitting import FINE, NOT_IDENTIFIABLE, fit_models
from palermo.prevalence.latent import REFUSE_ABOVE, WARN_ABOVE, run_chains
from palermo.prevalence.lists import Floats, Lists, Truth
from palermo.prevalence.models import main_effects, name_of
from palermo.prevalence.profile import profile_interval
from palermo.prevalence.resampling import LEVEL, Limits, acceleration, bca, leave_one_out, resample
from palermo.prevalence.search import Leaders, leaders
from palermo.prevalence.stepwise import Steps, stepwise
from palermo.prevalence.telling import tell

TOPS = (1, 2, 3, 5, 10, 20)
_THIN_OVERLAP = 10
_RUNAWAY = 100
_WITHIN, _FOLD = 2.0, 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What was asked of an estimate."""

    method: str = "bic"
    criterion: str = "bic"
    order: int = 2
    threshold: float = 0.02
    resamples: int = 1000
    seed: int = 1
    facial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """One method's word. ``value`` None: refused, and the findings say why. ``draws`` are of log N, for the pool."""

    method: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    interval: str = ""
    model: str = ""
    criterion: tuple[str, float | None] = ("", None)
    draws: Floats = field(default_factory=lambda: np.zeros(0))
    findings: tuple[Finding, ...] = ()
    acceleration: float | None = None
    failed: int | None = None
    rhat: float | None = None
    ess: float | None = None
    by_top: tuple[tuple[int, float | None, float | None], ...] = ()

    @property
    def refused(self) -> bool:
        return self.value is None


class Table:
    """Lists under settings, with what several methods need of them made once."""

    def __init__(self, lists: Lists, settings: Settings) -> None:
        self.lists, self.settings = lists, settings
        self.counts, self.k, self.n = lists.counts(), lists.k, lists.n

    @cached_property
    def leaders(self) -> Leaders:
        asked = self.settings
        return leaders(self.counts, self.k, asked.order, criterion=asked.criterion, facial=asked.facial)

    @cached_property
    def resamples(self) -> Floats:
        return resample(self.counts, self.settings.resamples, self.settings.seed)

    @cached_property
    def leave_one_out(self) -> tuple[Floats, Floats]:
        return leave_one_out(self.counts)

    @cached_property
    def refusals(self) -> tuple[Finding, ...]:
        """Why no method can speak of this table at all; empty where some can."""
        told = []
        if self.k < 2 or not any(cell.bit_count() > 1 for cell, _ in self.lists.cells):
            told.append(tell("prevalence.no-overlap"))
        if self.k >= 2 and self.n and self._start_status() != FINE and (told or not self.settings.facial):
            told.append(tell("prevalence.start-model-no-mle"))
        return tuple(told)

    def _start_status(self) -> int:
        return int(fit_models(main_effects(self.k)[None, :], self.counts, self.k).status[0])


def answer(table: Table, method: str) -> Answer:
    """What ``method`` says of the table."""
    if table.refusals:
        return Answer(method=method, findings=table.refusals)
    return ANSWERS[method](table)


# ── models chosen by a criterion ───────────────────────────────────────────────────────────────────────────────────
def by_criterion(table: Table) -> Answer:
    """The model with the least BIC or AIC; the interval chooses anew among the leading models in every resample."""
    found, asked = table.leaders, table.settings
    if not len(found.best):
        return Answer(method="bic", findings=(_none_admissible(found, asked.facial),))
    first = int(found.best[0])
    value = table.n + float(found.dark[first])
    told = [*_of_model(table, found.models[first], value), *disagreements(found, table.n)]
    if not found.exhaustive:
        told.append(tell("prevalence.search-not-exhaustive"))
    chosen = Answer(
        method="bic",
        value=value,
        model=name_of(found.models[first]),
        criterion=(asked.criterion, float(found.score[first])),
    )
    if not asked.resamples:
        return _profiled(table, chosen, found.models[first], told, facial=bool(found.facial[first]))
    made, winners, failed = _limits_by_top(table, found, value)
    limits = made[-1][1]
    return _bounded(
        chosen, limits, told, winners, failed, tuple((top, _number(each.low), _number(each.high)) for top, each in made)
    )  # fmt: skip


def _limits_by_top(table: Table, found: Leaders, value: float) -> tuple[list[tuple[int, Limits]], Floats, int]:
    """BCa limits for nested sets of leading models; values of the widest set, and how many resamples it failed on."""
    together = found.best[: max(TOPS)]
    tops = [top for top in TOPS if top < len(together)] + [len(together)]
    drawn = _winners(found.models[together], table.resamples, table)
    tables, weights = table.leave_one_out
    left = _winners(found.models[together], tables, table)
    made = []
    for top in tops:
        accelerated = acceleration(left[:, top - 1], weights)
        made.append((top, bca(value, drawn[:, top - 1], accelerated)))
    widest = drawn[:, len(together) - 1]
    return made, widest, int(np.isnan(widest).sum())


def _winners(models: Truth, tables: Floats, table: Table) -> Floats:
    """For each table (rows) and number of leading models (columns) the N of the best of them; NaN where none fits."""
    asked = table.settings
    n = tables.sum(axis=1)
    scores, values = np.full((len(tables), len(models)), np.inf), np.full((len(tables), len(models)), np.nan)
    for at, model in enumerate(models):
        fits = fit_models(np.broadcast_to(model, tables.shape), tables, table.k)
        dark, loglik = fits.dark.copy(), fits.loglik.copy()
        if asked.facial:
            for row in np.flatnonzero(fits.status != FINE).tolist():
                one = fit_facial(model, tables[row])
                dark[row], loglik[row] = one.dark, one.loglik
        size = fits.terms * (np.log(n) if asked.criterion == "bic" else 2.0)
        scores[:, at] = np.where(np.isnan(loglik), np.inf, size - 2.0 * loglik)
        values[:, at] = n + dark
    best = np.zeros(len(tables), np.int64)
    winners = np.full_like(values, np.nan)
    rows = np.arange(len(tables))
    for at in range(len(models)):
        best = np.where(scores[:, at] < scores[rows, best], at, best)
        winners[:, at] = np.where(np.isfinite(scores[rows, best]), values[rows, best], np.nan)
    return winners


def disagreements(found: Leaders, n: int) -> list[Finding]:
    """Models nearly as good as the best whose N is far from its N."""
    near = found.best[found.score[found.best] <= found.score[found.best[0]] + _WITHIN]
    values = n + found.dark[near]
    ratio = max(float(values.max() / values[0]), float(values[0] / values.min()))
    return [tell("prevalence.models-disagree", ratio=f"{ratio:.1f}")] if ratio > _FOLD else []


def _none_admissible(found: Leaders, facial: bool) -> Finding:
    if facial:
        return tell("prevalence.dark-figure-not-estimable")
    all_alike = bool((found.status == NOT_IDENTIFIABLE).all())
    return tell("prevalence.model-not-identifiable" if all_alike else "prevalence.model-no-mle")


# ── stepwise, independence ─────────────────────────────────────────────────────────────────────────────────────────
def by_steps(table: Table) -> Answer:
    """The stepwise model; the interval repeats the steps in every resample."""
    asked = table.settings
    found = stepwise(table.counts[None, :], table.k, asked.threshold)
    return _by_steps(table, "stepwise", found, asked.threshold, ("stepwise_p", asked.threshold))


def by_independence(table: Table) -> Answer:
    """Independent lists, whatever the table says of them; the interval is the profile's."""
    found = stepwise(table.counts[None, :], table.k, 0.0)
    if found.status[0] != FINE:
        return Answer(method="independence", findings=(tell("prevalence.start-model-no-mle"),))
    value = table.n + float(found.dark[0])
    chosen = Answer(
        method="independence", value=value, model=name_of(found.models[0]), criterion=("independence", None)
    )
    told = _of_model(table, found.models[0], value)
    made = _profiled(table, chosen, found.models[0], told, facial=False)
    if not table.settings.resamples:
        return made
    drawn = table.n + stepwise(table.resamples, table.k, 0.0).dark
    return replace(made, draws=np.log(drawn[np.isfinite(drawn)]), failed=int(np.isnan(drawn).sum()))


def _by_steps(table: Table, method: str, found: Steps, threshold: float, criterion: tuple[str, float]) -> Answer:
    if found.status[0] != FINE:
        return Answer(method=method, findings=(tell("prevalence.start-model-no-mle"),))
    value = table.n + float(found.dark[0])
    chosen = Answer(method=method, value=value, model=name_of(found.models[0]), criterion=criterion)
    told = _of_model(table, found.models[0], value)
    if not table.settings.resamples:
        return _profiled(table, chosen, found.models[0], told, facial=False)
    tables, weights = table.leave_one_out
    accelerated = acceleration(tables.sum(axis=1) + stepwise(tables, table.k, threshold).dark, weights)
    drawn = table.n + stepwise(table.resamples, table.k, threshold).dark
    limits = bca(value, drawn, accelerated)
    return _bounded(chosen, limits, told, drawn, int(np.isnan(drawn).sum()), ())


# ── latent classes ─────────────────────────────────────────────────────────────────────────────────────────────────
def by_classes(table: Table) -> Answer:
    """The posterior median of the latent class model, where its chains agree."""
    made = run_chains(table.counts, table.k, seed=table.settings.seed)
    said = f"{made.rhat:.2f}"
    plain = Answer(
        method="latent-class",
        criterion=("posterior_median", None),
        rhat=made.rhat,
        ess=made.ess,
        model="latent classes",
    )
    if made.rhat > REFUSE_ABOVE:
        return replace(plain, findings=(tell("prevalence.chains-disagree", rhat=said),))
    low, value, high = (float(one) for one in np.quantile(made.draws, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2]))
    told = [tell("prevalence.chains-doubtful", rhat=said)] if made.rhat > WARN_ABOVE else []
    told += _runaway(table, value)
    return replace(
        plain, value=value, low=low, high=high, interval="posterior", draws=np.log(made.draws.ravel()),
        findings=tuple(told),
    )  # fmt: skip


# ── shared ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def _of_model(table: Table, model: Truth, value: float) -> list[Finding]:
    """What is thin about the pairs of a model, and an N beyond all measure."""
    names = table.lists.names
    told = [
        tell("prevalence.thin-overlap", pair=f"{names[i]} and {names[j]}")
        for (i, j), shared in table.lists.overlaps().items()
        if model[1 << i | 1 << j] and shared < _THIN_OVERLAP
    ]
    return told + _runaway(table, value)


def _runaway(table: Table, value: float) -> list[Finding]:
    return [tell("prevalence.runaway")] if value > _RUNAWAY * table.n else []


def _bounded(
    chosen: Answer, limits: Limits, told: list[Finding], drawn: Floats, failed: int,
    by_top: tuple[tuple[int, float | None, float | None], ...],
) -> Answer:  # fmt: skip
    found = list(told)
    if limits.touches:
        found.append(tell("prevalence.interval-touches-extreme"))
    if failed:
        found.append(tell("prevalence.resamples-failed", count=failed))
    return replace(
        chosen, low=_number(limits.low), high=_number(limits.high), interval="bca", acceleration=limits.acceleration,
        draws=np.log(drawn[np.isfinite(drawn)]), failed=failed, findings=tuple(found), by_top=by_top,
    )  # fmt: skip


def _profiled(table: Table, chosen: Answer, model: Truth, told: list[Finding], *, facial: bool) -> Answer:
    """With the profile interval."""
    value = chosen.value or 0.0
    found = profile_interval(model, table.counts, table.k, value - table.n, facial=facial)
    high = _number(found.high)
    if high is None:
        told = [*told, tell("prevalence.no-profile")]
    draws = _split_normal(value, found.low, high)
    return replace(chosen, low=found.low, high=high, interval="profile", draws=draws, findings=tuple(told))


def _split_normal(value: float, low: float, high: float | None) -> Floats:
    """Quantiles of log N that fit value and limits, where there are no resamples to draw on."""
    if high is None or not low > 0:
        return np.array([np.log(value)])
    z = ndtri((np.arange(400) + 0.5) / 400)
    middle = float(np.log(value))
    wide = np.where(z < 0, middle - np.log(low), np.log(high) - middle) / 1.959964
    drawn: Floats = middle + z * np.maximum(wide, 0.0)
    return drawn


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def reasons(one: Answer) -> tuple[str, ...]:
    """The codes of the errors for which an answer was refused."""
    return tuple(finding.code for finding in one.findings if finding.severity is Severity.ERROR)


ANSWERS: Mapping[str, Callable[[Table], Answer]] = {
    "bic": by_criterion,
    "stepwise": by_steps,
    "independence": by_independence,
    "latent-class": by_classes,
}
"""Every method that stands on its own; ``pooled`` mixes them."""
