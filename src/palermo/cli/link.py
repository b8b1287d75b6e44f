"""palermo link: encoded lists of several bodies to links and clusters under pseudonyms of this run."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from palermo.cli.linking import DANGERS, Clock, read_list, say
from palermo.ground.errors import UsageError
from palermo.ground.finding import Finding

if TYPE_CHECKING:
    from palermo.linkage import Carried, Hits, Join, Links, Reviewed

app = typer.Typer(rich_markup_mode="rich", add_completion=False)

_EPILOG = (
    f"{DANGERS}[bold]Examples[/bold]\n\n"
    "palermo link hotline.parquet police.parquet --one-to-one --pseudonym-key key --out links.csv\n\n"
    "palermo link *.parquet --one-to-one --draws 20 --seed 1 --carry subjects.parquet --out run/links.csv\n\n"
    "Exit codes: 0 done, doubts included; 2 bad input, or files that differ; 4 expired encodings."
)
_MOST_DRAWS = 10_000
_ENGINES = ("threads", "spark")


@app.command(epilog=_EPILOG)
def link(
    files: Annotated[list[Path], typer.Argument(metavar="A.parquet B.parquet...", help="Files of palermo encode.")],
    out: Annotated[Path, typer.Option("--out", metavar="links.csv", help="Links and doubts; clusters.csv beside it.")],
    threshold: Annotated[
        str, typer.Option("--threshold", metavar="auto|T", help="The lowest score of a link. Default: by estimated F1.")
    ] = "auto",
    one_to_one: Annotated[
        bool, typer.Option("--one-to-one", help="No person stands twice in a list: a cluster holds one record of each.")
    ] = False,
    decisions: Annotated[
        Path | None, typer.Option("--decisions", metavar="FILE.csv", help="Reviewers' answers: same or different.")
    ] = None,
    draws: Annotated[
        int, typer.Option("--draws", metavar="N", help="Write N clusterings that might be, for prevalence.")
    ] = 0,
    seed: Annotated[int | None, typer.Option("--seed", metavar="S", help="The seed of draws and sample.")] = None,
    sample: Annotated[
        int, typer.Option("--sample", metavar="N", help="Write sample.csv: N links by lot, for people to look at.")
    ] = 0,
    reviewed: Annotated[
        Path | None,
        typer.Option("--reviewed", metavar="FILE.csv", help="A sample with its answers: the precision it shows."),
    ] = None,
    pseudonym_key: Annotated[
        Path | None, typer.Option("--pseudonym-key", metavar="FILE", help="The key of this run's pseudonyms.")
    ] = None,
    carry: Annotated[
        Path | None,
        typer.Option("--carry", metavar="FILE", help="The centre's store of lasting subjects; not given out."),
    ] = None,
    threads: Annotated[int, typer.Option("--threads", metavar="N", help="How many threads compare.")] = 1,
    engine: Annotated[
        str, typer.Option("--engine", metavar="threads|spark", help="Where records are compared. Default: threads.")
    ] = "threads",
    today: Annotated[
        str | None, typer.Option("--today", metavar="DATE", help="The day to go by. Default: the system's.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, and nothing else.")] = False,
) -> None:
    """Compare every record of every list with every record of the others, without a name."""
    from palermo import engines, linkage
    from palermo.cli.day import day_of

    clock, day = Clock(), day_of(today)
    if not 0 <= draws <= _MOST_DRAWS or sample < 0 or ((draws or sample) and seed is None):
        hint = f"As in --draws 20 --sample 200 --seed 1; at most {_MOST_DRAWS} draws."
        raise UsageError("--draws and --sample need --seed.", hint=hint)
    if engine not in _ENGINES:
        raise UsageError(f"--engine is {engine!r}.", hint=f"One of {', '.join(_ENGINES)}.")
    kernel = linkage.kernels()[0]
    compared = Clock()
    with _runner(engine, max(1, threads)) as run_join:
        found = linkage.link(
            [engines.read_encodings(path) for path in files],
            today=day,
            threshold=_threshold(threshold),
            one_to_one=one_to_one,
            decisions=linkage.read_decisions(read_list(decisions), decisions.name) if decisions else (),
            pseudonym_key=linkage.read_secret(engines.read_bytes(pseudonym_key)) if pseudonym_key else None,
            kernel=kernel,
            run_join=run_join,
        )
    seen = linkage.reviewed(found, linkage.read_decisions(read_list(reviewed), reviewed.name)) if reviewed else None
    rate = round(found.pairs_compared / max(compared.seconds(), 0.001))
    engines.write_files(
        out.parent,
        {
            out.name: _links_csv(found),
            "clusters.csv": _clusters_csv(found),
            **_drawn(found, draws, seed),
            **_sampled(found, sample, seed),
        },
    )
    carried = _carry(carry, found) if carry else None
    findings: list[Finding] = [
        *found.findings,
        *(carried.findings if carried else ()),
        *(seen.findings if seen else ()),
    ]
    told = _told(found, carried, seen, kernel, rate) | {"today": day.isoformat(), **clock.spent()}
    precision, recall = found.calibration.precision, found.calibration.recall
    lines = [
        f"{found.made} links, {found.doubts} doubts, {len(set(found.clusters.subjects))} clusters",
        f"{found.pairs_compared} pairs compared",
        f"threshold {found.calibration.threshold:.3f} ({found.calibration.method}), "
        f"doubts from {found.doubt_from:.3f}",
        f"estimated precision {precision.value:.3f} ({precision.low:.3f} to {precision.high:.3f}), "
        f"recall {recall.value:.3f} ({recall.low:.3f} to {recall.high:.3f}): as good as the model of mistakes",
        *([_looked_at(seen)] if seen else ()),
    ]  # fmt: skip
    say(told, findings, as_json=as_json, lines=lines)


def _runner(engine: str, threads: int) -> "AbstractContextManager[Callable[[Join], Hits]]":
    """The way to run joins: here over threads, or on Spark as long as the block lasts."""
    from palermo import engines

    return engines.joins_on_spark() if engine == "spark" else nullcontext(partial(engines.run_join, threads=threads))


def _looked_at(seen: "Reviewed") -> str:
    share = seen.precision
    return f"reviewed: precision {share.value:.3f} ({share.low:.3f} to {share.high:.3f}) of {seen.links} links"


def _threshold(written: str) -> float | None:
    if written == "auto":
        return None
    try:
        value = float(written)
    except ValueError as error:
        raise UsageError(f"--threshold is {written!r}.", hint="Write auto, or a score between 0 and 1.") from error
    if not 0 < value <= 1:
        raise UsageError(f"--threshold is {written}.", hint="Write auto, or a score between 0 and 1.")
    return value


def _links_csv(found: "Links") -> bytes:
    import polars as pl

    from palermo import engines

    names = ("left_source", "left_id", "right_source", "right_id", "score", "decision")
    rows = [
        (one.left_source, one.left_id, one.right_source, one.right_id, f"{one.score:.6f}", one.decision)
        for one in found.links
    ]
    return engines.write_csv(pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row"))


def _clusters_csv(found: "Links") -> bytes:
    import polars as pl

    from palermo import engines

    rows = [
        (source, id, subject)
        for (source, id), subject in zip(found.clusters.records, found.clusters.subjects, strict=True)
    ]
    return engines.write_csv(
        pl.DataFrame(rows, schema=dict.fromkeys(("source", "id", "subject"), pl.String), orient="row")
    )


def _drawn(found: "Links", draws: int, seed: int | None) -> dict[str, bytes]:
    from palermo import engines

    if not draws or seed is None:
        return {}
    names = ([f"{group:x}" for group in groups] for groups in found.draws(draws, seed))
    return {"draws.parquet": engines.draws_bytes(found.clusters.records, names)}


def _sampled(found: "Links", size: int, seed: int | None) -> dict[str, bytes]:
    """Links by lot in the form of decisions, to be answered."""
    import polars as pl

    from palermo import engines, linkage

    if not size or seed is None:
        return {}
    names = ("left_source", "left_id", "right_source", "right_id", "answer", "by", "on")
    rows = [
        (one.left_source, one.left_id, one.right_source, one.right_id, "", "", "")
        for one in linkage.sample(found, size, seed=seed)
    ]
    return {"sample.csv": engines.write_csv(pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row"))}


def _carry(path: Path, found: "Links") -> "Carried":
    from palermo import engines, linkage

    store, order = engines.read_subjects(path)
    run = found.passport.run
    carried = linkage.carry(found.clusters.groups(), store, run=run, fresh=_fresh(), order=order)
    engines.write_subjects(path, carried, order)
    return carried


def _fresh() -> Iterator[str]:
    while True:
        yield secrets.token_hex(16)


def _told(
    found: "Links", carried: "Carried | None", seen: "Reviewed | None", kernel: str, rate: int
) -> dict[str, object]:
    told, rules = found.calibration, found.constraints
    return {
        "run": found.passport.run,
        "scheme": found.passport.scheme,
        "sources": [{"source": name, "records": many, "plants": plants} for name, many, plants in found.sources],
        "pairs_compared": found.pairs_compared,
        "threshold": {
            "value": told.threshold,
            "doubt_from": found.doubt_from,
            "method": told.method,
            "f1_lost_within_0.02": [round(max(one, 0.0), 4) for one in told.f1_around],
        },
        "links": found.made,
        "doubts": found.doubts,
        "clusters": len(set(found.clusters.subjects)),
        "estimated": {
            "precision": told.precision.to_dict(),
            "recall": told.recall.to_dict(),
            "plants": told.plants,
            "reviewed": seen.to_dict() if seen else None,
            "method": "planted copies and the pairs beside the best; as good as the model of mistakes",
        },
        "calibration": [{"score": score, "probability": probability} for score, probability in told.points],
        "constraints": {"one_to_one": rules.one_to_one, "must_link": len(rules.must), "cannot_link": len(rules.cannot)},
        "carried": carried.counts() if carried else None,
        "kernel": kernel,
        "pairs_per_second": rate,
    }
