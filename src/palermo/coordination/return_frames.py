"""Accepted returns as tables: what each body said, how complete it is, and sums that never fill a silence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from palermo.coordination.asked import Expected, stood_in
from palermo.coordination.conference import Conference
from palermo.coordination.frames import day_text, frame, yes
from palermo.coordination.returned import ReturnAnswer, ReturnReceipt, Returns
from palermo.ground.decimals import decimal, text
from palermo.standards import returns as standard
from palermo.standards.returns import ALL, Cell

if TYPE_CHECKING:
    import polars as pl

_CELL = ("return_line", "sex", "age_band", "nationality", "disability", "form")
RETURN_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "return_rows": (
        "body", "period", "year", "month", *_CELL, "breakdown", "unit", "answer", "value", "file", "sheet", "line",
    ),
    "completeness_rows": (
        "body", "period", "year", "month", "asked", "sent", "due", "overdue", "answered", "held", "of", "file", "line",
    ),
    "return_sums": (
        "period", "year", "month", *_CELL, "breakdown", "unit", "value", "answered", "of", "not_asked", "not_known",
        "empty", "held", "silent", "silent_bodies",
    ),
}  # fmt: skip
"""The columns of each table, all of text; ``line`` is the row on the sheet, or the line of the file."""


@dataclass(slots=True)
class _Count:
    """What the bodies asked for one cell have said."""

    answered: int = 0
    not_asked: int = 0
    not_known: int = 0
    empty: int = 0
    held: int = 0
    total: Decimal = Decimal(0)


def return_frames(returns: Returns, conference: Conference, *, today: date) -> "Mapping[str, pl.DataFrame]":
    """The tables of the returns on a day. A silent body has a row of completeness, and no row of counts."""
    rows: Mapping[str, Iterator[dict[str, str]]] = {
        "return_rows": _return_rows(returns),
        "completeness_rows": _completeness(returns, conference, today),
        "return_sums": _sums(returns),
    }
    return {name: frame(rows[name], RETURN_COLUMNS[name]) for name in RETURN_COLUMNS}


def breakdown(cell: Cell) -> str:
    """By which dimensions a cell is broken down: ``total``, or their names joined by ``+``."""
    return "+".join(name for name, code in cell.codes().items() if code != ALL) or "total"


def _return_rows(returns: Returns) -> Iterator[dict[str, str]]:
    for one in returns.accepted():
        yield {
            "body": one.body,
            **_when(one.period),
            **_of_cell(one.cell),
            "unit": returns.ask.unit(one.cell.line),
            "answer": one.answer,
            "value": one.value,
            "file": one.path,
            "sheet": one.sheet,
            "line": str(one.row),
        }


def _when(period: str) -> dict[str, str]:
    return {"period": period, "year": period[:4], "month": period[5:]}


def _of_cell(cell: Cell) -> dict[str, str]:
    return {"return_line": cell.line, **cell.codes(), "breakdown": breakdown(cell)}


def _completeness(returns: Returns, conference: Conference, today: date) -> Iterator[dict[str, str]]:
    said = _by_return(returns)
    for key, expects in sorted(returns.expected.items()):
        answers, receipts = said.get(key, []), _receipts(returns, key)
        sent = bool(receipts)
        yield {
            "body": expects.body,
            **_when(expects.period),
            "asked": yes(True),
            "sent": yes(sent),
            "due": day_text(expects.due),
            "overdue": yes(not sent and expects.overdue(today)),
            "answered": str(sum(one.answer in ("value", *standard.REASONS) for one in answers)),
            "held": str(sum(one.state != "accepted" for one in answers) if sent else 0),
            "of": str(len(expects.cells())),
            "file": receipts[0].path if sent else expects.at.path,
            "line": "1" if sent else str(expects.at.line),
        }
    yield from _not_asked(returns, conference)


def _not_asked(returns: Returns, conference: Conference) -> Iterator[dict[str, str]]:
    """Bodies of the conference that stood in a year and are asked for nothing in it."""
    asked = {(body, period[:4]) for body, period in returns.expected}
    for body in conference.bodies:
        for year in returns.ask.years:
            if (body.id, year) not in asked and stood_in(body, year):
                yield {
                    "body": body.id,
                    **_when(year),
                    **dict.fromkeys(("asked", "sent", "overdue"), yes(False)),
                    "due": "",
                    **dict.fromkeys(("answered", "held", "of"), "0"),
                    "file": body.at.path,
                    "line": str(body.at.line),
                }


def _receipts(returns: Returns, key: tuple[str, str]) -> list[ReturnReceipt]:
    return [one for one in returns.receipts if one.sent and (one.body, one.period) == key]


def _by_return(returns: Returns) -> Mapping[tuple[str, str], list[ReturnAnswer]]:
    """The rows of each return by the body and period of its file."""
    owner = {one.path: (one.body, one.period) for one in returns.receipts if one.sent and not one.unread}
    found: dict[tuple[str, str], list[ReturnAnswer]] = {}
    for one in returns.answers:
        if one.path in owner:
            found.setdefault(owner[one.path], []).append(one)
    return found


def _sums(returns: Returns) -> Iterator[dict[str, str]]:
    """Over the bodies asked: answered + not_asked + not_known + empty + held + silent = of, for every cell."""
    said = _by_return(returns)
    periods: dict[str, list[Expected]] = {}
    for (_, period), expects in sorted(returns.expected.items(), key=lambda pair: (pair[0][1], pair[0][0])):
        periods.setdefault(period, []).append(expects)
    for period, bodies in periods.items():
        answers = {one.body: _by_cell(said.get((one.body, period), [])) for one in bodies}
        sent = {one.body for one in returns.receipts if one.sent and one.period == period}
        unread = {one.body for one in returns.receipts if one.unread and one.period == period}
        for cell in _cells_of(bodies):
            asked = [one.body for one in bodies if standard.lines()[cell.line].group in one.groups]
            quiet = [body for body in asked if body not in sent]
            count = _count(cell, [answers[body] for body in asked if body in sent and answers[body]])
            count.held += sum(body in unread and not answers[body] for body in asked)
            yield {
                **_when(period),
                **_of_cell(cell),
                "unit": returns.ask.unit(cell.line),
                "value": text(count.total) if count.answered else "",
                **{name: str(getattr(count, name)) for name in ("answered", "not_asked", "not_known", "empty", "held")},
                "of": str(len(asked)),
                "silent": str(len(quiet)),
                "silent_bodies": ";".join(quiet),
            }


def _cells_of(bodies: list[Expected]) -> Iterator[Cell]:
    groups = {group for one in bodies for group in one.groups}
    for line in standard.lines_of(groups):
        yield from standard.cells(line.id)


def _by_cell(answers: list[ReturnAnswer]) -> Mapping[Cell, ReturnAnswer]:
    """The row of each cell; where one stands several times, an accepted one."""
    ordered = sorted(answers, key=lambda one: one.state == "accepted")
    return {one.cell: one for one in ordered}


def _count(cell: Cell, bodies: list[Mapping[Cell, ReturnAnswer]]) -> _Count:
    count = _Count()
    for answers in bodies:
        one = answers.get(cell)
        if one is None or (one.state == "accepted" and one.answer == "none"):
            count.empty += 1
        elif one.state != "accepted":
            count.held += 1
        elif one.answer == "value":
            count.answered += 1
            count.total += decimal(one.value)
        elif one.answer == "not_asked":
            count.not_asked += 1
        else:
            count.not_known += 1
    return count
