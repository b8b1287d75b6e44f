"""The returns that were handed in, held against what was asked: every fault at once, and no row without a state."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from palermo.coordination.asked import FILE, PERIOD, Ask, Expected, stood_in
from palermo.coordination.conference import Conference
from palermo.coordination.place import Place, finding
from palermo.coordination.return_totals import breach
from palermo.coordination.returned import READ, ReturnAnswer, ReturnFile, ReturnReceipt, Returns
from palermo.ground.decimals import decimal
from palermo.ground.finding import Finding, Severity
from palermo.standards import returns
from palermo.standards.returns import REASONS, Cell, Total

_NAMED = re.compile(rf"(?P<body>.+)-(?P<period>{PERIOD.pattern})")
_MIXED = "one file holds one return: correct its name or its rows"
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def check_returns(files: Iterable[ReturnFile], ask: Ask, conference: Conference) -> Returns:
    """Hold the files against what was asked. Faults of a file reject its rows, an open question leaves them pending."""
    expected = ask.expected(conference)
    read = [_Check(file, ask, conference, expected) for file in files]
    for one in read:
        one.run()
    _ask_about_doubles(read)
    return Returns(
        ask=ask,
        expected=expected,
        answers=tuple(answer for one in read for answer in one.answers()),
        receipts=tuple(one.receipt() for one in read),
        findings=tuple(finding for one in read for finding in sorted(one.told, key=_row_of)),
    )


def _row_of(one: Finding) -> int:
    """Down the sheet, as a clerk mends it; what is said of the whole file comes first."""
    return one.row or 0


def _ask_about_doubles(read: Sequence["_Check"]) -> None:
    """Of two files with the same return nobody here knows which one holds. Untouched forms say nothing and go by."""
    first: dict[tuple[str, str], list[_Check]] = {}
    for one in read:
        if one.sent and one.expects is not None:
            first.setdefault((one.body, one.period), []).append(one)
    for (body, period), several in first.items():
        for one in several if len(several) > 1 else ():
            others = ", ".join(other.file.path for other in several if other is not one)
            text = f"the return of {body} for {period} was handed in twice: here and in {others}"
            one.whole_file("coordination.return-twice", text, "keep the one that holds", severity=Severity.QUESTION)


class _Check:
    """One run over one file."""

    def __init__(
        self, file: ReturnFile, ask: Ask, conference: Conference, expected: Mapping[tuple[str, str], Expected]
    ) -> None:
        self.file = file
        self.ask = ask
        self.conference = conference
        self.rows: list[dict[str, str]] = list(file.rows.select(READ).iter_rows(named=True))
        self.states = [row["state"] for row in self.rows]
        self.told = list(file.findings)
        self.body, self.period = self._identity()
        self.expects = expected.get((self.body, self.period))
        self.sent = file.unread or any(row["value"] or row["reason"] for row in self.rows)
        self.missing = 0
        self._said = [_answer(row) for row in self.rows]

    def run(self) -> None:
        """Enter everything there is to say about the file alone."""
        if self.file.unread:
            return
        self._file()
        for at in range(len(self.rows)):
            self._row(at)
        if self.expects is None:
            return
        self._missing_rows(self.expects)
        if not self.sent:
            text = f"nothing is filled in: {self.body} counts as silent for {self.period}"
            self._say("coordination.return-untouched", text, None, "fill it in, or take it away", Severity.WARNING)
            return
        self._empty_cells()
        self._totals(self.expects)

    def answers(self) -> Iterator[ReturnAnswer]:
        for row, state, (answer, value) in zip(self.rows, self.states, self._said, strict=True):
            yield ReturnAnswer(
                body=row["body"],
                period=row["period"],
                cell=_cell(row),
                answer=answer if state == "accepted" else "",
                value=value if state == "accepted" else "",
                state=state,
                path=self.file.path,
                sheet=self.file.sheet,
                row=int(row["row"]),
            )

    def receipt(self) -> ReturnReceipt:
        count = Counter(self.states)
        return ReturnReceipt(
            path=self.file.path,
            sheet=self.file.sheet,
            body=self.body,
            period=self.period,
            received=len(self.rows),
            accepted=count["accepted"],
            rejected=count["rejected"],
            pending=count["pending"],
            missing=self.missing,
            sent=self.sent,
            unread=self.file.unread,
        )

    def whole_file(self, code: str, text: str, hint: str = "", *, severity: Severity = Severity.ERROR) -> None:
        """Say something of the whole file; its rows are rejected, or wait where it is a question."""
        self._say(code, text, None, hint, severity)
        for at in range(len(self.rows)):
            self._settle(at, severity)

    # The file

    def _identity(self) -> tuple[str, str]:
        """Body and period as the file's name says them, or its rows where the name does not; empty where unknown."""
        stem = self.file.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        named = _NAMED.fullmatch(stem)
        if named and self.conference.body(named["body"]) is not None:
            return named["body"], named["period"]
        common = Counter((row["body"], row["period"]) for row in self.rows).most_common(1)
        body, period = common[0][0] if common else ("", "")
        known = self.conference.body(body) is not None
        return body if known else "", period if PERIOD.fullmatch(period) else ""

    def _file(self) -> None:
        known = self.conference.body(self.body)
        if known is None:
            hint = f"bodies of conference.yml: {', '.join(one.id for one in self.conference.bodies[:40])}"
            self.whole_file("coordination.return-body-unknown", "the return is of no body of the conference", hint)
        elif self.period[:4] not in self.ask.years:
            hint = f"years asked for: {', '.join(self.ask.years)}"
            self.whole_file("coordination.return-year", "the return is for no year that is asked for", hint)
        elif not stood_in(known, self.period):
            text = f"{self.body} was dissolved on {known.dissolved}, before {self.period}"
            self.whole_file("coordination.return-dissolved", text, "its successor sends a return of its own")
        elif self.expects is None:
            text = f"{self.body} is asked for no return for {self.period}"
            self.whole_file("coordination.return-not-asked", text, f"add it to {FILE}, or take it out")
        elif self.rows and all(self._is_foreign(row) for row in self.rows):
            text = f"the file is called a return of {self.body} for {self.period}, and its rows are of another"
            self.whole_file("coordination.return-mixed", text, _MIXED)

    def _is_foreign(self, row: Mapping[str, str]) -> bool:
        return (row["body"], row["period"]) != (self.body, self.period)

    def _missing_rows(self, expects: Expected) -> None:
        there = {_cell(row) for row in self.rows}
        gone = [cell for cell in expects.cells() if cell not in there]
        self.missing = len(gone)
        if gone:
            shown = "; ".join(returns.label(cell) for cell in gone[:3]) + ("; …" if len(gone) > 3 else "")
            text = f"{len(gone)} rows of the form are not there: {shown}"
            hint = "start from a fresh form (palermo returns template), rows are never deleted"
            self._say("coordination.return-rows-missing", text, None, hint, Severity.ERROR, count=len(gone))

    # Its rows

    def _row(self, at: int) -> None:
        row = self.rows[at]
        if int(row["row"]) in self.file.formulas:
            self._formula(at)
        if self.states[at] == "rejected":
            return
        if self._is_foreign(row):
            text = f"the row is of another body or period than the file, {self.body} for {self.period}"
            self._blame(at, "coordination.return-mixed", text, _MIXED)
        elif self.expects is not None:
            self._cell(at, self.expects)
        self._answer(at)

    def _formula(self, at: int) -> None:
        if self.rows[at]["value"]:
            text = "the number is the result of a formula, taken as it was saved"
            self._blame(at, "coordination.return-formula", text, "write the number itself", severity=Severity.WARNING)
        else:
            text = "the number is a formula without a saved result"
            self._blame(at, "coordination.return-formula", text, "write the number itself")

    def _cell(self, at: int, expects: Expected) -> None:
        cell = _cell(self.rows[at])
        line = returns.lines().get(cell.line)
        if line is None or cell not in returns.cells(cell.line):
            text = "the line is not broken down like this"
            self._blame(at, "coordination.return-cell-unknown", text, "take the row from the form as it was sent out")
        elif line.group not in expects.groups:
            text = f"{self.body} is not asked for the group {line.group} for {self.period}"
            self._blame(at, "coordination.return-not-asked", text, f"asked for: {', '.join(expects.groups)}")

    def _answer(self, at: int) -> None:
        row, (answer, value) = self.rows[at], self._said[at]
        line = returns.lines().get(row["return_line"])
        if answer == "both":
            text = "a number and a reason for having none stand together"
            self._blame(at, "coordination.return-reason", text, "keep the one that is true")
        elif answer == "unread":
            hint = f"the reason is one of {', '.join(REASONS)}; without one, leave the cell empty"
            self._blame(at, "coordination.return-reason", "the cell holds neither a number nor a reason", hint)
        elif answer == "value" and "." in value and line is not None and line.whole:
            text = f"a part of a {line.unit} was counted"
            self._blame(at, "coordination.return-fraction", text, "write a whole number")

    def _empty_cells(self) -> None:
        """One warning for each run of empty cells, so that a form with a hundred of them can still be read."""
        empty = [at for at, (answer, _) in enumerate(self._said) if answer == "none" and self.states[at] == "accepted"]
        for _, group in groupby(enumerate(empty), key=lambda pair: pair[1] - pair[0]):
            run = [at for _, at in group]
            first, last = self.rows[run[0]]["row"], self.rows[run[-1]]["row"]
            text = (
                "the cell is empty and gives no reason"
                if len(run) == 1
                else (f"{len(run)} cells are empty and give no reason, down to row {last}")
            )
            hint = "a number, or not asked, or not known: an empty cell is no zero"
            self._say("coordination.return-empty", text, int(first), hint, Severity.WARNING, count=len(run))

    # What must add up

    def _totals(self, expects: Expected) -> None:
        places = {_cell(row): at for at, row in enumerate(self.rows) if self.states[at] == "accepted"}
        numbers = self._numbers(places)
        broken = [(one, wrong) for one in returns.totals(expects.groups) if (wrong := breach(one, numbers))]
        for one, wrong in broken:
            self._say_total(one, wrong, places)
        for one, _ in broken:
            for cell in (one.total, *one.parts):
                if cell in places:
                    self._settle(places[cell], Severity.ERROR)

    def _numbers(self, places: Mapping[Cell, int]) -> Mapping[Cell, Decimal]:
        return {cell: decimal(self._said[at][1]) for cell, at in places.items() if self._said[at][0] == "value"}

    def _say_total(self, one: Total, wrong: str, places: Mapping[Cell, int]) -> None:
        rows = sorted(int(self.rows[places[cell]]["row"]) for cell in one.parts if cell in places)
        span = f"rows {rows[0]} to {rows[-1]}" if len(rows) > 1 else f"row {rows[0]}"
        text = f"{returns.label(one.total)}: {wrong} ({span})"
        hint = "correct the total or its parts; until then none of them is used"
        row = int(self.rows[places[one.total]]["row"])
        self._say("coordination.return-sum", text, row, hint, Severity.ERROR, count=len(rows) + 1)

    # Saying it

    def _blame(self, at: int, code: str, text: str, hint: str = "", *, severity: Severity = Severity.ERROR) -> None:
        self._say(code, text, int(self.rows[at]["row"]), hint, severity)
        self._settle(at, severity)

    def _settle(self, at: int, severity: Severity) -> None:
        """Rejected beats pending, and nothing is taken back."""
        if severity is Severity.ERROR:
            self.states[at] = "rejected"
        elif severity is Severity.QUESTION and self.states[at] == "accepted":
            self.states[at] = "pending"

    def _say(
        self, code: str, text: str, row: int | None, hint: str, severity: Severity, *, count: int | None = None
    ) -> None:
        told = finding(code, text, Place(self.file.path, row or 1), hint, severity=severity)
        self.told.append(replace(told, row=row, table=self.file.sheet or None, count=count))


def _cell(row: Mapping[str, str]) -> Cell:
    return Cell(row["return_line"], *(row[name] for name in Cell._fields[1:]))


def _answer(row: Mapping[str, str]) -> tuple[str, str]:
    """What the cell says: value with its number, not_asked, not_known, none; or both, or unread."""
    value, reason = row["value"], row["reason"]
    if _NUMBER.fullmatch(value):
        return ("both", "") if reason else ("value", value)
    said = [word for word in dict.fromkeys((value, reason)) if word]
    if not said:
        return "none", ""
    return (said[0], "") if len(said) == 1 and said[0] in REASONS else ("unread", "")
