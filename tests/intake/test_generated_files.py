"""Whatever is in a file: received = accepted + rejected + pending, and every row is found again."""

import io
import json

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from palermo import engines, intake
from palermo.ground.errors import UnreadableInput

from datetime import date  # isort: skip

TODAY = date(2026, 1, 31)
LAYOUT = intake.load_layout(
    {
        "columns": {
            "name": {},
            "born": {"type": "date"},
            "sex": {"list": "gender"},
            "n": {"type": "number"},
            "where": {"list": "iso3166_alpha2", "split": [";", ","]},
        },
        "key": ["name"],
        "checks": [{"expr": "n >= 0 or born < '2000'", "code": "our.rule"}],
    }
)
HEADERS = ("name", "born", "sex", "n", "where", "other", "", "name", "Name ", "prs_Gender", "prs_FirstName")
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=8)
LATIN = st.text(st.characters(codec="cp1252", exclude_characters="\x00\r"), max_size=8)
USUAL = st.sampled_from(
    [
        "",
        "Anna",
        "03/04/1990",
        "1990-01-01",
        "Feminine",
        "masculine",
        "NA",
        "DE;FR",
        "12",
        "-1",
        "=1+1",
        "#REF!",
        " x ",
        "b(6)",
    ]
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252")


@st.composite
def files(draw):
    """Bytes of a delimited file, with rows of the right and of the wrong length and blank lines among them."""
    encoding = draw(st.sampled_from(ENCODINGS))
    delimiter = draw(st.sampled_from([",", ";", "\t", "|"]))
    cell = st.one_of(USUAL, USUAL, LATIN if encoding == "cp1252" else TEXT)
    header = draw(st.lists(st.sampled_from(HEADERS), min_size=1, max_size=6))
    rows = draw(st.lists(st.lists(cell, min_size=0, max_size=len(header) + 2), max_size=12))
    even = draw(st.booleans())
    lines = [header, *([[*row, *[""] * len(header)][: len(header)] for row in rows] if even else rows)]
    end = draw(st.sampled_from(["\n", "\r\n"]))
    text = end.join(delimiter.join(quoted(cell, delimiter) for cell in line) for line in lines) + draw(
        st.sampled_from(["", end])
    )
    return text.encode(encoding)


def quoted(cell, delimiter):
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in (delimiter, '"', "\n")) else cell


def check(data, layout):
    try:
        book = engines.read_raw_bytes(data, "made.csv")
    except UnreadableInput:
        return None
    choice = intake.choose_table(book, layout)
    if choice.table is None:
        outcome = intake.await_choice(book, choice.question, today=TODAY)
    else:
        outcome = intake.check(choice.table, layout, today=TODAY)
    return book, choice.table, outcome


@settings(max_examples=500)
@example(b"name,n\nAnna\nAnna\nAnna\nAnna\nAnna\n,", None)
@given(files(), st.sampled_from([None, LAYOUT, intake.builtin_layout("htcds"), intake.builtin_layout("ctdc")]))
def test_the_equation_holds(data, layout) -> None:
    found = check(data, layout)
    if found is None:
        return
    book, table, outcome = found
    receipt = outcome.receipt
    assert receipt.received == receipt.accepted + receipt.rejected + receipt.pending
    frames = (outcome.accepted, outcome.rejected, outcome.pending)
    assert [frame.height for frame in frames] == [receipt.accepted, receipt.rejected, receipt.pending]
    rows = sorted(int(row) for frame in frames for row in frame["palermo_row"].to_list())
    if table is not None:
        labels = set(receipt.header_rows) - set(table.header_rows)  # a row of labels was taken into the header
        assert rows == sorted(set(table.rows.to_list()) - labels)


@settings(max_examples=150)
@given(files())
def test_the_same_file_gives_the_same_bytes(data) -> None:
    first, second = (check(data, LAYOUT) for _ in range(2))
    if first is None or second is None:
        assert first is second
        return
    assert written(first[2]) == written(second[2])
    assert (
        intake.with_file(first[2].receipt, first[0]).to_dict()
        == intake.with_file(second[2].receipt, second[0]).to_dict()
    )


@settings(max_examples=150)
@given(files())
def test_what_is_written_reads_back_as_the_same_cells(data) -> None:
    found = check(data, LAYOUT)
    if found is None:
        return
    outcome = found[2]
    back = pl.read_csv(
        io.BytesIO(written(outcome)["accepted"]),
        infer_schema=False,
        empty_string_is_null=False,
        truncate_ragged_lines=False,
    )
    assert back.rows() == outcome.accepted.select(pl.all().cast(pl.String)).rows()


def written(outcome):
    return {
        "accepted": engines.write_csv(outcome.accepted),
        "rejected": engines.write_rows(outcome.header_lines(outcome.rejected), outcome.rejected),
        "pending": engines.write_rows(outcome.header_lines(outcome.pending), outcome.pending),
        "receipt": json.dumps(outcome.receipt.to_dict()),
    }
