"""palermo report: build an edition, lint a folder or a text, verify what was built, show what a figure rests on."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from palermo.ground.errors import Differs, Refused, UsageError

if TYPE_CHECKING:
    import polars as pl

    from palermo.ground.finding import Finding
    from palermo.report import Ports

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="A report in which every number is a figure that can be traced."
)

Given = Annotated[
    list[str] | None,
    typer.Option(
        "--data", metavar="NAME=FILE", help="A source, dataset or snapshot held elsewhere, and its file here."
    ),
]
_EDITION = ("build.json",)  # what shows that a folder is an edition, and may be built anew
LedgerFile = Annotated[
    Path | None,
    typer.Option(
        "--ledger",
        metavar="FILE",
        help="The ledger that releases are held against; one in the folder has to be its beginning.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def build(
    folder: Annotated[Path, typer.Argument(help="The report folder: report.yml, text, indicators, evidence, data.")],
    out: Annotated[Path, typer.Option("--out", help="Where the edition goes: a new folder, or an earlier edition.")],
    lang: Annotated[
        list[str] | None, typer.Option("--lang", help="A language to build; all of the report if left out.")
    ] = None,
    data: Given = None,
    ledger: LedgerFile = None,
) -> None:
    """Build the edition of FOLDER. Exit 3 names every unbound number and untraceable figure, and leaves OUT as it was.

    \b
    palermo report build examples/trafficking-offences --out out/trafficking
    """
    from palermo import engines, report

    _check_target(out, folder)
    edition = report.build(
        engines.read_folder(folder),
        ports=report_ports(),
        languages=tuple(lang or ()),
        given=given_files(data or ()),
        ledger=_ledger(ledger),
    )
    engines.write_folder(out, edition.files, marks=_EDITION)
    for finding in edition.findings:
        typer.echo(f"{finding.severity}: {finding}", err=True)
    typer.echo(f"{len(edition.files)} files in {out}")
    for path in sorted(edition.files):
        if path.endswith("/index.html"):
            typer.echo(f"Open {out / path}")


@app.command()
def lint(
    path: Annotated[Path, typer.Argument(metavar="FOLDER|FILE", help="A report folder, or one text.")],
    data: Given = None,
    ledger: LedgerFile = None,
    as_json: AsJson = False,
) -> None:
    """Say what would keep FOLDER from being built. A lone text has no register, so every number in it is named.

    \b
    palermo report lint examples/trafficking-offences
    """
    from palermo import engines, report

    if path.is_dir():
        told = report.lint_folder(
            engines.read_folder(path), ports=report_ports(), given=given_files(data or ()), ledger=_ledger(ledger)
        )
    else:
        told = report.lint_text(_text(engines.read_bytes(path)), path=path.name, language=_language(path))
    _tell(told, as_json)
    _refuse(told, as_json)


@app.command()
def verify(
    out: Annotated[Path, typer.Argument(help="A built edition.")],
    data: Given = None,
    ledger: LedgerFile = None,
    as_json: AsJson = False,
) -> None:
    """Compute every figure of OUT again and hold every file and print against it. Exit 4 names those that differ.

    \b
    palermo report verify out/trafficking
    """
    from palermo import engines, report

    files = engines.read_folder(out)
    told = report.verify(files, ports=report_ports(), given=given_files(data or ()), ledger=_ledger(ledger))
    wrong = [one for one in told if one.severity == "error"]
    if as_json:
        _tell(told, as_json)
    if wrong:
        things = "1 thing differs" if len(wrong) == 1 else f"{len(wrong)} things differ"
        raise Differs(f"{out}: {things}.", findings=() if as_json else wrong)
    if not as_json:
        typer.echo(f"{out}: {report.count_figures(files)} figures come out as stored, in {len(files)} files")


@app.command()
def show(
    out: Annotated[Path, typer.Argument(help="A built edition.")],
    figure: Annotated[
        str, typer.Argument(metavar="FIGURE_ID", help="The id of a figure, or its six-letter paper code.")
    ],
    as_json: AsJson = False,
) -> None:
    """Show what a figure of OUT rests on: its print, definition, query and data, or its passage, snapshot and document.

    \b
    palermo report show out/trafficking us.ht.rise
    """
    import json

    from palermo import engines, report

    chain = report.show(engines.read_folder(out), figure)
    if as_json:
        typer.echo(json.dumps(chain.to_dict(), ensure_ascii=False, indent=1, sort_keys=True))
        return
    for line in chain.lines():
        typer.echo(line)


def report_ports() -> "Ports":
    """The engines a report is computed with."""
    from palermo import engines, report
    from palermo.engines import read_returns

    return report.Ports(
        query=engines.DuckQuery(),
        read_table=engines.read_csv_frame,
        check_rows=_check_rows,
        read_returns=read_returns,
    )


def _check_rows(content: bytes, layout: bytes, today: date) -> "pl.DataFrame":
    """The rows of a raw file that its layout accepts: all of them, or the file is refused."""
    from palermo import engines, intake

    meaning = intake.load_layout(layout)
    book = engines.read_raw_bytes(
        content, "source.csv", encoding=meaning.encoding, delimiter=meaning.delimiter, header_rows=meaning.header_rows
    )
    outcome = intake.check(book.sheets[0].tables[0], meaning, today=today)
    if len(outcome.rejected) or len(outcome.pending):
        raise Refused(outcome.summary(), hint="Look at it with palermo check.", findings=outcome.findings)
    return outcome.accepted


def given_files(written: Iterable[str]) -> Mapping[str, bytes]:
    """The bytes of every NAME=FILE."""
    from palermo import engines

    found: dict[str, bytes] = {}
    for one in written:
        name, separator, file = one.partition("=")
        if not (name and separator and file):
            raise UsageError(f"--data {one!r} names no file.", hint="Write --data NAME=FILE.")
        if name in found:
            raise UsageError(f"--data {name} is given twice.", hint="Give one file a name.")
        found[name] = engines.read_bytes(Path(file))
    return found


def _ledger(path: Path | None) -> bytes | None:
    from palermo import engines

    return engines.read_bytes(path) if path else None


def _check_target(out: Path, folder: Path) -> None:
    """Raises UsageError where OUT is no place for an edition: before anything is built."""
    from palermo import engines, report

    engines.check_target(out, marks=_EDITION, apart_from=folder)
    if (out / _EDITION[0]).is_file() and not report.is_edition(engines.read_bytes(out / _EDITION[0])):
        raise UsageError(
            f"The folder {out} holds a {_EDITION[0]} that is of no edition.",
            hint="Name a new or an empty folder; nothing there was changed.",
        )


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise UsageError("The text is not UTF-8.", hint="Save it as UTF-8.") from error


def _language(path: Path) -> str:
    """``main.fr.md`` is in French; a name without a language is taken as English."""
    parts = path.name.split(".")
    return parts[-2] if len(parts) > 2 and len(parts[-2]) == 2 else "en"


def _tell(told: "Iterable[Finding]", as_json: bool) -> None:
    import json

    if as_json:
        typer.echo(json.dumps([one.to_dict() for one in told], ensure_ascii=False, indent=1))
        return
    for one in told:
        if one.severity != "error":
            typer.echo(f"{one.severity}: {one}", err=True)


def _refuse(told: "Iterable[Finding]", as_json: bool) -> None:
    wrong = [one for one in told if one.severity == "error"]
    if wrong:
        things = "1 thing stands" if len(wrong) == 1 else f"{len(wrong)} things stand"
        raise Refused(f"{things} in the way of a build.", findings=() if as_json else wrong)
    if not as_json:
        typer.echo("Nothing stands in the way of a build.")
