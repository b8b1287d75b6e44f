"""From weighed pairs of one agency's records to subjects: calibrated without truth, resolved under constraints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from palermo.linkage.calibrate import Calibration, calibrated, grid_from
from palermo.linkage.decisions import Decision, constrained
from palermo.linkage.evaluate import Curve, Numbers, Scores, curve
from palermo.linkage.fields import Fields
from palermo.linkage.pairs import Pairs, greedy, others
from palermo.linkage.people import People
from palermo.linkage.plant import plant_id, plants_of
from palermo.linkage.resolve import Edge, resolve

_SCALE = 40.0  # weights in bits are laid between 0 and 1 for the estimators: -20 to 20 bits
PRECISE = 0.99
_KEPT_FROM = 0.0001
_AGREED = 1e-10  # bits of the prior
_PLANT = "plant:"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subjects:
    """The outcome of a dedupe: pairs with calibrated probabilities, the subject of every record, the calibration."""

    pairs: tuple[tuple[str, str, float, str], ...]
    subjects: Mapping[str, str]
    calibration: Calibration
    threshold: float
    links: int
    doubts: int
    kept_by_rules: float
    must: int
    cannot: int


def with_plants(people: People, fields: Fields, *, seed: int) -> tuple[list[str], People, dict[str, str]]:
    """The list with planted copies behind it, and which record each copy is of."""
    filled = people.filled(fields)
    usable = [at for at in range(len(people)) if filled[at] >= fields.policy.min_fields]
    if not usable:
        return list(people.ids), people, {}
    plants = plants_of(people, fields, usable, np.random.Generator(np.random.PCG64(seed)))
    ids = [plant_id(number) for number in range(len(plants.of))]
    whole = People(
        ids=[*people.ids, *ids],
        cells={name: [*cells, *plants.cells[name]] for name, cells in people.cells.items()},
        dates={name: [*dates, *plants.dates[name]] for name, dates in people.dates.items()},
        aliases={},
        sources=[*people.sources, *("" for _ in ids)] if people.sources else (),
    )
    return list(whole.ids), whole, {id: people.ids[at] for id, at in zip(ids, plants.of, strict=True)}


def subjects_of(
    weighed: pl.DataFrame,
    ids: Sequence[str],
    plants: Mapping[str, str],
    *,
    sources: Sequence[str] = (),
    one_to_one: bool = False,
    threshold: float | None = None,
    decisions: Sequence[Decision] = (),
) -> Subjects:
    """Subjects from pairs ``left, right, weight`` in bits. ``threshold`` None: the lowest with precision >= 0.99.

    Raises UnreadableInput on decisions that contradict each other.
    """
    planted = pl.col("left").str.starts_with(_PLANT) | pl.col("right").str.starts_with(_PLANT)
    copies = weighed.filter(planted)
    real = weighed.filter(~planted)
    names = sorted(ids)
    number = {id: at for at, id in enumerate(names)}
    place = pl.DataFrame({"id": names}).with_row_index("at")
    left, right = (
        real.select(id=side).join(place, on="id", how="left", maintain_order="left")["at"].to_numpy().astype(np.int64)
        for side in ("left", "right")
    )
    score = _laid(real["weight"].to_numpy())
    told = _calibrated(Pairs(left, right, score), real["weight"].to_numpy(), _levels(copies, plants), ids, one_to_one)
    probability = told.probability(score)
    source_of = _numbers(sources, ids, number)
    records = {("", id): at for id, at in number.items()}
    plain = [Decision(("", one.left[1]), ("", one.right[1]), one.answer, one.by, one.on) for one in decisions]
    rules, _ = constrained(plain, records, source_of, one_to_one=one_to_one)
    bar = told.threshold if threshold is None else None
    passes = score >= bar - 1e-12 if bar is not None else probability >= (threshold or 0)
    edges = [Edge(int(a), int(b), float(s)) for a, b, s in zip(left[passes], right[passes], score[passes], strict=True)]
    groups = resolve(edges, rules)
    group = np.array(groups)
    linked = group[left] == group[right]
    kept = (probability >= _KEPT_FROM) | linked
    told_of = (one[kept].tolist() for one in (left, right, probability, linked & passes))
    pairs = [
        (names[a], names[b], round(p, 6), "link" if joined else "doubt" if p >= 0.05 else "no")
        for a, b, p, joined in zip(*told_of, strict=True)
    ]
    pairs.sort(key=lambda one: (-one[2], one[0], one[1]))
    found = len(_met(copies) & plants.items())
    return Subjects(
        pairs=tuple(pairs),
        subjects={names[at]: names[group] for at, group in enumerate(groups)},
        calibration=told,
        threshold=round(float(told.probability(np.array([bar]))[0]), 6) if bar is not None else float(threshold or 0),
        links=sum(one[3] == "link" for one in pairs),
        doubts=sum(one[3] == "doubt" for one in pairs),
        kept_by_rules=found / max(len(plants), 1),
        must=len(rules.must),
        cannot=len(rules.cannot),
    )


def _laid(weights: Numbers) -> Numbers:
    return np.clip(weights / _SCALE + 0.5, 0, 1)


def _numbers(sources: Sequence[str], ids: Sequence[str], number: Mapping[str, int]) -> list[int]:
    if not sources:
        return list(range(len(ids)))
    names = {name: at for at, name in enumerate(sorted(set(sources)))}
    found = [0] * len(ids)
    for id, source in zip(ids, sources, strict=True):
        found[number[id]] = names[source]
    return found


def _met(copies: pl.DataFrame) -> set[tuple[str, str]]:
    pairs = set(zip(copies["left"].to_list(), copies["right"].to_list(), strict=True))
    return pairs | {(two, one) for one, two in pairs}


def _levels(copies: pl.DataFrame, plants: Mapping[str, str]) -> dict[str, Numbers]:
    """The laid score of each copy with its original, by level; 0 where no rule brought them together."""
    weights = {}
    for one, two, weight in copies.iter_rows():
        weights[one, two] = weights[two, one] = weight
    found: dict[str, list[float]] = {}
    for copy, original in plants.items():
        weight = weights.get((copy, original))
        found.setdefault(copy.split(":")[1], []).append(0.0 if weight is None else float(_laid(np.array([weight]))[0]))
    return {level: np.array(sorted(scores)) for level, scores in sorted(found.items())}


def _calibrated(
    pairs: Pairs,
    weights: Numbers,
    plants: Mapping[str, Numbers],
    ids: Sequence[str],
    one_to_one: bool,
) -> Calibration:
    """The calibration by plants and mixture. In one file a record may have several true partners, so that the pairs
    beside the best say nothing there: Splink's own posterior stands in for them, under a prior fitted to the pairs."""
    if not one_to_one:
        return calibrated(_posterior_curve(pairs.score, weights, grid_from(0.0)), plants, precise=PRECISE)
    order = np.lexsort((pairs.right, pairs.left, -pairs.score))
    size = len(ids)
    kept = greedy(pairs, order, size, size)
    both = Pairs(np.r_[pairs.left, pairs.right], np.r_[pairs.right, pairs.left], np.r_[pairs.score, pairs.score])
    beside = np.sort(others(both))[::2]  # each pair beside the best is seen from both its ends
    scores = Scores(pairs.score, pairs.score[kept], beside, size // 2, size // 2)
    return calibrated(curve([scores], grid_from(0.2), one_to_one=True), plants, precise=PRECISE)


def _posterior_curve(scores: Numbers, weights: Numbers, thresholds: Numbers) -> Curve:
    """Right pairs above each threshold as the posterior sums them, the prior raised or lowered until it agrees with
    itself."""
    log_prior, before = -10.0, 0.0
    chance = np.zeros_like(weights)
    for _ in range(200):
        if abs(log_prior - before) < _AGREED:
            break
        before = log_prior
        chance = 1 / (1 + np.exp2(-np.clip(weights + log_prior, -60, 60)))
        share = float(np.clip(chance.mean(), 1e-9, 1 - 1e-9)) if len(chance) else 0.5
        log_prior = 0.5 * log_prior + 0.5 * float(np.log2(share / (1 - share)))
    order = np.argsort(scores)
    above = np.append(np.cumsum(chance[order][::-1])[::-1], 0.0)
    made = np.append(np.arange(len(scores), 0, -1), 0)
    at = np.searchsorted(scores[order], thresholds - 1e-12)
    right = above[at]
    wrong = np.maximum(made[at] - right, 0)
    pairs = made[at].astype(np.float64)
    return Curve(thresholds, pairs, right, np.sqrt(wrong + 1), pairs, np.zeros_like(thresholds))
