"""How many claims are closed, and, on a line of its own, what readers saw in copies that were not kept."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from palermo.evidence.messages import message
from palermo.evidence.model import Claim, Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Counts over the countable claims. ``reading`` counts those still open; a reading is no trace."""

    claims: int
    countable: int
    closed: int
    open: int
    status: Mapping[str, int]
    level: Mapping[str, int]
    reading: Mapping[str, int]
    through: Mapping[str, int]

    def headline(self, language: str = "en") -> str:
        """``0 of 16 closed``."""
        return message("summary.closed", language, closed=self.closed, countable=self.countable)

    def readings(self, language: str = "en") -> str:
        """What was read in copies not kept; empty where nothing was."""
        if not self.reading:
            return ""
        counts = {name: self.reading.get(name, 0) for name in ("traced", "differs", "not_traced")}
        return message("summary.readings", language, **counts)

    def lines(self, language: str = "en") -> tuple[str, ...]:
        return tuple(line for line in (self.headline(language), self.readings(language)) if line)


def summary(bundle: Evidence, claims: Collection[str] | None = None) -> Summary:
    """The counts of ``claims`` (ids; all where None). Only closed traces count as traced in a headline."""
    chosen = [claim for id, claim in bundle.claims.items() if claims is None or id in claims]
    counted = [claim for claim in chosen if claim.countable]
    return Summary(
        claims=len(chosen),
        countable=len(counted),
        closed=sum(claim.closed for claim in counted),
        open=sum(claim.status == "open" for claim in counted),
        status=_tally([claim.status for claim in counted]),
        level=_tally([claim.trace.level for claim in counted]),
        reading=_tally([reading for claim in counted if (reading := _reading(claim))]),
        through=_tally([claim.trace.through for claim in counted]),
    )


def expected_counts(bundle: Evidence, collection: str) -> Mapping[str, int]:
    """The counts of one file's claims under the names of its block ``expect``."""
    found = summary(bundle, [claim.id for claim in bundle.collection(collection)])
    tallies = {"status": found.status, "reading": found.reading, "level": found.level, "through": found.through}
    nested = {f"{name}.{key}": count for name, tally in tallies.items() for key, count in tally.items()}
    return {"claims": found.claims, "countable": found.countable, "closed": found.closed, **nested}


def claim_rows(bundle: Evidence, claims: Iterable[Claim]) -> dict[str, Any]:
    """The claims as rows for programs, with the counts of the whole evidence."""
    total = summary(bundle)
    rows = [
        {
            "id": claim.id,
            "kind": claim.kind,
            "collection": claim.collection,
            "countable": claim.countable,
            "level": claim.trace.level,
            "status": claim.status,
            "reading": claim.trace.reading,
            "through": claim.trace.through,
            "closed": claim.closed,
            "altered_facets": list(claim.altered_facets),
        }
        for claim in claims
    ]
    return {"claims": rows, "countable": total.countable, "closed": total.closed, "reading": dict(total.reading)}


def _reading(claim: Claim) -> str | None:
    return claim.trace.reading if claim.status == "open" else None


def _tally(names: Collection[str]) -> Mapping[str, int]:
    return dict(sorted(Counter(names).items()))
