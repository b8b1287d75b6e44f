"""The whole picture of one table: every method, every threshold, lists dropped and merged, and known sizes tried."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from palermo.ground.finding import Finding
from palermo.prevalence import anchors
from palermo.prevalence.answers import ANSWERS, Answer, Table, answer, reasons
from palermo.prevalence.estimating import headline_answer, of_answer, settings_for
from palermo.prevalence.lists import Cells, Lists, kept_lists, live_lists, merged, without_list
from palermo.prevalence.models import check_order, name_of
from palermo.prevalence.pooled import by_pool
from palermo.prevalence.results import Estimate
from palermo.prevalence.search import ranked
from palermo.prevalence.stepwise import stepwise
from palermo.prevalence.telling import tell

THRESHOLDS = (0.0, 0.001, 0.01, 0.02, 0.05)
SPREADS = (2, 6, 10)
_LEADS_BY = 2.0


def sensitivity(
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
    """As ``estimate``, with every other method and every change of the table laid beside it."""
    asked = settings_for(
        lists, method=method, criterion=criterion, order=order, threshold=threshold, resamples=resamples, seed=seed,
        facial=facial,
    )  # fmt: skip
    table = Table(lists, asked)
    said = {name: answer(table, name) for name in ANSWERS}
    said["pooled"] = by_pool(table, said)
    made = of_answer(table, said[method] if method in said else headline_answer(table))
    extra = () if table.refusals or facial else tuple(_facial_leads(table))
    picture = _picture(table, said)
    return replace(made, sensitivity=picture, findings=(*made.findings, *extra))


def _picture(table: Table, said: Mapping[str, Answer]) -> dict[str, Any]:
    lists = table.lists
    fine = not table.refusals
    return {
        "methods": [_line(one) for one in said.values()],
        "anchors": _anchors(lists) if lists.k >= 2 else {},
        "spread": _spread(table) if fine else {str(within): None for within in SPREADS},
        "threshold_path": list(_path(table)) if fine else [],
        "limits_by_top": [{"top": top, "low": low, "high": high} for top, low, high in said["bic"].by_top],
        "leave_one_out": list(_leave_one_out(table)),
        "merges": list(_merges(table)),
        "internal_consistency": list(_consistency(table)),
    }


def _line(one: Answer) -> dict[str, Any]:
    return {
        "method": one.method,
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "refused": one.refused,
        "findings": list(dict.fromkeys(finding.code for finding in one.findings)),
    }


def _anchors(lists: Lists) -> dict[str, Any]:
    found = {
        "independence": anchors.independence(lists),
        "chao_lower": anchors.chao_lower(lists),
        "sample_coverage": anchors.sample_coverage(lists),
    }
    if lists.k == 2:
        found["chapman"] = anchors.chapman(lists)
    without = [name for name, value in found.items() if value is None]
    return found | ({"findings": {name: ["prevalence.estimator-undefined"] for name in without}} if without else {})


def _spread(table: Table) -> dict[str, list[float] | None]:
    """The least and the largest N of the models within so much of the best criterion."""
    found = table.leaders
    if not len(found.best):
        return {str(within): None for within in SPREADS}
    scores = found.score[found.best]
    made: dict[str, list[float] | None] = {}
    for within in SPREADS:
        values = table.n + found.dark[found.best[scores <= scores[0] + within]]
        made[str(within)] = [float(values.min()), float(values.max())]
    return made


def _path(table: Table) -> Iterator[dict[str, Any]]:
    for threshold in THRESHOLDS:
        found = stepwise(table.counts[None, :], table.k, threshold)
        value = _finite(table.n + float(found.dark[0]))
        told = {} if value is not None else {"findings": ["prevalence.start-model-no-mle"]}
        yield {"p": threshold, "model": name_of(found.models[0]), "value": value} | told


def _leave_one_out(table: Table) -> Iterator[dict[str, Any]]:
    lists = table.lists
    if lists.k < 3:
        return
    for at, name in enumerate(lists.names):
        rest = kept_lists(lists, set(range(lists.k)) - {at})
        yield {"dropped": name} | _value(table, rest)


def _merges(table: Table) -> Iterator[dict[str, Any]]:
    lists = table.lists
    if lists.k < 3:
        return
    for i in range(lists.k):
        for j in range(i + 1, lists.k):
            names = tuple(
                f"{name}+{lists.names[j]}" if at == i else name for at, name in enumerate(lists.names) if at != j
            )
            yield {"merged": [i + 1, j + 1]} | _value(table, Lists(names=names, cells=merged(lists.cells, i, j)))


def _consistency(table: Table) -> Iterator[dict[str, Any]]:
    """Estimate the known size of each list from how its own persons overlap on the others."""
    lists = table.lists
    for at, name in enumerate(lists.names):
        on_it = tuple((cell, count) for cell, count in lists.cells if cell >> at & 1)
        others: Cells = without_list(on_it, at)
        names = [other for place, other in enumerate(lists.names) if place != at]
        live = live_lists(others, lists.k - 1)
        rest = kept_lists(Lists(names=tuple(names), cells=others), live)
        found = _value(table, rest)
        yield {
            "list": name,
            "known": sum(count for _, count in on_it),
            "on_others": sum(count for _, count in others),
            "lists_used": len(live),
            "estimate": found["value"],
            "refused": found["value"] is None,
        } | ({"findings": found["findings"]} if "findings" in found else {})


def _value(table: Table, lists: Lists) -> dict[str, Any]:
    """N of another table by the method asked for (BIC for those that need draws), or why there is none."""
    method = table.settings.method if table.settings.method in ("bic", "stepwise", "independence") else "bic"
    if lists.k < 2:
        return {"value": None, "findings": ["prevalence.no-overlap"]}
    order = check_order(lists.k, min(table.settings.order, max(lists.k - 1, 1)))
    other = Table(lists, replace(table.settings, method=method, order=order, resamples=0))
    if other.refusals:
        return {"value": None, "findings": [finding.code for finding in other.refusals]}
    if method != "bic":
        found = stepwise(other.counts[None, :], other.k, table.settings.threshold if method == "stepwise" else 0.0)
        value = _finite(other.n + float(found.dark[0]))
        return {"value": value} | ({} if value is not None else {"findings": ["prevalence.start-model-no-mle"]})
    if not len(other.leaders.best):
        return {"value": None, "findings": list(reasons(answer(other, "bic")))}
    return {"value": other.n + float(other.leaders.dark[other.leaders.best[0]])}


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _facial_leads(table: Table) -> Iterator[Finding]:
    """A model of the facial class that would beat the strict winner by far."""
    strict = table.leaders
    if not strict.exhaustive or not len(strict.best):
        return
    failed = strict.models[~np.isfinite(strict.score)]
    if not len(failed):
        return
    facial = ranked(failed, table.counts, table.k, criterion=table.settings.criterion, facial=True)
    if len(facial.best) and facial.score[facial.best[0]] < strict.score[strict.best[0]] - _LEADS_BY:
        first = int(facial.best[0])
        value = table.n + float(facial.dark[first])
        yield tell("prevalence.facial-model-would-lead", model=name_of(facial.models[first]), value=f"{value:,.1f}")
