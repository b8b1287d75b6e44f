"""palermo returns: forms for the bodies that take part by counts, their returns checked, figures made of them."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from palermo.cli.day import day_of
from palermo.ground.counted import counted
from palermo.ground.errors import Refused, UsageError

if TYPE_CHECKING:
    import polars as pl

    from palermo.coordination import Ask, Conference, Returns
    from palermo.ground.finding import Finding

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Yearly returns: forms out, filled forms checked, figures by body."
)

Folder = Annotated[Path, typer.Argument(help="The conference folder, with returns/ask.yml and the filled forms.")]
Today = Annotated[str | None, typer.Option("--today", metavar="DATE", help="The day asked for. Default: the system's.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")]


@app.command()
def template(
    folder: Folder,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the forms go; none there is replaced.")],
    period: Annotated[
        str | None, typer.Option("--period", metavar="PERIOD", help="One year or month; all asked for if left out.")
    ] = None,
    body: Annotated[str | None, typer.Option("--body", metavar="ID", help="One body; each if left out.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="CSV with its LAYOUT.yml, in place of workbooks.")] = False,
    today: Today = None,
) -> None:
    """Write the form of each return asked for: BODY-PERIOD.xlsx, to be filled in with any spreadsheet.

    \b
    palermo returns template FOLDER --period 2025 --out forms
    """
    from palermo import coordination, engines

    found, files = _conference(folder)
    ask = coordination.read_ask(files, found)
    _stop(found, ask)
    forms = [
        one
        for one in coordination.return_forms(ask, found, today=day_of(today))
        if (period is None or one.period == period) and (body is None or one.body == body)
    ]
    if not forms:
        raise UsageError("No return is asked for with that body and period.", hint="Look at returns/ask.yml.")
    made = (
        {f"{one.name}.csv": engines.return_csv(one) for one in forms}
        if csv
        else {f"{one.name}.xlsx": engines.return_book(one) for one in forms}
    )
    if csv:
        made["LAYOUT.yml"] = coordination.layout_file()
    taken = [name for name in made if name != "LAYOUT.yml" and (out / name).exists()]
    if taken:
        raise UsageError(
            f"{out} holds {taken[0]} already" + (f" and {len(taken) - 1} more." if len(taken) > 1 else "."),
            hint="A form that may be filled in is not replaced: name another folder.",
        )
    engines.write_files(out, made)
    typer.echo(f"{counted(len(forms), 'form')} with {sum(len(one.rows) for one in forms)} rows in {out}")


@app.command()
def check(folder: Folder, today: Today = None, as_json: AsJson = False) -> None:
    """Check every return in FOLDER/returns; all findings at once, by file, sheet and row.

    Exit 3 where a row is rejected or a question is open.

    \b
    palermo returns check FOLDER
    """
    found, files = _conference(folder)
    day = day_of(today)
    made = _read(files, found, day)
    open_ = [one for one in made.findings if one.severity in ("error", "question")]
    if as_json:
        typer.echo(json.dumps(_checked(made), ensure_ascii=False, indent=1))
    else:
        for finding in made.findings:
            if finding.severity != "info":
                typer.echo(f"{finding.severity}: {_placed(finding)}", err=True)
        for line in _receipts(made, day):
            typer.echo(line)
    if open_:
        raise Refused(f"{_things(len(open_))} in the returns. {made.summary()}.")


@app.command()
def figures(
    folder: Folder,
    today: Today = None,
    period: Annotated[
        str | None, typer.Option("--period", metavar="PERIOD", help="One year or month; all if left out.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="DIR", help="Write figures, sums and completeness as CSV here.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Figures of the accepted rows, each with its body, file and row; sums over bodies with how many of them answered.

    \b
    palermo returns figures FOLDER --period 2025 --csv figures
    """
    from palermo import coordination, engines

    day = day_of(today)
    found, files = _conference(folder)
    made = _read(files, found, day)
    _stop(found, made.ask)
    tables = coordination.return_frames(made, found, today=day)
    if period is not None:
        if not any(one.startswith(period) for _, one in made.expected):
            raise UsageError(f"No return is asked for {period!r}.", hint="Look at returns/ask.yml.")
        tables = {name: table.filter(table["period"].str.starts_with(period)) for name, table in tables.items()}
    named = dict(zip(("figures", "completeness", "sums"), tables.values(), strict=True))
    held = [one for one in made.answers if one.state != "accepted"]
    if held:
        rows = "1 row is" if len(held) == 1 else f"{len(held)} rows are"
        typer.echo(f"{rows} held back, rejected or pending: palermo returns check says why", err=True)
    if csv is not None:
        engines.write_files(csv, {f"{name}.csv": engines.write_csv(table) for name, table in named.items()})
        for name, table in named.items() if not as_json else ():
            typer.echo(f"{table.height} rows in {csv / name}.csv")
    if as_json:
        typer.echo(json.dumps({name: table.to_dicts() for name, table in named.items()}, ensure_ascii=False, indent=1))
        return
    for line in _trends(named["sums"], named["completeness"]) if csv is None else ():
        typer.echo(line)


def _conference(folder: Path) -> "tuple[Conference, dict[str, bytes]]":
    from palermo import coordination, engines

    files = engines.read_folder(folder)
    return coordination.load(files), files


def _read(files: dict[str, bytes], found: "Conference", today: date) -> "Returns":
    from palermo.engines import read_returns

    return read_returns(files, found, today=today)


def _stop(found: "Conference", ask: "Ask") -> None:
    """Who is asked must be sure before a form goes out, or a sum says of how many bodies it is."""
    faults = [*(one for one in found.faults if one.path == "conference.yml"), *ask.faults]
    wrong = [one for one in faults if one.severity == "error"]
    if wrong:
        raise Refused(f"{_things(len(wrong))} in conference.yml and returns/ask.yml.", findings=wrong)


def _things(count: int) -> str:
    return "1 thing is wrong or open" if count == 1 else f"{count} things are wrong or open"


def _placed(one: "Finding") -> str:
    """``file [sheet] row N, cell`` and what is to be said."""
    sheet = f" [{one.table}]" if one.table else ""
    line = f":{one.line}" if one.line is not None and (one.path or "").endswith(".yml") else ""
    row = f" row {one.row}" if one.row is not None else ""
    column = f", {one.column}" if one.column else ""
    hint = f" ({one.hint})" if one.hint else ""
    return f"{one.path or ''}{line}{sheet}{row}{column}: {one.code} {one.text}{hint}"


def _checked(made: "Returns") -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "files": [asdict(one) for one in made.receipts],
        "findings": [one.to_dict() for one in made.findings],
    }


def _receipts(made: "Returns", day: date) -> Iterator[str]:
    for one in made.receipts:
        of = f"{one.body} {one.period}" if one.body else "unknown body"
        untouched = "" if one.sent else ", nothing filled in"
        gone = f", {counted(one.missing, 'row')} of the form missing" if one.missing else ""
        yield (
            f"{one.path} ({of}): {one.received} received = {one.accepted} accepted + {one.rejected} rejected + "
            f"{one.pending} pending{gone}{untouched}"
        )
    sent = {(one.body, one.period) for one in made.receipts if one.sent}
    quiet = [one for key, one in sorted(made.expected.items()) if key not in sent]
    yield f"{len(made.expected) - len(quiet)} of {len(made.expected)} returns asked for were sent"
    for word, ended in (("silent", True), ("not over yet", False)):
        if named := [f"{one.body} {one.period}" for one in quiet if one.ended(day) is ended]:
            yield f"{word}: {', '.join(named)}"


def _trends(sums: "pl.DataFrame", completeness: "pl.DataFrame") -> Iterator[str]:
    """The total of each line through the periods, beside each how many of the bodies asked have answered it."""
    from palermo.standards import returns

    totals = sums.filter(sums["breakdown"] == "total").to_dicts()
    for line in dict.fromkeys(row["return_line"] for row in totals):
        yield f"{returns.lines()[line].label}"
        for row in totals:
            if row["return_line"] == line:
                bodies = counted(int(row["of"]), "body", "bodies")
                said = f"{row['value'] or '–'} ({row['unit']}), from {row['answered']} of {bodies}"
                yield f"  {row['period']}  {said}{_gaps(row)}"
    yield "Completeness: cells answered by body and period"
    for row in completeness.to_dicts():
        if row["asked"] == "yes":
            said = f"{row['answered']} of {row['of']}" if row["sent"] == "yes" else "silent"
            late = ", OVERDUE" if row["overdue"] == "yes" else ""
            held = f", {row['held']} held back" if row["held"] != "0" else ""
            yield f"  {row['body']:24} {row['period']:8} {said}{held}{late}"


def _gaps(row: dict[str, str]) -> str:
    names = {"not_asked": "not asked", "not_known": "not known", "empty": "empty", "held": "held back"}
    told = [f"{row[name]} {word}" for name, word in names.items() if row[name] != "0"]
    quiet = [f"silent: {row['silent_bodies'].replace(';', ', ')}"] if row["silent_bodies"] else []
    return f" ({'; '.join([*told, *quiet])})" if told or quiet else ""
