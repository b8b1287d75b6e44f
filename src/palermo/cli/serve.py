"""palermo serve: the site, after its walls were looked at."""

from pathlib import Path
from typing import Annotated

import typer

from palermo.cli.server import hand_on, written

app = typer.Typer(add_completion=False)


@app.command()
def serve(
    bind: Annotated[str | None, typer.Option("--bind", metavar="HOST:PORT", help="Default: 127.0.0.1:8000.")] = None,
    workers: Annotated[int | None, typer.Option("--workers", metavar="N", help="Processes. Default: 2.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Invented bodies and people, on this machine only.")] = False,
    directory: Annotated[
        Path | None, typer.Option("--dir", metavar="DIR", help="With --demo: a fresh folder for its files.")
    ] = None,
    port: Annotated[int | None, typer.Option("--port", metavar="N", help="With --demo: the port.")] = None,
) -> None:
    """Serve the site until a signal. Exit 1 where it may not start, each reason with its remedy; 2 for a wrong call.

    \b
    palermo serve --demo
    """
    options = {"--bind": bind, "--workers": workers, "--demo": demo, "--dir": directory, "--port": port}
    hand_on("serve", written(options))
