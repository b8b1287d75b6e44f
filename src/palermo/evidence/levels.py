"""How far a trace can have come, from what is there: T0 words, T1 source named, T2 held, T3 found, T4 confirmed."""

from collections.abc import Iterator, Set

from palermo.evidence.model import Claim, Evidence, Trace, facets_stated
from palermo.ground.figure import Figure, Origin


def reached(claim: Claim, evidence: Evidence) -> str:
    """The highest level for which everything is there. A figure outside this evidence is taken as computed."""
    trace = claim.trace
    if not (claim.cites.identified or trace.source or trace.source_figure):
        return "T0"
    sources = set(source_snapshots(trace, evidence))
    computed = rests_on_data(trace.source_figure, evidence)
    if not (sources or computed) or not all(_held(id, evidence) for id in sources):
        return "T1"
    if not (trace.absent or passage_found(trace, evidence)) or not _value_compared(claim):
        return "T2"
    if not (trace.checked_by and trace.confirmed_by and trace.checked_by != trace.confirmed_by):
        return "T3"
    return "T5" if computed else "T4"


def source_snapshots(trace: Trace, evidence: Evidence) -> Iterator[str]:
    """Every snapshot the trace rests on; an empty text stands for a quoted figure without a passage."""
    if trace.source:
        yield trace.source
    if trace.passage:
        yield _snapshot_of(trace.passage, evidence)
    for figure in leaves(trace.source_figure, evidence):
        if figure.origin is Origin.QUOTED and not (trace.passage and figure.id == trace.source_figure):
            yield _snapshot_of(figure.passage, evidence)


def passage_found(trace: Trace, evidence: Evidence) -> bool:
    """A passage is named, of the trace itself or of each quoted figure its source figure rests on."""
    quoted = [figure for figure in leaves(trace.source_figure, evidence) if figure.origin is Origin.QUOTED]
    if trace.passage or rests_on_data(trace.source_figure, evidence):
        return True
    return bool(quoted) and all(figure.passage for figure in quoted)


def leaves(id: str | None, evidence: Evidence, seen: Set[str] = frozenset()) -> Iterator[Figure]:
    """The figures of this evidence under ``id`` that are not derived. What a claim states is no source of it."""
    figure = evidence.figures.get(id or "")
    if figure is None or figure.id in seen:
        return
    if figure.origin is not Origin.DERIVED:
        yield figure
    for operand in figure.operands:
        yield from leaves(operand, evidence, seen | {figure.id})


def rests_on_data(id: str | None, evidence: Evidence, seen: Set[str] = frozenset()) -> bool:
    """``id`` is a computed figure, one that lies outside the evidence, or derived from at least one."""
    if id is None or id in evidence.claims or id in seen:
        return False
    figure = evidence.figures.get(id)
    if figure is None:
        return True
    return any(rests_on_data(operand, evidence, seen | {id}) for operand in figure.operands)


def _snapshot_of(passage: str | None, evidence: Evidence) -> str:
    found = evidence.passages.get(passage or "")
    return found.snapshot if found else ""


def _held(id: str, evidence: Evidence) -> bool:
    snapshot = evidence.snapshots.get(id)
    return snapshot is not None and snapshot.file is not None


def _value_compared(claim: Claim) -> bool:
    """A claim with a value is found only where its value was compared; absence needs no comparison."""
    if claim.trace.absent or "value" not in facets_stated(claim.stated):
        return True
    return claim.trace.facets.get("value", "unknown") != "unknown"
