"""palermo audit: the chain of what was done, recomputed; its head, signed for others to keep."""

from pathlib import Path
from typing import Annotated

import typer

from palermo.cli.server import hand_on, written

app = typer.Typer(add_completion=False, help=__doc__, no_args_is_help=True)


@app.command()
def verify(
    head: Annotated[
        Path | None, typer.Option("--head", metavar="FILE", help="A head kept elsewhere: finds a cut tail too.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Recompute the chain. Exit 0 whole, 1 broken with the first bad event, 2 no database.

    \b
    palermo audit verify --head heads/2026-11-26.json
    """
    hand_on("audit", ["verify", *written({"--head": head, "--json": as_json})])


@app.command()
def head(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A new file; every head is kept.")],
) -> None:
    """Write the head of the chain, signed with PALERMO_AUDIT_KEY. Exit 1 where the chain is broken: nothing is signed.

    \b
    palermo audit head --out heads/2026-11-26.json
    """
    hand_on("audit", ["head", *written({"--out": out})])
