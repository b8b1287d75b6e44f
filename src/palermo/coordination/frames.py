"""The conference as tables of text, one row a fact, each with the file and line it is written in.

They are the datasets from which a report computes its figures: a count leads to rows, a row to a line of the folder.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from palermo.coordination.conference import Conference
from palermo.coordination.place import Place, said
from palermo.coordination.plans import Measure, Plan
from palermo.coordination.progress import NOT_REPORTED
from palermo.coordination.rollup import Standing
from palermo.coordination.sheet_frames import SHEET_COLUMNS, sheet_rows
from palermo.ground.dates import PartialDate

if TYPE_CHECKING:
    import polars as pl

_Cells = dict[str, str]
_OfMeasure = Callable[[Standing, Plan, Measure], Iterator[_Cells]]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "bodies": ("body", "kind", "of_state", "name", "name_today", "dissolved", "file", "line"),
    "members": ("body", "kind", "role", "start", "end", "on_day", "file", "line"),
    "plans": ("plan", "title", "number", "start", "end", "continues", "bodies_stated", "file", "line"),
    "measures": (
        "plan", "area", "measure", "parent", "level", "text", "due", "status", "overdue", "disputed", "leads",
        "continues", "continued", "file", "line",
    ),
    "reporting": ("plan", "body", "leads", "reported", "silent", "file", "line"),
    "assignments": ("plan", "measure", "body", "role", "reported", "status", "file", "line"),
    "progress": ("plan", "measure", "body", "period", "status", "evidence", "on", "file", "line"),
    "reviews": ("plan", "measure", "reviewer", "period", "verdict", "status", "file", "line"),
    "indicators": (
        "plan", "measure", "indicator", "unit", "baseline", "target", "direction", "body", "period", "value", "file",
        "line",
    ),
    "decisions": ("decision", "meeting", "on", "owner", "due", "state", "overdue", "ownerless", "file", "line"),
    "attendance": ("meeting", "on", "body", "attended", "file", "line"),
    **SHEET_COLUMNS,
}  # fmt: skip
"""The columns of each table, all of text; yes and no are written so."""


def frames(conference: Conference, *, today: date, period: str | None = None) -> "Mapping[str, pl.DataFrame]":
    """Every table of the conference on a day and for a period (the last full year if None)."""
    standing = Standing.on(conference, today=today, period=period)
    rows: Mapping[str, Iterable[_Cells]] = {
        "bodies": _bodies(standing),
        "members": _members(standing),
        "plans": _plans(standing),
        "measures": _of_plans(standing, _measure),
        "reporting": _reporting(standing),
        "assignments": _of_plans(standing, _assignments),
        "progress": _progress(standing),
        "reviews": _reviews(standing),
        "indicators": _of_plans(standing, _indicators),
        "decisions": _decisions(standing),
        "attendance": _attendance(standing),
        **sheet_rows(conference),
    }
    return {name: frame(rows[name], COLUMNS[name]) for name in COLUMNS}


def frame(rows: Iterable[Mapping[str, str]], columns: Iterable[str]) -> "pl.DataFrame":
    """``rows`` as text columns in the order given."""
    import polars as pl  # heavy, and most verbs need no table

    return pl.DataFrame(list(rows), schema=dict.fromkeys(columns, pl.String))


def at(place: Place) -> _Cells:
    """File and line as cells."""
    return {"file": place.path, "line": str(place.line)}


def day_text(day: PartialDate | None) -> str:
    return str(day) if day else ""


def yes(so: bool) -> str:
    return "yes" if so else "no"


def _bodies(standing: Standing) -> Iterator[_Cells]:
    for body in standing.conference.bodies:
        yield {
            "body": body.id,
            "kind": body.kind,
            "of_state": yes(body.of_state),
            "name": said(body.names[0].words) if body.names else body.id,
            "name_today": body.name(standing.today),
            "dissolved": day_text(body.dissolved),
            **at(body.at),
        }


def _members(standing: Standing) -> Iterator[_Cells]:
    for body in standing.conference.bodies:
        for seat in body.seats:
            yield {
                "body": body.id,
                "kind": body.kind,
                "role": seat.role,
                "start": day_text(seat.validity.start),
                "end": day_text(seat.validity.end),
                "on_day": yes(seat == body.seat(standing.today)),
                **at(seat.at),
            }


def _plans(standing: Standing) -> Iterator[_Cells]:
    for plan in standing.conference.plans.values():
        yield {
            "plan": plan.id,
            "title": said(plan.title),
            "number": plan.number or "",
            "start": day_text(plan.validity.start),
            "end": day_text(plan.validity.end),
            "continues": plan.continues or "",
            "bodies_stated": plan.bodies or "",
            **at(plan.at),
        }


def _of_plans(standing: Standing, of_one: _OfMeasure) -> Iterator[_Cells]:
    for plan in standing.conference.plans.values():
        then = standing.of(plan)
        for measure in plan.measures:
            yield from of_one(then, plan, measure)


def _measure(standing: Standing, plan: Plan, measure: Measure) -> Iterator[_Cells]:
    yield {
        "plan": plan.id,
        "area": measure.area,
        "measure": measure.ref,
        "parent": measure.parent or "",
        "level": "sub-measure" if measure.parent else "measure",
        "text": said(measure.text),
        "due": day_text(measure.due),
        "status": standing.status(measure),
        "overdue": yes(standing.is_overdue(measure)),
        "disputed": yes(measure.ref in standing.disputed),
        "leads": ";".join(standing.leads(measure)),
        "continues": measure.continues or "",
        "continued": yes(measure.continues is not None),
        **at(measure.at),
    }


def _reporting(standing: Standing) -> Iterator[_Cells]:
    """Each body that answers for a measure of a plan: for how many, of how many it reported, and whether of none."""
    for plan in standing.conference.plans.values():
        then = standing.of(plan)
        silent = then.silent(plan)
        for body in standing.conference.bodies:
            led = [measure for measure in plan.measures if body.id in then.leads(measure)]
            reported = [measure for measure in led if (body.id, measure.ref) in then.entries]
            if led:
                yield {
                    "plan": plan.id,
                    "body": body.id,
                    "leads": str(len(led)),
                    "reported": str(len(reported)),
                    "silent": yes(body.id in silent),
                    **at(body.at),
                }


def _assignments(standing: Standing, plan: Plan, measure: Measure) -> Iterator[_Cells]:
    told = standing.entries
    roles = [("lead", body) for body in standing.leads(measure)]
    roles += [("support", body) for body in measure.bodies("support", standing.today)]
    for role, body in roles:
        entry = told.get((body, measure.ref))
        yield {
            "plan": plan.id,
            "measure": measure.ref,
            "body": body,
            "role": role,
            "reported": yes(entry is not None),
            "status": entry.status if entry else NOT_REPORTED,
            **at(measure.at),
        }


def _progress(standing: Standing) -> Iterator[_Cells]:
    for entry in standing.conference.entries:
        yield {
            "plan": entry.measure.partition("/")[0],
            "measure": entry.measure,
            "body": entry.body,
            "period": entry.period,
            "status": entry.status,
            "evidence": ";".join(entry.evidence),
            "on": day_text(entry.on),
            **at(entry.at),
        }


def _reviews(standing: Standing) -> Iterator[_Cells]:
    for review in standing.conference.reviews:
        yield {
            "plan": review.measure.partition("/")[0],
            "measure": review.measure,
            "reviewer": review.reviewer,
            "period": review.period,
            "verdict": review.verdict,
            "status": review.status or "",
            **at(review.at),
        }


def _indicators(standing: Standing, plan: Plan, measure: Measure) -> Iterator[_Cells]:
    """One row a value that a body reported; one without a value where nobody did."""
    if not measure.indicators:
        return
    reported = standing.conference.entries_of.get(measure.ref, ())
    for indicator in measure.indicators:
        common = {
            "plan": plan.id,
            "measure": measure.ref,
            "indicator": indicator.id,
            "unit": indicator.unit,
            "baseline": indicator.baseline or "",
            "target": indicator.target or "",
            "direction": indicator.direction,
        }
        values = [one for one in reported if indicator.id in one.values]
        for entry in values:
            told = {"body": entry.body, "period": entry.period, "value": entry.values[indicator.id]}
            yield {**common, **told, **at(entry.at)}
        if not values:
            yield {**common, "body": "", "period": "", "value": "", **at(indicator.at)}


def _decisions(standing: Standing) -> Iterator[_Cells]:
    for decision in standing.conference.decisions(standing.today):
        is_open = decision.status == "open"
        yield {
            "decision": decision.id,
            "meeting": decision.meeting,
            "on": day_text(decision.on),
            "owner": ";".join(decision.owners),
            "due": day_text(decision.due),
            "state": decision.status,
            "overdue": yes(is_open and standing.is_past(decision.due)),
            "ownerless": yes(not standing.owners(decision)),
            **at(decision.at),
        }


def _attendance(standing: Standing) -> Iterator[_Cells]:
    """Each body with a seat on the day of a meeting, and whether it was there."""
    for meeting in standing.conference.meetings:
        day = meeting.on.earliest() if meeting.on else None
        seated = {body.id for body in standing.conference.members(day)} if day else set[str]()
        for body in (one.id for one in standing.conference.bodies if one.id in seated or one.id in meeting.attended):
            yield {
                "meeting": meeting.id,
                "on": day_text(meeting.on),
                "body": body,
                "attended": yes(body in meeting.attended),
                **at(meeting.at),
            }
