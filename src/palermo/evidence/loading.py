"""From the bytes of evidence/*.yml to one Evidence: every file read, every fault gathered before speaking."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from palermo.evidence import entries
from palermo.evidence.model import Claim, Evidence, Expect, Passage, Record
from palermo.evidence.settling import BLOCKS, Draft, settle
from palermo.evidence.vocabulary import FORMAT
from palermo.ground.errors import BadDefinition
from palermo.ground.figure import Figure
from palermo.ground.forms import Form
from palermo.ground.rows import Row, fault, parse_rows

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,119}")
_SIMPLE: Mapping[str, Callable[[Form], Any]] = {
    "documents": entries.document,
    "snapshots": entries.snapshot,
    "occasions": entries.occasion,
    "contrasts": entries.contrast,
    "pairs": entries.pair,
    "corrections": entries.correction,
}
_COUNTS = ("claims", "countable", "closed")
_TALLIES = ("status", "reading", "level", "through")


def load(files: Mapping[str, bytes]) -> Evidence:
    """The evidence of ``files`` (``evidence/press.yml`` → bytes; other names are passed over), traces.yml overlaid.

    Raises BadDefinition with every fault of every file.
    """
    draft = Draft()
    found = [_top(path, files[path], draft) for path in sorted(files) if path.endswith((".yml", ".yaml"))]
    rows = [row for row in found if row is not None]
    for row in rows:
        _check_blocks(row, draft)
    for name in BLOCKS:  # block by block over all files: a claim may be said on an occasion of another file
        for form in (form for row in rows for form in _forms(row, name, draft)):
            _read_row(name, form, draft)
    for row in rows:
        _overlay_traces(row, draft)
    evidence = settle(draft)
    if draft.faults:
        raise BadDefinition(
            f"The evidence has {len(draft.faults)} faults.",
            hint="Mend the lines named and try again.",
            findings=sorted(draft.faults, key=lambda one: (one.path or "", one.line or 0)),
        )
    return evidence


def _top(path: str, data: bytes, draft: Draft) -> Row | None:
    row, faults = parse_rows(path, data, format=FORMAT)
    draft.faults += faults
    if row is not None and row.fields.get("format") != FORMAT:
        draft.faults.append(fault(path, row.line, f"the format is not {FORMAT}", f"begin with format: {FORMAT}"))
        return None
    return row


def _check_blocks(row: Row, draft: Draft) -> None:
    for name in row.fields:
        if name not in (*BLOCKS, "format", "expect"):
            text = f"{name} is no block of the format"
            draft.faults.append(fault(row.path, row.lines[name], text, code="evidence.unknown-field"))
    expected = row.fields.get("expect")
    if isinstance(expected, Row):
        draft.expect[_collection(row.path)] = _expect(Form(expected, "expect", draft.faults))
    elif expected is not None:
        draft.faults.append(fault(row.path, row.lines["expect"], "expect is a mapping"))


def _forms(row: Row, name: str, draft: Draft) -> Iterator[Form]:
    block = row.fields.get(name)
    if block is None:
        return
    if not isinstance(block, tuple):
        draft.faults.append(fault(row.path, row.lines[name], f"{name} is a list"))
        return
    for part in block:
        if isinstance(part, Row):
            yield Form(part, f"{name[:-1]} {part.fields.get('id') or part.fields.get('claim') or ''}", draft.faults)
        else:
            draft.faults.append(fault(row.path, row.lines[name], f"each of {name} is a mapping"))


def _read_row(name: str, form: Form, draft: Draft) -> None:
    if name == "traces":  # overlaid when every claim is known
        return
    recorded_by, valid_from = form.text("recorded_by"), form.day("valid_from")
    if name == "left_out":
        draft.left_out.append(entries.left_out(form))
        form.close()
        return
    made = _SIMPLE[name](form) if name in _SIMPLE else _READERS[name](form, draft)
    form.close()
    if made.id and _take_id(made.id, form, draft):
        draft.blocks[name][made.id] = made
        draft.records[made.id] = Record(
            path=form.row.path, line=form.row.line, recorded_by=recorded_by, valid_from=valid_from
        )


def _take_id(id: str, form: Form, draft: Draft) -> bool:
    if not _ID.fullmatch(id):
        form.blame("id", f"the id {id!r} is no slug", "letters, digits, point, hyphen and underscore")
        return False
    if id in draft.records:
        first = draft.records[id]
        form.blame("id", f"the id {id} is taken, at {first.path}:{first.line}", code="evidence.duplicate-id")
        return False
    return True


def _figure(form: Form, draft: Draft) -> Figure:
    if form.row.fields.get("origin") == "computed":
        form.blame("origin", "computed figures are not evidence", "define an indicator in the report's folder")
    owner = str(form.row.fields.get("id") or "")
    written = form.get("passage")
    if written is None or isinstance(written, str):
        return entries.figure(form, written)
    inline = _inline_passage(form, owner, "", draft)
    return entries.figure(form, inline.id if inline else None)


def _claim(form: Form, draft: Draft) -> Claim:
    owner = str(form.row.fields.get("id") or "")
    trace_form = form.form("trace")
    status = entries.stated_status(trace_form)
    if status:
        draft.statuses[owner] = status
    trace = entries.trace(trace_form)
    if trace_form is not None:
        trace_form.close()
    reported = _reported_snapshot(str(form.row.fields.get("said") or ""), draft)
    return entries.claim(form, _inline_passage(form, owner, reported, draft), trace, _collection(form.row.path))


def _reported_snapshot(said: str, draft: Draft) -> str:
    """The one snapshot of the document that reported the occasion; empty where there is none or a choice."""
    occasion = draft.blocks["occasions"].get(said)
    of = [one.id for one in draft.blocks["snapshots"].values() if occasion and one.document == occasion.reported_by]
    return of[0] if len(of) == 1 else ""


def _inline_passage(form: Form, owner: str, snapshot: str, draft: Draft) -> Passage | None:
    part = form.form("passage")
    if part is None:
        return None
    made = entries.passage(part, f"{owner}.passage", snapshot)
    part.close()
    if not made.snapshot:
        part.blame(
            "snapshot",
            "the passage names no snapshot",
            "snapshot: ID, the one it stands in",
            code="evidence.missing-field",
        )
    if owner and _take_id(made.id, part, draft):
        draft.blocks["passages"][made.id] = made
        draft.records[made.id] = Record(path=part.row.path, line=part.row.line)
    return made


_READERS: Mapping[str, Callable[[Form, Draft], Any]] = {
    "passages": lambda form, draft: entries.passage(form, ""),
    "figures": _figure,
    "claims": _claim,
}


def _expect(form: Form) -> Expect:
    counts = {name: found for name in _COUNTS if (found := form.whole(name)) is not None}
    for name in _TALLIES:
        part = form.form(name)
        for key in part.row.fields if part else ():
            found = part.whole(key) if part else None
            if found is not None:
                counts[f"{name}.{key}"] = found
    form.close()
    return Expect(path=form.row.path, line=form.row.line, counts=counts)


def _collection(path: str) -> str:
    return path.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def _overlay_traces(row: Row, draft: Draft) -> None:
    for form in _forms(row, "traces", draft):
        id = form.needed("claim")
        claim: Claim | None = draft.blocks["claims"].get(id)
        if claim is None:
            form.blame("claim", f"no claim has the id {id!r}", code="evidence.unknown-id")
            continue
        status = entries.stated_status(form)
        if status:
            draft.statuses[id] = status
        trace, said_at = entries.trace(form, claim.trace), form.text("said_at")
        passage = draft.blocks["passages"].get(said_at) if said_at else claim.passage
        if said_at and passage is None:
            form.blame("said_at", f"no passage has the id {said_at!r}", code="evidence.unknown-id")
        form.close()
        if said_at and claim.passage is not None:  # located anew: what was written by hand gives way
            draft.blocks["passages"].pop(claim.passage.id, None)
        draft.blocks["claims"][id] = replace(claim, trace=trace, passage=passage)
        draft.records[f"{id}.trace"] = Record(path=row.path, line=form.row.line)
