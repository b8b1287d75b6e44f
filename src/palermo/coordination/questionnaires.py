"""Questionnaires of international bodies, and which figures of a report answer which of their questions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from palermo.coordination.asked_periods import AskedPeriod, read_asked
from palermo.coordination.place import ROOM, Place, Words, finding
from palermo.ground.errors import BadDefinition
from palermo.ground.finding import Finding
from palermo.ground.forms import ID, Form, rows, words
from palermo.ground.rows import Row, parse_rows

FORMAT = "palermo.questionnaire/1"
MAP_FORMAT = "palermo.answers/1"
_BASIS = ("checked", "unchecked")
_SHIPPED = ("concept", "label", "clause", "language")  # what every definition of ours says of itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question in our own words. ``figures`` are the ids that answer it, ``units`` those it may be counted in."""

    id: str
    section: str
    text: Words
    units: tuple[str, ...]
    figures: tuple[str, ...]
    period: AskedPeriod | None
    note: str | None
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """A questionnaire. ``every_year``: each year of its period is asked for itself. ``sections``: id → title."""

    id: str
    title: Words
    source: str
    basis: str
    period: AskedPeriod | None
    every_year: bool
    sections: Mapping[str, Words]
    questions: tuple[Question, ...]
    note: str | None

    def figures(self) -> tuple[str, ...]:
        """Every figure id that a question names."""
        return tuple(dict.fromkeys(id for one in self.questions for id in one.figures))

    def asked_of(self, question: Question) -> tuple[AskedPeriod, ...]:
        """The periods a question is asked for; none where nobody said."""
        period = question.period or self.period
        if period is None:
            return ()
        return tuple(period.years()) if self.every_year else (period,)


def read_questionnaire(path: str, data: bytes) -> Questionnaire:
    """The questionnaire of a YAML file. Raises BadDefinition with everything that is wrong with it, by line."""
    faults: list[Finding] = []
    row = _top(path, data, FORMAT, faults)
    form = Form(row, "questionnaire", faults)
    form.get("format")
    for name in _SHIPPED:
        form.text(name)
    sections = rows(form, "sections")
    made = Questionnaire(
        id=_id(form),
        title=words(form, "title", ("en",)),
        source=form.needed("source"),
        basis=form.choice("basis", _BASIS, "unchecked"),
        period=read_asked(form),
        every_year=form.option("every", ("year",)) == "year",
        sections={str(part.fields.get("id") or ""): _title(part, faults) for part in sections},
        questions=tuple(one for part in sections for one in _questions(part, faults)),
        note=form.text("note"),
    )
    form.close()
    faults += _twice(made.questions)
    if not made.questions and not faults:
        form.blame("sections", "it asks nothing", "sections: [{id: victims, title: …, questions: […]}]")
    if faults:
        raise BadDefinition("The questionnaire cannot be read.", hint="Mend the lines named.", findings=faults)
    return made


def with_figures(asked: Questionnaire, path: str, data: bytes) -> Questionnaire:
    """The questionnaire with the figures that a file of ``palermo.answers/1`` names, in place of its own.

    Raises BadDefinition where the file is for another questionnaire, or names a question this one does not ask.
    """
    faults: list[Finding] = []
    form = Form(_top(path, data, MAP_FORMAT, faults), "answers", faults)
    form.get("format")
    if (named := form.needed("questionnaire")) not in ("", asked.id):
        form.blame("questionnaire", f"it answers {named!r}, and {asked.id!r} is asked")
    period = read_asked(form) or asked.period
    part = form.form("figures")
    known = {one.id for one in asked.questions}
    found: dict[str, tuple[str, ...]] = {}
    for id in part.row.fields if part else ():
        found[id] = part.texts(id) if part else ()
        if id not in known:
            at = Place(path, part.row.lines.get(id, 1) if part else 1)
            text = f"the questionnaire {asked.id} asks no {id}"
            faults.append(
                finding("answer.question-unknown", text, at, "its questions: palermo answer QUESTIONNAIRE --list")
            )
    form.text("note")
    form.close()
    if faults:
        raise BadDefinition("The file of answers cannot be read.", hint="Mend the lines named.", findings=faults)
    questions = tuple(replace(one, figures=found.get(one.id, one.figures)) for one in asked.questions)
    return replace(asked, questions=questions, period=period)


def _top(path: str, data: bytes, format: str, faults: list[Finding]) -> Row:
    row, found = parse_rows(path, data, room=ROOM, format=format)
    if row is None or found:
        raise BadDefinition(f"{path} cannot be read.", hint="Mend the lines named.", findings=found)
    if row.fields.get("format") != format:
        at = Place(path, row.lines.get("format", 1))
        faults.append(finding("coordination.format", f"the format is not {format}", at, f"begin with format: {format}"))
    return row


def _id(form: Form) -> str:
    id = form.needed("id")
    if id and not ID.fullmatch(id):
        form.blame("id", f"the id {id!r} is no slug", "letters, digits, point, hyphen and underscore")
    return id


def _title(row: Row, faults: list[Finding]) -> Words:
    form = Form(row, f"section {row.fields.get('id') or ''}", faults)
    _id(form)
    title = words(form, "title", ("en",))
    form.get("questions")
    form.text("note")
    form.close()
    return title


def _questions(section: Row, faults: list[Finding]) -> Iterator[Question]:
    for row in rows(Form(section, "section", faults), "questions"):
        form = Form(row, f"question {row.fields.get('id') or ''}", faults)
        yield Question(
            id=_id(form),
            section=str(section.fields.get("id") or ""),
            text=words(form, "text", ("en",)),
            units=form.texts("unit"),
            figures=form.texts("figure"),
            period=read_asked(form),
            note=form.text("note"),
            at=Place.of(row),
        )
        form.close()


def _twice(questions: Sequence[Question]) -> Iterator[Finding]:
    first: dict[str, Place] = {}
    for one in questions:
        if one.id in first:
            text = f"the question {one.id} stands twice, before in {first[one.id]}"
            yield finding("coordination.duplicate-id", text, one.at, "give one of them another id")
        first.setdefault(one.id, one.at)
