"""A printed number and its figure, bound: the data element, and the link to the register."""

from collections.abc import Mapping

from markupsafe import Markup, escape

from palermo.evidence import Claim
from palermo.ground.errors import BadDefinition
from palermo.ground.figure import Figure
from palermo.report.pages.addresses import Anchors, claim_entry, figure_entry
from palermo.report.pages.format import number, printed
from palermo.report.pages.messages import Catalogue

_LINK = Markup('<a class="fig" href="{}" data-code="{}">{}</a>')
_CELL = Markup('<a href="{}">{}</a>')
_CLAIM_LINK = Markup('<a class="fig" href="{}"><data value="{}" id="{}" data-claim="{}">{}</data></a>')
_DATA = Markup('<data value="{}" id="{}" data-figure="{}">{}</data>')
_WORDS = Markup('<data value="{}" id="{}" data-figure="{}" data-form="words">{}</data>')
_HIDDEN = Markup('<data value="" id="{}" data-figure="{}" role="img" aria-label="{}">{}</data>')


class Binder:
    """Prints the figures of one page, each with an id of its own."""

    def __init__(self, figures: Mapping[str, Figure], say: Catalogue) -> None:
        self.figures = figures
        self.say = say
        self.anchors = Anchors()

    def figure(self, id: str, *, form: str = "") -> Markup:
        """The figure's number, bound, and linked to its register entry. Raises BadDefinition on an unknown id."""
        figure = self._known(id)
        return _LINK.format(figure_entry(id), figure.code, self._data(figure, form, "f"))

    def cell(self, id: str) -> Markup:
        """The same for a cell of a table, which has hundreds: as few bytes as will do, no paper code."""
        return _CELL.format(figure_entry(id), self._data(self._known(id), "", "f"))

    def unlinked(self, id: str, *, form: str = "") -> Markup:
        """The figure's number, bound: where it is itself the entry, or the name of a heading."""
        return self._data(self._known(id), form, "v")

    def with_comparator(self, id: str) -> Markup:
        """``at least 8,800``: the bound number within the words of its comparator."""
        return compared(self.figures[id].comparator, self.figure(id), self.say)

    def claim(self, claim: Claim) -> Markup:
        """The value a claim states, bound to the claim; words alone where it gives none; empty where it states none."""
        if not _values(claim):
            return stated_words(claim, self.say)
        return compared(claim.stated.comparator, self.claim_number(claim), self.say)

    def claim_number(self, claim: Claim) -> Markup:
        """The number a claim states, bound to the claim and linked to its entry."""
        shown, anchor = stated_number(claim, self.say), self.anchors.take("c", claim.id)
        return _CLAIM_LINK.format(claim_entry(claim.id), "/".join(_values(claim)), anchor, claim.id, shown)

    def _known(self, id: str) -> Figure:
        if id not in self.figures:
            raise BadDefinition(f"No figure {id!r} is registered.", hint="Name one of an indicator or of evidence.")
        return self.figures[id]

    def _data(self, figure: Figure, form: str, kind: str) -> Markup:
        text, anchor = printed(figure, self.say.language, form), self.anchors.take(kind, figure.id)
        if figure.conf_status == "C" and figure.value is None:
            return _HIDDEN.format(anchor, figure.id, self.say("value.hidden-words"), text)
        value = figure.value if figure.value is not None else "/".join(end for end in (figure.low, figure.high) if end)
        return (_WORDS if form else _DATA).format(value, anchor, figure.id, text)


def stated_words(claim: Claim, say: Catalogue) -> Markup:
    """The value a claim states in words and digits, not bound: for its own entry. Empty where it states none."""
    if not _values(claim) and claim.stated.comparator != "many":
        return Markup("")
    return compared(claim.stated.comparator, escape(stated_number(claim, say)), say)


def stated_number(claim: Claim, say: Catalogue) -> str:
    """The number a claim states as it is printed; empty where it states none."""
    return "–".join(number(value, say.language, unit=claim.stated.unit) for value in _values(claim))


def _values(claim: Claim) -> list[str]:
    stated = claim.stated
    return [value for value in (stated.value, stated.low, stated.high) if value is not None]


def compared(comparator: str, marked: Markup, say: Catalogue) -> Markup:
    """``marked`` within the words of its comparator: more than, at least, about."""
    name = f"comparator.{comparator}"
    return say.marked(name, value=marked) if name in say.messages else marked
