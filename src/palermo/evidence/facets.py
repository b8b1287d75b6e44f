"""Facets proposed by comparing what a claim states with what a figure says. A person accepts or overrides them.

Each result says how the *source* stands to the *claim*: narrower, wider, other, equal, or unknown where one is silent.
"""

from collections.abc import Mapping
from datetime import date

from palermo.evidence.arithmetic import Bounds, bounds
from palermo.evidence.model import Cites, Stated, facets_stated, states_period
from palermo.ground.dates import PartialDate, Period, PeriodKind, Precision
from palermo.ground.decimals import decimal
from palermo.ground.figure import Figure, Origin

_NUMERIC = {"=", ">", "<", ">=", "<=", "~", "range", "nearly"}
# claim → source: the source's sign holds within the claim's, or the other way round.
_NARROWER = {(">=", ">"), ("<=", "<"), ("~", "nearly"), (">=", "="), ("<=", "="), ("~", "=")}
_WIDER = {(source, claim) for claim, source in _NARROWER if source != "="}
_SILENT_KINDS = (PeriodKind.UNKNOWN, PeriodKind.UNSTATED)


def propose_facets(stated: Stated, figure: Figure, *, cites: Cites | None = None) -> Mapping[str, str]:
    """The ten facets in their order, each ``equal``, ``narrower``, ``wider``, ``other`` or ``unknown``.

    Nothing altered is ever proposed as equal; what a person would call equal (a synonym, a rounding) may come out
    as other. Without ``cites`` attribution and date of source are unknown.
    """
    cites = cites or Cites()
    return {
        "value": _value(stated, figure),
        "comparator": _comparator(stated, figure),
        "counting_unit": _words(stated.counting_unit, figure.counting_unit, nested=False),
        "concept": _words(stated.concept, figure.concept),
        "population": _words(stated.population, figure.population),
        "stock_flow": _stock_flow(stated.stock_flow, figure.stock_flow),
        "period": _period(stated.period, figure.period),
        "area": _area(stated, figure),
        "attribution": _words(cites.publisher or cites.proposed_publisher, figure.publisher, nested=False),
        "source_date": _source_date(cites, figure.source_date),
    }


def _value(stated: Stated, figure: Figure) -> str:
    claim, source = bounds(stated), bounds(figure)
    if claim is None or source is None:
        return "unknown"
    if stated.unit != figure.unit:
        return "other"
    if claim == source:
        return "equal"
    if _is_arithmetic(figure) and stated.comparator in _BOUND_BY:
        return "equal" if _BOUND_BY[stated.comparator](claim, source) else "other"
    return _nested(claim, source)


# "more than twice" against a computed 2.63: the claim bounds the source's number, which satisfies it or does not.
_BOUND_BY = {
    ">": lambda claim, source: source[0] > claim[1],
    "<": lambda claim, source: source[1] < claim[0],
    ">=": lambda claim, source: source[0] >= claim[1],
    "<=": lambda claim, source: source[1] <= claim[0],
}


def _is_arithmetic(figure: Figure) -> bool:
    return figure.origin in (Origin.DERIVED, Origin.COMPUTED) and figure.comparator == "="


def _nested(claim: Bounds, source: Bounds) -> str:
    if claim[0] <= source[0] and source[1] <= claim[1]:
        return "narrower"
    return "wider" if source[0] <= claim[0] and claim[1] <= source[1] else "other"


def _comparator(stated: Stated, figure: Figure) -> str:
    says = facets_stated(stated)
    if "comparator" not in says or not facets_stated(figure) & {"value", "comparator"}:
        return "unknown"
    claim, source = stated.comparator, figure.comparator
    if claim == source or (_is_arithmetic(figure) and claim in _BOUND_BY):
        return "equal"
    if {claim, source} - _NUMERIC:
        return "other"
    return "narrower" if (claim, source) in _NARROWER else "wider" if (claim, source) in _WIDER else "other"


def _words(claim: str | None, source: str | None, *, nested: bool = True) -> str:
    """Equal words are equal; more words qualify, so a source that adds some is narrower."""
    if not claim or not source:
        return "unknown"
    here, there = _plain(claim), _plain(source)
    if here == there:
        return "equal"
    if nested and set(here) < set(there):
        return "narrower"
    return "wider" if nested and set(there) < set(here) else "other"


def _plain(words: str) -> tuple[str, ...]:
    cleaned = "".join(c if c.isalnum() else " " for c in words.casefold())
    return tuple(word for word in cleaned.split() if word not in ("the", "a", "an"))


def _stock_flow(claim: str | None, source: str | None) -> str:
    if claim in (None, "unknown") or source in (None, "unknown"):
        return "unknown"
    return "equal" if claim == source else "other"


def _period(claim: Period | None, source: Period | None) -> str:
    if claim is None or source is None or not (states_period(claim) and states_period(source)):
        return "unknown"
    if claim.kind not in _SILENT_KINDS and source.kind not in _SILENT_KINDS and claim.kind is not source.kind:
        return "other"
    if claim.kind is source.kind is PeriodKind.FISCAL and (same := _fiscal_years(claim, source)):
        return same
    here, there = _span(claim), _span(source)
    if here is None or there is None:
        return _without_dates(claim, source)
    if here == there:
        return "equal"
    if here[0] <= there[0] and there[1] <= here[1]:
        return "narrower"
    return "wider" if there[0] <= here[0] and here[1] <= there[1] else "other"


def _without_dates(claim: Period, source: Period) -> str:
    if claim.words and source.words:
        return "equal" if _plain(claim.words) == _plain(source.words) else "other"
    per_year = claim.kind is source.kind is PeriodKind.PER_YEAR
    return "equal" if per_year and _span(claim) is _span(source) is None else "unknown"


def _fiscal_years(claim: Period, source: Period) -> str | None:
    """A fiscal year written as a year bears the name of the year it ends in, whatever month that country chose."""
    ends = [period.end for period in (claim, source)]
    if not any(end is not None and end.precision is Precision.YEAR for end in ends):
        return None
    starts = [period.start for period in (claim, source)]
    if any(start is None or end is None for start, end in zip(starts, ends, strict=True)):
        return "unknown"
    years = [_fiscal_names(start, end) for start, end in zip(starts, ends, strict=True) if start and end]
    return "equal" if years[0] == years[1] else "other"


def _fiscal_names(start: PartialDate, end: PartialDate) -> tuple[int | None, int | None]:
    if start.precision is Precision.YEAR or start.year is None or start.month == 1:
        return start.year, end.year
    return start.year + 1, end.year


def _span(period: Period) -> tuple[date, date] | None:
    """First and last day the period may mean; an open end reaches as far as dates do."""
    if period.on is not None and period.on.year:
        first, last = period.on.earliest(), period.on.latest()
        return (first, last) if first and last else None
    start = period.start.earliest() if period.start else None
    end = period.end.latest() if period.end else None
    return (start or date.min, end or date.max) if start or end else None


def _area(stated: Stated, figure: Figure) -> str:
    claim, source = stated.area, figure.area
    if not claim or not source:
        return "unknown"
    if claim == source:
        return "other" if stated.coverage and figure.coverage and stated.coverage != figure.coverage else "equal"
    if claim == "world" or source.startswith(f"{claim}-"):
        return "narrower"
    return "wider" if source == "world" or claim.startswith(f"{source}-") else "other"


def _source_date(cites: Cites, source: str | None) -> str:
    written = cites.dates or ((cites.proposed_date,) if cites.proposed_date else ())
    if not written or not source:
        return "unknown"
    results = [_dates_agree(claim, source) for claim in written]
    return "equal" if "equal" in results else results[0]


def _dates_agree(claim: str, source: str) -> str:
    if claim == source:
        return "equal"
    try:
        here, there = PartialDate.parse(claim), PartialDate.parse(source)
    except ValueError:
        return "other"
    if str(here).startswith(str(there)):
        return "wider"
    return "narrower" if str(there).startswith(str(here)) else "other"


def value_satisfied(stated: Stated, value: str) -> bool:
    """``value`` is the number stated, written in whatever way."""
    found = bounds(stated)
    return found is not None and decimal(value) in found
