"""palermo duties: what a state took on, line by line, with the evidence and the judgements side by side."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from palermo.cli.day import day_of
from palermo.cli.plan import AsJson, Folder, Today, sound_conference

if TYPE_CHECKING:
    from palermo.coordination import Duties, Judgement, SheetLine


app = typer.Typer(add_completion=False)


@app.command()
def duties(
    folder: Folder,
    instrument: Annotated[
        str | None, typer.Option("--instrument", metavar="ID", help="One instrument, such as palermo; all if left out.")
    ] = None,
    state: Annotated[str | None, typer.Option("--state", metavar="CODE", help="One state; all if left out.")] = None,
    period: Annotated[
        str | None, typer.Option("--period", metavar="YEAR", help="One period; the last of each if left out.")
    ] = None,
    today: Today = None,
    as_json: AsJson = False,
) -> None:
    """The sheet of duties in FOLDER: every line with its evidence, the state's own judgement, and others' beside it.

    Where nothing is written down the sheet says so: missing evidence is missing, not breach.

    \b
    palermo duties examples/conference --instrument palermo
    """
    from palermo import coordination
    from palermo.ground.errors import UsageError

    day = day_of(today)
    found = sound_conference(folder, day)
    if instrument is not None and instrument not in found.instruments:
        raise UsageError(
            f"There is no instrument {instrument!r}.", hint=f"Instruments: {', '.join(found.instruments)}."
        )
    chosen = [one for one in found.duties if instrument in (None, one.instrument) and state in (None, one.state)]
    last: dict[tuple[str, str], str] = {}
    for one in chosen:
        last[one.instrument, one.state] = max(one.period, last.get((one.instrument, one.state), ""))
    chosen = [one for one in chosen if one.period == (period or last[one.instrument, one.state])]
    sheets = [(one, coordination.sheet(one, found.instruments[one.instrument])) for one in chosen]
    if as_json:
        typer.echo(json.dumps([_record(one, lines) for one, lines in sheets], ensure_ascii=False, indent=1))
        return
    if not sheets:
        typer.echo("No sheet of duties is kept that fits.")
    for one, lines in sheets:
        _print(one, lines)


def _record(duties: "Duties", lines: "tuple[SheetLine, ...]") -> dict[str, object]:
    return {
        "instrument": duties.instrument,
        "state": duties.state,
        "period": duties.period,
        "lines": [
            {
                "article": one.asked.article,
                "kind": one.asked.kind,
                "strength": one.asked.strength,
                "text": dict(one.asked.text),
                "documents": list(one.line.documents) if one.line else [],
                "figures": list(one.line.figures) if one.line else [],
                "own": _judgement(one.own) if one.own else None,
                "others": [_judgement(other) for other in one.others],
                "differ": one.differ,
            }
            for one in lines
        ],
    }


def _judgement(one: "Judgement") -> dict[str, object]:
    return {
        "by": one.by,
        "judgement": one.judgement,
        "text": dict(one.text),
        "document": one.document,
        "on": str(one.on) if one.on else None,
    }


def _print(duties: "Duties", lines: "tuple[SheetLine, ...]") -> None:
    with_evidence = sum(bool(one.evidence) for one in lines)
    judged = sum(one.own is not None for one in lines)
    typer.echo(f"{duties.instrument}, {duties.state}, {duties.period}: {len(lines)} lines")
    differ = sum(one.differ for one in lines)
    typer.echo(f"  evidence named for {with_evidence}, own judgement on {judged}, others differ on {differ}")
    for one in lines:
        text = next(iter(one.asked.text.values()), "")
        typer.echo(f"  {one.asked.article:6} {one.asked.strength.replace('_', ' '):18} {text}")
        typer.echo(f"         evidence: {', '.join(one.evidence) or 'none named'}")
        own = f"{one.own.judgement.replace('_', ' ')} ({one.own.by})" if one.own else "no judgement given"
        typer.echo(f"         own: {own}")
        for other in one.others:
            typer.echo(f"         {other.by} says: {other.judgement.replace('_', ' ')}")
