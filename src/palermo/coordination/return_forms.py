"""The form a body fills in: a row for each number asked for, its columns, and the layout by which it is read."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from palermo.coordination.asked import PERIOD, Ask, Expected
from palermo.coordination.conference import Conference
from palermo.standards import returns

HEADERS: Mapping[str, str] = {
    "What is counted": "what",
    "Unit": "unit",
    "Number": "value",
    "Reason when empty": "reason",
    "Note": "note",
    "Body": "body",
    "Period": "period",
    "Line": "return_line",
    "Sex": "sex",
    "Age": "age_band",
    "Nationality": "nationality",
    "Disability": "disability",
    "Form": "form",
}
"""The headers of a form in their order, and the names their columns have among the rows read."""

KEY = ("body", "period", "return_line", "sex", "age_band", "nationality", "disability", "form")
OPEN = ("Number", "Reason when empty", "Note")
"""The columns a clerk writes in; all others are locked."""
REASON_WORDS: Mapping[str, str] = {code: code.replace("_", " ") for code in returns.REASONS}
_FEW = 12  # codes a hint spells out
SHEET, HELP_SHEET, LAYOUT_FILE = "Return", "How to fill in", "LAYOUT.yml"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnForm:
    """The empty form of one body for one period: its texts by row, and which rows take whole numbers only."""

    body: str
    period: str
    rows: tuple[tuple[str, ...], ...]
    whole: tuple[bool, ...]
    help: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of its file, without ending."""
        return f"{self.body}-{self.period}"


def return_forms(ask: Ask, conference: Conference, *, today: date) -> tuple[ReturnForm, ...]:
    """The form of every return asked for, by body and period. ``today`` chooses the names of the bodies."""
    return tuple(_form(one, ask, conference, today) for _, one in sorted(ask.expected(conference).items()))


def _form(one: Expected, ask: Ask, conference: Conference, today: date) -> ReturnForm:
    cells = one.cells()
    return ReturnForm(
        body=one.body,
        period=one.period,
        rows=tuple(
            (returns.label(cell), ask.unit(cell.line), "", "", "", one.body, one.period, *cell) for cell in cells
        ),
        whole=tuple(returns.lines()[cell.line].whole for cell in cells),
        help=tuple(_help(one, ask, conference.name_of(one.body, today))),
    )


def _help(one: Expected, ask: Ask, name: str) -> Iterable[str]:
    yield f"Return of {name} for {one.period}"
    if one.due:
        yield f"To be sent by {one.due}."
    yield ""
    yield f"Write on the sheet {SHEET}, in the columns {', '.join(OPEN)}. Everything else is locked."
    yield "Write each number as digits alone: 1200, without separators, blanks, signs, words or formulas."
    yield "0 means: we looked, and there was none."
    yield "No number? Leave it empty and choose the reason: not asked (nobody asked it), not known (asked, not known)."
    yield "An empty cell without a reason is no zero and no answer."
    yield "A body that cannot break a count down fills the first row of it, and chooses not asked for the rest."
    yield "Rows 'not known' and 'not asked' of a breakdown take persons: how many of whom it is not known or not asked."
    yield "The rows of a breakdown add up to the first row; forms of exploitation may overlap."
    yield "Do not add, move or delete rows and columns. Never write a name or anything about one person."
    yield ""
    for line in returns.lines_of(one.groups):
        yield f"{line.label} ({ask.unit(line.id)}): {line.counting}. Rests on: {line.clause}."


def return_layout() -> Mapping[str, Any]:
    """What the columns of a form mean, as a LAYOUT.yml says it.

    Codes are held by patterns, not by lists: to a list *not asked* would be no value, and a key needs one.
    """
    columns: dict[str, Any] = {header: {"to": name} for header, name in HEADERS.items()}
    columns["Number"] = {"to": "value", "type": "number"}
    columns["Reason when empty"] = {"to": "reason", "list": "reasons"}
    columns["Period"] = {"to": "period", "pattern": f"^({PERIOD.pattern})$"}
    for header, name in HEADERS.items():
        if codes := _codes(name):
            columns[header] = {"to": name, "pattern": f"^({'|'.join(map(re.escape, codes))})$"}
    negative = {
        "expr": "value >= 0",
        "severity": "error",
        "code": "coordination.return-negative",
        "text": "a count is below zero",
        "hint": "Write the number itself; a correction goes into the number it corrects.",
    }
    return {
        "name": "palermo-return",
        "version": "1",
        "target": "none",
        "columns": columns,
        "key": list(KEY),
        "duplicates": "keep",
        "values": {"reasons": {word: code for code in returns.REASONS for word in (code, REASON_WORDS[code])}},
        "checks": [negative],
        "required": list(KEY),
    }


def allowed(header: str) -> str:
    """What may stand in a column of the form, in the words a clerk has before them; empty where anything may."""
    if header in _OPEN_HINTS:
        return _OPEN_HINTS[header]
    codes = _codes(HEADERS.get(header, ""))
    shown = ", ".join(codes[:_FEW]) + (f" and {len(codes) - _FEW} more" if len(codes) > _FEW else "")
    return f"{header} is one of {shown}; take the row from the form as it was sent out." if codes else ""


_OPEN_HINTS = {
    "Number": "Write digits alone, as in 1200; only an amount of money may have a point.",
    "Reason when empty": f"Choose {' or '.join(REASON_WORDS.values())}, or leave it empty.",
}


def layout_file() -> bytes:
    """``return_layout`` as YAML."""
    head = "# Reads the return forms of this folder as CSV: palermo check BODY-YEAR.csv --layout LAYOUT.yml --out DIR\n"
    return (head + yaml.safe_dump(dict(return_layout()), sort_keys=False, allow_unicode=True, width=120)).encode()


def _codes(name: str) -> Sequence[str]:
    if name == "return_line":
        return tuple(returns.lines())
    found = returns.dimensions().get(name)
    return (returns.ALL, *(code.code for code in found.codes)) if found else ()


def headers() -> Sequence[str]:
    """The headers of a form."""
    return tuple(HEADERS)
