"""Where a plan stands: counts by status, what is overdue, who is silent. No percentage, no average."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from palermo.coordination.conference import Conference
from palermo.coordination.meetings import Decision
from palermo.coordination.plans import Measure, Plan
from palermo.coordination.progress import (
    NOT_REPORTED,
    PERIODS,
    STATUSES,
    Entry,
    Review,
    is_period,
    last_day,
    within,
)
from palermo.coordination.succession import answering
from palermo.ground.dates import PartialDate
from palermo.ground.errors import UsageError

LEADS_DIFFER = "leads_differ"
FINAL = ("done", "dropped")
_Told = TypeVar("_Told", Entry, Review)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A conference on a day, asked for a period: who answers for what, what was reported, what is late."""

    conference: Conference
    today: date
    period: str

    @classmethod
    def on(cls, conference: Conference, *, today: date, period: str | None = None) -> "Standing":
        """The conference on ``today``, asked for ``period`` or the last full year. UsageError on a bad period."""
        if period is not None and not is_period(period):
            raise UsageError(f"The period is {period!r}.", hint=f"Write {PERIODS}.")
        return cls(conference=conference, today=today, period=period or str(today.year - 1))

    @cached_property
    def entries(self) -> Mapping[tuple[str, str], Entry]:
        """The latest entry by body and measure up to the end of the period, as far as it still speaks.

        An entry of an earlier period speaks on only where it was final (done or dropped) and none came after it.
        """
        latest = {(entry.body, entry.measure): entry for entry in self._up_to_the_end(self.conference.entries)}
        return {
            key: entry for key, entry in latest.items() if entry.status in FINAL or within(entry.period, self.period)
        }

    @cached_property
    def reviews(self) -> Mapping[tuple[str, str], Review]:
        """The latest review by reader and measure: of the period, or of an entry that still speaks."""
        spoken = {(entry.measure, entry.period) for entry in self.entries.values()}
        return {
            (review.reviewer, review.measure): review
            for review in self._up_to_the_end(self.conference.reviews)
            if within(review.period, self.period) or (review.measure, review.period) in spoken
        }

    def reviews_of(self, measure: Measure) -> tuple[Review, ...]:
        """What the readers say of a measure."""
        return tuple(one for (_, ref), one in self.reviews.items() if ref == measure.ref)

    def _up_to_the_end(self, told: Iterable[_Told]) -> list[_Told]:
        """What was told of periods that close with the period asked for or before, the latest last."""
        end = last_day(self.period) or self.today
        dated = ((closes, str(one.on or ""), one) for one in told if (closes := last_day(one.period)))
        return [one for _, _, one in sorted((part for part in dated if part[0] <= end), key=lambda part: part[:2])]

    @cached_property
    def followed(self) -> frozenset[str]:
        """The plans in whose place another has begun."""
        begun = (plan for plan in self.conference.plans.values() if plan.first_day() <= self.today)
        return frozenset(plan.continues for plan in begun if plan.continues)

    def of(self, plan: Plan) -> "Standing":
        """The same for a plan that has run out: its last year is asked for, not one in which it is silent by nature."""
        end = plan.validity.end.latest() if plan.validity.end else None
        year = str(end.year) if end else self.period
        return self if self.period[:4] <= year else replace(self, period=year)

    def leads(self, measure: Measure) -> tuple[str, ...]:
        """The bodies that answer for a measure on the day: those assigned that stand, and who took over from others.

        Of a plan that has run out those are asked who led on its last day; where another plan has followed it, as
        they stood then.
        """
        if measure.ref not in self._leads:
            last = min(self.today, self.conference.plans[measure.plan].last_day())
            day = last if measure.plan in self.followed else self.today
            found = (answering(self.conference, id, day, measure) for id in measure.bodies("lead", last))
            self._leads[measure.ref] = tuple(dict.fromkeys(one for part in found for one in part))
        return self._leads[measure.ref]

    @cached_property
    def _leads(self) -> dict[str, tuple[str, ...]]:
        """What was once found of a measure: each is asked for many times."""
        return {}

    def owners(self, decision: Decision) -> tuple[str, ...]:
        """The bodies that answer for a decision on the day: its owners that stand, and who took over from others."""
        measure = self.conference.measures.get(decision.measure or "")
        found = (answering(self.conference, id, self.today, measure) for id in decision.owners)
        return tuple(dict.fromkeys(one for part in found for one in part))

    def told_by(self, measure: Measure) -> Mapping[str, Entry]:
        """What each lead reported of a measure, those who did not left out."""
        asked = dict.fromkeys((*measure.bodies("lead"), *self.leads(measure)))
        return {body: self.entries[body, measure.ref] for body in asked if (body, measure.ref) in self.entries}

    def status(self, measure: Measure) -> str:
        """What the leads reported; ``leads_differ`` where they do not say the same. Sub-measures have no say in it."""
        told = {entry.status for entry in self.told_by(measure).values()}
        if not told:
            return NOT_REPORTED
        return next(iter(told)) if len(told) == 1 else LEADS_DIFFER

    def is_overdue(self, measure: Measure) -> bool:
        """Due before the day, and not reported done or dropped; in a plan that another has followed nothing is."""
        followed = measure.plan in self.followed
        return not followed and self.is_past(measure.due) and self.status(measure) not in FINAL

    def is_past(self, due: PartialDate | None) -> bool:
        """Whether the last day that ``due`` may mean lies before the day."""
        last = due.latest() if due else None
        return last is not None and last < self.today

    def silent(self, plan: Plan) -> tuple[str, ...]:
        """The bodies that owe a report on the plan for the period and sent none, in the order of the folder."""
        asked = {body for measure in plan.measures for body in self.unreported(measure)}
        heard = {body for body, ref in self.entries if ref.startswith(f"{plan.id}/")}
        order = [body.id for body in self.conference.bodies]
        return tuple(id for id in order if id in asked and id not in heard)

    def unreported(self, measure: Measure) -> tuple[str, ...]:
        """The leads from whom there is no word on a measure."""
        told = self.told_by(measure)
        return tuple(body for body in self.leads(measure) if body not in told)

    def open_decisions(self) -> tuple[Decision, ...]:
        """The decisions taken up to the day that are neither done nor dropped nor superseded by then."""
        return tuple(one for one in self.conference.decisions(self.today) if one.status == "open")

    @cached_property
    def disputed(self) -> frozenset[str]:
        """The measures of which a reviewer's latest word disputes what was reported."""
        return frozenset(one.measure for one in self.reviews.values() if one.verdict == "disputes")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStatus:
    """A plan in counts, on a day and for a period. ``by_status`` counts measures, ``sub_by_status`` their parts."""

    plan: str
    today: date
    period: str
    measures: int
    sub_measures: int
    by_status: Mapping[str, int]
    sub_by_status: Mapping[str, int]
    overdue: tuple[str, ...]
    silent: tuple[str, ...]
    disputed: tuple[str, ...]
    open: tuple[str, ...]
    late: tuple[str, ...]
    ownerless: tuple[str, ...]
    members: int

    def to_dict(self) -> dict[str, object]:
        """JSON-ready: counts as numbers, what must be named as lists."""
        decisions = {"open": len(self.open), "overdue": len(self.late), "ownerless": len(self.ownerless)}
        return {
            "plan": self.plan,
            "today": self.today.isoformat(),
            "period": self.period,
            "measures": self.measures,
            "sub_measures": self.sub_measures,
            "by_status": dict(self.by_status),
            "sub_by_status": dict(self.sub_by_status),
            "overdue": list(self.overdue),
            "silent": list(self.silent),
            "disputed": list(self.disputed),
            "decisions": decisions,
            "members": self.members,
        }

    def summary(self) -> str:
        """One sentence."""
        told = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in self.by_status.items() if count)
        return f"{self.plan} on {self.today}: {self.measures} measures ({told}); {len(self.silent)} bodies silent"


def rollup(conference: Conference, *, today: date, period: str | None = None, plan: str | None = None) -> PlanStatus:
    """Where a plan stands. Without ``plan`` the one in force on the day, without ``period`` the last full year.

    Raises UsageError where there is no such plan.
    """
    chosen = choose_plan(conference, plan, today)
    standing = Standing.on(conference, today=today, period=period).of(chosen)
    top = [one for one in chosen.measures if one.parent is None]
    below = [one for one in chosen.measures if one.parent is not None]
    waiting = standing.open_decisions()
    return PlanStatus(
        plan=chosen.id,
        today=today,
        period=standing.period,
        measures=len(top),
        sub_measures=len(below),
        by_status=_counts(standing, top),
        sub_by_status=_counts(standing, below),
        overdue=tuple(one.ref for one in chosen.measures if standing.is_overdue(one)),
        silent=standing.silent(chosen),
        disputed=tuple(one.ref for one in chosen.measures if one.ref in standing.disputed),
        open=tuple(one.id for one in waiting),
        late=tuple(one.id for one in waiting if standing.is_past(one.due)),
        ownerless=tuple(one.id for one in waiting if not standing.owners(one)),
        members=len(conference.members(today)),
    )


def choose_plan(conference: Conference, id: str | None, today: date) -> Plan:
    """The plan called ``id``, or the latest begun, in force if one is. Raises UsageError where there is none."""
    known = ", ".join(conference.plans) or "none"
    if id is not None:
        if id not in conference.plans:
            raise UsageError(f"There is no plan {id!r}.", hint=f"Plans: {known}.")
        return conference.plans[id]
    begun = [plan for plan in conference.plans.values() if plan.first_day() <= today]
    if not begun:
        raise UsageError(f"No plan has begun by {today}.", hint=f"Plans: {known}. Name one with --plan, or --today.")
    running = [plan for plan in begun if today <= plan.last_day()]
    return (running or begun)[-1]


def _counts(standing: Standing, measures: Iterable[Measure]) -> Mapping[str, int]:
    """Every status, those nobody has with zero."""
    found = Counter(map(standing.status, measures))
    return {status: found[status] for status in (*STATUSES, LEADS_DIFFER, NOT_REPORTED)}
