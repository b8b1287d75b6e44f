"""palermo restore: a sealed copy of the site's database, into an empty one."""

from pathlib import Path
from typing import Annotated

import typer

from palermo.cli.server import hand_on, written

app = typer.Typer(add_completion=False)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE.age", help="What palermo backup wrote.")],
    identity: Annotated[
        Path, typer.Option("--identity", metavar="KEYFILE", help="The file with the age identity that opens it.")
    ],
    into: Annotated[
        str,
        typer.Option(
            "--into", metavar="TARGET", help="A new SQLite file, or the address of an empty PostgreSQL database."
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Load a backup, verify rows and audit, then put it in place. Exit 0 done, 1 it does not verify, 2 a wrong call.

    \b
    palermo restore copies/2026-11-27.age --identity backup.key --into /srv/palermo/site.sqlite3
    """
    hand_on("restore", [str(file), *written({"--identity": identity, "--into": into, "--json": as_json})])
