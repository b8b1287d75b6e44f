"""palermo plan import: a plan from a table or a text, as a file of the conference folder."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from palermo.cli.day import day_of
from palermo.ground.counted import counted
from palermo.ground.errors import UsageError

if TYPE_CHECKING:
    from palermo.coordination import Imported, PlanTable
    from palermo.ground.finding import Finding

_TEXTS = (".md", ".markdown", ".txt", ".text")


def import_from(
    file: Annotated[Path, typer.Argument(help="A table (CSV, XLSX, JSON) or a text (.md, .txt) that holds the plan.")],
    id: Annotated[str, typer.Option("--id", metavar="ID", help="The id the plan gets: p4.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.yml", help="Write the plan there. Default: print it.")
    ] = None,
    conference: Annotated[
        Path | None,
        typer.Option("--conference", metavar="FOLDER", help="Match bodies to those of this conference folder."),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--columns", metavar="HEADING=FIELD", help="What a heading means, where it is not recognised."),
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook.")] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="The plan's title.")] = None,
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="From when the plan holds.")] = None,
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help="Until when the plan holds.")] = None,
    language: Annotated[str, typer.Option("--language", metavar="CODE", help="The language it is written in.")] = "en",
    today: Annotated[
        str | None, typer.Option("--today", metavar="DATE", help="The day asked for. Default: the system's.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
) -> None:
    """Read a plan from FILE and write it in our format. What a person has to look at is named by the line in FILE.

    Exit 0 also where something is left to look at; 3 where FILE holds no measure.

    \b
    palermo plan import plan.xlsx --id p4 --conference examples/conference --out plans/p4.yml
    """
    from palermo import coordination, engines

    day = day_of(today)
    place = _place(out, conference, id)
    held = engines.read_folder(conference) if conference else {}
    held.pop(place, None)  # an earlier import, perhaps half mended, is no part of what this one is held against
    made = coordination.import_plan(
        engines.read_text(file) if file.suffix.lower() in _TEXTS else _tables(file, sheet),
        coordination.PlanRequest(id=id, today=day, language=language, title=title, start=start, end=end),
        path=file.name,
        conference=coordination.load(held) if conference else None,
        columns=_columns(columns or ()),
    )
    told = (*made.findings, *(_checked(held, place, made.content, day) if conference else ()))
    if out is not None:
        engines.write_file(out, made.content)
    if as_json:
        typer.echo(json.dumps(_record(made, told, out), ensure_ascii=False, indent=1))
        return
    for one in told:
        typer.echo(f"{one.severity}: {one}", err=True)
    if out is None:
        typer.echo(made.content.decode(), nl=False)
    open_ = sum(one.severity != "info" for one in told)
    typer.echo(f"{counted(made.areas, 'area')}, {counted(made.measures, 'measure')}; to look at: {open_}", err=True)


def _tables(file: Path, sheet: str | None) -> "tuple[PlanTable, ...]":
    """Every table of a file with what stands above it, cells as text."""
    from palermo import coordination, engines

    made = []
    for one in engines.read_raw(file, sheet=sheet).sheets:
        above = tuple((note.row, note.text) for note in one.notes)
        for at, table in enumerate(one.tables):
            rows = tuple(zip(table.rows.to_list(), table.cells.rows(), strict=True))
            extra = dict(table.ragged.select("row", "extra").iter_rows())
            rows = tuple((line, (*cells, *(extra.get(line) or ()))) for line, cells in rows)
            made.append(
                coordination.PlanTable(
                    headings=table.names(), rows=rows, above=() if at else above, name=table.title or one.name
                )
            )
    return tuple(made)


def _columns(written: Iterable[str]) -> Mapping[str, str]:
    found = {}
    for one in written:
        heading, separator, field = one.rpartition("=")
        if not (heading.strip() and separator and field.strip()):
            raise UsageError(f"--columns {one!r} names no field.", hint="Write --columns 'HEADING=lead'.")
        found[heading.strip()] = field.strip()
    return found


def _place(out: Path | None, conference: Path | None, id: str) -> str:
    """The path in the conference folder at which the plan is looked at: that of --out where it lies among the plans."""
    root = (conference or Path()).resolve() / "plans"
    return f"plans/{out.name}" if out is not None and out.resolve().parent == root else f"plans/{id}.yml"


def _checked(held: Mapping[str, bytes], place: str, content: bytes, day: date) -> "tuple[Finding, ...]":
    """What ``plan check`` says of this plan in its conference."""
    from palermo import coordination

    whole = coordination.load({**held, place: content})
    told = coordination.check(whole, today=day)
    return tuple(one for one in told if one.path == place or one.code == "coordination.duplicate-id")


def _record(made: "Imported", told: "Iterable[Finding]", out: Path | None) -> dict[str, Any]:
    """The result as JSON; the plan itself where it was written nowhere else."""
    record: dict[str, Any] = {"areas": made.areas, "measures": made.measures}
    record["findings"] = [one.to_dict() for one in told]
    return record if out else {**record, "plan": made.content.decode()}
