"""palermo simulate: a made-up country, every body's files as it would send them, and the truth beside them."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from palermo.cli.stopping import unless_stopped
from palermo.ground.errors import UsageError

app = typer.Typer(rich_markup_mode="rich", add_completion=False)

_EPILOG = (
    "[bold]Examples[/bold]\n\n"
    "palermo simulate --size small --seed 1 --out small-country\n\n"
    "palermo simulate --people 20000 --seed 7 --world sparse --out country\n\n"
    "palermo simulate --people 5000 --seed 7 --body border-guard --out one-agency\n\n"
    "palermo check country/bodies/hotline/hotline.jsonl --layout country/bodies/hotline/LAYOUT.yml --out checked\n\n"
    "Exit codes: 0 made; 2 wrong use or no room, nothing is left behind."
)


@app.command(epilog=_EPILOG)
def simulate(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A new or empty folder.", show_default=False)],
    seed: Annotated[str, typer.Option("--seed", metavar="S", help="A whole number: the same makes the same bytes.")],
    people: Annotated[
        str | None, typer.Option("--people", metavar="N", help="People trafficked, seen or not. Default: by size.")
    ] = None,
    size: Annotated[
        str | None,
        typer.Option(
            "--size",
            metavar="small|middle|large",
            help="750 people (150 a year) and 8 bodies; 20,000 or 1,000,000 people and 35 bodies. Default: middle.",
        ),
    ] = None,
    world: Annotated[
        str,
        typer.Option(
            "--world",
            metavar="NAME",
            help="How lists hang together: mixed, independent, positive, negative, classes, three-lists, sparse.",
        ),
    ] = "mixed",
    body: Annotated[
        str | None, typer.Option("--body", metavar="ID", help="Write one agency's files alone, with its truth.")
    ] = None,
) -> None:
    """Make up a country: what 35 bodies send, and the truth of who is who, who was missed, what was written wrong.

    No row is about a real person, and every file says so.
    """
    from palermo import engines, simulation

    order = simulation.ask(
        people=_number("--people", people) if people is not None else None,
        seed=_number("--seed", seed),
        world=world,
        size=size,
        body=body,
    )
    with unless_stopped("country", out), _progress(order.people) as told:
        engines.write_country(out, simulation.country(order, told=told))
    typer.echo(f"{order.people} people, {len(order.senders)} bodies, world {order.world.name}: written to {out}")


def _number(option: str, written: str) -> int:
    try:
        return int(written)
    except ValueError as error:
        raise UsageError(f"{option} is {written!r}.", hint="Write a whole number, as in 20000.") from error


@contextmanager
def _progress(people: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal; nothing where a program reads along."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("Making people", total=people)
        yield lambda done: bar.update(task, completed=done)
