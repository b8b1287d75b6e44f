"""The front door: one verb a file, loaded when it is called for; every error told in a sentence, with its exit code."""

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from palermo import __version__
from palermo.ground.errors import PalermoError

if TYPE_CHECKING:
    from typer._click import Command, Context

__all__ = ["app", "main"]

# Each verb names its module; the module holds a Typer called ``app``, of one command or of several.
VERBS = {
    "check": "palermo.cli.check",
    "report": "palermo.cli.report",
    "evidence": "palermo.cli.evidence",
    "plan": "palermo.cli.plan",
    "duties": "palermo.cli.duties",
    "assess": "palermo.cli.assess",
    "returns": "palermo.cli.returns",
    "answer": "palermo.cli.answer",
    "attack": "palermo.cli.attack",
    "tables": "palermo.cli.tables",
    "ledger": "palermo.cli.ledger",
    "simulate": "palermo.cli.simulate",
    "serve": "palermo.cli.serve",
    "export-report": "palermo.cli.export_report",
    "migrate": "palermo.cli.migrate",
    "roles": "palermo.cli.roles",
    "admin": "palermo.cli.admin",
    "audit": "palermo.cli.audit",
    "backup": "palermo.cli.backup",
    "restore": "palermo.cli.restore",
    "doctor": "palermo.cli.doctor",
    "estimate": "palermo.cli.estimate",
    "encode": "palermo.cli.encode",
    "link": "palermo.cli.link",
    "link-audit": "palermo.cli.link_audit",
    "dedupe": "palermo.cli.dedupe",
    "walk": "palermo.cli.walk",
}

_EPILOG = "Every verb has its own help with examples: palermo check --help"


class Verbs(TyperGroup):
    """The verbs of the program; a verb's module is imported when the verb is named or listed."""

    def list_commands(self, ctx: "Context") -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: "Context", cmd_name: str) -> "Command | None":
        if cmd_name in VERBS:
            return _load(cmd_name)
        if near := get_close_matches(cmd_name, VERBS):
            ctx.fail(f"There is no verb {cmd_name!r}. Did you mean {near[0]!r}?")
        return None


app = typer.Typer(
    cls=Verbs,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_EPILOG,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"palermo {__version__}")
        raise typer.Exit


@app.callback()
def palermo(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """From the case records of many agencies to a report in which every figure can be traced."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and leave with its exit code."""
    if not os.environ.get("PALERMO_TRACEBACK"):
        sys.excepthook = _tell_fault
    try:
        typer.main.get_command(app).main(args=arguments, prog_name="palermo")
    except PalermoError as error:
        _tell(error)
        sys.exit(error.exit_code)


def _load(verb: str) -> "Command":
    module: Any = import_module(VERBS[verb])
    command = typer.main.get_command(module.app)
    command.name = verb
    return command


def _tell(error: PalermoError) -> None:
    typer.echo(f"palermo: {error.message}", err=True)
    for finding in error.findings:
        weight = "" if finding.severity == "error" else f"{finding.severity}: "
        typer.echo(f"  {weight}{finding}", err=True)
    if error.hint:
        typer.echo(f"  {error.hint}", err=True)


def _tell_fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Name a fault of ours by kind and place alone: the text of a foreign exception may quote a person's cell.

    Whoever works on the program sets PALERMO_TRACEBACK and sees the whole.
    """
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else "?"
    typer.echo(f"palermo: a fault of the program, {kind.__name__} at {place}. Please report this line.", err=True)
