"""Our own CSV tables come back as they were written, byte for byte and cell for cell."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.engines import read_csv_frame, write_csv
from palermo.ground.errors import UnreadableInput

CELL = st.text(alphabet='ab ,"\n;é0=', max_size=5)


@given(st.integers(1, 3).flatmap(lambda width: st.lists(st.tuples(*[CELL] * width), max_size=6)))
def test_frames_come_back(rows: list[tuple[str, ...]]) -> None:
    width = len(rows[0]) if rows else 2
    frame = pl.DataFrame(rows, schema={f"col {at}": pl.String for at in range(width)}, orient="row")
    assert read_csv_frame(write_csv(frame)).equals(frame)


def test_quotes_stand_only_where_needed() -> None:
    frame = pl.DataFrame({"a": ["x", "", "1,5"], "b": ["=1+1", 'say "no"', "NA"]})
    assert write_csv(frame) == b'a,b\nx,=1+1\n,"say ""no"""\n"1,5",NA\n'


@pytest.mark.parametrize("data", [b"", b"a,a\n1,2\n", b"a,\n1,2\n", b"a,b\n1\n", b"a,b\n1,2,3\n"])
def test_an_uneven_table_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableInput):
        read_csv_frame(data)
