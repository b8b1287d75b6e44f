"""palermo encode: a body's list as keyed encodings, made at home; only these leave it."""

from datetime import date
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
    "palermo encode victims.csv --fields FIELDS.yml --secret secret --run 2026-q1 --basis 'Act 12, s. 4' "
    "--out hotline.parquet\n\n"
    "palermo encode a.csv b.csv --fields FIELDS.yml --secret secret --run 2026-q1 --source shelters "
    "--out pool.parquet\n\n"
    "Exit codes: 0 written, records left out are counted; 2 bad input; 4 refused to protect people, nothing is written."
)


@app.command(epilog=_EPILOG)
def encode(
    people: Annotated[list[Path], typer.Argument(metavar="PEOPLE.csv...", help="The list, or the lists of a pool.")],
    fields: Annotated[Path, typer.Option("--fields", metavar="FIELDS.yml", help="Which columns say who a person is.")],
    secret: Annotated[Path, typer.Option("--secret", metavar="FILE", help="The secret of this run, 32 bytes or more.")],
    run: Annotated[str, typer.Option("--run", metavar="RUN_ID", help="The name of the run, the same for all bodies.")],
    out: Annotated[Path, typer.Option("--out", metavar="X.parquet", help="The file of encodings to write.")],
    source: Annotated[
        str | None, typer.Option("--source", metavar="NAME", help="The list's name. Default: the stem of --out.")
    ] = None,
    basis: Annotated[
        str, typer.Option("--basis", metavar="TEXT", help="The legal basis for the list; else a column in FIELDS.yml.")
    ] = "",
    roles: Annotated[
        str, typer.Option("--roles", metavar="LIST", help="The roles to encode, parted by commas.")
    ] = "victim",
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="DATE", help="The last day of use. Default: as the policy says.")
    ] = None,
    today: Annotated[
        str | None, typer.Option("--today", metavar="DATE", help="The day to go by. Default: the system's.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, and nothing else.")] = False,
) -> None:
    """Encode the people of a list with the secret of a run. No name, date or code of a person stands in the file."""
    from palermo import engines, linkage
    from palermo.cli.day import day_of

    clock, day = Clock(), day_of(today)
    if len(people) > 1 and source is None:
        raise UsageError("A pool of several lists needs a name.", hint="Give it with --source; it names no body.")
    if not run.strip():
        raise UsageError("The run has no name.", hint="Name it with --run, as in --run 2026-q1.")
    key = linkage.read_secret(engines.read_bytes(secret))
    asked = fields_of(fields)
    made = linkage.encode(
        linkage.read_people(
            _together(people, asked), asked, today=day, path=people[0].name if len(people) == 1 else "pool"
        ),
        asked,
        secret=key,
        run=run,
        source=source or out.stem,
        basis=basis,
        roles={role.strip().casefold() for role in roles.split(",") if role.strip()},
        today=day,
        expires=_expiry(expires, day),
    )
    findings = list(made.findings)
    if engines.readable_by_others(secret):
        text = "the file of the secret can be read by others on this machine"
        hint = "Take their rights away: chmod 600."
        findings.append(Finding(code="linkage.secret-readable", severity=Severity.WARNING, text=text, hint=hint))
    engines.write_encodings(out, made.encodings)
    passport = made.encodings.passport
    told: dict[str, object] = {
        "records": made.records,
        "encoded": made.encoded,
        "refused": made.refused,
        "no_basis": made.no_basis,
        "plants": made.plants,
        "fill": made.fill,
        "run": passport.run,
        "source": passport.source,
        "scheme": passport.scheme,
        "normaliser": passport.normaliser,
        "expires": passport.expires,
        "today": day.isoformat(),
        "secret_fingerprint": passport.secret_fingerprint,
        **clock.spent(),
    }
    lines = [
        f"{made.encoded} of {made.records} records encoded, {made.refused} refused, {made.no_basis} without basis",
        f"written to {out}; expires {passport.expires}; secret {passport.secret_fingerprint}",
        "These are personal data, pseudonymous, not anonymous.",
    ]
    say(told, findings, as_json=as_json, lines=lines)


def _together(people: list[Path], fields: "Fields") -> "pl.DataFrame":
    """One list, or a pool with ids ``stem:id``."""
    import polars as pl

    if len(people) == 1:
        return read_list(people[0])
    stems = [path.stem for path in people]
    if len(set(stems)) < len(stems):
        raise UsageError("Two lists of the pool have one stem.", hint="Give their files different names.")
    frames = []
    for path in people:
        frame = read_list(path)
        if fields.record_id in frame.columns:
            prefix = pl.lit(f"{path.stem}:")
            frame = frame.with_columns(pl.concat_str(prefix, pl.col(fields.record_id)).alias(fields.record_id))
        frames.append(frame)
    return pl.concat(frames, how="diagonal").with_columns(pl.all().fill_null(""))


def _expiry(written: str | None, today: date) -> date | None:
    if written is None:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise UsageError(f"--expires is {written!r}.", hint="Write the day as YYYY-MM-DD.") from error
    if not today <= day or (day - today).days > 366:
        raise UsageError("--expires is past, or more than a year away.", hint="Encodings live for one run.")
    return day
