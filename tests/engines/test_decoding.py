"""Encodings: found or told, mixed or damaged, and always said."""

import pytest

from palermo.engines import read_raw_bytes
from palermo.ground.errors import UnreadableInput
from palermo.intake.raw import RawBook

TEXT = "name,ort\nJosé,Zürich\nŁódź,Tromsø\n"
LATIN = "name,ort\nJosé,Zürich\nAnnæ,Tromsø\n"


def read(data: bytes, encoding: str | None = None) -> RawBook:
    return read_raw_bytes(data, "list.csv", encoding=encoding)


def cells(book: RawBook) -> list[tuple[str, ...]]:
    return next(book.tables()).cells.rows()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_found(encoding: str) -> None:
    book = read(TEXT.encode(encoding))
    assert cells(book) == [("José", "Zürich"), ("Łódź", "Tromsø")]
    assert next(book.tables()).names() == ("name", "ort")


def test_windows_1252_is_found_and_said() -> None:
    book = read(LATIN.encode("cp1252"))
    assert (cells(book)[0], book.encoding) == (("José", "Zürich"), "cp1252")
    assert [(finding.code, finding.row) for finding in book.findings] == [("file.encoding", 2)]


def test_mixed_encodings_are_read_line_by_line_and_said() -> None:
    lines = LATIN.splitlines()
    book = read(f"{lines[0]}\n{lines[1]}\n".encode() + lines[2].encode("cp1252"))
    assert cells(book) == [("José", "Zürich"), ("Annæ", "Tromsø")]
    assert book.findings[0].row == 3
    assert "mixes" in book.findings[0].text


def test_bytes_without_meaning_in_windows_1252_are_kept() -> None:
    assert cells(read(b"a,b\nx\x81y,\xe9\n")) == [("x\x81y", "é")]


def test_an_encoding_may_be_named() -> None:
    assert cells(read("a,b\n北京,1\n".encode("gb18030"), "gb18030")) == [("北京", "1")]


@pytest.mark.parametrize(
    ("data", "encoding"), [(b"a,b\n\xff\xe9,1\n", "utf-8"), (b"a\n1\n", "no-such-encoding"), (b"a\n1\n", "base64")]
)
def test_a_named_encoding_that_does_not_fit_is_refused(data: bytes, encoding: str) -> None:
    with pytest.raises(UnreadableInput):
        read(data, encoding)


def test_a_utf_16_file_cut_in_half_a_character_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="breaks off"):
        read(TEXT.encode("utf-16")[:-1])


def test_old_mac_line_ends_are_line_ends() -> None:
    assert cells(read(b"a,b\r1,2\r3,4\r")) == [("1", "2"), ("3", "4")]
