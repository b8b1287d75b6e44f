"""A decision on status stands beside those before it; clocks start, pause and stop by the rule of their day."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from palermo.ground.errors import Refused, UsageError
from palermo.ground.finding import errors
from palermo.register import clocks, status
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand, demand_of, person
from palermo.site.audit.actions import record
from palermo.site.cases import in_the_room
from palermo.site.cases.actions import Values, changed, once
from palermo.site.cases.models import Case, Clock, ClockPause, Participation, StatusDecision
from palermo.standards import nrm

POSITIVE = "positive_reasonable_grounds"
"""What starts a clock, as the rulebook calls it."""
DECIDES = {"reasonable_grounds": "rg_decision", "conclusive_grounds": "cg_decision"}
"""Stage of a decision → the clock that waits for it."""


@transaction.atomic
def decide(actor: Actor, case: Case, part: Participation, told: Values, *, now: datetime) -> StatusDecision:
    """Record a decision, count the status anew, and start or stop the clocks that hang on it.

    Raises Forbidden, Refused with all that the room finds wrong, LostRace where the same decision was superseded.
    """
    demand_of(actor, Verb.WRITE, StatusDecision)
    demand(actor, Verb.READ, case)
    part = Participation.objects.select_for_update().get(pk=part.pk)  # of two decisions at once each counts both
    before = list(StatusDecision.objects.filter(participation=part))
    given = dict(told)
    reasons, holidays = str(given.pop("reasons")), str(given.pop("holidays", ""))
    book = in_the_room.rulebook(given["rulebook"])
    row = StatusDecision(
        agency_id=case.agency_id,
        case=case,
        participation=part,
        account=person(actor),
        recorded_at=now,
        reasons=reasons,
        **{**given, **_threshold(book, given["stage"], given["decided_on"])},
    )
    new = in_the_room.decision(row, reasons=reasons)
    recorded = [in_the_room.decision(one) for one in before]
    found = errors(status.check(new, recorded, book))
    if found:
        raise Refused("The decision cannot be recorded.", findings=found)
    once(row)
    current = status.as_of([*recorded, new], localdate(now))
    part.status = current.value if current else ""
    part.save(update_fields=["status"])
    after = {"value": row.value, "stage": row.stage, "decided_on": row.decided_on, "rule_version": row.rule_version}
    record(actor, "status.decide", row, fields=[*after, "reasons"], after=after)
    if book is not None:
        _follow(actor, case, part, row, book, holidays)
    return row


@transaction.atomic
def start_clock(actor: Actor, case: Case, part: Participation, told: Values) -> Clock:
    """Start a clock on the day its rule names. Raises Forbidden, UsageError without such a rule, and without the
    holidays that a rule over working days needs."""
    demand(actor, Verb.WRITE, case)
    book = nrm.rulebook(told["rulebook"])
    return _start(actor, case, part, book, told["code"], told["started"], told["holidays"])


@transaction.atomic
def pause_clock(actor: Actor, clock: Clock, version: int, *, on: date) -> None:
    """It stands still from the day. Raises Forbidden, LostRace, UsageError where it stands or was stopped."""
    held = _running(clock)
    pauses = clocks.paused(held, on)
    _recount(actor, clock, version, "clock.pause", held, pauses)
    once(ClockPause(agency_id=clock.agency_id, case_id=clock.case_id, clock=clock, start=on))


@transaction.atomic
def restart_clock(actor: Actor, clock: Clock, version: int, *, on: date) -> None:
    """It runs again from the day. Raises Forbidden, LostRace, UsageError where it is not paused."""
    held = _running(clock)
    pauses = clocks.restarted(held, on)
    _recount(actor, clock, version, "clock.restart", held, pauses)
    ClockPause.objects.filter(clock=clock, end=None).update(end=on)


@transaction.atomic
def stop_clock(actor: Actor, clock: Clock, version: int, *, on: date) -> None:
    """What it waited for was done on the day. Raises Forbidden, LostRace, UsageError before its start."""
    if on < clock.started:
        raise UsageError("It would stop before it started.", hint="Write the day on which it was done.")
    _running(clock)
    changed(actor, clock, version, "clock.stop", {"stopped": on})


def _threshold(book: nrm.Rulebook | None, stage: str, on: date) -> dict[str, str]:
    """The threshold of a stage as in force on the day; none where the rulebook sets none for it."""
    if book is None or stage not in {one.code for one in book.thresholds}:
        return {"threshold": "", "rule_version": ""}
    return {"threshold": stage, "rule_version": book.threshold(stage, on).version}


def _follow(
    actor: Actor, case: Case, part: Participation, row: StatusDecision, book: nrm.Rulebook, holidays: str
) -> None:
    """The clock that waited for this decision stops; those that a positive one starts begin on its day."""
    waited = Clock.objects.filter(participation=part, code=DECIDES.get(row.stage, ""), stopped=None).first()
    if waited is not None and row.decided_on >= waited.started:
        changed(actor, waited, waited.version, "clock.stop", {"stopped": row.decided_on})
    if row.stage == "reasonable_grounds" and row.value in status.PROTECTED:
        for code in dict.fromkeys(rule.code for rule in book.clocks if rule.starts == POSITIVE):
            _start(actor, case, part, book, code, row.decided_on, holidays)


def _start(
    actor: Actor, case: Case, part: Participation, book: nrm.Rulebook, code: str, on: date, holidays: str
) -> Clock:
    if book.clock(code, on).unit == "working_days" and not holidays:
        raise UsageError("The rule counts working days.", hint="Name the area whose holidays are no working days.")
    counted = clocks.due(code, on, book, in_the_room.calendar_of(holidays))
    clock = Clock(
        agency_id=case.agency_id,
        case=case,
        participation=part,
        code=code,
        rulebook=book.name,
        holidays=holidays,
        rule_version=counted.rule_version,
        kind=counted.kind,
        started=on,
        due=counted.due,
        earliest=counted.earliest,
        waiting=counted.waiting,
    )
    clock.save()
    record(actor, "clock.start", clock, fields=["code", "rule_version", "started"])
    return clock


def _running(clock: Clock) -> clocks.Clock:
    """The clock as the room knows it. Raises UsageError where it was stopped."""
    if clock.stopped is not None:
        raise UsageError("The clock was stopped.", hint="Start another, if something new is waited for.")
    return in_the_room.clock(clock, ClockPause.objects.filter(clock=clock))


def _recount(
    actor: Actor, clock: Clock, version: int, verb: str, held: clocks.Clock, pauses: Iterable[clocks.Pause]
) -> None:
    """Count it anew with other pauses, under the version it was started under."""
    again = clocks.recounted(held, nrm.rulebook(clock.rulebook), in_the_room.calendar_of(clock.holidays), pauses)
    told: dict[str, Any] = {"due": again.due, "earliest": again.earliest, "waiting": again.waiting}
    changed(actor, clock, version, verb, told)
