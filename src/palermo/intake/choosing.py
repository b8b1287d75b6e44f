"""Which table of a file is meant. Where that is not settled, every row of every table waits for the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from palermo.ground.errors import UnreadableInput
from palermo.ground.finding import Finding, Severity
from palermo.intake.layout import Layout, TableChoice
from palermo.intake.outcome import OWN, Outcome, no_marks
from palermo.intake.raw import RawBook, RawTable
from palermo.intake.receipt import Receipt

_SHOWN = 12  # names a hint spells out


@dataclass(frozen=True, slots=True)
class Choice:
    """The table that is meant; or None, with the question to ask when there are several."""

    table: RawTable | None
    question: Finding | None = None


def choose_table(book: RawBook, layout: Layout | None) -> Choice:
    """The table the layout names, or the only one. Raises UnreadableInput when the one it names is not there."""
    wanted = layout.table if layout else TableChoice()
    tables = tuple(book.tables())
    fitting = _fitting(tables, wanted)
    if tables and not fitting and (wanted.title or wanted.occurrence):
        raise UnreadableInput(_absent(wanted), hint=_titles(tables))
    if len(fitting) == 1:
        return Choice(fitting[0])
    return Choice(None, _question(fitting) if fitting else None)


def await_choice(book: RawBook, question: Finding | None, *, today: date) -> Outcome:
    """The outcome while it is not settled which table is meant: every row pending; nothing when there is no table."""
    tables = tuple(book.tables())
    parts = [_waiting(table, question) for table in tables if table.height] if question else []
    pending = (
        pl.concat(parts, how="diagonal").fill_null("") if parts else pl.DataFrame(schema=dict.fromkeys(OWN, pl.String))
    )
    cells = [name for name in pending.columns if name.startswith("column_")]
    ordered = pending.select(*sorted(cells, key=lambda name: int(name.removeprefix("column_"))), pl.exclude(cells))
    rows = sum(table.height for table in tables)
    findings = (question,) if question else ()
    empty = pl.DataFrame(schema={"palermo_row": pl.UInt32})
    return Outcome(
        accepted=empty,
        rejected=ordered.clear(),
        pending=ordered,
        findings=findings,
        receipt=Receipt(
            received=rows,
            accepted=0,
            rejected=0,
            pending=rows,
            findings=findings,
            today=today,
            blank=sum(table.blank for table in tables),
            tables=tables,
        ),
        header=(tuple(cells),),
        marks=no_marks(),
    )


def _fitting(tables: Sequence[RawTable], wanted: TableChoice) -> tuple[RawTable, ...]:
    named = tuple(table for table in tables if wanted.title is None or _folded(table.title) == _folded(wanted.title))
    if wanted.occurrence is None:
        return named
    return named[wanted.occurrence - 1 : wanted.occurrence]


def _folded(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()


def _question(tables: Sequence[RawTable]) -> Finding:
    rows = sum(table.height for table in tables)
    sheets = list(dict.fromkeys(table.sheet or "" for table in tables))
    if len(sheets) > 1:
        named = ", ".join(repr(sheet) for sheet in sheets[:_SHOWN])
        return Finding(
            code="sheet.several",
            severity=Severity.QUESTION,
            count=rows,
            text=f"{len(sheets)} sheets hold tables and none was chosen",
            hint=f"Choose one with --sheet: {named}.",
        )
    return Finding(
        code="table.several",
        severity=Severity.QUESTION,
        count=rows,
        table=sheets[0] or None,
        text=f"{len(tables)} tables stand here and none was chosen",
        hint=f"Choose one in the layout with `table: {{title, occurrence}}`. {_titles(tables)}",
    )


def _waiting(table: RawTable, question: Finding | None) -> pl.DataFrame:
    named = table.cells.rename({name: f"column_{at + 1}" for at, name in enumerate(table.cells.columns)})
    place = f"{table.sheet}!{table.range}" if table.sheet and table.range else table.sheet or table.range or ""
    return named.with_columns(
        palermo_row=table.rows.cast(pl.String),
        palermo_codes=pl.lit(question.code if question else ""),
        palermo_hints=pl.lit(question.hint if question else ""),
        palermo_table=pl.lit(place),
    )


def _absent(wanted: TableChoice) -> str:
    titled = f" with the title {wanted.title!r}" if wanted.title else ""
    numbered = f" number {wanted.occurrence}" if wanted.occurrence else ""
    return f"The layout names a table{numbered}{titled}, and there is none."


def _titles(tables: Sequence[RawTable]) -> str:
    titles = list(dict.fromkeys(table.title for table in tables if table.title))
    return f"The titles here: {', '.join(repr(title) for title in titles[:_SHOWN])}." if titles else "None has a title."
