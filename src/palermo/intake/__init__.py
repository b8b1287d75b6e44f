"""From an agency's file to accepted rows, explained rejects, open questions and a receipt."""

from palermo.intake.book import Mended, check_book, with_mended
from palermo.intake.builtin import builtin_layout
from palermo.intake.check import check
from palermo.intake.choosing import Choice, await_choice, choose_table
from palermo.intake.coverage import coverage
from palermo.intake.guarding import guarded, unguarded
from palermo.intake.layout import Check, Column, Layout, TableChoice
from palermo.intake.loading import load_layout
from palermo.intake.outcome import Outcome
from palermo.intake.raw import RawBook, RawNote, RawSheet, RawTable, with_header_rows
from palermo.intake.receipt import Receipt, with_file

__all__ = [
    "Check",
    "Choice",
    "Column",
    "Layout",
    "Mended",
    "Outcome",
    "RawBook",
    "RawNote",
    "RawSheet",
    "RawTable",
    "Receipt",
    "TableChoice",
    "await_choice",
    "builtin_layout",
    "check",
    "check_book",
    "choose_table",
    "coverage",
    "guarded",
    "load_layout",
    "unguarded",
    "with_file",
    "with_header_rows",
    "with_mended",
]
