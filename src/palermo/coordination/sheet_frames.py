"""Duties and assessments as tables of text, one row a fact, with file and line."""

from collections.abc import Iterator, Mapping

from palermo.coordination.assessments import changes
from palermo.coordination.conference import Conference
from palermo.coordination.duties import judgements, sheet
from palermo.coordination.place import Place, said
from palermo.ground.dates import PartialDate

Cells = dict[str, str]

SHEET_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "duty_rows": (
        "instrument", "state", "period", "article", "kind", "strength", "text", "documents", "figures", "evidence",
        "own", "others", "differ", "file", "line",
    ),
    "judgement_rows": (
        "instrument", "state", "period", "article", "by", "whose", "judgement", "document", "on", "file", "line",
    ),
    "assessment_rows": (
        "assessor", "framework", "state", "round", "criterion", "group", "judgement", "documents", "figures", "reply",
        "changed", "before", "file", "line",
    ),
    "rank_rows": ("assessor", "framework", "state", "year", "rank", "waiver", "file", "line"),
    "about_rows": ("assessor", "round", "unit", "state", "amount", "total", "file", "line"),
}  # fmt: skip
NONE_GIVEN = "none_given"


def sheet_rows(conference: Conference) -> Mapping[str, Iterator[Cells]]:
    """The rows of every table of ``SHEET_COLUMNS``."""
    return {
        "duty_rows": _duties(conference),
        "judgement_rows": _judgements(conference),
        "assessment_rows": _assessments(conference),
        "rank_rows": _ranks(conference),
        "about_rows": _about(conference),
    }


def _at(place: Place) -> Cells:
    return {"file": place.path, "line": str(place.line)}


def _yes(so: bool) -> str:
    return "yes" if so else "no"


def _day(day: PartialDate | None) -> str:
    return str(day) if day else ""


def _duties(conference: Conference) -> Iterator[Cells]:
    """A row for every line of an instrument for which a sheet is kept, those without a word among them."""
    for duties in conference.duties:
        instrument = conference.instruments.get(duties.instrument)
        for one in sheet(duties, instrument) if instrument else ():
            line = one.line
            yield {
                "instrument": duties.instrument,
                "state": duties.state,
                "period": duties.period,
                "article": one.asked.article,
                "kind": one.asked.kind,
                "strength": one.asked.strength,
                "text": said(one.asked.text),
                "documents": str(len(line.documents) if line else 0),
                "figures": str(len(line.figures) if line else 0),
                "evidence": _yes(bool(one.evidence)),
                "own": one.own.judgement if one.own else NONE_GIVEN,
                "others": str(len(one.others)),
                "differ": _yes(one.differ),
                **_at(line.at if line else duties.at),
            }


def _judgements(conference: Conference) -> Iterator[Cells]:
    for duties, line, whose, one in judgements(conference.duties):
        yield {
            "instrument": duties.instrument,
            "state": duties.state,
            "period": duties.period,
            "article": line.article,
            "by": one.by,
            "whose": whose,
            "judgement": one.judgement,
            "document": one.document or "",
            "on": _day(one.on),
            **_at(one.at),
        }


def _assessments(conference: Conference) -> Iterator[Cells]:
    """A row for every criterion of every made, those on which the assessor is silent among them."""
    changed = {
        (one.assessor, one.state, one.round, one.criterion): one
        for one in changes(conference.assessments, conference.frameworks)
    }
    for made in conference.assessments:
        framework = conference.frameworks.get(made.framework)
        for criterion in framework.criteria if framework else ():
            judged = made.judged(criterion.id)
            change = changed.get((made.assessor, made.state, made.round, criterion.id))
            yield {
                "assessor": made.assessor,
                "framework": made.framework,
                "state": made.state,
                "round": str(made.round),
                "criterion": criterion.id,
                "group": criterion.group,
                "judgement": judged.judgement if judged else "not_stated",
                "documents": str(len(judged.documents) if judged else 0),
                "figures": str(len(judged.figures) if judged else 0),
                "reply": _yes(bool(made.answers(criterion.id))),
                "changed": _yes(change is not None and change.framed is None),
                "before": change.before or "" if change else "",
                **_at(judged.at if judged else made.at),
            }


def _ranks(conference: Conference) -> Iterator[Cells]:
    """The ranks of the histories and of the sheets; a rank that stands in both is one row."""
    seen: set[tuple[str, str, int]] = set()
    for one in conference.ranks:
        seen.add((one.assessor, one.state, one.round))
        yield {
            "assessor": one.assessor,
            "framework": one.framework,
            "state": one.state,
            "year": str(one.round),
            "rank": one.rank,
            "waiver": _yes(one.waived),
            **_at(one.at),
        }
    for made in conference.assessments:
        if made.rank is not None and (made.assessor, made.state, made.round) not in seen:
            yield {
                "assessor": made.assessor,
                "framework": made.framework,
                "state": made.state,
                "year": str(made.round),
                "rank": made.rank,
                "waiver": "no",
                **_at(made.at),
            }


def _about(conference: Conference) -> Iterator[Cells]:
    for made in conference.assessments:
        if made.about is not None:
            for state, amount in made.about.states.items():
                yield {
                    "assessor": made.assessor,
                    "round": str(made.round),
                    "unit": made.about.unit,
                    "state": state,
                    "amount": amount,
                    "total": made.about.total,
                    **_at(made.about.at),
                }
