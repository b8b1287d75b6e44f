"""Workbooks: stored values as text, and each way a workbook can be broken, locked or malicious."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from palermo.engines import open_contents, read_raw_bytes
from palermo.ground.errors import UnreadableInput
from palermo.intake.raw import RawBook


def saved(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The workbook with one of its parts rewritten."""
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(name, change(text.decode()) if name == part else text)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
PLAIN = saved(("One", [["name", "n"], ["x", 1], ["y", 2.5]]))


def read(data: bytes, **options: object) -> RawBook:
    return read_raw_bytes(data, "list.xlsx", **options)  # type: ignore[arg-type]


def test_values_come_out_as_the_shortest_text_that_reads_back() -> None:
    row = [2.0, 37.17878965430652, 0.1 + 0.2, 1e-7, -0.0, 12345678901234500000, True, "02863", "NA"]
    data = saved(("One", [[f"c{at}" for at in range(len(row))], row]))
    cells = next(read(data).tables()).cells.row(0)
    assert cells[0] == "2"
    assert float(cells[1]) == 37.17878965430652
    assert cells[3:] == ("1e-07", "0", "12345678901234500000", "TRUE", "02863", "NA")


def test_dates_and_times_come_out_in_iso_form() -> None:
    row = [dt.date(2025, 1, 16), dt.datetime(2025, 1, 16, 8, 30), dt.time(3, 4, 5), dt.timedelta(hours=30, minutes=5)]
    cells = next(read(saved(("One", [["a", "b", "c", "d"], row]))).tables()).cells.row(0)
    assert cells == ("2025-01-16", "2025-01-16T08:30:00", "03:04:05", "30:05:00")


def test_a_formula_gives_the_result_saved_with_it() -> None:
    formula = '<c r="B2"><f>6*7</f><v>42</v></c>'
    data = changed(PLAIN, SHEET, lambda xml: re.sub(r'<c r="B2"[^>]*><v>1</v></c>', formula, xml))
    assert next(read(data).tables()).cells.row(0) == ("x", "42")


def test_an_error_cell_is_a_text_and_not_empty() -> None:
    broken = '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    data = changed(PLAIN, SHEET, lambda xml: re.sub(r'<c r="B2"[^>]*><v>1</v></c>', broken, xml))
    assert next(read(data).tables()).cells.rows() == [("x", "#DIV/0!"), ("y", "2.5")]


def test_an_error_cell_beyond_all_values_is_not_lost() -> None:
    last = '<row r="4"><c t="e" r="C4"><v>#N/A</v></c></row></sheetData>'
    sheet = read(changed(PLAIN, SHEET, lambda xml: xml.replace("</sheetData>", last))).sheets[0]
    assert "#N/A" in [cell for table in sheet.tables for row in table.cells.rows() for cell in row] + [
        note.text for note in sheet.notes
    ]


def test_hidden_rows_are_told_and_still_read() -> None:
    sheet = read(changed(PLAIN, SHEET, lambda xml: xml.replace('<row r="2"', '<row r="2" hidden="1"'))).sheets[0]
    assert (sheet.hidden_rows, sheet.tables[0].hidden_rows, sheet.tables[0].height) == ((2,), (2,), 2)


def test_hidden_rows_are_found_however_the_xml_is_written() -> None:
    def other(xml: str) -> str:
        return xml.replace('<row r="2"', "<row hidden='true'\n r='2'")

    assert read(changed(PLAIN, SHEET, other)).sheets[0].hidden_rows == (2,)


def test_a_named_sheet_is_read_alone() -> None:
    book = read(saved(("One", [["a"], ["1"]]), (" Two", [["b", "c"], ["2", "3"]])), sheet=" Two")
    assert ([sheet.name for sheet in book.sheets], book.sheet_names) == ([" Two"], ("One", " Two"))


def test_a_sheet_name_is_trimmed_to_suggest_and_never_to_match() -> None:
    with pytest.raises(UnreadableInput, match="no sheet 'Two'.*Did you mean ' Two'"):
        read(saved(("One", [["a"]]), (" Two", [["b"]])), sheet="Two")


def test_header_rows_may_be_named() -> None:
    data = saved(("One", [["code", "other"], ["Label", "Other"], ["x", "y"]]))
    assert next(read(data, header_rows=2).tables()).header == (("code", "other"), ("Label", "Other"))
    with pytest.raises(UnreadableInput, match="header rows"):
        read(data, header_rows=9)


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_truncated_workbook_is_refused(kept: float) -> None:
    with pytest.raises(UnreadableInput, match="cut off"):
        read(PLAIN[: int(len(PLAIN) * kept)])


def test_a_damaged_workbook_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as archive:
        at = archive.getinfo(SHEET).header_offset + 60
    with pytest.raises(UnreadableInput, match="damaged"):
        read(PLAIN[:at] + bytes(20) + PLAIN[at + 20 :])


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml"])
def test_broken_xml_is_refused(part: str) -> None:
    with pytest.raises(UnreadableInput, match="damaged"):
        read(changed(PLAIN, part, lambda xml: xml[: len(xml) // 2]))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused() -> None:
    out = io.BytesIO(PLAIN)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(SHEET, "<worksheet/>")
    with pytest.raises(UnreadableInput, match="two parts"):
        read(out.getvalue())


def test_a_sheet_that_lies_about_its_size_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as archive:
        true_size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    with pytest.raises(UnreadableInput, match="damaged"):
        read(PLAIN.replace(true_size, (1000).to_bytes(4, "little")))


def test_a_zip_bomb_is_refused_before_it_unpacks() -> None:
    out = io.BytesIO(PLAIN)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(80 << 20))
    with pytest.raises(UnreadableInput, match="would unpack"):
        read(out.getvalue())


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    out = io.BytesIO(PLAIN)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(40 << 20))
    true_size, said = (40 << 20).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    with pytest.raises(UnreadableInput, match="damaged"):
        read(out.getvalue().replace(true_size, said))


def with_part_of(compression: int) -> bytes:
    """A workbook with one part more, of a compression of its own, and its bytes garbled."""
    out = io.BytesIO(PLAIN)
    with zipfile.ZipFile(out, "a", compression) as archive:
        archive.writestr("xl/media/more.bin", bytes(range(256)) * 50)
    at = out.getvalue().index(b"xl/media/more.bin") + 40
    return out.getvalue()[:at] + bytes(30) + out.getvalue()[at + 30 :]


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_that_breaks_its_compression_is_refused(compression: int) -> None:
    with pytest.raises(UnreadableInput, match="damaged"):
        read(with_part_of(compression))
    assert "damaged" in open_contents({"a.xlsx": with_part_of(compression)})["a.xlsx"].trouble


def test_a_compression_nobody_knows_is_refused() -> None:
    """In the directory of the archive and before the part, the number of its method is made one that there is not."""
    data = bytearray(PLAIN)
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as archive:
        data[archive.getinfo("xl/workbook.xml").header_offset + 8] = 99
    data[PLAIN.rindex(b"xl/workbook.xml") - 46 + 10] = 99
    with pytest.raises(UnreadableInput, match="damaged"):
        read(bytes(data))
    assert "damaged" in open_contents({"a.xlsx": bytes(data)})["a.xlsx"].trouble


@pytest.mark.parametrize("reference", ['r="XFD1048576"', "r='XFD1048576'", '\nr = "XFD1048576"'])
def test_a_stray_cell_in_the_last_corner_does_not_fill_the_memory(reference: str) -> None:
    stray = f'<row r="1048576"><c {reference}><v>1</v></c></row></sheetData>'
    with pytest.raises(UnreadableInput, match="strewn"):
        read(changed(PLAIN, SHEET, lambda xml: xml.replace("</sheetData>", stray)))


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'

    def with_entity(xml: str) -> str:
        declared = re.sub(r"(<\?xml[^>]*\?>)?", lambda match: match[0] + bomb, xml, count=1)
        return declared.replace('name="One"', 'name="&b;"')

    with pytest.raises(UnreadableInput):
        read(changed(PLAIN, "xl/workbook.xml", with_entity))


@pytest.mark.parametrize(
    ("part", "says"),
    [("xl/workbook.bin", "binary workbook"), ("mimetype", "OpenDocument"), ("a.txt", "without a workbook")],
)
def test_other_archives_are_named(part: str, says: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(part, "x")
    with pytest.raises(UnreadableInput, match=says):
        read(out.getvalue())


def test_a_sheet_that_is_a_chart_is_passed_over() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["a", "b"])
    book.create_chartsheet("Chart")
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue()).sheet_names == ("Sheet",)


def test_an_empty_sheet_has_no_tables_and_a_hidden_one_is_marked() -> None:
    book = openpyxl.Workbook()
    hidden = book.create_sheet("Hidden")
    hidden.append(["a", "b"])
    hidden.append([1, 2])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    first, second = read(out.getvalue()).sheets
    assert (first.tables, first.prose) == ((), False)
    assert (second.visible, second.tables[0].height) == (False, 1)
