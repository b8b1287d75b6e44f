"""Tables on a sheet: stacked, side by side, under titles and grouped headers; and never a filled cell lost."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.intake.grid import Area, Cell, SheetGrid, cell_text, column_letters, is_filled
from palermo.intake.raw import RawSheet
from palermo.intake.tables import find_tables, unpivot


def grid(*rows: list[Cell | None], merged: tuple[Area, ...] = ()) -> SheetGrid:
    width = max(map(len, rows))
    cells = [["" if cell is None else cell for cell in [*row, *[""] * (width - len(row))]] for row in rows]
    return SheetGrid(name="One", cells=cells, merged=merged)


def ranges(sheet: RawSheet) -> list[str | None]:
    return [table.range for table in sheet.tables]


def test_a_plain_sheet_is_one_table() -> None:
    (table,) = find_tables(grid(["a", "b"], ["x", 1.0], ["y", 2.0])).tables
    assert (table.header, table.cells.rows(), table.rows.to_list()) == ((("a", "b"),), [("x", "1"), ("y", "2")], [2, 3])


def test_a_title_above_is_no_row() -> None:
    sheet = find_tables(grid(["Cases of 2024"], ["area", "n"], ["North", 1.0]))
    assert (sheet.tables[0].title, ranges(sheet)) == ("Cases of 2024", ["A2:B3"])
    assert [(note.row, note.kind) for note in sheet.notes] == [(1, "title")]


def test_a_title_apart_by_blank_rows_is_found() -> None:
    sheet = find_tables(grid(["Cases of 2024"], [], [], ["area", "n"], ["North", 1.0]))
    assert sheet.tables[0].title == "Cases of 2024"


def test_tables_stacked_stay_apart() -> None:
    sheet = find_tables(grid(["a", "n"], ["x", 1.0], [], ["b", "m"], ["y", 2.0]))
    assert ranges(sheet) == ["A1:B2", "A4:B5"]


def test_tables_side_by_side_stay_apart_even_when_they_begin_on_other_rows() -> None:
    sheet = find_tables(
        grid(
            ["Left", None, None, None, None],
            ["a", "n", None, "Right", None],
            ["x", 1.0, None, "b", "m"],
            ["y", 2.0, None, "z", 3.0],
        )
    )
    assert [(table.title, table.range) for table in sheet.tables] == [("Left", "A2:B4"), ("Right", "D3:E4")]


def test_a_blank_row_inside_a_table_is_counted_and_does_not_end_it() -> None:
    (table,) = find_tables(grid(["a", "n"], ["x", 1.0], [], ["y", 2.0], [], [], ["z", 3.0])).tables
    assert (table.height, table.blank, table.rows.to_list()) == (3, 3, [2, 4, 7])


def test_a_blank_row_inside_a_table_of_texts_does_not_make_a_header_of_a_person() -> None:
    (table,) = find_tables(grid(["name", "area"], ["Ada", "North"], [], ["Bea", "South"])).tables
    assert table.height == 2


def test_a_row_with_gaps_below_a_blank_row_stays_whole() -> None:
    (table,) = find_tables(grid(["a", "b", "c"], ["x", 1.0, 2.0], [], ["y", None, 3.0])).tables
    assert table.cells.row(1) == ("y", "", "3")


def test_a_record_cut_short_at_the_end_stays_a_row() -> None:
    (table,) = find_tables(grid(["id", "area", "n"], ["P1", "North", 1.0], ["P2"], [], ["P3"])).tables
    assert table.cells["c0"].to_list() == ["P1", "P2", "P3"]


@pytest.mark.parametrize("remark", ["* provisional", "Source: the register", "Counted on the last day of the month"])
def test_a_remark_below_a_table_is_a_note(remark: str) -> None:
    sheet = find_tables(grid(["area", "n"], ["North", 1.0], [remark]))
    assert (sheet.tables[0].height, [note.text for note in sheet.notes]) == (1, [remark])


def test_a_repeated_header_begins_a_new_table() -> None:
    sheet = find_tables(grid(["name", "area"], ["Ada", "North"], [], ["name", "area"], ["Bea", "South"]))
    assert [table.height for table in sheet.tables] == [1, 1]


def test_a_spacer_column_does_not_part_a_table() -> None:
    (table,) = find_tables(grid(["a", None, "b"], ["x", None, 1.0], ["y", None, 2.0])).tables
    assert (table.names(), table.columns) == (("a", "b"), (1, 3))


def test_merged_groups_stand_over_their_columns() -> None:
    sheet = find_tables(
        grid(["Area", "Men", None, "Women", None], [None, "n", "%", "n", "%"], ["North", 1.0, 0.5, 1.0, 0.5],
             merged=(Area(0, 0, 1, 0), Area(0, 1, 0, 2), Area(0, 3, 0, 4)))
    )  # fmt: skip
    assert sheet.tables[0].names() == ("Area", "Men / n", "Men / %", "Women / n", "Women / %")
    assert sheet.tables[0].height == 1


def test_groups_without_merged_cells_stand_over_their_columns() -> None:
    rows: list[list[Cell | None]] = [[None, "Men", None, "Women"], ["Area", "n", "%", "n"], ["North", 1.0, 0.5, 1.0]]
    assert find_tables(grid(*rows)).tables[0].names() == ("Area", "Men / n", "Men / %", "Women / n")


def test_a_group_whose_names_begin_anew_has_ended() -> None:
    head: list[Cell | None] = [None, "Men", None, None, "All"]
    sheet = find_tables(grid(head, ["Area", "n", "%", "n", "n"], ["North", 1.0, 0.5, 1.0, 2.0]))
    assert (sheet.tables[0].names(), sheet.findings) == (("Area", "Men / n", "Men / %", "n", "All / n"), ())


def test_a_year_left_out_goes_on_from_the_years_before_and_is_said() -> None:
    head: list[Cell | None] = ["Area", 2024.0, None, 2025.0, None, None, None]
    half: list[Cell | None] = [None, "Jan", "Feb", "Jan", "Feb", "Jan", "Feb"]
    sheet = find_tables(grid(head, half, ["North", *map(float, range(6))], merged=(Area(0, 0, 1, 0),)))
    assert sheet.tables[0].names()[-3:] == ("2025 / Feb", "2026 / Jan", "2026 / Feb")
    assert [(finding.code, finding.cell) for finding in sheet.findings] == [("intake.header-continued", "F1")]


def test_years_and_dates_may_name_columns() -> None:
    years = find_tables(grid(["area", 2019.0, 2020.0], ["North", 7.0, 9.0])).tables[0]
    days = find_tables(grid([None, date(2020, 1, 1), date(2020, 2, 1)], ["North", 7.0, 9.0])).tables[0]
    assert years.names() == ("area", "2019", "2020")
    assert days.names() == ("", "2020-01-01", "2020-02-01")


def test_numbers_alone_have_no_header() -> None:
    (table,) = find_tables(grid([1.0, 2.0], [3.0, 4.0])).tables
    assert (table.header, table.height) == ((), 2)


def test_totals_are_marked_and_stay_rows() -> None:
    (table,) = find_tables(grid(["area", "n"], ["North", 1.0], ["South", 2.0], ["Grand Total", 3.0])).tables
    assert (table.totals, table.height) == ((4,), 3)


def test_a_person_called_like_a_total_is_none() -> None:
    (table,) = find_tables(grid(["id", "area", "note", "n"], ["P1", "North", "total loss", 1.0])).tables
    assert table.totals == ()


def test_prose_is_no_table() -> None:
    long = "A sentence that explains at some length how the figures of this workbook were counted and by whom."
    sheet = find_tables(grid(["About"], [long], [long + long]))
    assert (sheet.tables, sheet.prose, len(sheet.notes)) == ((), True, 3)


def test_a_single_column_of_short_texts_is_a_list() -> None:
    (table,) = find_tables(grid(["name"], ["Ada"], [], ["Bea"])).tables
    assert (table.header, table.height, table.blank) == ((("name",),), 2, 1)


def test_a_template_with_a_header_alone_is_a_table_without_rows() -> None:
    (table,) = find_tables(grid(["prs_FirstName", "prs_SecondName"])).tables
    assert (table.names(), table.height) == (("prs_FirstName", "prs_SecondName"), 0)


def test_an_empty_sheet_holds_nothing() -> None:
    assert find_tables(SheetGrid(name="One", cells=[])) == RawSheet(name="One")


CELLS = st.sampled_from(["", "", "", "a", "Total", " ", "* a remark", "several words in one cell", 1.0, 2020.0, True])
SHEETS = st.integers(1, 6).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=12))
MERGED = st.lists(st.tuples(*[st.integers(0, 5)] * 2, *[st.integers(0, 2)] * 2), max_size=3)


@given(SHEETS, MERGED)
def test_every_filled_cell_comes_out_exactly_once(
    rows: list[list[Cell]], merged: list[tuple[int, int, int, int]]
) -> None:
    width = len(rows[0]) if rows else 0
    areas = [Area(top, left, top + down, left + more) for top, left, down, more in merged]
    inside = tuple(area for area in areas if area.bottom < len(rows) and area.right < width)
    sheet = find_tables(SheetGrid(name="One", cells=rows, merged=inside))
    claimed = Counter[tuple[int, int]]((note.row, note.column) for note in sheet.notes)
    for table in sheet.tables:
        for row in (*table.header_rows, *table.rows.to_list()):
            claimed.update((row, column) for column in table.columns)
        assert table.cells.height == table.rows.len()
    filled = {(r, c) for r, row in enumerate(rows, 1) for c, cell in enumerate(row, 1) if is_filled(cell)}
    assert filled <= claimed.keys()
    assert max(claimed.values(), default=1) == 1


def test_unpivot_gives_one_row_a_value_with_its_group() -> None:
    rows: list[list[Cell | None]] = [
        ["Stay", 2025.0, 2026.0], ["Adults"], ["short", 1.0, 2.0], ["long", None, 3.0], ["All"], ["short", 4.0, 5.0],
    ]  # fmt: skip
    long = unpivot(find_tables(grid(*rows)).tables[0])
    assert long.names() == ("group", "Stay", "level_1", "value")
    assert long.cells.rows() == [
        ("Adults", "short", "2025", "1"),
        ("Adults", "short", "2026", "2"),
        ("Adults", "long", "2026", "3"),
        ("All", "short", "2025", "4"),
        ("All", "short", "2026", "5"),
    ]
    assert long.rows.to_list() == [3, 3, 4, 6, 6]


def test_unpivot_repeats_a_label_written_on_the_first_line_of_its_group() -> None:
    rows: list[list[Cell | None]] = [["reason", "of", "n"], ["Bond", "all", 3.0], [None, "men", 1.0]]
    assert unpivot(find_tables(grid(*rows)).tables[0], ids=2).cells.rows()[1] == ("", "Bond", "men", "n", "1")


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (2.0, "2"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (37.17878965430652, "37.17878965430652"),
        (1e16, "10000000000000000"),
        (1e300, "1e+300"),
        (7, "7"),
        (True, "TRUE"),
        (date(2025, 1, 16), "2025-01-16"),
        (datetime(2025, 1, 16), "2025-01-16"),
        (datetime(2025, 1, 16, 8, 30), "2025-01-16T08:30:00"),
        (time(3, 4), "03:04:00"),
        (timedelta(hours=-1), "-01:00:00"),
        (" x ", " x "),
    ],
)
def test_stored_values_have_one_text(stored: Cell, text: str) -> None:
    assert cell_text(stored) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_text_of_a_number_reads_back_to_it(number: float) -> None:
    assert float(cell_text(number)) == number


NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([0.0, -0.0, 1e-5, 1e15, 1e16, 2.0, 0.001])


@given(st.lists(NUMBERS | st.sampled_from(["", "x", True, date(987, 1, 2)]), min_size=1, max_size=8))
def test_a_column_has_the_texts_its_cells_have(column: list[Cell]) -> None:
    (table,) = find_tables(grid(["a", "b"], *(["x", cell] for cell in column))).tables
    assert table.cells["c1"].to_list() == [cell_text(cell) for cell in column]


def test_a_column_of_dates_has_the_texts_its_cells_have() -> None:
    days = [date(2020, 2, 29), date(987, 1, 2), date(9999, 12, 31)]
    (table,) = find_tables(grid(["a", "b"], *(["x", day] for day in days))).tables
    assert table.cells["c1"].to_list() == [cell_text(day) for day in days]


def test_columns_are_lettered_as_in_a_spreadsheet() -> None:
    assert [column_letters(at) for at in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
