"""Yearly returns at the front door: a form goes out, a clerk fills it in with a spreadsheet, and it comes back."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner, Result

from palermo import coordination
from palermo.cli import app, main
from palermo.coordination.return_forms import headers
from palermo.engines import read_returns
from palermo.ground.errors import PalermoError
from palermo.standards import returns as standard
from palermo.standards.returns import Cell, Total

CONFERENCE = """format: palermo.conference/1
name: {en: "Joint conference"}
bodies:
  - {id: police, kind: police, names: [{en: "Ministry of Public Security"}]}
  - {id: court, kind: court, names: [{en: "Supreme court"}]}
  - {id: shelters, kind: ngo, names: [{en: "Shelter network"}]}
  - {id: bureau, kind: agency, names: [{en: "Old bureau"}], dissolved: 2023-05-01}
"""
ASK = """format: palermo.returns/1
period: [2024, 2025]
due: {2024: 2025-03-31, 2025: 2026-03-31}
ask:
  - {groups: [victims, referrals, services, returns_home, justice, alerts], bodies: [police, court, shelters]}
"""
TODAY = ["--today", "2026-05-01"]
Clerk = Callable[[Worksheet], object]


@pytest.fixture
def conference(tmp_path: Path) -> Path:
    folder = tmp_path / "conference"
    (folder / "returns").mkdir(parents=True)
    (folder / "conference.yml").write_text(CONFERENCE)
    (folder / "returns" / "ask.yml").write_text(ASK)
    return folder


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The forms of all bodies, as they are sent out."""
    folder = tmp_path_factory.mktemp("sent") / "conference"
    (folder / "returns").mkdir(parents=True)
    (folder / "conference.yml").write_text(CONFERENCE)
    (folder / "returns" / "ask.yml").write_text(ASK)
    assert run("template", folder, "--out", str(folder / "forms")).exit_code == 0
    assert run("template", folder, "--out", str(folder / "forms"), "--csv").exit_code == 0
    return folder / "forms"


def run(verb: str, folder: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["returns", verb, str(folder), *options])


PARTS: dict[Cell, tuple[Total, int]] = {
    cell: (one, at) for one in standard.totals(standard.groups()) for at, cell in enumerate(one.parts)
}


def sound(cell: Cell) -> int:
    """Numbers that contradict nothing: twelve of everything, all of it in the first cell of each breakdown."""
    if cell not in PARTS:
        return 12
    total, at = PARTS[cell]
    if total.rule == "within":
        return 1
    return sound(total.total) if at == 0 else 0


def fill(form: Path, target: Path, *clerks: Clerk) -> Path:
    """The form filled in, then treated by each clerk, saved."""
    book = load_workbook(form)
    sheet = book["Return"]
    for row in sheet.iter_rows(min_row=2):
        row[2].value = sound(Cell(*(str(cell.value) for cell in row[7:13])))
    for clerk in clerks:
        clerk(sheet)
    book.save(target)
    return target


def checked(folder: Path) -> tuple[int, list[dict[str, Any]], list[dict[str, Any]]]:
    """Exit code, findings without infos, receipts by file. Typer's runner hands our errors on: 3 is Refused."""
    done = run("check", folder, *TODAY, "--json")
    code = done.exception.exit_code if isinstance(done.exception, PalermoError) else done.exit_code
    said = json.loads(done.stdout)
    return code, [one for one in said["findings"] if one["severity"] != "info"], said["files"]


def test_a_form_filled_in_by_a_clerk_is_accepted_whole(conference: Path, forms: Path) -> None:
    fill(forms / "police-2025.xlsx", conference / "returns" / "police-2025.xlsx")
    code, findings, files = checked(conference)
    assert (code, findings) == (0, [])
    assert files[0]["received"] == files[0]["accepted"] == len(cells()) and 150 <= len(cells()) <= 250


def cells() -> list[Cell]:
    return [cell for line in standard.lines() for cell in standard.cells(line)]


def test_a_form_has_the_same_bytes_every_time_and_replaces_none(conference: Path, tmp_path: Path) -> None:
    for out in ("first", "second"):
        assert run("template", conference, "--out", str(tmp_path / out), "--period", "2025").exit_code == 0
    names = sorted(path.name for path in (tmp_path / "first").iterdir())
    assert names == ["court-2025.xlsx", "police-2025.xlsx", "shelters-2025.xlsx"]
    assert [(tmp_path / "first" / name).read_bytes() for name in names] == [
        (tmp_path / "second" / name).read_bytes() for name in names
    ]
    filled = fill(tmp_path / "first" / names[0], tmp_path / "first" / names[0]).read_bytes()
    assert run("template", conference, "--out", str(tmp_path / "first")).exit_code != 0
    assert (tmp_path / "first" / names[0]).read_bytes() == filled


def test_a_clerk_can_write_where_an_answer_belongs_and_nowhere_else(forms: Path) -> None:
    book = load_workbook(forms / "police-2025.xlsx")
    sheet = book["Return"]
    open_columns = {
        cell.column_letter for row in sheet.iter_rows(min_row=2) for cell in row if not cell.protection.locked
    }
    assert sheet.protection.sheet and open_columns == {"C", "D", "E"}
    rules = {str(rule.type): str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    assert set(rules) == {"whole", "decimal", "list"}
    assert rules["list"].startswith("D2:D")
    help = " ".join(str(row[0].value or "") for row in book["How to fill in"].iter_rows())
    assert "Ministry of Public Security" in help and "2026-03-31" in help


@pytest.mark.parametrize(
    ("clerk", "code", "row"),
    [
        (lambda sheet: write(sheet, "C3", "twelve"), "value.type", 3),
        (lambda sheet: write(sheet, "C3", "1,200"), "value.type", 3),
        (lambda sheet: write(sheet, "C3", -4), "coordination.return-negative", 3),
        (lambda sheet: write(sheet, "C3", 11.5), "coordination.return-fraction", 3),
        (lambda sheet: write(sheet, "C2", 13), "coordination.return-sum", 2),
        (lambda sheet: write(sheet, "C3", "=6+6"), "coordination.return-formula", 3),
        (lambda sheet: write(sheet, "D3", "not known"), "coordination.return-reason", 3),
        (lambda sheet: write(sheet, "D3", "ask my colleague"), "value.not_in_list", 3),
        (lambda sheet: write(sheet, "H3", "victims_suspected"), "value.pattern", 3),
        (lambda sheet: write(sheet, "I3", "woman"), "value.pattern", 3),
        (lambda sheet: write(sheet, "K3", "foreign"), "coordination.return-cell-unknown", 3),
        (lambda sheet: write(sheet, "F3", "court"), "coordination.return-mixed", 3),
        (lambda sheet: write(sheet, "G3", "2024"), "coordination.return-mixed", 3),
        (lambda sheet: write(sheet, "G3", "May"), "value.pattern", 3),
        (lambda sheet: copy_row(sheet, 3, 4), "key.duplicate", 3),
        (lambda sheet: copy_row(sheet, 3, sheet.max_row + 1), "key.duplicate", 3),
        (lambda sheet: sheet.delete_rows(3), "coordination.return-rows-missing", None),
        (lambda sheet: write(sheet, "H1", "Zeile"), "coordination.return-columns", None),
        (lambda sheet: sheet.parent.copy_worksheet(sheet), "sheet.several", None),
    ],
)
def test_a_mistake_of_a_clerk_is_named_by_file_sheet_and_row(
    conference: Path, forms: Path, clerk: Clerk, code: str, row: int | None
) -> None:
    fill(forms / "police-2025.xlsx", conference / "returns" / "police-2025.xlsx", clerk)
    exit_code, findings, files = checked(conference)
    said = next(one for one in findings if one["code"] == code)
    assert exit_code == 3
    assert (said["path"], said.get("row")) == ("returns/police-2025.xlsx", row)
    assert row is None or said["table"] == "Return"
    assert files[0]["received"] == files[0]["accepted"] + files[0]["rejected"] + files[0]["pending"]


def write(sheet: Worksheet, place: str, value: object) -> None:
    sheet[place].value = value


def copy_row(sheet: Worksheet, source: int, target: int) -> None:
    for column in range(1, 14):
        sheet.cell(target, column).value = sheet.cell(source, column).value


@pytest.mark.parametrize(
    ("clerk", "codes"),
    [
        (lambda sheet: (write(sheet, "C9", None), write(sheet, "D9", "not asked")), []),
        (lambda sheet: (write(sheet, "C9", None), write(sheet, "D9", "NOT KNOWN ")), []),
        (lambda sheet: write(sheet, "C9", None), ["coordination.return-empty"]),
        (lambda sheet: write(sheet, "C9", " "), ["coordination.return-empty"]),
        (lambda sheet: write(sheet, "E9", "counted by hand"), []),
        (lambda sheet: (sheet.insert_rows(40), sheet.insert_rows(90, 2)), []),
        (lambda sheet: setattr(sheet, "title", "Our numbers"), []),
        (lambda sheet: write(sheet, "P9", "see the letter"), ["coordination.return-outside"]),
        (lambda sheet: (sheet.insert_rows(1, 2), write(sheet, "A1", "Police")), ["coordination.return-outside"]),
    ],
)
def test_what_is_no_mistake_is_accepted_and_what_is_not_read_is_said(
    conference: Path, forms: Path, clerk: Clerk, codes: list[str]
) -> None:
    fill(forms / "police-2025.xlsx", conference / "returns" / "police-2025.xlsx", clerk)
    exit_code, findings, files = checked(conference)
    assert (exit_code, [one["code"] for one in findings]) == (0, codes)
    assert files[0]["accepted"] == len(cells())


def test_many_mistakes_in_many_files_are_named_in_one_run(conference: Path, forms: Path) -> None:
    returns = conference / "returns"
    fill(forms / "police-2025.xlsx", returns / "police-2025.xlsx", lambda sheet: write(sheet, "C3", "twelve"))
    fill(forms / "court-2025.xlsx", returns / "court-2025.xlsx", lambda sheet: write(sheet, "C2", 13))
    fill(forms / "shelters-2025.xlsx", returns / "shelters-2024.xlsx")
    fill(forms / "police-2024.xlsx", returns / "police 2024 new.xlsx")
    fill(forms / "police-2024.xlsx", returns / "police-2024.xlsx")
    (returns / "scan.pdf.xlsx").write_bytes(b"%PDF-1.7 scanned")
    (returns / "letter.docx").write_bytes(b"a letter")
    (returns / "~$police-2025.xlsx").write_bytes(b"somebody has it open")
    (returns / "ask-old.yml").write_text(ASK)
    exit_code, findings, files = checked(conference)
    assert exit_code == 3
    assert {(one["path"].removeprefix("returns/"), one["code"]) for one in findings} == {
        ("police-2025.xlsx", "value.type"),
        ("court-2025.xlsx", "coordination.return-sum"),
        ("shelters-2024.xlsx", "coordination.return-mixed"),
        ("police 2024 new.xlsx", "coordination.return-twice"),
        ("police-2024.xlsx", "coordination.return-twice"),
        ("scan.pdf.xlsx", "coordination.return-unreadable"),
        ("letter.docx", "coordination.return-other-file"),
        ("~$police-2025.xlsx", "coordination.return-other-file"),
        ("ask-old.yml", "coordination.return-other-file"),
    }
    assert len(files) == 6
    assert all(one["received"] == one["accepted"] + one["rejected"] + one["pending"] for one in files)


def test_the_same_reads_in_the_terminal_as_sentences(
    conference: Path, forms: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(forms / "police-2025.xlsx", conference / "returns" / "police-2025.xlsx", lambda sheet: write(sheet, "C3", "x"))
    with pytest.raises(SystemExit) as end:
        main(["returns", "check", str(conference), *TODAY])
    said = capsys.readouterr()
    assert end.value.code == 3
    assert "returns/police-2025.xlsx [Return] row 3, Number: value.type" in said.err
    assert "1 of 6 returns asked for were sent" in said.out
    assert "silent: court 2024, court 2025, police 2024, shelters 2024, shelters 2025" in said.out


def test_a_year_that_is_not_over_is_not_called_silent(conference: Path) -> None:
    done = run("check", conference, "--today", "2025-06-01")
    assert done.exit_code == 0
    assert "silent: court 2024, police 2024, shelters 2024\nnot over yet: court 2025, police 2025" in done.stdout


def test_a_formula_counts_with_the_result_that_was_saved(conference: Path, forms: Path) -> None:
    target = conference / "returns" / "police-2025.xlsx"
    fill(forms / "police-2025.xlsx", target, lambda sheet: write(sheet, "C3", "=6+6"))
    target.write_bytes(with_saved_result(target.read_bytes(), "12"))
    exit_code, findings, files = checked(conference)
    assert [(one["code"], one["row"], one["severity"]) for one in findings] == [
        ("coordination.return-formula", 3, "warning")
    ]
    assert (exit_code, files[0]["accepted"]) == (0, len(cells()))


def with_saved_result(book: bytes, result: str) -> bytes:
    """The workbook as Excel saves it, which writes the result of a formula beside it; openpyxl leaves it out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as read, zipfile.ZipFile(out, "w") as written:
        for name in read.namelist():
            content = read.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content, count = re.subn(rb"</f><v ?/?>(</v>)?", f"</f><v>{result}</v>".encode(), content)
                assert count == 1
            written.writestr(name, content)
    return out.getvalue()


# As CSV


def csv_rows(form: Path) -> Iterator[dict[str, str]]:
    for row in csv.DictReader(io.StringIO(form.read_text("utf-8"))):
        cell = Cell(*(row[name] for name in ("Line", "Sex", "Age", "Nationality", "Disability", "Form")))
        yield {**row, "Number": str(sound(cell))}


def save_csv(rows: list[dict[str, str]], target: Path, delimiter: str = ",", encoding: str = "utf-8") -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    target.write_text(out.getvalue(), encoding)


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16")])
def test_a_return_as_csv_is_read_as_spreadsheets_save_it(
    conference: Path, forms: Path, delimiter: str, encoding: str
) -> None:
    rows = list(csv_rows(forms / "police-2025.csv"))
    rows[4]["Number"] = "many"
    save_csv(rows, conference / "returns" / "police-2025.csv", delimiter, encoding)
    exit_code, findings, files = checked(conference)
    assert (exit_code, [(one["code"], one["row"]) for one in findings]) == (3, [("value.type", 6)])
    assert (files[0]["accepted"], files[0]["rejected"]) == (len(cells()) - 1, 1)


def test_the_layout_beside_the_csv_reads_it_with_check_alone(conference: Path, forms: Path, tmp_path: Path) -> None:
    rows = list(csv_rows(forms / "police-2025.csv"))
    rows[4]["Number"], rows[7]["Sex"], rows[9]["Number"] = "-1", "woman", "many"
    save_csv([*rows, rows[20]], tmp_path / "police-2025.csv")
    layout = str(forms / "LAYOUT.yml")
    done = CliRunner().invoke(
        app, ["check", str(tmp_path / "police-2025.csv"), "--layout", layout, "--out", str(tmp_path / "out"), "--json"]
    )
    assert done.exit_code == 0
    receipt = json.loads(done.stdout)
    assert receipt["rejected"] == 5
    assert {one["code"] for one in receipt["findings"] if one["severity"] == "error"} == {
        "coordination.return-negative", "value.pattern", "value.type", "key.duplicate",
    }  # fmt: skip


CELLS = st.sampled_from(
    ["", " ", "0", "12", "-3", "1.5", "many", "=1+2", "1,200", "not asked", "not_known", "all", "x;y"]
)
CHANGES = st.lists(
    st.tuples(
        st.integers(0, 10_000),
        st.sampled_from(["Number", "Reason when empty", "Note", "Body", "Period", "Line", "Sex", "drop", "double"]),
        CELLS,
    ),
    max_size=12,
)


@settings(max_examples=60)
@given(CHANGES, st.sampled_from([",", ";"]))
def test_whatever_a_clerk_makes_of_a_form_every_row_is_accepted_rejected_or_waits(
    changes: list[tuple[int, str, str]], delimiter: str
) -> None:
    conference = coordination.load({"conference.yml": CONFERENCE.encode()})
    files = {"returns/ask.yml": ASK.encode()}
    ask = coordination.read_ask(files, conference)
    form = next(
        one for one in coordination.return_forms(ask, conference, today=date(2026, 5, 1)) if one.body == "court"
    )
    rows = [dict(zip(headers(), row, strict=True)) for row in form.rows]
    for at, what, cell in changes:
        if what == "drop" and len(rows) > 1:
            rows.pop(at % len(rows))
        elif what == "double":
            rows.insert(at % len(rows), dict(rows[at % len(rows)]))
        elif what != "drop":
            rows[at % len(rows)][what] = cell
    out = io.StringIO()
    writer = csv.DictWriter(out, headers(), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    made = read_returns({**files, "returns/court-2024.csv": out.getvalue().encode()}, conference, date(2026, 5, 1))
    receipt = made.receipts[0]
    assert receipt.received == len(rows) == receipt.accepted + receipt.rejected + receipt.pending
    assert [one.row for one in made.answers] == list(range(2, len(rows) + 2))
    refused = {one.row for one in made.answers if one.state == "rejected"}
    errors = [one for one in made.findings if one.severity == "error"]
    assert bool(refused) <= bool(errors)
    if receipt.sent:
        named = {one.row for one in errors if one.row is not None}
        whole = any(one.row is None and one.code == "coordination.return-mixed" for one in errors)
        sums = any(one.code == "coordination.return-sum" for one in errors)
        assert whole or sums or refused <= named


# Figures


def test_every_figure_leads_to_the_cell_a_body_wrote(conference: Path, forms: Path) -> None:
    fill(forms / "police-2025.xlsx", conference / "returns" / "police-2025.xlsx")
    made = json.loads(run("figures", conference, *TODAY, "--json").stdout)
    assert len(made["figures"]) == len(cells())
    book = load_workbook(conference / made["figures"][0]["file"])
    for one in made["figures"]:
        row = [cell.value for cell in book[one["sheet"]][int(one["line"])]]
        assert str(row[2]) == one["value"]
        assert row[5:9] == [one["body"], one["period"], one["return_line"], one["sex"]]
        assert one["unit"] == row[1]


def test_a_sum_says_of_how_many_bodies_it_is_and_names_the_silent(conference: Path, forms: Path) -> None:
    for body in ("police", "court"):
        fill(forms / f"{body}-2025.xlsx", conference / "returns" / f"{body}-2025.xlsx")
    said = run("figures", conference, *TODAY, "--period", "2025").stdout
    assert "Victims identified\n  2025  24 (person), from 2 of 3 bodies (silent: shelters)\n" in said
    assert re.search(rf"police +2025 +{len(cells())} of {len(cells())}\n", said)
    assert re.search(r"shelters +2025 +silent, OVERDUE\n", said)


def test_a_trend_shows_how_many_answered_beside_each_year(conference: Path, forms: Path) -> None:
    for name in ("police-2024", "police-2025", "court-2025"):
        fill(forms / f"{name}.xlsx", conference / "returns" / f"{name}.xlsx")
    said = run("figures", conference, *TODAY).stdout
    trend = said.split("Suspects\n")[1].splitlines()[:2]
    assert trend == [
        "  2024  12 (person), from 1 of 3 bodies (silent: court, shelters)",
        "  2025  24 (person), from 2 of 3 bodies (silent: shelters)",
    ]


def test_rows_that_were_not_accepted_make_no_figure_and_are_counted_as_held_back(
    conference: Path, forms: Path, tmp_path: Path
) -> None:
    fill(forms / "police-2025.xlsx", conference / "returns" / "police-2025.xlsx", lambda sheet: write(sheet, "C3", "x"))
    done = run("figures", conference, *TODAY, "--csv", str(tmp_path / "out"))
    assert done.exit_code == 0 and "1 row is held back" in done.stderr
    tables = {
        name: list(csv.DictReader(io.StringIO((tmp_path / "out" / f"{name}.csv").read_text("utf-8"))))
        for name in ("figures", "sums", "completeness")
    }
    assert len(tables["figures"]) == len(cells()) - 1
    held = [one for one in tables["sums"] if one["held"] != "0"]
    assert [(one["sex"], one["age_band"], one["value"], one["silent"]) for one in held] == [("female", "0--8", "", "2")]
    assert [one["held"] for one in tables["completeness"] if one["sent"] == "yes"] == ["1"]


def test_a_folder_that_asks_for_nothing_ends_with_exit_2(conference: Path) -> None:
    (conference / "returns" / "ask.yml").unlink()
    for words in (["check"], ["figures"], ["template", "--out", str(conference / "forms")]):
        done = run(words[0], conference, *words[1:])
        assert isinstance(done.exception, PalermoError) and done.exception.exit_code == 2


def test_a_fault_in_the_list_of_who_is_asked_stops_forms_and_sums(conference: Path) -> None:
    (conference / "returns" / "ask.yml").write_text(ASK.replace("bodies: [police,", "bodies: [polise,"))
    for words in (["template", "--out", str(conference / "forms")], ["figures"]):
        done = run(words[0], conference, *words[1:])
        assert isinstance(done.exception, PalermoError) and done.exception.exit_code == 3
    assert not (conference / "forms").exists()


def test_a_workbook_of_something_else_is_no_return(conference: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["Name", "Amount"], ["a", 1], ["b", 2]):
        sheet.append(row)
    book.save(conference / "returns" / "police-2025.xlsx")
    exit_code, findings, files = checked(conference)
    assert (exit_code, [one["code"] for one in findings]) == (3, ["coordination.return-columns"])
    assert (files[0]["received"], files[0]["rejected"]) == (2, 2)


def test_the_mistakes_of_a_form_are_told_down_the_sheet(conference: Path, forms: Path) -> None:
    def clerk(sheet: Worksheet) -> None:
        write(sheet, "D30", "ask my colleague")
        write(sheet, "C9", "twelve")
        write(sheet, "C20", 11.5)
        write(sheet, "C3", "=6+6")

    fill(forms / "police-2025.xlsx", conference / "returns" / "police-2025.xlsx", clerk)
    rows = [one["row"] for one in checked(conference)[1] if "row" in one]
    assert {3, 9, 20, 30} <= set(rows) and rows == sorted(rows)


def test_a_mistake_in_the_file_of_who_is_asked_is_told_with_its_line(conference: Path) -> None:
    (conference / "returns" / "ask.yml").write_text(ASK.replace("[victims,", "[victimz,"))
    assert "returns/ask.yml:5: coordination.bad-value" in run("check", conference, *TODAY).stderr


def test_a_hint_speaks_the_words_of_the_form(conference: Path, forms: Path) -> None:
    def clerk(sheet: Worksheet) -> None:
        write(sheet, "C3", "twelve")
        write(sheet, "C4", None)
        write(sheet, "D4", "n/a")

    fill(forms / "police-2025.xlsx", conference / "returns" / "police-2025.xlsx", clerk)
    hints = {one["code"]: one["hint"] for one in checked(conference)[1] if one.get("row") in (3, 4)}
    assert hints["value.type"].startswith("Write digits alone, as in 1200")
    assert hints["value.not_in_list"] == "Choose not asked or not known, or leave it empty."


def test_figures_of_a_year_nobody_was_asked_for_are_refused(conference: Path) -> None:
    done = run("figures", conference, *TODAY, "--period", "1999")
    assert isinstance(done.exception, PalermoError) and done.exception.exit_code == 2
    assert "1999" in str(done.exception)
