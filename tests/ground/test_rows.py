"""YAML as it may stand in a folder: the text that was written, with its lines; no tag obeyed, no alias followed."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from palermo.ground.rows import Row, parse_rows


def read(text: str) -> Row:
    row, faults = parse_rows("a.yml", text.encode())
    assert row is not None and faults == (), faults
    return row


def told(text: str | bytes) -> list[str]:
    _, faults = parse_rows("a.yml", text if isinstance(text, bytes) else text.encode(), room="room")
    return [f"{one.path}:{one.line} {one.code} {one.text}" for one in faults]


@pytest.mark.parametrize("written", ["1.10", "0x1F", "1_000", "2020-01-01", "1e3", ".inf", "12:30", "NA", "y", "n"])
def test_bare_words_stay_the_text_that_was_written(written: str) -> None:
    assert read(f"a: {written}").fields == {"a": written}


@pytest.mark.parametrize("written", ["yes", "Yes", "TRUE", "on"])
def test_bare_words_for_yes_are_true(written: str) -> None:
    assert read(f"a: {written}").fields == {"a": True}
    assert read(f'a: "{written}"').fields == {"a": written}


@pytest.mark.parametrize("written", ["", "~", "null", "NULL"])
def test_nothing_is_none(written: str) -> None:
    assert read(f"a: {written}").fields == {"a": None}
    assert read(f'a: "{written}"').fields == {"a": written}


def test_a_tag_of_yaml_itself_is_understood_and_any_other_is_told() -> None:
    assert read('a: !!str yes\nb: !!bool "true"\nc: !!null x\nd: !!int "3"\ne: ! 1').fields == {
        "a": "yes", "b": True, "c": None, "d": "3", "e": "1",
    }  # fmt: skip
    assert told("a: !!binary eA==") == [
        "a.yml:1 room.format the tag tag:yaml.org,2002:binary is not part of the format"
    ]
    assert told("a: !python/name:os.system x") == [
        "a.yml:1 room.format the tag !python/name:os.system is not part of the format"
    ]
    assert [one.split()[1] for one in told("a: <<\nb: =")] == ["room.format"] * 2


def test_each_mapping_and_each_field_has_its_line() -> None:
    row = read("a: 1\nb:\n  - c: 2\n    d: {e: 3}\n")
    (inner,) = row.fields["b"]  # type: ignore[misc]
    assert (row.line, dict(row.lines)) == (1, {"a": 1, "b": 2})
    assert (inner.line, dict(inner.lines)) == (3, {"c": 3, "d": 4})
    assert (inner.fields["d"].line, dict(inner.fields["d"].lines)) == (4, {"e": 4})


def test_what_is_no_part_of_the_format_is_told_at_its_line_and_the_rest_is_read() -> None:
    text = "a: &x {b: 1}\nc: *x\na: 2\n? [d]\n: {e: [1, {f: 2}]}\ng: 3\n"
    row, _ = parse_rows("a.yml", text.encode())
    assert row is not None and (row.fields["c"], row.fields["g"]) == (None, "3")
    assert told(text) == [
        "a.yml:2 room.format aliases and deep nesting are not part of the format",
        "a.yml:3 room.format the field a stands twice",
        "a.yml:4 room.format a field's name is one word",
    ]


def test_nesting_without_end_is_told_once_and_read_over() -> None:
    deep = "[" * 5000 + "]" * 5000
    assert told(f"a: {deep}\nb: 1") == ["a.yml:1 room.format aliases and deep nesting are not part of the format"]
    row, _ = parse_rows("a.yml", f"a: {deep}\nb: 1".encode())
    assert row is not None and row.fields["b"] == "1"


@pytest.mark.parametrize(("text", "line"), [
    (b"", 1), (b"# nothing", 1), (b"- a", 1), (b"word", 1), (b"a: \xff", 1), (b"a: 1\nb: [", 3), (b"a: b: c", 1),
    (b"a: 1\n---\nb: 2", 2), (b"a: \x07", 1),
])  # fmt: skip
def test_what_is_no_mapping_in_one_document_is_told(text: bytes, line: int) -> None:
    assert [one.partition(" ")[0] for one in told(text)] == [f"a.yml:{line}"]


def test_a_byte_order_mark_is_no_part_of_the_first_field() -> None:
    row, faults = parse_rows("a.yml", b"\xef\xbb\xbfa: 1")
    assert row is not None and (row.fields, faults) == ({"a": "1"}, ())


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=8)
values = st.recursive(
    st.one_of(words, st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=12,
)


@given(value=st.dictionaries(words, values, max_size=4), flow=st.booleans())
def test_what_was_dumped_is_read_back(value: dict[str, object], flow: bool) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=flow, sort_keys=False, width=60)
    assert plain(read(text)) == value


def plain(value: object) -> object:
    """Rows as dictionaries, tuples as lists."""
    if isinstance(value, Row):
        return {name: plain(inner) for name, inner in value.fields.items()}
    return [plain(inner) for inner in value] if isinstance(value, tuple) else value
