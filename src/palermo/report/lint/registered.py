"""What may stand in a text without a figure: names the standards register, and ids the report knows."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from palermo.evidence import Claim, Evidence
from palermo.ground.decimals import decimal
from palermo.standards import loader

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMark:
    """By what an asserted claim is known: the values it states, and the names of who said it or is cited for it."""

    id: str
    values: frozenset[Decimal]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What the report knows. ``ids`` holds, by kind of tag, the ids that exist; None where there is no register."""

    ids: Mapping[str, frozenset[str]] | None = None
    claims: tuple[ClaimMark, ...] = ()


NOTHING = Registered()


def mark_claims(bundle: Evidence) -> tuple[ClaimMark, ...]:
    """The marks of every claim of ``bundle``, in order."""
    return tuple(_mark(claim, _speakers(bundle, claim)) for claim in bundle.claims.values())


def _mark(claim: Claim, speakers: Iterable[str | None]) -> ClaimMark:
    stated = claim.stated
    values = frozenset(decimal(value) for value in (stated.value, stated.low, stated.high) if value is not None)
    names = (*speakers, claim.cites.publisher, claim.cites.text, claim.cites.proposed_publisher)
    return ClaimMark(id=claim.id, values=values, sources=tuple(dict.fromkeys(name for name in names if name)))


def _speakers(bundle: Evidence, claim: Claim) -> tuple[str | None, ...]:
    """The claimant in full, and up to the first comma: "Wang Wenbin, spokesperson" is known as Wang Wenbin."""
    occasion = bundle.occasions.get(claim.said)
    said_by = occasion.claimant if occasion else None
    return (said_by, said_by.split(",")[0] if said_by else None)


def find_names(text: str) -> tuple[Span, ...]:
    """Where registered names stand in ``text``: ``SDG 16.2.2``, ``Tier 2``, ``HTCDS 2.0``."""
    return tuple(match.span() for match in _names().finditer(text))


@cache
def _names() -> re.Pattern[str]:
    listed = sorted((row["name"] for row in loader.load("registered_names")["names"]), key=len, reverse=True)
    either = "|".join(re.escape(name).replace(r"\ ", "[ \u00a0\u202f]") for name in listed)
    return re.compile(rf"(?<![\w.,])(?:{either})(?!\w|[.,:/‑-]\d|[ \u00a0\u202f]\d{{3}}(?!\d))")
