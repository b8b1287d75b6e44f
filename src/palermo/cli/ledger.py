"""palermo ledger: the chain of everything ever published, and each new release judged against all of it."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from palermo.cli.day import day_of
from palermo.ground.counted import counted
from palermo.ground.errors import Differs, UnreadableInput, UsageError

if TYPE_CHECKING:
    from palermo.disclosure import Difference, HeldRelease, Judgement, Ledger, ReleaseFolder
    from palermo.ground.finding import Finding

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Everything ever published, in a chain of lines; a new release is judged against all of it.",
)

_DEFAULT = Path("ledger.jsonl")
_WEIGHTY = ("ledger.table-differs", "ledger.hidden-with-value")
"""A folder that can be read, and is not what its manifest says, or shows what it hides: exit 4, not 2."""

LedgerFile = Annotated[Path, typer.Option("--ledger", metavar="FILE", help="The ledger. Default: ledger.jsonl here.")]
Named = Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The ledger. Default: ledger.jsonl here.")]
Today = Annotated[
    str | None, typer.Option("--today", metavar="DATE", help="The day that is written down. Default: the system's.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")]
ReleaseId = Annotated[
    str | None, typer.Option("--release", metavar="ID", help="Its name, where there is no manifest to say it.")
]
Population = Annotated[
    str | None, typer.Option("--population", metavar="ID", help="What it counts, where there is no manifest to say it.")
]


@app.command()
def init(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The new ledger.")],
    today: Today = None,
) -> None:
    """Begin a ledger. FILE must not be there yet.

    \b
    palermo ledger init ledger.jsonl
    """
    from palermo import disclosure, engines

    engines.begin_file(file, disclosure.begin(today=day_of(today)))
    typer.echo(f"A ledger begins in {file}.")


@app.command()
def add(
    published: Annotated[
        Path, typer.Argument(metavar="DIR|FILE.csv", help="A release: a folder with its manifest, or a lone table.")
    ],
    file: LedgerFile = _DEFAULT,
    release: ReleaseId = None,
    population: Population = None,
    already: Annotated[
        bool,
        typer.Option("--already-published", help="It is out: record it, unsafe or not. No report may use it then."),
    ] = False,
    today: Today = None,
    as_json: AsJson = False,
) -> None:
    """Attack a release together with all that was ever published, and add it to the ledger.

    Exit 4: a count could be told, by a table or any other file of the folder, and nothing was added. The line
    is on the disk before success is told.

    \b
    palermo ledger add releases/2026
    """
    from palermo import disclosure, engines

    day = day_of(today)
    folder, scanned = _release(published, release, population)
    kept: list[tuple[Judgement, Ledger]] = []

    def more(content: bytes) -> bytes:
        ledger = disclosure.read_ledger(content, name=file.name)
        if ledger.release(folder.release) is not None:
            disclosure.release_line(ledger, folder, today=day, unsafe=False)  # names the line it stands in
        found = disclosure.judge(folder, ledger, today=day, other=scanned)
        kept.append((found, ledger))
        if not (found.safe or already):
            return b""
        return disclosure.release_line(ledger, folder, today=day, unsafe=not found.safe)

    engines.extend_file(file, more)
    (found, _) = kept[0]
    added = found.safe or already
    _tell(found, as_json, {"added": added, "at": day.isoformat()})
    if not added:
        hint = "Hide more, coarsen, or leave it. If it is out already, record it: --already-published."
        raise Differs("The release is unsafe: nothing was added.", hint=hint)
    if not as_json:
        typer.echo(f"{folder.release} is in {file}{'' if found.safe else ', as unsafe'}.")


@app.command()
def check(
    published: Annotated[Path, typer.Argument(metavar="DIR", help="A release: a folder with its manifest.")],
    file: LedgerFile = _DEFAULT,
    release: ReleaseId = None,
    population: Population = None,
    today: Today = None,
    as_json: AsJson = False,
) -> None:
    """Attack a release together with all that was ever published. Exit 4: a count, or a change, could be told.

    It needs the ledger alone, not the folders of old. A release that is in it is judged by those before it.

    \b
    palermo ledger check releases/2026
    """
    from palermo import disclosure

    folder, scanned = _release(published, release, population)
    found = disclosure.judge(folder, _ledger(file), today=day_of(today), other=scanned)
    _tell(found, as_json, {})
    if not found.safe:
        raise Differs("The release is unsafe.")


@app.command()
def withdraw(
    release: Annotated[str, typer.Argument(metavar="RELEASE", help="The id of a release in the ledger.")],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, in a line. Nothing about a person.")],
    file: LedgerFile = _DEFAULT,
    today: Today = None,
) -> None:
    """Mark a release as withdrawn: no report may use it. What was seen stays seen, and counts in every later check.

    \b
    palermo ledger withdraw annual-2026 --why "Table t2 counted one body twice"
    """
    from palermo import disclosure, engines

    day = day_of(today)
    engines.extend_file(
        file,
        lambda content: disclosure.withdrawal_line(
            disclosure.read_ledger(content, name=file.name), release, why=why, today=day
        ),
    )
    typer.echo(f"{release} is withdrawn. What was seen stays seen.")


@app.command()
def show(named: Named = None, file: LedgerFile = _DEFAULT, today: Today = None, as_json: AsJson = False) -> None:
    """Show what was ever published, by release and by population, and what the last editions are silent about.

    \b
    palermo ledger show --json
    """
    from palermo import disclosure

    day, ledger = day_of(today), _ledger(named or file)
    silent = [
        one
        for last in disclosure.last_editions(ledger)
        for one in disclosure.differences(ledger, last.folder, today=day)
    ]
    if as_json:
        typer.echo(json.dumps(_record(ledger, silent), ensure_ascii=False, indent=1))
        return
    for one in ledger.releases:
        typer.echo(_line(one))
    for change in silent:
        typer.echo(str(change))
    typer.echo(f"{counted(len(ledger.releases), 'release')} in {counted(len(ledger.hashes), 'line')}")
    typer.echo(f"head {ledger.head}")


@app.command()
def verify(
    named: Named = None,
    file: LedgerFile = _DEFAULT,
    head: Annotated[
        str | None, typer.Option("--head", metavar="SHA256", help="A hash kept elsewhere: a line has to have it.")
    ] = None,
    today: Today = None,
    as_json: AsJson = False,
) -> None:
    """Hold every line of the ledger against its hash and the line before. Exit 4 names each that was altered or cut.

    A chain cannot tell that its last lines are gone, or that it was written anew as a whole. Whoever kept a head, as
    show prints it and every edition holds it, asks by --head.

    \b
    palermo ledger verify
    """
    from palermo import disclosure

    ledger = _ledger(named or file)
    told = list(disclosure.days_out_of_order(ledger, today=day_of(today)))
    if head is not None and head not in ledger.hashes:
        raise Differs(
            "No line of the ledger has that hash.",
            hint="Lines at its end were cut off, or the whole was written anew. Take it from a copy that has it.",
        )
    if as_json:
        made = {"lines": len(ledger.hashes), "head": ledger.head, "findings": [one.to_dict() for one in told]}
        typer.echo(json.dumps(made, ensure_ascii=False, indent=1))
        return
    for one in told:
        typer.echo(f"{one.severity}: {one}", err=True)
    typer.echo(f"{counted(len(ledger.hashes), 'line')}, each follows on the one before. Head {ledger.head}")


def _ledger(file: Path) -> "Ledger":
    from palermo import disclosure, engines

    return disclosure.read_ledger(engines.read_bytes(file), name=file.name)


def _release(path: Path, release: str | None, population: str | None) -> "tuple[ReleaseFolder, tuple[Finding, ...]]":
    """The release in a folder, or of a lone table, and what its files hold beside the tables.

    Raises UnreadableInput or Differs with all that is wrong with it.
    """
    from palermo import disclosure, engines

    if path.is_dir():
        files = engines.read_folder(path)
    else:
        files = {path.name: engines.read_bytes(path)}
        _not_microdata(files[path.name])
    found, told = disclosure.read_release(_published(files), name=path.name, release=release, population=population)
    if found is not None and not found.derived and (release or population):
        raise UsageError("The manifest says what the release is.", hint="Leave --release and --population out.")
    if told or found is None:
        raise _fault(path, told)
    return found, _scanned(files, found)


def _published(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The manifest and every table; whatever else lies there is searched and gets into no ledger."""
    return {name: data for name, data in files.items() if name == "manifest.json" or name.lower().endswith(".csv")}


def _scanned(files: Mapping[str, bytes], found: "ReleaseFolder") -> "tuple[Finding, ...]":
    """What a stranger finds in the folder beside the tables: everything that lies there is published with them."""
    from palermo import disclosure, engines

    folder = {**files, **found.files}
    published = disclosure.read_publication(found.files, name=found.release)
    return disclosure.scan_files(folder, engines.open_contents(folder), published)


def _fault(path: Path, told: "Iterable[Finding]") -> UnreadableInput | Differs:
    findings = tuple(told)
    if any(one.code in _WEIGHTY for one in findings):
        return Differs(f"{path} is not what it says it is.", hint="Nothing was added.", findings=findings)
    return UnreadableInput(f"{path} is no release.", hint="`palermo tables` makes one.", findings=findings)


def _not_microdata(content: bytes) -> None:
    head = content.decode("utf-8-sig", "replace").splitlines()[:1]
    if not head or not head[0].replace('"', "").endswith("value,status"):
        raise UsageError(
            "A lone file is a table whose last two columns are value and status.",
            hint="Rows of microdata cannot be added yet: they come with palermo synthesise.",
        )


def _tell(found: "Judgement", as_json: bool, more: dict[str, object]) -> None:
    from palermo import disclosure

    if as_json:
        typer.echo(json.dumps({**found.to_dict(), **more}, ensure_ascii=False, indent=1))
        return
    for line in disclosure.sentences(found.attack):
        typer.echo(line)
    named = ", ".join(found.against) or "no earlier release"
    typer.echo(f"Attacked together with {named}.")
    for one in found.differences:
        typer.echo(str(one))


def _record(ledger: "Ledger", silent: "list[Difference]") -> dict[str, object]:
    populations: dict[str, dict[str, object]] = {}
    for one in ledger.releases:
        for population in dict.fromkeys(table.population for table in one.folder.tables):
            sums = populations.setdefault(population, {"releases": 0, "cells": 0, "epsilon": "0", "delta": "0"})
            cells = sum(len(one.folder.rows(part)) for part in one.folder.tables if part.population == population)
            sums["releases"] = int(str(sums["releases"])) + 1
            sums["cells"] = int(str(sums["cells"])) + cells
    return {
        "lines": len(ledger.hashes),
        "head": ledger.head,
        "releases": [_entry(one) for one in ledger.releases],
        "populations": populations,
        "per_person": {"epsilon": "0", "delta": "0"},
        "changes": [one.to_dict() for one in silent],
    }


def _entry(one: "HeldRelease") -> dict[str, object]:
    folder = one.folder
    found: dict[str, object] = {
        "release": one.release,
        "population": folder.population,
        "as_of": folder.as_of,
        "at": one.at,
        "line": one.line,
        "sha256": one.sha256,
        "method": folder.method,
        "threshold": folder.threshold,
        "tables": len(folder.tables),
        "cells": folder.cells,
        "hidden": folder.hidden,
        "unsafe": one.unsafe,
        "withdrawn": None,
    }
    if one.withdrawn:
        found["withdrawn"] = {"at": one.withdrawn.at, "why": one.withdrawn.why, "line": one.withdrawn.line}
    return found


def _line(one: "HeldRelease") -> str:
    folder = one.folder
    tables, cells = counted(len(folder.tables), "table"), counted(folder.cells, "cell")
    told = f"{one.at}  {one.release}: {folder.population}, {tables} with {cells}, {folder.hidden} hidden"
    told += "; unsafe" if one.unsafe else ""
    return told + (f"; withdrawn on {one.withdrawn.at}: {one.withdrawn.why}" if one.withdrawn else "")
