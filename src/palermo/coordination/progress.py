"""What bodies report of their measures, and what independent readers say beside it; the two are never merged."""

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from palermo.coordination.place import Place, Words
from palermo.ground.dates import PartialDate
from palermo.ground.finding import Finding
from palermo.ground.forms import Form, rows, words
from palermo.ground.rows import Row

FORMAT = "palermo.progress/1"
REVIEW_FORMAT = "palermo.review/1"
STATUSES = ("not_started", "under_way", "done", "blocked", "dropped")
NOT_REPORTED = "not_reported"
VERDICTS = ("agrees", "disputes", "cannot_tell")
_PERIOD = re.compile(r"[12][0-9]{3}(-(0[1-9]|1[0-2])|-Q[1-4]|-H[12])?")
_MONTHS = {"": (1, 12), "H1": (1, 6), "H2": (7, 12), "Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12)}
PERIODS = "2025, 2025-03, 2025-Q1 or 2025-H1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a body reports of a measure for a period. ``reply`` answers a reviewer; it changes no review."""

    body: str
    measure: str
    period: str
    status: str
    values: Mapping[str, str]
    evidence: tuple[str, ...]
    note: Words
    reply: Words
    on: PartialDate | None
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What an independent reader says of a measure, beside what the body says. ``status`` as the reader sees it."""

    reviewer: str
    measure: str
    period: str
    verdict: str
    status: str | None
    text: Words
    evidence: tuple[str, ...]
    on: PartialDate | None
    at: Place


def read_progress(row: Row, languages: Sequence[str], faults: list[Finding]) -> tuple[Entry, ...]:
    """The entries of one file of ``progress/``: one body, one period."""
    form = Form(row, "progress", faults)
    form.get("format")
    body, period = form.needed("body"), read_period(form)
    made = tuple(_entry(part, body, period, languages, faults) for part in rows(form, "entries"))
    form.text("note")
    form.close()
    return made


def read_reviews(row: Row, languages: Sequence[str], faults: list[Finding]) -> tuple[Review, ...]:
    """The entries of one file of ``reviews/``: one reader, one period."""
    form = Form(row, "review", faults)
    form.get("format")
    reviewer, period = form.needed("reviewer"), read_period(form)
    made = tuple(_review(part, reviewer, period, languages, faults) for part in rows(form, "entries"))
    form.text("note")
    form.close()
    return made


def read_period(form: Form) -> str:
    """The field ``period``: a year, a month, a quarter (2025-Q1) or a half (2025-H1)."""
    written = form.needed("period")
    if written and not is_period(written):
        form.blame("period", f"period is {written!r}", f"write {PERIODS}")
        return ""
    return written


def is_period(written: str) -> bool:
    """Whether it is a year, a month, a quarter or a half."""
    return _PERIOD.fullmatch(written) is not None


@cache  # a folder has few periods, and each of its entries asks
def span(period: str) -> tuple[date, date] | None:
    """The first and the last day of a period; None of an unreadable one."""
    if not is_period(period):
        return None
    written, _, part = period.partition("-")
    year, (first, last) = int(written), _MONTHS.get(part) or (int(part), int(part))
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def last_day(period: str) -> date | None:
    """The last day of a period; None of an unreadable one."""
    days = span(period)
    return days[1] if days else None


def within(period: str, asked: str) -> bool:
    """Whether a period is the one asked for, or lies in it."""
    inner, outer = span(period), span(asked)
    return inner is not None and outer is not None and outer[0] <= inner[0] and inner[1] <= outer[1]


def _entry(row: Row, body: str, period: str, languages: Sequence[str], faults: list[Finding]) -> Entry:
    form = Form(row, f"entry {row.fields.get('measure') or ''}", faults)
    made = Entry(
        body=body,
        measure=form.needed("measure"),
        period=period,
        status=form.choice("status", STATUSES, NOT_REPORTED),
        values=_values(form),
        evidence=form.texts("evidence"),
        note=words(form, "note", languages, needed=False),
        reply=words(form, "reply", languages, needed=False),
        on=form.day("on"),
        at=Place.of(row),
    )
    if not form.has("status"):
        form.blame("measure", "status is missing", f"one of {', '.join(STATUSES)}", code="missing-field")
    form.close()
    return made


def _values(form: Form) -> Mapping[str, str]:
    part = form.form("values")
    if part is None:
        return {}
    return {name: value for name in part.row.fields if (value := part.number(name)) is not None}


def _review(row: Row, reviewer: str, period: str, languages: Sequence[str], faults: list[Finding]) -> Review:
    form = Form(row, f"review {row.fields.get('measure') or ''}", faults)
    made = Review(
        reviewer=reviewer,
        measure=form.needed("measure"),
        period=period,
        verdict=form.choice("verdict", VERDICTS, "cannot_tell"),
        status=form.option("status", STATUSES),
        text=words(form, "text", languages, needed=False),
        evidence=form.texts("evidence"),
        on=form.day("on"),
        at=Place.of(row),
    )
    if not form.has("verdict"):
        form.blame("measure", "verdict is missing", f"one of {', '.join(VERDICTS)}", code="missing-field")
    form.close()
    return made
