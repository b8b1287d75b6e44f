"""palermo check as a data officer walks it: files, exit codes, bytes, bad input."""

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from palermo import __version__
from palermo.cli import main

CASES = """\
prs_First_Name,prs_Birthdate,prs_Gender,prs_Citizenship,cas_Status,note
Anna,1990-01-02,Feminine,NA,Active,=1+1
Bea,03/04/1991,Feminine,DE,Active,
Carl,1992,Gurke,"DE, FR",Follow up,"line
break"
Dora,2090-01-01,FEMININE,,Closed,x,surplus
"""
TODAY = ("--today", "2026-01-31")


def run(capsys, *words: object) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of one call."""
    with pytest.raises(SystemExit) as end:
        main([str(word) for word in words])
    out, err = capsys.readouterr()
    return int(end.value.code or 0), out, err


@pytest.fixture(name="cases")
def _cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.csv"
    path.write_text(CASES, "utf-8")
    return path


@pytest.fixture(name="check")
def _check(capsys, tmp_path):
    """Run ``palermo check`` into a fresh folder; give its exit code, the folder, and both streams."""

    def checked(*words, out="out"):
        folder = tmp_path / out
        code, said, told = run(capsys, "check", *words, *TODAY, "--out", folder)
        return code, folder, said, told

    return checked


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))


def receipt(folder: Path) -> dict:
    return json.loads((folder / "receipt.json").read_text("utf-8"))


def test_a_file_becomes_accepted_rejected_pending_and_a_receipt(check, cases) -> None:
    code, folder, said, _ = check(cases)
    assert code == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "accepted.csv",
        "pending.csv",
        "receipt.json",
        "rejected.csv",
    ]
    told = receipt(folder)
    assert (told["received"], told["accepted"], told["rejected"], told["pending"]) == (4, 1, 2, 1)
    assert told["file_sha256"] == hashlib.sha256(cases.read_bytes()).hexdigest()
    assert said.startswith("4 rows: 1 accepted, 2 rejected, 1 pending")


def test_the_receipt_has_the_keys_of_the_contract(check, cases) -> None:
    told = receipt(check(cases)[1])
    assert list(told) == [
        "file_sha256", "received", "accepted", "rejected", "pending", "findings", "today", "blank", "encoding",
        "delimiter", "sheet", "header_rows", "layout", "columns", "tables",
    ]  # fmt: skip
    assert (told["today"], told["encoding"], told["delimiter"], told["header_rows"]) == (
        "2026-01-31",
        "utf-8",
        ",",
        [1],
    )
    assert told["layout"]["name"] == "htcds"
    assert told["columns"][0] == {"seen": "prs_First_Name", "means": "prs_FirstName", "how": "alias"}
    for finding in told["findings"]:
        assert {"code", "severity", "text", "hint", "count"} <= finding.keys()


def test_accepted_rows_speak_the_standard(check, cases) -> None:
    accepted = rows(check(cases)[1] / "accepted.csv")
    assert list(accepted[0])[-1] == "palermo_row"
    assert accepted == [
        {"prs_FirstName": "Anna", "prs_Birthdate": "1990-01-02", "prs_Gender": "Feminine", "prs_Citizenship": "NA",
         "cas_Status": "Active", "note": "=1+1", "palermo_key": "provisional-2", "palermo_row": "2"},
    ]  # fmt: skip


def test_rejected_rows_keep_headers_cells_and_order(check, cases) -> None:
    rejected = rows(check(cases)[1] / "rejected.csv")
    names = CASES.splitlines()[0].split(",")
    assert list(rejected[0]) == [*names, "palermo_row", "palermo_codes", "palermo_hints", "palermo_extra"]
    carl, dora = rejected
    assert [carl[name] for name in names] == ["Carl", "1992", "Gurke", "DE, FR", "Follow up", "line\nbreak"]
    assert (carl["palermo_row"], carl["palermo_codes"], carl["palermo_extra"]) == ("4", "value.not_in_list", "")
    assert dora["palermo_row"] == "6"  # a line break inside quotes moves what follows
    assert dora["palermo_codes"] == "row.ragged;date.future"
    assert json.loads(dora["palermo_extra"]) == ["surplus"]
    assert " | " in dora["palermo_hints"]


def test_pending_rows_say_what_to_answer(check, cases) -> None:
    (bea,) = rows(check(cases)[1] / "pending.csv")
    assert (bea["palermo_row"], bea["palermo_codes"]) == ("3", "date.ambiguous")
    assert "date: dmy" in bea["palermo_hints"]


def test_json_prints_the_receipt_and_nothing_else(check, cases) -> None:
    _, folder, said, told = check(cases, "--json")
    assert said == (folder / "receipt.json").read_text("utf-8")
    assert told == ""


def test_the_same_call_gives_the_same_bytes(check, cases) -> None:
    _, first, _, _ = check(cases, "--xlsx", out="first")
    _, second, _, _ = check(cases, "--xlsx", out="second")
    for path in sorted(first.iterdir()):
        assert path.read_bytes() == (second / path.name).read_bytes(), path.name


def test_another_process_and_another_day_give_the_same_bytes(check, cases, tmp_path) -> None:
    _, first, _, _ = check(cases, "--xlsx")
    other = tmp_path / "other"
    command = [sys.executable, "-m", "palermo", "check", str(cases), *TODAY, "--xlsx", "--out", str(other)]
    done = subprocess.run(
        command, capture_output=True, env={**os.environ, "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7"}
    )
    assert done.returncode == 0, done.stderr
    for path in sorted(first.iterdir()):
        assert path.read_bytes() == (other / path.name).read_bytes(), path.name


def test_rejects_as_a_workbook_are_marked_commented_and_all_text(check, cases) -> None:
    _, folder, _, _ = check(cases, "--xlsx")
    sheet = load_workbook(folder / "rejected.xlsx").active
    assert [cell.value for cell in sheet[1]] == list(rows(folder / "rejected.csv")[0])
    gender = sheet.cell(2, 3)
    assert gender.value == "Gurke"
    assert "list gender" in gender.comment.text
    assert gender.fill.fgColor.rgb == "FFFDE9D9"
    assert sheet.cell(2, 1).comment is None
    assert "separator" in sheet.cell(3, 8).comment.text  # the row itself: beside its codes
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


def test_the_workbook_holds_no_clock(check, cases) -> None:
    with zipfile.ZipFile(check(cases, "--xlsx")[1] / "rejected.xlsx") as book:
        assert {entry.date_time for entry in book.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert set(re.findall(rb"\d{4}-\d\d-\d\dT", book.read("docProps/core.xml"))) == {b"2000-01-01T"}


def test_a_formula_is_text_in_the_workbook_and_verbatim_in_the_csv(check, tmp_path) -> None:
    path = tmp_path / "in.csv"
    path.write_text('a,b\n"=HYPERLINK(""x"")",1,2\n', "utf-8")
    _, folder, _, _ = check(path, "--xlsx")
    assert rows(folder / "rejected.csv")[0]["a"] == '=HYPERLINK("x")'
    with zipfile.ZipFile(folder / "rejected.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_corrected_rejects_are_handed_in_again(check, cases, tmp_path) -> None:
    _, folder, _, _ = check(cases)
    text = (folder / "rejected.csv").read_text("utf-8").replace("Gurke", "Feminine").replace("2090", "1990")
    again = tmp_path / "again.csv"
    again.write_text(text, "utf-8")
    _, second, _, _ = check(again, out="second")
    told = receipt(second)
    assert (told["received"], told["accepted"]) == (2, 2)
    assert [column["how"] for column in told["columns"][-4:]] == ["ignored"] * 4
    assert rows(second / "accepted.csv")[0]["prs_Citizenship"] == "DE;FR"


def test_a_layout_of_ones_own(check, tmp_path) -> None:
    (tmp_path / "theirs.yml").write_text(
        "version: 2\ndelimiter: ';'\ncolumns: {Geboren: {to: born, date: dmy}, Land: {to: land, list: [NO, SE]}}\n"
    )
    (tmp_path / "in.csv").write_text("Geboren;Land\n03.04.1990;NO\n", "utf-8")
    code, folder, _, _ = check(tmp_path / "in.csv", "--layout", tmp_path / "theirs.yml")
    assert code == 0
    assert (folder / "accepted.csv").read_text("utf-8") == "born,land,palermo_row\n1990-04-03,NO,2\n"
    assert receipt(folder)["layout"] == {"name": "theirs", "version": "2", "from": "", "target": "none"}


def test_without_a_layout_the_structure_alone_is_checked(check, tmp_path) -> None:
    (tmp_path / "in.csv").write_text("x,y\n 007 ,NA\n\n1,2\n", "utf-8")
    _, folder, _, _ = check(tmp_path / "in.csv")
    assert (folder / "accepted.csv").read_text("utf-8") == "x,y,palermo_row\n 007 ,NA,2\n1,2,4\n"
    told = receipt(folder)
    assert (told["blank"], told["layout"]) == (1, None)
    assert [finding["code"] for finding in told["findings"]] == ["layout.unknown"]


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(path)
    return path


TABLE = [["ref", "n"], ["a", 1], ["b", 2.5]]


def test_several_sheets_wait_for_a_choice(check, tmp_path) -> None:
    path = workbook(tmp_path / "in.xlsx", One=TABLE, Two=TABLE)
    code, folder, _, _ = check(path)
    told = receipt(folder)
    assert (code, told["received"], told["pending"]) == (0, 4, 4)
    assert [finding["code"] for finding in told["findings"]] == ["sheet.several"]
    assert [table["sheet"] for table in told["tables"]] == ["One", "Two"]
    assert {row["palermo_codes"] for row in rows(folder / "pending.csv")} == {"sheet.several"}
    assert rows(folder / "accepted.csv") == []


def test_a_sheet_is_chosen_by_its_name(check, tmp_path) -> None:
    path = workbook(tmp_path / "in.xlsx", One=TABLE, Two=TABLE)
    _, folder, _, _ = check(path, "--sheet", "Two")
    assert (folder / "accepted.csv").read_text("utf-8") == "ref,n,palermo_row\na,1,2\nb,2.5,3\n"
    assert receipt(folder)["sheet"] == "Two"


def test_json_lines_are_read_too(check, tmp_path) -> None:
    (tmp_path / "in.jsonl").write_text('{"a": "007", "b": 1.50}\n{"a": "x", "b": null}\n', "utf-8")
    _, folder, _, _ = check(tmp_path / "in.jsonl")
    assert receipt(folder)["accepted"] == 2
    assert [row["a"] for row in rows(folder / "accepted.csv")] == ["007", "x"]


def test_the_store_keeps_the_bytes_by_their_hash(check, cases, tmp_path) -> None:
    check(cases, "--store", tmp_path / "store")
    sha256 = hashlib.sha256(cases.read_bytes()).hexdigest()
    kept = tmp_path / "store" / "sha256" / sha256[:2] / sha256
    assert kept.read_bytes() == cases.read_bytes()


def test_the_store_keeps_what_cannot_be_read_as_well(check, tmp_path) -> None:
    path = tmp_path / "in.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    code, folder, _, _ = check(path, "--store", tmp_path / "store")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert code == 2
    assert not folder.exists()
    assert (tmp_path / "store" / "sha256" / sha256[:2] / sha256).exists()


def test_the_input_is_never_copied_and_never_changed(check, cases, tmp_path) -> None:
    before = cases.read_bytes()
    check(cases, "--xlsx")
    assert cases.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.csv", "out"]


def test_other_files_in_the_folder_are_left_alone_and_old_results_replaced(check, cases, tmp_path) -> None:
    out = tmp_path / "out"
    check(cases, "--xlsx")
    (out / "notes.txt").write_text("mine")
    good = tmp_path / "good.csv"
    good.write_text("x\n1\n", "utf-8")
    code, _, _, _ = check(good)
    assert code == 0
    assert sorted(path.name for path in out.iterdir()) == ["accepted.csv", "notes.txt", "receipt.json", "rejected.csv"]


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/worksheets/sheet1.xml", b" " * (80 << 20))
    return out.getvalue()


BAD = {
    "empty": ("in.csv", b""),
    "blank": ("in.csv", b" \n\n"),
    "locked": ("in.xlsx", encrypted()),
    "no workbook": ("in.xlsx", b"hello"),
    "truncated json": ("in.json", b'[{"a": 1}, {"a":'),
    "a picture": ("in.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 50),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_ends_with_2_and_leaves_nothing(check, tmp_path, name) -> None:
    file, data = BAD[name]
    (tmp_path / file).write_bytes(data)
    code, folder, said, told = check(tmp_path / file)
    assert (code, said) == (2, "")
    assert told.startswith("palermo: ")
    assert "Traceback" not in told
    assert not folder.exists()


def test_a_truncated_workbook_cannot_be_read(check, tmp_path) -> None:
    whole = workbook(tmp_path / "whole.xlsx", One=TABLE).read_bytes()
    (tmp_path / "in.xlsx").write_bytes(whole[: len(whole) // 2])
    assert check(tmp_path / "in.xlsx")[0] == 2


def test_a_zip_bomb_is_refused_before_it_unfolds(check, tmp_path) -> None:
    (tmp_path / "in.xlsx").write_bytes(bomb())
    code, folder, _, told = check(tmp_path / "in.xlsx")
    assert code == 2, told
    assert not folder.exists()


@pytest.mark.parametrize(
    "words",
    [("nobody.csv",), ("cases.csv", "--layout", "htdcs"), ("cases.csv", "--layout", "nobody.yml"),
     ("cases.csv", "--layout", "bad.yml"), ("cases.csv", "--sheet", "One"), (".",), ("book.xlsx", "--sheet", "Three")],
)  # fmt: skip
def test_a_wrong_call_ends_with_2_and_says_why(check, cases, tmp_path, monkeypatch, words) -> None:
    (tmp_path / "bad.yml").write_text("columns: {a: {typ: date}}\nkey: [b]\n")
    workbook(tmp_path / "book.xlsx", One=TABLE, Two=TABLE)
    monkeypatch.chdir(tmp_path)
    code, folder, said, told = check(*words)
    assert (code, said) == (2, "")
    assert told.startswith("palermo: ")
    assert not folder.exists()


def test_all_faults_of_a_layout_are_told_at_once(check, cases, tmp_path) -> None:
    (tmp_path / "bad.yml").write_text("columns: {a: {typ: date}}\nkey: [b]\n")
    told = check(cases, "--layout", tmp_path / "bad.yml")[3]
    assert "Did you mean 'type'?" in told
    assert "there is no column 'b'" in told


def test_a_wrong_day_is_told(capsys, cases, tmp_path) -> None:
    code, _, told = run(capsys, "check", cases, "--today", "31.1.2026", "--out", tmp_path / "out")
    assert code == 2
    assert "YYYY-MM-DD" in told


def test_a_folder_that_is_a_file_cannot_be_written(check, cases, tmp_path) -> None:
    (tmp_path / "out").write_text("x")
    assert check(cases)[0] == 2
    assert (tmp_path / "out").read_text() == "x"


def test_a_folder_below_a_file_cannot_be_written(check, cases) -> None:
    code, _, said, told = check(cases, out="cases.csv/out")
    assert (code, said) == (2, "")
    assert "cannot be written" in told


def test_a_missing_option_is_told(capsys, cases) -> None:
    code, _, told = run(capsys, "check", cases)
    assert code == 2
    assert "--out" in re.sub(r"\x1b\[[0-9;]*m", "", told)


def test_two_header_rows_are_read_as_the_layout_says(check, tmp_path) -> None:
    (tmp_path / "two.yml").write_text("header_rows: 2\ncolumns: {2020 / men: men, 2020 / women: women}\n")
    (tmp_path / "in.csv").write_text("2020,2020\nmen,women\n1,2,3\n3,4\n", "utf-8")
    _, folder, _, _ = check(tmp_path / "in.csv", "--layout", tmp_path / "two.yml")
    assert (folder / "accepted.csv").read_text("utf-8") == "men,women,palermo_row\n3,4,4\n"
    assert (folder / "rejected.csv").read_text("utf-8").splitlines()[:2] == [
        "2020,2020,palermo_row,palermo_codes,palermo_hints,palermo_extra",
        "men,women,,,,",
    ]


def test_a_cell_of_a_million_characters_is_kept(check, tmp_path) -> None:
    (tmp_path / "in.csv").write_text(f"a,b\n{'x' * 1_000_000},1\n{'y' * 1_000_000},1,2\n", "utf-8")
    code, folder, _, _ = check(tmp_path / "in.csv", "--xlsx")
    assert code == 0
    csv.field_size_limit(2_000_000)
    assert len(rows(folder / "accepted.csv")[0]["a"]) == 1_000_000
    assert len(rows(folder / "rejected.csv")[0]["a"]) == 1_000_000
    cut = load_workbook(folder / "rejected.xlsx").active.cell(2, 1).value
    assert len(cut) == 32_767
    assert cut.endswith("see rejected.csv")


def test_mixed_encodings_lose_no_row(check, tmp_path) -> None:
    (tmp_path / "in.csv").write_bytes("name\nZoë\n".encode() + "Jürgen\n".encode("cp1252"))
    _, folder, _, _ = check(tmp_path / "in.csv")
    told = receipt(folder)
    assert told["received"] == 2
    assert "file.encoding" in {finding["code"] for finding in told["findings"]}
    assert [row["name"] for row in rows(folder / "accepted.csv")] == ["Zoë", "Jürgen"]


def test_the_program_tells_its_version_and_what_it_can_do(capsys) -> None:
    assert run(capsys, "--version")[1] == f"palermo {__version__}\n"
    code, said, _ = run(capsys, "--help")
    assert code == 0
    for verb in ("check", "report", "evidence"):
        assert verb in said
    assert "Examples" in run(capsys, "check", "--help")[1]


def test_a_misspelt_verb_is_answered_with_the_right_one(capsys) -> None:
    code, _, told = run(capsys, "chek")
    assert code == 2
    assert "'check'" in told


def test_a_fault_of_the_program_is_told_without_the_cell_that_caused_it(tmp_path) -> None:
    program = (
        "import palermo.intake, palermo.cli\n"
        "def broken(*_, **__): raise ValueError('Anna Schmidt')\n"
        "palermo.intake.check_book = broken\n"
        "palermo.cli.main()\n"
    )
    (tmp_path / "in.csv").write_text("a\n1\n", "utf-8")
    words = ["check", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out")]
    environment = {name: value for name, value in os.environ.items() if name != "PALERMO_TRACEBACK"}
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, env=environment)
    assert done.returncode == 1
    assert "ValueError" in done.stderr
    assert "Schmidt" not in done.stderr


def test_a_file_is_never_overwritten_by_its_own_results(check, cases) -> None:
    code, folder, _, _ = check(cases)
    corrected = folder / "rejected.csv"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    code, _, _, told = check(corrected)
    assert (code, "overwritten" in told) == (2, True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert check(corrected, out="again")[0] == 0


@pytest.mark.parametrize("name", ["receipt.json", "pending.csv", "rejected.xlsx"])
def test_a_folder_in_the_place_of_a_result_leaves_nothing_half_written(check, cases, tmp_path, name) -> None:
    (tmp_path / "out" / name).mkdir(parents=True)
    code, folder, _, told = check(cases)
    assert (code, name in told) == (2, True)
    assert [path.name for path in folder.iterdir()] == [name]


def test_names_too_long_for_the_disk_are_told(check, cases) -> None:
    for words, out in (((cases,), "x" * 300), ((cases, "--layout", "x" * 300), "out"), (("x" * 300,), "out")):
        code, _, _, told = check(*words, out=out)
        assert code == 2
        assert "fault of the program" not in told
