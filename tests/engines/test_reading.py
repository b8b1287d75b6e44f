"""Files that cannot be read say what they are, what is allowed and what to do; nothing of their content."""

import hashlib
from pathlib import Path

import pytest

from palermo.engines import read_raw, read_raw_bytes
from palermo.ground.errors import UnreadableInput, UsageError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "list.csv", "empty"),
        (b"\xef\xbb\xbf\r\n", "list.csv", "empty"),
        (b"%PDF-1.7 ...", "list.csv", "PDF"),
        (b"\x1f\x8b\x08\x00", "list.csv", "gzip"),
        (OLE, "list.xls", "97 to 2003"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "list.xlsx", "password"),
        (b"a,b\n1,2\n", "list.xlsx", "no whole workbook"),
        (b"PK\x03\x04" + b"\x00" * 40, "list.xlsx", "no whole workbook"),
        (b"a,b\n\x00\x01\x02\x03,1\n", "list.csv", "binary"),
        (b'[{"a": 1', "list.json", "no valid JSON"),
        (b'{"a": 1}', "list.json", "no list"),
        (b"[1, 2]", "list.json", "no object"),
        (b'{"a": 1}\n{"a": \n', "list.jsonl", "line 2"),
        (b'[{"a": 1, "a": 2}]', "list.json", "twice"),
        (b"[" * 100_000, "list.json", "nested too deep"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, name: str, says: str) -> None:
    with pytest.raises(UnreadableInput, match=says) as caught:
        read_raw_bytes(data, name)
    assert caught.value.exit_code == 2
    assert caught.value.hint


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="no file"):
        read_raw(tmp_path / "none.csv")
    with pytest.raises(UnreadableInput, match="folder"):
        read_raw(tmp_path)


def test_a_text_file_has_no_sheets() -> None:
    with pytest.raises(UnreadableInput, match="no sheets"):
        read_raw_bytes(b"a,b\n1,2\n", "list.csv", sheet="One")


def test_header_rows_have_bounds() -> None:
    with pytest.raises(UsageError):
        read_raw_bytes(b"a\n1\n", "list.csv", header_rows=-1)


def test_a_book_knows_its_hash_and_size(tmp_path: Path) -> None:
    data = b"a,b\n1,2\n"
    (tmp_path / "list.csv").write_bytes(data)
    book = read_raw(tmp_path / "list.csv")
    assert (book.sha256, book.bytes, book.format) == (hashlib.sha256(data).hexdigest(), 8, "csv")


def test_json_values_are_the_text_they_were_written_in() -> None:
    data = b'[{"n": 1.50, "big": 12345678901234567890, "yes": true, "none": null, "list": [1e5, {"a": "\xc3\xa9"}]}]'
    table = next(read_raw_bytes(data, "list.json").tables())
    assert table.names() == ("n", "big", "yes", "none", "list")
    assert table.cells.row(0) == ("1.50", "12345678901234567890", "true", "", '[1e5, {"a": "é"}]')


def test_json_records_with_other_keys_share_one_header() -> None:
    table = next(read_raw_bytes(b'{"records": [{"a": "1"}, {"b": "2"}, {}]}', "list.json").tables())
    assert (table.names(), table.cells.rows()) == (("a", "b"), [("1", ""), ("", "2")])
    assert (table.rows.to_list(), table.blank) == ([1, 2], 1)


def test_json_lines_keep_their_line_numbers() -> None:
    table = next(read_raw_bytes(b'{"a": 1}\n\n{"a": 2}\n', "list.jsonl").tables())
    assert (table.rows.to_list(), table.blank) == ([1, 3], 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (r'[{"name": "\ud800"}]', "half a character"),
        (r'[{"\uDC00": "x"}]', "half a character"),
        ('[{"name": ' + "[" * 400 + "]" * 400 + "}]", "nested"),
        ("[" + ",".join(f'{{"k{at}": 1}}' for at in range(4_000)) + "]", "4000 different keys"),
    ],
)
def test_json_that_no_table_can_hold_is_refused(text: str, says: str) -> None:
    with pytest.raises(UnreadableInput, match=says):
        read_raw_bytes(text.encode(), "cases.json")


def test_a_whole_character_in_two_escapes_is_read() -> None:
    assert list(read_raw_bytes(rb'[{"a": "\ud83d\ude00"}]', "x.json").tables())[0].cells.item() == "\U0001f600"
