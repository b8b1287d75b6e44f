"""palermo check: from an agency's file to accepted rows, explained rejects, open questions and a receipt."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from palermo.cli.day import day_of
from palermo.ground.errors import UsageError

if TYPE_CHECKING:
    from palermo.ground.finding import Finding
    from palermo.intake import Layout, Outcome, Receipt

app = typer.Typer(rich_markup_mode="rich", add_completion=False)

RESULTS = ("accepted.csv", "rejected.csv", "pending.csv", "rejected.xlsx", "receipt.json")
_SHOWN = 4  # columns a kind of finding names one by one on the screen; the receipt names all
_STANDARDS = ("htcds", "ctdc")
_EPILOG = (
    "[bold]Examples[/bold]\n\n"
    "palermo check cases.csv --layout htcds --out checked\n\n"
    "palermo check theirs.xlsx --sheet Cases --layout their-layout.yml --xlsx --out checked\n\n"
    "palermo check returns.csv --layout returns.yml --store kept --json --out checked > receipt.json\n\n"
    "Exit codes: 0 processed, rejects included; 2 it cannot be read, nothing is left in DIR."
)


@app.command(epilog=_EPILOG)
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLSX, JSON or JSON Lines.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the results.", show_default=False)],
    layout: Annotated[
        str | None,
        typer.Option(
            "--layout", metavar="htcds|ctdc|LAYOUT.yml", help="What the columns mean. Default: by the header."
        ),
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook.")] = None,
    today: Annotated[
        str | None, typer.Option("--today", metavar="DATE", help="The day of the check. Default: the system's.")
    ] = None,
    store: Annotated[
        Path | None, typer.Option("--store", metavar="DIR", help="Keep the file's bytes here, by hash, first of all.")
    ] = None,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Write the rejects as a workbook too, cells marked.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the receipt, and nothing else.")] = False,
) -> None:
    """Check a file: accepted, rejected and pending rows, and a receipt.

    received = accepted + rejected + pending, always. Nothing is guessed: what is not settled is pending.
    """
    day = day_of(today)
    _spare(file, out)
    with _at_work(f"Reading {file.name}"):
        outcome, receipt = _checked(file, layout, sheet, day, store)
    with _at_work("Writing"):
        _write(out, outcome, receipt, xlsx=xlsx)
    typer.echo(_as_json(receipt) if as_json else _summary(receipt, out), nl=not as_json)


def _spare(file: Path, out: Path) -> None:
    """Raises UsageError where a result would replace the file it is made from: rejects corrected in their place."""
    try:
        held = any((out / name).exists() and (out / name).samefile(file) for name in RESULTS)
    except OSError:  # either is not there or cannot be reached, which is told when it is opened
        held = False
    if held:
        raise UsageError(
            f"{file} would be overwritten by its own results.",
            hint="Copy it to another place, or name another folder with --out.",
        )


def _checked(
    file: Path, layout: str | None, sheet: str | None, day: date, store: Path | None
) -> "tuple[Outcome, Receipt]":
    from palermo import engines, intake

    data = engines.read_bytes(file)
    if store is not None:
        engines.keep(data, store)
    meaning = _layout(layout)
    book = intake.unguarded(engines.read_as(data, file.name, meaning, sheet=sheet))
    return intake.check_book(book, meaning, today=day)


def _layout(named: str | None) -> "Layout | None":
    from palermo import engines, intake

    if named is None:
        return None
    if named in _STANDARDS:
        return intake.builtin_layout("htcds" if named == "htcds" else "ctdc")
    path = Path(named)
    if not path.suffix and not os.path.exists(path):  # noqa: PTH110  # Path.exists raises on a name too long
        raise UsageError(f"There is no layout {named!r}.", hint="Name htcds, ctdc, or the path of a LAYOUT.yml.")
    return intake.load_layout(engines.read_bytes(path), name=path.stem)


def _write(out: Path, outcome: "Outcome", receipt: "Receipt", *, xlsx: bool) -> None:
    from palermo import engines

    header = outcome.header_lines(outcome.rejected)
    files = {
        "accepted.csv": engines.write_csv(outcome.accepted),
        "rejected.csv": engines.write_rows(header, outcome.rejected),
        "receipt.json": _as_json(receipt).encode(),
    }
    if receipt.pending:
        files["pending.csv"] = engines.write_rows(outcome.header_lines(outcome.pending), outcome.pending)
    if xlsx:
        files["rejected.xlsx"] = engines.write_workbook(header, outcome.rejected, outcome.marks_of_rejected())
    engines.write_results(out, files, own=RESULTS)


def _as_json(receipt: "Receipt") -> str:
    return json.dumps(receipt.to_dict(), ensure_ascii=False, indent=2) + "\n"


def _summary(receipt: "Receipt", out: Path) -> str:
    lines = [
        f"{receipt.received} rows: {receipt.accepted} accepted, {receipt.rejected} rejected, {receipt.pending} pending"
    ]
    for code, group in groupby(receipt.findings, key=lambda finding: finding.code):
        findings = list(group)
        lines += [_line(finding) for finding in findings[:_SHOWN]]
        if len(findings) > _SHOWN:
            lines.append(f"           {code}: and {len(findings) - _SHOWN} more columns")
    return "\n".join([*lines, f"Written to {out}: see receipt.json"])


def _line(finding: "Finding") -> str:
    place = f" {finding.column}" if finding.column else ""
    first = f", first in row {finding.row}" if finding.row is not None else ""
    return f"  {finding.severity:8} {finding.code}{place}: {finding.count}{first}. {finding.hint}"


@contextmanager
def _at_work(what: str) -> Iterator[None]:
    """A sign of life on a terminal; nothing where a program reads along."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield
