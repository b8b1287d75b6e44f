"""From lists to an estimate, or to a refusal with its reasons."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from palermo import __version__
from palermo.ground.errors import UsageError
from palermo.ground.finding import Finding
from palermo.prevalence.anchors import components
from palermo.prevalence.answers import ANSWERS, Answer, Settings, Table, answer
from palermo.prevalence.facial import fit_facial
from palermo.prevalence.fitting import BOTH, FINE, NO_MLE, fit_models
from palermo.prevalence.lists import Lists, sub_list
from palermo.prevalence.models import check_order, model_of, name_of
from palermo.prevalence.pooled import by_pool
from palermo.prevalence.results import Candidate, Estimate, Headline
from palermo.prevalence.search import CRITERIA, Leaders
from palermo.prevalence.telling import tell

SECOND_STEP = ("graphical", "threshold")
METHODS = (*ANSWERS, "pooled")
_LEADERS = 20
_FEW = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """One model on one table. ``value`` None: not admissible, and ``findings`` say why."""

    model: str
    status: int
    facial: bool
    value: float | None
    dark: float | None
    bic: float | None
    aic: float | None
    loglik: float | None
    terms: int
    rank: int | None = None
    cells: int | None = None
    findings: tuple[Finding, ...] = ()


def status(lists: Lists, model: str) -> int:
    """0 fine, 1 no extended maximum likelihood estimate, 2 not identifiable, 3 both. Raises UsageError on the name."""
    row = model_of(model, lists.k)
    return int(fit_models(row[None, :], lists.counts(), lists.k).status[0])


def fit(lists: Lists, model: str, *, facial: bool = False) -> Fit:
    """The fit of one model; with ``facial`` on its facial set where it has no estimate of the strict kind.

    ``value`` is N, ``dark`` the persons on no list. Raises UsageError where ``model`` is no name of a model.
    """
    row = model_of(model, lists.k)
    counts = lists.counts()
    made = fit_models(row[None, :], counts, lists.k)
    code = int(made.status[0])
    plain = Fit(
        model=name_of(row), status=code, facial=False, value=None, dark=None, bic=None, aic=None, loglik=None,
        terms=int(row.sum()),
    )  # fmt: skip
    if code == FINE:
        return _filled(plain, lists.n, float(made.dark[0]), float(made.loglik[0]))
    if not facial:
        reason = "prevalence.model-no-mle" if code in (NO_MLE, BOTH) else "prevalence.model-not-identifiable"
        return replace(plain, findings=(tell(reason),))
    face = fit_facial(row, counts)
    on_face = replace(plain, facial=True, rank=face.rank, cells=face.cells)
    if not face.estimable:
        return replace(on_face, findings=(tell("prevalence.dark-figure-not-estimable"),))
    return _filled(on_face, lists.n, face.dark, face.loglik)


def _filled(plain: Fit, n: int, dark: float, loglik: float) -> Fit:
    bic, aic = plain.terms * float(np.log(n)) - 2.0 * loglik, 2.0 * plain.terms - 2.0 * loglik
    return replace(plain, value=n + dark, dark=dark, bic=bic, aic=aic, loglik=loglik)


def settings_for(lists: Lists, **asked: Any) -> Settings:
    """Settings with what was not asked for filled in. Raises UsageError outside the domain of a parameter."""
    asked = {name: value for name, value in asked.items() if value is not None}
    order = check_order(lists.k, asked.pop("order", None)) if lists.k >= 2 else 1
    made = Settings(order=order, **asked)
    if made.method not in (*METHODS, *SECOND_STEP):
        raise UsageError(f"There is no method {made.method!r}.", hint=f"Methods are {', '.join(METHODS)}.")
    if made.method in SECOND_STEP:
        raise UsageError(
            f"The method {made.method} is not built yet.",
            hint=f"Methods are {', '.join(METHODS)}.",
            findings=[tell("prevalence.method-not-built", column=made.method)],
        )
    if made.criterion not in CRITERIA:
        raise UsageError(f"There is no criterion {made.criterion!r}.", hint="bic or aic.")
    if not 0.0 <= made.threshold <= 1.0:
        raise UsageError(f"The threshold is {made.threshold}.", hint="A chance between 0 and 1, as in 0.02.")
    if made.resamples < 0 or made.seed < 0:
        raise UsageError("Resamples and seed are whole numbers, 0 or more.")
    return made


def estimate(
    lists: Lists,
    *,
    method: str = "bic",
    criterion: str = "bic",
    order: int | None = None,
    threshold: float = 0.02,
    resamples: int = 1000,
    seed: int = 1,
    facial: bool = False,
) -> Estimate:
    """How many persons there are, seen and not seen, by one method; or the reasons why the table does not say.

    ``order`` is the largest number of lists in a term (default k − 1 to five lists, else 2), ``threshold`` the Poisson
    tail of the stepwise method, ``resamples`` 0 gives the profile interval. Raises UsageError outside these domains.
    """
    asked = settings_for(
        lists, method=method, criterion=criterion, order=order, threshold=threshold, resamples=resamples, seed=seed,
        facial=facial,
    )  # fmt: skip
    table = Table(lists, asked)
    return of_answer(table, headline_answer(table))


def headline_answer(table: Table) -> Answer:
    """The answer of the method that was asked for."""
    return by_pool(table) if table.settings.method == "pooled" else answer(table, table.settings.method)


def of_answer(table: Table, made: Answer) -> Estimate:
    """An answer with all that is told beside it."""
    return Estimate(
        observed=table.n,
        lists=table.lists.names,
        headline=headline_of(made),
        candidates=() if table.refusals else tuple(_candidates(table.leaders, table.n)),
        diagnostics=_diagnostics(table, made),
        findings=(*table.lists.findings, *made.findings, *_of_table(table)),
        provenance=provenance(table.settings),
        likely=made.draws,
    )


def provenance(asked: Settings) -> dict[str, Any]:
    """What makes the answer come out again; the door adds the hash of the file."""
    plain = asdict(asked)
    seed = plain.pop("seed")
    return {"data_sha256": None, "seed": seed, "version": __version__, "settings": plain}


def headline_of(made: Answer) -> Headline | None:
    """The answer as a headline; None where it was refused."""
    if made.value is None:
        return None
    name, value = made.criterion
    return Headline(
        value=made.value, low=made.low, high=made.high, method=made.method, interval=made.interval, model=made.model,
        criterion=name, criterion_value=value,
    )  # fmt: skip


def _candidates(found: Leaders, n: int) -> Iterator[Candidate]:
    """The leaders, then every model that was refused."""
    for row, weight in list(zip(found.best.tolist(), found.weights().tolist(), strict=True))[:_LEADERS]:
        yield _candidate(found, row, n, weight)
    for row in np.flatnonzero(~np.isfinite(found.score)).tolist():
        yield _candidate(found, row, n, None)


def _candidate(found: Leaders, row: int, n: int, weight: float | None) -> Candidate:
    fine = weight is not None
    return Candidate(
        model=name_of(found.models[row]),
        value=n + float(found.dark[row]) if fine else None,
        bic=float(found.bic[row]) if fine else None,
        aic=float(found.aic[row]) if fine else None,
        weight=weight,
        status=int(found.status[row]),
        facial=bool(found.facial[row]),
    )


def _diagnostics(table: Table, made: Answer) -> dict[str, Any]:
    lists = table.lists
    searched = None if table.refusals else table.leaders
    cells = len(lists.cells)
    return {
        "models": len(searched.models) if searched else None,
        "admissible": len(searched.best) if searched else None,
        "histories": cells,
        "zero_cells": (1 << lists.k) - 1 - cells,
        "nonoverlapping_pairs": sum(1 for shared in lists.overlaps().values() if not shared),
        "on_two_or_more": on_two_or_more(lists),
        "components": components(lists),
        "acceleration": made.acceleration,
        "resamples": table.settings.resamples if made.failed is not None else None,
        "failed_resamples": made.failed,
        "rhat": made.rhat if made.rhat is not None and np.isfinite(made.rhat) else None,
        "ess": made.ess,
    }


def on_two_or_more(lists: Lists) -> int:
    """Persons on two lists at least."""
    return sum(count for cell, count in lists.cells if cell.bit_count() > 1)


def _of_table(table: Table) -> Iterator[Finding]:
    """What is to be said of the table itself, whatever the method."""
    lists = table.lists
    overlap = on_two_or_more(lists)
    if overlap < _FEW:
        yield tell("prevalence.few-overlaps", count=overlap)
    groups = components(lists)
    if lists.k > 1 and groups > 1:
        yield tell("prevalence.overlap-graph-disconnected", parts=groups)
    if lists.k == 2:
        yield tell("prevalence.two-lists-independence-untestable")
    sizes = lists.sizes()
    for (i, j), shared in lists.overlaps().items():
        if shared == sizes[i] == sizes[j] and shared:
            yield tell("prevalence.lists-identical", pair=f"{lists.names[i]} and {lists.names[j]}")
    if inside := sub_list(lists):
        inner, outer = (lists.names[at] for at in inside)
        yield tell("prevalence.list-within", inner=inner, outer=outer)
    yield tell("prevalence.runs-low")
    yield tell("prevalence.highest-order-untestable")
