"""Measures through the years: when each is due, where it stands, what became of it in the next plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from palermo.coordination.conference import Conference
from palermo.coordination.plans import Measure, Plan
from palermo.coordination.rollup import Standing
from palermo.ground.dates import PartialDate

CARRIED, CHANGED, DROPPED, RUNNING = "carried", "changed", "dropped", "running"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A measure on the timeline. ``fate``: carried or changed by a later plan, dropped with its plan, or running."""

    plan: str
    measure: Measure
    depth: int
    start: PartialDate | None
    end: PartialDate | None
    status: str
    overdue: bool
    leads: tuple[str, ...]
    continued_by: tuple[str, ...]
    fate: str

    def to_dict(self) -> dict[str, object]:
        return {
            "measure": self.measure.ref,
            "plan": self.plan,
            "text": dict(self.measure.text),
            "start": str(self.start) if self.start else None,
            "end": str(self.end) if self.end else None,
            "due": str(self.measure.due) if self.measure.due else None,
            "status": self.status,
            "overdue": self.overdue,
            "leads": list(self.leads),
            "continues": self.measure.continues,
            "continued_by": list(self.continued_by),
            "fate": self.fate,
        }


def timeline(conference: Conference, *, today: date, period: str | None = None) -> tuple[Line, ...]:
    """Every measure of every plan that has begun, plans by their first day, measures in the order of the text."""
    standing = Standing.on(conference, today=today, period=period)
    begun = [plan for plan in conference.plans.values() if plan.first_day() <= today]
    heirs = _heirs(begun)
    return tuple(_line(standing.of(plan), plan, measure, heirs) for plan in begun for measure in plan.measures)


def thread(conference: Conference, ref: str) -> tuple[str, ...]:
    """A measure and those it continues, the oldest first."""
    measures, found = conference.measures, list[str]()
    while ref in measures and ref not in found:
        found.insert(0, ref)
        ref = measures[ref].continues or ""
    return tuple(found)


def _line(standing: Standing, plan: Plan, measure: Measure, heirs: Mapping[str, tuple[Measure, ...]]) -> Line:
    later = _later(standing.conference, measure, heirs)
    return Line(
        plan=plan.id,
        measure=measure,
        depth=measure.depth,
        start=measure.start or plan.validity.start,
        end=measure.due or plan.validity.end,
        status=standing.status(measure),
        overdue=standing.is_overdue(measure),
        leads=standing.leads(measure),
        continued_by=tuple(one.ref for one in later),
        fate=_fate(later, followed=plan.id in standing.followed),
    )


def _heirs(plans: Iterable[Plan]) -> Mapping[str, tuple[Measure, ...]]:
    found: dict[str, tuple[Measure, ...]] = {}
    for measure in (one for plan in plans for one in plan.measures):
        if measure.continues:
            found[measure.continues] = (*found.get(measure.continues, ()), measure)
    return found


def _later(conference: Conference, measure: Measure, heirs: Mapping[str, tuple[Measure, ...]]) -> tuple[Measure, ...]:
    """What continues a measure; a part that nothing takes up by itself goes on with the measure it is part of."""
    above = conference.measures.get(measure.parent or "")
    return heirs.get(measure.ref) or (_later(conference, above, heirs) if above else ())


def _fate(later: tuple[Measure, ...], *, followed: bool) -> str:
    """What the text of a later plan says; a measure that a following plan does not take up is dropped with its plan."""
    if later:
        return CHANGED if any(one.change == CHANGED for one in later) else CARRIED
    return DROPPED if followed else RUNNING
