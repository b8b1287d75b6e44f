"""palermo admin: the first body and the first account."""

from typing import Annotated

import typer

from palermo.cli.server import hand_on, written

app = typer.Typer(add_completion=False)


@app.command()
def admin(
    body: Annotated[str, typer.Option("--body", metavar="CODE", help="A short code, never changed.")],
    body_name: Annotated[str, typer.Option("--body-name", metavar="NAME", help="What the body is called.")],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="The sign-in name, without @.")],
    kind: Annotated[str | None, typer.Option("--kind", help="Kind of the body. Default: agency.")] = None,
) -> None:
    """Make the first body and its administrator, and print the address by which a password is set."""
    hand_on("admin", written({"--body": body, "--body-name": body_name, "--name": name, "--kind": kind}))
