"""Proceedings: from what happened to the complaint of it and to what courts made of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from palermo.ground.finding import Finding
from palermo.register.elements import TraffickingEvent
from palermo.register.sayings import tell

Kind = Literal["criminal", "civil", "compensation"]
STAGES = ("investigation", "prosecution", "trial", "appeal", "ended")


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A complaint that somebody made of an event, and to whom. A complaint of custody is told by its reference."""

    id: str
    event: str
    made_on: date
    made_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """What one convicted person was sentenced to. ``months`` None: no imprisonment, or not told."""

    months: int | None = None
    suspended: bool = False
    fine: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proceeding:
    """A proceeding of a case, as of ``on``. Numbers are people; None: not known, which is not none.

    ``victim_punished_for_forced_act``: a victim was punished for an act they were forced to do.
    """

    id: str
    case: str
    kind: Kind
    stage: str
    on: date
    events: tuple[str, ...] = ()
    complaint: str | None = None
    offence: str = ""
    court: str = ""
    suspects: int | None = None
    charged: int | None = None
    convicted: int | None = None
    sentences: tuple[Sentence, ...] = ()
    compensation_awarded: str = ""
    compensation_paid: bool | None = None
    officials_involved: int | None = None
    victim_punished_for_forced_act: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """What became of one event: complaints, proceedings, and whether the place or the accused are the state's own."""

    event: str
    complaints: tuple[str, ...]
    proceedings: tuple[str, ...]
    facility: str | None
    staff_of: str | None


def check(
    proceeding: Proceeding, events: Iterable[TraffickingEvent] = (), complaints: Iterable[Complaint] = ()
) -> tuple[Finding, ...]:
    """Every broken link, impossible number and reversed day of a proceeding; and a punished victim, to be looked at."""
    return tuple(_faults(proceeding, {one.id for one in events}, {one.id: one for one in complaints}))


def trails(
    events: Iterable[TraffickingEvent], complaints: Iterable[Complaint], proceedings: Iterable[Proceeding]
) -> tuple[Trail, ...]:
    """Each event with what followed; a proceeding follows from it by name, or through a complaint of it."""
    made, held = tuple(complaints), tuple(proceedings)
    return tuple(_trail(one, made, held) for one in events)


def _trail(event: TraffickingEvent, complaints: tuple[Complaint, ...], proceedings: tuple[Proceeding, ...]) -> Trail:
    told = tuple(one.id for one in complaints if one.event == event.id)
    if event.complaint and event.complaint not in told:
        told = (*told, event.complaint)
    followed = tuple(one.id for one in proceedings if event.id in one.events or (one.complaint in told))
    return Trail(
        event=event.id, complaints=told, proceedings=followed, facility=event.facility, staff_of=event.staff_of
    )


def _faults(one: Proceeding, events: set[str], complaints: dict[str, Complaint]) -> Iterator[Finding]:
    if one.stage not in STAGES:
        yield tell("register.proceeding-stage", f"allowed are {', '.join(STAGES)}", column="stage")
    unknown = sum(event not in events for event in one.events)
    if unknown:
        yield tell("register.proceeding-link", column="events", count=unknown)
    if one.complaint is not None:
        made = complaints.get(one.complaint)
        if made is None or (one.events and made.event not in one.events):
            yield tell("register.proceeding-link", column="complaint")
        elif made.made_on > one.on:
            yield tell("register.proceeding-order", column="on")
    if not one.events and one.complaint is None:
        yield tell("register.proceeding-alone")
    yield from _numbers(one)
    if one.victim_punished_for_forced_act:
        yield tell("register.proceeding-victim-punished", column="victim_punished_for_forced_act")


def _numbers(one: Proceeding) -> Iterator[Finding]:
    """Fewer are convicted than charged, charged than suspected, sentenced than convicted; none is less than none."""
    steps = [n for n in (one.suspects, one.charged, one.convicted) if n is not None]
    falls = all(more >= less for more, less in zip(steps, steps[1:], strict=False))
    others = [n for n in (*steps, one.officials_involved) if n is not None]
    sentenced = one.convicted is None or len(one.sentences) <= one.convicted
    if not falls or not sentenced or any(n < 0 for n in others):
        yield tell("register.proceeding-numbers")
