"""Estimates by stratum from one joint model: they add up to the total, and each has its interval."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from palermo.ground.errors import UnreadableInput, UsageError
from palermo.ground.finding import Finding
from palermo.prevalence.answers import Answer, Settings, Table
from palermo.prevalence.estimating import of_answer, settings_for
from palermo.prevalence.fitting import FINE, fit_models
from palermo.prevalence.joint import Frame, JointFits, fit_joint
from palermo.prevalence.lists import Floats, Ints, Lists, Stratum, as_counts
from palermo.prevalence.models import main_effects, name_of
from palermo.prevalence.resampling import LEVEL, acceleration, bca
from palermo.prevalence.results import Estimate
from palermo.prevalence.telling import tell

PER = 100_000
_TOP = 5
_POLYNOMIAL_YEARS = 4
Own = tuple[tuple[int, int], ...]
Limits3 = tuple[float, float | None, float | None]
"""N of a stratum and its limits."""


@dataclass(frozen=True, slots=True)
class Year:
    """The covariate that is the year, and how it enters: ``factor`` (one effect a year) or ``poly`` (degree 2)."""

    column: str
    form: str

    @classmethod
    def parse(cls, written: str) -> "Year":
        """``COL:factor`` or ``COL:poly``. Raises UsageError on anything else."""
        column, _, form = written.rpartition(":")
        if not column or form not in ("factor", "poly"):
            raise UsageError(f"--year is {written!r}.", hint="Write COL:factor or COL:poly.")
        return cls(column, form)


def estimate_strata(
    lists: Lists,
    *,
    criterion: str = "bic",
    order: int | None = None,
    resamples: int = 1000,
    seed: int = 1,
    year: Year | None = None,
    population: Mapping[tuple[str, ...], int] | None = None,
) -> Estimate:
    """One joint model over the strata of ``lists``: the total and each stratum, intervals from the same resamples.

    The model is chosen by ``criterion`` among those that lead on the table as a whole; pairs of lists are shared unless
    a stratum's own lowers it further. ``population`` gives rates per 100,000. Raises UsageError where ``lists`` has no
    strata, UnreadableInput where the year or a population is missing.
    """
    if not lists.strata:
        raise UsageError("The lists have no strata.", hint="Name the columns when they are read.")
    asked = settings_for(lists, criterion=criterion, order=order, resamples=resamples, seed=seed)
    _check_population(lists, population)
    return _Strata(lists, asked, year, population).estimate()


@dataclass(slots=True)
class _Strata:
    lists: Lists
    asked: Settings
    year: Year | None
    population: Mapping[tuple[str, ...], int] | None

    def estimate(self) -> Estimate:
        """The estimate, its strata, or the strata that could be told where one was refused."""
        table = Table(self.lists, self.asked)
        if table.refusals:
            plain = of_answer(table, Answer(method="bic", findings=table.refusals))
            return replace(plain, strata=tuple(self._row(one, None) for one in self.lists.strata))
        refused = [one for one in self.lists.strata if not self._alone(one)]
        held = [one for one in self.lists.strata if one not in refused]
        told = [tell("prevalence.stratum-refused", stratum=self._words(one)) for one in refused]
        made = self._joint(table, held) if held else None
        if made is None and not told:
            told.append(tell("prevalence.model-no-mle"))
        answer, each = made if made is not None else (Answer(method="bic"), {})
        if told:
            answer = Answer(method="bic", findings=(*told, *answer.findings))
        rows = tuple(self._row(one, each.get(one.key)) for one in self.lists.strata)
        return replace(of_answer(table, answer), strata=rows)

    def _alone(self, one: Stratum) -> bool:
        """A stratum whose own lists, were they independent, would have a maximum."""
        counts = as_counts(one.cells, self.lists.k)
        return (
            bool(counts.any())
            and fit_models(main_effects(self.lists.k)[None, :], counts, self.lists.k).status[0] == FINE
        )

    # ── the joint model ────────────────────────────────────────────────────────────────────────────────────────────
    def _joint(self, table: Table, held: list[Stratum]) -> tuple[Answer, dict[tuple[str, ...], Limits3]] | None:
        frame = self._frame(held)
        tables = np.array([as_counts(one.cells, self.lists.k) for one in held])
        n = float(tables.sum())
        tried = self._tried(table, frame, tables, n)
        if not tried:
            return None
        dark = fit_joint(frame, *tried[0], tables[None]).dark[0]
        sizes = tables.sum(axis=1)
        values = sizes + dark
        score = self._score(fit_joint(frame, *tried[0], tables[None]), n)[0]
        total = float(sum(values.tolist()))
        plain = Answer(
            method="bic",
            value=total,
            model=self._model_words(tried[0], held),
            criterion=(self.asked.criterion, float(score)),
        )
        if not self.asked.resamples:
            return replace(plain, interval="none"), {
                one.key: (float(value), None, None) for one, value in zip(held, values, strict=True)
            }
        return self._with_limits(plain, frame, tables, tried, held, values)

    def _with_limits(
        self,
        plain: Answer,
        frame: Frame,
        tables: Floats,
        tried: list[tuple[Ints, Own]],
        held: list[Stratum],
        values: Floats,
    ) -> tuple[Answer, dict[tuple[str, ...], Limits3]]:
        n = int(tables.sum())
        flat = tables.ravel()
        drawn = np.random.default_rng(self.asked.seed).multinomial(n, flat / n, size=self.asked.resamples)
        replicates = self._winners(frame, tried, drawn.reshape(-1, *tables.shape).astype(np.float64))
        at = np.flatnonzero(flat)
        left = np.repeat(flat[None, :], len(at), axis=0)
        left[np.arange(len(at)), at] -= 1.0
        without = self._winners(frame, tried, left.reshape(-1, *tables.shape))
        weights = flat[at]
        limits = bca(plain.value or 0.0, replicates.sum(axis=1), acceleration(without.sum(axis=1), weights))
        each: dict[tuple[str, ...], Limits3] = {}
        for place, one in enumerate(held):
            own = bca(float(values[place]), replicates[:, place], acceleration(without[:, place], weights))
            each[one.key] = (float(values[place]), _finite(own.low), _finite(own.high))
        failed = int(np.isnan(replicates[:, 0]).sum())
        told = [tell("prevalence.interval-touches-extreme")] if limits.touches else []
        told += [tell("prevalence.resamples-failed", count=failed)] if failed else []
        return replace(
            plain, low=_finite(limits.low), high=_finite(limits.high), interval="bca",
            acceleration=limits.acceleration, failed=failed, findings=tuple(told),
        ), each  # fmt: skip

    def _tried(self, table: Table, frame: Frame, tables: Floats, n: float) -> list[tuple[Ints, Own]]:
        """The leading joint models, best first: shared terms, then the best of them with pairs of a stratum's own."""
        found = table.leaders
        rows = [found.models[row] for row in found.best[: 4 * _TOP]] + [main_effects(self.lists.k)]
        several = {tuple(_terms(row).tolist()) for row in rows}
        scored = [
            ((np.array(terms, np.int64), ()), self._one(frame, terms, (), tables, n)) for terms in sorted(several)
        ]
        fine = sorted((pair for pair in scored if np.isfinite(pair[1])), key=lambda pair: pair[1])
        if not fine:
            return []
        (shared, _), score = fine[0]
        own = self._own(frame, shared, score, tables, n)
        leading: list[tuple[Ints, Own]] = [(shared, own)] if own else []
        return leading + [model for model, _ in fine[:_TOP]]

    def _own(self, frame: Frame, shared: Ints, score: float, tables: Floats, n: float) -> Own:
        """Pairs given to a stratum of their own as long as each lowers the criterion."""
        k, many = self.lists.k, int(frame.stratum.max()) + 1
        open_ = [(s, 1 << i | 1 << j) for s in range(many) for i in range(k) for j in range(i + 1, k)]
        own: Own = ()
        if many < 2 or k < 3 or self.asked.order < 2:
            return own
        while True:
            tries = [
                (self._one(frame, tuple(shared.tolist()), (*own, one), tables, n), one)
                for one in open_
                if one not in own
            ]
            best, one = min(tries, default=(np.inf, (0, 0)))
            if not best < score:
                return own
            score, own = best, (*own, one)

    def _one(self, frame: Frame, terms: tuple[int, ...], own: Own, tables: Floats, n: float) -> float:
        found = fit_joint(frame, np.array(terms, np.int64), own, tables[None])
        return float(self._score(found, n)[0]) if found.fine[0] else np.inf

    def _score(self, found: JointFits, n: float | Floats) -> Floats:
        size = found.terms * (np.log(n) if self.asked.criterion == "bic" else 2.0)
        scores: Floats = np.where(found.fine, size - 2.0 * found.loglik, np.inf)
        return scores

    def _winners(self, frame: Frame, tried: list[tuple[Ints, Own]], tables: Floats) -> Floats:
        """N of each group (columns) by the best of the tried models on each table (rows); NaN where none is fine."""
        sizes = tables.sum(axis=2)
        best, values = np.full(len(tables), np.inf), np.full((len(tables), frame.groups), np.nan)
        for shared, own in tried:
            found = fit_joint(frame, shared, own, tables)
            scores = self._score(found, sizes.sum(axis=1))
            better = scores < best
            best[better], values[better] = scores[better], (sizes + found.dark)[better]
        return values

    def _frame(self, held: list[Stratum]) -> Frame:
        """Groups by stratum; the year, where one is named, moves a group's level only."""
        place = None if self.year is None else self.lists.covariates.index(self.year.column)
        keys = [tuple(part for at, part in enumerate(one.key) if at != place) for one in held]
        names = sorted(set(keys))
        stratum = np.array([names.index(key) for key in keys], np.int64)
        effects = np.zeros((len(held), 0))
        if place is not None and self.year is not None:
            effects = _year_effects([one.key[place] for one in held], self.year)
        return Frame(self.lists.k, stratum, effects)

    # ── words and rows ─────────────────────────────────────────────────────────────────────────────────────────────
    def _words(self, one: Stratum) -> str:
        return ", ".join(f"{name} {value}" for name, value in zip(self.lists.covariates, one.key, strict=True))

    def _model_words(self, tried: tuple[Ints, Own], held: list[Stratum]) -> str:
        shared, own = tried
        model = main_effects(self.lists.k)
        model[shared] = True
        beside = {"".join(str(at + 1) for at in range(self.lists.k) if term >> at & 1) for _, term in own}
        more = f" and {', '.join(sorted(beside))} by stratum" if beside else ""
        return f"{name_of(model)} over {len(held)} strata{more}"

    def _row(self, one: Stratum, made: Limits3 | None) -> dict[str, Any]:
        """One line of the strata; ``estimate`` None where it was refused."""
        value, low, high = made if made is not None else (None, None, None)
        row: dict[str, Any] = {
            "key": dict(zip(self.lists.covariates, one.key, strict=True)),
            "observed": sum(count for _, count in one.cells),
            "estimate": None if value is None else {"value": value, "low": low, "high": high, "level": LEVEL},
        }
        if self.population is not None:
            people = self.population[one.key]
            rates = (None if part is None else part * PER / people for part in (value, low, high))
            row["rate"] = dict(zip(("per", "value", "low", "high"), (PER, *rates), strict=True))
        return row


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _terms(model: np.ndarray) -> Ints:
    terms: Ints = np.array([term for term in np.flatnonzero(model).tolist() if term.bit_count() > 1], np.int64)
    return terms


def _year_effects(written: list[str], year: Year) -> Floats:
    """Dummies for all years but the first, or two orthogonal polynomials. Raises UnreadableInput on bad years."""
    try:
        years = np.array([float(one) for one in written])
    except ValueError as error:
        told = [tell("prevalence.year-not-a-number", column=year.column)]
        raise UnreadableInput("The years cannot be read.", findings=told) from error
    seen = np.unique(years)
    if year.form == "factor":
        return (
            np.column_stack([years == one for one in seen[1:]]).astype(np.float64)
            if len(seen) > 1
            else np.zeros((len(years), 0))
        )
    if len(seen) < _POLYNOMIAL_YEARS:
        told = [tell("prevalence.years-too-few", column=year.column)]
        raise UnreadableInput("A polynomial needs four years or more.", findings=told)
    powers = np.vander(seen - seen.mean(), 3, increasing=True)
    basis = np.linalg.qr(powers)[0][:, 1:]
    return np.asarray(basis[np.searchsorted(seen, years)], np.float64)


def _check_population(lists: Lists, population: Mapping[tuple[str, ...], int] | None) -> None:
    if population is None:
        return
    told: list[Finding] = [
        tell("prevalence.population-missing", column=", ".join(one.key))
        for one in lists.strata
        if population.get(one.key, 0) <= 0
    ]
    if told:
        raise UnreadableInput("A stratum has no population.", findings=told)
