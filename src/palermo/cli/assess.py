"""palermo assess: states by one yardstick, side by side; what changed; what a rule over ranks implies."""

import json
from collections.abc import Iterable, Sequence, Sized
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from palermo.cli.day import day_of
from palermo.cli.plan import AsJson, Folder, Today, sound_conference
from palermo.ground.counted import counted

if TYPE_CHECKING:
    from palermo.coordination import Assessment, Conference, GridCell, History

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Assessments by one yardstick: several assessors side by side, no score, no average.",
)

State = Annotated[
    list[str] | None, typer.Option("--state", metavar="CODE", help="A state; may be given again. All if left out.")
]
Round = Annotated[int | None, typer.Option("--round", metavar="YEAR", help="The round. Default: the last there is.")]


@app.command()
def grid(
    folder: Folder,
    state: State = None,
    round: Round = None,
    framework: Annotated[
        str | None, typer.Option("--framework", metavar="ID", help="The yardstick. Default: each that is used.")
    ] = None,
    today: Today = None,
    as_json: AsJson = False,
) -> None:
    """Criterion by criterion, the same sheet for every state: what each assessor says, and the government's reply.

    \b
    palermo assess grid examples/conference --state XA --round 2025
    """
    from palermo import coordination

    found = sound_conference(folder, day_of(today))
    chosen = [one for one in found.assessments if not state or one.state in state]
    asked = round or coordination.latest_round(chosen)
    chosen = [one for one in chosen if one.round == asked and framework in (None, one.framework)]
    sheets = []
    for id in dict.fromkeys(one.framework for one in chosen):
        mine = [one for one in chosen if one.framework == id]
        rows = coordination.grid(mine, found.frameworks[id].criteria, asked or 0)
        sheets.append((id, mine, rows))
    if as_json:
        made = [
            {
                "framework": id,
                "round": asked,
                "ranks": [{"assessor": one.assessor, "state": one.state, "rank": one.rank} for one in mine],
                "criteria": [
                    {"criterion": criterion.id, "text": dict(criterion.text), "said": [_cell(one) for one in cells]}
                    for criterion, cells in rows
                ],
            }
            for id, mine, rows in sheets
        ]
        typer.echo(json.dumps(made, ensure_ascii=False, indent=1))
        return
    if not sheets:
        there = sorted({f"{one.state} in {one.round}" for one in found.assessments})
        typer.echo(f"No assessment fits. There are: {', '.join(there) or 'none'}.")
    for id, mine, rows in sheets:
        typer.echo(f"{id}, round {asked}: {_states({one.state for one in mine})}, {counted(len(mine), 'sheet')}")
        for line in _ranks(mine):
            typer.echo(f"  {line}")
        for criterion, cells in rows:
            typer.echo(f"  {criterion.id:8} {next(iter(criterion.text.values()), '')}")
            for cell in cells:
                said = cell.judgement.judgement.replace("_", " ") if cell.judgement else "silent"
                reply = f"; the reply: {next(iter(cell.replies[0].text.values()), '')}" if cell.replies else ""
                typer.echo(f"           {cell.state} {cell.assessor:12} {said}{reply}")


def _ranks(sheets: "Iterable[Assessment]") -> Iterable[str]:
    for one in sheets:
        if one.rank is not None:
            yield f"{one.assessor} says of {one.state}: rank {one.rank}"
        for reply in one.answers(None):
            yield f"{reply.by} replies on {one.state} to {one.assessor}: {next(iter(reply.text.values()), '')}"


def _cell(one: "GridCell") -> dict[str, object]:
    return {
        "assessor": one.assessor,
        "state": one.state,
        "judgement": one.judgement.judgement if one.judgement else None,
        "text": dict(one.judgement.text) if one.judgement else {},
        "evidence": [*one.judgement.documents, *one.judgement.figures] if one.judgement else [],
        "replies": [{"by": part.by, "text": dict(part.text), "document": part.document} for part in one.replies],
    }


@app.command()
def changes(folder: Folder, state: State = None, today: Today = None, as_json: AsJson = False) -> None:
    """Which criterion each assessor judges otherwise than in its last round, and on what evidence.

    Where the yardstick gained or lost a criterion, that is said instead: on it the two rounds cannot be compared.

    \b
    palermo assess changes examples/conference --state XA
    """
    from palermo import coordination

    found = sound_conference(folder, day_of(today))
    told = [one for one in coordination.changes(found.assessments, found.frameworks) if not state or one.state in state]
    if as_json:
        made = [
            {
                "assessor": one.assessor,
                "state": one.state,
                "criterion": one.criterion,
                "before": {"round": one.before_round, "judgement": one.before},
                "now": {"round": one.round, "judgement": one.now},
                "evidence": list(one.evidence),
                "yardstick": one.framed,
            }
            for one in told
        ]
        typer.echo(json.dumps(made, ensure_ascii=False, indent=1))
        return
    if not told:
        typer.echo("No criterion changed between two rounds of one assessor.")
    for one in told:
        head = f"{one.state} {one.assessor} {one.criterion:8} {one.before_round} → {one.round}"
        if one.framed:
            typer.echo(f"{head}: {one.framed} in the yardstick")
        else:
            before, now = ((said or "silent").replace("_", " ") for said in (one.before, one.now))
            typer.echo(f"{head}: {before} → {now}; evidence: {', '.join(one.evidence) or 'none named'}")


@app.command()
def about(folder: Folder, round: Round = None, today: Today = None, as_json: AsJson = False) -> None:
    """How much of each assessor's report is about which state, as the sheets state it.

    \b
    palermo assess about examples/conference
    """
    found = sound_conference(folder, day_of(today))
    rows = [
        (one.assessor, one.round, state, amount, one.about.total, one.about.unit)
        for one in found.assessments
        if one.about is not None and round in (None, one.round)
        for state, amount in one.about.states.items()
    ]
    if as_json:
        names = ("assessor", "round", "state", "amount", "total", "unit")
        typer.echo(json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False, indent=1))
        return
    if not rows:
        typer.echo("No sheet says how much of a report is about whom.")
    for assessor, year, state, amount, total, unit in rows:
        typer.echo(f"{assessor} {year}: {amount} of {total} {unit}s about {state}")


@app.command()
def history(
    folder: Annotated[Path | None, typer.Argument(help="The conference folder, for the ranks in tiers/.")] = None,
    ranks: Annotated[
        Path | None,
        typer.Option("--ranks", metavar="FILE", help="A table instead: state (or countryname), year, tier."),
    ] = None,
    state: State = None,
    today: Today = None,
    as_json: AsJson = False,
) -> None:
    """What the rule of the automatic downgrade implies over a history of ranks, and what the assessor then gave.

    It states the rule; it gives no rank. Two years running on the watch list: 3 in the next report unless waived.

    \b
    palermo assess history examples/conference
    palermo assess history --ranks ../shared/data/tip-tiers-2001-2015.csv
    """
    from palermo import coordination
    from palermo.ground.errors import UsageError

    if (folder is None) == (ranks is None):
        raise UsageError("Name a conference folder or a table of ranks.", hint="FOLDER, or --ranks FILE.")
    histories = _of_table(ranks) if ranks else _of_folder(folder or Path(), today)
    if state:
        histories = [one for one in histories if one.state in state]
    found = coordination.after_two(histories)
    longest = max(map(coordination.longest_run, histories), default=0)
    held = sorted(one.state for one in histories if longest and coordination.longest_run(one) == longest)
    coming = {one.state: said for one in histories if (said := coordination.next_implied(one, max(one.ranks) + 1))}
    counts = coordination.what_followed(found)
    if as_json:
        made = {
            "states": len(histories),
            "after_two": len(found),
            "followed": dict(counts),
            "longest_run": {"years": longest, "states": held},
            "rows": [
                {
                    "state": one.state,
                    "year": one.year,
                    "years_on_list": one.years_on_list,
                    "given": one.given or None,
                    "implied": one.implied,
                    "waiver": one.waiver,
                    "after_fall": one.after_fall,
                }
                for one in found
            ],
            "next": coming,
        }
        typer.echo(json.dumps(made, ensure_ascii=False, indent=1))
        return
    times = counted(len(found), "time")
    typer.echo(f"{_states(histories)}; {times} a state had been two years or more on the list:")
    typer.echo("  " + ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items()))
    typer.echo(f"  longest run: {counted(longest, 'year')} ({_states(held)})")
    for one in found:
        later = ", after a fall and return" if one.after_fall else ""
        waiver = f", {one.waiver.replace('_', ' ')} the years of a waiver" if one.waiver in ("within", "beyond") else ""
        given = one.given or "no rank"
        typer.echo(f"  {one.year} {one.state}: {one.years_on_list} years on the list{later}; given {given}{waiver}")
    for name, said in sorted(coming.items()):
        typer.echo(f"  next for {name}: {said}")


def _states(some: Sized) -> str:
    return counted(len(some), "state")


def _of_table(file: Path) -> "list[History]":
    from palermo import coordination, engines

    return list(coordination.histories_of(engines.read_csv_frame(engines.read_bytes(file))))


def _of_folder(folder: Path, today: str | None) -> "list[History]":
    """The ranks of the folder by assessor and state."""
    from palermo import coordination

    found = sound_conference(folder, day_of(today))
    ranks: dict[tuple[str, str], dict[int, str]] = {}
    for rank in found.ranks:
        ranks.setdefault((rank.assessor, rank.state), {})[rank.round] = rank.rank
    for assessor, state, round, given in _of_sheets(found):
        ranks.setdefault((assessor, state), {}).setdefault(round, given)
    several = len({assessor for assessor, _ in ranks}) > 1
    return [
        coordination.History(state=f"{state} ({assessor})" if several else state, ranks=years)
        for (assessor, state), years in sorted(ranks.items(), key=lambda pair: (pair[0][1], pair[0][0]))
    ]


def _of_sheets(found: "Conference") -> Sequence[tuple[str, str, int, str]]:
    return [(one.assessor, one.state, one.round, one.rank) for one in found.assessments if one.rank is not None]
