"""The only automatic sentence: X said …, citing Y (date); what Y's passage reads; in which facets they differ."""

from collections.abc import Iterator

from palermo.evidence.messages import message
from palermo.evidence.model import Claim, Evidence
from palermo.evidence.vocabulary import CLOSING, LEVELS
from palermo.ground.dates import PartialDate
from palermo.ground.decimals import decimal
from palermo.ground.figure import Figure, Origin


def sentence(bundle: Evidence, claim_id: str, *, language: str = "en") -> str:
    """What was said, by whom, citing whom, and how far it is traced. Raises KeyError on an unknown claim."""
    claim = bundle.claims[claim_id]
    return " ".join(part for part in (_said(bundle, claim, language), *_source(bundle, claim, language)) if part)


def stated_words(of: Figure, language: str = "en") -> str:
    """Value, counting unit, period and area of a figure in words: ``more than 25,000 person, 2019, US``."""
    parts = (_value(of, language), of.concept, of.population, str(of.period) if of.period else None, of.area)
    return ", ".join(part for part in parts if part)


def written_date(day: PartialDate | str | None, language: str = "en") -> str:
    """``8 July 2021``, ``July 2021`` or ``2021``; words that are no date stay as they are."""
    if isinstance(day, str):
        try:
            day = PartialDate.parse(day)
        except ValueError:
            return str(day)
    if day is None or day.year is None:
        return ""
    if day.month is None:
        return f"{day.year:04d}"
    month = message("months", language).split(",")[day.month - 1]
    return message("date.day" if day.day else "date.month", language, day=day.day, month=month, year=day.year)


def _said(bundle: Evidence, claim: Claim, language: str) -> str:
    occasion = bundle.occasions.get(claim.said)
    reporter = bundle.documents.get((occasion.reported_by if occasion else None) or "")
    when = written_date(occasion.said_on, language) if occasion else ""
    return message(
        "said",
        language,
        claimant=(occasion.claimant if occasion else None) or claim.said,
        when=message("said.when", language, date=when) if when else "",
        reported=message("said.reported", language, publisher=reporter.publisher)
        if reporter and reporter.publisher
        else "",
        citing=_citing(bundle, claim, language),
        atom=claim.atom if claim.atom.endswith((".", "?", "!")) else f"{claim.atom}.",
    )


def _citing(bundle: Evidence, claim: Claim, language: str) -> str:
    cites = claim.cites
    dates = " / ".join(written_date(one, language) for one in cites.dates)
    dated = message("citing.dated", language, date=dates) if dates else ""
    source = cites.publisher or cites.text or _publisher(bundle, cites.document)
    document, occasion = bundle.documents.get(cites.document or ""), bundle.occasions.get(claim.said)
    if document and document.title and occasion and occasion.claimant == document.publisher:
        return message("citing.own", language, title=document.title)
    if source:
        return message("citing", language, source=source, dated=dated)
    if cites.proposed_publisher:
        date = written_date(cites.proposed_date, language) if cites.proposed_date else ""
        dated = f", {date}" if date else ""
        return message("citing.proposed", language, source=cites.proposed_publisher, dated=dated)
    return message("citing.none", language)


def _publisher(bundle: Evidence, document: str | None) -> str | None:
    found = bundle.documents.get(document or "")
    return (found.publisher or found.title) if found else None


def _source(bundle: Evidence, claim: Claim, language: str) -> Iterator[str]:
    if claim.status == "open":
        yield message(f"open.{claim.trace.level}", language)
        yield _reading(claim, language)
        return
    if claim.status == "not_found":
        yield message("not_found", language)
    else:
        yield _passage(bundle, claim, language)
        yield _compared(claim, language)
    if LEVELS.index(claim.trace.level) < LEVELS.index("T4"):
        yield message("unconfirmed", language)
    if claim.trace.through not in CLOSING:
        yield message("restated", language, through=message(f"through.{claim.trace.through}", language))


def _reading(claim: Claim, language: str) -> str:
    trace = claim.trace
    if trace.reading is None:
        return ""
    through = "" if trace.through == "none" else message(f"through.{trace.through}", language)
    words = message("reading.through", language, through=through) if through else ""
    facets = _names(claim.altered_facets, language) or message("facet.value", language)
    return message(f"reading.{trace.reading}", language, through=words, facets=facets)


def _passage(bundle: Evidence, claim: Claim, language: str) -> str:
    figure = bundle.figures.get(claim.trace.source_figure or "")
    source = _source_name(bundle, claim, figure)
    if figure is None and claim.trace.source_figure:
        return message("computed", language, figure=claim.trace.source_figure)
    if figure is None:
        return message("passage.found", language, source=source)
    if figure.origin is Origin.DERIVED:
        return message("derived", language, value=stated_words(figure, language))
    return message("passage", language, source=source, value=stated_words(figure, language))


def _source_name(bundle: Evidence, claim: Claim, figure: Figure | None) -> str:
    passage = bundle.passages.get(claim.trace.passage or (figure.passage if figure else None) or "")
    snapshot = bundle.snapshots.get(claim.trace.source or (passage.snapshot if passage else ""))
    held = _publisher(bundle, snapshot.document) if snapshot else None
    return held or (figure.publisher if figure else None) or claim.cites.publisher or claim.cites.text or claim.id


def _compared(claim: Claim, language: str) -> str:
    known = message("equal", language)
    if claim.altered_facets:
        known = message("differs", language, facets=_names(claim.altered_facets, language))
    silent = tuple(name for name, result in claim.trace.facets.items() if result == "unknown")
    return f"{known} {message('unknown', language, facets=_names(silent, language))}" if silent else known


def _names(facets: tuple[str, ...], language: str) -> str:
    return ", ".join(message(f"facet.{name}", language) for name in facets)


def _value(of: Figure, language: str) -> str:
    if of.low is not None and of.high is not None:
        number = message("range", language, low=_grouped(of.low), high=_grouped(of.high))
    else:
        number = _grouped(of.value) if of.value is not None else ""
    if of.unit == "percent" and number:
        number = message("percent", language, value=number)
    if f"comparator.{of.comparator}" in _COMPARATORS:
        number = message(f"comparator.{of.comparator}", language, value=number)
    return f"{number} ({of.counting_unit})" if of.counting_unit else number


_COMPARATORS = frozenset(
    f"comparator.{sign}" for sign in (">", "<", ">=", "<=", "~", "nearly", "highest_since", "many")
)


def _grouped(value: str) -> str:
    try:
        return f"{decimal(value):,f}"
    except ValueError:  # a code of an assessment
        return value
