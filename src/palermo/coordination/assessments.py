"""Assessments of states by one yardstick: several assessors side by side, the state's reply, what changed and on what.

Nothing here is computed about a state: a rank is what an assessor gave, and no score or average exists.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from palermo.coordination.place import Place, Words
from palermo.ground.dates import PartialDate
from palermo.ground.finding import Finding
from palermo.ground.forms import Form, rows, words
from palermo.ground.rows import Row
from palermo.standards.frameworks import Framework, FrameworkCriterion

FORMAT = "palermo.assessment/1"
FRAMEWORK_FORMAT = "palermo.framework/1"
TIERS_FORMAT = "palermo.tiers/1"
JUDGEMENTS = ("met", "partly_met", "not_met", "not_stated")
ASSESSORS = ("state", "intergovernmental", "ngo", "academic", "self")
UNITS = ("page", "paragraph", "sentence", "word")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessor:
    """Who assesses. ``of`` is the state an assessor belongs to; one of kind ``self`` fills in its own sheet."""

    id: str
    name: Words
    kind: str
    of: str | None
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionJudgement:
    """What an assessor says of one criterion, and the evidence it names."""

    criterion: str
    judgement: str
    text: Words
    documents: tuple[str, ...]
    figures: tuple[str, ...]
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the assessed government answers: to a criterion, or to the whole (None)."""

    by: str
    criterion: str | None
    text: Words
    document: str | None
    on: PartialDate | None
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """How much of the assessor's report of the round is about whom, in pages, paragraphs, sentences or words."""

    unit: str
    total: str
    states: Mapping[str, str]
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One assessor on one state in one round. ``rank`` as the assessor gave it, None where it gives none."""

    assessor: str
    framework: str
    state: str
    round: int
    on: PartialDate | None
    document: str | None
    rank: str | None
    criteria: tuple[CriterionJudgement, ...]
    replies: tuple[Reply, ...]
    about: About | None
    at: Place

    def judged(self, criterion: str) -> CriterionJudgement | None:
        """What it says of a criterion; None where it is silent."""
        return next((one for one in self.criteria if one.criterion == criterion), None)

    def answers(self, criterion: str | None) -> tuple[Reply, ...]:
        """The government's replies to a criterion, or to the whole."""
        return tuple(one for one in self.replies if one.criterion == criterion)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """The rank an assessor gave a state in a round; ``waived`` where a fall was put off."""

    assessor: str
    framework: str
    state: str
    round: int
    rank: str
    waived: bool
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """What one assessor says of one state under one criterion; None: it has no sheet, or is silent on it."""

    assessor: str
    state: str
    judgement: CriterionJudgement | None
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A criterion that an assessor judges otherwise than in its last round on the state, or judges anew or no more.

    ``framed`` says why it cannot be compared, where the yardstick itself changed: ``added`` or ``dropped``.
    """

    assessor: str
    state: str
    criterion: str
    before_round: int
    round: int
    before: str | None
    now: str | None
    evidence: tuple[str, ...]
    framed: str | None
    at: Place


def grid(
    found: Sequence[Assessment], criteria: Iterable[FrameworkCriterion], round: int
) -> tuple[tuple[FrameworkCriterion, tuple[GridCell, ...]], ...]:
    """Criterion by criterion, the same for every state: what each assessor says of each in a round."""
    sheets = sorted((one for one in found if one.round == round), key=lambda one: (one.state, one.assessor))
    return tuple(
        (
            criterion,
            tuple(
                GridCell(
                    assessor=one.assessor,
                    state=one.state,
                    judgement=one.judged(criterion.id),
                    replies=one.answers(criterion.id),
                )
                for one in sheets
            ),
        )
        for criterion in criteria
    )


def latest_round(found: Iterable[Assessment]) -> int | None:
    """The last round there is."""
    return max((one.round for one in found), default=None)


def changes(found: Sequence[Assessment], frameworks: Mapping[str, Framework]) -> tuple[Change, ...]:
    """Every criterion that changed between an assessor's consecutive rounds on a state, with the evidence named."""
    told: list[Change] = []
    for before, now in _consecutive(found):
        told += _between(before, now, frameworks)
    return tuple(told)


def _consecutive(found: Sequence[Assessment]) -> Iterator[tuple[Assessment, Assessment]]:
    last: dict[tuple[str, str], Assessment] = {}
    for one in sorted(found, key=lambda one: (one.round, one.state, one.assessor)):
        before = last.get((one.assessor, one.state))
        if before is not None and before.round < one.round:
            yield before, one
        last[one.assessor, one.state] = one


def _between(before: Assessment, now: Assessment, frameworks: Mapping[str, Framework]) -> Iterator[Change]:
    old, new = frameworks.get(before.framework), frameworks.get(now.framework)
    known = [one.id for framework in (new, old) if framework for one in framework.criteria]
    for id in dict.fromkeys(known):
        then, said = before.judged(id), now.judged(id)
        framed = None
        if old and new and old.criterion(id) is None:
            framed = "added"
        elif old and new and new.criterion(id) is None:
            framed = "dropped"
        if framed or (then.judgement if then else None) != (said.judgement if said else None):
            source = said or then
            yield Change(
                assessor=now.assessor,
                state=now.state,
                criterion=id,
                before_round=before.round,
                round=now.round,
                before=then.judgement if then else None,
                now=said.judgement if said else None,
                evidence=(*said.documents, *said.figures) if said else (),
                framed=framed,
                at=source.at if source else now.at,
            )


def read_assessor(row: Row, languages: Sequence[str], faults: list[Finding]) -> Assessor:
    """One entry of ``assessors`` in conference.yml."""
    form = Form(row, f"assessor {row.fields.get('id') or ''}", faults)
    made = Assessor(
        id=form.needed("id"),
        name=words(form, "name", languages),
        kind=form.choice("kind", ASSESSORS, "ngo"),
        of=form.text("of"),
        at=Place.of(row),
    )
    if not form.has("kind"):
        form.blame("id", "kind is missing", f"one of {', '.join(ASSESSORS)}", code="missing-field")
    if made.kind in ("state", "self") and not made.of:
        form.blame("id", f"an assessor of kind {made.kind} is of a state", "of: XA", code="missing-field")
    form.text("note")
    form.close()
    return made


def read_assessment(row: Row, languages: Sequence[str], faults: list[Finding]) -> Assessment:
    """One file of ``assessments/``."""
    form = Form(row, "assessment", faults)
    form.get("format")
    about = form.form("about")
    made = Assessment(
        assessor=form.needed("assessor"),
        framework=form.needed("framework"),
        state=form.needed("state"),
        round=_round(form),
        on=form.day("on"),
        document=form.text("document"),
        rank=form.text("rank"),
        criteria=tuple(_criterion(part, languages, faults) for part in rows(form, "criteria")),
        replies=tuple(_reply(part, languages, faults) for part in rows(form, "replies")),
        about=_about(about) if about else None,
        at=Place.of(row),
    )
    form.text("note")
    form.close()
    return made


def _round(form: Form) -> int:
    if not form.has("round"):
        form.blame("state", "round is missing", "the year of the assessor's report", code="missing-field")
    return form.whole("round") or 0


def _criterion(row: Row, languages: Sequence[str], faults: list[Finding]) -> CriterionJudgement:
    form = Form(row, f"criterion {row.fields.get('id') or ''}", faults)
    made = CriterionJudgement(
        criterion=form.needed("id"),
        judgement=form.choice("judgement", JUDGEMENTS, "not_stated"),
        text=words(form, "text", languages, needed=False),
        documents=form.texts("documents"),
        figures=form.texts("figures"),
        at=Place.of(row),
    )
    if not form.has("judgement"):
        form.blame("id", "judgement is missing", f"one of {', '.join(JUDGEMENTS)}", code="missing-field")
    form.close()
    return made


def _reply(row: Row, languages: Sequence[str], faults: list[Finding]) -> Reply:
    form = Form(row, "reply", faults)
    made = Reply(
        by=form.needed("by"),
        criterion=form.text("criterion"),
        text=words(form, "text", languages),
        document=form.text("document"),
        on=form.day("on"),
        at=Place.of(row),
    )
    form.close()
    return made


def _about(form: Form) -> About:
    states = form.form("states")
    made = About(
        unit=form.choice("unit", UNITS, "paragraph"),
        total=form.number("total") or "",
        states={name: said for name in states.row.fields if (said := states.number(name))} if states else {},
        at=Place.of(form.row),
    )
    if not made.total:
        form.blame("unit", "total is missing", "how long the whole report is, in the same unit", code="missing-field")
    form.close()
    return made


def read_framework(row: Row, languages: Sequence[str], faults: list[Finding]) -> Framework:
    """One file of ``frameworks/``: a dated yardstick of the folder's own."""
    form = Form(row, f"framework {row.fields.get('id') or ''}", faults)
    form.get("format")
    groups: dict[str, Words] = {}
    criteria: list[FrameworkCriterion] = []
    for part in rows(form, "groups"):
        group = Form(part, f"group {part.fields.get('id') or ''}", faults)
        id = group.needed("id")
        groups[id] = words(group, "title", languages)
        for inner in rows(group, "criteria"):
            one = Form(inner, f"criterion {inner.fields.get('id') or ''}", faults)
            criteria.append(FrameworkCriterion(one.needed("id"), id, words(one, "text", languages)))
            one.close()
        group.close()
    made = Framework(
        id=form.needed("id"),
        title=words(form, "title", languages),
        source=form.needed("source"),
        first=_year(form, "valid_from"),
        last=_year(form, "valid_to"),
        ranks=dict(_ranks(form, languages, faults)),
        groups=groups,
        criteria=tuple(criteria),
    )
    form.text("note")
    form.close()
    return made


def _year(form: Form, name: str) -> int | None:
    day = form.day(name)
    return day.year if day else None


def _ranks(form: Form, languages: Sequence[str], faults: list[Finding]) -> Iterator[tuple[str, Words]]:
    for row in rows(form, "ranks"):
        part = Form(row, "rank", faults)
        yield part.needed("code"), words(part, "label", languages)
        part.close()


def read_tiers(row: Row, languages: Sequence[str], faults: list[Finding]) -> tuple[Rank, ...]:
    """One file of ``tiers/``: the ranks an assessor gave, by state and round."""
    form = Form(row, "tiers", faults)
    form.get("format")
    assessor, framework = form.needed("assessor"), form.needed("framework")
    form.text("document")
    part = form.form("ranks")
    found: list[Rank] = []
    for state, rounds in part.row.fields.items() if part else ():
        if not isinstance(rounds, Row):
            form.blame("ranks", f"the ranks of {state} are a mapping", 'XA: {2016: "2"}')
            continue
        for round, said in rounds.fields.items():
            one = _rank(rounds, round, said, faults)
            if one is not None:
                at = Place(row.path, rounds.lines.get(round, rounds.line))
                found.append(
                    Rank(
                        assessor=assessor, framework=framework, state=state, round=int(round), rank=one[0],
                        waived=one[1], at=at,
                    )
                )  # fmt: skip
    form.text("note")
    form.close()
    return tuple(found)


def _rank(rounds: Row, round: str, said: object, faults: list[Finding]) -> tuple[str, bool] | None:
    form = Form(rounds, "ranks", faults)
    if not (round.isascii() and round.isdigit() and len(round) == 4):
        form.blame(round, f"the round {round!r} is no year")
        return None
    if isinstance(said, Row):
        part = Form(said, f"rank of {round}", faults)
        made = part.needed("rank"), part.flag("waiver", False)
        part.close()
        return made
    rank = form.text(round)
    if rank is None:
        form.blame(round, f"the rank of {round} is empty")
        return None
    return rank, False
