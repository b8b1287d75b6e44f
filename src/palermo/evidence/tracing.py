"""The two acts on a trace: one person compares facet by facet, another one confirms. Levels are computed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from palermo.evidence.facets import propose_facets
from palermo.evidence.levels import reached
from palermo.evidence.locating import holds_value
from palermo.evidence.model import Claim, Evidence, Passage, Trace
from palermo.evidence.vocabulary import FACETS, LEVELS, RESULTS
from palermo.evidence.writing import traces_file
from palermo.ground.errors import Refused, UsageError

TRACES = "evidence/traces.yml"


def compare(
    bundle: Evidence,
    claim_id: str,
    *,
    by: str,
    on: str,
    facets: Mapping[str, str] | None = None,
    through: str | None = None,
    source: str | None = None,
    source_figure: str | None = None,
    absent: bool = False,
) -> Trace:
    """The trace after ``by`` compared: what they say, then what was recorded, then what is proposed.

    Whoever compares begins the check anew: a confirmation given before is gone. Raises Refused where the source is
    held and found and nobody said through which copy it was read.
    """
    claim = bundle.claims[claim_id]
    before = claim.trace
    found = replace(
        before,
        through=through or before.through,
        source=source or before.source,
        source_figure=None if absent else source_figure or before.source_figure,
        passage=None if absent else before.passage,
        absent=absent or (before.absent and not source_figure),
        checked_by=by,
        confirmed_by=None,
        checked_at=on,
    )
    merged = {} if found.absent else {**_proposed(bundle, claim, found), **_recorded(found), **(facets or {})}
    return _levelled(bundle, claim, replace(found, facets={name: merged[name] for name in FACETS if name in merged}))


def confirm(bundle: Evidence, claim_id: str, *, by: str) -> Trace:
    """The trace after a second person confirmed it. Raises Refused where nobody checked, or the same person did."""
    claim = bundle.claims[claim_id]
    checked_by = claim.trace.checked_by
    if not checked_by:
        raise Refused(
            f"Claim {claim_id} has not been checked, so there is nothing to confirm.",
            hint="Compare first: palermo evidence trace FOLDER CLAIM --by PERSON.",
        )
    if _same_person(checked_by, by):
        raise Refused(
            f"Claim {claim_id} was checked by the same person who would confirm it.",
            hint="A second person must look at the passage and confirm.",
        )
    return _levelled(bundle, claim, replace(claim.trace, confirmed_by=by))


def located(bundle: Evidence, claim_id: str, passage: Passage) -> Trace:
    """The trace after a passage in its source was found; the value counts as compared where the passage holds it."""
    claim = bundle.claims[claim_id]
    facets = dict(claim.trace.facets)
    if facets.get("value", "unknown") == "unknown" and holds_value(passage, claim.stated):
        facets["value"] = "equal"
    found = replace(
        claim.trace,
        source=passage.snapshot,
        passage=passage.id,
        absent=False,
        facets={name: facets[name] for name in FACETS if name in facets},
        checked_by=None,
        confirmed_by=None,
    )
    return replace(found, level=_lower(reached(replace(claim, trace=found), _with(bundle, passage)), "T2"))


def overlay(
    bundle: Evidence, claim_id: str, trace: Trace | None = None, *, passage: Passage | None = None, said: bool = False
) -> bytes:
    """``evidence/traces.yml`` with one claim's trace, and its passage, put in the place of what it held of them.

    ``said``: the passage is where the claim stands, not where its source does.
    """
    ours = {id for id, record in bundle.records.items() if record.path == TRACES}
    passages = {id: one for id, one in bundle.passages.items() if id in ours}
    traces = {id: claim.trace for id, claim in bundle.claims.items() if f"{id}.trace" in ours}
    said_at = {
        id: claim.passage.id
        for id, claim in bundle.claims.items()
        if claim.passage is not None and claim.passage.id in ours
    }
    traces[claim_id] = trace or bundle.claims[claim_id].trace
    if passage is not None:
        passages[passage.id] = passage
        said_at |= {claim_id: passage.id} if said else {}
    return traces_file(_kept(passages.values(), traces, said_at), traces, said_at)


def _kept(passages: Iterable[Passage], traces: Mapping[str, Trace], said_at: Mapping[str, str]) -> list[Passage]:
    used = {*said_at.values(), *(trace.passage for trace in traces.values())}
    return [passage for passage in passages if passage.id in used]


def _proposed(bundle: Evidence, claim: Claim, trace: Trace) -> Mapping[str, str]:
    figure = bundle.figures.get(trace.source_figure or "")
    return propose_facets(claim.stated, figure, cites=claim.cites) if figure is not None else {}


def _recorded(trace: Trace) -> Mapping[str, str]:
    return {name: result for name, result in trace.facets.items() if result != "unknown"}


def _levelled(bundle: Evidence, claim: Claim, trace: Trace) -> Trace:
    level = reached(replace(claim, trace=trace), bundle)
    if trace.through == "none" and LEVELS.index(level) >= LEVELS.index("T3"):
        raise Refused(
            f"Claim {claim.id}: its source is held and found, and through is none.",
            hint="Say through which copy: --through cited, issuer, co_publisher, reprint or restatement.",
        )
    return replace(trace, level=level)


def _with(bundle: Evidence, passage: Passage) -> Evidence:
    return replace(bundle, passages={**bundle.passages, passage.id: passage})


def _lower(level: str, most: str) -> str:
    return min(level, most, key=LEVELS.index)


def _same_person(one: str, other: str) -> bool:
    return "".join(one.casefold().split()) == "".join(other.casefold().split())


def parse_facets(written: Iterable[str]) -> Mapping[str, str]:
    """``period=other`` and its like. Raises UsageError on a facet or a result that is none."""
    found: dict[str, str] = {}
    for one in written:
        name, _, result = one.partition("=")
        if name not in FACETS or result not in RESULTS:
            raise UsageError(
                f"--facet {one} is no facet with its result.",
                hint=f"NAME=RESULT, names: {', '.join(FACETS)}; results: {', '.join(RESULTS)}.",
            )
        found[name] = result
    return found
