"""What a conference folder says that cannot be so, or that somebody should look at; everything at once."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from palermo.coordination.bodies import Body, overlaps
from palermo.coordination.conference import Conference
from palermo.coordination.meetings import Decision, Meeting
from palermo.coordination.place import Place, finding
from palermo.coordination.plans import Assignment, Measure, Plan, PlanIndicator
from palermo.coordination.progress import Entry, Review, last_day
from palermo.coordination.repeats import twice
from palermo.coordination.sheet_checks import check_evidence, check_sheets
from palermo.coordination.succession import answered, answering
from palermo.ground.dates import PartialDate
from palermo.ground.decimals import decimal
from palermo.ground.finding import Finding, Severity


def check(
    conference: Conference,
    *,
    today: date,
    documents: Collection[str] | None = None,
    figures: Collection[str] | None = None,
) -> tuple[Finding, ...]:
    """Every finding about the folder, those of its form included, by file and line.

    ``documents`` and ``figures`` are the ids that evidence may name; None where there is nothing to hold it against.
    """
    told = [
        *conference.faults,
        *_bodies(conference),
        *_plans(conference),
        *_progress(conference, today),
        *_reviews(conference),
        *_meetings(conference, today),
        *check_sheets(conference),
        *check_evidence(conference, documents, figures),
    ]
    return tuple(sorted(dict.fromkeys(told), key=_place))


def _place(one: Finding) -> tuple[str, int, str, str]:
    return (one.path or "", one.line or 0, one.code, one.text)


def _bodies(conference: Conference) -> Iterator[Finding]:
    yield from twice(conference.bodies, lambda body: body.id, "body")
    for body in conference.bodies:
        yield from _names(body)
        spans = [seat.validity for seat in body.seats]
        for left, right in overlaps(spans):
            text = f"two seats of {body.id} overlap: {spans[left]} and {spans[right]}"
            yield finding("coordination.seats-overlap", text, body.seats[right].at, "end the first before the second")
        for successor in body.successors:
            yield from _known(conference, successor.body, body.at, f"successor of {body.id}")
    steps = {body.id: [one.body for one in body.successors] for body in conference.bodies}
    places = {body.id: body.at for body in conference.bodies}
    yield from _cycles(steps, places, "successors")
    for act in conference.handovers:
        yield from _known(conference, act.giver, act.at, "handover")
        yield from _known(conference, act.taker, act.at, "handover")
        giver = conference.body(act.giver)
        if giver and not giver.dissolved:
            text = f"{act.giver} hands over, and is not written down as dissolved: nothing passes"
            hint = "write dissolved: YYYY-MM-DD, or from and to of its assignments in the plan"
            yield finding("coordination.giver-stands", text, act.at, hint, severity=Severity.WARNING)
        yield from _measures_known(conference, act.measures, act.at)


def _names(body: Body) -> Iterator[Finding]:
    for language in sorted({language for name in body.names for language in name.words}):
        dated = [name for name in body.names if language in name.words]
        for left, right in overlaps([name.validity for name in dated]):
            text = f"two names of {body.id} in {language} overlap: {dated[left].validity} and {dated[right].validity}"
            hint = "give the first a last day, to: YYYY-MM-DD, before the second begins"
            yield finding("coordination.names-overlap", text, dated[right].at, hint)


def _plans(conference: Conference) -> Iterator[Finding]:
    measures = conference.measures
    for plan in conference.plans.values():
        if plan.continues and plan.continues not in conference.plans:
            hint = f"plans: {', '.join(conference.plans)}"
            yield finding("coordination.plan-unknown", f"there is no plan {plan.continues}", plan.at, hint)
        yield from twice(plan.areas, lambda area: area.id, "area")
        yield from twice(plan.measures, lambda measure: measure.ref, "measure")
        for measure in plan.measures:
            yield from _measure(conference, plan, measure, measures)
    yield from _cycles(
        {plan.id: [plan.continues] if plan.continues else [] for plan in conference.plans.values()},
        {plan.id: plan.at for plan in conference.plans.values()},
        "continues",
    )
    yield from _cycles(
        {ref: [one.continues] if one.continues else [] for ref, one in measures.items()},
        {ref: one.at for ref, one in measures.items()},
        "continues",
    )


def _measure(
    conference: Conference, plan: Plan, measure: Measure, measures: Mapping[str, Measure]
) -> Iterator[Finding]:
    if not measure.bodies("lead"):
        hint = "name one body or more: lead: [police]"
        yield finding("coordination.no-lead", f"{measure.ref} has no lead", measure.at, hint)
    above = measures.get(measure.parent or "")
    for assignment in measure.assignments:
        if above is None or assignment not in above.assignments:  # what a sub-measure has from its parent is told there
            yield from _assigned(conference, plan, measure, assignment)
    both = set(measure.bodies("lead")) & set(measure.bodies("support"))
    for body in sorted(both):
        yield finding("coordination.lead-supports", f"{body} leads and supports {measure.ref}", measure.at)
    yield from _dates(plan, measure)
    if measure.continues is not None:
        yield from _continued(measure, measures)
    yield from twice(measure.indicators, lambda one: one.id, f"indicator of {measure.ref}")
    for indicator in measure.indicators:
        yield from _target(indicator, measure)


def _assigned(conference: Conference, plan: Plan, measure: Measure, assignment: Assignment) -> Iterator[Finding]:
    id, span = assignment.body, assignment.validity
    body, ends = conference.body(id), _dissolved(conference, id)
    first = max(plan.first_day(), (span.start and span.start.earliest()) or date.min)
    if body is None or ends is None:
        yield from _known(conference, id, measure.at, measure.ref)
    elif ends <= first:
        text = f"{measure.ref}: {id} was dissolved on {body.dissolved}, before its part began on {first}"
        yield finding("coordination.body-dissolved", text, measure.at, _heirs(body))
    elif assignment.role == "lead" and span.covers(ends) and ends <= plan.last_day():
        if not answering(conference, id, date.max, measure):
            text = f"{id}, which leads {measure.ref}, was dissolved on {body.dissolved}, and no act says who took over"
            hint = f"record it under handovers in conference.yml; {_heirs(body)}"
            yield finding("coordination.nobody-took-over", text, measure.at, hint, severity=Severity.WARNING)


def _dissolved(conference: Conference, id: str) -> date | None:
    """The first day on which a body surely no longer stood."""
    body = conference.body(id)
    return body.dissolved.latest() if body and body.dissolved else None


def _heirs(body: Body) -> str:
    heirs = ", ".join(one.body for one in body.successors)
    return f"its successors: {heirs}" if heirs else "no successor is written down"


def _dates(plan: Plan, measure: Measure) -> Iterator[Finding]:
    begins = measure.start or plan.validity.start
    if _surely_before(measure.due, begins):
        text = f"{measure.ref} is due on {measure.due}, before it begins on {begins}"
        yield finding("coordination.due-before-start", text, measure.at, "correct one of the two dates")
    elif _surely_before(plan.validity.end, measure.due):
        text = f"{measure.ref} is due on {measure.due}, after the plan ends on {plan.validity.end}"
        yield finding("coordination.due-after-end", text, measure.at, severity=Severity.WARNING)


def _surely_before(left: PartialDate | None, right: PartialDate | None) -> bool:
    latest, earliest = left and left.latest(), right and right.earliest()
    return bool(latest and earliest and latest < earliest)


def _continued(measure: Measure, measures: Mapping[str, Measure]) -> Iterator[Finding]:
    earlier = measures.get(measure.continues or "")
    if earlier is None:
        text = f"{measure.ref} continues {measure.continues}, which no plan holds"
        yield finding("coordination.measure-unknown", text, measure.at, "write PLAN/MEASURE, as p2/1.4")
    elif earlier.plan == measure.plan:
        text = f"{measure.ref} continues a measure of its own plan"
        yield finding("coordination.own-plan", text, measure.at, "a measure continues one of an earlier plan")


def _target(indicator: PlanIndicator, measure: Measure) -> Iterator[Finding]:
    if indicator.target is None:
        return
    target = decimal(indicator.target)
    if not target:
        text = f"{measure.ref}, {indicator.id}: the target is zero, and is kept as zero"
        yield finding("coordination.target-zero", text, indicator.at, severity=Severity.INFO)
    if indicator.baseline is None or indicator.direction == "hold":
        return
    gain = target - decimal(indicator.baseline)
    if gain and (gain > 0) != (indicator.direction == "up"):
        text = f"{measure.ref}, {indicator.id}: the target lies the other way from {indicator.direction}"
        hint = "correct baseline, target or direction"
        yield finding("coordination.target-direction", text, indicator.at, hint, severity=Severity.WARNING)


def _progress(conference: Conference, today: date) -> Iterator[Finding]:
    measures = conference.measures
    yield from twice(conference.entries, lambda one: f"{one.body} on {one.measure} for {one.period}", "entry")
    for entry in conference.entries:
        yield from _known(conference, entry.body, entry.at, "progress")
        yield from _in_its_plan(conference, entry, measures)
        if measure := measures.get(entry.measure):
            yield from _entry(conference, entry, measure)
        if entry.on and (first := entry.on.earliest()) and first > today:
            text = f"{entry.measure}: the entry of {entry.body} is of {entry.on}, which is to come"
            yield finding("coordination.future", text, entry.at, severity=Severity.WARNING)


def _entry(conference: Conference, entry: Entry, measure: Measure) -> Iterator[Finding]:
    assigned = {one.body for one in measure.assignments}
    # Where nobody is assigned, that is told of the measure, and not again of every report on it.
    if assigned and entry.body not in assigned and entry.body not in _heard(conference, measure):
        text = f"{entry.body} reports on {entry.measure}, which it neither leads nor supports"
        yield finding("coordination.not-assigned", text, entry.at, f"assigned: {', '.join(sorted(assigned))}")
    known = [one.id for one in measure.indicators]
    for name in entry.values:
        if name not in known:
            text = f"{entry.measure} has no indicator {name}"
            hint = f"it has {', '.join(known) or 'none'}"
            yield finding("coordination.indicator-unknown", text, entry.at, hint)
    if entry.status == "done" and not entry.evidence:
        text = f"{entry.body} reports {entry.measure} done and names no evidence"
        yield finding("coordination.no-evidence", text, entry.at, severity=Severity.WARNING)


def _heard(conference: Conference, measure: Measure) -> set[str]:
    """Those who answer or once answered for a measure, by assignment or by a recorded act."""
    return {heir for one in measure.assignments for heir in answered(conference, one.body, date.max, measure)}


def _in_its_plan(conference: Conference, entry: Entry | Review, measures: Mapping[str, Measure]) -> Iterator[Finding]:
    """The measure exists, and its plan is in force in the period reported on."""
    measure = measures.get(entry.measure)
    if measure is None:
        text = f"there is no measure {entry.measure}"
        yield finding("coordination.measure-unknown", text, entry.at, "write PLAN/MEASURE, as p3/1.1")
        return
    plan, end = conference.plans[measure.plan], last_day(entry.period)
    first = plan.validity.start and plan.validity.start.earliest()
    last = plan.validity.end and plan.validity.end.latest()
    if end and ((first and end < first) or (last and end.year > last.year)):
        text = f"{entry.measure} is of the plan {plan.id}, which is not in force in {entry.period}"
        running = [one.id for one in conference.plans.values() if one.validity.covers(end)]
        hint = f"plans in force then: {', '.join(running) or 'none'}"
        yield finding("coordination.other-plan", text, entry.at, hint)


def _reviews(conference: Conference) -> Iterator[Finding]:
    measures = conference.measures
    yield from twice(conference.reviews, lambda one: f"{one.reviewer} on {one.measure} for {one.period}", "review")
    for review in conference.reviews:
        yield from _known(conference, review.reviewer, review.at, "review")
        yield from _in_its_plan(conference, review, measures)
        reviewer, measure = conference.body(review.reviewer), measures.get(review.measure)
        if reviewer and measure:
            yield from _independent(reviewer, review, measure)


def _independent(reviewer: Body, review: Review, measure: Measure) -> Iterator[Finding]:
    """Nobody reviews what it leads; a body of the state does not review what it supports either."""
    involved = {*measure.bodies("lead"), *(measure.bodies("support") if reviewer.of_state else ())}
    if reviewer.id in involved:
        text = f"{reviewer.id} reviews {review.measure}, for which it answers itself"
        hint = "an independent reader neither leads it nor, as a body of the state, supports it"
        yield finding("coordination.reviewer-involved", text, review.at, hint)


def _meetings(conference: Conference, today: date) -> Iterator[Finding]:
    decisions = {one.id: one for meeting in conference.meetings for one in meeting.decisions}
    yield from twice(conference.meetings, lambda one: one.id, "meeting")
    yield from twice((one for meeting in conference.meetings for one in meeting.decisions), _decision_id, "decision")
    for meeting in conference.meetings:
        yield from _attended(conference, meeting)
        for decision in meeting.decisions:
            yield from _decision(conference, decision, decisions)
        for said in meeting.follow_ups:
            yield from _follow_up(said.decision, meeting, said.at, decisions)
        for item in meeting.agenda:
            if item.decision and item.decision not in decisions:
                text = f"the agenda of {meeting.id} names the decision {item.decision}, which no meeting holds"
                yield finding("coordination.decision-unknown", text, item.at)
            yield from _measures_known(conference, filter(None, [item.measure]), item.at)
    last = {said.decision: said.at for meeting in conference.meetings for said in meeting.follow_ups}
    for decision in conference.decisions():
        if decision.status == "done" and not decision.evidence:
            text = f"the decision {decision.id} is done and names no evidence"
            at = last.get(decision.id, decision.at)  # where it was called done, and where the evidence is to be named
            yield finding("coordination.no-evidence", text, at, severity=Severity.WARNING)


def _decision_id(decision: Decision) -> str:
    return decision.id


def _attended(conference: Conference, meeting: Meeting) -> Iterator[Finding]:
    day = meeting.on.earliest() if meeting.on else None
    for id in meeting.attended:
        yield from _known(conference, id, meeting.at, f"meeting {meeting.id}", day)
        body = conference.body(id)
        if body and day and body.stands_on(day) and body.seat(day) is None:
            text = f"{id} attended {meeting.id} and has no seat on that day"
            hint = "give it a seat under member, as: observer if it only listens"
            yield finding("coordination.not-a-member", text, meeting.at, hint, severity=Severity.WARNING)


def _decision(conference: Conference, decision: Decision, decisions: Mapping[str, Decision]) -> Iterator[Finding]:
    day = decision.on.earliest() if decision.on else None
    if not decision.owners:
        text, hint = f"the decision {decision.id} has no owner", "owner: [police]"
        yield finding("coordination.no-owner", text, decision.at, hint, severity=Severity.WARNING)
    for owner in decision.owners:
        yield from _known(conference, owner, decision.at, f"decision {decision.id}", day)
    if _surely_before(decision.due, decision.on):
        text = f"the decision {decision.id} is due on {decision.due}, before it was taken on {decision.on}"
        yield finding("coordination.due-before-start", text, decision.at, "correct one of the two dates")
    if decision.superseded_by and decision.superseded_by not in decisions:
        text = f"{decision.id} is superseded by {decision.superseded_by}, which no meeting holds"
        yield finding("coordination.decision-unknown", text, decision.at)
    if decision.measure:
        yield from _measures_known(conference, (decision.measure,), decision.at)


def _follow_up(id: str, meeting: Meeting, at: Place, decisions: Mapping[str, Decision]) -> Iterator[Finding]:
    decision = decisions.get(id)
    if decision is None:
        yield finding("coordination.decision-unknown", f"no meeting holds the decision {id}", at)
    elif _surely_before(meeting.on, decision.on):
        text = f"{meeting.id} follows up {id}, which was taken later"
        yield finding("coordination.follow-up-early", text, at, "correct the day of one of the two meetings")


def _known(conference: Conference, id: str, at: Place, what: str, day: date | None = None) -> Iterator[Finding]:
    """The body exists, and stood on the day."""
    body = conference.body(id)
    if body is None and id:
        hint = f"bodies of conference.yml: {', '.join(one.id for one in conference.bodies[:40])}"
        yield finding("coordination.body-unknown", f"{what}: there is no body {id}", at, hint)
    elif body and day and not body.stands_on(day):
        text = f"{what}: {id} was dissolved on {body.dissolved}"
        yield finding("coordination.body-dissolved", text, at, _heirs(body))


def _measures_known(conference: Conference, refs: Iterable[str], at: Place) -> Iterator[Finding]:
    for ref in refs:
        plan = conference.plans.get(ref.partition("/")[0])
        if plan is None or all(one.ref != ref for one in plan.measures):
            hint = "write PLAN/MEASURE, as p3/1.1"
            yield finding("coordination.measure-unknown", f"there is no measure {ref}", at, hint)


def _cycles(steps: Mapping[str, Sequence[str]], places: Mapping[str, Place], what: str) -> Iterator[Finding]:
    """Each round trip once, at the first of its members."""
    told: set[str] = set()
    for start in steps:
        round_trip = _way_back(start, steps)
        if round_trip and not told & set(round_trip):
            told |= set(round_trip)
            way = " → ".join([*round_trip, start])
            yield finding("coordination.cycle", f"{what} lead in a circle: {way}", places[start], "break it at one")


def _way_back(start: str, steps: Mapping[str, Sequence[str]]) -> list[str]:
    """A way from ``start`` back to it; empty when there is none."""
    waiting = [[start]]
    seen: set[str] = set()
    while waiting:
        way = waiting.pop()
        for step in steps.get(way[-1], ()):
            if step == start:
                return way
            if step not in seen:
                seen.add(step)
                waiting.append([*way, step])
    return []
