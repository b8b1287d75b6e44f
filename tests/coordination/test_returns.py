"""Yearly returns as the room judges them: what was asked, what was said, and what a sum may say of the silent."""

from collections.abc import Callable, Iterable
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo import coordination
from palermo.coordination import Conference, ReturnFile, Returns
from palermo.coordination.returned import READ
from palermo.ground.decimals import decimal, text
from palermo.ground.errors import BadDefinition, UnreadableInput
from palermo.standards import returns as standard
from palermo.standards.returns import Cell

TODAY = date(2026, 4, 1)
CONFERENCE = """format: palermo.conference/1
name: {en: "Joint conference"}
bodies:
  - {id: police, kind: police, names: [{en: "Ministry of Public Security"}]}
  - {id: court, kind: court, names: [{en: "Supreme court"}]}
  - {id: shelters, kind: ngo, names: [{en: "Shelter network"}]}
  - {id: bureau, kind: agency, names: [{en: "Old bureau"}], dissolved: 2023-05-01}
  - {id: watchers, kind: independent, names: [{en: "Rapporteur"}]}
"""
ASK = """format: palermo.returns/1
period: [2025]
due: {2025: 2026-03-31, 2025-02: 2025-03-15}
currency: EUR
ask:
  - {groups: [referrals, justice], bodies: [police, court, shelters]}
  - {groups: [alerts], bodies: [police], every: month}
"""
Row = dict[str, str]
Change = Callable[[list[Row]], object]


def conference() -> Conference:
    return coordination.load({"conference.yml": CONFERENCE.encode()})


def asked(written: str = ASK) -> coordination.Ask:
    return coordination.read_ask({"returns/ask.yml": written.encode()}, conference())


def filled(body: str, period: str = "2025", value: str = "0", ask: coordination.Ask | None = None) -> list[Row]:
    """The rows of a form with the same number in every cell; zeros contradict nothing."""
    expects = (ask or asked()).expected(conference())[body, period]
    return [
        {"body": body, "period": period, "return_line": cell.line, **cell.codes(), "value": value, "reason": "",
         "row": str(at), "state": "accepted"}
        for at, cell in enumerate(expects.cells(), 2)
    ]  # fmt: skip


def handed_in(rows: Iterable[Row], path: str = "returns/police-2025.xlsx", **more: object) -> ReturnFile:
    frame = pl.DataFrame(list(rows), schema=dict.fromkeys(READ, pl.String))
    return ReturnFile(path=path, sheet="Return", rows=frame, **more)  # type: ignore[arg-type]


def checked(*files: ReturnFile) -> Returns:
    return coordination.check_returns(files, asked(), conference())


def row_of(rows: list[Row], line: str, **codes: str) -> Row:
    wanted = Cell(line, **codes)
    return next(row for row in rows if Cell(*(row[name] for name in ("return_line", *Cell._fields[1:]))) == wanted)


def codes(made: Returns) -> list[str]:
    return [one.code for one in made.findings]


def test_a_return_of_zeros_is_accepted_whole_for_a_zero_is_an_answer() -> None:
    made = checked(handed_in(filled("police")))
    assert made.findings == ()
    assert {one.state for one in made.answers} == {"accepted"}
    assert made.receipts[0].received == made.receipts[0].accepted == len(filled("police"))


def set_value(line: str, value: str, reason: str = "", **of: str) -> Change:
    return lambda rows: row_of(rows, line, **of).update(value=value, reason=reason)


def set_cells(line: str, **cells: str) -> Change:
    return lambda rows: row_of(rows, line).update(**cells)


@pytest.mark.parametrize(
    ("change", "code", "rejected"),
    [
        (set_value("compensation_orders", "1.5"), "coordination.return-fraction", 1),
        (set_value("compensation_orders", "3", "not_asked"), "coordination.return-reason", 1),
        (set_value("compensation_orders", "refused"), "coordination.return-reason", 1),
        (set_cells("compensation_orders", body="court"), "coordination.return-mixed", 1),
        (set_cells("compensation_orders", sex="female"), "coordination.return-cell-unknown", 1),
        (set_cells("compensation_orders", return_line="alerts_issued"), "coordination.return-not-asked", 1),
        (set_value("referrals_accepted", "4"), "coordination.return-sum", 5),
        (set_value("referrals_made", "4"), "coordination.return-sum", 5),
        (set_value("convicted", "2", sex="male"), "coordination.return-sum", 6),
        (set_value("officials_convicted", "1"), "coordination.return-sum", 2),
        (lambda rows: rows.pop(3), "coordination.return-rows-missing", 0),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_row_that_cannot_be_so_is_rejected_and_named(change: Change, code: str, rejected: int) -> None:
    rows = filled("police")
    change(rows)
    made = checked(handed_in(rows))
    assert code in codes(made)
    assert made.receipts[0].rejected == rejected
    told = next(one for one in made.findings if one.code == code)
    assert (told.path, told.severity) == ("returns/police-2025.xlsx", "error")


@pytest.mark.parametrize(
    ("total", "parts", "holds"),
    [
        ("10", ("6", "4"), True),  # nobody was exploited in two forms
        ("10", ("10", "10"), True),  # everybody was
        ("10", ("11", "0"), False),  # more in one form than there are persons
        ("10", ("6", "3"), False),  # one person in no form
        ("10", ("6", ""), True),  # the rest may be where nothing is said
        ("", ("6", "4"), True),  # no total to contradict
        ("0", ("0", "0"), True),
    ],
)
def test_forms_of_exploitation_may_overlap_but_not_exceed_the_persons(
    total: str, parts: tuple[str, str], holds: bool
) -> None:
    ask = asked(ASK.replace("groups: [referrals, justice]", "groups: [victims]"))
    rows = filled("police", ask=ask)
    for row in rows:
        row["value"] = "" if row["return_line"] == "victims_presumed" else "0"
    row_of(rows, "victims_presumed")["value"] = total
    for code, row in zip(standard.dimensions()["form"].codes, form_rows(rows), strict=True):
        row["value"] = {"ForcedLabour": parts[0], "SexualExploitation": parts[1]}.get(code.code, "0")
    made = coordination.check_returns([handed_in(rows)], ask, conference())
    assert ("coordination.return-sum" not in codes(made)) is holds


def form_rows(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["return_line"] == "victims_presumed" and row["form"] != standard.ALL]


def test_a_part_that_is_not_there_leaves_room_below_the_total_and_none_above() -> None:
    for parts, holds in ((("3", ""), True), (("5", ""), False), (("3", "2"), False)):
        rows = filled("police")
        row_of(rows, "referrals_made")["value"] = "4"
        row_of(rows, "referrals_accepted")["value"] = parts[0]
        row_of(rows, "referrals_waiting")["value"] = parts[1]
        assert ("coordination.return-sum" not in codes(checked(handed_in(rows)))) is holds


def test_money_may_have_a_fraction() -> None:
    rows = filled("police")
    row_of(rows, "compensation_awarded")["value"] = "1250.50"
    made = checked(handed_in(rows))
    assert made.findings == ()
    table = coordination.return_frames(made, conference(), today=TODAY)["return_rows"]
    told = table.filter(pl.col("return_line") == "compensation_awarded").to_dicts()[0]
    assert (told["value"], told["unit"]) == ("1250.50", "EUR")


def test_all_faults_of_a_return_are_named_at_once() -> None:
    rows = filled("police")
    row_of(rows, "compensation_orders")["value"] = "1.5"
    row_of(rows, "referrals_accepted")["value"] = "4"
    row_of(rows, "acquitted").update(value="", reason="")
    rows.pop()
    assert {*codes(checked(handed_in(rows)))} >= {
        "coordination.return-fraction",
        "coordination.return-sum",
        "coordination.return-empty",
        "coordination.return-rows-missing",
    }


def test_an_empty_cell_without_a_reason_is_asked_after_and_is_no_zero() -> None:
    rows = filled("police", value="")
    row_of(rows, "suspects")["value"] = "7"
    made = checked(handed_in(rows))
    empty = [one for one in made.findings if one.code == "coordination.return-empty"]
    assert sum(one.count or 0 for one in empty) == len(rows) - 1
    assert {one.severity for one in empty} == {"warning"}
    sums = coordination.return_frames(made, conference(), today=TODAY)["return_sums"]
    convicted = sums.filter(pl.col("return_line") == "convicted", pl.col("breakdown") == "total").to_dicts()[0]
    assert (convicted["value"], convicted["answered"], convicted["empty"]) == ("", "0", "1")


def test_not_asked_and_not_known_are_kept_apart_and_out_of_sums() -> None:
    said = {"police": ("9", ""), "court": ("", "not_asked"), "shelters": ("", "not_known")}
    files = []
    for body, (value, reason) in said.items():
        rows = filled(body)
        row_of(rows, "compensation_orders").update(value=value, reason=reason)
        files.append(handed_in(rows, f"returns/{body}-2025.xlsx"))
    made = checked(*files)
    assert made.findings == ()
    sums = coordination.return_frames(made, conference(), today=TODAY)["return_sums"]
    told = sums.filter(pl.col("return_line") == "compensation_orders").to_dicts()[0]
    assert [told[name] for name in ("value", "answered", "of", "not_asked", "not_known")] == ["9", "1", "3", "1", "1"]


def test_a_silent_body_is_silent_in_every_sum_and_never_zero() -> None:
    made = checked(handed_in(filled("police", value="0")))
    frames = coordination.return_frames(made, conference(), today=TODAY)
    assert set(frames["return_rows"]["body"]) == {"police"}
    told = (
        frames["return_sums"].filter(pl.col("return_line") == "suspects", pl.col("breakdown") == "total").to_dicts()[0]
    )
    assert [told[name] for name in ("value", "answered", "of", "silent")] == ["0", "1", "3", "2"]
    assert told["silent_bodies"] == "court;shelters"


def test_where_everybody_is_silent_a_sum_has_no_value() -> None:
    frames = coordination.return_frames(checked(), conference(), today=TODAY)
    assert set(frames["return_sums"]["value"]) == {""}
    assert frames["return_rows"].is_empty()


def test_a_form_that_nobody_touched_is_silence() -> None:
    made = checked(handed_in(filled("police", value="")))
    assert codes(made) == ["coordination.return-untouched"]
    frames = coordination.return_frames(made, conference(), today=TODAY)
    assert frames["return_rows"].is_empty()
    assert "yes" not in set(frames["completeness_rows"]["sent"])


def test_completeness_names_each_body_and_month_with_what_it_owes() -> None:
    rows = filled("police", "2025-02")
    row_of(rows, "alerts_open").update(value="", reason="")
    made = checked(handed_in(rows, "returns/police-2025-02.xlsx"))
    table = coordination.return_frames(made, conference(), today=date(2025, 6, 1))["completeness_rows"]
    months = {row["month"]: row for row in table.filter(pl.col("body") == "police").to_dicts()}
    assert len(months) == 13  # a year and its months
    assert [months["02"][name] for name in ("sent", "answered", "of", "file")] == [
        "yes", "7", "8", "returns/police-2025-02.xlsx",
    ]  # fmt: skip
    assert [months["01"][name] for name in ("sent", "answered", "of", "file", "line")] == [
        "no", "0", "8", "returns/ask.yml", "7",
    ]  # fmt: skip
    watchers = table.filter(pl.col("body") == "watchers").to_dicts()
    assert [row["asked"] for row in watchers] == ["no"]
    assert table.filter(pl.col("body") == "bureau").is_empty()  # dissolved before the year


def test_what_is_late_is_late_only_after_its_day_and_while_it_was_not_sent() -> None:
    made = checked(handed_in(filled("police", "2025-02"), "returns/police-2025-02.xlsx"))

    def overdue(today: date) -> set[str]:
        table = coordination.return_frames(made, conference(), today=today)["completeness_rows"]
        return {f"{row['body']} {row['period']}" for row in table.to_dicts() if row["overdue"] == "yes"}

    assert overdue(date(2026, 3, 31)) == set()
    assert {"police 2025", "court 2025", "police 2025-01"} <= overdue(date(2026, 4, 1))
    assert "police 2025-02" not in overdue(date(2026, 4, 1))


def test_the_same_return_in_two_files_waits_until_somebody_says_which_holds() -> None:
    made = checked(handed_in(filled("police")), handed_in(filled("police"), "returns/police 2025 (final).csv"))
    assert codes(made) == ["coordination.return-twice"] * 2
    assert {one.severity for one in made.findings} == {"question"}
    assert {one.state for one in made.answers} == {"pending"}
    sums = coordination.return_frames(made, conference(), today=TODAY)["return_sums"]
    told = sums.filter(pl.col("return_line") == "suspects", pl.col("breakdown") == "total").to_dicts()[0]
    assert [told[name] for name in ("value", "held", "silent")] == ["", "1", "2"]


@pytest.mark.parametrize(
    ("path", "cells", "code"),
    [
        ("returns/x.xlsx", {"body": "nobody"}, "coordination.return-body-unknown"),
        ("returns/x.xlsx", {"period": "2019"}, "coordination.return-year"),
        ("returns/bureau-2025.xlsx", {"body": "bureau"}, "coordination.return-dissolved"),
        ("returns/watchers-2025.xlsx", {"body": "watchers"}, "coordination.return-not-asked"),
        ("returns/court-2025.xlsx", {}, "coordination.return-mixed"),
    ],
)
def test_a_return_nobody_asked_for_is_rejected_whole(path: str, cells: Row, code: str) -> None:
    made = checked(handed_in([{**row, **cells} for row in filled("police")], path))
    assert codes(made)[0] == code
    assert {one.state for one in made.answers} == {"rejected"}


def test_a_body_that_is_unknown_is_not_quoted() -> None:
    made = checked(handed_in([{**row, "body": "Jane Doe"} for row in filled("police")], "returns/x.xlsx"))
    assert "Jane" not in repr(made.findings) + repr(made.receipts)


def test_a_file_without_a_form_was_sent_and_holds_every_cell_back() -> None:
    told = coordination.return_frames(
        checked(handed_in([], unread=True)), conference(), today=TODAY
    )["return_sums"].to_dicts()[0]  # fmt: skip
    assert [told[name] for name in ("held", "silent", "of")] == ["1", "2", "3"]


def test_a_formula_is_taken_with_its_saved_result_and_not_without() -> None:
    rows = filled("police")
    rows[0]["value"] = ""
    made = checked(handed_in(rows, formulas=frozenset({2, 3})))
    told = [(one.code, one.row, one.severity) for one in made.findings if one.code == "coordination.return-formula"]
    assert told == [("coordination.return-formula", 2, "error"), ("coordination.return-formula", 3, "warning")]
    assert [one.state for one in made.answers][:2] == ["rejected", "accepted"]


# Who is asked for what


@pytest.mark.parametrize(
    ("written", "instead", "code"),
    [
        ("bodies: [police, court, shelters]", "bodies: [police, nobody]", "coordination.body-unknown"),
        ("bodies: [police, court, shelters]", "bodies: [police, bureau]", "coordination.body-dissolved"),
        ("groups: [alerts]", "groups: [alarms]", "coordination.bad-value"),
        ("groups: [alerts]", "groups: [alerts, justice]", "coordination.duplicate-id"),
        ("every: month", "every: week", "coordination.bad-value"),
        ("2026-03-31", "2025-12-31", "coordination.bad-value"),
        ("due: {2025: 2026", "due: {2024: 2026", "coordination.bad-value"),
        ("period: [2025]", "years: [2025]", "coordination.unknown-field"),
    ],
)
def test_what_cannot_be_asked_is_named_with_its_line(written: str, instead: str, code: str) -> None:
    assert written in ASK
    told = asked(ASK.replace(written, instead)).faults
    assert code in [one.code for one in told]
    assert {one.path for one in told} == {"returns/ask.yml"}


def test_without_a_list_of_who_is_asked_there_is_nothing_to_check() -> None:
    with pytest.raises(UnreadableInput, match="returns/ask.yml"):
        coordination.read_ask({}, conference())
    with pytest.raises(BadDefinition):
        asked("format: palermo.plan/1\n")


def test_a_body_is_asked_by_the_year_and_by_the_month_for_different_groups() -> None:
    expected = asked().expected(conference())
    assert len(expected) == 3 + 12
    assert expected["police", "2025"].groups == ("referrals", "justice")
    assert {cell.line for cell in expected["police", "2025-07"].cells()} == {
        line.id for line in standard.lines_of(["alerts"])
    }


def test_about_two_hundred_cells_are_asked_of_a_body_that_is_asked_for_everything() -> None:
    cells = [cell for line in standard.lines_of(standard.groups()) for cell in standard.cells(line.id)]
    assert 150 <= len(cells) <= 250
    assert len(set(cells)) == len(cells)
    assert {part for total in standard.totals(standard.groups()) for part in (total.total, *total.parts)} <= set(cells)


@pytest.mark.parametrize("name", standard.dimensions())
def test_every_dimension_keeps_not_known_and_not_asked_apart(name: str) -> None:
    assert [code.code for code in standard.dimensions()[name].codes][-2:] == ["not_known", "not_asked"]


# Invariants

ANSWERS = st.sampled_from(
    [("0", ""), ("3", ""), ("12", ""), ("1.5", ""), ("", ""), ("", "not_asked"), ("4", "not_known")]
)
STATES = st.sampled_from(["accepted", "accepted", "accepted", "rejected", "pending"])


@st.composite
def some_returns(draw: st.DrawFn) -> list[ReturnFile]:
    """Returns as they may come: some bodies silent, some twice, rows deleted, doubled or held back by intake."""
    files = []
    for at, body in enumerate(draw(st.lists(st.sampled_from(["police", "court", "shelters", "watchers"]), max_size=4))):
        rows = filled("police")
        picked = draw(st.lists(st.integers(0, len(rows) - 1), max_size=25))
        for place in picked:
            value, reason = draw(ANSWERS)
            rows[place].update(value=value, reason=reason, state=draw(STATES))
        gone = draw(st.sets(st.integers(0, len(rows) - 1), max_size=3))
        kept = [{**row, "body": body} for place, row in enumerate(rows) if place not in gone]
        files.append(handed_in(kept, f"returns/{body}-2025{' again' * at}.xlsx"))
    return files


@given(some_returns())
def test_received_is_always_accepted_and_rejected_and_pending(files: list[ReturnFile]) -> None:
    made = checked(*files)
    assert len(made.receipts) == len(files)
    for file, receipt in zip(files, made.receipts, strict=True):
        assert receipt.received == file.rows.height == receipt.accepted + receipt.rejected + receipt.pending
    assert len(made.answers) == sum(file.rows.height for file in files)


@given(some_returns())
def test_what_intake_held_back_is_never_let_through(files: list[ReturnFile]) -> None:
    made = checked(*files)
    before = [state for file in files for state in file.rows["state"]]
    after = [one.state for one in made.answers]
    assert all(new != "accepted" for old, new in zip(before, after, strict=True) if old != "accepted")


@given(some_returns())
def test_every_body_asked_is_accounted_for_in_every_sum(files: list[ReturnFile]) -> None:
    frames = coordination.return_frames(checked(*files), conference(), today=TODAY)
    parts = ("answered", "not_asked", "not_known", "empty", "held", "silent")
    rows = frames["return_rows"].filter(pl.col("answer") == "value")
    added = {key: text(sum(map(decimal, values), decimal(0))) for key, values in grouped(rows).items()}
    for told in frames["return_sums"].to_dicts():
        assert sum(int(told[part]) for part in parts) == int(told["of"])
        assert (told["value"] == "") == (told["answered"] == "0")
        assert told["value"] in ("", str(added.get(key_of(told))))


def key_of(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in ("period", "return_line", *Cell._fields[1:]))


def grouped(rows: pl.DataFrame) -> dict[tuple[str, ...], list[str]]:
    found: dict[tuple[str, ...], list[str]] = {}
    for row in rows.to_dicts():
        found.setdefault(key_of(row), []).append(row["value"])
    return found
