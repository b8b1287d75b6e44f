"""palermo walk: the whole way from the bodies' files to the annual report, stage by stage, in one command."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(rich_markup_mode="rich", add_completion=False)

_EPILOG = (
    "[bold]Examples[/bold]\n\n"
    "palermo walk examples/annual-report --out out/annual-report\n\n"
    "palermo walk examples/annual-report --out out/annual-report --figure xm.women\n\n"
    "Exit codes: 0 the report is built; else as the stage that failed: 2 bad input, 3 refused, 4 refused to protect "
    "people. What was finished stands, and the next walk goes on from there."
)


@app.command(epilog=_EPILOG)
def walk(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder with walk.toml.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", metavar="OUT", help="A new folder, or that of an earlier walk.")],
    people: Annotated[
        int | None, typer.Option("--people", metavar="N", help="Of a made-up country: so many people instead.")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", metavar="S", help="Of a made-up country: this seed.")] = None,
    figure: Annotated[
        str | None,
        typer.Option("--figure", metavar="ID", help="Walk nowhere; show what a figure rests on, down to the files."),
    ] = None,
) -> None:
    """Walk from bodies' files to the report: receive, check, encode, link, estimate, records, release, report.

    A stage that stands, made from the same things by the same settings, is not done again. A file that was changed
    since it was made is named, and its stage done again.
    """
    from palermo.cli.walking.chain import chain_of
    from palermo.cli.walking.order import read_order
    from palermo.cli.walking.stages import walk as go
    from palermo.cli.walking.way import STAGES

    order = read_order(folder, people=people, seed=seed)
    if figure is not None:
        for line in chain_of(order, out, figure):
            typer.echo(line)
        return
    go(order, out, STAGES, typer.echo)
