"""LAYOUT.yml: every key, and every fault at once."""

import pytest

from palermo import intake
from palermo.ground.errors import BadDefinition

WHOLE = b"""
name: our-file
version: 3
from: 2026-01
target: htcds
encoding: cp1252
delimiter: ";"
header_rows: 2
table: {title: Cases, occurrence: 2}
shape: rows
columns:
  Geburtstag: {to: prs_Birthdate, date: dmy}
  Land: {to: prs_Citizenship, split: "/", missing: {"-": not_asked}}
  Status: {to: our_status, list: status}
  Name: prs_FirstName
  Aktenzeichen: {to: our_ref, pattern: "^A[0-9]+$"}
key: [our_ref]
duplicates: warn
checks:
  - {expr: "our_status != 'closed' or prs_Birthdate >= '1900-01-01'", severity: warning, code: our.closed}
values:
  status: {offen: open, zu: closed}
  gender: {W: Feminine, M: Masculine}
missing: {"-99": unknown}
required: [our_ref]
answers: {header_conflict: label}
"""


def faults_of(text: str) -> list[str]:
    with pytest.raises(BadDefinition) as caught:
        intake.load_layout(text.encode())
    return [str(finding) for finding in caught.value.findings] or [str(caught.value)]


def test_every_key_of_a_layout_is_read() -> None:
    layout = intake.load_layout(WHOLE)
    assert (layout.name, layout.version, layout.valid_from, layout.target) == ("our-file", "3", "2026-01", "htcds")
    assert (layout.encoding, layout.delimiter, layout.header_rows) == ("cp1252", ";", 2)
    assert (layout.table.title, layout.table.occurrence, layout.shape) == ("Cases", 2, "rows")
    assert (layout.key, layout.duplicates, layout.required) == (("our_ref",), "warn", ("our_ref",))
    assert layout.header_conflict == "label"
    assert layout.checks[-1].code == "our.closed"
    assert layout.summary() == {"name": "our-file", "version": "3", "from": "2026-01", "target": "htcds"}


def test_columns_take_from_the_standard_what_they_do_not_say() -> None:
    columns = intake.load_layout(WHOLE).columns
    assert (columns["Geburtstag"].type, columns["Geburtstag"].dates) == ("date", ("dmy",))
    assert (columns["Land"].type, columns["Land"].split) == ("codes", ("/",))
    assert columns["Land"].missing == {"-99": "unknown", "-": "not_asked"}
    assert columns["Name"].to == "prs_FirstName"
    assert columns["Aktenzeichen"].pattern == "^A[0-9]+$"


def test_values_alone_define_a_list_of_the_codes_they_name() -> None:
    status = intake.load_layout(WHOLE).columns["Status"]
    assert status.type == "code"
    assert status.codes is not None
    assert [code.code for code in status.codes.codes] == ["open", "closed"]


def test_values_reach_the_columns_of_the_standard_that_nobody_listed() -> None:
    assert intake.load_layout(WHOLE).standard["prs_Gender"].values == {"W": "Feminine", "M": "Masculine"}


def test_all_faults_are_named_at_once() -> None:
    found = faults_of("""
targte: htcds
target: htdcs
from: yesterday
encoding: klingon
header_rows: many
columns:
  A: {type: dat, lst: x}
  B: {to: b, list: nowhere, date: american, pattern: "(?=x)"}
  C: {to: b}
duplicates: maybe
missing: {"-": unknwon}
key: [nobody]
checks:
  - {expr: "A >", code: Bad}
  - {expr: "b = 3"}
answers: {header_conflct: code}
""")
    said = "\n".join(found)
    for word in (
        *("targte", "htdcs", "from", "klingon", "header_rows", "'dat'", "lst", "nowhere", "american", "pattern"),
        *("maybe", "unknwon", "nobody", "checks.1.expr", "checks.2.expr", "header_conflct", "several headers"),
    ):
        assert word in said, word


def test_an_unknown_key_comes_with_what_was_probably_meant() -> None:
    assert "Did you mean 'target'?" in faults_of("targte: none\ncolumns: {A: a}")[0]
    assert "Did you mean 'type'?" in faults_of("columns: {A: {typ: date}}")[0]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("columns: {A: a", id="no YAML"),
        pytest.param("- a\n- b", id="no mapping"),
        pytest.param("columns: &x {A: a}\nvalues: *x", id="an anchor"),
        pytest.param("name: a\nname: b\ncolumns: {A: a}", id="a key twice"),
        pytest.param("columns: {A: !!python/object/apply:os.system [echo]}", id="a Python object"),
        pytest.param("name: !!int x\ncolumns: {A: a}", id="a tag on a text"),
        pytest.param("name: !!timestamp 2021-99-99\ncolumns: {A: a}", id="a tag on a day that is none"),
        pytest.param("columns: " + "[" * 100_000, id="an abyss"),
        pytest.param("columns: {A: [a, b]}", id="a list for a column"),
        pytest.param('columns: {"\\ud800": a}', id="half a character"),
        pytest.param("header_rows: " + "9" * 5_000 + "\ncolumns: {A: a}", id="a number of any length"),
        pytest.param("", id="nothing"),
        pytest.param("target: none", id="no column"),
    ],
)
def test_what_is_no_layout_is_refused(text: str) -> None:
    with pytest.raises(BadDefinition):
        intake.load_layout(text.encode())


@pytest.mark.parametrize("word", ["1" + "0" * 5_000, "an object in itself"])
def test_a_mapping_handed_in_is_refused_like_a_file(word: str) -> None:
    version: object = int(word[:4_000]) ** 2 if word.isdecimal() else {}
    definition = {"columns": {"A": "a"}, "version": version}
    if version == {}:
        definition["version"] = definition
    with pytest.raises(BadDefinition):
        intake.load_layout(definition)


def test_thousands_of_columns_are_read_in_the_time_of_their_length() -> None:
    lines = [f"  Column {at}: {{to: c{at}, list: ours}}" for at in range(2_000)]
    values = [f"    seen {at}: {at}" for at in range(8_000)]
    checks = [f"  - {{expr: \"c{at} = 'a'\"}}" for at in range(1_000)]
    text = "\n".join(["columns:", *lines, "values:", "  ours:", *values, "checks:", *checks])
    layout = intake.load_layout(text.encode())
    assert (len(layout.columns), len(layout.checks)) == (2_000, 1_000)
    assert layout.columns["Column 7"].codes is layout.columns["Column 8"].codes  # one list for all, not a copy each


def test_hints_are_looked_for_a_hundred_times_and_no_more() -> None:
    text = "columns: {A: a}\nkey: [" + ", ".join(f"aa{at}" for at in range(150)) + "]"
    hinted = ["Allowed are" in found or "Did you mean" in found for found in faults_of(text)]
    assert hinted == [True] * 100 + [False] * 50


def test_unused_lists_are_named_in_one_order() -> None:
    names = [f"list_{at}" for at in range(30)]
    found = faults_of("columns: {A: a}\nvalues: {" + ", ".join(f"{name}: {{x: y}}" for name in names) + "}")
    assert [line.split("'")[1] for line in found] == sorted(names)


def test_bytes_that_are_no_utf8_are_refused() -> None:
    with pytest.raises(BadDefinition, match="UTF-8"):
        intake.load_layout("columns: {Straße: a}".encode("cp1252"))


def test_norway_is_no_falsehood_and_minus_99_no_number() -> None:
    layout = intake.load_layout(b"columns: {Land: {list: [NO, SE]}}\nmissing: {-99: unknown}")
    codes = layout.columns["Land"].codes
    assert codes is not None
    assert [code.code for code in codes.codes] == ["NO", "SE"]
    assert layout.columns["Land"].missing == {"-99": "unknown"}


def test_a_code_that_its_list_does_not_have_is_a_fault() -> None:
    assert "Femal" in faults_of("target: htcds\nvalues: {gender: {F: Femal}}")[0]


@pytest.mark.parametrize(
    "expr",
    [
        "A",
        "A + 1",
        "A < 'x'",
        "day = A",
        "n = 'one'",
        "day - day > 3",
        "1 = 1",
        "nobody = 1",
        "not n",
        "n and n",
        "'a' < 'b'",
    ],
)
def test_a_check_that_makes_no_sense_is_a_fault(expr: str) -> None:
    columns = "columns: {A: {to: A}, n: {type: number}, day: {type: date}}"
    assert "checks.1.expr" in faults_of(f'{columns}\nchecks: [{{expr: "{expr}"}}]')[0]


def test_a_layout_may_be_handed_in_as_a_mapping() -> None:
    layout = intake.load_layout({"header_rows": 1, "columns": {"A": {"to": "a", "future": True}}})
    assert (layout.header_rows, layout.columns["A"].future) == (1, True)


def test_a_built_in_layout_is_the_standard_itself() -> None:
    htcds, ctdc = intake.builtin_layout("htcds"), intake.builtin_layout("ctdc")
    assert (len(htcds.standard), len(htcds.core), htcds.duplicates) == (83, 38, "reject")
    assert (len(ctdc.standard), ctdc.core, ctdc.duplicates) == (63, (), "reject")


@pytest.mark.parametrize("name", ["palermo_row", "palermo_key", "Palermo_Codes"])
def test_a_name_that_the_results_use_themselves_is_a_fault(name: str) -> None:
    assert "of their own" in faults_of(f"columns: {{A: {name}}}")[0]


@pytest.mark.parametrize("name", ["value", "header_1"])
def test_in_a_table_made_long_two_names_more_are_taken(name: str) -> None:
    assert "of their own" in faults_of(f"shape: long\ncolumns: {{A: {name}}}")[0]
    assert intake.load_layout(f"columns: {{A: {name}}}".encode()).columns["A"].to == name
