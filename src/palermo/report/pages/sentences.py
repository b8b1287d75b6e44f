"""The one automatic sentence about a claim, in its parts, with the numbers it is about linked to the register."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup, escape

from palermo import evidence
from palermo.evidence import Claim
from palermo.ground.numerals import find_numbers
from palermo.report.model import EditionModel
from palermo.report.pages.binding import Binder, stated_number
from palermo.report.pages.format import printed


@dataclass(frozen=True, slots=True)
class Sentence:
    """The automatic sentence in three parts; put together it is the sentence of the room, unchanged."""

    before: str
    atom: str
    after: str


def sentence_parts(model: EditionModel, claim: Claim, language: str) -> Sentence:
    """Who said it and whom it cites; what was said; how far it is traced."""
    whole = evidence.sentence(model.evidence, claim.id, language=language)
    before, atom, after = whole.partition(claim.atom)
    if atom and after[:1] not in ("", " "):
        atom, after = atom + after[0], after[1:]
    return Sentence(before.rstrip(), atom, after.strip())


def linked_sentence(model: EditionModel, claim: Claim, binder: Binder) -> Sentence:
    """The sentence with the stated value and the value of its source linked, where they stand as they are printed."""
    parts = sentence_parts(model, claim, binder.say.language)
    atom = _linked(parts.atom, stated_number(claim, binder.say), lambda: binder.claim_number(claim))
    source = model.figures.get(claim.trace.source_figure or "")
    if source is None:
        return Sentence(parts.before, atom, parts.after)
    id, shown = source.id, printed(source, binder.say.language)
    return Sentence(parts.before, atom, _linked(parts.after, shown, lambda: binder.figure(id)))


def _linked(text: str, shown: str, make: Callable[[], Markup]) -> Markup:
    """``text`` escaped, the first number in it that reads ``shown`` replaced by what ``make`` gives."""
    for number in find_numbers(text):
        if number.text == shown:
            return Markup("{}{}{}").format(text[: number.start], make(), text[number.end :])
    return escape(text)
