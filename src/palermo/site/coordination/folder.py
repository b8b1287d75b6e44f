"""The tables as a conference folder: each file as plain values, which the room reads back to the same conference."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

import yaml

from palermo.site.coordination import models as rows

Plain = dict[str, Any]
T = TypeVar("T")
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


PARTS = ("conference", "plans", "progress", "reviews", "meetings", "duties", "assessments", "kept")
"""What a folder is made of, each part from tables of its own: an act that changes one leaves the others as they are."""
Parts = Mapping[str, Mapping[str, bytes]]


def folder(notes: bool = True) -> dict[str, bytes]:
    """Relative path → bytes of every file; empty where no conference was begun. ``notes``: with those of files."""
    told = {one.path: one.text for one in rows.FolderNote.objects.all()} if notes else {}
    return whole_of(parts(PARTS, told))


def whole_of(made: Parts) -> dict[str, bytes]:
    """The files of all parts."""
    return {path: data for part in made.values() for path, data in part.items()}


def parts(wanted: Iterable[str], notes: Mapping[str, str] | None = None) -> dict[str, dict[str, bytes]]:
    """The files of each part that is wanted; of none where no conference was begun. ``notes``: of files, by path."""
    conference = rows.Conference.objects.first()
    if conference is None:
        return {}
    plain: dict[str, Callable[[], dict[str, Plain]]] = {
        "conference": lambda: {"conference.yml": _conference(conference)},
        "plans": _plans,
        "progress": _progress,
        "reviews": _reviews,
        "meetings": _meetings,
        "duties": _duties,
        "assessments": _assessments,
    }
    made = {}
    for part in wanted:
        if part == "kept":
            made[part] = {one.path: one.text.encode() for one in rows.KeptFile.objects.all()}
        else:
            made[part] = {path: written(_noted(path, told, notes or {})) for path, told in plain[part]().items()}
    return made


def _noted(path: str, plain: Plain, notes: Mapping[str, str]) -> Plain:
    return {**plain, "note": notes[path]} if path in notes else plain


def written(plain: Plain) -> bytes:
    """Plain values as YAML, as a person would read them."""
    text: str = yaml.dump(plain, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=120)
    return text.encode()


def _some(**fields: Any) -> Plain:
    """Fields that say something, by the names of the format: a hyphen below a name that Python keeps for itself."""
    return {name.rstrip("_"): value for name, value in fields.items() if value not in ("", [], {}, None)}


def _by(found: Iterable[T], key: str) -> Mapping[UUID, list[T]]:
    """Rows by that to which they belong, in their order."""
    groups: dict[UUID, list[T]] = defaultdict(list)
    for one in found:
        groups[getattr(one, key)].append(one)
    return groups


def _conference(conference: rows.Conference) -> Plain:
    seats = _by(rows.Membership.objects.all(), "body_id")
    return _some(
        format="palermo.conference/1",
        name=conference.name,
        languages=conference.languages,
        country=conference.country,
        bodies=[_body(body, seats[body.pk]) for body in rows.Body.objects.all()],
        handovers=[
            _some(from_=one.giver, to=one.taker, on=one.on, measures=one.measures, source=one.source, note=one.note)
            for one in rows.Handover.objects.all()
        ],
        states=conference.states,
        assessors=[
            _some(id=one.code, name=one.name, kind=one.kind, of=one.of, note=one.note)
            for one in rows.Assessor.objects.all()
        ],
    )


def _body(body: rows.Body, seats: Iterable[rows.Membership]) -> Plain:
    return _some(
        id=body.code,
        kind=body.kind,
        names=body.names,
        member=[_some(as_=one.role, from_=one.start, to=one.end, seat=one.held_by) for one in seats],
        dissolved=body.dissolved,
        successors=body.successors,
        note=body.note,
    )


def _plans() -> dict[str, Plain]:
    areas, measures = _by(rows.Area.objects.all(), "plan_id"), list(rows.Measure.objects.all())
    tree = _Tree(measures)
    return {
        f"plans/{plan.file}": _some(
            format="palermo.plan/1",
            id=plan.code,
            title=plan.title,
            number=plan.number,
            issued=plan.issued,
            period=_some(start=plan.start, end=plan.end),
            continues=plan.continues,
            bodies=plan.bodies,
            document=plan.document,
            areas=[
                _some(id=area.code, goal=area.goal, note=area.note, measures=tree.below(area))
                for area in areas[plan.pk]
            ],
        )
        for plan in rows.Plan.objects.all()
    }


class _Tree:
    """The measures of all plans, each with what belongs to it."""

    def __init__(self, measures: Iterable[rows.Measure]) -> None:
        found = list(measures)
        self._tops = _by((one for one in found if one.parent_id is None), "area_id")
        self._parts = _by(found, "parent_id")
        self._assigned = _by(rows.Assignment.objects.all(), "measure_id")
        self._counted = _by(rows.PlanIndicator.objects.all(), "measure_id")

    def below(self, area: rows.Area) -> list[Plain]:
        """The measures of an area, their parts within them."""
        return [self._measure(one) for one in self._tops[area.pk]]

    def _measure(self, measure: rows.Measure) -> Plain:
        assigned = self._assigned[measure.pk]
        return _some(
            id=measure.code,
            text=measure.text,
            lead=[_assigned(one) for one in assigned if one.role == "lead"],
            support=[_assigned(one) for one in assigned if one.role == "support"],
            start=measure.start,
            due=measure.due,
            duties=measure.duties,
            continues=measure.continues,
            change=measure.change,
            indicators=[_indicator(one) for one in self._counted[measure.pk]],
            note=measure.note,
            sub=[self._measure(one) for one in self._parts[measure.pk]],
        )


def _assigned(one: rows.Assignment) -> str | Plain:
    return _some(body=one.body, from_=one.start, to=one.end) if one.start or one.end else one.body


def _indicator(one: rows.PlanIndicator) -> Plain:
    return _some(
        id=one.code,
        text=one.text,
        unit=one.unit,
        baseline=one.baseline,
        target=one.target,
        direction=one.direction,
    )


def _progress() -> dict[str, Plain]:
    files: dict[tuple[str, ...], list[Plain]] = defaultdict(list)
    for one in rows.ProgressEntry.objects.all():
        files[one.file, one.body, one.period].append(
            _some(
                measure=one.measure,
                status=one.status,
                values=one.values,
                evidence=one.evidence,
                note=one.note,
                reply=one.reply,
                on=one.on,
            )
        )
    return {
        f"progress/{name}": _some(format="palermo.progress/1", body=body, period=period, entries=entries)
        for (name, body, period), entries in files.items()
    }


def _reviews() -> dict[str, Plain]:
    files: dict[tuple[str, ...], list[Plain]] = defaultdict(list)
    for one in rows.Review.objects.all():
        files[one.file, one.reviewer, one.period].append(
            _some(
                measure=one.measure,
                verdict=one.verdict,
                status=one.status,
                text=one.text,
                evidence=one.evidence,
                on=one.on,
            )
        )
    return {
        f"reviews/{name}": _some(format="palermo.review/1", reviewer=reviewer, period=period, entries=entries)
        for (name, reviewer, period), entries in files.items()
    }


def _meetings() -> dict[str, Plain]:
    agenda = _by(rows.AgendaItem.objects.all(), "meeting_id")
    decisions = _by(rows.Decision.objects.all(), "meeting_id")
    told = _by(rows.FollowUp.objects.all(), "meeting_id")
    return {
        f"meetings/{one.file}": _some(
            format="palermo.meeting/1",
            id=one.code,
            on=one.on,
            level=one.level,
            attended=one.attended,
            document=one.document,
            agenda=[_some(text=item.text, decision=item.decision, measure=item.measure) for item in agenda[one.pk]],
            decisions=[_decision(decision) for decision in decisions[one.pk]],
            follow_up=[_follow_up(said) for said in told[one.pk]],
        )
        for one in rows.Meeting.objects.all()
    }


def _decision(one: rows.Decision) -> Plain:
    return _some(
        id=one.code,
        text=one.text,
        owner=one.owners,
        due=one.due,
        status=one.status,
        evidence=one.evidence,
        superseded_by=one.superseded_by,
        measure=one.measure,
        note=one.note,
    )


def _follow_up(one: rows.FollowUp) -> Plain:
    return _some(
        decision=one.decision,
        status=one.status,
        evidence=one.evidence,
        superseded_by=one.superseded_by,
        note=one.note,
    )


def _duties() -> dict[str, Plain]:
    lines = _by(rows.DutyLine.objects.all(), "duties_id")
    judged = _by(rows.Judgement.objects.all(), "line_id")
    return {
        f"duties/{one.file}": _some(
            format="palermo.duties/1",
            instrument=one.instrument,
            state=one.state,
            period=one.period,
            lines=[_duty(line, judged[line.pk]) for line in lines[one.pk]],
        )
        for one in rows.Duties.objects.all()
    }


def _duty(line: rows.DutyLine, judged: Iterable[rows.Judgement]) -> Plain:
    said = [(one.whose, _judgement(one)) for one in judged]
    own = [plain for whose, plain in said if whose == "own"]
    return _some(
        article=line.article,
        documents=line.documents,
        figures=line.figures,
        own=own[0] if own else None,
        others=[plain for whose, plain in said if whose == "other"],
        note=line.note,
    )


def _judgement(one: rows.Judgement) -> Plain:
    return _some(by=one.by, judgement=one.judgement, text=one.text, document=one.document, on=one.on)


def _assessments() -> dict[str, Plain]:
    entries = _by(rows.GridEntry.objects.all(), "assessment_id")
    replies = _by(rows.Reply.objects.all(), "assessment_id")
    return {
        f"assessments/{one.file}": _some(
            format="palermo.assessment/1",
            assessor=one.assessor,
            framework=one.framework,
            state=one.state,
            round=str(one.round),
            on=one.on,
            document=one.document,
            rank=one.rank,
            criteria=[_entry(entry) for entry in entries[one.pk]],
            replies=[_reply(reply) for reply in replies[one.pk]],
            about=one.about,
        )
        for one in rows.Assessment.objects.all()
    }


def _entry(one: rows.GridEntry) -> Plain:
    return _some(id=one.criterion, judgement=one.judgement, text=one.text, documents=one.documents, figures=one.figures)


def _reply(one: rows.Reply) -> Plain:
    return _some(by=one.by, criterion=one.criterion, text=one.text, document=one.document, on=one.on)
