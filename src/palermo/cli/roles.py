"""palermo roles: what a PostgreSQL server must be told before the first migration."""

import typer

from palermo.cli.server import hand_on

app = typer.Typer(add_completion=False)


@app.command()
def roles() -> None:
    """Print the statements that make the three roles of the database, to be run once as a superuser."""
    hand_on("roles", ())
