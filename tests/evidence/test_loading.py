"""Evidence is read whole, safely, and every fault is told at once with its file and line."""

from collections.abc import Callable
from typing import Any

import pytest

from palermo.evidence import Evidence, load
from palermo.ground.errors import BadDefinition

Read = Callable[..., Evidence]
Case = dict[str, Any]


def faults(files: dict[str, bytes]) -> list[tuple[str, str, int]]:
    with pytest.raises(BadDefinition) as told:
        load(files)
    return [(one.code, one.path or "", one.line or 0) for one in told.value.findings]


def faults_of(read: Read, case: Case, **others: Case) -> list[str]:
    with pytest.raises(BadDefinition) as told:
        read(case, **others)
    return [one.code for one in told.value.findings]


def test_the_case_reads_as_written(read: Read, case: Case) -> None:
    bundle = read(case)
    assert list(bundle.claims) == ["c1", "c2"] and bundle.claims["c1"].collection == "case"
    assert bundle.figures["q.account"].passage == "q.account.passage"
    assert bundle.passages["c1.passage"].snapshot == "item.a"
    assert bundle.records["c1"].path == "evidence/case.yml"


def test_all_faults_are_told_at_once_with_their_lines() -> None:
    text = (
        b"format: palermo.evidence/1\ndocuments:\n  - {id: d, kind: rumour}\n  - {id: d, kind: news, colour: red}\n"
        b"snapshots:\n  - {id: s, document: d, sha256: abc}\n"
    )
    assert faults({"evidence/a.yml": text, "evidence/b.yml": b"format: other/1\n"}) == [
        ("evidence.bad-value", "evidence/a.yml", 3),
        ("evidence.unknown-field", "evidence/a.yml", 4),
        ("evidence.duplicate-id", "evidence/a.yml", 4),
        ("evidence.bad-value", "evidence/a.yml", 6),
        ("evidence.missing-field", "evidence/a.yml", 6),
        ("evidence.format", "evidence/b.yml", 1),
    ]


@pytest.mark.parametrize(
    "text",
    [
        b"format: palermo.evidence/1\ndocuments: !!python/object/apply:os.system [echo]\n",
        b"format: palermo.evidence/1\na: &a [x]\nb: *a\n",
        b"format: palermo.evidence/1\nformat: palermo.evidence/1\n",
        b"- a\n- b\n",
        b"",
        b"\xff\xfe\x00",
        b"a: [1, 2\n",
        b"a: " + b"[" * 4000,
    ],
)
def test_yaml_is_read_safely(text: bytes) -> None:
    assert faults({"evidence/a.yml": text})


def test_a_written_decimal_stays_the_text_it_was() -> None:
    text = b"format: palermo.evidence/1\nfigures: [{id: q, value: 2.630, seen_in: there, through: issuer}]\n"
    assert load({"evidence/a.yml": text}).figures["q"].value == "2.630"


@pytest.mark.parametrize("value", ["1e9", "1,392", "NaN", "١٢", "1 392", "-", "1e999999999", ""])
def test_a_value_is_plain_decimal_text(read: Read, case: Case, value: str) -> None:
    case["figures"].append({"id": "q.x", "value": value or [], "seen_in": "x", "through": "issuer"})
    assert faults_of(read, case) == ["evidence.bad-value"]


def test_a_country_code_that_yaml_takes_for_no_is_told() -> None:
    text = b"format: palermo.evidence/1\nfigures: [{id: q, value: 2, area: NO, seen_in: there, through: issuer}]\n"
    assert faults({"evidence/a.yml": text}) == [("evidence.bad-value", "evidence/a.yml", 2)]


def test_a_computed_figure_is_no_evidence(read: Read, case: Case) -> None:
    case["figures"][0]["origin"] = "computed"
    assert "evidence.bad-value" in faults_of(read, case)


def test_a_derived_figure_is_computed_and_rounded_half_away_from_zero(read: Read, case: Case) -> None:
    case["figures"] += [
        {"id": "q.a", "value": "21", "seen_in": "x", "through": "issuer"},
        {"id": "q.b", "value": "8", "seen_in": "x", "through": "issuer"},
        {"id": "d", "origin": "derived", "operands": ["q.a", "q.b"], "formula": "q.a / q.b", "rounded": 2},
        {"id": "d.d", "origin": "derived", "operands": ["d", "c1"], "formula": "c1 * d", "rounded": 2},
    ]
    figures = read(case).figures
    assert figures["d"].value == "2.63" and figures["d.d"].value == "1083.56"
    assert figures["d"].sdc_applied == "none-public-source"


def test_a_range_travels_by_its_corners(read: Read, case: Case) -> None:
    case["figures"] += [
        {"id": "q.r", "low": "10", "high": "20", "comparator": "range", "seen_in": "x", "through": "issuer"},
        {"id": "d", "origin": "derived", "operands": ["c1", "q.r"], "formula": "c1 - q.r"},
    ]
    made = read(case).figures["d"]
    assert (made.value, made.low, made.high) == (None, "392", "402")


@pytest.mark.parametrize(
    ("derived", "code"),
    [
        ({"operands": ["c1"], "formula": "c1 + 1", "value": "414"}, "evidence.derived-differs"),
        ({"operands": ["c1", "c2"], "formula": "c1 + 1"}, "evidence.formula"),
        ({"operands": ["c1"], "formula": "c1 + x"}, "evidence.formula"),
        ({"operands": ["c1"], "formula": "c1 / 0"}, "evidence.formula"),
        ({"operands": ["c1"], "formula": "__import__('os')"}, "evidence.formula"),
    ],
)
def test_a_formula_that_does_not_hold_is_a_fault(read: Read, case: Case, derived: Case, code: str) -> None:
    case["figures"].append({"id": "d", "origin": "derived", **derived})
    assert faults_of(read, case) == [code]


def test_a_derived_figure_of_a_figure_elsewhere_waits_for_it(read: Read, case: Case) -> None:
    case["figures"].append({"id": "d", "origin": "derived", "operands": ["us.x", "c1"], "formula": "us.x - c1"})
    assert read(case).figures["d"].value is None


def test_traces_overlay_their_claims_whatever_the_order_of_files(read: Read, case: Case) -> None:
    case["claims"][0].pop("trace")
    row = {"claim": "c1", "level": "T1", "reading": "differs", "through": "reprint", "facets": {"area": "wider"}}
    bundle = read(case, aaa={"format": "palermo.evidence/1", "traces": [row]})
    assert bundle.claims["c1"].trace.reading == "differs" and bundle.claims["c1"].altered_facets == ("area",)
    assert faults_of(read, case, t={"format": "palermo.evidence/1", "traces": [{"claim": "c9"}]}) == [
        "evidence.unknown-id"
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": "differs"}, "evidence.status-differs"),
        ({"confirmed_by": "A. Reader"}, "evidence.level-above-what-is-there"),
        ({"confirmed_by": None}, "evidence.level-above-what-is-there"),
        ({"level": "T5"}, "evidence.level-above-what-is-there"),
        ({"facets": {"period": "equal"}}, "evidence.level-above-what-is-there"),
        ({"source_figure": None}, "evidence.level-above-what-is-there"),
        ({"through": "none"}, "evidence.through-missing"),
        ({"absent": True}, "evidence.absent-and-found"),
    ],
)
def test_a_trace_may_not_say_more_than_is_there(read: Read, case: Case, change: Case, code: str) -> None:
    case["claims"][0]["trace"] |= change
    assert code in faults_of(read, case)


def test_a_snapshot_without_file_never_carries_a_trace_to_t2(read: Read, case: Case) -> None:
    case["snapshots"][1]["file"] = None
    assert faults_of(read, case) == ["evidence.level-above-what-is-there"]
    case["claims"][0]["trace"]["level"] = "T1"
    assert read(case).claims["c1"].status == "open"


def test_a_legal_status_is_for_events_and_from_the_list(read: Read, case: Case) -> None:
    event = {"id": "e", "kind": "event", "said": "talk", "atom": "A suit was filed.", "passage": {"line": 1}}
    case["claims"].append(event | {"legal_status": "filed"})
    assert read(case).claims["e"].legal_status == "filed" and not read(case).claims["e"].countable
    case["claims"][-1]["legal_status"] = "guilty"
    case["claims"][0]["legal_status"] = "filed"
    assert faults_of(read, case) == ["evidence.bad-value", "evidence.bad-value"]
