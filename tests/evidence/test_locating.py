"""A value is found in whatever writing; a passage stands where it says, or it does not."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.evidence import Passage, Stated, extract_text, find_exact, locate, media_type_of, stands


@pytest.mark.parametrize(
    "written",
    [
        "8,800", "8 800", "8\u202f800", "8'800", "8.800", "8800", "٨٬٨٠٠", "۸۸۰۰", "８，８００", "八千八百",
        "8.8 thousand",
        "eight thousand eight hundred", "Eight thousand and eight hundred", "0.88万",
    ],
)  # fmt: skip
def test_a_value_is_found_in_every_writing(written: str) -> None:
    (found,) = locate(f"Nobody counted.\nIn all {written} children. Not 8,801.", "8800", snapshot="s")
    assert (found.line, found.snapshot) == (2, "s") and written in (found.exact or "")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("at least half a million people", "500000"),
        ("one and a half million", "1500000"),
        ("seventy-three defendants", "73"),
        ("two thousand and eighty-four offences", "2084"),
        ("a dozen", "12"),
        ("three dozen", "36"),
        ("1.2 million", "1200000"),
        ("more than twice", "2"),
        ("a hundred", "100"),
        ("nineteen hundred", "1900"),
        ("50 million", "50000000"),
    ],
)
def test_english_words_are_read(written: str, value: str) -> None:
    assert [one.exact for one in locate(written, value)] == [written]


@pytest.mark.parametrize("text", ["88,000", "18,800", "8,800,000", "8.8 million", "weight", "K8800", "88 00"])
def test_another_number_is_not_found(text: str) -> None:
    assert locate(text, "8800") == ()


def test_a_range_is_found_by_its_ends_and_silence_by_nothing() -> None:
    assert len(locate("from 18,000 to 20,000 people", Stated(low="18000", high="20000", comparator="range"))) == 1
    assert locate("many people", Stated(comparator="many")) == ()


def test_one_sentence_is_one_passage_and_stays_short() -> None:
    text = "x " * 400 + "412 here, 412 there " + "y " * 400
    found = locate(text, "412")
    assert found and all(len(one.exact or "") <= 300 and "412" in (one.exact or "") for one in found)


@given(st.text("ab 1.\n", max_size=60), st.text("ab.\n ", max_size=60))
def test_what_is_located_stands_there(before: str, after: str) -> None:
    text = f"{before} 4,321 {after}"
    for found in locate(text, "4321"):
        assert stands(text, found)
        assert stands(
            text, Passage(line=found.line, column=found.column, length=found.length, sha256=found.sha256)
        ) or ("\n" in (found.exact or ""))


def test_exact_words_may_break_over_lines() -> None:
    text = "one two\nthree  four\nthree four"
    assert [found.line for found in find_exact(text, "two three four")] == [1]
    assert [found.line for found in find_exact(text, "three four")] == [2, 3]
    assert find_exact(text, "  ") == ()


@pytest.mark.parametrize(("line", "there"), [(1, False), (2, True), (3, False), (9, False)])
def test_a_passage_stands_in_its_line_only(line: int, there: bool) -> None:
    text = "one\ntwo words\nthree"
    words = hashlib.sha256(b"words").hexdigest()
    assert stands(text, Passage(line=line, exact="words", sha256=words)) is there
    assert stands(text, Passage(line=line, column=5, length=5, sha256=words)) is there


def test_a_changed_letter_is_seen_by_hash_alone() -> None:
    passage = Passage(line=1, column=1, length=5, sha256=hashlib.sha256(b"words").hexdigest())
    assert stands("words", passage) and not stands("wards", passage)


def test_text_of_a_page_is_what_a_reader_sees() -> None:
    page = b"<html><head><title>t</title><style>p{}</style></head><body><p>8&nbsp;800\nchildren</p><script>412</script>"
    assert extract_text(page, "text/html; charset=utf-8") == "8 800 children\n"
    assert extract_text(b"\xef\xbb\xbfa\r\nb", "text/plain") == "a\nb"
    assert extract_text(b"%PDF-1.7", "application/pdf") is None and extract_text(b"\xff\xff", "text/plain") is None


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", b"x", "text/plain"),
        ("a", b"%PDF-1.4 ...", "application/pdf"),
        ("a.bin", b"\x00\x01", "application/octet-stream"),
        ("a", b"  <!DOCTYPE html><p>", "text/html"),
        ("A.CSV", b"a,b", "text/csv"),
    ],
)
def test_the_kind_of_a_file_is_seen_by_its_bytes_first(name: str, data: bytes, kind: str) -> None:
    assert media_type_of(name, data) == kind
