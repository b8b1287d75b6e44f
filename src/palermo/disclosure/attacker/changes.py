"""Changes between two releases of one population: what one of them tells less the other may be few people."""

from math import inf

from palermo.disclosure.attacker.aligning import Aligned
from palermo.disclosure.attacker.bounds import Bounds, Solver, solver_of
from palermo.disclosure.attacker.facts import Key, Place
from palermo.disclosure.attacker.verdict import Pinned, Recovered
from palermo.ground.finding import Finding, Severity


def changes(
    pair: Aligned, releases: tuple[str, str], now: Solver, threshold: int, side: str
) -> tuple[list[Recovered], list[Pinned], list[Finding]]:
    """Every count both releases tell something about: is the difference small and known not to be none?

    ``now`` solves the newer part as it stands; where the two have different dimensions it is solved anew.
    """
    keys = list(pair.keys())
    then = solver_of(pair.old, also=[old for old, _ in keys])
    if any(new not in now.system.columns and new not in now.system.constants for _, new in keys):
        now = solver_of(pair.new, also=[new for _, new in keys])
    recovered: list[Recovered] = []
    pinned: list[Pinned] = []
    if not (then.consistent and now.consistent):
        return recovered, pinned, [_contradicts(releases[0])]
    for solver, asked in ((then, [old for old, _ in keys]), (now, [new for _, new in keys])):
        solver.widen(asked, lambda seen: seen.high - seen.low >= 2 * threshold)
    for old, new in keys:
        change = _change(now, new, then, old, threshold)
        if change is None:
            continue
        place = pair.place(old, new)
        if change.exact:
            tables = dict.fromkeys(one.table for one in _tables(pair, old, new))
            by = tuple(tables) or (place.table,)
            recovered.append(Recovered(kind="difference", place=place, value=change.low, by=by, releases=releases))
        elif side != "small":
            low, high = int(change.low), int(change.high)
            pinned.append(Pinned(kind="difference", place=place, low=low, high=high, releases=releases))
    odd = [_unsolved(releases[0])] if then.unsolved else []
    return recovered, pinned, odd


def _tables(pair: Aligned, old: Key, new: Key) -> list[Place]:
    facts = (pair.new.facts.get(new), pair.old.facts.get(old))
    return [place for fact in facts if fact is not None for place in fact.places]


def _change(now: Solver, new: Key, then: Solver, old: Key, threshold: int) -> Bounds | None:
    """The change of a count where it is small and known not to be none; None where it is not."""
    now_seen, then_seen = now.seen(new), then.seen(old)
    seen = now_seen.low <= now_seen.high and then_seen.low <= then_seen.high
    if seen and _harmless(now_seen.low - then_seen.high, now_seen.high - then_seen.low, threshold):
        return None
    for now_is, then_was in ((now.outer(new), then.outer(old)), (now.bounds(new), then.bounds(old))):
        low, high = now_is.low - then_was.high, now_is.high - then_was.low
        if not _harmless(low, high, threshold):
            return Bounds(low, high)
    return None


def _harmless(low: float, high: float, threshold: int) -> bool:
    """A change that may be none, or that reaches the threshold either way."""
    return low <= 0 <= high or inf in (-low, high) or max(abs(low), abs(high)) >= threshold


def _contradicts(release: str) -> Finding:
    return Finding(
        code="attack.inconsistent",
        severity=Severity.ERROR,
        text=f"the numbers of {release} contradict each other: no change since can be worked out",
        hint="an older release is wrong or was altered; nothing can be called safe until it is mended",
    )


def _unsolved(release: str) -> Finding:
    return Finding(
        code="attack.unsolved",
        severity=Severity.ERROR,
        text=f"the bounds of a hidden count of {release} could not be computed",
        hint="publish smaller tables; what could not be tried is not called safe",
    )
