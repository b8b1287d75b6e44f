"""Recomputing the chain: the first event that is missing, doubled, altered, or not what somebody kept a head of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from palermo.ground.finding import Finding, Severity
from palermo.site.audit.canonical import GENESIS, Line, hash_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the chain looked like once: the hash that its event ``seq`` had, known from outside the events."""

    seq: int
    hash: bytes
    whose: str
    """Who knows it, in words: "the kept head"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found: how many events hold, the last of them, and what broke behind it."""

    events: int
    hash: bytes
    broken: Finding | None = None

    @property
    def first_bad(self) -> int | None:
        return self.broken.row if self.broken else None

    def to_dict(self) -> dict[str, object]:
        """As the verb prints it."""
        told = self.broken.to_dict() if self.broken else None
        return {
            "whole": self.broken is None,
            "events": self.events,
            "hash": self.hash.hex(),
            "first_bad": self.first_bad,
            "finding": told,
        }


def verify(lines: Iterable[Line], kept: Sequence[Kept] = ()) -> Verdict:
    """Go along the chain until it breaks. ``lines`` in the order of their places, read once."""
    wanted: dict[int, list[Kept]] = {}
    for one in kept:
        wanted.setdefault(one.seq, []).append(one)
    seq, last = 0, GENESIS
    for line in lines:
        broken = _fault(line, seq, last) or _unlike(line, wanted.get(line.seq, ()))
        if broken:
            return Verdict(events=seq, hash=last, broken=broken)
        seq, last = line.seq, line.hash
    return Verdict(events=seq, hash=last, broken=_cut(seq, kept))


def _fault(line: Line, seq: int, last: bytes) -> Finding | None:
    if line.seq != seq + 1:
        if isinstance(line.seq, int) and line.seq > seq:
            return _broken("audit.event-missing", seq + 1, "is missing")
        return _broken("audit.event-twice", line.seq, "stands where there is one already, or where none can be")
    if line.prev_hash != last:
        return _broken("audit.link-broken", line.seq, "does not follow the one before it")
    try:
        holds = hash_of(line) == line.hash
    except TypeError:  # SQLite keeps a number where a text belongs, if somebody puts it there
        holds = False
    return None if holds else _broken("audit.event-altered", line.seq, "is not what was written")


def _unlike(line: Line, kept: Iterable[Kept]) -> Finding | None:
    for one in kept:
        if one.hash != line.hash:
            return _broken(
                "audit.head-differs", line.seq, f"is not that of {one.whose}: it or one before was rewritten"
            )
    return None


def _cut(seq: int, kept: Iterable[Kept]) -> Finding | None:
    for one in kept:
        if one.seq > seq:
            return _broken("audit.tail-cut", seq + 1, f"is missing: {one.whose} knows {one.seq} events")
    return None


def _broken(code: str, seq: int, what: str) -> Finding:
    return Finding(
        code=code,
        severity=Severity.ERROR,
        text=f"Event {seq} of the audit {what}.",
        hint="Keep the database as it is, and compare it with a backup and with the heads that others keep.",
        row=seq,
    )
