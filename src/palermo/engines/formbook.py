"""A form as a workbook: open cells to write in, locked cells to read, choices to pick from; always the same bytes."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from palermo.coordination.return_forms import HELP_SHEET, OPEN, REASON_WORDS, SHEET, ReturnForm, headers
from palermo.engines.spreadsheet import EPOCH, with_fixed_times

_WIDTHS = {"What is counted": 62, "Unit": 10, "Number": 12, "Reason when empty": 18, "Note": 30, "Line": 24}
_GREY, _OPEN = "FFEDEDED", "FFFFF8E1"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSheet:
    """The sheet of a form: texts under headers. ``open`` columns may be written in; ``choices`` are offered in them.

    ``numbers``: the column that takes numbers of zero and more; ``whole``: for each row, whether without decimals.
    """

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    open: Sequence[str]
    numbers: str
    whole: Sequence[bool]
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    widths: Mapping[str, int] = field(default_factory=dict)


def return_book(form: ReturnForm) -> bytes:
    """The form of a yearly return as a workbook."""
    sheet = FormSheet(
        title=SHEET,
        header=headers(),
        rows=form.rows,
        open=OPEN,
        numbers="Number",
        whole=form.whole,
        choices={"Reason when empty": tuple(REASON_WORDS.values())},
        widths=_WIDTHS,
    )
    return write_form(sheet, help=form.help, help_title=HELP_SHEET)


def return_csv(form: ReturnForm) -> bytes:
    """The form of a yearly return as CSV."""
    import polars as pl

    from palermo.engines.frames import write_csv

    return write_csv(pl.DataFrame(form.rows, schema=dict.fromkeys(headers(), pl.String), orient="row"))


def write_form(form: FormSheet, *, help: Sequence[str], help_title: str) -> bytes:
    """The form and, on a second sheet, how to fill it in: one line a row."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(form.title)
    _write_rows(sheet, form)
    _write_rules(sheet, form)
    _write_help(book.create_sheet(help_title), help)
    book.properties.creator = "palermo"
    book.properties.created = EPOCH
    out = io.BytesIO()
    book.save(out)
    return with_fixed_times(out.getvalue())


def _write_rows(sheet: Any, form: FormSheet) -> None:
    """Every text as text: ``9--17`` and ``2025-03`` stay what they are. Only open cells can be written in."""
    from openpyxl.styles import Alignment, Font, PatternFill, Protection

    grey, yellow = PatternFill("solid", fgColor=_GREY), PatternFill("solid", fgColor=_OPEN)
    bold, free, wrap = Font(bold=True), Protection(locked=False), Alignment(wrap_text=True, vertical="top")
    for at, name in enumerate(form.header, 1):
        cell = sheet.cell(1, at, name)
        cell.font, cell.alignment = bold, wrap
    for row, texts in enumerate(form.rows, 2):
        for at, (name, text) in enumerate(zip(form.header, texts, strict=True), 1):
            cell = sheet.cell(row, at)
            if name in form.open:
                cell.protection, cell.fill = free, yellow
                cell.number_format = "General" if name == form.numbers else "@"
            else:
                cell.fill, cell.number_format = grey, "@"
            if text:
                cell.value = text
                cell.data_type = "s"
    for at, name in enumerate(form.header, 1):
        sheet.column_dimensions[_letter(at)].width = form.widths.get(name, 14)
    sheet.freeze_panes = "B2"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False


def _write_rules(sheet: Any, form: FormSheet) -> None:
    """What the spreadsheet itself refuses; the check says the same again, for rules get lost in copying."""
    from openpyxl.worksheet.datavalidation import DataValidation

    column = _letter(form.header.index(form.numbers) + 1)
    for whole, said in ((True, "a whole number"), (False, "a number")):
        cells = [f"{column}{row}" for row, asked in enumerate(form.whole, 2) if asked is whole]
        if cells:
            kind: Literal["whole", "decimal"] = "whole" if whole else "decimal"
            rule = DataValidation(type=kind, operator="greaterThanOrEqual", formula1="0", allow_blank=True)
            rule.error, rule.errorTitle = f"Write {said} of zero or more.", "Number"
            for first, last in _runs(cells):
                rule.add(f"{first}:{last}")
            sheet.add_data_validation(rule)
    for name, words in form.choices.items():
        rule = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        rule.error, rule.errorTitle = f"Choose one: {', '.join(words)}.", name
        letter = _letter(form.header.index(name) + 1)
        rule.add(f"{letter}2:{letter}{len(form.rows) + 1}")
        sheet.add_data_validation(rule)


def _runs(cells: Sequence[str]) -> list[tuple[str, str]]:
    """Cells of one column as first and last of each stretch without a gap."""
    found: list[tuple[str, str]] = []
    for cell in cells:
        if found and _row(cell) == _row(found[-1][1]) + 1:
            found[-1] = (found[-1][0], cell)
        else:
            found.append((cell, cell))
    return found


def _row(cell: str) -> int:
    return int("".join(filter(str.isdigit, cell)))


def _write_help(sheet: Any, lines: Sequence[str]) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.column_dimensions["A"].width = 110
    for at, line in enumerate(lines, 1):
        cell = sheet.cell(at, 1)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if line:
            cell.value = line
            cell.data_type = "s"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.protection.sheet = True


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))
