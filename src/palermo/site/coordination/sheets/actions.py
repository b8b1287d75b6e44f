"""The acts on duties and assessments: who says what, citing what. May, change, ask the room, audit."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from palermo.ground.errors import UsageError
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand, demand_of
from palermo.site.audit.actions import record
from palermo.site.coordination.actions import change, next_position, raced, writing
from palermo.site.coordination.models import Assessment, Assessor, Duties, DutyLine, GridEntry, Judgement, Reply

Words = Mapping[str, str]


def add_sheet(actor: Actor, *, instrument: str, state: str, period: str, today: date) -> Duties:
    """An empty sheet of a state's duties. Raises Forbidden, Refused."""
    demand_of(actor, Verb.WRITE, Duties)
    with writing(today, "duties"):
        file = _free_file(Duties, f"{instrument}-{state.lower()}-{period}")
        made = Duties.objects.create(
            file=file, instrument=instrument, state=state, period=period, position=next_position(Duties.objects)
        )
        record(actor, "duties.add", made, fields=["instrument", "state", "period"])
    return made


def cite(
    actor: Actor,
    duties: Duties,
    *,
    article: str,
    version: int | None,
    documents: Sequence[str],
    figures: Sequence[str],
    today: date,
) -> DutyLine:
    """The evidence of an obligation, by id. Raises Forbidden, LostRace, Refused."""
    demand(actor, Verb.WRITE, duties)
    with writing(today, "duties"):
        line = _line(duties, article)
        if line.version != (version or line.version):
            raise raced(line, version, {"documents": list(documents), "figures": list(figures)})
        changed = change(line, line.version, documents=list(documents), figures=list(figures))
        record(actor, "duties.cite", line, fields=changed)
    return line


def judge(
    actor: Actor,
    duties: Duties,
    *,
    article: str,
    version: int | None,
    whose: str,
    by: str,
    today: date,
    **said: Any,
) -> Judgement:
    """What somebody says of an obligation; one own judgement a line, and one of each other. Forbidden, LostRace."""
    demand(actor, Verb.WRITE, duties)
    with writing(today, "duties"):
        line = _line(duties, article)
        there = line.judgements.filter(whose=whose) if whose == "own" else line.judgements.filter(whose=whose, by=by)
        found = there.first()
        if (found is None) is not (version is None):
            raise raced(found, version, {"by": by, **said})
        if found is None:
            found = Judgement.objects.create(
                line=line, whose=whose, by=by, **said, position=next_position(line.judgements)
            )
        else:
            change(found, version or 0, by=by, **said)
        record(actor, "duties.judge", found, fields=sorted(said))
    return found


def _line(duties: Duties, article: str) -> DutyLine:
    """The line of an article, made where nothing was written of it yet."""
    found = duties.lines.filter(article=article).first()
    return found or DutyLine.objects.create(duties=duties, article=article, position=next_position(duties.lines))


def add_assessor(actor: Actor, *, code: str, name: Words, kind: str, of: str, today: date) -> Assessor:
    """Somebody who assesses states. Raises Forbidden, Refused."""
    demand_of(actor, Verb.WRITE, Assessor)
    with writing(today, "conference"):
        place = next_position(Assessor.objects)
        made = Assessor.objects.create(code=code, name=dict(name), kind=kind, of=of, position=place)
        record(actor, "assessor.add", made, fields=["code", "name", "kind", "of"])
    return made


def add_assessment(
    actor: Actor, *, assessor: str, framework: str, state: str, round: int, document: str, today: date
) -> Assessment:
    """An empty sheet of an assessor on a state in a round. Raises Forbidden, Refused."""
    demand_of(actor, Verb.WRITE, Assessment)
    with writing(today, "assessments"):
        made = Assessment.objects.create(
            file=_free_file(Assessment, f"{assessor}-{state.lower()}-{round}"),
            assessor=assessor,
            framework=framework,
            state=state,
            round=round,
            document=document,
            position=next_position(Assessment.objects),
        )
        record(actor, "assessment.add", made, fields=["assessor", "framework", "round", "state"])
    return made


def rank(actor: Actor, assessment: Assessment, *, version: int, rank: str, on: str, document: str, today: date) -> None:
    """The rank as the assessor gave it, empty where it gives none. Raises Forbidden, LostRace, Refused."""
    demand(actor, Verb.WRITE, assessment)
    with writing(today, "assessments"):
        changed = change(assessment, version, rank=rank, on=on, document=document)
        record(actor, "assessment.rank", assessment, fields=changed)


def assess(
    actor: Actor, assessment: Assessment, *, criterion: str, version: int | None, today: date, **said: Any
) -> GridEntry:
    """What the assessor says of a criterion, by evidence. Raises Forbidden, LostRace, Refused."""
    demand(actor, Verb.WRITE, assessment)
    with writing(today, "assessments"):
        found = assessment.entries.filter(criterion=criterion).first()
        if (found is None) is not (version is None):
            raise raced(found, version, said)
        if found is None:
            found = GridEntry.objects.create(
                assessment=assessment, criterion=criterion, **said, position=next_position(assessment.entries)
            )
        else:
            change(found, version or 0, **said)
        record(actor, "assessment.judge", found, fields=sorted(said))
    return found


def reply(
    actor: Actor, assessment: Assessment, *, by: str, criterion: str, text: Words, document: str, today: date
) -> Reply:
    """What the assessed government answers. Raises Forbidden, Refused."""
    demand(actor, Verb.WRITE, assessment)
    if not text:
        raise UsageError("The reply says nothing.", hint="Write what was answered.")
    with writing(today, "assessments"):
        made = Reply.objects.create(
            assessment=assessment,
            by=by,
            criterion=criterion,
            text=dict(text),
            document=document,
            on=today.isoformat(),
            position=next_position(assessment.replies),
        )
        record(actor, "assessment.reply", made, fields=["by", "criterion", "text", "document"])
    return made


def _free_file(model: type[Duties] | type[Assessment], stem: str) -> str:
    """A name of a file that no other row has."""
    taken = set(model.objects.values_list("file", flat=True))
    names = (f"{stem}.yml" if at == 1 else f"{stem}-{at}.yml" for at in range(1, 10_000))
    return next(name for name in names if name not in taken)
