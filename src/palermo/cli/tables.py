"""palermo tables: published tables in which every small count is hidden, and none follows from the rest."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from palermo.cli.advice import searching, tell_advice
from palermo.cli.stopping import unless_stopped
from palermo.ground.counted import counted
from palermo.ground.errors import Differs, UsageError
from palermo.ground.finding import Finding, Severity

if TYPE_CHECKING:
    from palermo.disclosure import Attack, Catalogue, Release

app = typer.Typer()
_PUBLISHED = ("*.csv", "manifest.json")
_LATER = ("cellkey",)
_METHODS = ("suppress", "round")
_GROUP = "attack.group-disclosure"


@app.command()
def tables(
    records: Annotated[Path, typer.Argument(metavar="RECORDS.csv", help="One row or more a person; it is only read.")],
    catalogue: Annotated[
        Path, typer.Option("--catalogue", metavar="CATALOGUE.yml", help="The tables wanted, and every code declared.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Where the release goes, a new folder; with --advise a new FILE.yml."
        ),
    ] = None,
    threshold: Annotated[
        int | None, typer.Option("--threshold", metavar="T", help="Counts below T are small. Default: the catalogue's.")
    ] = None,
    previous: Annotated[
        list[Path] | None, typer.Option("--previous", metavar="DIR", help="A release before it; may be given again.")
    ] = None,
    ledger: Annotated[
        Path | None, typer.Option("--ledger", metavar="FILE", help="The ledger of all that was published.")
    ] = None,
    method: Annotated[str | None, typer.Option("--method", help="suppress or round; default: the catalogue's.")] = None,
    seed: Annotated[str | None, typer.Option("--seed", help="For rounding; stays in the shell's history.")] = None,
    seed_file: Annotated[
        Path | None, typer.Option("--seed-file", metavar="FILE", help="For rounding: a file that only you can read.")
    ] = None,
    advise: Annotated[
        bool, typer.Option("--advise", help="Write no release; say which tables to drop, pool over years or coarsen.")
    ] = False,
    useful: Annotated[
        int | None,
        typer.Option("--useful", metavar="N", help="With --advise: so many cells are to be shown, totals apart."),
    ] = None,
    time_limit: Annotated[
        float | None,
        typer.Option("--time-limit", metavar="SEC", help="After it no further hidden cell, or advice, is tried."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
) -> None:
    """Count persons into tables, hide what is small and what would tell it, attack the result, and write it.

    Exit 0: written, and no attack succeeds. Exit 4: refused, each cell named, and nothing was written; with --advise:
    so many useful cells cannot be reached.

    \b
    palermo tables records.csv --catalogue catalogue.yml --out releases/2026
    palermo tables records.csv --catalogue catalogue.yml --previous releases/2025 --out releases/2026
    palermo tables records.csv --catalogue catalogue.yml --advise --useful 40 --out advised.yml
    """
    from palermo import disclosure, engines

    if method in _LATER:
        raise UsageError(f"--method {method} is not built yet.", hint="Allowed: suppress, round.")
    if method is not None and method not in _METHODS:
        raise UsageError(f"--method is {method!r}.", hint="Allowed: suppress, round.")
    _check_out(out, advise=advise)
    if useful is not None and not advise:
        raise UsageError("--useful goes with --advise.", hint="Add --advise, or leave --useful out.")
    if useful is not None and useful < 1:
        raise UsageError(f"--useful is {useful}.", hint="A number of 1 or more.")
    if time_limit is not None and time_limit <= 0:
        raise UsageError(f"--time-limit is {time_limit:g}.", hint="Seconds above 0.")
    text = engines.read_bytes(catalogue)
    wanted = disclosure.read_catalogue(catalogue.name, text, method=method, threshold=threshold, advising=advise)
    before = [
        *_ledger(ledger),
        *((folder.name, engines.read_folder(folder, patterns=_PUBLISHED)) for folder in previous or ()),
    ]
    older = [disclosure.read_earlier(files, name=name) for name, files in before]
    rows = engines.read_csv_frame(engines.read_bytes(records))
    wanted = disclosure.beside(wanted, older, rows.columns)
    people = disclosure.read_people(rows, wanted)
    if advise or out is None:  # without --advise there is an --out
        with searching(useful) as told:
            advice = disclosure.advise(wanted, people, before, useful=useful, more=_clock(time_limit), told=told)
        if out is not None and advice.reached:
            engines.write_file(out, disclosure.advised_catalogue(catalogue.name, text, advice))
        tell_advice(advice, out, as_json=as_json)
        return
    crowded = tuple(disclosure.crowded(wanted, people))
    if not as_json:  # before any work
        for one in crowded:
            typer.echo(f"{one.severity}: table {one.table}: {one}", err=True)
    secret, warned = _seed(seed, seed_file)
    with unless_stopped("release", out):
        release = disclosure.make_release(
            wanted,
            people,
            older,
            seed=secret,
            more=_clock(time_limit),
        )
        found = attacked(release, before, name=out.name)
        findings = (*(crowded if as_json else ()), *warned, *release.findings, *found.other)
        refuse_unsafe(found)
        engines.write_folder(out, release.files, marks=())
    _tell(out, wanted, release, findings, as_json=as_json)


def _check_out(out: Path | None, *, advise: bool) -> None:
    if out is None and not advise:
        raise UsageError("--out is missing.", hint="Name a folder that does not exist yet.")
    if out is not None and advise and out.suffix not in (".yml", ".yaml"):
        raise UsageError(f"--out is {out}.", hint="Advice writes no release; name a new FILE.yml for the catalogue.")
    if out is not None and out.exists():
        raise UsageError(f"{out} exists already.", hint="Nothing is written over; name a new one.")


def _ledger(file: Path | None) -> list[tuple[str, Mapping[str, bytes]]]:
    if file is None:
        return []
    from palermo import disclosure, engines

    return [
        (one.release, one.files) for one in disclosure.read_ledger(engines.read_bytes(file), name=file.name).releases
    ]


def _seed(seed: str | None, file: Path | None) -> tuple[bytes, tuple[Finding, ...]]:
    """The secret of rounding, and what is to be said about how it was given."""
    from palermo import engines

    if seed is not None and file is not None:
        raise UsageError("--seed and --seed-file are both given.", hint="Give one of them.")
    if file is None:
        return (seed or "").encode(), ()
    found = engines.read_bytes(file).strip()
    if not found:
        raise UsageError("The seed file is empty.", hint="Put 32 random bytes into it.")
    if file.stat().st_mode & 0o077:
        return found, (
            Finding(
                code="disclosure.seed-readable",
                severity=Severity.WARNING,
                text="others can read the seed file",
                hint="chmod 600: whoever has the seed can undo part of the rounding",
            ),
        )
    return found, ()


def _clock(limit: float | None) -> Callable[[], bool]:
    if limit is None:
        return lambda: True
    end = time.monotonic() + limit
    return lambda: time.monotonic() < end


def attacked(release: "Release", before: Sequence[tuple[str, Mapping[str, bytes]]], *, name: str) -> "Attack":
    """The attack on the files as they will be written, together with all that is out."""
    from palermo import disclosure

    published = disclosure.read_publication(release.files, name=name)
    older = [disclosure.read_publication(files, name=was) for was, files in before]
    return disclosure.attack(published, older)


def refuse_unsafe(found: "Attack") -> None:
    """Raises Differs with all that the attack found, where it found anything."""
    from palermo import disclosure

    if found.safe:
        return
    groups = [one for one in found.other if one.code == _GROUP and one.severity is Severity.ERROR]
    rest = replace(found, other=tuple(one for one in found.other if one not in groups))
    lines = [] if rest.safe else [*disclosure.sentences(rest)]
    findings = [*_as_findings(lines), *map(_with_waiver, groups)]
    raise Differs(
        "The release is refused: nothing was written.",
        hint="Coarsen or drop what is named.",
        findings=findings,
    )


def _with_waiver(told: Finding) -> Finding:
    """A group that shares one attribute, with the line that would put on record that this may be told."""
    cell = (told.cell or "").replace("=", ": ")
    waiver = f'waivers: [{{table: {told.table}, cell: {{{cell}}}, because: "..."}}]'
    return replace(told, text=f"table {told.table}, {told.cell}: {told.text}", hint=f"{told.hint}, as in {waiver}")


def _as_findings(lines: Sequence[str]) -> list[Finding]:
    return [Finding(code="disclosure.attack-succeeds", severity=Severity.ERROR, text=line) for line in lines]


def _tell(out: Path, wanted: "Catalogue", release: "Release", findings: Sequence[Finding], *, as_json: bool) -> None:
    if as_json:
        made = {
            "release": wanted.release,
            "population": wanted.population,
            "method": wanted.method,
            "threshold": wanted.threshold,
            "tables": len(wanted.tables),
            "cells": release.cells,
            "hidden": release.hidden,
            "findings": [one.to_dict() for one in findings],
        }
        typer.echo(json.dumps(made, ensure_ascii=False, indent=1))
        return
    for one in findings:
        typer.echo(f"{one.severity}: {one}", err=True)
    tables, cells = counted(len(wanted.tables), "table"), counted(release.cells, "cell")
    typer.echo(f"{tables}, {cells}, {release.hidden} of them hidden, in {out}")
    typer.echo("No attack on them succeeds.")
