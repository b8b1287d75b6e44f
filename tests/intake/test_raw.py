"""What a file holds: names over columns, and header rows that move without losing a row."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.intake.raw import RAGGED, RawBook, RawSheet, RawTable, with_header_rows


def table(rows: int = 3, header: int = 1) -> RawTable:
    cells = pl.DataFrame({"c0": [f"a{at}" for at in range(rows)], "c1": [f"b{at}" for at in range(rows)]})
    return RawTable(
        cells=cells.cast(pl.String),
        rows=pl.Series("row", range(header + 1, header + rows + 1), dtype=pl.UInt32),
        header=tuple((f"h{at}", f"i{at}") for at in range(header)),
        header_rows=tuple(range(1, header + 1)),
        ragged=pl.DataFrame({"row": [header + 1], "found": [1], "extra": [[]]}, schema=RAGGED),
        totals=(header + 1,),
    )


def lines(one: RawTable) -> list[tuple[int, tuple[str, ...]]]:
    head = list(zip(one.header_rows, one.header, strict=True))
    return [*head, *zip(one.rows.to_list(), one.cells.rows(), strict=True)]


def test_a_name_joins_the_header_rows_and_leaves_repeats_out() -> None:
    header = (("Group ", "Group ", ""), ("Name", "Group", " Zip"))
    cells = pl.DataFrame({"c0": [""], "c1": [""], "c2": [""]})
    assert RawTable(cells=cells, rows=pl.Series([3]), header=header).names() == ("Group / Name", "Group", "Zip")


@given(st.integers(0, 5), st.integers(0, 3), st.integers(0, 8))
def test_no_line_is_lost_when_header_rows_change(rows: int, header: int, wanted: int) -> None:
    one = table(rows, header)
    if wanted > rows + header:
        with pytest.raises(ValueError, match="rows with its header"):
            with_header_rows(one, wanted)
        return
    changed = with_header_rows(one, wanted)
    assert lines(changed) == lines(one)
    assert len(changed.header) == len(changed.header_rows) == wanted


def test_a_row_that_becomes_a_header_is_no_longer_ragged_nor_a_total() -> None:
    changed = with_header_rows(table(), 2)
    assert (changed.ragged.height, changed.totals) == (0, ())


def test_a_book_lists_the_tables_of_all_its_sheets() -> None:
    one, two = RawSheet(tables=(table(),)), RawSheet(tables=(table(), table()))
    book = RawBook(path_name="x.xlsx", sha256="", bytes=0, format="xlsx", sheets=(one, two))
    assert len(list(book.tables())) == 3
