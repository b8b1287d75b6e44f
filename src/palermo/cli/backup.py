"""palermo backup: the site's database in one sealed file."""

from pathlib import Path
from typing import Annotated

import typer

from palermo.cli.server import hand_on, written

app = typer.Typer(add_completion=False)


@app.command()
def backup(
    to: Annotated[Path, typer.Option("--to", metavar="FILE.age", help="A new file.")],
    recipient: Annotated[
        str, typer.Option("--recipient", metavar="KEY", help="The age recipient (age1...) who alone can open it.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Copy the whole database as it is at one moment. Exit 0 written, 1 the audit is broken and nothing is written, 2.

    \b
    palermo backup --to copies/2026-11-27.age --recipient age1...
    """
    hand_on("backup", written({"--to": to, "--recipient": recipient, "--json": as_json}))
