"""palermo doctor: what an installation stands on, and what is wrong with it."""

from typing import Annotated

import typer

from palermo.cli.server import hand_on, written

app = typer.Typer(add_completion=False)


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False) -> None:
    """Look at the database, its walls, keys, clock and fonts. Exit 0 sound or only warnings, 1 a fault, 2 no settings.

    \b
    palermo doctor --json
    """
    hand_on("doctor", written({"--json": as_json}))
