"""Meetings of the conference: who attended, what was decided, what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from palermo.coordination.place import Place, Words
from palermo.ground.dates import PartialDate
from palermo.ground.finding import Finding
from palermo.ground.forms import Form, rows, words
from palermo.ground.rows import Row

FORMAT = "palermo.meeting/1"
STATES = ("open", "done", "dropped", "superseded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision as the minutes have it; ``status`` as written with it, before any follow-up."""

    id: str
    meeting: str
    on: PartialDate | None
    text: Words
    owners: tuple[str, ...]
    due: PartialDate | None
    status: str
    evidence: tuple[str, ...]
    superseded_by: str | None
    measure: str | None
    at: Place

    def after(self, told: "Iterable[FollowUp]") -> "Decision":
        """As it stands after what later meetings recorded of it: the last status, all evidence."""
        made = self
        for one in told:
            made = replace(
                made,
                status=one.status,
                evidence=(*made.evidence, *one.evidence),
                superseded_by=one.superseded_by or made.superseded_by,
            )
        return made


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What a later meeting records of an earlier decision."""

    decision: str
    status: str
    on: PartialDate | None
    evidence: tuple[str, ...]
    superseded_by: str | None
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """Something the meeting is to speak of: with the decision or the measure it is about, where there is one."""

    text: Words
    decision: str | None
    measure: str | None
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A session of the conference."""

    id: str
    on: PartialDate | None
    level: str | None
    attended: tuple[str, ...]
    document: str | None
    decisions: tuple[Decision, ...]
    follow_ups: tuple[FollowUp, ...]
    at: Place
    agenda: tuple[AgendaItem, ...] = ()

    def begins(self) -> date:
        """The first day it may have been held."""
        first = self.on.earliest() if self.on else None
        return first or date.min


def read_meeting(row: Row, languages: Sequence[str], faults: list[Finding]) -> Meeting:
    """The meeting of one file; without an ``id`` it is called by its file."""
    form = Form(row, "meeting", faults)
    form.get("format")
    id = form.text("id") or row.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    on = form.day("on")
    if not form.has("on"):
        form.blame("on", "on is missing", "on: 2026-02-10", code="missing-field")
    made = Meeting(
        id=id,
        on=on,
        level=form.text("level"),
        attended=form.texts("attended"),
        document=form.text("document"),
        decisions=tuple(_decision(part, id, on, languages, faults) for part in rows(form, "decisions")),
        follow_ups=tuple(_follow_up(part, on, faults) for part in rows(form, "follow_up")),
        agenda=tuple(_item(part, languages, faults) for part in rows(form, "agenda")),
        at=Place.of(row),
    )
    form.text("note")
    form.close()
    return made


def _item(row: Row, languages: Sequence[str], faults: list[Finding]) -> AgendaItem:
    form = Form(row, "agenda", faults)
    made = AgendaItem(
        text=words(form, "text", languages),
        decision=form.text("decision"),
        measure=form.text("measure"),
        at=Place.of(row),
    )
    form.close()
    return made


def _decision(
    row: Row, meeting: str, on: PartialDate | None, languages: Sequence[str], faults: list[Finding]
) -> Decision:
    form = Form(row, f"decision {row.fields.get('id') or ''}", faults)
    made = Decision(
        id=form.needed("id"),
        meeting=meeting,
        on=on,
        text=words(form, "text", languages),
        owners=form.texts("owner"),
        due=form.day("due"),
        status=_state(form),
        evidence=form.texts("evidence"),
        superseded_by=form.text("superseded_by"),
        measure=form.text("measure"),
        at=Place.of(row),
    )
    form.text("note")
    form.close()
    return made


def _follow_up(row: Row, on: PartialDate | None, faults: list[Finding]) -> FollowUp:
    form = Form(row, f"follow-up {row.fields.get('decision') or ''}", faults)
    made = FollowUp(
        decision=form.needed("decision"),
        status=_state(form),
        on=on,
        evidence=form.texts("evidence"),
        superseded_by=form.text("superseded_by"),
        at=Place.of(row),
    )
    form.text("note")
    form.close()
    return made


def _state(form: Form) -> str:
    """The field ``status``; without it a decision that names what came in its place is superseded, any other open."""
    return form.choice("status", STATES, "superseded" if form.has("superseded_by") else "open")
