"""Earlier releases of the same population: what they tell of a count, and how far a new one may differ from it.

A reader subtracts. A change that is known and smaller than the threshold tells of a few people, so the new count has to
be able to equal the old one, or to differ from it by the threshold.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, floor, inf
from typing import Any

import highspy
import numpy as np

from palermo.disclosure.catalogue import TOTAL, Catalogue
from palermo.disclosure.domain import Domain, cut
from palermo.disclosure.equations import Equations, Floats, link
from palermo.ground.errors import UnreadableInput

Covered = tuple[tuple[str, frozenset[str]], ...]
"""Whom a cell stands for, in words that hold in every release: the leaves of each dimension it does not leave open."""
_OUTWARD = 1e-6


@dataclass(frozen=True, slots=True)
class Told:
    """One published cell: where, whom it stands for, and between what its count lies."""

    table: str
    codes: tuple[tuple[str, str], ...]
    covered: Covered
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Share:
    """One published percentage: between which shares of the people of ``base`` its count lies."""

    part: Covered
    base: Covered
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Earlier:
    """A release that is out already."""

    release: str
    population: str
    as_of: str
    lowest: float
    leaves: Mapping[str, tuple[str, ...]]
    tables: tuple[tuple[str, ...], ...]
    told: tuple[Told, ...]
    shares: tuple[Share, ...] = ()


def read_earlier(files: Mapping[str, bytes], *, name: str) -> Earlier:
    """The release in a published folder. Raises UnreadableInput where it has no manifest, or a table is not as told."""
    try:
        manifest = json.loads(files["manifest.json"])
        return _Reading(manifest, files, name).read()
    except KeyError as error:
        text = f"The earlier release {name} lacks {error.args[0]}."
        raise UnreadableInput(text, hint="Take the folder as it was published.") from error
    except (ValueError, TypeError, AttributeError) as error:
        hint = "Take the folder as it was published."
        raise UnreadableInput(f"The earlier release {name} cannot be read.", hint=hint) from error


@dataclass(slots=True)
class _Reading:
    manifest: dict[str, Any]
    files: Mapping[str, bytes]
    name: str
    leaves: dict[str, tuple[str, ...]] = field(default_factory=dict)
    wider: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)

    def read(self) -> Earlier:
        for name, part in self.manifest["dimensions"].items():
            own = [part["missing"]] if part.get("missing") else []
            self.leaves[name] = tuple(dict.fromkeys([*part["codes"], *own]))
            groups = {**part.get("hierarchy", {}), **part.get("groupings", {})}
            self.wider[name] = {code: frozenset(self.below(code, groups)) for code in groups}
        tables = [table for table in self.manifest["tables"] if table.get("measure", "count") in ("count", "percent")]
        told = [cell for table in tables for cell in self.cells(table)]
        shares = [share for table in tables if table.get("measure") == "percent" for share in self.shares(table)]
        population = self.manifest.get("population", "")
        named = population if isinstance(population, dict) else {"id": population}
        return Earlier(
            release=str(self.manifest.get("release") or self.name),
            population=str(named["id"]),
            as_of=str(named.get("as_of") or ""),
            lowest=float(self.manifest.get("min", 0)),
            leaves=self.leaves,
            tables=tuple(tuple(table["by"]) for table in tables),
            told=tuple(told),
            shares=tuple(shares),
        )

    def below(self, code: str, groups: Mapping[str, Sequence[str]], depth: int = 0) -> Iterable[str]:
        if depth > 20:
            raise ValueError("a circle of codes")
        if code not in groups:
            return [code]
        return [leaf for child in groups[code] for leaf in self.below(child, groups, depth + 1)]

    def rows(self, table: Mapping[str, Any]) -> Iterable[dict[str, str]]:
        text = self.files[table.get("file") or f"{table['id']}.csv"].decode("utf-8-sig")
        return csv.DictReader(io.StringIO(text, newline=""))

    def cells(self, table: Mapping[str, Any]) -> Iterable[Told]:
        for row in self.rows(table):
            codes = tuple((name, row[name]) for name in table["by"])
            low, high = self.span(row, table)
            yield Told(str(table["id"]), codes, self.whom(codes), low, high)

    def shares(self, table: Mapping[str, Any]) -> Iterable[Share]:
        half = 0.5 * 10.0 ** -int(table.get("decimals") or 0)
        for row in self.rows(table):
            if row["status"] != "hidden" and row["value"].strip():
                codes = tuple((name, row[name]) for name in table["by"])
                base = tuple((name, code) for name, code in codes if name in (table.get("of") or ()))
                share = float(row["value"])
                yield Share(self.whom(codes), self.whom(base), max(0.0, share - half) / 100, (share + half) / 100)

    def whom(self, codes: Iterable[tuple[str, str]]) -> Covered:
        """Whom codes stand for; a dimension of which they leave nobody out is no condition."""
        held = sorted((name, self.covers(name, code)) for name, code in codes if code != TOTAL)
        return tuple((name, some) for name, some in held if len(some) < len(self.leaves[name]))

    def covers(self, name: str, code: str) -> frozenset[str]:
        if code in self.wider[name]:
            return self.wider[name][code]
        if code not in self.leaves[name]:
            raise ValueError("an undeclared code")
        return frozenset((code,))

    def span(self, row: Mapping[str, str], table: Mapping[str, Any]) -> tuple[float, float]:
        lowest = float(self.manifest.get("min", 0))
        if row["status"] == "hidden" or not row["value"].strip() or table.get("measure") == "percent":
            return lowest, inf
        value = float(row["value"])
        around = {"rounded": float(table.get("rounding_base") or 1) - 1, "perturbed": table.get("noise_bound") or 0}
        half = float(around.get(row["status"], 0))
        return max(lowest, value - half), value + half


def beside(catalogue: Catalogue, earlier: Iterable[Earlier], columns: Iterable[str]) -> Catalogue:
    """The catalogue with the dimensions of older releases that it declares and the records hold (``columns``)."""
    then = {name for one in earlier if one.population == catalogue.population for name in one.leaves}
    return replace(catalogue, besides=frozenset(then & set(catalogue.dimensions) & set(columns)) - set(catalogue.shown))


def comparable(earlier: Earlier, leaves: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The dimensions that have the same leaves then and now: their codes mean the same people."""
    return frozenset(
        name for name in earlier.leaves if name in leaves and set(earlier.leaves[name]) == set(leaves[name])
    )


def same_day(earlier: Earlier, as_of: str | None, dimensions: frozenset[str]) -> bool:
    """Whether it counted the same people on the same day: then both are one set of tables."""
    return bool(earlier.as_of) and earlier.as_of == as_of and dimensions == set(earlier.leaves)


@dataclass(slots=True)
class Spans:
    """What an earlier release tells of any count: the least and the most it can have been."""

    earlier: Earlier
    asked: Sequence[Covered]
    _domain: Domain = field(init=False)
    _equations: Equations = field(init=False)
    _low: Floats = field(init=False)
    _high: Floats = field(init=False)
    _model: Any = field(init=False)
    _seen_low: Floats = field(init=False)
    _seen_high: Floats = field(init=False)

    def __post_init__(self) -> None:
        earlier = self.earlier
        sets: dict[str, list[frozenset[str]]] = {name: [] for name in earlier.leaves}
        bases = [share.base for share in earlier.shares]
        for covered in (*(told.covered for told in earlier.told), *bases, *self.asked):
            for name, held in covered:
                sets[name].append(held)
        self._domain = cut(earlier.leaves, sets)
        printed = [self._domain.key(dict(told.covered)) for told in earlier.told]
        also = [self._domain.key(dict(covered)) for covered in (*bases, *self.asked)]
        self._equations = link(self._domain, earlier.tables, printed, also=also)
        self._low = np.full(self._equations.width, earlier.lowest)
        self._high = np.full(self._equations.width, inf)
        for told, key in zip(earlier.told, printed, strict=True):
            at = self._equations.at[key]
            self._low[at], self._high[at] = max(self._low[at], told.low), min(self._high[at], told.high)
        self._model = self._build()
        self._seen_low, self._seen_high = np.full(self._equations.width, inf), np.full(self._equations.width, -inf)

    def of(self, covered: Covered, value: float, threshold: float) -> tuple[float, float]:
        """Between what the count lay; a span that is known to be harmless beside ``value`` may come out too short."""
        at = self._equations.at[self._domain.key(dict(covered))]
        if self._low[at] == self._high[at]:
            return float(self._low[at]), float(self._high[at])
        if harmless(value - self._seen_high[at], value - self._seen_low[at], threshold):
            return float(self._seen_low[at]), float(self._seen_high[at])
        return self._end(at, 1.0), self._end(at, -1.0)

    def _end(self, at: int, cost: float) -> float:
        self._model.changeColCost(at, cost)
        self._model.run()
        best = self._model.getModelStatus() == highspy.HighsModelStatus.kOptimal
        self._model.changeColCost(at, 0.0)
        if not best:
            return -inf if cost > 0 else inf
        found = np.array(self._model.getSolution().col_value, np.float64)
        np.minimum(self._seen_low, found, out=self._seen_low)
        np.maximum(self._seen_high, found, out=self._seen_high)
        return float(ceil(found[at] - _OUTWARD) if cost > 0 else floor(found[at] + _OUTWARD))

    def _build(self) -> Any:
        heads, parts = self._equations.heads, self._equations.parts
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self._equations.width, len(heads)
        lp.col_cost_ = np.zeros(self._equations.width)
        lp.col_lower_, lp.col_upper_ = self._low, np.where(np.isinf(self._high), highspy.kHighsInf, self._high)
        lp.row_lower_ = lp.row_upper_ = np.zeros(len(heads))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lengths = [1 + len(one) for one in parts]
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        lp.a_matrix_.index_ = np.array(
            [at for head, one in zip(heads, parts, strict=True) for at in (head, *one)], np.int32
        )
        lp.a_matrix_.value_ = np.array([sign for one in parts for sign in (1.0, *[-1.0] * len(one))], np.float64)
        model: Any = highspy.Highs()
        model.silent()
        for name, value in (("threads", 1), ("random_seed", 1), ("parallel", "off")):
            model.setOptionValue(name, value)
        model.passModel(lp)
        for share in self.earlier.shares:
            part, base = (self._equations.at[self._domain.key(dict(whom))] for whom in (share.part, share.base))
            if part != base:
                model.addRow(0.0, highspy.kHighsInf, 2, np.array([part, base], np.int32), np.array([1.0, -share.low]))
                model.addRow(-highspy.kHighsInf, 0.0, 2, np.array([part, base], np.int32), np.array([1.0, -share.high]))
        return model


def harmless(low: float, high: float, threshold: float) -> bool:
    """Whether a change between ``low`` and ``high`` may be none, or reach the threshold."""
    if low > high:
        return False
    return low <= 0 <= high or max(abs(low), abs(high)) >= threshold


def ways(value: float, low: float, high: float, threshold: float) -> tuple[float, float]:
    """How a new count must be able to move, one way or the other, to hide its change against ``low`` to ``high``."""
    if value > high:
        return high - value, low + threshold - value
    return low - value, high - threshold - value


def same_people(told: Iterable[Told], dimensions: frozenset[str]) -> dict[Covered, Told]:
    """The cells that speak of comparable dimensions alone, each with the first place that prints it."""
    found: dict[Covered, Told] = {}
    for one in told:
        if all(name in dimensions for name, _ in one.covered):
            found.setdefault(one.covered, one)
    return found
