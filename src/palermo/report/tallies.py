"""How many claims are closed, and how many were read how: counts of the evidence, registered like any other figure.

Ids: ``evidence.closed``, ``evidence.countable``, ``evidence.claims``, ``evidence.reading.traced`` (``differs``,
``not_traced``) over all claims, and ``evidence.press.closed`` and so on over those of ``evidence/press.yml``.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from palermo import evidence
from palermo.evidence import Evidence
from palermo.ground.figure import Figure, Origin
from palermo.report.model import Indicator

READINGS = ("traced", "differs", "not_traced")
_EVERYTHING = ""
_CONCEPTS: Mapping[str, str] = {
    "claims": "claims recorded",
    "countable": "claims that can be counted as one number each",
    "closed": "claims whose trace is closed",
    "reading.traced": "open claims read as traced",
    "reading.differs": "open claims read as different",
    "reading.not_traced": "open claims not in what could be read",
}


def tally_id(collection: str, name: str) -> str:
    """The id of one count: ``tally_id("press", "closed")`` is ``evidence.press.closed``; no collection means all."""
    return ".".join(part for part in ("evidence", collection, name) if part)


def claim_tallies(bundle: Evidence, *, data_sha256: str) -> tuple[tuple[Indicator, ...], tuple[Figure, ...]]:
    """Indicators and figures that count the claims. ``data_sha256`` is of the evidence files they stand in."""
    if not bundle.claims:
        return (), ()
    collections = sorted({claim.collection for claim in bundle.claims.values() if claim.collection})
    indicators = tuple(_indicator(name) for name in (_EVERYTHING, *collections))
    figures = tuple(
        figure
        for name, indicator in zip((_EVERYTHING, *collections), indicators, strict=True)
        for figure in _figures(bundle, name, indicator, data_sha256)
    )
    return indicators, figures


def _indicator(collection: str) -> Indicator:
    source = f"evidence/{collection}.yml" if collection else "evidence/*.yml"
    query = {"from": source, "count": "claims", "by": ["countable", "closed", "reading"]}
    return Indicator(
        id=tally_id(collection, "") if collection else "evidence",
        version=1,
        name={"en": f"Claims recorded in {source}"},
        definition={
            "text": "Claims as recorded. Closed: confirmed by a second person in the document cited or its issuer's. "
            "Reading: what somebody read in a copy that was not kept, of claims still open; a reading is no trace",
            "counting_unit": "claim",
            "unit": "count",
            "stock_flow": "stock",
        },
        query=query,
        query_sha256=_sha256(query),
        path=source,
        sdc_applied="none-public-source",
    )


def _figures(bundle: Evidence, collection: str, indicator: Indicator, data_sha256: str) -> Iterator[Figure]:
    chosen = _claims_of(bundle, collection)
    counted = evidence.summary(bundle, chosen)
    counts: Mapping[str, tuple[int, Mapping[str, str]]] = {
        "claims": (counted.claims, {}),
        "countable": (counted.countable, {"countable": "yes"}),
        "closed": (counted.closed, {"countable": "yes", "closed": "yes"}),
        **{f"reading.{name}": (counted.reading.get(name, 0), {"reading": name}) for name in READINGS},
    }
    for name, (count, cell) in counts.items():
        yield Figure(
            id=tally_id(collection, name),
            origin=Origin.COMPUTED,
            value=str(count),
            counting_unit="claim",
            concept=_CONCEPTS[name],
            stock_flow="stock",
            definition=indicator.reference,
            query_sha256=indicator.query_sha256,
            data_sha256=data_sha256,
            sdc_applied="none-public-source",
            cell=cell,
        )


def _claims_of(bundle: Evidence, collection: str) -> Collection[str] | None:
    return [claim.id for claim in bundle.collection(collection)] if collection else None


def _sha256(query: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(query, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
