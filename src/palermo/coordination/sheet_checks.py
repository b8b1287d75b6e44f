"""What duties and assessments say that cannot be so: unknown articles, criteria, assessors, ranks and evidence."""

import re
from collections.abc import Collection, Iterable, Iterator

from palermo.coordination.assessments import Assessment, Rank
from palermo.coordination.conference import Conference
from palermo.coordination.duties import Duties, DutyLine, Judgement
from palermo.coordination.place import Place, finding
from palermo.coordination.repeats import twice
from palermo.ground.decimals import decimal
from palermo.ground.finding import Finding, Severity
from palermo.standards.codes import code_list

# Codes that ISO 3166 leaves to users, which a made-up state may take.
_OF_USERS = re.compile(r"AA|Q[M-Z]|X[A-Z]|ZZ")


def check_sheets(conference: Conference) -> Iterator[Finding]:
    """The findings about duties, assessors, assessments and ranks."""
    yield from twice(conference.own_instruments, lambda one: one.id, "instrument")
    yield from twice(conference.own_frameworks, lambda one: one.id, "framework")
    yield from twice(conference.assessors, lambda one: one.id, "assessor")
    yield from twice(conference.duties, lambda one: f"{one.instrument} of {one.state} for {one.period}", "sheet")
    yield from twice(conference.assessments, lambda one: f"{one.assessor} on {one.state} in {one.round}", "assessment")
    yield from twice(conference.ranks, lambda one: f"{one.assessor} on {one.state} in {one.round}", "rank")
    for assessor in conference.assessors:
        if assessor.of:
            yield from _state(assessor.of, assessor.at)
    for duties in conference.duties:
        yield from _duties(conference, duties)
    for assessment in conference.assessments:
        yield from _assessment(conference, assessment)
    for rank in conference.ranks:
        yield from _rank(conference, rank)
    yield from _measures_serve_duties(conference)


def _state(code: str, at: Place) -> Iterator[Finding]:
    if code not in code_list("iso3166_alpha2") and not _OF_USERS.fullmatch(code):
        hint = "two letters of ISO 3166, or XA to XZ for a made-up state"
        yield finding("coordination.state-unknown", f"there is no state {code}", at, hint)


def _duties(conference: Conference, duties: Duties) -> Iterator[Finding]:
    yield from _state(duties.state, duties.at)
    yield from twice(duties.lines, lambda line: line.article, f"line of {duties.instrument}")
    instrument = conference.instruments.get(duties.instrument)
    if instrument is None:
        hint = f"instruments: {', '.join(conference.instruments)}; a further treaty stands in instruments/"
        yield finding("coordination.instrument-unknown", f"there is no instrument {duties.instrument}", duties.at, hint)
        return
    for line in duties.lines:
        if instrument.line(line.article) is None:
            hint = f"its lines: {', '.join(one.article for one in instrument.lines[:40])}"
            text = f"{instrument.id} has no line {line.article}"
            yield finding("coordination.article-unknown", text, line.at, hint)
        yield from _judged(conference, duties, line)


def _judged(conference: Conference, duties: Duties, line: DutyLine) -> Iterator[Finding]:
    if line.own and conference.body(line.own.by) is None:
        text = f"{duties.instrument}.{line.article}: the own judgement is by {line.own.by}, which is no body"
        yield finding("coordination.body-unknown", text, line.own.at, "a body of conference.yml judges for the state")
    for one in line.others:
        yield from _other(conference, one)
    yield from twice(line.others, lambda one: f"{one.by} on {duties.instrument}.{line.article}", "judgement of")


def _other(conference: Conference, one: Judgement) -> Iterator[Finding]:
    if conference.body(one.by) is None and all(known.id != one.by for known in conference.assessors):
        text = f"there is no assessor and no body {one.by}"
        yield finding("coordination.assessor-unknown", text, one.at, "write it under assessors in conference.yml")


def _assessment(conference: Conference, one: Assessment) -> Iterator[Finding]:
    yield from _state(one.state, one.at)
    yield from _assessor(conference, one.assessor, one.state, one.at)
    yield from twice(one.criteria, lambda part: part.criterion, f"criterion of {one.assessor} on {one.state}")
    framework = conference.frameworks.get(one.framework)
    if framework is None:
        yield _no_framework(conference, one.framework, one.at)
        return
    if not framework.holds_in(one.round):
        text = f"{framework.id} is not the yardstick of the round {one.round}"
        hint = f"it holds from {framework.first or 'ever'} to {framework.last or 'now'}"
        yield finding("coordination.framework-not-of-round", text, one.at, hint)
    if one.rank is not None and one.rank not in framework.ranks:
        hint = f"ranks of {framework.id}: {', '.join(framework.ranks) or 'none'}"
        yield finding("coordination.rank-unknown", f"{framework.id} has no rank {one.rank}", one.at, hint)
    named = [(part.criterion, part.at) for part in one.criteria]
    named += [(reply.criterion, reply.at) for reply in one.replies if reply.criterion]
    for criterion, at in named:
        if framework.criterion(criterion) is None:
            hint = f"its criteria: {', '.join(known.id for known in framework.criteria[:40])}"
            yield finding("coordination.criterion-unknown", f"{framework.id} has no criterion {criterion}", at, hint)
    for part in one.criteria:
        if part.judgement != "not_stated" and not (part.documents or part.figures or one.document):
            text = f"{one.assessor} on {one.state}: {part.criterion} is judged on no evidence"
            yield finding("coordination.no-evidence", text, part.at, severity=Severity.WARNING)
    yield from _about(one)


def _about(one: Assessment) -> Iterator[Finding]:
    if one.about is None or not one.about.total:
        return
    for state, amount in one.about.states.items():
        yield from _state(state, one.about.at)
        if decimal(amount) > decimal(one.about.total):
            text = f"{amount} {one.about.unit}s about {state} are more than the {one.about.total} of the whole"
            yield finding("coordination.part-exceeds-whole", text, one.about.at, "a paragraph may be about two states")


def _assessor(conference: Conference, id: str, state: str, at: Place) -> Iterator[Finding]:
    found = next((one for one in conference.assessors if one.id == id), None)
    if found is None:
        hint = f"assessors of conference.yml: {', '.join(one.id for one in conference.assessors) or 'none'}"
        yield finding("coordination.assessor-unknown", f"there is no assessor {id}", at, hint)
    elif found.kind == "self" and found.of != state:
        text = f"{id} assesses {found.of} itself, and here {state}"
        yield finding("coordination.not-its-own", text, at, "one of kind self has sheets on its own state")


def _rank(conference: Conference, one: Rank) -> Iterator[Finding]:
    yield from _state(one.state, one.at)
    yield from _assessor(conference, one.assessor, one.state, one.at)
    framework = conference.frameworks.get(one.framework)
    if framework is None:
        yield _no_framework(conference, one.framework, one.at)
    elif one.rank not in framework.ranks:
        hint = f"ranks: {', '.join(framework.ranks)}"
        yield finding("coordination.rank-unknown", f"{framework.id} has no rank {one.rank}", one.at, hint)


def _no_framework(conference: Conference, id: str, at: Place) -> Finding:
    hint = f"frameworks: {', '.join(conference.frameworks)}; one of your own stands in frameworks/"
    return finding("coordination.framework-unknown", f"there is no framework {id}", at, hint)


def _measures_serve_duties(conference: Conference) -> Iterator[Finding]:
    """A duty that a measure names is a line of an instrument at hand."""
    for measure in conference.measures.values():
        for duty in measure.duties:
            id, _, article = duty.partition(".")
            instrument = conference.instruments.get(id)
            if instrument is None or instrument.line(article) is None:
                text = f"{measure.ref} serves {duty}, which is no line of an instrument"
                hint = f"write INSTRUMENT.ARTICLE, as palermo.10.2; instruments: {', '.join(conference.instruments)}"
                yield finding("coordination.article-unknown", text, measure.at, hint)


def check_evidence(
    conference: Conference, documents: Collection[str] | None, figures: Collection[str] | None
) -> Iterator[Finding]:
    """Documents and figures that are named as evidence and are not there, where it is known what is."""
    named = set(documents or ()) | set(figures or ())
    for id, at in _evidence(conference):
        if documents is not None and id not in named:
            text = f"the evidence {id} is no document of the folder"
            yield finding("coordination.evidence-unknown", text, at, "write it under documents in evidence/")
    for id, at in _figures(conference):
        if figures is not None and id.partition(":")[0] not in named and id not in named:
            text = f"the evidence {id} is no figure of the report"
            yield finding("coordination.evidence-unknown", text, at, "name a figure that the report defines")


def _evidence(conference: Conference) -> Iterator[tuple[str, Place]]:
    """Every document named, with its place. Evidence of progress and decisions may be a figure too."""
    for entry in conference.entries:
        yield from _named(entry.evidence, entry.at)
    for review in conference.reviews:
        yield from _named(review.evidence, review.at)
    for meeting in conference.meetings:
        yield from _named((meeting.document,), meeting.at)
        for decision in meeting.decisions:
            yield from _named(decision.evidence, decision.at)
        for said in meeting.follow_ups:
            yield from _named(said.evidence, said.at)
    for plan in conference.plans.values():
        yield from _named((plan.document,), plan.at)
    for duties in conference.duties:
        for line in duties.lines:
            yield from _named((*line.documents, *(one.document for one in (line.own, *line.others) if one)), line.at)
    for one in conference.assessments:
        yield from _named((one.document,), one.at)
        for part in one.criteria:
            yield from _named(part.documents, part.at)
        for reply in one.replies:
            yield from _named((reply.document,), reply.at)


def _named(ids: Iterable[str | None], at: Place) -> Iterator[tuple[str, Place]]:
    return ((id, at) for id in ids if id)


def figures_named(conference: Conference) -> tuple[str, ...]:
    """The ids of every figure that duties and assessments name as evidence."""
    return tuple(dict.fromkeys(id for id, _ in _figures(conference)))


def _figures(conference: Conference) -> Iterator[tuple[str, Place]]:
    for duties in conference.duties:
        for line in duties.lines:
            yield from _named(line.figures, line.at)
    for one in conference.assessments:
        for part in one.criteria:
            yield from _named(part.figures, part.at)
