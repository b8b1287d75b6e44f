"""A form as a workbook: what was text stays text, what is locked is locked, and two writings do not differ."""

import io

from openpyxl import load_workbook

from palermo import engines, intake

HEADER = ("What", "Number", "Reason")
ROWS = (("=1+1", "", ""), ("9--17", "", ""), ("007", "", ""), ("2025-03", "", ""))


def form(whole: tuple[bool, ...] = (True, True, False, True)) -> engines.FormSheet:
    return engines.FormSheet(
        title="Return",
        header=HEADER,
        rows=ROWS,
        open=("Number", "Reason"),
        numbers="Number",
        whole=whole,
        choices={"Reason": ("not asked", "not known")},
    )


def written() -> bytes:
    return engines.write_form(form(), help=("How", "", "=so"), help_title="Help")


def test_texts_that_look_like_formulas_dates_or_numbers_stay_texts() -> None:
    sheet = load_workbook(io.BytesIO(written()))["Return"]
    assert [(row[0].value, row[0].data_type) for row in sheet.iter_rows(min_row=2)] == [(row[0], "s") for row in ROWS]
    (read,) = [one for one in engines.read_raw_bytes(written(), "form.xlsx").sheets if one.name == "Return"]
    assert read.tables[0].cells["c0"].to_list() == [row[0] for row in ROWS]
    assert read.formulas == ()


def test_only_open_columns_can_be_written_in() -> None:
    book = load_workbook(io.BytesIO(written()))
    sheet = book["Return"]
    assert sheet.protection.sheet and book["Help"].protection.sheet
    assert {cell.coordinate[0] for row in sheet.iter_rows() for cell in row if not cell.protection.locked} == {"B", "C"}


def test_the_rows_that_take_decimals_have_a_rule_of_their_own() -> None:
    rules = load_workbook(io.BytesIO(written()))["Return"].data_validations.dataValidation
    assert {(rule.type, str(rule.sqref)) for rule in rules} == {
        ("whole", "B2:B3 B5"),
        ("decimal", "B4"),
        ("list", "C2:C5"),
    }


def test_the_same_form_has_the_same_bytes() -> None:
    assert written() == written()


def test_a_cell_with_a_formula_is_told_by_row_and_column_and_keeps_its_saved_result() -> None:
    book = load_workbook(io.BytesIO(written()))
    book["Return"]["B3"] = "=SUM(1,2)"
    book["Return"]["A4"] = "=B3"
    out = io.BytesIO()
    book.save(out)
    sheet: intake.RawSheet = engines.read_raw_bytes(out.getvalue(), "form.xlsx").sheets[0]
    assert sheet.formulas == ((3, 2), (4, 1))
