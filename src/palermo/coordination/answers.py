"""A questionnaire filled from the figures of a report: what is there, as it is there; what is not, and why.

No value is computed, rounded or guessed here. A hidden cell stays hidden, a range stays a range, and a figure that
speaks of another time or counts another thing answers nothing.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from palermo.coordination.asked_periods import ALLOWED, AskedPeriod, period_of
from palermo.coordination.place import said
from palermo.coordination.questionnaires import Question, Questionnaire
from palermo.ground.errors import UsageError

ANSWERED, MISSING = "answered", "missing"
REASONS: Mapping[str, str] = {
    "no_figure_named": "no figure is named for it",
    "not_in_report": "the report has no figure of that id",
    "other_period": "the figure speaks of another period",
    "period_not_stated": "the figure does not say of which period it speaks",
    "no_figure_for_period": "no figure is named for this period",
    "other_unit": "the figure counts another thing",
    "protected": "protected: not to be published",
    "no_value": "the figure has no value",
}
COLUMNS = (
    "section", "question", "text", "asked", "status", "value", "low", "high", "comparator", "unit", "period", "figure",
    "code", "origin", "said_by", "disclosure", "reason", "detail", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One line of the filled questionnaire, every field a text; those that do not apply are empty."""

    section: str
    question: str
    text: str
    asked: str
    status: str
    value: str = ""
    low: str = ""
    high: str = ""
    comparator: str = ""
    unit: str = ""
    period: str = ""
    figure: str = ""
    code: str = ""
    origin: str = ""
    said_by: str = ""
    disclosure: str = ""
    reason: str = ""
    detail: str = ""
    note: str = ""

    def printed(self) -> str:
        """The value as a person reads it: a range as one, a hidden cell as two points."""
        if self.low or self.high:
            return f"{self.low or '…'}–{self.high or '…'}"
        if self.reason == "protected":
            return "··"
        return f"{self.comparator} {self.value}" if self.value and self.comparator not in ("", "=") else self.value

    def to_dict(self) -> dict[str, str]:
        """The fields that apply."""
        return {name: value for name in COLUMNS if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A questionnaire with its lines, in its order."""

    questionnaire: Questionnaire
    lines: tuple[Answer, ...]

    def answered(self) -> int:
        """How many lines have an answer."""
        return sum(one.status == ANSWERED for one in self.lines)

    def missing(self) -> dict[str, int]:
        """Reason → how many lines are missing for it, in the order of the list of reasons."""
        found = [one.reason for one in self.lines if one.status == MISSING]
        return {reason: found.count(reason) for reason in REASONS if reason in found}

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        of = self.questionnaire
        head = {"questionnaire": of.id, "title": dict(of.title), "source": of.source, "basis": of.basis}
        counts = {"questions": len(of.questions), "answered": self.answered(), "missing": self.missing()}
        return {**head, **counts, "lines": [one.to_dict() for one in self.lines]}


def answer(
    asked: Questionnaire, figures: Mapping[str, Mapping[str, Any]], *, protected: Collection[str] = ()
) -> Answers:
    """The questionnaire filled from ``figures``: rows of figures.json by id. ``protected`` ids rest on such data.

    Raises UsageError where nobody says of which period a question asks.
    """
    if timeless := [one.id for one in asked.questions if not asked.asked_of(one)]:
        some = ", ".join(timeless[:5])
        raise UsageError(f"{len(timeless)} questions ask of no period: {some}.", hint=f"Name one: {ALLOWED}.")
    lines = (line for question in asked.questions for line in _lines(asked, question, figures, protected))
    return Answers(questionnaire=asked, lines=tuple(lines))


def _lines(
    asked: Questionnaire, question: Question, figures: Mapping[str, Mapping[str, Any]], protected: Collection[str]
) -> Iterator[Answer]:
    """A line for each figure named, and one for each period that none of them speaks of."""
    periods = asked.asked_of(question)
    blank = Answer(
        section=question.section,
        question=question.id,
        text=said(question.text),
        asked=", ".join(one.written for one in periods),
        status=MISSING,
        note=question.note or "",
    )
    if not question.figures:
        for period in periods:
            yield replace(blank, asked=period.written, reason="no_figure_named")
        return
    made = [_line(blank, question, periods, id, figures.get(id), id in protected) for id in question.figures]
    yield from sorted(made, key=lambda one: one.asked)
    covered = {one.asked for one in made if one.status == ANSWERED or one.reason == "protected"}
    if len(periods) > 1:
        for period in periods:
            if period.written not in covered:
                yield replace(blank, asked=period.written, reason="no_figure_for_period")


def _line(
    blank: Answer,
    question: Question,
    periods: tuple[AskedPeriod, ...],
    id: str,
    figure: Mapping[str, Any] | None,
    protected: bool,
) -> Answer:
    """What one figure says to a question. Whether it may be shown is asked before anything of it is."""
    if figure is None:
        return replace(blank, figure=id, reason="protected" if protected else "not_in_report")
    period = period_of(figure)
    known = replace(
        blank,
        figure=id,
        code=str(figure.get("code") or ""),
        unit=_unit(figure),
        period=str(period or ""),
        origin=str(figure.get("origin") or ""),
        said_by=str(figure.get("assessor") or figure.get("publisher") or figure.get("seen_in") or ""),
        disclosure=str(figure.get("sdc_applied") or ""),
        note="; ".join(str(part) for part in (blank.note, figure.get("note")) if part),
    )
    same = next((one for one in periods if period and one.is_that_of(period)), None)
    if period is None:
        return replace(known, reason="period_not_stated")
    if same is None:
        return replace(known, reason="other_period", detail=f"it speaks of {period}")
    known = replace(known, asked=same.written)
    if question.units and known.unit not in question.units:
        return replace(known, reason="other_unit", detail=f"asked: {', '.join(question.units)}; it has {known.unit}")
    if protected or figure.get("conf_status") == "C":
        return replace(known, reason="protected", detail="suppressed")
    return _valued(known, figure)


def _valued(known: Answer, figure: Mapping[str, Any]) -> Answer:
    numbers = {name: str(figure[name]) for name in ("value", "low", "high") if figure.get(name) is not None}
    if not numbers:
        return replace(known, reason="no_value")
    return replace(known, status=ANSWERED, comparator=str(figure.get("comparator") or "="), **numbers)


def _unit(figure: Mapping[str, Any]) -> str:
    """What it counts; of a ratio or share, that it is one."""
    unit = str(figure.get("unit") or "count")
    return str(figure.get("counting_unit") or unit) if unit == "count" else unit
