"""Rows that go out and come back: nothing runs in a spreadsheet on the way, and every cell is what it was."""

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from palermo import engines, intake
from palermo.ground.spreadsheets import as_text
from palermo.intake.guarding import TAB

CELLS = st.lists(
    st.lists(st.text(max_size=8).filter(lambda text: "\x00" not in text), min_size=3, max_size=3), max_size=6
)


def a_table(rows: list[list[str]]) -> intake.RawTable:
    lines = [intake.guarded(cells) for cells in rows]
    columns = {f"c{at}": [safe[at] for safe, _ in lines] for at in range(3)} | {"c3": [told for _, told in lines]}
    frame = pl.DataFrame(columns, schema={f"c{at}": pl.String for at in range(4)})
    numbers = pl.Series(range(2, 2 + len(rows)), dtype=pl.UInt32)
    return intake.RawTable(cells=frame, rows=numbers, header=(("a", "b", "c", TAB),), header_rows=(1,))


def a_book(table: intake.RawTable) -> intake.RawBook:
    sheet = intake.RawSheet(tables=(table,))
    return intake.RawBook(path_name="x.csv", sha256="0" * 64, bytes=1, format="csv", sheets=(sheet,))


@given(CELLS)
@example([["=1+1", "\t=2", "-5"], ["@x", "", "＝3"]])
def test_every_cell_comes_back_as_it_went_out_and_none_begins_like_a_formula(rows: list[list[str]]) -> None:
    went = a_table(rows)
    assert not [cell for cell in went.cells["c0"] if cell[:1] in ("=", "+", "-", "@")]
    [came] = intake.unguarded(a_book(went)).tables()
    assert [list(row) for row in came.cells.select("c0", "c1", "c2").rows()] == rows


def test_a_cell_written_anew_keeps_what_was_written() -> None:
    data = f"a,b,{TAB}\n=1,\t=2,1 2\nx,\t-y,1 2 9 -1 ² 100000000\n".encode()
    [came] = intake.unguarded(engines.read_as(data, "x.csv", None)).tables()
    assert came.cells["c0"].to_list() == ["=1", "x"] and came.cells["c1"].to_list() == ["=2", "-y"]


@pytest.mark.parametrize("cell", ["", "plain", "1.5", "'=1", "a=1"])
def test_a_cell_no_spreadsheet_runs_goes_out_unchanged(cell: str) -> None:
    assert as_text(cell) == cell
    assert intake.guarded([cell]) == ([cell], "")


def test_a_book_of_anybody_else_is_left_as_it_is() -> None:
    book = engines.read_as(b"a,b\n\t=1,2\n", "x.csv", None)
    assert intake.unguarded(book) is book
