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
        pytest.param("", id="nothing"),
        pytest.param("target: none", id="no column"),
    ],
)
def test_what_is_no_layout_is_refused(text: str) -> None:
    with pytest.raises(BadDefinition):
        intake.load_layout(text.encode())


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
