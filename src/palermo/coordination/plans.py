"""Action plans: areas with goals, numbered measures and sub-measures, who leads and who supports, how it is counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from palermo.coordination.bodies import validity
from palermo.coordination.place import Place, Words
from palermo.ground.dates import PartialDate
from palermo.ground.finding import Finding
from palermo.ground.forms import ID, Form, rows, words
from palermo.ground.rows import Row
from palermo.standards.validity import Validity

FORMAT = "palermo.plan/1"
DIRECTIONS = ("up", "down", "hold")
CARRIED = ("carried", "changed")
_DEEPEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A body leads or supports a measure, for a while or all along."""

    body: str
    role: str
    validity: Validity


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanIndicator:
    """How a measure's progress is counted. Decimal texts: "0" is a value, None is not stated."""

    id: str
    text: Words
    unit: str
    baseline: str | None
    target: str | None
    direction: str
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A numbered measure. ``ref`` is ``PLAN/ID``; ``parent`` the ref of the one it is part of, ``depth`` 0 without.

    ``continues`` is the ref of a measure of an earlier plan, ``change`` whether it was carried over or changed.
    """

    ref: str
    plan: str
    area: str
    id: str
    parent: str | None
    depth: int
    text: Words
    assignments: tuple[Assignment, ...]
    start: PartialDate | None
    due: PartialDate | None
    duties: tuple[str, ...]
    continues: str | None
    change: str | None
    indicators: tuple[PlanIndicator, ...]
    at: Place

    def bodies(self, role: str, day: date | None = None) -> tuple[str, ...]:
        """The bodies that lead or support it, on ``day`` or ever, in the order written."""
        found = (one.body for one in self.assignments if one.role == role and (not day or one.validity.covers(day)))
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A part of a plan, with its goal."""

    id: str
    goal: Words
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An action plan; ``measures`` in the order of the text, each before its sub-measures.

    ``bodies`` is a number of bodies that the plan itself states, where the list of them is not at hand.
    """

    id: str
    title: Words
    number: str | None
    issued: PartialDate | None
    validity: Validity
    continues: str | None
    bodies: str | None
    document: str | None
    areas: tuple[Area, ...]
    measures: tuple[Measure, ...]
    at: Place

    def first_day(self) -> date:
        """The first day it may be in force; the names of its bodies are those of that day."""
        start = self.validity.start.earliest() if self.validity.start else None
        return start or date.min

    def last_day(self) -> date:
        """The last day it may be in force."""
        end = self.validity.end.latest() if self.validity.end else None
        return end or date.max


def read_plan(row: Row, languages: Sequence[str], faults: list[Finding]) -> Plan:
    """The plan of one file."""
    form = Form(row, f"plan {row.fields.get('id') or ''}", faults)
    form.get("format")
    id = form.needed("id")
    if id and not ID.fullmatch(id):
        form.blame("id", f"the id {id!r} is no slug", "letters, digits, point, hyphen and underscore")
    reader = _Reader(id, languages, faults)
    found = [reader.area(part) for part in rows(form, "areas")]
    made = Plan(
        id=id,
        title=words(form, "title", languages, needed=False),
        number=form.text("number"),
        issued=form.day("issued"),
        validity=_period(form),
        continues=form.text("continues"),
        bodies=form.number("bodies"),
        document=form.text("document"),
        areas=tuple(area for area, _ in found),
        measures=tuple(measure for _, measures in found for measure in measures),
        at=Place.of(row),
    )
    form.text("note")
    form.close()
    return made


def _period(form: Form) -> Validity:
    part = form.form("period")
    if part is None:
        if form.get("period") is None:
            form.blame(
                "period", "period is missing", "period: {start: 2021-01-01, end: 2030-12-31}", code="missing-field"
            )
        return Validity()
    span = Validity(part.day("start"), part.day("end"))
    part.close()
    first, last = span.start and span.start.earliest(), span.end and span.end.latest()
    if first and last and last < first:
        form.blame("period", "the period ends before it begins")
    return span


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the areas and measures of one plan."""

    plan: str
    languages: Sequence[str]
    faults: list[Finding]

    def area(self, row: Row) -> tuple[Area, tuple[Measure, ...]]:
        form = Form(row, f"area {row.fields.get('id') or ''}", self.faults)
        area = Area(id=form.needed("id"), goal=words(form, "goal", self.languages), at=Place.of(row))
        measures = tuple(one for part in rows(form, "measures") for one in self.measures(part, area.id, None))
        form.text("note")
        form.close()
        return area, measures

    def measures(self, row: Row, area: str, parent: Measure | None) -> Iterator[Measure]:
        """The measure of ``row`` and those below it. A sub-measure that names no lead has the leads of its parent."""
        form = Form(row, f"measure {row.fields.get('id') or ''}", self.faults)
        id = form.needed("id")
        assignments: tuple[Assignment, ...] = (*self.assigned(form, "lead"), *self.assigned(form, "support"))
        if parent and not any(one.role == "lead" for one in assignments):
            assignments = (*(one for one in parent.assignments if one.role == "lead"), *assignments)
        made = Measure(
            ref=f"{self.plan}/{id}",
            plan=self.plan,
            area=area,
            id=id,
            parent=parent.ref if parent else None,
            depth=parent.depth + 1 if parent else 0,
            text=words(form, "text", self.languages),
            assignments=assignments,
            start=form.day("start"),
            due=form.day("due"),
            duties=form.texts("duties"),
            continues=form.text("continues"),
            change=form.option("change", CARRIED),
            indicators=tuple(self.indicator(part) for part in rows(form, "indicators")),
            at=Place.of(row),
        )
        below = rows(form, "sub")
        if below and made.depth + 1 >= _DEEPEST:
            form.blame("sub", f"measures lie more than {_DEEPEST} deep")
            below = ()
        form.text("note")
        form.close()
        yield made
        for part in below:
            yield from self.measures(part, area, made)

    def assigned(self, form: Form, role: str) -> Iterator[Assignment]:
        """The bodies under ``lead`` or ``support``: ids, or mappings with the time of the assignment."""
        value = form.get(role)
        for part in value if isinstance(value, tuple) else (value,) if value is not None else ():
            if isinstance(part, str):
                yield Assignment(body=part, role=role, validity=Validity())
            elif isinstance(part, Row):
                inner = Form(part, role, self.faults)
                yield Assignment(body=inner.needed("body"), role=role, validity=validity(inner))
                inner.close()
            else:
                form.blame(role, f"{role} is a list of bodies", f"{role}: [police, shelters]")

    def indicator(self, row: Row) -> PlanIndicator:
        form = Form(row, f"indicator {row.fields.get('id') or ''}", self.faults)
        made = PlanIndicator(
            id=form.needed("id"),
            text=words(form, "text", self.languages, needed=False),
            unit=form.text("unit") or "count",
            baseline=form.number("baseline"),
            target=form.number("target"),
            direction=form.choice("direction", DIRECTIONS, "up"),
            at=Place.of(row),
        )
        form.close()
        return made
