"""Delimited text: the fast reader gives what the plain one gives, and no line is cut, merged or lost."""

import csv
import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.engines import read_raw_bytes
from palermo.engines.delimited import read_grid
from palermo.engines.records import records
from palermo.engines.sniffing import Opening
from palermo.ground.errors import UnreadableInput
from palermo.intake.raw import RawBook, RawTable

ANY_TEXT = st.text(alphabet='ab,;"\n\r \té\x1f', max_size=60)
CELL = st.text(alphabet='xyz ,"\n;é0', max_size=6)
ROWS = st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8)


def read(data: bytes | str, **options: object) -> RawTable:
    return next(book(data, **options).tables())


def book(data: bytes | str, **options: object) -> RawBook:
    return read_raw_bytes(data if isinstance(data, bytes) else data.encode(), "list.csv", **options)  # type: ignore[arg-type]


def plainly(data: bytes, width: int, skip: int) -> list[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    """The twin: row by row, in plain Python."""
    found = []
    for at, record in enumerate(records(data.decode(), ",")):
        if at >= skip and record.filled:
            cells = (*record.cells, *[""] * width)[:width]
            odd = record.cells[width:] if len(record.cells) > width else ()
            found.append((record.line, cells, odd))
    return found


@given(ANY_TEXT)
def test_fast_reader_and_plain_reader_agree_on_any_text(text: str) -> None:
    data = text.encode()
    first = next(records(text, ","), None)
    if first is None:
        return
    width = len(first.cells)
    grid = read_grid(data, Opening(",", (), (first,), width))
    surplus = {row: tuple(extra) for row, _, extra in grid.ragged.iter_rows()}
    fast = [(row, cells, surplus.get(row, ())) for row, cells in zip(grid.rows, grid.cells.iter_rows(), strict=True)]
    assert fast == plainly(data, width, 1)


@given(ANY_TEXT)
def test_every_character_of_a_text_without_quotes_is_read(text: str) -> None:
    text = text.replace('"', "").replace("\r", "")
    read_back = "\n".join(",".join(record.cells) for record in records(text, ","))
    assert read_back == text.removesuffix("\n")


@given(ROWS, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["\n", "\r\n"]))
def test_what_a_csv_writer_writes_comes_back(rows: list[list[str]], sign: str, end: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=sign, lineterminator=end).writerows([["one", "two", "three"], *rows])
    table = read(out.getvalue(), delimiter=sign)
    assert table.cells.rows() == [tuple(row) for row in rows if any(cell.strip() for cell in row)]
    assert table.blank + table.height == len(rows)
    assert not table.ragged.height


def test_a_short_line_is_told_and_stays_a_row() -> None:
    table = read("a,b,c\n1,2\n3,4,5\n")
    assert table.ragged.rows() == [(2, 2, [])]
    assert table.cells.rows() == [("1", "2", ""), ("3", "4", "5")]


def test_a_long_line_is_told_with_its_surplus() -> None:
    table = read("a,b\n1,2,3,4\n5,6\n")
    assert table.ragged.rows() == [(2, 4, ["3", "4"])]
    assert table.cells.rows() == [("1", "2"), ("5", "6")]


def test_a_short_line_and_a_long_one_do_not_cancel_out() -> None:
    table = read("a,b,c\n1,2\n3,4,5,6\n")
    assert table.ragged["row"].to_list() == [2, 3]


def test_a_very_wide_line_is_read_by_the_plain_reader() -> None:
    table = read("a,b\n" + ",".join("x" * 900) + "\n1,2\n")
    assert table.ragged["found"].to_list() == [900]
    assert table.height == 2


def test_blank_lines_are_counted_and_keep_the_line_numbers() -> None:
    table = read("\na,b\n\n1,2\n , \n,\n3,4\n")
    assert (table.blank, table.header_rows, table.rows.to_list()) == (4, (2,), [4, 7])


def test_a_line_break_inside_quotes_shifts_the_lines_below() -> None:
    table = read('a,b\n"x\ny\nz",1\n2,3\n')
    assert table.rows.to_list() == [2, 5]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(sign: str) -> None:
    text = "\n".join(sign.join(row) for row in (["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]))
    assert book(text).delimiter == sign


def test_a_decimal_comma_does_not_pass_for_a_delimiter() -> None:
    assert book("name;share\nA;1,5\nB;2,5\n").delimiter == ";"


def test_a_delimiter_inside_quotes_is_no_delimiter() -> None:
    assert book('name;share\n"A, B, C";1\n"D, E, F";2\n').delimiter == ";"


def test_excels_own_first_line_names_the_delimiter_and_is_no_title() -> None:
    one = book("sep=;\na,b;c,d\n1,2;3,4\n")
    table = next(one.tables())
    assert (one.delimiter, table.header, table.title) == (";", (("a,b", "c,d"),), None)


@pytest.mark.parametrize("sign", ["", "ab", '"', "\n", "x", "é"])
def test_a_delimiter_that_cannot_part_cells_is_refused(sign: str) -> None:
    if sign:
        with pytest.raises(UnreadableInput, match="delimiter"):
            book("a,b\n1,2\n", delimiter=sign)


def test_a_notice_on_a_line_of_its_own_is_a_title() -> None:
    table = read("Data published under terms of use;;\nyear;sex;age\n2002;F;\n")
    assert (table.title, table.header_rows) == ("Data published under terms of use", (2,))
    assert table.names() == ("year", "sex", "age")


def test_a_title_line_wider_than_the_header_is_no_obstacle() -> None:
    table = read("A title of several words,,,,\na,b\n1,2\n")
    assert (table.names(), table.cells.rows()) == (("a", "b"), [("1", "2")])


def test_a_notice_in_the_first_header_cell_is_parted_from_the_name() -> None:
    notice = "These data come from several bodies and may be used as their terms of use allow."
    one = book(f"{notice} yearOfRegistration;gender;ageBroad\n2002;Female;--\n")
    table = next(one.tables())
    assert table.names() == ("yearOfRegistration", "gender", "ageBroad")
    assert table.title == notice
    assert [finding.code for finding in one.findings] == ["intake.notice-in-header"]


def test_a_quote_nobody_closed_costs_its_own_line_only() -> None:
    table = read('a,b\n1,"open\n2,x\n3,y\n')
    assert table.cells.rows() == [("1", '"open'), ("2", "x"), ("3", "y")]


def test_inches_are_no_quotes() -> None:
    assert read('a,b\n5" pipe,x\n6" pipe,y\n').cells["c0"].to_list() == ['5" pipe', '6" pipe']


def test_a_cell_of_a_million_characters_is_read() -> None:
    table = read('a,b\n1,"' + "x," * 500_000 + '"\n2,3\n')
    assert [len(cell) for cell in table.cells["c1"]] == [1_000_000, 1]


def test_duplicate_header_names_are_kept() -> None:
    assert read("a,a,b\n1,2,3\n").header == (("a", "a", "b"),)


def test_na_and_empty_are_texts() -> None:
    assert read("country,n\nNA,1\n,2\n").cells["c0"].to_list() == ["NA", ""]


def test_a_header_alone_has_no_rows() -> None:
    table = read("a,b,c\n")
    assert (table.height, table.width) == (0, 3)


def test_header_rows_may_be_named() -> None:
    table = read("code_1,code_2\nLabel 1,Label 2\n1,2\n", header_rows=2)
    assert table.header == (("code_1", "code_2"), ("Label 1", "Label 2"))
    assert read("1,2\n3,4\n", header_rows=0).cells.rows() == [("1", "2"), ("3", "4")]


def test_more_header_rows_than_lines_are_refused() -> None:
    with pytest.raises(UnreadableInput, match="header rows"):
        book("a,b\n", header_rows=3)


def test_a_large_file_with_one_bad_line_names_that_line() -> None:
    lines = ["a,b,c", *["1,2,3"] * 70_000, "1,2", *["4,5,6"] * 70_000]
    table = read("\n".join(lines))
    assert table.ragged.rows() == [(70_002, 2, [])]
    assert table.height == 140_001


def test_cells_are_never_null() -> None:
    table = read('a,b,c\n1,,""\n,,x\n1\n')
    assert table.cells.null_count().row(0) == (0, 0, 0)
    assert set(table.cells.dtypes) == {pl.String}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            ",".join(f"c{at}" for at in range(20_000)) + "\n" + "1\n" * 20_000, id="a header for many short lines"
        ),
        pytest.param("a,b\n" + '"1",2\n' * 20_000 + "1" + ",9" * 20_000 + "\n", id="an endless line among short ones"),
    ],
)
def test_a_rectangle_that_no_memory_holds_is_refused_before_it_is_laid_out(data: str) -> None:
    with pytest.raises(UnreadableInput, match="far shorter ones"):
        read(data)
