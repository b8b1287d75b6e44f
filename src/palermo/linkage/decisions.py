"""What reviewers decided, as facts kept for ever; a later decision on a pair takes the place of an earlier one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from palermo.ground.errors import UnreadableInput
from palermo.ground.finding import Finding, Severity
from palermo.linkage.resolve import Constraints

COLUMNS = ("left_source", "left_id", "right_source", "right_id", "answer", "by", "on")
ANSWERS = ("same", "different")


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer about two records, each (source, id)."""

    left: tuple[str, str]
    right: tuple[str, str]
    answer: str
    by: str
    on: str


def read_decisions(frame: pl.DataFrame, path: str) -> tuple[Decision, ...]:
    """The decisions of a file. Raises UnreadableInput naming every missing column and every row without an answer."""
    missing = [column for column in COLUMNS if column not in frame.columns]
    faults = [_fault("linkage.column-missing", "the file lacks a column", path, column=column) for column in missing]
    if not missing:
        rows = frame.with_row_index("row", offset=2).filter(~pl.col("answer").is_in(ANSWERS))["row"].to_list()
        text = f"the answer is none of {', '.join(ANSWERS)}"
        faults += [_fault("linkage.decision-answer", text, path, column="answer", row=row) for row in rows]
    if faults:
        raise UnreadableInput(f"{path} cannot be used.", findings=faults)
    return tuple(
        Decision((row[0], row[1]), (row[2], row[3]), row[4], row[5], row[6])
        for row in frame.select(COLUMNS).iter_rows()
    )


def constrained(
    decisions: Sequence[Decision], number: Mapping[tuple[str, str], int], source: Sequence[int], *, one_to_one: bool
) -> tuple[Constraints, tuple[Finding, ...]]:
    """The rules that decisions make. Raises UnreadableInput naming all that contradict each other or one-to-one."""
    latest: dict[tuple[int, int], tuple[str, str, int]] = {}
    found: list[Finding] = []
    unknown = 0
    for row, one in enumerate(decisions, start=2):
        if one.left not in number or one.right not in number:
            unknown += 1
            continue
        low, high = sorted((number[one.left], number[one.right]))
        if (low, high) not in latest or latest[low, high][0] <= one.on:
            latest[low, high] = one.on, one.answer, row
    if unknown:
        found.append(
            Finding(code="linkage.decision-unknown", severity=Severity.INFO, count=unknown,
                    text="decisions name records that no list of this run holds")
        )  # fmt: skip
    must = tuple(sorted(pair for pair, (_, answer, _) in latest.items() if answer == "same"))
    cannot = tuple(sorted(pair for pair, (_, answer, _) in latest.items() if answer == "different"))
    rules = Constraints(source=source, one_to_one=one_to_one, must=must, cannot=cannot)
    faults = _contradictions(rules, {pair: row for pair, (_, _, row) in latest.items()})
    if faults:
        raise UnreadableInput("Decisions contradict each other or one-to-one.", findings=faults)
    return rules, tuple(found)


def _contradictions(rules: Constraints, rows: Mapping[tuple[int, int], int]) -> list[Finding]:
    parent = list(range(len(rules.source)))

    def top(record: int) -> int:
        while parent[record] != record:
            record = parent[record]
        return record

    lists = {at: {source} for at, source in enumerate(rules.source)} if rules.must else {}
    faults = []
    for pair in rules.must:
        one, two = top(pair[0]), top(pair[1])
        if one == two:
            continue
        if rules.one_to_one and lists[one] & lists[two]:
            text = "this answer puts two records of one list together, which --one-to-one forbids"
            faults.append(_fault("linkage.decision-breaks-one-to-one", text, "", row=rows[pair]))
        parent[max(one, two)] = min(one, two)
        lists[min(one, two)] = lists[one] | lists[two]
    for pair in rules.cannot:
        if top(pair[0]) == top(pair[1]):
            text = "this answer keeps apart what others put together"
            faults.append(_fault("linkage.decision-contradiction", text, "", row=rows[pair]))
    return faults


def _fault(code: str, text: str, path: str, *, column: str | None = None, row: int | None = None) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, text=text, column=column, row=row, path=path or None)
