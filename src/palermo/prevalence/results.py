"""What an estimate is once made: frozen values that read the same as text, as a frame and as JSON."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from palermo.ground.dates import Period
from palermo.ground.errors import Refused
from palermo.ground.figure import Figure, Origin
from palermo.ground.finding import Finding
from palermo.prevalence.lists import Floats
from palermo.prevalence.resampling import LEVEL

_CAUTION = (
    "The hidden number is what a model says, not a count. It rests on persons matched without error, on a population "
    "that did not change meanwhile, and on no list whose members could not have been on another."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """N with its limits, how the interval was made, and what chose the model."""

    value: float
    low: float | None
    high: float | None
    method: str
    interval: str
    model: str
    criterion: str
    criterion_value: float | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "level": LEVEL,
            "method": self.method,
            "interval": self.interval,
            "model": self.model,
            "criterion": {"name": self.criterion, "value": self.criterion_value},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One model that was tried; its N is given only where it is admissible."""

    model: str
    value: float | None
    bic: float | None
    aic: float | None
    weight: float | None
    status: int
    facial: bool

    def to_dict(self) -> dict[str, Any]:
        return {
            "model": self.model,
            "value": self.value,
            "bic": self.bic,
            "aic": self.aic,
            "weight": self.weight,
            "status": self.status,
            "class": "facial" if self.facial else "strict",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The answer to one call. ``headline`` None: refused. It never holds the table of overlaps.

    ``likely``: equally likely values of log N by the method, none where it does not say; no part of what is printed.
    """

    observed: int
    lists: tuple[str, ...]
    headline: Headline | None
    candidates: tuple[Candidate, ...] = ()
    diagnostics: Mapping[str, Any] = field(default_factory=dict)
    sensitivity: Mapping[str, Any] | None = None
    strata: tuple[Mapping[str, Any], ...] | None = None
    links: Mapping[str, Any] | None = None
    findings: tuple[Finding, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)
    likely: Floats = field(default_factory=lambda: np.zeros(0), repr=False, compare=False)

    @property
    def refused(self) -> bool:
        """Whether no number is given."""
        return self.headline is None

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, keys in a fixed order; strata and links only where they were asked for."""
        row: dict[str, Any] = {
            "observed": self.observed,
            "lists": list(self.lists),
            "estimate": self.headline.to_dict() if self.headline else None,
            "candidates": [one.to_dict() for one in self.candidates],
            "diagnostics": dict(self.diagnostics),
        }
        extra = {"sensitivity": self.sensitivity, "links": self.links}
        row |= {name: dict(part) for name, part in extra.items() if part is not None}
        if self.strata is not None:
            row["strata"] = [dict(one) for one in self.strata]
        row["findings"] = [one.to_dict() for one in self.findings]
        return row | {"refused": self.refused, "provenance": dict(self.provenance)}

    def summary(self) -> str:
        """The headline in a sentence, with what it rests on."""
        if self.headline is None:
            why = "; ".join(one.text for one in self.findings if one.severity == "error")
            return f"No estimate: {why}. {self.observed:,} persons were seen on {len(self.lists)} lists."
        made = self.headline
        span = _span(made.low, made.high)
        return (
            f"{made.value:,.0f} persons{span} by {made.method} ({made.model}); {self.observed:,} of them were seen on "
            f"{len(self.lists)} lists. {_CAUTION}"
        )

    def to_frame(self) -> pl.DataFrame:
        """The candidates, a row each, best first."""
        schema = {"model": pl.String, "value": pl.Float64, "bic": pl.Float64, "aic": pl.Float64,
                  "weight": pl.Float64, "status": pl.Int64, "class": pl.String}  # fmt: skip
        return pl.DataFrame([one.to_dict() for one in self.candidates], schema=schema)

    def to_figure(self, id: str, *, data_sha256: str, area: str | None = None, period: Period | None = None) -> Figure:
        """The headline as a figure of the report, in whole persons. Raises Refused where no number is given."""
        if self.headline is None:
            raise Refused("A refused estimate is no figure.", findings=self.findings)
        asked = {**self.provenance["settings"], "seed": self.provenance["seed"]}
        low, high = (None if end is None else str(round(end)) for end in (self.headline.low, self.headline.high))
        return Figure(
            id=id,
            origin=Origin.COMPUTED,
            value=str(round(self.headline.value)),
            low=low,
            high=high,
            counting_unit="person",
            area=area,
            period=period,
            definition=f"prevalence.{self.headline.method}",
            query_sha256=hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest(),
            data_sha256=data_sha256,
            code_version=self.provenance["version"],
            note=_CAUTION,
        )

    def plot(self) -> str:
        """N and interval of every method as SVG; those that refused are named. No cell of the table is shown."""
        from palermo.prevalence.plotting import draw  # the drawing program is heavy, and few calls draw

        return draw(self.sensitivity["methods"] if self.sensitivity is not None else [self._line()])

    def _line(self) -> dict[str, Any]:
        made = self.headline
        return {
            "method": made.method if made else "estimate",
            "value": made.value if made else None,
            "low": made.low if made else None,
            "high": made.high if made else None,
            "refused": self.refused,
            "findings": [one.code for one in self.findings if one.severity == "error"],
        }


def _span(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    ends = (f"{end:,.0f}" if end is not None else "no limit" for end in (low, high))
    return f" ({LEVEL:.0%} interval {' to '.join(ends)})"
