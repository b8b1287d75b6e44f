"""A conference as the room has read it → the rows of its tables, not yet written."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from uuid import UUID

from django.db.models import Model

from palermo import coordination as room
from palermo.coordination.place import Place
from palermo.ground.dates import PartialDate
from palermo.ground.rows import Row, parse_rows
from palermo.site.coordination import models as tables
from palermo.standards.validity import Validity

AS_WRITTEN = ("instruments/", "frameworks/", "tiers/")
"""Folders whose files are kept as they are."""
_ENDINGS = (".yml", ".yaml")
_IDS = ("id", "decision", "article", "from")
OwnerOf = Callable[[str], UUID]


class Notes:
    """The remarks of a folder, which the room reads past: by file, line and the name of that which they stand in."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.of_files: dict[str, str] = {}
        self._found: dict[tuple[str, int, str], str] = {}
        for path, data in files.items():
            row, _ = parse_rows(path, data)
            if row is not None:
                note = row.fields.get("note")
                self.of_files |= {path: note} if isinstance(note, str) else {}
                self._walk(row)

    def of(self, at: Place, name: str) -> str:
        """The remark on the thing called ``name`` at a place; empty where there is none."""
        return self._found.get((at.path, at.line, name), "")

    def _walk(self, row: Row) -> None:
        note, name = row.fields.get("note"), next((row.fields[id] for id in _IDS if id in row.fields), "")
        if isinstance(note, str) and isinstance(name, str):
            self._found[row.path, row.line, name] = note
        for value in row.fields.values():
            for inner in value if isinstance(value, tuple) else (value,):
                if isinstance(inner, Row):
                    self._walk(inner)


def rows_of(found: room.Conference, files: Mapping[str, bytes], *, owner_of: OwnerOf) -> Iterator[list[Model]]:
    """Lists of rows of one table each, in an order in which every reference leads to what was written before."""
    ours = {
        path: data for path, data in files.items() if path == "conference.yml" or path.split("/")[0] in room.FOLDERS
    }
    notes = Notes(ours)
    yield [_conference(found)]
    yield from members(found, notes)
    for at, plan in enumerate(found.plans.values()):
        yield from rows_of_plan(plan, notes, position=at)
    yield list(_progress(found, owner_of))
    yield list(_reviews(found, owner_of))
    yield from _meetings(found, notes)
    yield from _duties(found, notes)
    yield from _assessments(found, notes)
    yield [tables.FolderNote(path=path, text=text) for path, text in notes.of_files.items()
           if not path.startswith(AS_WRITTEN)]  # fmt: skip
    kept = [path for path in ours if path.startswith(AS_WRITTEN)]
    kept += [path for path in files if path == room.ASK_FILE]
    yield [tables.KeptFile(path=path, text=files[path].decode("utf-8-sig")) for path in sorted(kept)]


def day(one: PartialDate | None) -> str:
    """As it was written."""
    return str(one) if one else ""


def span(one: Validity) -> dict[str, str]:
    """``start`` and ``end`` as columns have them."""
    return {"start": day(one.start), "end": day(one.end)}


def _file(at: Place) -> str:
    return at.path.rsplit("/", 1)[-1]


def _conference(found: room.Conference) -> tables.Conference:
    return tables.Conference(
        name=dict(found.name),
        languages=list(found.languages),
        country=found.country or "",
        states={state: dict(words) for state, words in found.states.items()},
    )


def members(found: room.Conference, notes: Notes) -> Iterator[list[Model]]:
    """Bodies, seats, acts of handing over, and assessors."""
    bodies = [
        tables.Body(
            position=at,
            code=one.id,
            kind=one.kind,
            names=[{**name.words, **_from_to(name.validity)} for name in one.names],
            dissolved=day(one.dissolved),
            successors=[
                {"body": next_.body, **({"on": day(next_.on)} if next_.on else {}), "how": next_.how}
                for next_ in one.successors
            ],
            note=notes.of(one.at, one.id),
        )
        for at, one in enumerate(found.bodies)
    ]
    yield [*bodies]
    yield [
        tables.Membership(body=body, position=at, role=seat.role, **span(seat.validity), held_by=seat.held_by or "")
        for body, one in zip(bodies, found.bodies, strict=True)
        for at, seat in enumerate(one.seats)
    ]
    yield [
        tables.Handover(
            position=at,
            giver=one.giver,
            taker=one.taker,
            on=day(one.on),
            measures=list(one.measures),
            source=one.source or "",
            note=notes.of(one.at, one.giver),
        )
        for at, one in enumerate(found.handovers)
    ]
    yield [
        tables.Assessor(
            position=at, code=one.id, name=dict(one.name), kind=one.kind, of=one.of or "", note=notes.of(one.at, one.id)
        )
        for at, one in enumerate(found.assessors)
    ]


def _from_to(one: Validity) -> dict[str, str]:
    ends = {"from": day(one.start), "to": day(one.end)}
    return {name: written for name, written in ends.items() if written}


def rows_of_plan(plan: room.Plan, notes: Notes, *, position: int) -> Iterator[list[Model]]:
    """One plan: itself, its areas, its measures, who is assigned to them, how they are counted."""
    made = tables.Plan(
        position=position,
        file=_file(plan.at),
        code=plan.id,
        title=dict(plan.title),
        number=plan.number or "",
        issued=day(plan.issued),
        **span(plan.validity),
        continues=plan.continues or "",
        bodies=plan.bodies or "",
        document=plan.document or "",
    )
    yield [made]
    areas = {
        one.id: tables.Area(plan=made, position=at, code=one.id, goal=dict(one.goal), note=notes.of(one.at, one.id))
        for at, one in enumerate(plan.areas)
    }
    yield [*areas.values()]
    measures: dict[str, tables.Measure] = {}
    for at, one in enumerate(plan.measures):
        measures[one.ref] = tables.Measure(
            plan=made,
            area=areas[one.area],
            parent=measures.get(one.parent or ""),
            position=at,
            code=one.id,
            text=dict(one.text),
            start=day(one.start),
            due=day(one.due),
            duties=list(one.duties),
            continues=one.continues or "",
            change=one.change or "",
            note=notes.of(one.at, one.id),
        )
    yield [*measures.values()]
    by_ref = {one.ref: one for one in plan.measures}
    yield [
        tables.Assignment(
            measure=measures[one.ref], position=at, body=assigned.body, role=assigned.role, **span(assigned.validity)
        )
        for one in plan.measures
        for at, assigned in enumerate(_own_assignments(one, by_ref.get(one.parent or "")))
    ]
    yield [
        tables.PlanIndicator(
            measure=measures[one.ref],
            position=at,
            code=counted.id,
            text=dict(counted.text),
            unit=counted.unit,
            baseline=counted.baseline or "",
            target=counted.target or "",
            direction=counted.direction,
        )
        for one in plan.measures
        for at, counted in enumerate(one.indicators)
    ]


def _own_assignments(one: room.Measure, above: room.Measure | None) -> Iterable[room.Assignment]:
    """Without the leads that a part has only because the measure above it has them."""
    leads = [part for part in one.assignments if part.role == "lead"]
    if above is not None and leads == [part for part in above.assignments if part.role == "lead"]:
        return [part for part in one.assignments if part.role != "lead"]
    return one.assignments


def _progress(found: room.Conference, owner_of: OwnerOf) -> Iterator[Model]:
    for at, one in enumerate(found.entries):
        yield tables.ProgressEntry(
            agency_id=owner_of(one.body),
            file=_file(one.at),
            position=at,
            body=one.body,
            measure=one.measure,
            period=one.period,
            status=one.status,
            values=dict(one.values),
            evidence=list(one.evidence),
            note=dict(one.note),
            reply=dict(one.reply),
            on=day(one.on),
        )


def _reviews(found: room.Conference, owner_of: OwnerOf) -> Iterator[Model]:
    for at, one in enumerate(found.reviews):
        yield tables.Review(
            agency_id=owner_of(one.reviewer),
            file=_file(one.at),
            position=at,
            reviewer=one.reviewer,
            measure=one.measure,
            period=one.period,
            verdict=one.verdict,
            status=one.status or "",
            text=dict(one.text),
            evidence=list(one.evidence),
            on=day(one.on),
        )


def _meetings(found: room.Conference, notes: Notes) -> Iterator[list[Model]]:
    made = [
        tables.Meeting(
            position=at,
            file=_file(one.at),
            code=one.id,
            on=day(one.on),
            level=one.level or "",
            attended=list(one.attended),
            document=one.document or "",
        )
        for at, one in enumerate(found.meetings)
    ]
    pairs = list(zip(made, found.meetings, strict=True))
    yield [*made]
    yield [
        tables.AgendaItem(
            meeting=row, position=at, text=dict(item.text), decision=item.decision or "", measure=item.measure or ""
        )
        for row, one in pairs
        for at, item in enumerate(one.agenda)
    ]
    yield [
        tables.Decision(
            meeting=row,
            position=at,
            code=decided.id,
            text=dict(decided.text),
            owners=list(decided.owners),
            due=day(decided.due),
            status=decided.status,
            evidence=list(decided.evidence),
            superseded_by=decided.superseded_by or "",
            measure=decided.measure or "",
            note=notes.of(decided.at, decided.id),
        )
        for row, one in pairs
        for at, decided in enumerate(one.decisions)
    ]
    yield [
        tables.FollowUp(
            meeting=row,
            position=at,
            decision=told.decision,
            status=told.status,
            evidence=list(told.evidence),
            superseded_by=told.superseded_by or "",
            note=notes.of(told.at, told.decision),
        )
        for row, one in pairs
        for at, told in enumerate(one.follow_ups)
    ]


def _duties(found: room.Conference, notes: Notes) -> Iterator[list[Model]]:
    made = [
        tables.Duties(position=at, file=_file(one.at), instrument=one.instrument, state=one.state, period=one.period)
        for at, one in enumerate(found.duties)
    ]
    yield [*made]
    lines = [
        (
            tables.DutyLine(
                duties=row,
                position=at,
                article=line.article,
                documents=list(line.documents),
                figures=list(line.figures),
                note=notes.of(line.at, line.article),
            ),
            line,
        )
        for row, one in zip(made, found.duties, strict=True)
        for at, line in enumerate(one.lines)
    ]
    yield [row for row, _ in lines]
    yield [
        tables.Judgement(
            line=row,
            position=at,
            whose=whose,
            by=said.by,
            judgement=said.judgement,
            text=dict(said.text),
            document=said.document or "",
            on=day(said.on),
        )
        for row, line in lines
        for whose, group in (("own", [line.own] if line.own else []), ("other", line.others))
        for at, said in enumerate(group)
    ]


def _assessments(found: room.Conference, notes: Notes) -> Iterator[list[Model]]:
    made = [
        tables.Assessment(
            position=at,
            file=_file(one.at),
            assessor=one.assessor,
            framework=one.framework,
            state=one.state,
            round=one.round,
            on=day(one.on),
            document=one.document or "",
            rank=one.rank or "",
            about={"unit": one.about.unit, "total": one.about.total, "states": dict(one.about.states)}
            if one.about
            else {},
        )
        for at, one in enumerate(found.assessments)
    ]
    pairs = list(zip(made, found.assessments, strict=True))
    yield [*made]
    yield [
        tables.GridEntry(
            assessment=row,
            position=at,
            criterion=judged.criterion,
            judgement=judged.judgement,
            text=dict(judged.text),
            documents=list(judged.documents),
            figures=list(judged.figures),
        )
        for row, one in pairs
        for at, judged in enumerate(one.criteria)
    ]
    yield [
        tables.Reply(
            assessment=row,
            position=at,
            by=said.by,
            criterion=said.criterion or "",
            text=dict(said.text),
            document=said.document or "",
            on=day(said.on),
        )
        for row, one in pairs
        for at, said in enumerate(one.replies)
    ]
