"""The acts on a conference: the only place that writes it. May, change, ask the room, audit, in one transaction."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Max, Model

from palermo import coordination as room
from palermo.ground.errors import Refused, UsageError
from palermo.ground.finding import Finding, Severity
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand, demand_of
from palermo.site.access.refusals import Forbidden, LostRace, NothingWritten
from palermo.site.accounts.models import Agency
from palermo.site.audit.actions import record
from palermo.site.coordination import models as tables
from palermo.site.coordination.current import files_of, sound, whole
from palermo.site.coordination.folder import written
from palermo.site.coordination.models.progress import SECRETARY
from palermo.site.coordination.rows_of import Notes, rows_of, rows_of_plan

M = TypeVar("M", bound=Model)
Words = Mapping[str, str]


@contextmanager
def writing(today: date, *touches: str) -> Iterator[None]:
    """One act: all of it or nothing, and nothing that the room says cannot be. The new stamp is the lock of writers.

    ``touches``: the parts of the folder that the act changes, where it is known which; the others are not read anew.
    """
    with transaction.atomic():
        before = tables.Conference.objects.select_for_update().values_list("stamp", flat=True).first()
        tables.Conference.objects.update(stamp=uuid4())
        yield
        if before is None and not tables.Conference.objects.exists():
            raise UsageError("There is no conference yet.", hint="Begin one, or take a folder in.")
        kept = {part: files for part, files in files_of(before).items() if touches and part not in touches}
        sound(today=today, as_before=kept)


def change(row: M, version: int, **wanted: Any) -> list[str]:
    """Change the row that was read at ``version``: the names of what differs. LostRace where somebody was faster."""
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    there = type(row)._default_manager.filter(pk=row.pk, version=version)
    try:
        count = there.update(**wanted, version=F("version") + 1)
    except NothingWritten:
        count = 0
    if not count:
        raise raced(type(row)._default_manager.filter(pk=row.pk).first(), version, wanted)
    row.refresh_from_db()
    return changed


def raced(there: Any, version: int | None, sent: Mapping[str, Any]) -> LostRace:
    """Somebody was faster: what stands in the row now, and what was to stand there. None: the row is gone."""
    now = {"version": there.version, **{name: getattr(there, name) for name in sent}} if there else {"version": None}
    return LostRace("The row was changed meanwhile.", there=now, sent={"version": version, **sent})


def told_as_well(act: Callable[[], list[str]], *, there: Mapping[str, object], sent: Mapping[str, object]) -> list[str]:
    """As ``act``; where it loses a race, with what stands in other tables beside the row."""
    try:
        return act()
    except LostRace as lost:
        raise LostRace(str(lost), there={**lost.there, **there}, sent={**lost.sent, **sent}) from lost


def next_position(found: Any) -> int:
    """The place behind the last of ``found``."""
    last = found.aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def own_body(actor: Actor) -> str:
    """The code of the actor's body, which is its id in the conference; empty for whoever has none."""
    code = Agency.objects.filter(pk=actor.agency).values_list("code", flat=True).first() if actor.agency else None
    return code or ""


def secretariat(actor: Actor, model: type[Model]) -> None:
    """Raises Forbidden for all but the secretary: a manager's right to write a plan is that to report on it."""
    demand_of(actor, Verb.WRITE, model)
    if actor.role != SECRETARY:
        raise Forbidden("The secretariat does this.")


# The conference and its bodies


def begin(actor: Actor, *, name: Words, country: str, today: date) -> tables.Conference:
    """A conference without a body. Raises Forbidden, UsageError where there is one."""
    secretariat(actor, tables.Conference)
    if tables.Conference.objects.exists():
        raise UsageError("There is a conference.", hint="A site holds one.")
    with transaction.atomic():
        made = tables.Conference.objects.create(name=dict(name), languages=list(name), country=country)
        sound(today=today)
        record(actor, "conference.begin", made, fields=["name", "country"])
    return made


def take_in(actor: Actor, files: Mapping[str, bytes], *, today: date) -> room.Conference:
    """A whole conference folder into a site that holds none. Raises Forbidden, UsageError, Refused with its errors.

    Never over one that is there: what a body or a reader has written would be gone with it.
    """
    secretariat(actor, tables.Conference)
    if actor.agency is None:
        raise Forbidden("A person of a body does this.")
    if tables.Conference.objects.exists():
        raise UsageError("There is a conference.", hint="A folder is taken into a site that holds none.")
    found = room.load(files)
    _refuse(room.check(found, today=today))
    owners: dict[str, UUID] = dict(Agency.objects.values_list("code", "pk"))
    own = actor.agency
    with transaction.atomic():
        for rows in rows_of(found, files, owner_of=lambda body: owners.get(body, own)):
            if rows:
                type(rows[0])._default_manager.bulk_create(rows)
        sound(today=today)
        record(actor, "conference.take-in", tables.Conference, fields=sorted(files)[:50])
    return found


def _refuse(told: Sequence[Finding]) -> None:
    wrong = [one for one in told if one.severity is Severity.ERROR]
    if wrong:
        raise Refused("The folder cannot be taken in.", hint="Correct what is named.", findings=wrong)


def add_body(actor: Actor, *, code: str, kind: str, name: Words, role: str, since: str, today: date) -> tables.Body:
    """A body of the conference with its seat. Raises Forbidden, Refused."""
    secretariat(actor, tables.Body)
    with writing(today, "conference"):
        made = tables.Body.objects.create(
            code=code, kind=kind, names=[dict(name)], position=next_position(tables.Body.objects)
        )
        tables.Membership.objects.create(body=made, role=role, start=since)
        record(actor, "body.add", made, fields=["code", "kind", "names", "seats"])
    return made


def add_seat(actor: Actor, body: tables.Body, *, role: str, start: str, held_by: str, today: date) -> tables.Membership:
    """A further seat, from a day on. Raises Forbidden, Refused where two would overlap."""
    secretariat(actor, tables.Membership)
    with writing(today, "conference"):
        made = tables.Membership.objects.create(
            body=body, role=role, start=start, held_by=held_by, position=next_position(body.seats)
        )
        record(actor, "seat.add", made, fields=["role", "start", "held_by"])
    return made


def change_seat(
    actor: Actor, seat: tables.Membership, *, version: int, role: str, start: str, end: str, held_by: str, today: date
) -> None:
    """Change or end a seat. Raises Forbidden, LostRace, Refused."""
    secretariat(actor, tables.Membership)
    with writing(today, "conference"):
        changed = change(seat, version, role=role, start=start, end=end, held_by=held_by)
        record(actor, "seat.change", seat, fields=changed)


# Meetings


def add_meeting(
    actor: Actor, *, on: str, level: str, attended: Sequence[str], document: str, today: date
) -> tables.Meeting:
    """A meeting, held or to come, called by its day. Raises Forbidden, Refused."""
    demand_of(actor, Verb.WRITE, tables.Meeting)
    with writing(today, "meetings"):
        code = free(f"m-{on}", tables.Meeting)
        made = tables.Meeting.objects.create(
            code=code, file=f"{code}.yml", on=on, level=level, attended=list(attended), document=document
        )
        record(actor, "meeting.add", made, fields=["on", "level", "attended", "document"])
    return made


def change_meeting(
    actor: Actor,
    meeting: tables.Meeting,
    *,
    version: int,
    on: str,
    level: str,
    attended: Sequence[str],
    document: str,
    today: date,
) -> None:
    """Change what is written of a meeting. Raises Forbidden, LostRace, Refused."""
    demand(actor, Verb.WRITE, meeting)
    with writing(today, "meetings"):
        changed = change(meeting, version, on=on, level=level, attended=list(attended), document=document)
        record(actor, "meeting.change", meeting, fields=changed)


def add_item(
    actor: Actor, meeting: tables.Meeting, *, text: Words, decision: str, measure: str, today: date
) -> tables.AgendaItem:
    """Something the meeting is to speak of. Raises Forbidden, Refused."""
    demand(actor, Verb.WRITE, meeting)
    with writing(today, "meetings"):
        made = tables.AgendaItem.objects.create(
            meeting=meeting,
            text=dict(text),
            decision=decision,
            measure=measure,
            position=next_position(meeting.agenda),
        )
        record(actor, "agenda.add", made, fields=["text", "decision", "measure"])
    return made


def decide(
    actor: Actor,
    meeting: tables.Meeting,
    *,
    text: Words,
    owners: Sequence[str],
    due: str,
    measure: str,
    today: date,
) -> tables.Decision:
    """Write a decision into the minutes, called by the year of the meeting. Raises Forbidden, Refused."""
    demand(actor, Verb.WRITE, meeting)
    with writing(today, "meetings"):
        made = tables.Decision.objects.create(
            meeting=meeting,
            code=numbered(f"d-{meeting.on[:4]}", tables.Decision),
            text=dict(text),
            owners=list(owners),
            due=due,
            status="open",
            measure=measure,
            position=next_position(meeting.decisions),
        )
        record(actor, "decision.add", made, fields=["text", "owners", "due", "measure"])
    return made


def change_decision(
    actor: Actor,
    decision: tables.Decision,
    *,
    version: int,
    text: Words,
    owners: Sequence[str],
    due: str,
    measure: str,
    today: date,
) -> None:
    """Correct a decision. What became of it is a follow-up of a later meeting. Raises Forbidden, LostRace, Refused."""
    demand(actor, Verb.WRITE, decision)
    with writing(today, "meetings"):
        changed = change(decision, version, text=dict(text), owners=list(owners), due=due, measure=measure)
        record(actor, "decision.change", decision, fields=changed)


def follow_up(
    actor: Actor,
    meeting: tables.Meeting,
    *,
    decision: str,
    status: str,
    evidence: Sequence[str],
    superseded_by: str,
    today: date,
) -> tables.FollowUp:
    """What a meeting records of an earlier decision. Raises Forbidden, Refused."""
    demand(actor, Verb.WRITE, meeting)
    with writing(today, "meetings"):
        made = tables.FollowUp.objects.create(
            meeting=meeting,
            decision=decision,
            status=status,
            evidence=list(evidence),
            superseded_by=superseded_by,
            position=next_position(meeting.follow_ups),
        )
        record(actor, "decision.follow-up", made, fields=["status", "evidence", "superseded_by"])
    return made


def free(wanted: str, model: Any) -> str:
    """``wanted``, or with the first number behind it that no row has."""
    taken = set(model.objects.filter(code__startswith=wanted).values_list("code", flat=True))
    return next(one for at in range(1, 10_000) if (one := wanted if at == 1 else f"{wanted}-{at}") not in taken)


def numbered(stem: str, model: Any) -> str:
    """The first of ``stem``-1, ``stem``-2 … that no row has."""
    taken = set(model.objects.filter(code__startswith=f"{stem}-").values_list("code", flat=True))
    return next(one for at in range(1, 10_000) if (one := f"{stem}-{at}") not in taken)


# Plans, and what is said of them


def add_plan(actor: Actor, name: str, data: bytes, *, today: date) -> tables.Plan:
    """A plan from a file of the folder's format. Raises Forbidden, BadDefinition, Refused."""
    secretariat(actor, tables.Plan)
    path, now = f"plans/{name}", whole()
    if now is None:
        raise UsageError("There is no conference yet.", hint="Begin one, or take a folder in.")
    head = {"format": "palermo.conference/1", "name": dict(now.name), "languages": list(now.languages)}
    files = {"conference.yml": written(head), path: data}
    found = room.load(files)
    _refuse(found.faults)
    [plan] = found.plans.values()
    with writing(today):
        for rows in rows_of_plan(plan, Notes({path: data}), position=next_position(tables.Plan.objects)):
            if rows:
                type(rows[0])._default_manager.bulk_create(rows)
        made = tables.Plan.objects.get(code=plan.id)
        record(actor, "plan.add", made)
    return made


def change_measure(
    actor: Actor,
    measure: tables.Measure,
    *,
    version: int,
    text: Words,
    due: str,
    leads: Sequence[str],
    supports: Sequence[str],
    today: date,
) -> None:
    """Change a measure and who is assigned to it. Raises Forbidden, LostRace, Refused."""
    secretariat(actor, tables.Measure)
    with writing(today, "plans"):
        now = {role: [one.body for one in measure.assignments.filter(role=role)] for role in ("lead", "support")}
        changed = told_as_well(
            lambda: change(measure, version, text=dict(text), due=due),
            there={"leads": now["lead"], "supports": now["support"]},
            sent={"leads": list(leads), "supports": list(supports)},
        )
        for role, wanted in (("lead", leads), ("support", supports)):
            kept = {one.body: one for one in measure.assignments.filter(role=role)}
            for body in kept.keys() - set(wanted):
                kept[body].delete()
            for body in [one for one in wanted if one not in kept]:
                tables.Assignment.objects.create(
                    measure=measure, body=body, role=role, position=next_position(measure.assignments)
                )
            changed += [role] if set(kept) != set(wanted) else []
        record(actor, "measure.change", measure, fields=changed)


def report(
    actor: Actor,
    body: str,
    *,
    measure: str,
    period: str,
    version: int | None,
    today: date,
    **said: Any,
) -> tables.ProgressEntry:
    """What a body reports of a measure: written by itself, or by the secretariat for a body without accounts.

    ``version`` None: nothing was there. Raises Forbidden, LostRace, Refused.
    """
    demand_of(actor, Verb.WRITE, tables.ProgressEntry)
    _in_the_name_of(actor, body)
    key = {"agency_id": actor.agency, "body": body, "measure": measure, "period": period}
    with writing(today, "progress"):
        made: tables.ProgressEntry = _say(
            tables.ProgressEntry, key, f"{body}-{period}.yml", version, {**said, "on": today.isoformat()}
        )
        record(actor, "progress.report", made, fields=sorted(said))
    return made


def review(actor: Actor, *, measure: str, period: str, version: int | None, today: date, **said: Any) -> tables.Review:
    """What an independent reader says of a measure, in the name of the own body alone. Forbidden, LostRace, Refused."""
    demand_of(actor, Verb.WRITE, tables.Review)
    reviewer = own_body(actor)
    if not reviewer or actor.role == SECRETARY:
        raise Forbidden("A reader writes a review, in its own name.")
    key = {"agency_id": actor.agency, "reviewer": reviewer, "measure": measure, "period": period}
    with writing(today, "reviews"):
        made: tables.Review = _say(
            tables.Review, key, f"{reviewer}-{period}.yml", version, {**said, "on": today.isoformat()}
        )
        record(actor, "progress.review", made, fields=sorted(said))
    return made


def _in_the_name_of(actor: Actor, body: str) -> None:
    """A body speaks for itself; for one that has accounts nobody else does."""
    if own_body(actor) == body:
        return
    if actor.role != SECRETARY or Agency.objects.filter(code=body).exists():
        raise Forbidden("A body reports for itself.")


def _say(model: type[Any], key: Mapping[str, Any], file: str, version: int | None, said: Mapping[str, Any]) -> Any:
    """The one row of that key, new or changed."""
    found = model.objects.filter(**key).first()
    if (found is None) is not (version is None):
        raise raced(found, version, said)
    if found is None:
        of_file = model.objects.filter(file=file)
        found = model(**key, **said, file=file, position=next_position(of_file))
        found.save()
    else:
        change(found, version or 0, **said)
    return found
