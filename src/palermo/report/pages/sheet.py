"""One page in the making: the model it shows, its language, its anchors and the templates it is filled into.

Only our own templates are templates. An author's words, data and evidence are values in them, and always escaped.
"""

from functools import cache
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from palermo.evidence import Claim, Snapshot
from palermo.ground.dates import PartialDate, Period
from palermo.report.model import EditionModel, Indicator
from palermo.report.pages import addresses
from palermo.report.pages.binding import Binder, compared, stated_words
from palermo.report.pages.format import day_words, number, period_words, printed
from palermo.report.pages.messages import Catalogue, catalogue
from palermo.report.pages.tables_html import break_notes
from palermo.report.pages.text import one_line


@cache
def templates() -> Environment:
    """The templates of the package, autoescaping every value; an unknown name is an error."""
    folder = files(__package__) / "templates"
    sources = {path.name: path.read_text("utf-8") for path in folder.iterdir() if path.name.endswith((".j2", ".css"))}
    made = Environment(
        loader=DictLoader(sources), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals.update(anchor=addresses.anchor, marked=marked, link=link)
    return made


def marked(kind: str, text: str) -> Markup:
    """A date, version, code or the like, marked as no quantity."""
    tag = "time" if kind == "date" else "span"
    return Markup('<{} data-lit="{}">{}</{}>').format(tag, kind, text, tag)


def link(address: str, words: str) -> Markup:
    """A link of ours."""
    return Markup('<a href="{}">{}</a>').format(address, words)


class Sheet:
    """A page of ``model`` in ``language``. Two sheets share nothing, so every page counts its own anchors."""

    def __init__(self, model: EditionModel, language: str) -> None:
        self.model = model
        self.language = language
        self.say: Catalogue = catalogue(language)
        self.binder = Binder(model.figures, self.say)

    def fill(self, template: str, **values: object) -> Markup:
        """The template filled in; ``sheet`` and ``say`` are always there."""
        text = templates().get_template(template).render(sheet=self, say=self.say, **values)
        return Markup(text)  # noqa: S704 rendered with autoescape

    def title(self) -> Markup:
        """The report's title, its literals marked."""
        return one_line(self.model.title.get(self.language) or self.model.id)

    def value(self, id: str) -> Markup:
        """A figure's bound number within the words of its comparator."""
        return self.binder.with_comparator(id)

    def day(self, day: object) -> str:
        """A partial date in words, empty when there is none."""
        return day_words(day, self.language) if isinstance(day, PartialDate) else ""

    def period(self, period: object) -> str:
        """A period in words, empty when there is none."""
        return period_words(period, self.language) if isinstance(period, Period) else ""

    def whole(self, value: int) -> str:
        """A count of our own, such as bytes of a file, grouped as the language does."""
        return number(str(value), self.language)

    def built(self) -> str:
        """The day of the edition in words: the only clock there is."""
        return self.day_of(self.model.built_at)

    def day_of(self, instant: str) -> str:
        """The day of an instant in words."""
        return day_words(PartialDate.parse(instant[:10]), self.language)

    def copies(self, document: str) -> list[Snapshot]:
        """The copies of a document, held or known by their hash."""
        return [one for one in self.model.evidence.snapshots.values() if one.document == document]

    def held(self, document: str) -> str:
        """Whether a copy of the document is held, known by its hash only, or not there at all."""
        copies = self.copies(document)
        if not copies:
            return self.say("register.no-copy")
        return self.say("register.held" if any(one.file for one in copies) else "register.not-held")

    def entry(self, id: str) -> Markup:
        """A figure at the head of its own entry: bound, within its comparator, and no link to itself."""
        return compared(self.model.figures[id].comparator, self.binder.unlinked(id), self.say)

    def shown(self, id: str) -> Markup:
        """A figure's print where it is only mentioned: in the register, beside its own entry."""
        figure = self.model.figures[id]
        return compared(figure.comparator, escape(printed(figure, self.language)), self.say)

    def stated(self, claim: Claim) -> Markup:
        """The value a claim states, in its own entry."""
        return stated_words(claim, self.say)

    def breaks(self, indicator: Indicator) -> tuple[Markup, ...]:
        """The breaks of an indicator's series."""
        return break_notes(indicator, self.say)
