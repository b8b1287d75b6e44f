"""What becomes of the rows: the equation, the order of verdicts, what stands beside a reject."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from palermo import intake
from palermo.intake.raw import RAGGED

LAYOUT = {"columns": {"n": {"type": "integer"}, "d": {"type": "date"}, "g": {"list": "gender"}}}


def test_received_is_accepted_plus_rejected_plus_pending(check) -> None:
    outcome = check(LAYOUT, "n|d|g", "1|2021|Feminine", "x|2021|Feminine", "2|03/04/2021|Masculine")
    receipt = outcome.receipt
    assert (receipt.received, receipt.accepted, receipt.rejected, receipt.pending) == (3, 1, 1, 1)
    assert (outcome.accepted.height, outcome.rejected.height, outcome.pending.height) == (1, 1, 1)


def test_an_error_beats_a_question(check) -> None:
    outcome = check(LAYOUT, "n|d|g", "x|03/04/2021|")
    assert (outcome.receipt.rejected, outcome.receipt.pending) == (1, 0)
    assert outcome.rejected["palermo_codes"].to_list() == ["value.type;date.ambiguous"]


def test_all_faults_of_a_row_are_gathered_before_it_speaks(check) -> None:
    outcome = check(LAYOUT, "n|d|g", "x|2099|Gurke")
    assert outcome.rejected["palermo_codes"].to_list() == ["value.type;date.future;value.not_in_list"]
    hints = outcome.rejected["palermo_hints"][0].split(" | ")
    assert [hint.split(":")[0] for hint in hints] == ["n", "d", "g"]


def test_a_reject_keeps_its_cells_as_they_came(check) -> None:
    outcome = check(LAYOUT, "n|d|g", " x |2021|feminine")
    assert outcome.rejected.row(0)[:4] == (" x ", "2021", "feminine", 2)


def test_no_finding_quotes_a_cell(check) -> None:
    outcome = check(LAYOUT, "n|d|g", "Zacharias|Zacharias|Zacharias", "=Zacharias|#REF!|b(6)")
    assert "Zacharias" not in str([finding.to_dict() for finding in outcome.findings])
    assert "Zacharias" not in "".join(outcome.rejected["palermo_hints"])


def test_a_ragged_row_is_rejected_with_its_surplus(table) -> None:
    ragged = pl.DataFrame({"row": [3], "found": [4], "extra": [["x", "y"]]}, schema=RAGGED)
    outcome = intake.check(table("a|b", "1|2", "3|4", ragged=ragged), None, today=date(2026, 1, 31))
    assert outcome.rejected["palermo_codes"].to_list() == ["row.ragged"]
    assert outcome.rejected["palermo_extra"].to_list() == ['["x", "y"]']


def test_without_surplus_cells_there_is_no_column_for_them(table) -> None:
    ragged = pl.DataFrame({"row": [2], "found": [1], "extra": [[]]}, schema=RAGGED)
    outcome = intake.check(table("a|b", "1|", ragged=ragged), None, today=date(2026, 1, 31))
    assert outcome.rejected.columns == ["c0", "c1", "palermo_row", "palermo_codes", "palermo_hints"]


def test_totals_are_marked_and_never_left_out(table) -> None:
    outcome = intake.check(table("a|n", "x|1", "y|2", "Total|3", totals=(4,)), None, today=date(2026, 1, 31))
    assert outcome.accepted["palermo_total"].to_list() == ["0", "0", "1"]
    assert {(f.code, f.row) for f in outcome.findings if f.code == "intake.total-row"} == {("intake.total-row", 4)}


def test_what_the_layout_requires_may_not_be_empty(check) -> None:
    outcome = check({"columns": {"a": {}, "b": {}}, "required": ["a"]}, "a|b", "|x", " |x", "1|x")
    assert outcome.rejected["palermo_codes"].to_list() == ["intake.required-empty"] * 2


def test_a_required_column_that_is_absent_rejects_every_row(check) -> None:
    outcome = check({"columns": {"a": {}, "b": {}}, "required": ["a"]}, "b", "x", "y")
    assert outcome.receipt.rejected == 2


def test_a_missing_code_is_no_empty_cell(check) -> None:
    outcome = check({"columns": {"a": {"list": "gender"}}, "required": ["a"]}, "a", "refused")
    assert outcome.receipt.accepted == 1


def test_a_wide_table_is_made_long(check) -> None:
    layout = {"shape": "long", "columns": {"Group": "group", "*": {"type": "number"}}}
    heads = ["Group|2025|2025|2026", "Group|mid|end|mid"]
    outcome = check(layout, heads, "men|1|2|3.50", "women|4|x|6")
    assert outcome.accepted.columns == ["group", "header_1", "header_2", "value", "palermo_row"]
    assert outcome.accepted.rows() == [
        ("men", "2025", "mid", "1", 3), ("men", "2025", "end", "2", 3), ("men", "2026", "mid", "3.5", 3),
    ]  # fmt: skip
    assert (outcome.receipt.received, outcome.receipt.accepted, outcome.receipt.rejected) == (2, 1, 1)


def test_an_empty_table_is_no_fault(check) -> None:
    outcome = check(LAYOUT, "n|d|g")
    assert (outcome.receipt.received, outcome.accepted.height) == (0, 0)
    assert outcome.accepted.columns == ["n", "d", "g", "palermo_row"]


def test_findings_stand_by_weight(check) -> None:
    outcome = check("htcds", "prs_FirstName|prs_Birthdate|prs_Gender", "Anna|03/04/2020|Gurke", " Bea|2020|FEMININE")
    order = ["error", "question", "warning", "info"]
    weights = [order.index(finding.severity.value) for finding in outcome.findings]
    assert weights == sorted(weights)
    assert set(weights) == {0, 1, 2, 3}


def test_the_first_row_is_named_by_its_line_in_the_file(table) -> None:
    raw = table("n", "1", "x", "y")
    moved = replace(raw, rows=pl.Series([10, 17, 23], dtype=pl.UInt32))
    outcome = intake.check(moved, intake.load_layout({"columns": {"n": {"type": "integer"}}}), today=date(2026, 1, 31))
    assert [(f.row, f.count) for f in outcome.findings] == [(17, 2)]
    assert outcome.rejected["palermo_row"].to_list() == [17, 23]


def test_the_outcome_sums_itself_up(check) -> None:
    assert check(LAYOUT, "n|d|g", "1||").summary() == "1 rows: 1 accepted, 0 rejected, 0 pending"


def test_coverage_tells_how_far_a_mapping_reaches(table) -> None:
    raw = table("n|g|other", "1|Feminine|x", "x|Gurke|", "|FEMININE|y")
    found = intake.coverage(raw, intake.load_layout({"columns": {"n": {"type": "integer"}, "g": {"list": "gender"}}}))
    assert found.rows() == [
        ("n", "n", "layout", 2, 2, 1),
        ("g", "g", "layout", 3, 3, 1),
        ("other", "other", "kept", 2, 2, 2),
    ]


def test_a_column_may_have_any_name_that_the_work_on_it_uses(check) -> None:
    names = ["row", "code", "_row", "at", "hint", "column", "c0", "cell", "bare", "lacking", "order", "value", "seen"]
    line = "|".join(str(number) for number in range(len(names)))
    outcome = check(None, "|".join(names), line, line.replace("0|1", "x|y"))
    assert outcome.accepted.columns == [*names, "palermo_row"]
    assert outcome.accepted.row(0) == (*map(str, range(len(names))), 2)


def test_a_table_made_long_may_have_columns_of_any_name(check) -> None:
    layout = {"shape": "long", "columns": {"year": "year"}}
    outcome = check(layout, "year|seen|order|value|header_1", "2020|1|2|3|4")
    assert outcome.accepted.columns == ["year", "header_1", "value", "palermo_row"]
    assert outcome.accepted["header_1"].to_list() == ["seen", "order", "value", "header_1"]
    assert outcome.accepted["value"].to_list() == ["1", "2", "3", "4"]


def test_a_doubled_column_called_value_waits_beside_the_values(check) -> None:
    outcome = check({"shape": "long", "columns": {"year": "year"}}, "year|value|value|n", "2020|||3", "2021|1|2|3")
    assert (outcome.receipt.accepted, outcome.receipt.pending) == (1, 1)
    assert outcome.accepted.rows() == [("2020", "", "n", "3", 2)]


@pytest.mark.parametrize("layout", [None, "htcds", {"columns": {"A": "a"}, "required": ["a"]}])
def test_a_file_with_no_column_but_ours_keeps_all_its_rows(check, layout) -> None:
    outcome = check(layout, "palermo_row|palermo_codes", "7|x", "8|y")
    told = outcome.receipt
    assert (told.received, told.accepted + told.rejected + told.pending) == (2, 2)
    assert [*outcome.accepted["palermo_row"], *outcome.rejected["palermo_row"]] == [2, 3]
