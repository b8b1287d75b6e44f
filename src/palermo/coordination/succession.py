"""Who answers for what a dissolved body owed: whom a recorded act names, and no successor without one."""

from collections.abc import Iterator
from datetime import date

from palermo.coordination.bodies import Handover
from palermo.coordination.conference import Conference
from palermo.coordination.plans import Measure


def answering(conference: Conference, id: str, day: date, measure: Measure | None = None) -> tuple[str, ...]:
    """The body itself while it stands on ``day``, else those that took over by acts up to that day; maybe nobody.

    Without ``measure`` only acts by which a body takes over everything count.
    """
    found = (one for one in answered(conference, id, day, measure) if _stands(conference, one, day))
    return tuple(found)


def answered(conference: Conference, id: str, day: date, measure: Measure | None = None) -> tuple[str, ...]:
    """A body and all who took over from it one after the other up to ``day``, whether they still stand or not."""
    found: dict[str, None] = {}
    waiting = [id]
    while waiting:
        one = waiting.pop(0)
        if one not in found:
            found[one] = None
            waiting += [] if _stands(conference, one, day) else _takers(conference, one, day, measure)
    return tuple(found)


def _stands(conference: Conference, id: str, day: date) -> bool:
    body = conference.body(id)
    return body is None or body.stands_on(day)


def _takers(conference: Conference, giver: str, day: date, measure: Measure | None) -> Iterator[str]:
    whole = _with_those_above(conference, measure)
    for act in conference.handovers:
        if act.giver == giver and _is_past(act, day) and (not act.measures or whole & set(act.measures)):
            yield act.taker


def _is_past(act: Handover, day: date) -> bool:
    first = act.on.earliest() if act.on else None
    return first is None or first <= day


def _with_those_above(conference: Conference, measure: Measure | None) -> set[str]:
    """The refs of a measure and of those it is part of: who takes over a measure takes over its parts."""
    found = set[str]()
    while measure is not None and measure.ref not in found:
        found.add(measure.ref)
        measure = conference.measures.get(measure.parent or "")
    return found
