"""palermo attack: what a stranger can work out from a published folder, alone and with all published before."""

import csv
import io
import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from palermo.ground.errors import Differs, UnreadableInput, UsageError

if TYPE_CHECKING:
    from palermo.disclosure import Findable, Publication


class Side(StrEnum):
    """What a reader knows besides what is published."""

    NONE = "none"
    SMALL = "small"
    SELF = "self"


app = typer.Typer()
_TABLES = ("*.csv", "manifest.json")


@app.command()
def attack(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A published folder: CSV tables, and a manifest.json.")],
    previous: Annotated[
        list[Path] | None, typer.Option("--previous", metavar="DIR", help="A release before it; may be given again.")
    ] = None,
    threshold: Annotated[
        int | None, typer.Option("--threshold", metavar="T", help="Counts below T are small. Default: the manifest's.")
    ] = None,
    side: Annotated[
        Side, typer.Option("--side", help="What the reader knows besides: none, small (which are small), self.")
    ] = Side.NONE,
    record: Annotated[
        Path | None, typer.Option("--record", metavar="FILE", help="Is this one record findable? Told to you alone.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
) -> None:
    """Attack a published folder. Exit 0: nothing could be told; exit 4: a count, a change or a person could.

    It reads only what is published, and needs no manifest: without one every column but the last two is a dimension
    and _T a total. All other files in the folder are searched for hidden data.

    \b
    palermo attack releases/2026
    palermo attack releases/2026 --previous releases/2025
    """
    from palermo import disclosure, engines

    if threshold is not None and threshold < 2:
        raise UsageError(f"--threshold is {threshold}.", hint="A threshold is 2 or more.")
    files = engines.read_folder(folder)
    published = disclosure.read_publication(files, name=folder.name, threshold=threshold)
    before = [_read(one, threshold) for one in previous or ()]
    scanned = disclosure.scan_files(files, engines.open_contents(files), published)
    found = disclosure.attack(published, before, threshold=threshold, side=side.value, other=scanned)
    asked = _find(published, record, threshold) if record else None
    if as_json:
        made = found.to_dict() | ({"record": asked.to_dict()} if asked else {})
        typer.echo(json.dumps(made, ensure_ascii=False, indent=1))
    else:
        for line in disclosure.sentences(found):
            typer.echo(line)
        if asked:
            typer.echo(_answer(asked))
    if not found.safe or (asked and asked.findable):
        raise Differs("The release is unsafe." if not found.safe else "The record can be found.")


def _read(folder: Path, threshold: int | None) -> "Publication":
    from palermo import disclosure, engines

    return disclosure.read_publication(
        engines.read_folder(folder, patterns=_TABLES), name=folder.name, threshold=threshold
    )


def _find(published: "Publication", file: Path, threshold: int | None) -> "Findable":
    """The answer for the one record in ``file``: a header and one line."""
    from palermo import disclosure, engines

    text = engines.read_bytes(file).decode("utf-8-sig", "replace")
    lines = list(csv.reader(io.StringIO(text, newline="")))
    if len(lines) != 2 or len(lines[0]) != len(lines[1]):
        raise UnreadableInput("The record file is no header with one line.", hint="One record, a column a dimension.")
    return disclosure.find_record(published, dict(zip(*lines, strict=True)), threshold=threshold)


def _answer(asked: "Findable") -> str:
    lines = ["FINDABLE:" if asked.findable else "Not findable:"]
    for cell in asked.cells:
        high = "any number" if cell.high == float("inf") else int(cell.high)
        lines.append(f"  table {cell.place.table}: between {int(cell.low)} and {high} share {cell.place.cell or 'all'}")
    lines += [f"  whoever shares the rest is known to share {name}" for name in asked.told]
    return "\n".join(lines)
