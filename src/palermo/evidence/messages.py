"""The sentences the program may write about claims, by language. None of them says true, false, admits or refutes."""

from collections.abc import Mapping
from typing import Any

from palermo.ground.errors import UsageError

_ENGLISH: Mapping[str, str] = {
    "said": "{claimant} said{when}{reported}{citing}: {atom}",
    "said.when": " on {date}",
    "said.reported": ", as reported by {publisher}",
    "citing": ", citing {source}{dated}",
    "citing.own": ", in its {title}",
    "citing.none": ", naming no source",
    "citing.proposed": ", naming no source (proposed by the tracer: {source}{dated})",
    "citing.dated": " ({date})",
    "passage": "{source}'s passage reads: {value}.",
    "passage.found": "{source}'s passage was found in the held copy.",
    "derived": "Worked out from the source's figures: {value}.",
    "computed": "The source's own data were recomputed as figure {figure}.",
    "differs": "Differs in: {facets}.",
    "equal": "Compared facets are equal.",
    "unknown": "Not known: {facets}.",
    "unconfirmed": "Not confirmed by a second person.",
    "restated": "Traced through {through}; the document cited is not held.",
    "open.T0": "Not traced: no source identified.",
    "open.T1": "Not traced: source not held.",
    "open.T2": "Not traced: source held, its passage not yet compared.",
    "not_found": "Not found: the passage was looked for in the held source and is not there.",
    "reading.traced": "Read as traced{through}, source not held.",
    "reading.differs": "Read as different{through}, source not held: {facets}.",
    "reading.not_traced": "Not in what could be read of the source.",
    "reading.through": " through {through}",
    "summary.closed": "{closed} of {countable} closed",
    "summary.readings": "Read in copies that were not kept, not counted as traces: {traced} read as traced, "
    "{differs} as different, {not_traced} not found in what could be read",
    "through.cited": "the document cited",
    "through.issuer": "the issuing body",
    "through.co_publisher": "a co-publisher",
    "through.reprint": "a reprint",
    "through.restatement": "a restatement",
    "comparator.>": "more than {value}",
    "comparator.<": "less than {value}",
    "comparator.>=": "at least {value}",
    "comparator.<=": "at most {value}",
    "comparator.~": "about {value}",
    "comparator.nearly": "nearly {value}",
    "comparator.highest_since": "highest since {value}",
    "comparator.many": "many",
    "range": "{low} to {high}",
    "percent": "{value} %",
    "facet.value": "value",
    "facet.comparator": "comparator",
    "facet.counting_unit": "counting unit",
    "facet.concept": "concept",
    "facet.population": "population",
    "facet.stock_flow": "stock or flow",
    "facet.period": "period",
    "facet.area": "area",
    "facet.attribution": "attribution",
    "facet.source_date": "date of the source",
    "months": "January,February,March,April,May,June,July,August,September,October,November,December",
    "date.day": "{day} {month} {year}",
    "date.month": "{month} {year}",
}
_CATALOGUES: Mapping[str, Mapping[str, str]] = {"en": _ENGLISH}


def message(name: str, language: str, **values: Any) -> str:
    """The message in ``language``. Raises UsageError for a language without a catalogue."""
    catalogue = _CATALOGUES.get(language)
    if catalogue is None:
        raise UsageError(
            f"There is no catalogue of evidence messages for the language {language!r}.",
            hint=f"Languages at hand: {', '.join(_CATALOGUES)}.",
        )
    return catalogue[name].format(**values)
