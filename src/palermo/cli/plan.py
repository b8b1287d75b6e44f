"""palermo plan: a conference's plans checked, where they stand, who owes what, and measures through the years."""

import gc
import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from palermo.cli.day import day_of
from palermo.cli.plan_import import import_from
from palermo.ground.counted import counted
from palermo.ground.errors import Refused

if TYPE_CHECKING:
    from palermo.coordination import Conference, Owed, PlanStatus
    from palermo.ground.finding import Finding

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Plans of a conference: checked, where they stand, who owes what."
)

app.command("import")(import_from)

Folder = Annotated[Path, typer.Argument(help="The conference folder: conference.yml, plans, progress, meetings …")]
Today = Annotated[str | None, typer.Option("--today", metavar="DATE", help="The day asked for. Default: the system's.")]
Period = Annotated[
    str | None, typer.Option("--period", metavar="YEAR", help="The period reported on. Default: the last full year.")
]
PlanId = Annotated[str | None, typer.Option("--plan", metavar="ID", help="The plan. Default: the latest begun.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")]


@app.command()
def check(folder: Folder, today: Today = None, as_json: AsJson = False) -> None:
    """Check everything in FOLDER; all findings at once, by file and line. Exit 3 where one is an error.

    \b
    palermo plan check examples/conference
    """
    found, told = _checked(folder, day_of(today))
    if as_json:
        typer.echo(json.dumps([one.to_dict() for one in told], ensure_ascii=False, indent=1))
    _stop(told, silent=as_json)
    if not as_json:
        _tell(told)
        measures = sum(len(plan.measures) for plan in found.plans.values())
        typer.echo(
            f"{counted(len(found.bodies), 'body', 'bodies')}, {counted(len(found.plans), 'plan')} with "
            f"{counted(measures, 'measure')}, {counted(len(found.entries), 'entry', 'entries')} of progress, "
            f"{len(found.reviews)} of reviews, {counted(len(found.meetings), 'meeting')}: no error"
        )


@app.command()
def status(
    folder: Folder, plan: PlanId = None, period: Period = None, today: Today = None, as_json: AsJson = False
) -> None:
    """Where a plan stands: measures by status, what is overdue or disputed, who is silent, decisions, members.

    \b
    palermo plan status examples/conference --today 2026-02-28
    """
    from palermo import coordination

    day = day_of(today)
    found = sound_conference(folder, day)
    made = coordination.rollup(found, today=day, period=period, plan=plan)
    typer.echo(json.dumps(made.to_dict(), ensure_ascii=False, indent=1) if as_json else _status(made, found, day))


@app.command()
def owed(
    folder: Folder,
    body: Annotated[str | None, typer.Option("--body", metavar="ID", help="One body; each if left out.")] = None,
    period: Period = None,
    today: Today = None,
    as_json: AsJson = False,
) -> None:
    """What each body owes, and by when: measures it answers for, reports not sent, decisions it owns.

    \b
    palermo plan owed examples/conference --body police
    """
    from palermo import coordination
    from palermo.ground.errors import UsageError

    day = day_of(today)
    found = sound_conference(folder, day)
    if body is not None and found.body(body) is None:
        raise UsageError(f"There is no body {body!r}.", hint=f"Bodies: {', '.join(one.id for one in found.bodies)}.")
    rows = coordination.owed(found, today=day, period=period, body=body)
    if as_json:
        typer.echo(json.dumps([one.to_dict() for one in rows], ensure_ascii=False, indent=1))
        return
    for line in _owed(rows, found, day):
        typer.echo(line)


@app.command()
def timeline(
    folder: Folder,
    plan: PlanId = None,
    period: Period = None,
    today: Today = None,
    svg: Annotated[Path | None, typer.Option("--svg", metavar="FILE", help="Draw it into this file.")] = None,
    view: Annotated[str, typer.Option("--view", help="What to draw: timeline, tree or bodies.")] = "timeline",
    as_json: AsJson = False,
) -> None:
    """Measures through the years: due when, standing where, carried over, changed or dropped by the next plan.

    \b
    palermo plan timeline examples/conference
    palermo plan timeline examples/conference --plan p3 --view tree --svg tree.svg
    """
    from palermo import coordination
    from palermo.coordination.place import said

    day = day_of(today)
    found = sound_conference(folder, day)
    chosen = coordination.choose_plan(found, plan, day).id if plan else None
    lines = [one for one in coordination.timeline(found, today=day, period=period) if chosen in (None, one.plan)]
    if svg is not None:
        _draw(found, svg, view, plan, period, day)
    if as_json:
        typer.echo(json.dumps([one.to_dict() for one in lines], ensure_ascii=False, indent=1))
        return
    for one in lines:
        fate = f"{one.fate}{' as ' + ', '.join(one.continued_by) if one.continued_by else ''}"
        late = ", OVERDUE" if one.overdue else ""
        text = said(one.measure.text)
        typer.echo(f"{'  ' * one.depth}{one.measure.ref:10} {one.start or '…'} – {one.end or '…'}  {text}")
        typer.echo(f"{'  ' * one.depth}{'':10} {one.status}{late}; {fate}; lead: {', '.join(one.leads) or 'nobody'}")


def _draw(found: "Conference", file: Path, view: str, plan: str | None, period: str | None, day: date) -> None:
    from palermo import coordination, engines, report
    from palermo.ground.errors import UsageError

    if view not in report.PLAN_VIEWS:
        raise UsageError(f"--view is {view!r}.", hint=f"Draw one of {', '.join(report.PLAN_VIEWS)}.")
    chosen = coordination.choose_plan(found, plan, day)
    standing = coordination.Standing.on(found, today=day, period=period)
    engines.write_files(file.parent, {file.name: report.draw_plan(standing, chosen, view)})
    typer.echo(f"Drawn into {file}", err=True)


def _checked(folder: Path, today: date) -> "tuple[Conference, tuple[Finding, ...]]":
    from palermo import coordination, engines

    files = engines.read_folder(folder, patterns=("*.yml", "*.yaml"))
    gc.disable()  # everything read is kept: to look for what may go costs a third of the time and finds nothing
    try:
        found = coordination.load(files)
        return found, coordination.check(found, today=today)
    finally:
        gc.enable()


def sound_conference(folder: Path, today: date) -> "Conference":
    """The conference, when nothing in it is an error; warnings go by."""
    found, told = _checked(folder, today)
    _stop(told)
    return found


def _stop(told: "Sequence[Finding]", *, silent: bool = False) -> None:
    wrong = [one for one in told if one.severity == "error"]
    if wrong:
        things = "1 thing is wrong" if len(wrong) == 1 else f"{len(wrong)} things are wrong"
        raise Refused(f"{things} in the conference.", findings=() if silent else tuple(told))


def _tell(told: "Iterable[Finding]") -> None:
    for one in told:
        typer.echo(f"{one.severity}: {one}", err=True)


def _status(made: "PlanStatus", found: "Conference", day: date) -> str:
    """The status as lines for a person."""
    lines = [f"Plan {made.plan} on {day}, reported for {made.period}", f"  measures {made.measures}"]
    lines += [f"    {name.replace('_', ' '):14} {count}" for name, count in made.by_status.items()]
    if made.sub_measures:
        lines.append(f"  sub-measures {made.sub_measures}")
        lines += [f"    {name.replace('_', ' '):14} {count}" for name, count in made.sub_by_status.items() if count]
    lines.append(f"  overdue {len(made.overdue)}: {', '.join(made.overdue) or '–'}")
    lines.append(f"  disputed by a reviewer {len(made.disputed)}: {', '.join(made.disputed) or '–'}")
    names = [found.name_of(id, day) for id in made.silent]
    lines.append(f"  silent bodies {len(names)}: {', '.join(names) or '–'}")
    lines.append(f"  decisions open {len(made.open)}, overdue {len(made.late)}, ownerless {len(made.ownerless)}")
    lines.append(f"  members of the conference {made.members}")
    return "\n".join(lines)


def _owed(rows: "Iterable[Owed]", found: "Conference", day: date) -> Iterable[str]:
    from palermo.coordination.place import said

    last = None
    for one in rows:
        if one.body != last:
            yield found.name_of(one.body, day) if one.body else "Nobody answers for"
            last = one.body
        late = "OVERDUE " if one.overdue and one.kind != "report" else ""
        due = f"{late}by {one.due}" if one.due else "not reported" if one.kind == "report" else "no date"
        yield f"  {one.kind:8} {one.ref:12} {due:20} {said(one.text)}"
