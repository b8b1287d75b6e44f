"""palermo migrate: the tables of the site's database brought up to date."""

import typer

from palermo.cli.server import hand_on

app = typer.Typer(add_completion=False)


@app.command()
def migrate() -> None:
    """Bring the database to what this version needs, as the role of PALERMO_DATABASE_OWNER where there is one."""
    hand_on("migrate", ())
