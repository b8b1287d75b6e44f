"""palermo link-audit: the attack on one's own encoding, with a second key, and its control."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from palermo.cli.linking import DANGERS, Clock, fields_of, read_list, say
from palermo.ground.errors import UsageError
from palermo.ground.finding import Finding, Severity

if TYPE_CHECKING:
    import polars as pl

    from palermo.linkage import Fields

app = typer.Typer(rich_markup_mode="rich", add_completion=False)

_EPILOG = (
    f"{DANGERS}[bold]Examples[/bold]\n\n"
    "palermo link-audit victims.csv --fields FIELDS.yml\n\n"
    "palermo link-audit --invented 3000 --fields FIELDS.yml --sizes 1000,3000 --overlap 1,0.5 --json\n\n"
    "Exit codes: 0 every share is below the limit: this attack failed, which is no proof of safety; 2 bad input; "
    "3 the control failed, nothing is judged; 4 a share is above the limit."
)


@app.command(epilog=_EPILOG)
def link_audit(
    fields: Annotated[
        Path, typer.Option("--fields", metavar="FIELDS.yml", help="The fields and the scheme to attack.")
    ],
    people: Annotated[Path | None, typer.Argument(metavar="PEOPLE.csv", help="The list to attack.")] = None,
    invented: Annotated[
        str | None, typer.Option("--invented", metavar="N", help="Attack N invented people in place of a list.")
    ] = None,
    limit: Annotated[
        str | None,
        typer.Option("--limit", metavar="SHARE", help="The highest share that passes. Default: the policy's."),
    ] = None,
    sizes: Annotated[str, typer.Option("--sizes", metavar="LIST", help="How many victims.")] = "1000,3000",
    overlap: Annotated[
        str, typer.Option("--overlap", metavar="LIST", help="Which share of them the attacker knows.")
    ] = "1,0.5,0.2",
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The seed of the attack.")] = 1,
    today: Annotated[
        str | None, typer.Option("--today", metavar="DATE", help="The day to go by. Default: the system's.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, and nothing else.")] = False,
) -> None:
    """Try to find out who is who in one's own encoding, as one who has a list of the people but not the key."""
    from palermo import linkage
    from palermo.cli.day import day_of

    if (people is None) == (invented is None):
        raise UsageError("Name a list, or --invented N.", hint="One of the two.")
    day, asked = day_of(today), fields_of(fields)
    bound = float(limit) if limit else asked.policy.audit_limit
    wanted, overlaps = [int(one) for one in sizes.split(",")], [float(one) for one in overlap.split(",")]
    if min(wanted) < linkage.FEWEST_ATTACKED or not all(0 < one <= 1 for one in overlaps) or not 0 < bound < 1:
        raise UsageError(
            "--sizes, --overlap or --limit make no sense.", hint="As in --sizes 1000,3000 --overlap 1,0.5."
        )
    findings: list[Finding] = []
    frame = read_list(people) if people else None
    given = frame is not None and frame.height >= linkage.FEWEST_ATTACKED
    if frame is None or not given:
        many = int(invented) if invented else max(wanted)
        frame, asked = _invented(many, seed, asked)
        if people:
            text = "the list is too short to be attacked; invented people stood in"
            findings.append(Finding(code="linkage.people-invented", severity=Severity.WARNING, text=text))
    held = linkage.read_people(frame, asked, today=day, path=people.name if people else "")
    clock = Clock()
    keys = _key(seed, "victims"), _key(seed, "attacker")  # of no run: nothing real is encoded with them
    attacks, cut = linkage.audit(
        held, asked, secrets=keys, sizes=wanted, overlaps=overlaps, seed=seed, clock=clock.seconds
    )
    if cut:
        text = "the list holds fewer people than a size asked for; it was cut to what there is"
        findings.append(Finding(code="linkage.size-cut", severity=Severity.WARNING, text=text, count=cut))
    verdict = linkage.verdict_of(attacks, bound)
    told: dict[str, object] = {
        "scheme": asked.scheme.name,
        "people": "list" if given else "invented",
        "limit": bound,
        "passed": verdict == "passed",
        "attacks": [one.to_dict() for one in attacks],
        "today": day.isoformat(),
        **clock.spent(),
    }
    if verdict == "control-failed":
        text = "the attack does not break even the bare encoding of these people, so that it says nothing"
        findings.append(Finding(code="linkage.control-failed", severity=Severity.ERROR, text=text))
    if verdict == "failed":
        text = "people were found again above the limit"
        findings.append(Finding(code="linkage.audit-failed", severity=Severity.ERROR, text=text))
    lines = [
        f"{one.victims} victims, overlap {one.overlap:g}: "
        + (f"{one.share:.2%} found again" if one.judged else "not judged")
        + f" (chance {one.chance:.2%}, bare encoding {one.control_share:.1%})"
        for one in attacks
    ]
    last = {"passed": "This attack failed. That is no proof of safety, and larger lists are easier prey."}
    say(told, findings, as_json=as_json, lines=[*lines, last.get(verdict, "")])
    if verdict != "passed":
        raise typer.Exit(3 if verdict == "control-failed" else 4)


def _key(seed: int, whose: str) -> bytes:
    return hashlib.sha256(f"palermo link-audit {seed} {whose}".encode()).digest()


def _invented(many: int, seed: int, fields: "Fields") -> tuple["pl.DataFrame", "Fields"]:
    """Invented people under the columns of the fields: names and dates of the made-up country, ISO dates."""
    import polars as pl

    from palermo import simulation

    people = simulation.invented(many, seed=seed)
    columns: dict[str, pl.Expr] = {fields.record_id: pl.format("r{}", "person_id")}
    for one in fields.fields:
        source = {"name": {"given": "given", "family": "family"}.get(one.part, "full"), "date": "birth_date"}.get(
            one.kind
        )
        source = source or ("sex" if one.bits <= 30 else "region")
        columns[one.column] = pl.col(source)
    plain = tuple(
        replace(one, format="", aliases=(), age="", age_on="", calendar="gregorian", calendar_column="")
        for one in fields.fields
    )
    asked = replace(fields, fields=plain, source_column="", basis_column="", role_column="")
    return people.select(**columns), asked
