"""A conference folder within a report folder: its tables become datasets, and figures about it are defined here.

``conference:`` in report.yml says what kind of data it is, on which day and for which period it is asked. Each table
of the room becomes the dataset ``conference_NAME``, written into the edition with the file and line of every row.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files as package_files
from typing import Any

import polars as pl
import yaml

from palermo import coordination
from palermo.coordination import Conference
from palermo.ground.errors import BadDefinition
from palermo.ground.figure import Sensitivity
from palermo.ground.finding import Finding, Severity
from palermo.ground.forms import Form
from palermo.ground.spreadsheets import as_text
from palermo.report.canonical import page
from palermo.report.forms import fault
from palermo.report.ports import ReadReturns
from palermo.standards import returns as returns_standard
from palermo.standards.returns import ALL

FOLDERS = (
    "plans",
    "progress",
    "reviews",
    "meetings",
    "duties",
    "instruments",
    "assessments",
    "frameworks",
    "tiers",
    "returns",
)
RETURNS = "returns"
ASK = coordination.ASK_FILE
FILE = "conference.yml"
PREFIX = "conference_"
DATA = "data/conference/"
VALUE, TARGET, BASELINE = (f"conference.indicator_{name}" for name in ("value", "target", "baseline"))
ABOUT, ABOUT_TOTAL = "conference.about", "conference.about_total"
SUMS = tuple(f"returns.{name}" for name in ("sum", "answered", "asked_of"))
_BROKEN_DOWN = ("sex", "age_band", "nationality", "disability", "form")
SENT = tuple(f"returns.{name}" for name in ("cells_answered", "cells_asked"))
VIEW_INDICATORS: Mapping[str, tuple[str, ...]] = {
    "plan": (VALUE, TARGET, BASELINE),
    "about": (ABOUT, ABOUT_TOTAL),
    "completeness": SENT,
}
"""The indicators whose every cell a view prints."""
_SDC: Mapping[Sensitivity, str] = {
    Sensitivity.PUBLIC: "none-public-source",
    Sensitivity.INVENTED: "none-invented",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceEntry:
    """What report.yml says of the conference: its sensitivity, the day and the period asked for, its document.

    ``returns`` is the sensitivity of the counts that bodies send; protected ones stay out of the edition.
    """

    sensitivity: Sensitivity
    returns: Sensitivity
    today: date
    period: str
    document: str | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """The conference of a report, read on its day, with its tables."""

    conference: Conference
    entry: ConferenceEntry
    tables: Mapping[str, pl.DataFrame]
    returns: coordination.Returns | None = None

    @property
    def standing(self) -> coordination.Standing:
        """The conference on the day and for the period asked for."""
        return coordination.Standing(conference=self.conference, today=self.entry.today, period=self.entry.period)


def read_entry(form: Form, built_at: str) -> ConferenceEntry | None:
    """The field ``conference`` of report.yml; the day of the edition where it names none."""
    part = form.form("conference")
    if part is None:
        return None
    kinds = tuple(kind.value for kind in Sensitivity)
    if not part.has("sensitivity"):
        part.blame("sensitivity", "sensitivity is missing", f"one of {', '.join(kinds)}", code="evidence.missing-field")
    today = _day(part, built_at)
    sensitivity = Sensitivity(part.choice("sensitivity", kinds, "protected"))
    invented = sensitivity is Sensitivity.INVENTED
    made = ConferenceEntry(
        sensitivity=sensitivity,
        returns=Sensitivity(part.choice("returns", kinds, "invented" if invented else "protected")),
        today=today,
        period=_period(part, today),
        document=part.text("document"),
        line=part.row.line,
    )
    part.close()
    return made


def _period(part: Form, today: date) -> str:
    written = part.text("period")
    if written and not coordination.is_period(written):
        part.blame("period", f"period is {written!r}", f"write {coordination.PERIODS}")
    return written if written and coordination.is_period(written) else str(today.year - 1)


def _day(part: Form, built_at: str) -> date:
    written = part.text("today") or built_at[:10]
    try:
        return date.fromisoformat(written)
    except ValueError:
        part.blame("today", f"today is {written!r}", "write the day as YYYY-MM-DD")
        return date.min


def sit(
    entry: ConferenceEntry, files: Mapping[str, bytes], returned_in: ReadReturns | None, faults: list[Finding]
) -> Sitting | None:
    """The conference in ``files`` as ``entry`` asks for it; None, and why, where it cannot be read."""
    if not coordination.is_conference(files):
        told = f"the report speaks of a conference, and the folder holds no {FILE}"
        faults.append(fault("report.file-missing", told, path="report.yml", line=entry.line))
        return None
    try:
        found = coordination.load(files)
        returns = _returns(entry, files, found, returned_in, faults)
    except BadDefinition as error:
        faults.extend(error.findings)
        return None
    faults.extend(coordination.check(found, today=entry.today))
    tables = dict(coordination.frames(found, today=entry.today, period=entry.period))
    if returns is not None:
        faults.extend(returns.findings)
        tables |= coordination.return_frames(returns, found, today=entry.today)
    return Sitting(conference=found, entry=entry, tables=tables, returns=returns)


def _returns(
    entry: ConferenceEntry,
    files: Mapping[str, bytes],
    conference: Conference,
    returned_in: ReadReturns | None,
    faults: list[Finding],
) -> coordination.Returns | None:
    """The yearly returns; None where none are asked for, or where their counts are protected."""
    if returned_in is None or ASK not in files:
        return None
    if entry.returns is Sensitivity.PROTECTED:
        text = "the counts of the yearly returns are protected and stay out of the report"
        hint = "they come into one through disclosure control; say returns: public where they may be published as sent"
        code, warning = "report.returns-protected", Severity.WARNING
        faults.append(Finding(code=code, severity=warning, text=text, hint=hint, path="report.yml", line=entry.line))
        return None
    return returned_in(files, conference, entry.today)


def table_files(sitting: Sitting) -> dict[str, bytes]:
    """Each table with a row as CSV, by the path it has in the edition."""
    return {f"{DATA}{name}.csv": _csv(table) for name, table in sitting.tables.items() if table.height}


def _csv(table: pl.DataFrame) -> bytes:
    """UTF-8, LF; words that a spreadsheet would run begin with a tab."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([as_text(cell) for cell in row] for row in table.iter_rows())
    return out.getvalue().encode()


def indicator_files(sitting: Sitting, taken: Mapping[str, bytes]) -> dict[str, bytes]:
    """Our own indicators of the tables that have rows, as files of the folder; those it holds already stay its own."""
    found = dict(_indicators(sitting))
    return {path: content for path, content in found.items() if path not in taken}


def _indicators(sitting: Sitting) -> Iterator[tuple[str, bytes]]:
    folder = package_files("palermo.report") / "indicators_of_conferences"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yml"):
            made = yaml.safe_load(file.read_text("utf-8"))
            table = sitting.tables.get(made["query"]["from"].removeprefix(PREFIX))
            if table is not None and table.height:
                yield f"indicators/{file.name}", page(_asked(made, sitting))


def _asked(made: dict[str, Any], sitting: Sitting) -> dict[str, Any]:
    """A definition of ours for this conference: its area, its day or year, the rule its data are under."""
    entry = sitting.entry
    times = {"day": {"on": str(entry.today), "kind": "as_of"}, "year": {"year": entry.period[:4], "kind": "calendar"}}
    if period := times.get(made.pop("asked", "")):
        made["period"] = period
    if country := sitting.conference.country:
        made["definition"]["area"] = country
    of_returns = made["query"]["from"].removeprefix(PREFIX) in coordination.RETURN_COLUMNS
    if sdc := _SDC.get(entry.returns if of_returns else entry.sensitivity):
        made["sdc_applied"] = sdc
    return made


def conference_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of the conference in a report folder, as they are; what the room does not read stays where it is."""
    return {path: data for path, data in files.items() if path == FILE or _is_read(path)}


def published_files(files: Mapping[str, bytes], sitting: Sitting) -> dict[str, bytes]:
    """Those that an edition holds: the returns are among them where their counts are."""
    found = conference_files(files)
    return found if sitting.returns else {path: data for path, data in found.items() if path.split("/")[0] != RETURNS}


def cells_in_views(
    sitting: Sitting, views: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, Mapping[str, str] | None]]:
    """The indicators whose cells the views print, each with what must hold of a cell, or None for every cell."""
    for view, target in views:
        yield from ((name, None) for name in VIEW_INDICATORS.get(view, ()))
        if view == "returns" and sitting.returns is not None:
            line = {"return_line": target} if target in returns_standard.lines() else dict.fromkeys(_BROKEN_DOWN, ALL)
            yield from ((name, line) for name in SUMS)


def _is_read(path: str) -> bool:
    folder, _, name = path.partition("/")
    return folder in FOLDERS and (folder == RETURNS or ("/" not in name and name.endswith((".yml", ".yaml"))))
