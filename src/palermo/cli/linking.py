"""What the four verbs of linkage have in common: their lists, their findings, their one JSON object, their dangers."""

import json
import resource
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from palermo.ground.finding import Finding

if TYPE_CHECKING:
    import polars as pl

    from palermo.linkage import Decision, DedupeModel, Fields, People, Prepared, Subjects

DANGERS = (
    "[bold]Dangers[/bold]\n\n"
    "Encodings are personal data, pseudonymous, not anonymous. Never let one party hold encodings and a list of the "
    "population. One secret a run, made by the holders, sent encrypted outside the system, never used again. Delete "
    "encodings when the run is closed. Similarities leak: only links and pseudonyms leave the unit. Repeated runs with "
    "chosen records are an oracle, and this program has no memory of runs: limit and log them. Links serve counts and "
    "prevalence, never a decision about a person.\n\n"
)
"""The danger list in short; the whole stands in docs/reference/linkage-dangers.md."""


@dataclass(slots=True)
class Clock:
    """Seconds since a verb began, and the most memory it took."""

    begun: float = field(default_factory=time.perf_counter)

    def seconds(self) -> float:
        return round(time.perf_counter() - self.begun, 3)

    def spent(self) -> dict[str, float]:
        """The two figures of a run that are not the same every time."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10))
        return {"seconds": self.seconds(), "peak_memory_mb": round(peak, 1)}


def read_list(path: Path) -> "pl.DataFrame":
    """A list as a frame of text."""
    from palermo import engines

    return engines.read_csv_frame(engines.read_bytes(path))


def fields_of(path: Path) -> "Fields":
    """The fields of a FIELDS.yml."""
    from palermo import engines, linkage

    return linkage.read_fields(path.name, engines.read_bytes(path))


@dataclass(frozen=True, slots=True)
class Deduplicated:
    """The subjects of a list, by which model, over which blocks."""

    found: "Subjects"
    model: "DedupeModel"
    prepared: "Prepared"


def deduplicated(
    held: "People",
    fields: "Fields",
    *,
    seed: int = 1,
    engine: str = "duckdb",
    threshold: float | None = None,
    one_to_one: bool = False,
    decisions: "Sequence[Decision]" = (),
) -> Deduplicated:
    """The records of one person in a list, with planted copies to learn and to judge by."""
    from palermo import engines, linkage

    ids, whole, plants = linkage.with_plants(held, fields, seed=seed)
    made = linkage.prepare(ids, whole, fields, sources=whole.sources, between_lists=one_to_one)
    model = engines.train(made.frame, made.model, plants, seed=seed)
    found = linkage.subjects_of(
        engines.predict(made.frame, model, engine=engine),
        held.ids,
        plants,
        sources=held.sources,
        one_to_one=one_to_one,
        threshold=threshold,
        decisions=decisions,
    )
    return Deduplicated(found, model, made)


def say(told: dict[str, object], findings: Sequence[Finding], *, as_json: bool, lines: Iterable[str]) -> None:
    """One JSON object on stdout and nothing else there; or lines for people, with the findings on stderr."""
    if as_json:
        typer.echo(json.dumps({**told, "findings": [one.to_dict() for one in findings]}, ensure_ascii=False, indent=1))
        return
    for line in lines:
        typer.echo(line)
    for one in findings:
        many = f" ({one.count})" if one.count is not None else ""
        typer.echo(f"  {one.severity}: {one}{many}", err=True)
