"""palermo dedupe: the same person twice in one agency's own list, in plain text, at home."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from palermo.cli.linking import DANGERS, Clock, deduplicated, fields_of, read_list, say
from palermo.ground.errors import UsageError

if TYPE_CHECKING:
    from palermo.linkage import DedupeModel, Subjects

app = typer.Typer(rich_markup_mode="rich", add_completion=False)

_EPILOG = (
    f"{DANGERS}[bold]Examples[/bold]\n\n"
    "palermo dedupe victims.csv --fields FIELDS.yml --out clusters.csv --pairs pairs.csv\n\n"
    "palermo dedupe lists.csv --fields FIELDS.yml --one-to-one --out clusters.csv --engine spark\n\n"
    "Exit codes: 0 done, doubts included; 2 bad input or wrong use."
)
_ENGINES = ("duckdb", "spark")


@app.command(epilog=_EPILOG)
def dedupe(
    people: Annotated[Path, typer.Argument(metavar="PEOPLE.csv", help="The agency's own list.")],
    fields: Annotated[Path, typer.Option("--fields", metavar="FIELDS.yml", help="Which columns say who a person is.")],
    out: Annotated[Path, typer.Option("--out", metavar="clusters.csv", help="Record id and subject, a line each.")],
    threshold: Annotated[
        str,
        typer.Option("--threshold", metavar="auto|P", help="The lowest probability of a link. Default: by precision."),
    ] = "auto",
    pairs: Annotated[
        Path | None, typer.Option("--pairs", metavar="PAIRS.csv", help="Write the pairs with their probability.")
    ] = None,
    one_to_one: Annotated[
        bool, typer.Option("--one-to-one", help="Compare between sources only, one record of each in a subject.")
    ] = False,
    decisions: Annotated[
        Path | None, typer.Option("--decisions", metavar="FILE.csv", help="Reviewers' answers: same or different.")
    ] = None,
    engine: Annotated[
        str, typer.Option("--engine", metavar="duckdb|spark", help="Where pairs are weighed. Default: duckdb.")
    ] = "duckdb",
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The seed of samples and planted copies.")] = 1,
    today: Annotated[
        str | None, typer.Option("--today", metavar="DATE", help="The day to go by. Default: the system's.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, and nothing else.")] = False,
) -> None:
    """Find the records of one person in one list. Weights by Splink, the threshold without truth."""
    from palermo import engines, linkage
    from palermo.cli.day import day_of

    clock, day, asked = Clock(), day_of(today), fields_of(fields)
    if engine not in _ENGINES:
        raise UsageError(f"--engine is {engine!r}.", hint=f"One of {', '.join(_ENGINES)}.")
    if one_to_one and not asked.source_column:
        raise UsageError("--one-to-one needs the sources.", hint="Name their column in FIELDS.yml: source_column.")
    held = linkage.read_people(read_list(people), asked, today=day, path=people.name)
    made = deduplicated(
        held,
        asked,
        seed=seed,
        engine=engine,
        threshold=_threshold(threshold),
        one_to_one=one_to_one,
        decisions=linkage.read_decisions(read_list(decisions), decisions.name) if decisions else (),
    )
    found = made.found
    engines.write_file(out, _csv(("id", "subject"), [(id, found.subjects[id]) for id in held.ids]))
    if pairs is not None:
        rows = [(left, right, f"{score:.6f}", decision) for left, right, score, decision in found.pairs]
        engines.write_file(pairs, _csv(("left_id", "right_id", "score", "decision"), rows))
    findings = (*held.findings, *made.prepared.findings)
    told = _told(found, made.model, engine, made.prepared.blocking) | {"today": day.isoformat(), **clock.spent()}
    precision, recall = found.calibration.precision, found.calibration.recall
    lines = [
        f"{found.links} links, {found.doubts} doubts",
        f"{len(set(found.subjects.values()))} subjects of {len(held)} records",
        f"threshold {found.threshold:.4f}; estimated precision {precision.value:.3f}, recall {recall.value:.3f}",
    ]
    say(told, findings, as_json=as_json, lines=lines)


def _threshold(written: str) -> float | None:
    if written == "auto":
        return None
    try:
        value = float(written)
    except ValueError as error:
        raise UsageError(
            f"--threshold is {written!r}.", hint="Write auto, or a probability between 0 and 1."
        ) from error
    if not 0 < value <= 1:
        raise UsageError(f"--threshold is {written}.", hint="Write auto, or a probability between 0 and 1.")
    return value


def _csv(names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> bytes:
    import polars as pl

    from palermo import engines

    return engines.write_csv(pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row"))


def _told(
    found: "Subjects", model: "DedupeModel", engine: str, blocking: tuple[tuple[str, int, bool], ...]
) -> dict[str, object]:
    from math import log2

    told = found.calibration
    fields = [
        {
            "field": one.field,
            "levels": [
                {"level": level.name, "m": level.m, "u": level.u, "weight": round(log2(level.m / level.u), 4)}
                for level in one.levels
                if level.m and level.u
            ],
        }
        for one in model.comparisons
    ]
    return {
        "records": len(found.subjects),
        "threshold": {"value": found.threshold, "method": told.method},
        "links": found.links,
        "doubts": found.doubts,
        "clusters": len(set(found.subjects.values())),
        "estimated": {
            "precision": told.precision.to_dict(),
            "recall": told.recall.to_dict(),
            "plants": told.plants,
            "kept_by_rules": round(found.kept_by_rules, 4),
            "method": "planted copies and the model's own posterior; as good as the model of mistakes",
        },
        "calibration": [{"score": score, "probability": probability} for score, probability in told.points],
        "constraints": {"one_to_one": model.between_lists, "must_link": found.must, "cannot_link": found.cannot},
        "engine": engine,
        "blocking": [{"rule": rule, "pairs": many, "capped": capped} for rule, many, capped in blocking],
        "model": {"prior": model.prior, "fields": fields},
    }
