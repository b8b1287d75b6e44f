"""What a figure is called, what it counts and who gives it: in words, from its definition and its source."""

from collections.abc import Iterator
from dataclasses import dataclass

from palermo.evidence import Claim, ContrastRow, Document
from palermo.ground.figure import Figure, Origin
from palermo.report.model import Dataset, EditionModel, Indicator
from palermo.report.pages.format import period_words
from palermo.report.pages.messages import Catalogue


@dataclass(frozen=True, slots=True)
class Names:
    """Looks up the definitions and sources behind the figures of one model."""

    model: EditionModel
    say: Catalogue

    def indicator(self, figure: Figure) -> Indicator | None:
        """The indicator whose definition the figure names."""
        return self.model.indicators.get((figure.definition or "").rpartition("@")[0] or (figure.definition or ""))

    def datasets(self, figure: Figure) -> tuple[Dataset, ...]:
        """The data files the figure was computed from: those its query reads, or the one with its hash."""
        indicator, known = self.indicator(figure), self.model.datasets
        if indicator and indicator.inputs:
            return tuple(known[name] for name in indicator.inputs if name in known)
        return tuple(one for one in known.values() if figure.data_sha256 and one.sha256 == figure.data_sha256)

    def document(self, figure: Figure) -> Document | None:
        """The document a quoted figure's passage stands in, or the one its data come from."""
        bundle = self.model.evidence
        passage = bundle.passages.get(figure.passage or "")
        snapshot = bundle.snapshots.get(passage.snapshot) if passage else None
        named = [snapshot.document] if snapshot else [one.document or "" for one in self.datasets(figure)]
        return next((bundle.documents[name] for name in named if name in bundle.documents), None)

    def concept(self, figure: Figure) -> str:
        """What the figure is about: its concept, its indicator with the cell, or what it counts."""
        indicator = self.indicator(figure)
        if figure.origin is Origin.DERIVED or indicator is None:
            named = ", ".join(part for part in (figure.concept, figure.population) if part)
            return named or figure.counting_unit or figure.id
        name = figure.concept or indicator.name.get(self.say.language) or indicator.id
        cell = ", ".join(figure.cell.values())
        return f"{name}: {cell}" if cell else name

    def title(self, figure: Figure) -> str:
        """The name of a figure's entry: its concept, and for what others give also the time and who gives it."""
        concept = self.concept(figure)
        if figure.origin is not Origin.QUOTED:
            return concept
        period = period_words(figure.period, self.say.language)
        source = self.model.evidence.documents.get(figure.seen_in or "")
        by = figure.publisher or (source.publisher if source else figure.seen_in)
        return ", ".join(part for part in (concept, period) if part) + (f" ({by})" if by else "")

    def counted(self, row: ContrastRow) -> str:
        """What a member of a contrast counts: ``person: expelled, children``."""
        if row.claim:
            stated = row.claim.stated
            parts = (stated.concept or row.claim.quantity_word, stated.population)
            return _counted(stated.counting_unit, ", ".join(part for part in parts if part))
        figure = row.figure
        if figure is None:
            return ""
        known = figure.concept or figure.population or self.indicator(figure)
        # A note is no name: it may hold numbers that are bound to nothing.
        return _counted(figure.counting_unit, self.concept(figure) if known else figure.formula or "")

    def giver(self, row: ContrastRow) -> tuple[str, str]:
        """Who gives the value, and through whom it is known where that is somebody else."""
        if row.claim:
            return self.speaker(row.claim)
        figure = row.figure
        if figure is None:
            return "", ""
        document = self.document(figure)
        if figure.origin is Origin.QUOTED:
            by = figure.publisher or (document.publisher if document else None)
            return (by or figure.seen_in or "", (figure.seen_in or "") if by else "")
        if figure.origin is Origin.ASSESSED:
            return figure.assessor or "", figure.framework or ""
        own = self.say("contrast.derived" if figure.origin is Origin.DERIVED else "contrast.own")
        return own, (document.publisher or document.title or "") if document else ""

    def speaker(self, claim: Claim) -> tuple[str, str]:
        """Who said it, and who reports that."""
        occasion = self.model.evidence.occasions.get(claim.said)
        if occasion is None:
            return claim.said, ""
        reporter = self.model.evidence.documents.get(occasion.reported_by or "")
        return occasion.claimant or claim.said, (reporter.publisher or reporter.title or "") if reporter else ""

    def known_how(self, row: ContrastRow) -> str:
        """How the value is known: computed, quoted through a restatement, claimed with an open trace."""
        if row.claim:
            return f"{self.say('contrast.claim')}, {self.say('claim.status.' + row.claim.status)}"
        figure = row.figure
        if figure is None:
            return ""
        if figure.origin is Origin.QUOTED and figure.passage:
            return self.say("contrast.held")
        if figure.origin is Origin.QUOTED and figure.through:
            return self.say("contrast.quoted-through", through=self.say("through." + figure.through))
        return self.say(f"origin.{figure.origin}")

    def leaves(self, figure: Figure) -> tuple[str, ...]:
        """What a derived figure rests on below its operands: figures and claims that are not derived themselves."""
        below = (leaf for id in figure.operands for leaf in self._below(id, frozenset({figure.id})))
        return tuple(dict.fromkeys(leaf for leaf in below if leaf not in figure.operands))

    def _below(self, id: str, seen: frozenset[str]) -> Iterator[str]:
        figure = self.model.figures.get(id)
        if figure is None or figure.origin is not Origin.DERIVED:
            yield id
        elif id not in seen:
            for operand in figure.operands:
                yield from self._below(operand, seen | {id})

    def rivals(self, id: str) -> tuple[str, ...]:
        """Figures and claims that stand beside ``id`` in a contrast or as rivals of a claim, in the order written."""
        return tuple(dict.fromkeys(other for other in self._beside(id) if other != id))

    def _beside(self, id: str) -> Iterator[str]:
        bundle = self.model.evidence
        for contrast in bundle.contrasts.values():
            if id in contrast.members:
                yield from contrast.members
        for claim in bundle.claims.values():
            if id == claim.id or id in claim.rivals:
                yield from (claim.id, *claim.rivals)


def _counted(unit: str | None, concept: str) -> str:
    if unit and concept and unit.casefold() not in concept.casefold():
        return f"{concept} ({unit})"
    return concept or unit or ""
