"""palermo answer: a questionnaire filled from the figures of a report, and what is missing with its reason."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from palermo.ground.errors import UsageError

if TYPE_CHECKING:
    from palermo.coordination import Answer, Answers, Questionnaire

app = typer.Typer(add_completion=False, help="A questionnaire of an international body, filled from a report.")

_SHIPPED = "questionnaires/"
_FORMATS = (".csv", ".xlsx", ".md")
_NUMBERS = ("value", "low", "high")


@app.command()
def answer(
    questionnaire: Annotated[
        str | None, typer.Argument(help="A file of palermo.questionnaire/1, or the name of a shipped one: un, eu, coe.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Argument(help="A report folder, computed in memory, or a built edition.")
    ] = None,
    figures: Annotated[
        Path | None, typer.Option("--figures", metavar="FILE.yml", help="Which figure answers which question.")
    ] = None,
    period: Annotated[
        str | None, typer.Option("--period", metavar="PERIOD", help="The period asked for: 2025, or 2023-2024.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write a .csv, .xlsx or .md. Default: print a table.")
    ] = None,
    data: Annotated[
        list[str] | None,
        typer.Option("--data", metavar="NAME=FILE", help="A source or dataset held elsewhere, and its file here."),
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="List the shipped questionnaires, or the questions of the one named.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")] = False,
) -> None:
    """Fill QUESTIONNAIRE from the figures of FOLDER. What is not there is listed with the reason; nothing is computed.

    \b
    palermo answer --list
    palermo answer un examples/trafficking-offences --period 2019 --figures answers.yml --out un.csv
    """
    from palermo import coordination, engines, report
    from palermo.cli.report import given_files, report_ports

    if list_:
        _list(questionnaire, as_json)
        return
    if questionnaire is None or folder is None:
        raise UsageError("A questionnaire and a folder are needed.", hint="palermo answer un FOLDER --period 2025")
    if out is not None and out.suffix.lower() not in _FORMATS:
        raise UsageError(f"--out {out.name} has no form we write.", hint=f"Name a file in {', '.join(_FORMATS)}.")
    asked = _questionnaire(questionnaire)
    if figures is not None:
        asked = coordination.with_figures(asked, figures.name, engines.read_bytes(figures))
    asked = _for(asked, period)
    held = report.figures_of(
        engines.read_folder(folder), ports=report_ports(), wanted=asked.figures(), given=given_files(data or ())
    )
    made = coordination.answer(asked, held.rows, protected=held.protected)
    if out is not None:
        engines.write_file(out, _written(made, out.suffix.lower()))
    if as_json:
        typer.echo(json.dumps(made.to_dict(), ensure_ascii=False, indent=1))
        return
    if out is None:
        typer.echo(_markdown(made), nl=False)
    _sum_up(made)


def _questionnaire(named: str) -> "Questionnaire":
    """A file, or a shipped one by its name; a file of that name comes first."""
    from palermo import coordination, engines, standards

    if not Path(named).exists() and f"{_SHIPPED}{named}" in standards.names():
        return coordination.read_questionnaire(f"{named}.yml", standards.text_of(f"{_SHIPPED}{named}"))
    if not Path(named).exists():
        raise UsageError(
            f"There is no file {named}, and no questionnaire of that name ships.",
            hint=f"Shipped: {', '.join(_names())}.",
        )
    return coordination.read_questionnaire(Path(named).name, engines.read_bytes(Path(named)))


def _names() -> list[str]:
    from palermo import standards

    return [name.removeprefix(_SHIPPED) for name in standards.names() if name.startswith(_SHIPPED)]


def _for(asked: "Questionnaire", written: str | None) -> "Questionnaire":
    """The questionnaire asked for the period of --period, where one is given."""
    from palermo import coordination

    if written is None:
        return asked
    period = coordination.AskedPeriod.parse(written)
    if period is None:
        raise UsageError(f"--period is {written!r}.", hint="Write 2025, 2025-03, 2025-Q1, 2025-H1 or 2023-2024.")
    return replace(asked, period=period)


def _list(named: str | None, as_json: bool) -> None:
    """The shipped questionnaires, or the questions of one."""
    if named is None:
        found = [_questionnaire(name) for name in _names()]
        rows = [{"id": one.id, "title": _said(one.title), "source": one.source, "basis": one.basis} for one in found]
    else:
        questions = _questionnaire(named).questions
        rows = [
            {"id": one.id, "text": _said(one.text), "unit": ", ".join(one.units), "figure": ", ".join(one.figures)}
            for one in questions
        ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        first, *others = row.values()
        typer.echo(f"{first:32} {'; '.join(part for part in others if part)}")


def _said(words: object) -> str:
    return str(next(iter(words.values()), "")) if isinstance(words, dict) else ""


def _written(made: "Answers", form: str) -> bytes:
    """The lines as a file: in tables every text is text, whatever it begins with."""
    import polars as pl

    from palermo import coordination, engines

    if form == ".md":
        return _markdown(made).encode()
    names = coordination.ANSWER_COLUMNS
    rows = [[_cell(name, getattr(line, name)) for name in names] for line in made.lines]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return engines.write_workbook([names], frame, {}, name="answers") if form == ".xlsx" else engines.write_csv(frame)


def _cell(name: str, text: str) -> str:
    from palermo.ground.spreadsheets import as_text

    return text if name in _NUMBERS else as_text(text)


def _markdown(made: "Answers") -> str:
    """A table a section; the source and how far it was checked stand on top."""
    of = made.questionnaire
    parts = [f"# {_said(of.title)}", f"Questions in our own words after: {of.source} ({of.basis})."]
    for id, title in of.sections.items():
        lines = [line for line in made.lines if line.section == id]
        rows = [
            "| question | asked for | answer | unit | period | figure | remark |",
            "|---|---|---|---|---|---|---|",
        ]
        rows += [f"| {' | '.join(_escaped(_columns(line)))} |" for line in lines]
        parts += [f"## {_said(title)}", "\n".join(rows)]
    return "\n\n".join(parts) + "\n"


def _columns(line: "Answer") -> Iterator[str]:
    from palermo import coordination

    yield f"{line.text} (`{line.question}`)"
    yield line.asked
    yield line.printed()
    yield line.unit if line.printed() else ""
    yield line.period
    yield f"`{line.figure}`" if line.figure else ""
    reason = coordination.REASONS.get(line.reason, "")
    said = f"said by {line.said_by}" if line.said_by and line.printed() else ""
    yield "; ".join(part for part in (reason, line.detail, said, line.note) if part)


def _escaped(cells: Iterable[str]) -> Iterator[str]:
    return (" ".join(cell.split()).replace("|", "\\|") for cell in cells)


def _sum_up(made: "Answers") -> None:
    from palermo import coordination

    typer.echo(f"{made.answered()} of {len(made.lines)} lines answered", err=True)
    for reason, count in made.missing().items():
        typer.echo(f"  {count} missing: {coordination.REASONS[reason]}", err=True)
