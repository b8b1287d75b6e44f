"""The chain behind one figure of an edition: print, figure, definition, query, data; or passage, snapshot, document."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from palermo.evidence import Evidence
from palermo.ground.errors import UsageError
from palermo.report.build import FIGURES
from palermo.report.folder import Folder, load_folder
from palermo.report.model import Indicator
from palermo.report.tallies import claim_tallies
from palermo.report.verify import folder_of

_INDENT = "  "


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """One figure and what stands behind it. ``operands`` are chains of their own; the parts are JSON-ready."""

    figure: Mapping[str, Any]
    definition: Mapping[str, Any] | None = None
    query: Mapping[str, Any] | None = None
    data: tuple[Mapping[str, Any], ...] = ()
    passage: Mapping[str, Any] | None = None
    snapshot: Mapping[str, Any] | None = None
    document: Mapping[str, Any] | None = None
    claim: Mapping[str, Any] | None = None
    operands: tuple["Chain", ...] = ()
    rivals: tuple[str, ...] = ()
    revisions: tuple[Mapping[str, Any], ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """The chain as JSON, operands nested."""
        parts = {
            name: getattr(self, name)
            for name in ("figure", "definition", "query", "passage", "snapshot", "document", "claim")
            if getattr(self, name) is not None
        }
        lists = {"data": list(self.data), "rivals": list(self.rivals), "revisions": list(self.revisions)}
        return {**parts, **lists, "operands": [operand.to_dict() for operand in self.operands]}

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The chain in words, one link a line, operands indented below."""
        for words in self._links():
            yield _INDENT * depth + words
        for operand in self.operands:
            yield _INDENT * depth + "operand"
            yield from operand.lines(depth + 1)

    def _links(self) -> Iterator[str]:
        figure = self.figure
        printed = ", ".join(f"{text} ({language})" for language, text in figure["rendered"].items())
        yield f"printed     {printed}"
        yield f"figure      {figure['id']}  {figure['code']}  {figure['origin']}  {_value(figure)} {figure['unit']}"
        facets = [figure.get(name) for name in ("counting_unit", "concept", "stock_flow", "area", "coverage")]
        said = [str(one) for one in (*facets, _period(figure)) if one]
        yield from [f"speaks of   {'; '.join(said)}"] if said else []
        yield from [f"formula     {figure['formula']}"] if figure.get("formula") else []
        if self.definition:
            yield f"definition  {self.definition['reference']}: {self.definition.get('text', '')}"
        if self.query:
            yield f"query       {figure.get('query_sha256')}"
            yield f"            {json.dumps(self.query, sort_keys=True, ensure_ascii=False)}"
        for one in self.data:
            kind = f"released, {one['release']}" if one.get("release") else one["sensitivity"]
            yield f"data        {one['path']}  sha256 {one['sha256']}  {kind}"
            if one.get("source"):
                yield f"            computed from {one['source']}  sha256 {one['source_sha256']}, which is not shipped"
        yield from self._evidence()
        yield from [f"rivals      {', '.join(self.rivals)}"] if self.rivals else []
        yield from (f"revision    {one.get('cause', '')}: {one.get('note', '')}" for one in self.revisions)

    def _evidence(self) -> Iterator[str]:
        if self.claim:
            yield f"claim       {self.claim['said']}: status {self.claim['status']}, level {self.claim['level']}"
        if self.passage:
            words = f"“{self.passage['exact']}”" if self.passage.get("exact") else f"words {self.passage.get('sha256')}"
            yield f"passage     {self.passage['id']}, line {self.passage.get('line', '–')}: {words}"
        if self.snapshot:
            held = "held" if self.snapshot.get("file") else "held elsewhere"
            yield f"snapshot    {self.snapshot['id']}  sha256 {self.snapshot['sha256']}  {held}"
        if self.document:
            named = [
                str(self.document[name]) for name in ("publisher", "title", "published_on") if self.document.get(name)
            ]
            yield f"document    {self.document['id']}: {', '.join(named)}"
        elif self.figure.get("seen_in"):
            yield f"seen in     {self.figure['seen_in']}, through {self.figure.get('through') or 'none'}"


def show(out: Mapping[str, bytes], wanted: str) -> Chain:
    """The chain of the figure with the id or paper code ``wanted``. Raises UsageError where there is none."""
    rows = rows_of_edition(out)
    id = _find(rows, wanted)
    folder = load_folder(folder_of(out))
    return _chain(id, rows, _with_tallies(folder), folder, ())


def rows_of_edition(out: Mapping[str, bytes]) -> dict[str, Mapping[str, Any]]:
    """The rows of figures.json by id. Raises UsageError where the folder is no edition."""
    try:
        return {row["id"]: row for row in json.loads(out[FIGURES])}
    except (KeyError, ValueError, TypeError) as error:
        raise UsageError(
            f"The folder holds no {FIGURES} that can be read.", hint="Name what `report build` wrote."
        ) from error


def _find(rows: Mapping[str, Mapping[str, Any]], wanted: str) -> str:
    if wanted in rows:
        return wanted
    by_code = {str(row.get("code")): id for id, row in rows.items()}
    if wanted.strip().upper() in by_code:
        return by_code[wanted.strip().upper()]
    near = get_close_matches(wanted, rows, n=3)
    hint = f"Near it: {', '.join(near)}." if near else f"The ids stand in {FIGURES}."
    raise UsageError(f"The edition has no figure {wanted!r}, by id or by code.", hint=hint)


def _with_tallies(folder: Folder) -> Mapping[str, Indicator]:
    indicators, _ = claim_tallies(folder.evidence, data_sha256="")
    return {**folder.indicators, **{one.id: one for one in indicators}}


def _chain(
    id: str,
    rows: Mapping[str, Mapping[str, Any]],
    indicators: Mapping[str, Indicator],
    folder: Folder,
    above: Sequence[str],
) -> Chain:
    row, bundle = rows[id], folder.evidence
    indicator = indicators.get(str(row.get("definition")).rpartition("@")[0])
    passage = bundle.passages.get(str(row.get("passage")))
    snapshot = bundle.snapshots.get(passage.snapshot) if passage else None
    document = bundle.documents.get(snapshot.document) if snapshot else None
    below = [one for one in row.get("operands", ()) if one in rows and one not in above]
    return Chain(
        figure=row,
        definition={"reference": indicator.reference, **indicator.definition} if indicator else None,
        query=indicator.query if indicator else None,
        data=tuple(_data(name, folder) for name in indicator.inputs if name in folder.data) if indicator else (),
        passage=_fields(passage),
        snapshot=_fields(snapshot),
        document=_fields(document),
        claim=_claim(id, bundle),
        operands=tuple(_chain(one, rows, indicators, folder, (*above, id)) for one in below),
        rivals=tuple(dict.fromkeys(other for other in _rivals(id, bundle) if other != id)),
        revisions=tuple(one for one in folder.meta["revisions"] if id in (one.get("figures") or ())),
    )


def _data(name: str, folder: Folder) -> Mapping[str, Any]:
    entry = folder.data[name]
    source = folder.sources.get(entry.source or "")
    found = {"name": name, "path": entry.path, "sha256": entry.sha256, "sensitivity": str(entry.sensitivity)}
    if entry.release is not None:
        found["release"] = entry.release
    if entry.document:
        found["document"] = entry.document
    return found | ({"source": source.name, "source_sha256": source.sha256} if source else {})


def _claim(id: str, bundle: Evidence) -> Mapping[str, Any] | None:
    claim = bundle.claims.get(id)
    if claim is None:
        return None
    occasion = bundle.occasions.get(claim.said)
    trace = claim.trace
    return {
        "said": occasion.claimant if occasion else claim.said,
        "atom": claim.atom,
        "status": claim.status,
        "closed": claim.closed,
        "level": trace.level,
        "reading": trace.reading,
        "through": trace.through,
        "differs_in": list(claim.altered_facets),
        "source_figure": trace.source_figure,
    }


def _rivals(id: str, bundle: Evidence) -> Iterator[str]:
    for contrast in bundle.contrasts.values():
        if id in contrast.members:
            yield from contrast.members
    for claim in bundle.claims.values():
        if id == claim.id or id in claim.rivals:
            yield from (claim.id, *claim.rivals)


def _fields(thing: Any) -> Mapping[str, Any] | None:
    """The fields of a frozen value that say something, as JSON."""
    if thing is None:
        return None
    found = {name: getattr(thing, name) for name in thing.__slots__}
    return {name: value if isinstance(value, int) else str(value) for name, value in found.items() if value is not None}


def _value(figure: Mapping[str, Any]) -> str:
    if figure.get("value") is not None:
        return str(figure["value"])
    return "–".join(str(figure[end]) for end in ("low", "high") if figure.get(end)) or "··"


def _period(figure: Mapping[str, Any]) -> str:
    period = figure.get("period") or {}
    return " to ".join(dict.fromkeys(str(period[key]) for key in ("start", "end", "on") if key in period))


def count_figures(out: Mapping[str, bytes]) -> int:
    """How many figures an edition has."""
    return len(rows_of_edition(out))
