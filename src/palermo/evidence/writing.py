"""The YAML the program writes: one file a document added, and traces.yml. What a person wrote is never rewritten."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any

import yaml

from palermo.evidence.model import Document, Passage, Snapshot, Trace
from palermo.evidence.vocabulary import FORMAT
from palermo.ground.dates import PartialDate
from palermo.ground.figure import Sensitivity

_NAMES = {"sha256": "exact_sha256"}
_COMPUTED = ("source_states",)


def snapshot_of(
    id: str, data: bytes, media_type: str, *, text: str | None, sensitivity: Sensitivity = Sensitivity.PUBLIC
) -> Snapshot:
    """The first snapshot of document ``id``: its bytes under their hash, its text under one of its own."""
    sha256 = hashlib.sha256(data).hexdigest()
    return Snapshot(
        id=f"{id}.a",
        document=id,
        file=f"evidence/snapshots/{sha256}",
        sha256=sha256,
        media_type=media_type,
        bytes=len(data),
        text_sha256=hashlib.sha256(text.encode()).hexdigest() if text is not None else None,
        sensitivity=sensitivity,
    )


def document_file(document: Document, snapshot: Snapshot) -> bytes:
    """``evidence/ID.yml`` of one document and the snapshot of it."""
    rows = {"format": FORMAT, "documents": [_row(document)], "snapshots": [_row(snapshot)]}
    return _yaml("Written by palermo evidence add.", rows)


def traces_file(passages: Iterable[Passage], traces: Mapping[str, Trace], said_at: Mapping[str, str]) -> bytes:
    """``evidence/traces.yml``: passages located, and traces that overlay the claims. ``said_at``: claim → passage."""
    located = [{_NAMES.get(name, name): value for name, value in _row(one).items()} for one in passages]
    rows = [
        {"claim": id, **({"said_at": said_at[id]} if id in said_at else {}), **_row(trace)}
        for id, trace in traces.items()
    ]
    return _yaml(
        "Written by palermo evidence: overlays the claims.", {"format": FORMAT, "passages": located, "traces": rows}
    )


def _row(of: Document | Snapshot | Passage | Trace) -> dict[str, Any]:
    values = {part.name: getattr(of, part.name) for part in fields(of) if part.name not in _COMPUTED}
    kept = {name: _plain(value) for name, value in values.items() if value not in (None, "", False) and value != {}}
    return {**kept, "file": None} if isinstance(of, Snapshot) and of.file is None else kept


def _plain(value: object) -> object:
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, StrEnum):
        return str(value)
    return dict(value) if isinstance(value, Mapping) else value


def _yaml(head: str, rows: Mapping[str, Any]) -> bytes:
    body = yaml.safe_dump(dict(rows), sort_keys=False, allow_unicode=True, width=120)
    return f"# {head}\n{body}".encode()
