"""palermo export-report: what the site has released, as a report folder."""

from pathlib import Path
from typing import Annotated

import typer

from palermo.cli.server import hand_on, written

app = typer.Typer(add_completion=False)


@app.command()
def export_report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or an empty folder.")],
    today: Annotated[
        str | None, typer.Option("--today", metavar="DATE", help="The day of the report. Default: the system's.")
    ] = None,
) -> None:
    """Write what the site has released as a report folder: the edition approved last, or every release in force.

    Exit 1 names each figure of protected data without a release, and leaves nothing in DIR.

    \b
    palermo export-report report --today 2026-11-26
    """
    hand_on("export-report", [str(folder), *written({"--today": today})])
