"""What palermo tables --advise says: a line a move, and how many useful cells each table has without and with it."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from palermo.ground.counted import counted
from palermo.ground.finding import Severity

if TYPE_CHECKING:
    from palermo.disclosure import Advice, Move

_REFUSED = 4
_HEADS = ("table", "action", "useful before", "after")


@contextmanager
def searching(useful: int | None) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, for a search whose length nobody knows; nothing where a program reads along."""
    if not sys.stderr.isatty():
        yield lambda tried, best: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Making and attacking proposals", total=useful)

        def told(tried: int, best: int) -> None:
            said = f"{counted(tried, 'proposal')} attacked, {counted(max(best, 0), 'useful cell')} at best"
            bar.update(task, description=said, completed=min(max(best, 0), useful or 0))

        yield told


def tell_advice(advice: "Advice", out: Path | None, *, as_json: bool) -> None:
    """Print the advice; leave with 4 where what was asked cannot be reached."""
    if as_json:
        typer.echo(json.dumps(advice.to_dict(), ensure_ascii=False, indent=1))
    else:
        _tell(advice, out)
    if not advice.reached:
        raise typer.Exit(_REFUSED)


def _tell(advice: "Advice", out: Path | None) -> None:
    if advice.advised:
        rows = [_HEADS, *((one.move.table, _said(one.move), str(one.before), str(one.after)) for one in advice.advised)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for table, action, before, after in rows:
            cells = (table.ljust(widths[0]), action.ljust(widths[1]), before.rjust(widths[2]), after.rjust(widths[3]))
            typer.echo("  ".join(cells))
        asked = f"; asked for: {advice.asked}" if advice.asked else ""
        typer.echo(f"\nUseful cells: {advice.before} as written, {advice.after} as advised{asked}.")
    for one in advice.findings:
        where = f"table {one.table}: " if one.table else ""
        typer.echo(f"{one.severity}: {where}{one}", err=one.severity is not Severity.INFO)
    if out is not None and advice.reached:
        typer.echo(f"The catalogue as advised is in {out}; palermo tables makes the release of it.")
    elif out is not None:
        typer.echo("No catalogue was written.", err=True)


def _said(move: "Move") -> str:
    if move.action == "pool":
        return f"pool {move.dimension}: {', '.join(move.years)}"
    return f"{move.action} {move.dimension}" if move.dimension else move.action
