"""palermo estimate: from overlapping lists to the hidden number and its spread, or a refusal with its reasons."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from palermo.ground.errors import PalermoError, Refused, UnreadableInput, UsageError

if TYPE_CHECKING:
    from palermo.prevalence import Estimate, Lists, Year

app = typer.Typer(add_completion=False)

_BAD_INPUT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the call asked for, as it was written."""

    file: Path
    method: str
    criterion: str
    order: int | None
    threshold: float
    bootstrap: int
    seed: int
    facial: bool
    sensitivity: bool
    strata: tuple[str, ...]
    year: str | None
    population: Path | None
    lists: Path | None
    draws: Path | None

    def options(self) -> dict[str, Any]:
        """What every method is given."""
        return {
            "method": self.method, "criterion": self.criterion, "order": self.order, "threshold": self.threshold,
            "seed": self.seed, "facial": self.facial,
        }  # fmt: skip


@app.command()
def estimate(
    file: Annotated[
        Path,
        typer.Argument(metavar="LISTS.csv", help="A 0/1 column a list and count; or person,list; or clusters.csv."),
    ],
    method: Annotated[
        str,
        typer.Option(help="bic, stepwise, independence, latent-class or pooled; graphical and threshold are to come."),
    ] = "bic",
    criterion: Annotated[str, typer.Option(help="What the method bic makes least: bic or aic.")] = "bic",
    order: Annotated[
        int | None,
        typer.Option(metavar="K", help="Most lists in a term. Default: one less than there are; 2 from six."),
    ] = None,
    threshold: Annotated[float, typer.Option(metavar="P", help="The Poisson tail at which stepwise stops.")] = 0.02,
    bootstrap: Annotated[
        int, typer.Option(metavar="B", help="Resamples for the BCa interval; 0 gives the profile interval.")
    ] = 1000,
    seed: Annotated[int, typer.Option(metavar="S", help="The same file, seed and version give the same bytes.")] = 1,
    facial: Annotated[
        bool,
        typer.Option("--facial/--strict", help="Let in models whose dark figure is known on the facial set alone."),
    ] = False,
    sensitivity: Annotated[
        bool, typer.Option("--sensitivity", help="Every method, threshold, list dropped and pair merged, side by side.")
    ] = False,
    strata: Annotated[
        str | None,
        typer.Option(metavar="COL,..", help="Covariates: one joint model, an estimate for each combination."),
    ] = None,
    year: Annotated[
        str | None, typer.Option(metavar="COL:factor|poly", help="The year among the covariates, and how it enters.")
    ] = None,
    population: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The columns of --strata and population: rates per 100,000.")
    ] = None,
    lists: Annotated[
        Path | None, typer.Option("--lists", metavar="MAP.yml", help="Lists made of sources: police: [north, south].")
    ] = None,
    draws: Annotated[
        Path | None, typer.Option(metavar="FILE.parquet", help="Drawn links of linkage: draw,source,id,subject.")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE.svg", help="N and interval of every method; no cell of the table.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
) -> None:
    """Estimate how many persons there are, from who stands on which lists. It never prints the table of overlaps.

    Exit 0: an estimate; 2: the input is wrong, all faults named; 3: refused, with the reasons.

    \b
    palermo estimate lists.csv --sensitivity
    palermo estimate lists.csv --method stepwise --bootstrap 0 --json
    palermo estimate clusters.csv --lists bodies.yml --draws draws.parquet
    """
    asked = _Asked(
        file=file, method=method, criterion=criterion, order=order, threshold=threshold, bootstrap=bootstrap, seed=seed,
        facial=facial, sensitivity=sensitivity, strata=tuple(one for one in (strata or "").split(",") if one),
        year=year, population=population, lists=lists, draws=draws,
    )  # fmt: skip
    try:
        made = _estimate(asked)
    except PalermoError as error:
        if as_json and error.exit_code == _BAD_INPUT:
            typer.echo(json.dumps(_nothing(error), ensure_ascii=False, indent=1))
        raise
    if plot is not None:
        from palermo import engines

        engines.write_file(plot, made.plot().encode())
    typer.echo(json.dumps(made.to_dict(), ensure_ascii=False, indent=1, allow_nan=False) if as_json else _text(made))
    if made.refused:
        raise Refused("No estimate is given.", hint="The findings say why.")


def _nothing(error: PalermoError) -> dict[str, Any]:
    """The JSON of bad input: nothing was estimated, and nothing was refused either."""
    findings = [finding.to_dict() for finding in error.findings]
    return {
        "observed": None,
        "lists": [],
        "estimate": None,
        "candidates": [],
        "diagnostics": {},
        "findings": findings,
        "refused": False,
        "message": str(error),
    }


# ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────────
def _estimate(asked: _Asked) -> "Estimate":
    from palermo import engines, prevalence

    data = engines.read_bytes(asked.file)
    year = prevalence.Year.parse(asked.year) if asked.year else None
    mapped = _map(asked.lists) if asked.lists else None
    covariates = tuple(dict.fromkeys((*asked.strata, *((year.column,) if year else ()))))
    lists = _lists(data, covariates, mapped)
    made = _made(asked, lists, year)
    if asked.draws is not None:
        made = prevalence.with_links(made, lists, _drawn(asked.draws, lists, mapped), **asked.options())
    proof = {**made.provenance, "data_sha256": hashlib.sha256(data).hexdigest()}
    settings = {**made.provenance["settings"], **_beside(asked)}
    return replace(made, provenance={**proof, "settings": settings})


def _beside(asked: _Asked) -> dict[str, Any]:
    """Settings of the call that the room does not know of."""
    named = {"sensitivity": asked.sensitivity, "strata": list(asked.strata), "year": asked.year}
    return {name: value for name, value in named.items() if value}


def _made(asked: _Asked, lists: "Lists", year: "Year | None") -> "Estimate":
    from palermo import prevalence

    options = {**asked.options(), "resamples": asked.bootstrap}
    if not lists.covariates:
        if asked.population is not None:
            raise UsageError("--population needs --strata.", hint="Name the covariates that its rows go by.")
        return (prevalence.sensitivity if asked.sensitivity else prevalence.estimate)(lists, **options)
    if asked.method != "bic" or asked.facial:
        raise UsageError("--strata goes with the method bic, strict.", hint="Leave --method and --facial out.")
    people = _population(asked.population, lists.covariates) if asked.population else None
    joint = prevalence.estimate_strata(
        lists, criterion=asked.criterion, order=asked.order, resamples=asked.bootstrap, seed=asked.seed, year=year,
        population=people,
    )  # fmt: skip
    if asked.sensitivity:
        return replace(joint, sensitivity=prevalence.sensitivity(lists, **options).sensitivity)
    return joint


def _lists(data: bytes, covariates: Sequence[str], mapped: Mapping[str, Sequence[str]] | None) -> "Lists":
    import polars as pl

    from palermo import engines, prevalence

    if not data.strip():
        return prevalence.lists_from(pl.DataFrame(), header=())
    header, cells, ragged = engines.read_csv_cells(data)
    return prevalence.lists_from(cells, header=header, ragged=ragged, strata=covariates, mapped=mapped)


def _map(path: Path) -> dict[str, list[str]]:
    """The file of --lists: each list with its sources. Raises UnreadableInput, every fault with its line."""
    from palermo import engines, prevalence
    from palermo.ground.rows import parse_rows

    row, findings = parse_rows(path.name, engines.read_bytes(path), room="prevalence")
    told = [replace(one, code="prevalence.map-fault") for one in findings]
    made: dict[str, list[str]] = {}
    for name, held in row.fields.items() if row else ():
        sources = [held] if isinstance(held, str) else list(held) if isinstance(held, list | tuple) else []
        if not sources or not all(isinstance(one, str) and one for one in sources):
            told.append(prevalence.tell("prevalence.map-fault", column=name, row=row.lines.get(name) if row else None))
        made[name] = [str(one) for one in sources]
    if told or not made:
        raise UnreadableInput(f"{path.name} is no map of lists.", hint="police: [north, south]", findings=told)
    return made


def _population(path: Path, covariates: Sequence[str]) -> dict[tuple[str, ...], int]:
    """People by stratum. Raises UnreadableInput where a column is missing or a number is none."""
    from palermo import engines, prevalence

    frame = engines.read_csv_frame(engines.read_bytes(path))
    missing = [name for name in (*covariates, "population") if name not in frame.columns]
    bad = [
        prevalence.tell("prevalence.population-fault", row=row, column="population")
        for row, one in enumerate(frame["population"].to_list() if "population" in frame.columns else [], start=2)
        if not one.strip().isdigit() or int(one) == 0
    ]
    told = [prevalence.tell("prevalence.population-fault", column=name) for name in missing] + bad
    if told:
        raise UnreadableInput(f"{path.name} cannot be used.", findings=told)
    rows = frame.select(*covariates, "population").iter_rows()
    return {tuple(part.strip() for part in row[:-1]): int(row[-1]) for row in rows}


def _drawn(path: Path, lists: "Lists", mapped: Mapping[str, Sequence[str]] | None) -> "Iterator[Lists]":
    """One table a draw, the lists in the order of the main one."""
    from palermo import engines, prevalence

    frame = engines.read_parquet_frame(engines.read_bytes(path))
    wanted = {"draw", "source", "id", "subject"}
    if not wanted <= set(frame.columns) or not frame.height:
        raise UnreadableInput(f"{path.name} cannot be used.", findings=[prevalence.tell("prevalence.draws-fault")])
    given = mapped if mapped is not None else {name: [name] for name in lists.names}
    for _, part in frame.partition_by("draw", as_dict=True, maintain_order=True).items():
        yield prevalence.lists_from(part.select("source", "id", "subject"), mapped=given)


# ── text ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _text(made: "Estimate") -> str:
    """The same content as the JSON, the spread before the headline."""
    parts = [*_spread(made), made.summary(), *_strata(made), *_links(made), *_candidates(made)]
    parts += [f"{finding.severity}: {finding}" for finding in made.findings]
    seen = ", ".join(f"{name} {value}" for name, value in made.diagnostics.items() if value is not None)
    parts += [f"diagnostics: {_plain(seen)}"]
    proof = made.provenance
    return "\n".join([*parts, f"data {proof['data_sha256']}, seed {proof['seed']}, version {proof['version']}"])


def _spread(made: "Estimate") -> Iterator[str]:
    if made.sensitivity is None:
        return
    yield "What each method says:"
    for line in made.sensitivity["methods"]:
        said = "refused" if line["refused"] else f"{line['value']:,.0f} {_limits(line)}"
        codes = ", ".join(code.removeprefix("prevalence.") for code in line["findings"])
        yield f"  {line['method']:14} {said}" + (f"  ({codes})" if codes else "")
    yield from _beside_it(made.sensitivity)
    yield ""


def _beside_it(picture: Mapping[str, Any]) -> Iterator[str]:
    yield "Anchors: " + ", ".join(
        f"{name} {_said(value)}" for name, value in picture["anchors"].items() if name != "findings"
    )
    for within, span in picture["spread"].items():
        if span:
            yield f"Models within {within} of the best criterion: {span[0]:,.0f} to {span[1]:,.0f}"
    yield "By threshold: " + ", ".join(f"{one['p']} {_said(one['value'])}" for one in picture["threshold_path"])
    yield "By leading models: " + ", ".join(f"{one['top']} {_limits(one)}" for one in picture["limits_by_top"])
    yield "Without one list: " + ", ".join(
        f"{one['dropped']} {_said(one['value'])}" for one in picture["leave_one_out"]
    )
    yield "Two merged: " + ", ".join(
        f"{one['merged'][0]}+{one['merged'][1]} {_said(one['value'])}" for one in picture["merges"]
    )
    yield "Known sizes tried: " + ", ".join(
        f"{one['list']} {one['known']:,} estimated {_said(one['estimate'])}" for one in picture["internal_consistency"]
    )


def _strata(made: "Estimate") -> Iterator[str]:
    for one in made.strata or ():
        key = ", ".join(f"{name} {value}" for name, value in one["key"].items())
        found = one["estimate"]
        said = f"{found['value']:,.0f} {_limits(found)}" if found else "refused"
        rate = one.get("rate")
        per = f"; {_said(rate['value'])} per {rate['per']:,}" if rate else ""
        yield f"  {key}: {one['observed']:,} seen, {said}{per}"


def _links(made: "Estimate") -> Iterator[str]:
    if (found := made.links) is None:
        return
    if both := found["pooled"]:
        share = f"{both['share']:.0%} of its width is that of links"
        yield f"With links drawn: {_said(both['value'])} {_limits(both)}; {share}"
    yield (
        f"Links drawn {found['draws']} times, {found['refused']} refused: median {_said(found['median'])} "
        f"{_limits(found)}"
    )


def _candidates(made: "Estimate") -> Iterator[str]:
    fine = [one for one in made.candidates if one.value is not None]
    refused = len(made.candidates) - len(fine)
    if fine:
        yield "Leading models:"
    for one in fine[:10]:
        face = " facial" if one.facial else ""
        scores = f"BIC {one.bic:.3f}  AIC {one.aic:.3f}  weight {one.weight:.3f}"
        yield f"  {one.model:24} N {one.value:,.1f}  {scores}{face}"
    if refused:
        yield f"  {refused} models were refused for cause"


def _limits(line: Mapping[str, Any]) -> str:
    return f"[{_said(line['low'])}; {_said(line['high'])}]"


def _said(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}"


def _plain(text: str) -> str:
    return text.replace("_", " ")
