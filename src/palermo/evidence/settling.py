"""What has been read, settled: figures derived, levels and statuses held against what is there."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from palermo.evidence.arithmetic import derive_all, formula
from palermo.evidence.levels import leaves, reached
from palermo.evidence.model import Claim, Evidence, Expect, Record, Trace, facets_stated
from palermo.evidence.vocabulary import LEVELS
from palermo.ground.expression import BadExpression
from palermo.ground.figure import Figure, Origin
from palermo.ground.finding import Finding
from palermo.ground.rows import fault

BLOCKS = (
    "documents",
    "snapshots",
    "occasions",
    "contrasts",
    "pairs",
    "corrections",
    "passages",
    "figures",
    "claims",
    "traces",
    "left_out",
)


@dataclass(slots=True)
class Draft:
    """What has been read so far; frozen into Evidence at the end."""

    faults: list[Finding] = field(default_factory=list)
    blocks: dict[str, dict[str, Any]] = field(default_factory=lambda: {name: {} for name in BLOCKS})
    left_out: list[Any] = field(default_factory=list)
    expect: dict[str, Expect] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)


def settle(draft: Draft) -> Evidence:
    """Figures derived, traces told what their source says, levels and statuses held against what is there."""
    blocks = {name: draft.blocks[name] for name in BLOCKS if name not in ("traces", "left_out")}
    blocks["figures"] = _derived(draft)
    evidence = Evidence(**blocks, left_out=tuple(draft.left_out), expect=draft.expect, records=draft.records)
    claims = {
        id: replace(claim, trace=_with_source_states(claim.trace, evidence)) for id, claim in evidence.claims.items()
    }
    evidence = replace(evidence, claims=claims)
    for claim in claims.values():
        draft.faults += _faults_of(claim, evidence, draft.statuses.get(claim.id))
    return evidence


def _derived(draft: Draft) -> dict[str, Figure]:
    figures: dict[str, Figure] = draft.blocks["figures"]
    for id, figure in figures.items():
        if figure.origin is Origin.DERIVED:
            draft.faults += _faults_of_formula(figure, draft.records[id])
    return figures | {id: _one_derived(figures[id], made, draft) for id, made in _computed(draft).items()}


def _computed(draft: Draft) -> dict[str, Figure | str]:
    """Derived figures whose formula reads; the others have been named already."""
    blamed = {(one.path, one.line) for one in draft.faults if one.code == "evidence.formula"}
    at = {id: (record.path, record.line) for id, record in draft.records.items()}
    figures = {id: one for id, one in draft.blocks["figures"].items() if at[id] not in blamed}
    return derive_all(figures, draft.blocks["claims"])


def _faults_of_formula(figure: Figure, record: Record) -> Iterator[Finding]:
    try:
        formula(figure)
    except BadExpression as error:
        yield fault(record.path, record.line, f"figure {figure.id}: {error}", code="evidence.formula")


def _one_derived(written: Figure, made: Figure | str, draft: Draft) -> Figure:
    record = draft.records[written.id]
    if isinstance(made, str):
        draft.faults.append(fault(record.path, record.line, f"figure {written.id}: {made}", code="evidence.formula"))
        return written
    if written.value is not None and written.value != made.value:
        text = f"figure {written.id}: written {written.value}, its formula gives {made.value or 'a range'}"
        draft.faults.append(fault(record.path, record.line, text, code="evidence.derived-differs"))
    rules = {one.sdc_applied for one in map(draft.blocks["figures"].get, written.operands) if one is not None}
    return replace(made, sdc_applied=written.sdc_applied or (rules.pop() if len(rules) == 1 else None))


def _with_source_states(trace: Trace, evidence: Evidence) -> Trace:
    figure = evidence.figures.get(trace.source_figure or "")
    if figure is None:
        return trace
    states = set(facets_stated(figure))
    states |= {"attribution"} if figure.publisher else set()
    states |= {"source_date"} if figure.source_date else set()
    return replace(trace, source_states=frozenset(states))


def _faults_of(claim: Claim, evidence: Evidence, written_status: str | None) -> Iterator[Finding]:
    record = evidence.records.get(f"{claim.id}.trace") or evidence.records[claim.id]
    level, highest = claim.trace.level, reached(claim, evidence)
    if LEVELS.index(level) > LEVELS.index(highest):
        text = f"claim {claim.id}: level {level} is written, what is there reaches {highest}"
        hint = "T2 needs a held snapshot, T3 the passage and the value compared, T4 two persons, T5 data recomputed"
        yield fault(record.path, record.line, text, hint, code="evidence.level-above-what-is-there")
    if written_status and written_status != claim.status:
        text = f"claim {claim.id}: status {written_status} is written, its level and facets give {claim.status}"
        yield fault(record.path, record.line, text, "leave status out: it is computed", code="evidence.status-differs")
    if claim.trace.absent and (claim.trace.passage or any(leaves(claim.trace.source_figure, evidence))):
        text = f"claim {claim.id}: the passage is called absent and named at once"
        yield fault(record.path, record.line, text, code="evidence.absent-and-found")
    if claim.status != "open" and claim.trace.through == "none":
        text = f"claim {claim.id}: traced through none"
        hint = "say through which copy it was read"
        yield fault(record.path, record.line, text, hint, code="evidence.through-missing")
