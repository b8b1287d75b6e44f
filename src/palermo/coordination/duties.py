"""What a state took on, line by line: evidence, its own judgement, and others' beside it. Missing is not breach."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from palermo.coordination.place import Place, Words
from palermo.coordination.progress import read_period
from palermo.ground.dates import PartialDate
from palermo.ground.finding import Finding
from palermo.ground.forms import Form, rows, words
from palermo.ground.rows import Row
from palermo.standards.instruments import STRENGTHS, Instrument, InstrumentLine

FORMAT = "palermo.duties/1"
INSTRUMENT_FORMAT = "palermo.instrument/1"
JUDGEMENTS = ("met", "partly_met", "not_met", "not_applicable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What somebody says of a duty: a body of the conference, or anybody else."""

    by: str
    judgement: str
    text: Words
    document: str | None
    on: PartialDate | None
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """A line as far as somebody wrote something down. ``documents`` and ``figures`` are the evidence, by id."""

    article: str
    documents: tuple[str, ...]
    figures: tuple[str, ...]
    own: Judgement | None
    others: tuple[Judgement, ...]
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """What is written down of a state under an instrument for a period."""

    instrument: str
    state: str
    period: str
    lines: tuple[DutyLine, ...]
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """A line of the sheet: what the instrument asks, and what is written down of it; None where nothing is."""

    asked: InstrumentLine
    line: DutyLine | None

    @property
    def own(self) -> Judgement | None:
        return self.line.own if self.line else None

    @property
    def others(self) -> tuple[Judgement, ...]:
        return self.line.others if self.line else ()

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids of documents and figures."""
        return (*self.line.documents, *self.line.figures) if self.line else ()

    @property
    def differ(self) -> bool:
        """Whether somebody else judges otherwise than the state itself. Who is right is not said."""
        return self.own is not None and any(one.judgement != self.own.judgement for one in self.others)


def sheet(duties: Duties, instrument: Instrument) -> tuple[SheetLine, ...]:
    """Every line of the instrument in its order, those of which nothing is written among them."""
    written = {line.article: line for line in reversed(duties.lines)}
    return tuple(SheetLine(asked=asked, line=written.get(asked.article)) for asked in instrument.lines)


def read_duties(row: Row, languages: Sequence[str], faults: list[Finding]) -> Duties:
    """One file of ``duties/``: an instrument, a state, a period."""
    form = Form(row, "duties", faults)
    form.get("format")
    made = Duties(
        instrument=form.needed("instrument"),
        state=form.needed("state"),
        period=read_period(form),
        lines=tuple(_line(part, languages, faults) for part in rows(form, "lines")),
        at=Place.of(row),
    )
    form.text("note")
    form.close()
    return made


def _line(row: Row, languages: Sequence[str], faults: list[Finding]) -> DutyLine:
    form = Form(row, f"line {row.fields.get('article') or ''}", faults)
    own = form.form("own")
    made = DutyLine(
        article=form.needed("article"),
        documents=form.texts("documents"),
        figures=form.texts("figures"),
        own=_judgement(own, languages) if own else None,
        others=tuple(_judgement(Form(part, "another's judgement", faults), languages) for part in rows(form, "others")),
        at=Place.of(row),
    )
    form.text("note")
    form.close()
    return made


def _judgement(form: Form, languages: Sequence[str]) -> Judgement:
    if not form.has("judgement"):
        form.blame("by", "judgement is missing", f"one of {', '.join(JUDGEMENTS)}", code="missing-field")
    made = Judgement(
        by=form.needed("by"),
        judgement=form.choice("judgement", JUDGEMENTS, "not_applicable"),
        text=words(form, "text", languages, needed=False),
        document=form.text("document"),
        on=form.day("on"),
        at=Place.of(form.row),
    )
    form.close()
    return made


def read_instrument(row: Row, languages: Sequence[str], faults: list[Finding]) -> Instrument:
    """One file of ``instruments/``: a further treaty as lines of a sheet, in the folder's own words."""
    form = Form(row, f"instrument {row.fields.get('id') or ''}", faults)
    form.get("format")
    made = Instrument(
        id=form.needed("id"),
        title=words(form, "title", languages),
        source=form.needed("source"),
        lines=tuple(_asked(part, languages, faults) for part in rows(form, "lines")),
    )
    form.day("valid_from")
    form.text("note")
    form.close()
    return made


def _asked(row: Row, languages: Sequence[str], faults: list[Finding]) -> InstrumentLine:
    form = Form(row, f"line {row.fields.get('article') or ''}", faults)
    made = InstrumentLine(
        article=form.needed("article"),
        kind=form.needed("kind"),
        strength=form.choice("strength", STRENGTHS, "shall"),
        text=words(form, "text", languages),
    )
    form.close()
    return made


def judgements(found: Sequence[Duties]) -> Iterator[tuple[Duties, DutyLine, str, Judgement]]:
    """Every judgement written down, with whose it is: ``own`` or ``other``."""
    for duties in found:
        for line in duties.lines:
            if line.own:
                yield duties, line, "own", line.own
            for one in line.others:
                yield duties, line, "other", one
