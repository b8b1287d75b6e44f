"""A conference folder as bytes → what it says, every fault of its form named at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from palermo.coordination.assessments import FORMAT as ASSESSMENT
from palermo.coordination.assessments import (
    FRAMEWORK_FORMAT,
    TIERS_FORMAT,
    Assessment,
    Assessor,
    Rank,
    read_assessment,
    read_assessor,
    read_framework,
    read_tiers,
)
from palermo.coordination.bodies import Body, Handover, read_body, read_handover
from palermo.coordination.duties import FORMAT as DUTIES
from palermo.coordination.duties import INSTRUMENT_FORMAT, Duties, read_duties, read_instrument
from palermo.coordination.meetings import FORMAT as MEETING
from palermo.coordination.meetings import Decision, FollowUp, Meeting, read_meeting
from palermo.coordination.place import ROOM, Place, Words, finding, said
from palermo.coordination.plans import FORMAT as PLAN
from palermo.coordination.plans import Measure, Plan, read_plan
from palermo.coordination.progress import FORMAT as PROGRESS
from palermo.coordination.progress import REVIEW_FORMAT, Entry, Review, read_progress, read_reviews
from palermo.ground.errors import BadDefinition, UnreadableInput
from palermo.ground.finding import Finding
from palermo.ground.forms import Form, rows, words
from palermo.ground.rows import Row, parse_rows
from palermo.standards.frameworks import Framework, frameworks
from palermo.standards.instruments import Instrument, instruments

FORMAT = "palermo.conference/1"
FILE = "conference.yml"
Read = Callable[[Row, Sequence[str], list[Finding]], Any]
FOLDERS: Mapping[str, tuple[str, Read]] = {
    "plans": (PLAN, read_plan),
    "progress": (PROGRESS, read_progress),
    "reviews": (REVIEW_FORMAT, read_reviews),
    "meetings": (MEETING, read_meeting),
    "duties": (DUTIES, read_duties),
    "instruments": (INSTRUMENT_FORMAT, read_instrument),
    "assessments": (ASSESSMENT, read_assessment),
    "frameworks": (FRAMEWORK_FORMAT, read_framework),
    "tiers": (TIERS_FORMAT, read_tiers),
}


@dataclass(frozen=True, kw_only=True)
class Conference:
    """A conference folder, read. ``faults`` are those of its form; ``check`` adds those of what it says."""

    name: Words
    languages: tuple[str, ...]
    country: str | None
    bodies: tuple[Body, ...]
    handovers: tuple[Handover, ...] = ()
    plans: Mapping[str, Plan] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    reviews: tuple[Review, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    duties: tuple[Duties, ...] = ()
    assessors: tuple[Assessor, ...] = ()
    states: Mapping[str, Words] = field(default_factory=dict)
    assessments: tuple[Assessment, ...] = ()
    ranks: tuple[Rank, ...] = ()
    own_instruments: tuple[Instrument, ...] = ()
    own_frameworks: tuple[Framework, ...] = ()
    faults: tuple[Finding, ...] = ()

    def body(self, id: str) -> Body | None:
        """The body of an id; None where the folder knows none."""
        return self._by_id.get(id)

    @cached_property
    def _by_id(self) -> Mapping[str, Body]:
        return {body.id: body for body in reversed(self.bodies)}

    def name_of(self, id: str, day: date, language: str = "en") -> str:
        """The name of a body on ``day``; an unknown id as it stands."""
        body = self.body(id)
        return body.name(day, language) if body else id

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Every measure of every plan by its ref."""
        return {measure.ref: measure for plan in self.plans.values() for measure in plan.measures}

    @cached_property
    def entries_of(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries of each measure that has any, in the order of the folder."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.measure, []).append(entry)
        return {ref: tuple(entries) for ref, entries in found.items()}

    @cached_property
    def instruments(self) -> Mapping[str, Instrument]:
        """Every treaty at hand by its id: the shipped ones, and the folder's own in their place."""
        return {**instruments(), **{one.id: one for one in self.own_instruments}}

    @cached_property
    def frameworks(self) -> Mapping[str, Framework]:
        """Every dated yardstick at hand by its id: the shipped ones, and the folder's own in their place."""
        return {**frameworks(), **{one.id: one for one in self.own_frameworks}}

    def called(self, id: str, day: date, language: str = "en") -> str:
        """The name of an assessor or a body; an unknown id as it stands."""
        assessor = next((one for one in self.assessors if one.id == id), None)
        return said(assessor.name, language) if assessor else self.name_of(id, day, language)

    def members(self, day: date) -> tuple[Body, ...]:
        """The bodies with a seat on ``day``, observers left out, in the order of the folder."""
        seated = ((body, body.seat(day)) for body in self.bodies)
        return tuple(body for body, seat in seated if seat is not None and seat.role != "observer")

    def decisions(self, day: date | None = None) -> Iterator[Decision]:
        """Every decision as it stands after the meetings, or after those up to ``day``, in their order."""
        held = [one for one in self.meetings if day is None or one.begins() <= day]
        told: dict[str, list[FollowUp]] = {}
        for one in (one for meeting in held for one in meeting.follow_ups):
            told.setdefault(one.decision, []).append(one)
        for decision in (one for meeting in held for one in meeting.decisions):
            yield decision.after(told.get(decision.id, ()))


def is_conference(files: Mapping[str, bytes]) -> bool:
    """Whether a folder holds a conference."""
    return FILE in files


def load(files: Mapping[str, bytes]) -> Conference:
    """The conference of ``files`` (relative path → bytes); files of other folders are passed over.

    Raises UnreadableInput where there is no conference.yml, BadDefinition where a file is no YAML of its format.
    """
    if FILE not in files:
        raise UnreadableInput(f"The folder holds no {FILE}.", hint="Name a conference folder.")
    faults: list[Finding] = []
    top = _top(FILE, files[FILE], FORMAT, faults)
    found = {name: list(_files(name, files, faults)) for name in FOLDERS}
    if top is None or faults:
        raise BadDefinition("The conference cannot be read.", hint="Mend the files named.", findings=faults)
    return _conference(top, found, faults)


def _files(folder: str, files: Mapping[str, bytes], faults: list[Finding]) -> Iterator[Row]:
    for path in sorted(files):
        if path.startswith(f"{folder}/") and path.count("/") == 1 and path.endswith((".yml", ".yaml")):
            row = _top(path, files[path], FOLDERS[folder][0], faults)
            if row is not None:
                yield row


def _top(path: str, data: bytes, format: str, faults: list[Finding]) -> Row | None:
    row, found = parse_rows(path, data, room=ROOM, format=format)
    faults += found
    if row is not None and row.fields.get("format") != format:
        at = Place(path, row.lines.get("format", 1))
        faults.append(finding("coordination.format", f"the format is not {format}", at, f"begin with format: {format}"))
    return row


def _conference(top: Row, found: Mapping[str, list[Row]], faults: list[Finding]) -> Conference:
    form = Form(top, "conference", faults)
    form.get("format")
    languages = form.texts("languages") or ("en",)
    read = {name: [FOLDERS[name][1](row, languages, faults) for row in found[name]] for name in FOLDERS}
    made = Conference(
        name=words(form, "name", languages),
        languages=languages,
        country=form.text("country"),
        bodies=tuple(read_body(row, languages, faults) for row in rows(form, "bodies")),
        handovers=tuple(read_handover(row, faults) for row in rows(form, "handovers")),
        plans=_plans(read["plans"], faults),
        entries=tuple(one for part in read["progress"] for one in part),
        reviews=tuple(one for part in read["reviews"] for one in part),
        duties=tuple(read["duties"]),
        assessors=tuple(read_assessor(row, languages, faults) for row in rows(form, "assessors")),
        states=_states(form, languages),
        assessments=tuple(sorted(read["assessments"], key=lambda one: (one.round, one.state, one.assessor))),
        ranks=tuple(one for part in read["tiers"] for one in part),
        own_instruments=tuple(read["instruments"]),
        own_frameworks=tuple(read["frameworks"]),
        meetings=tuple(sorted(read["meetings"], key=lambda one: (str(one.on or ""), one.id))),
    )
    form.text("note")
    form.close()
    return replace(made, faults=tuple(faults))


def _states(form: Form, languages: Sequence[str]) -> Mapping[str, Words]:
    """What the folder calls states, by their codes."""
    part = form.form("states")
    return {state: words(part, state, languages) for state in part.row.fields} if part else {}


def _plans(read: Sequence[Plan], faults: list[Finding]) -> Mapping[str, Plan]:
    """Plans by id in the order of their first days."""
    found: dict[str, Plan] = {}
    for plan in sorted(read, key=lambda one: (one.first_day(), one.id)):
        if plan.id in found:
            text = f"the plan {plan.id} is defined before, in {found[plan.id].at.path}"
            faults.append(finding("coordination.duplicate-id", text, plan.at, "give it another id"))
        else:
            found[plan.id] = plan
    return found
