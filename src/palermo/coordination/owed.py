"""What each body owes, and by when: measures it answers for, reports it has not sent, decisions it owns."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from palermo.coordination.conference import Conference
from palermo.coordination.place import Place, Words
from palermo.coordination.plans import Plan
from palermo.coordination.rollup import FINAL, Standing
from palermo.ground.dates import PartialDate

NOBODY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One thing a body owes. ``kind`` is measure, report or decision; ``body`` empty: nobody answers for it."""

    body: str
    kind: str
    ref: str
    text: Words
    due: PartialDate | None
    overdue: bool
    at: Place

    def to_dict(self) -> dict[str, object]:
        return {
            "body": self.body,
            "kind": self.kind,
            "ref": self.ref,
            "text": dict(self.text),
            "due": str(self.due) if self.due else None,
            "overdue": self.overdue,
            "at": str(self.at),
        }


def owed(
    conference: Conference, *, today: date, period: str | None = None, body: str | None = None
) -> tuple[Owed, ...]:
    """What ``body``, or each body, owes on the day; what is overdue first, then by due day, undated last."""
    standing = Standing.on(conference, today=today, period=period)
    found = [*_of_plans(standing), *_decisions(standing)]
    rank = {one.id: at for at, one in enumerate(conference.bodies)}
    chosen = (one for one in found if body is None or one.body == body)
    return tuple(
        sorted(
            chosen,
            key=lambda one: (rank.get(one.body, -1), not one.overdue, str(one.due or "9999"), one.kind, one.ref),
        )
    )


def _of_plans(standing: Standing) -> Iterator[Owed]:
    """What is owed of every plan that has begun, until another begins in its place."""
    for plan in standing.conference.plans.values():
        if plan.first_day() <= standing.today and plan.id not in standing.followed:
            yield from _measures(standing.of(plan), plan)


def _measures(standing: Standing, plan: Plan) -> Iterator[Owed]:
    """The measures that are neither done nor dropped, and the reports that are missing."""
    for measure in plan.measures:
        leads, silent = standing.leads(measure), standing.unreported(measure)
        made = Owed(
            body=NOBODY,
            kind="measure",
            ref=measure.ref,
            text=measure.text,
            due=measure.due,
            overdue=standing.is_overdue(measure),
            at=measure.at,
        )
        if standing.status(measure) not in FINAL:
            yield from (replace(made, body=body) for body in leads or (NOBODY,))
        yield from (replace(made, body=body, kind="report", due=None, overdue=True) for body in silent)


def _decisions(standing: Standing) -> Iterator[Owed]:
    for decision in standing.open_decisions():
        for body in standing.owners(decision) or (NOBODY,):
            yield Owed(
                body=body,
                kind="decision",
                ref=decision.id,
                text=decision.text,
                due=decision.due,
                overdue=standing.is_past(decision.due),
                at=decision.at,
            )


def agenda(conference: Conference, *, today: date) -> tuple[Owed, ...]:
    """What heads the next meeting: decisions that are overdue or nobody's, the oldest first."""
    standing = Standing.on(conference, today=today)
    found = [one for one in _decisions(standing) if one.overdue or one.body == NOBODY]
    return tuple(sorted(found, key=lambda one: (str(one.due or "9999"), one.ref)))
