"""Which table of a file is meant: named, the only one, or asked."""

from datetime import date

import pytest

from palermo import intake
from palermo.ground.errors import UnreadableInput
from palermo.intake import RawBook, RawSheet

TODAY = date(2026, 1, 31)


def book(*tables) -> RawBook:
    names = tuple(dict.fromkeys(one.sheet for one in tables))
    sheets = tuple(RawSheet(name=name, tables=tuple(one for one in tables if one.sheet == name)) for name in names)
    return RawBook(path_name="x.xlsx", sha256="0" * 64, bytes=1, format="xlsx", sheets=sheets, sheet_names=names)


def titled(title=None, occurrence=None):
    choice = {key: value for key, value in (("title", title), ("occurrence", occurrence)) if value}
    return intake.load_layout({"columns": {"a": "a"}, "table": choice})


def test_the_only_table_is_the_one(table) -> None:
    one = table("a", "1", sheet="S")
    assert intake.choose_table(book(one), None).table is one


def test_several_tables_on_a_sheet_are_a_question_and_every_row_waits(table) -> None:
    file = book(
        table("a|b", "1|2", sheet="S", range="A1:B2", title="First"), table("a", "3", "4", sheet="S", title="Second")
    )
    choice = intake.choose_table(file, None)
    outcome = intake.await_choice(file, choice.question, today=TODAY)
    assert (outcome.receipt.received, outcome.receipt.pending, outcome.pending.height) == (3, 3, 3)
    assert set(outcome.pending["palermo_codes"]) == {"table.several"}
    assert outcome.pending.row(0) == ("1", "2", "2", "table.several", outcome.pending["palermo_hints"][0], "S!A1:B2")
    assert "'First', 'Second'" in outcome.pending["palermo_hints"][0]


def test_several_sheets_are_a_question_that_names_them(table) -> None:
    choice = intake.choose_table(book(table("a", "1", sheet="S"), table("a", "2", sheet="T")), None)
    assert choice.question is not None
    assert (choice.question.code, choice.question.count) == ("sheet.several", 2)
    assert "'S', 'T'" in choice.question.hint


def test_a_title_chooses_apart_from_case_and_blanks(table) -> None:
    file = book(table("a", "1", sheet="S", title="First"), table("a", "2", sheet="S", title="The  second"))
    chosen = intake.choose_table(file, titled("the second")).table
    assert chosen is not None
    assert chosen.title == "The  second"


def test_an_occurrence_chooses_among_equal_titles(table) -> None:
    file = book(*(table("a", str(at), sheet="S", title="Month") for at in range(3)))
    chosen = intake.choose_table(file, titled("Month", "3")).table
    assert chosen is not None
    assert chosen.cells.item() == "2"


@pytest.mark.parametrize(("title", "occurrence"), [("Elsewhere", None), ("Month", "4"), (None, "9")])
def test_a_table_that_is_not_there_cannot_be_read(table, title, occurrence) -> None:
    file = book(*(table("a", str(at), sheet="S", title="Month") for at in range(3)))
    with pytest.raises(UnreadableInput, match="there is none"):
        intake.choose_table(file, titled(title, occurrence))


def test_a_file_without_tables_has_no_rows_and_no_question(table) -> None:
    file = book()
    choice = intake.choose_table(file, None)
    outcome = intake.await_choice(file, choice.question, today=TODAY)
    assert (choice.table, choice.question, outcome.receipt.received) == (None, None, 0)
    assert intake.with_file(outcome.receipt, file).to_dict()["tables"] == []
