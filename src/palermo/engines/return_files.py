"""The returns of a folder through engines and intake: bytes in, rows with their states and every finding by row out.

``read_returns`` is the port a report is handed: coordination knows what a return must hold, intake how a file is read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from palermo.ground.errors import UnreadableInput
from palermo.ground.finding import Finding, Severity

if TYPE_CHECKING:
    import polars as pl

    from palermo.coordination import Conference, ReturnFile, Returns
    from palermo.intake import Layout, Outcome, RawBook, RawSheet, RawTable

FOLDER = "returns/"
_ENDINGS = (".xlsx", ".xlsm", ".csv")
_OURS = ("returns/ask.yml", "returns/LAYOUT.yml")
_LOCK = "/~$"  # a spreadsheet program leaves such a file beside a workbook that is open
_NEEDED = ("Number", "Body", "Line")
_HEADERS_WITHIN = 10  # rows from the top of a table among which its headers are looked for
_STOPS = (Severity.ERROR, Severity.QUESTION)


def read_returns(files: Mapping[str, bytes], conference: "Conference", today: date) -> "Returns":
    """Every return of a conference folder (relative path → bytes), held against its ``returns/ask.yml``.

    Raises UnreadableInput where the folder asks for none, BadDefinition where ask.yml cannot be read. A return that
    cannot be read is a finding.
    """
    from palermo import coordination, intake

    ask = coordination.read_ask(files, conference)
    layout = intake.load_layout(coordination.return_layout())
    handed_in, strange = _handed_in(files)
    read = [_read(path, files[path], layout, today) for path in handed_in]
    found = coordination.check_returns(read, ask, conference)
    return replace(found, findings=(*ask.faults, *map(_strange, strange), *found.findings))


def _handed_in(files: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    """The returns among the files, and the files beside them that are none."""
    beside = [path for path in sorted(files) if path.startswith(FOLDER) and path not in _OURS]
    returns = [path for path in beside if path.lower().endswith(_ENDINGS) and _LOCK not in path]
    return returns, [path for path in beside if path not in returns]


def _strange(path: str) -> Finding:
    return Finding(
        code="coordination.return-other-file",
        severity=Severity.WARNING,
        text="the file is no return and is not read",
        hint="a return is an XLSX or a CSV file",
        path=path,
        line=1,
    )


def _read(path: str, data: bytes, layout: "Layout", today: date) -> "ReturnFile":
    from palermo.engines.reading import read_raw_bytes

    try:
        book = read_raw_bytes(data, path.rsplit("/", 1)[-1])
    except UnreadableInput as error:
        return _unread(path, "coordination.return-unreadable", error.message, error.hint)
    forms = [(sheet, form) for sheet in book.sheets for table in sheet.tables if (form := _as_form(table)) is not None]
    if not forms:
        hint = "start from a fresh form (palermo returns template); its headers stay as they are"
        text = f"no table has the headers of a form ({', '.join(_NEEDED)})"
        return _unread(path, "coordination.return-columns", text, hint, [*book.tables()])
    return _checked(path, book, forms, layout, today)


def _as_form(table: "RawTable") -> "RawTable | None":
    """The table with its header ending where the headers of a form stand; None when they do not."""
    from palermo.intake import with_header_rows

    above = len(table.header)
    lines = [*table.header, *table.cells.head(max(0, _HEADERS_WITHIN - above)).rows()]
    needed = {name.casefold() for name in _NEEDED}
    for at, line in enumerate(lines):
        if needed <= {" ".join(text.split()).casefold() for text in line}:
            return with_header_rows(table, at + 1)
    return None


def _checked(
    path: str, book: "RawBook", forms: Sequence[tuple["RawSheet", "RawTable"]], layout: "Layout", today: date
) -> "ReturnFile":
    import polars as pl

    from palermo import coordination, intake

    parts, findings, formulas = [], [*book.findings], set[int]()
    for sheet, table in forms:
        outcome = intake.check(table, layout, today=today)
        parts.append(_rows(outcome))
        findings += _by_row(outcome, table)
        formulas |= _formula_rows(sheet, table, outcome)
    sheets = list(dict.fromkeys(sheet.name for sheet, _ in forms))
    rows = pl.concat(parts)
    if len(sheets) > 1:
        rows = rows.with_columns(state=pl.col("state").replace("accepted", "pending"))
        findings.append(_several(sheets, rows.height))
    findings += _outside(book, forms)
    return coordination.ReturnFile(
        path=path,
        sheet=sheets[0],
        rows=rows,
        findings=tuple(replace(one, path=path, line=one.row or 1) for one in findings),
        formulas=frozenset(formulas),
    )


def _rows(outcome: "Outcome") -> "pl.DataFrame":
    """All rows of a form in the order of the sheet, each with what intake made of it."""
    import polars as pl

    from palermo.coordination.returned import READ

    places = [place for place in outcome.receipt.columns if place.how != "ignored"]
    names: dict[str, str] = {}
    for place in places:
        if place.means in READ and place.means not in names.values():
            names[f"c{place.at}"] = place.means
    parts = []
    for state in ("accepted", "rejected", "pending"):
        frame: pl.DataFrame = getattr(outcome, state)
        if state != "accepted":
            frame = frame.rename({seen: means for seen, means in names.items() if seen in frame.columns})
        texts = [
            pl.col(name).fill_null("").str.strip_chars() if name in frame.columns else pl.lit("").alias(name)
            for name in READ[:-2]
        ]
        parts.append(frame.select(*texts, row=pl.col("palermo_row").cast(pl.UInt32), state=pl.lit(state)))
    return pl.concat(parts).sort("row").with_columns(pl.col("row").cast(pl.String))


_OF_THE_FORM = ("value.pattern", "value.type", "value.not_in_list")
"""What the form has better words for than a layout."""


def _by_row(outcome: "Outcome", table: "RawTable") -> Iterator[Finding]:
    """Errors and questions for each row they stand in, warnings and infos once with the first row and their count."""
    from palermo.coordination.return_forms import allowed

    own = [place for place in outcome.receipt.columns if place.how != "ignored"]
    said = {(one.code, one.column): one for one in outcome.findings}
    marked: set[tuple[str, str | None]] = set()
    for row, at, code in outcome.marks.select("palermo_row", "column", "code").iter_rows():
        place = None if at is None else own[at]
        column = (place.seen or place.means) if place else None
        one = said.get((code, column)) or said.get((code, None))
        if one is None:
            continue
        marked.add((code, one.column))
        hint = (allowed(column or "") if code in _OF_THE_FORM else "") or one.hint
        cell = _cell(table, place.at, row) if place else None
        yield replace(one, row=row, count=None, table=table.sheet or None, cell=cell, hint=hint)
    for one in outcome.findings:
        if (one.code, one.column) not in marked:
            yield replace(one, table=table.sheet or None)


def _cell(table: "RawTable", at: int, row: int) -> str | None:
    from palermo.intake.grid import column_letters

    return f"{column_letters(table.columns[at] - 1)}{row}" if table.columns else None


def _formula_rows(sheet: "RawSheet", table: "RawTable", outcome: "Outcome") -> set[int]:
    """The rows whose number is the result of a formula."""
    columns = {table.columns[place.at] for place in outcome.receipt.columns if place.means == "value" and table.columns}
    return {row for row, column in sheet.formulas if column in columns}


def _several(sheets: Sequence[str], rows: int) -> Finding:
    return Finding(
        code="sheet.several",
        severity=Severity.QUESTION,
        text=f"{len(sheets)} sheets hold a form",
        hint="keep the one that holds and delete the others",
        count=rows,
    )


def _outside(book: "RawBook", forms: Sequence[tuple["RawSheet", "RawTable"]]) -> Iterator[Finding]:
    """What a clerk wrote beside the form is not read, and that is said."""
    from palermo.coordination.return_forms import HELP_SHEET

    ours = {(sheet.name, table.range) for sheet, table in forms}
    for sheet in book.sheets:
        if sheet.name == HELP_SHEET:
            continue
        tables = [table for table in sheet.tables if _as_form(table) is None or (sheet.name, table.range) not in ours]
        cells = len(sheet.notes) + sum(_filled(table) for table in tables if _as_form(table) is None)
        if cells:
            yield Finding(
                code="coordination.return-outside",
                severity=Severity.WARNING,
                text=f"what stands outside the form is not read: {cells} filled {'cell' if cells == 1 else 'cells'}",
                hint="write notes into the column Note",
                table=sheet.name or None,
                count=cells,
            )


def _filled(table: "RawTable") -> int:
    cells = sum(int((table.cells[name].str.strip_chars() != "").sum()) for name in table.cells.columns)
    return cells + sum(bool(text.strip()) for line in table.header for text in line)


def _unread(path: str, code: str, text: str, hint: str, tables: "Iterable[RawTable]" = ()) -> "ReturnFile":
    """A file that holds no form: its rows, as far as there are any, are received and rejected."""
    import polars as pl

    from palermo import coordination
    from palermo.coordination.returned import READ

    numbers = [number for table in tables for number in table.rows.to_list()]
    empty = {name: [""] * len(numbers) for name in READ[:-2]}
    rows = pl.DataFrame(
        {**empty, "row": [str(number) for number in numbers], "state": ["rejected"] * len(numbers)},
        schema=dict.fromkeys(READ, pl.String),
    )
    told = Finding(code=code, severity=Severity.ERROR, text=text, hint=hint, path=path, line=1, count=len(numbers))
    return coordination.ReturnFile(path=path, rows=rows, findings=(told,), unread=True)
