"""The hard workbook: detention statistics of April 2026, ten sheets, several tables on most of them."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import python_calamine

from palermo.engines import read_raw
from palermo.intake.grid import cell_text
from palermo.intake.raw import RawBook, RawSheet, RawTable
from palermo.intake.tables import unpivot

pytestmark = pytest.mark.real_data
NAME = "ice-detention-statistics-fy2026.xlsx"


@pytest.fixture(name="book")
def _book(real_data: Path) -> RawBook:
    return read_raw(real_data / NAME)


def sheet(book: RawBook, name: str) -> RawSheet:
    return next(one for one in book.sheets if one.name == name)


def test_seventeen_tables_stand_on_the_detention_sheet(book: RawBook) -> None:
    found = [(table.range, table.height) for table in sheet(book, "Detention FY26").tables]
    assert [place for place, _ in found] == [
        *("A9:D14", "G9:K10", "N9:P12", "A19:F23", "I19:V22", "A28:E31", "H28:J31", "N28:P30"),
        *("A37:O90", "A95:N107", "A112:N124", "A129:N132", "A135:N138", "A141:N144", "A147:N150", "A153:O159"),
        "A164:C206",
    ]
    assert [height for _, height in found] == [5, 1, 3, 4, 3, 3, 3, 2, 53, 12, 12, 3, 3, 3, 3, 6, 42]


def test_each_detention_table_has_its_own_title(book: RawBook) -> None:
    titles = [table.title or "" for table in sheet(book, "Detention FY26").tables]
    assert len(set(titles)) == 17
    assert titles[6].startswith("ICE Final Book Outs by Facility Type")


def test_a_merged_header_cell_gives_one_column_and_not_two(book: RawBook) -> None:
    table = sheet(book, "Detention FY26").tables[6]
    assert (table.names(), table.columns) == (("Facility Type", "Total"), (8, 10))


def test_a_group_label_stands_on_the_first_line_of_its_group_alone(book: RawBook) -> None:
    labels = sheet(book, "Detention FY26").tables[8].cells["c0"].to_list()
    assert labels[1:6] == ["Bonded Out", "", "", "", "Bond Set by ICE"]


def test_the_facilities_are_203_rows_of_27_cells(book: RawBook) -> None:
    (table,) = sheet(book, "Facilities FY26").tables
    assert (table.height, table.width, table.header_rows, table.range) == (203, 27, (9, 10), "A9:AA213")
    assert (table.rows[0], table.rows[-1]) == (11, 213)
    assert table.title == "ICE Facilities Data, FY26"


def test_zip_codes_keep_their_zeros_and_numbers_all_their_digits(book: RawBook) -> None:
    (table,) = sheet(book, "Facilities FY26").tables
    assert table.cells["c4"].str.starts_with("0").sum() == 9
    assert table.cells["c4"][-1] == "02863"
    assert table.cells["c8"][0] == "37.17878965430652"
    assert (table.cells["c3"] == "").sum() == 1


def test_the_date_column_mixes_dates_texts_and_blanks(book: RawBook) -> None:
    column = sheet(book, "Facilities FY26").tables[0].cells["c24"]
    dates = column.str.contains(r"^\d{4}-\d\d-\d\d$").sum()
    assert (dates, (column == "").sum(), column.len() - dates - (column == "").sum()) == (94, 21, 88)


def test_lengths_of_stay_unpivot_under_three_header_rows(book: RawBook) -> None:
    first, second = sheet(book, " ICLOS and Detainees").tables
    assert (first.width, len(first.header), second.header_rows) == (79, 3, (16, 17, 18))
    last = unpivot(first).cells.filter(pl.col("c1") == "Total").tail(1).row(0)
    assert last[2:5] == ("2026", "March", "end")
    assert [(finding.code, finding.cell) for finding in book.findings] == [
        ("intake.header-continued", "BV4"),
        ("intake.header-continued", "BV16"),
    ]
    assert round(Decimal(last[5]), 4) == Decimal("81.3759")


def test_the_held_at_the_end_of_march_2026_come_out_by_group(book: RawBook) -> None:
    second = sheet(book, " ICLOS and Detainees").tables[1]
    cells = unpivot(second).cells
    march = cells.filter((pl.col("c0") == "Total") & (pl.col("c2") == "2026") & (pl.col("c3") == "March"))
    end = dict(march.filter(pl.col("c4").str.strip_chars() == "end").select("c1", "c5").rows())
    assert end["Total"] == "62303"
    assert [end[name] for name in ("181-365 Days", "366-730 Days", "More than 730 Days")] == ["5519", "2145", "75"]


def test_twelve_semiannual_tables(book: RawBook) -> None:
    assert [table.height for table in sheet(book, "Semiannual").tables] == [8] * 9 + [17] * 3


def test_segregation_totals_equal_their_sums_and_are_marked(book: RawBook) -> None:
    tables = sheet(book, "FY26 Monthly Segregation").tables
    assert [_total_and_sum(table) for table in tables] == [(n, n) for n in (868, 835, 889, 939, 977, 1104)]
    assert [table.title for table in tables][:2] == ["March 2026", "February 2026"]


def _total_and_sum(table: RawTable) -> tuple[int, int]:
    is_total = table.rows.is_in(list(table.totals))
    numbers = table.cells["c1"].cast(pl.Int64)
    return int(numbers.filter(is_total).sum()), int(numbers.filter(~is_total).sum())


def test_the_bond_sheet_is_read_as_it_stands(book: RawBook) -> None:
    (table,) = sheet(book, "Monthly Bond Statistics").tables
    assert (table.height, table.width, table.names()[1]) == (5, 16, "2025-02-01")
    assert table.cells.row(0)[:2] == ("Total ICE Final Book Outs", "0")


def test_five_tables_in_two_columns_and_the_hidden_row_is_told(book: RawBook) -> None:
    one = sheet(book, "ATD FY26 YTD")
    assert [table.range for table in one.tables] == ["A8:C13", "E8:G11", "A18:C21", "E21:G24", "A28:C140"]
    assert one.hidden_rows == (26,)


@pytest.mark.parametrize("name", ["Header", "Footnotes"])
def test_prose_gives_no_tables(book: RawBook, name: str) -> None:
    assert (sheet(book, name).tables, sheet(book, name).prose) == ((), True)


def test_sixteen_quarters_of_vulnerable_populations(book: RawBook) -> None:
    tables = sheet(book, "Vulnerable & Special Population").tables
    assert [(table.height, table.width) for table in tables] == [(6, 4)] * 16


def test_every_filled_cell_of_every_sheet_comes_out_once(book: RawBook, real_data: Path) -> None:
    stored = python_calamine.load_workbook(str(real_data / NAME))
    for one in book.sheets:
        rows = stored.get_sheet_by_name(one.name).to_python(skip_empty_area=False)
        filled = {(r, c): cell_text(v) for r, row in enumerate(rows, 1) for c, v in enumerate(row, 1) if v != ""}
        found = [place for place in _texts(one) if place[0] in filled]
        assert Counter(place for place, _ in found) == Counter(filled.keys()), one.name
        assert dict(found) == filled, one.name


def _texts(one: RawSheet) -> Iterator[tuple[tuple[int, int], str]]:
    """Every text of the sheet with its place. A header's is repeated where it reaches further than its cell."""
    for note in one.notes:
        yield (note.row, note.column), note.text
    for table in one.tables:
        lines = [*zip(table.header_rows, table.header, strict=True), *zip(table.rows, table.cells.rows(), strict=True)]
        for row, texts in lines:
            for column, text in zip(table.columns, texts, strict=True):
                yield (row, column), text
