"""Who is asked for which counts: ``returns/ask.yml``, read and checked against the bodies of the conference."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from palermo.coordination.bodies import Body
from palermo.coordination.conference import Conference
from palermo.coordination.place import ROOM, Place, finding
from palermo.coordination.progress import last_day
from palermo.ground.dates import PartialDate
from palermo.ground.errors import BadDefinition, UnreadableInput
from palermo.ground.finding import Finding, Severity
from palermo.ground.forms import Form, rows
from palermo.ground.rows import Row, parse_rows
from palermo.standards import returns
from palermo.standards.returns import Cell

FORMAT = "palermo.returns/1"
FILE = "returns/ask.yml"
EVERY = ("year", "month")
_YEAR = re.compile(r"\d{4}")
PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Bodies that are asked for groups of lines, for these years, once a year or every month."""

    groups: tuple[str, ...]
    bodies: tuple[str, ...]
    years: tuple[str, ...]
    every: str
    at: Place

    def periods(self) -> tuple[str, ...]:
        """The periods a return is asked for: years, or each of their months."""
        if self.every == "year":
            return self.years
        return tuple(f"{year}-{month:02d}" for year in self.years for month in range(1, 13))


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One return that one body is asked for."""

    body: str
    period: str
    groups: tuple[str, ...]
    due: PartialDate | None
    at: Place

    def cells(self) -> tuple[Cell, ...]:
        """The cells asked for, in the order of the form."""
        return tuple(cell for line in returns.lines_of(self.groups) for cell in returns.cells(line.id))

    def ended(self, today: date) -> bool:
        """Whether its period is over."""
        last = last_day(self.period)
        return last is not None and last < today

    def overdue(self, today: date) -> bool:
        """Whether the day it is due has passed."""
        last = self.due.latest() if self.due else None
        return last is not None and last < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What ``returns/ask.yml`` says. ``currency`` is the unit of the lines that count money."""

    years: tuple[str, ...]
    asked: tuple[Asked, ...]
    due: Mapping[str, PartialDate]
    currency: str = "money"
    faults: tuple[Finding, ...] = ()

    def expected(self, conference: Conference) -> Mapping[tuple[str, str], Expected]:
        """Every return asked for by (body, period); a body dissolved before the period is asked for nothing."""
        found: dict[tuple[str, str], Expected] = {}
        for one in self.asked:
            for body, period in ((body, period) for body in one.bodies for period in one.periods()):
                known = conference.body(body)
                if known is None or not stood_in(known, period):
                    continue
                before = found.get((body, period))
                groups = tuple(dict.fromkeys((*(before.groups if before else ()), *one.groups)))
                found[body, period] = Expected(
                    body=body, period=period, groups=groups, due=self._due(period), at=before.at if before else one.at
                )
        return found

    def unit(self, line: str) -> str:
        """The unit of a line; money in the currency of the country."""
        unit = returns.lines()[line].unit
        return self.currency if unit == "money" else unit

    def _due(self, period: str) -> PartialDate | None:
        return self.due.get(period) or self.due.get(period[:4])


def stood_in(body: Body, period: str) -> bool:
    """Whether a body had a day in a period before it was dissolved."""
    first = PartialDate.parse(period).earliest()
    return first is None or body.stands_on(first)


def read_ask(files: Mapping[str, bytes], conference: Conference) -> Ask:
    """``returns/ask.yml`` of a conference folder, with everything wrong in it among its ``faults``.

    Raises UnreadableInput where the folder has none, BadDefinition where it is no YAML of the format.
    """
    if FILE not in files:
        raise UnreadableInput(f"The folder holds no {FILE}.", hint="Write there who is asked for what.")
    row, found = parse_rows(FILE, files[FILE], room=ROOM, format=FORMAT)
    faults = list(found)
    if row is None or row.fields.get("format") != FORMAT:
        at = Place(FILE, row.lines.get("format", 1) if row else 1)
        told = [] if row is None else [finding("coordination.format", f"the format is not {FORMAT}", at)]
        raise BadDefinition(f"{FILE} cannot be read.", hint=f"Begin with format: {FORMAT}.", findings=[*faults, *told])
    ask = _read(row, faults)
    faults += _faults(ask, conference)
    return Ask(years=ask.years, asked=ask.asked, due=ask.due, currency=ask.currency, faults=tuple(faults))


def _read(row: Row, faults: list[Finding]) -> Ask:
    form = Form(row, "ask", faults)
    form.get("format")
    years = _years(form, "period")
    if not years:
        form.blame("period", "period is missing", "the years asked for: period: [2024, 2025]", code="missing-field")
    made = Ask(
        years=years,
        asked=tuple(_asked(part, years, faults) for part in rows(form, "ask")),
        due=_due(form, years),
        currency=form.text("currency", longest=40) or "money",
    )
    if not made.asked:
        form.blame("ask", "nobody is asked", "ask: [{groups: [victims], bodies: [police]}]", code="missing-field")
    form.text("note")
    form.close()
    return made


def _years(form: Form, name: str) -> tuple[str, ...]:
    written = form.texts(name)
    for year in written:
        if not _YEAR.fullmatch(year):
            form.blame(name, f"{name} holds {year!r}", "years of four digits")
    return tuple(dict.fromkeys(year for year in written if _YEAR.fullmatch(year)))


def _asked(row: Row, years: Sequence[str], faults: list[Finding]) -> Asked:
    form = Form(row, "ask", faults)
    groups, bodies = form.texts("groups"), form.texts("bodies")
    for name, given in (("groups", groups), ("bodies", bodies)):
        if not given:
            form.blame(name, f"{name} is missing", code="missing-field")
    for group in groups:
        if group not in returns.groups():
            form.blame("groups", f"there is no group {group}", f"groups: {', '.join(returns.groups())}")
    own = _years(form, "years")
    for year in own:
        if year not in years:
            form.blame("years", f"{year} is none of the years of the file", f"period: {', '.join(years)}")
    made = Asked(
        groups=tuple(group for group in groups if group in returns.groups()),
        bodies=bodies,
        years=own or tuple(years),
        every=form.choice("every", EVERY, "year"),
        at=Place.of(row),
    )
    form.text("note")
    form.close()
    return made


def _due(form: Form, years: Sequence[str]) -> Mapping[str, PartialDate]:
    part = form.form("due")
    found: dict[str, PartialDate] = {}
    for period in part.row.fields if part else ():
        day = part.day(period) if part else None
        if part and not (PERIOD.fullmatch(period) and period[:4] in years):
            part.blame(period, f"{period} is no period asked for", f"years {', '.join(years)}, or a month as 2025-03")
        elif part and day and (ends := last_day(period)) and (latest := day.latest()) and latest <= ends:
            part.blame(period, f"what is asked for {period} is due on {day}, before it has ended")
        elif day:
            found[period] = day
    return found


def _faults(ask: Ask, conference: Conference) -> Iterator[Finding]:
    seen: dict[tuple[str, str, str], Asked] = {}
    for one in ask.asked:
        for body in one.bodies:
            known = conference.body(body)
            if known is None:
                hint = f"bodies of conference.yml: {', '.join(each.id for each in conference.bodies[:40])}"
                yield finding("coordination.body-unknown", f"ask: there is no body {body}", one.at, hint)
            elif gone := [year for year in one.years if not stood_in(known, year)]:
                text = (
                    f"ask: {body} was dissolved on {known.dissolved}, before {gone[0]}, and is asked for nothing then"
                )
                hint = "ask its successor by name"
                yield finding("coordination.body-dissolved", text, one.at, hint, severity=Severity.WARNING)
            for group, year in ((group, year) for group in one.groups for year in one.years):
                if (body, group, year) in seen:
                    text = f"ask: {body} is asked twice for {group} of {year}, before in {seen[body, group, year].at}"
                    yield finding("coordination.duplicate-id", text, one.at, "ask once, by year or by month")
                seen.setdefault((body, group, year), one)
