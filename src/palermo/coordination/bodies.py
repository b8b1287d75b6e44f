"""The bodies of a mechanism: dated names, seats in the conference, successors, and what passed by a recorded act."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from palermo.coordination.place import Place, Words, said
from palermo.ground.dates import PartialDate
from palermo.ground.finding import Finding
from palermo.ground.forms import ID, Form, rows
from palermo.ground.rows import Row
from palermo.standards.validity import Validity

STATE_KINDS = (
    "ministry", "agency", "police", "prosecution", "court", "legislature", "local_authority", "embassy", "commission",
    "party_organ",
)  # fmt: skip
OTHER_KINDS = ("ngo", "union", "business", "academic", "survivors", "international", "independent")
KINDS = (*STATE_KINDS, *OTHER_KINDS)
LANGUAGE = re.compile(r"(?!to$)[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
SEATS = ("convenor", "deputy", "member", "observer")
CHANGES = ("renamed", "merged", "split")


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyName:
    """What a body was called, and when."""

    words: Words
    validity: Validity
    at: Place

    def begins(self) -> date:
        """The first day it may have been in use."""
        first = self.validity.start.earliest() if self.validity.start else None
        return first or date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A body's membership of the conference for a time; ``held_by`` is an office ("vice-minister"), never a name."""

    role: str
    validity: Validity
    held_by: str | None
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """A body became, or went into, another."""

    body: str
    on: PartialDate | None
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One body of the mechanism. ``dissolved`` None: it still stands, or nothing was written down."""

    id: str
    kind: str
    names: tuple[BodyName, ...]
    seats: tuple[Seat, ...]
    successors: tuple[Succession, ...]
    dissolved: PartialDate | None
    at: Place

    @property
    def of_state(self) -> bool:
        return self.kind in STATE_KINDS

    def stands_on(self, day: date) -> bool:
        """Whether it was not yet dissolved on ``day``; a date known to the year counts from its last day."""
        last = self.dissolved.latest() if self.dissolved else None
        return last is None or day < last

    def name(self, day: date, language: str = "en") -> str:
        """Its name on ``day``; outside all dated names the latest before, else the earliest; without any, its id.

        The language asked for comes first: names in several languages may be dated each for itself.
        """
        names = [one for one in self.names if language in one.words] or list(self.names)
        names.sort(key=BodyName.begins)
        begun = [one for one in names if one.begins() <= day]
        chosen = [one for one in begun if one.validity.covers(day)] or begun or names[:1]
        return said(chosen[-1].words, language) if chosen else self.id

    def seat(self, day: date) -> Seat | None:
        """Its seat in the conference on ``day``; a dissolved body has none, whether or not the seat was ended."""
        return next((seat for seat in self.seats if seat.validity.covers(day) and self.stands_on(day)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A recorded act by which one body takes over what another owed: all of it, or the measures named."""

    giver: str
    taker: str
    on: PartialDate | None
    measures: tuple[str, ...]
    source: str | None
    at: Place


def read_body(row: Row, languages: Sequence[str], faults: list[Finding]) -> Body:
    """One entry of ``bodies`` in conference.yml."""
    form = Form(row, f"body {row.fields.get('id') or ''}", faults)
    made = Body(
        id=_id(form),
        kind=form.choice("kind", KINDS, "agency"),
        names=tuple(_name(part, faults) for part in rows(form, "names")),
        seats=tuple(_seat(part, faults) for part in rows(form, "member")),
        successors=tuple(_succession(part, faults) for part in rows(form, "successors")),
        dissolved=form.day("dissolved"),
        at=Place.of(row),
    )
    if not form.has("kind"):
        form.blame("id", "kind is missing", f"one of {', '.join(KINDS)}", code="missing-field")
    if not made.names:
        form.blame("id", "names is missing", 'names: [{en: "…"}]', code="missing-field")
    form.text("note")
    form.close()
    return made


def read_handover(row: Row, faults: list[Finding]) -> Handover:
    """One entry of ``handovers`` in conference.yml."""
    form = Form(row, "handover", faults)
    made = Handover(
        giver=form.needed("from"),
        taker=form.needed("to"),
        on=form.day("on"),
        measures=form.texts("measures"),
        source=form.text("source"),
        at=Place.of(row),
    )
    form.text("note")
    form.close()
    return made


def validity(form: Form) -> Validity:
    """The fields ``from`` and ``to``, both days included; an absent one is open."""
    return Validity(form.day("from"), form.day("to"))


def _id(form: Form) -> str:
    id = form.needed("id")
    if id and not ID.fullmatch(id):
        form.blame("id", f"the id {id!r} is no slug", "letters, digits, point, hyphen and underscore")
    return id


def _name(row: Row, faults: list[Finding]) -> BodyName:
    form = Form(row, "name", faults)
    span = validity(form)
    found = {key: text for key in row.fields if LANGUAGE.fullmatch(key) and (text := form.text(key))}
    if not found:
        form.blame("from", "a name has no words", 'write {en: "…", from: 2008-01-01}', code="missing-field")
    form.close()
    return BodyName(words=found, validity=span, at=Place.of(row))


def _seat(row: Row, faults: list[Finding]) -> Seat:
    form = Form(row, "member", faults)
    made = Seat(
        role=form.choice("as", SEATS, "member"), validity=validity(form), held_by=form.text("seat"), at=Place.of(row)
    )
    form.close()
    return made


def _succession(row: Row, faults: list[Finding]) -> Succession:
    form = Form(row, "successor", faults)
    made = Succession(body=form.needed("body"), on=form.day("on"), how=form.choice("how", CHANGES, "renamed"))
    form.close()
    return made


def overlaps(spans: Sequence[Validity]) -> Iterator[tuple[int, int]]:
    """Pairs of positions whose spans share a day."""
    for left in range(len(spans)):
        for right in range(left + 1, len(spans)):
            if share_a_day(spans[left], spans[right]):
                yield left, right


def share_a_day(left: Validity, right: Validity) -> bool:
    """Whether two spans surely share a day: a bound known to the year only is read so that they do not."""
    return _surely_before_end(left, right) and _surely_before_end(right, left)


def _surely_before_end(left: Validity, right: Validity) -> bool:
    start = left.start.latest() if left.start else None
    end = right.end.earliest() if right.end else None
    return start is None or end is None or start <= end
